//! `ec2.LaunchTemplate`

use std::sync::Arc;

use ironwright_core::behaviour::{Behaviour, Refusal, World};
use ironwright_core::check::{Inputs as Known, Problems};
use ironwright_core::{Input, InputMap, Inputs, Map, Options, Output, Value};
use ironwright_macros::{Outputs, Resource};

use super::belongings::text;
use super::{BlockDeviceMapping, KeyName, MetadataOptions, SecurityGroupId, check_user_data, check_volumes};
use crate::iam::InstanceProfileArn;

ironwright_core::references! {
    /// The id of a launch template, `lt-0a20c965061f64abc`.
    LaunchTemplateId = "ec2.LaunchTemplate" . "id";
    /// The ARN of a launch template.
    LaunchTemplateArn = "ec2.LaunchTemplate" . "arn";
}

/// What instances are made from. A change makes another version of it, the default one from then on; instances that run
/// stay as they are.
///
/// ```
/// use ironwright::aws::ec2::{BlockDeviceMapping, LaunchTemplate, MetadataOptions, ShellScript, VolumeType};
/// use ironwright::prelude::*;
///
/// let mut stack = Stack::new("demo");
/// let cluster = stack.add("cluster", aws::ecs::Cluster::new("main"));
/// let join = text!("ECS_CLUSTER={}", cluster.cluster_name);
/// let template = LaunchTemplate::new("ecs")
///     .image_id("ami-0b9a214f40c38d5eb")
///     .instance_type("t3.small")
///     .block_device_mapping(BlockDeviceMapping::new("/dev/xvda").volume_size(30).volume_type(VolumeType::Gp3))
///     .metadata_options(MetadataOptions::version_2().http_put_response_hop_limit(2))
///     .user_data(ShellScript::bash().append("/etc/ecs/ecs.config", join));
/// stack.add("ecs", template);
/// assert!(stack.graph().is_ok());
/// ```
#[derive(Resource, Clone, Debug)]
#[resource(
    kind = "ec2.LaunchTemplate",
    id = "lt-{hex:17}",
    outputs = LaunchTemplateOutputs,
    page = "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-launch-templates.html",
    cloudformation = "AWS::EC2::LaunchTemplate",
    unique = [["launch_template_name"]],
    check = check,
    behaviour = Versions,
    yields(LaunchTemplateId = id, LaunchTemplateArn = arn)
)]
pub struct LaunchTemplate {
    /// The name, one of its kind in the region: 3 to 128 letters, digits and `().-/_`.
    #[input(replaces, length = 3..=128, pattern(r"[a-zA-Z0-9().\-/_]+", "a name of letters, digits and `().-/_`"))]
    launch_template_name: Input<String>,
    /// The image, `ami-0b9a214f40c38d5eb`, or where Parameter Store has its id, `resolve:ssm:/my/image`.
    #[input(
        pattern("ami-[0-9a-f]+|resolve:ssm:.+", "the id of an image, `ami-0b9a214f40c38d5eb`"),
        cloudformation = "LaunchTemplateData"
    )]
    image_id: Option<Input<String>>,
    /// The type of instances, `t3.micro`.
    #[input(
        pattern(r"[a-z0-9-]+\.[a-z0-9-]+", "a type of instances, `t3.micro`"),
        cloudformation = "LaunchTemplateData"
    )]
    instance_type: Option<Input<String>>,
    /// The key that people log in with.
    #[input(cloudformation = "LaunchTemplateData")]
    key_name: Option<Input<KeyName>>,
    /// The security groups of the instances. The VPC's default group when it is not set.
    #[input(unordered, cloudformation = "LaunchTemplateData")]
    security_groups: Option<Inputs<SecurityGroupId>>,
    /// Whether the instances get public addresses. The subnet decides when it is not set.
    #[input(cloudformation = "LaunchTemplateData")]
    associate_public_ip_address: Option<Input<bool>>,
    /// What the instances run when they start, up to 16 KiB: a text, or a [`UserData`](super::UserData).
    #[input(cloudformation = "LaunchTemplateData")]
    user_data: Option<Input<String>>,
    /// The instance profile, whose role the instances act as.
    #[input(cloudformation = "LaunchTemplateData")]
    iam_instance_profile: Option<Input<InstanceProfileArn>>,
    /// Whether CloudWatch is told each minute how the instances do, and not each five.
    #[input(default = false, cloudformation = "LaunchTemplateData")]
    monitoring: Option<Input<bool>>,
    /// Whether the instances reach their volumes by a way of their own. Newer types do so anyway.
    #[input(cloudformation = "LaunchTemplateData")]
    ebs_optimized: Option<Input<bool>>,
    /// How the instances' metadata are read.
    #[input(cloudformation = "LaunchTemplateData")]
    metadata_options: Option<MetadataOptions>,
    /// The volumes that the instances start with, beside those of the image or in their place.
    #[input(each = block_device_mapping, key = "device_name", unordered, cloudformation = "LaunchTemplateData")]
    block_device_mappings: Vec<BlockDeviceMapping>,
    /// Names and values for people and bills, on each instance that is made from it, and on its volumes.
    #[input(each = instance_tag, tags = super::TAGS, cloudformation = "LaunchTemplateData")]
    instance_tags: Option<InputMap<String>>,
    /// Names and values for people and bills, on the template itself.
    #[input(each = tag, tags = super::TAGS, cloudformation = "TagSpecifications")]
    tags: Option<InputMap<String>>,
    options: Options,
}

/// What AWS gives back of a [`LaunchTemplate`].
#[derive(Outputs, Debug)]
pub struct LaunchTemplateOutputs {
    /// The template's id.
    #[output("{id}")]
    pub id: Output<LaunchTemplateId>,
    /// The template's ARN.
    #[output("arn:aws:ec2:{region}:{account}:launch-template/{id}")]
    pub arn: Output<LaunchTemplateArn>,
    /// The template's name.
    pub launch_template_name: Output<String>,
    /// The number of the newest version, which is the default one.
    #[output(volatile)]
    pub latest_version_number: Output<String>,
}

fn check(inputs: &Known<'_>, problems: &mut Problems<'_>) {
    check_user_data("user_data", inputs, problems);
    check_volumes("block_device_mappings", inputs, problems);
}

/// Each change of what instances are made from makes a version, and none of the template's own tags.
struct Versions;

impl Behaviour for Versions {
    fn created(&self, _: &mut dyn World, _: &str, properties: &mut Map) -> Result<(), Refusal> {
        note_version(properties, 1);
        Ok(())
    }

    fn updated(&self, _: &mut dyn World, _: &str, properties: &mut Map) -> Result<(), Refusal> {
        if properties.get(LATEST_DATA) != Some(&data_of(properties)) {
            let latest = text(properties, "latest_version_number").and_then(|number| number.parse().ok());
            note_version(properties, latest.unwrap_or(1u64) + 1);
        }
        Ok(())
    }
}

/// What the newest version says: kept beside the properties, to tell whether there must be another.
const LATEST_DATA: &str = "latest_version_data";

fn note_version(properties: &mut Map, number: u64) {
    properties.insert(LATEST_DATA.into(), data_of(properties));
    properties.insert("latest_version_number".into(), Value::text(number.to_string()));
}

fn data_of(properties: &Map) -> Value {
    let is_data = |name: &str| !["tags", "latest_version_number", LATEST_DATA].contains(&name);
    let data = properties.iter().filter(|(name, _)| is_data(name));
    Value::map(data.map(|(name, value)| (Arc::clone(name), value.clone())).collect())
}
