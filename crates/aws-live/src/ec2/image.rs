//! `ec2.Image` on AWS: looked up, and nothing else.

use aws_sdk_ec2::types::Image as Described;
use ironwright_aws::ec2::{Image, ImageOutputs};
use ironwright_core::look_up::{Found, Query};

use super::api::prelude::*;
use crate::handler::LookedUp;

const LIST: Action = EC2.action("DescribeImages");

/// What AWS filters by, and takes a pattern for.
const FILTERS: [(&str, &str); 4] = [
    (Image::NAME, "name"),
    (Image::ARCHITECTURE, "architecture"),
    (Image::VIRTUALIZATION_TYPE, "virtualization-type"),
    (Image::ROOT_DEVICE_TYPE, "root-device-type"),
];

impl LookedUp for Image {
    const LOOK_UP: Actions = &[LIST];

    async fn look_up(aws: &Calls<'_>, query: &Query) -> Result<Vec<Found>> {
        let owner = query.property(Self::OWNER).and_then(Value::as_text);
        let by_property = FILTERS.iter().filter_map(|(name, by)| Some(filter(by, [query.pattern(name)?])));
        let by_tag = query.tags().map(|(name, value)| filter(&format!("tag:{name}"), [value]));
        let by_id = query.id().map(|id| filter("image-id", [id]));
        let filters: Vec<Filter> =
            by_property.chain(by_tag).chain(by_id).chain([filter("state", ["available"])]).collect();
        let list = || {
            let owners = owner.map(|owner| vec![owner.to_owned()]);
            aws.ec2().describe_images().set_owners(owners).set_filters(Some(filters.clone()))
        };
        let send = |page| list().set_next_token(page).send();
        let images = aws.pages(LIST, send, |it| (it.images, it.next_token)).await?;
        Ok(images.iter().filter_map(|image| found(image, owner)).collect())
    }
}

/// An image as it was found; `owner` is how it was looked for, by an alias or a number.
fn found(image: &Described, owner: Option<&str>) -> Option<Found> {
    let observed = Properties::default()
        .with(Image::NAME, image.name())
        .with(Image::OWNER, owner.or(image.owner_id()))
        .with(ImageOutputs::OWNER_ID, image.owner_id())
        .with(Image::ARCHITECTURE, image.architecture())
        .with(Image::VIRTUALIZATION_TYPE, image.virtualization_type())
        .with(Image::ROOT_DEVICE_TYPE, image.root_device_type())
        .with(ImageOutputs::CREATION_DATE, image.creation_date())
        .with(ImageOutputs::ROOT_DEVICE_NAME, image.root_device_name())
        .with_tags(image.tags());
    Some(Found { id: image.image_id()?.into(), observed: observed.into_map() })
}
