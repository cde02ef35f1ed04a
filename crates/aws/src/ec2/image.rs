//! `ec2.Image`: looked up, never declared.

use ironwright_core::behaviour::{Behaviour, World};
use ironwright_core::look_up::{Found, Query};
use ironwright_core::{Input, InputMap, LookUp, Map, Options, Output, Value};
use ironwright_macros::{Outputs, Resource};

ironwright_core::references! {
    /// The id of an image, `ami-0abcdef1234567890`.
    ImageId = "ec2.Image" . "id";
}

/// An Amazon machine image (AMI), from which instances start. Images are looked up: nothing here makes one.
///
/// ```
/// use ironwright::aws::ec2::Image;
/// use ironwright::prelude::*;
///
/// let mut stack = Stack::new("demo");
/// let image = Image::newest("amazon", "al2023-ami-ecs-hvm-*").having(Image::ARCHITECTURE, "arm64");
/// let image = stack.look_up("container-host", image);
/// stack.output("image", &image.id);
/// assert!(stack.graph().is_ok());
/// ```
///
/// What is newest changes: with it, the next plan shows what changes with the image. `with_id` stays with one.
#[derive(Resource, Clone, Debug)]
#[resource(
    kind = "ec2.Image",
    id = "ami-{hex:17}",
    outputs = ImageOutputs,
    page = "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/AMIs.html",
    looked_up,
    behaviour = Published,
    yields(ImageId = id)
)]
pub struct Image {
    /// Its name, `al2023-ami-ecs-hvm-2023.0.20250113-kernel-6.1-x86_64`.
    name: Option<Input<String>>,
    /// Whose it is: an account's number, or `amazon`, `aws-marketplace` or `self`.
    owner: Option<Input<String>>,
    /// The processors that it runs on, `x86_64` or `arm64`.
    architecture: Option<Input<String>>,
    /// How instances are virtualised, `hvm` or `paravirtual`.
    virtualization_type: Option<Input<String>>,
    /// What the root volume is, `ebs` or `instance-store`.
    root_device_type: Option<Input<String>>,
    /// Names and values for people and bills.
    tags: Option<InputMap<String>>,
    options: Options,
}

/// What AWS tells of an [`Image`].
#[derive(Outputs, Debug)]
pub struct ImageOutputs {
    /// The image's id.
    #[output("{id}")]
    pub id: Output<ImageId>,
    /// Its name.
    pub name: Output<String>,
    /// The number of the account that it is of.
    pub owner_id: Output<String>,
    /// The processors that it runs on.
    pub architecture: Output<String>,
    /// When it was made, `2025-01-13T20:00:00.000Z`.
    pub creation_date: Output<String>,
    /// What the root volume is called in the instance, `/dev/xvda`.
    pub root_device_name: Output<String>,
}

impl Image {
    /// Looks for the newest image of an owner whose name is like a pattern: `*` stands for any text, `?` for a letter.
    ///
    /// The owner is an account's number, or `amazon`, `aws-marketplace` or `self`: names alone are anybody's to take.
    #[track_caller]
    pub fn newest(owner: impl Into<Output<String>>, name: impl Into<Output<String>>) -> LookUp<Self> {
        LookUp::by(Self::OWNER, owner).like(Self::NAME, name).newest_by(ImageOutputs::CREATION_DATE)
    }
}

/// In a rehearsal, whoever publishes images has one that is just like what is looked for.
struct Published;

impl Behaviour for Published {
    fn provided(&self, _: &dyn World, query: &Query) -> Vec<Found> {
        let owner = query.pattern(Image::OWNER).unwrap_or("amazon");
        if owner == "self" {
            return Vec::new();
        }
        let name = query.pattern(Image::NAME).unwrap_or("image").replace('*', "2025.1").replace('?', "1");
        let id = query.id().unwrap_or("ami-0a1b2c3d4e5f60718");
        let given = |property, usual| query.pattern(property).unwrap_or(usual).to_owned();
        let mut observed = Map::new();
        for (property, value) in [
            (Image::NAME, name),
            (Image::OWNER, owner.to_owned()),
            (ImageOutputs::OWNER_ID, "137112412989".to_owned()),
            (Image::ARCHITECTURE, given(Image::ARCHITECTURE, "x86_64")),
            (Image::VIRTUALIZATION_TYPE, given(Image::VIRTUALIZATION_TYPE, "hvm")),
            (Image::ROOT_DEVICE_TYPE, given(Image::ROOT_DEVICE_TYPE, "ebs")),
            (ImageOutputs::CREATION_DATE, "2025-01-13T20:00:00.000Z".to_owned()),
            (ImageOutputs::ROOT_DEVICE_NAME, "/dev/xvda".to_owned()),
        ] {
            observed.insert(property.into(), Value::text(value));
        }
        vec![Found { id: id.into(), observed }]
    }
}
