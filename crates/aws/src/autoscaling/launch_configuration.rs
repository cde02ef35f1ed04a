//! `autoscaling.LaunchConfiguration`

use ironwright_core::behaviour::{Behaviour, Refusal, World};
use ironwright_core::check::{Inputs as Known, Problems};
use ironwright_core::{Input, Inputs, Map, Options, Output, Value};
use ironwright_macros::{Outputs, Resource};

use crate::ec2::{
    BlockDeviceMapping, KeyName, MetadataOptions, SecurityGroupId, Tenancy, check_user_data, check_volumes,
};
use crate::iam::InstanceProfileName;

ironwright_core::references! {
    /// The name of a launch configuration.
    LaunchConfigurationName = "autoscaling.LaunchConfiguration" . "launch_configuration_name";
}

/// What the instances of a group are made from. It is never changed: another one takes its place.
///
/// AWS takes no new ones from accounts that were opened after 2023, and shows them nothing that is new since:
/// [`LaunchTemplate`](crate::ec2::LaunchTemplate) is what has come after it.
///
/// Without a name it gets one that no other has, so that its successor can be there before it goes.
///
/// ```
/// use ironwright::aws::autoscaling::{Group, LaunchConfiguration};
/// use ironwright::aws::ec2::ShellScript;
/// use ironwright::prelude::*;
///
/// let mut stack = Stack::new("demo");
/// let instance = LaunchConfiguration::new("ami-0b9a214f40c38d5eb", "t2.small")
///     .associate_public_ip_address(true)
///     .user_data(ShellScript::bash().append("/etc/ecs/ecs.config", "ECS_CLUSTER=ecsvpccluster"));
/// let instance = stack.add("instance", instance);
/// let subnets = ["subnet-1a2743d115d4dd2b1"];
/// stack.add("ecs", Group::new("ecs", 1, 2).launch_configuration_name(&instance).subnets(subnets));
/// assert!(stack.graph().is_ok());
/// ```
#[derive(Resource, Clone, Debug)]
#[resource(
    kind = "autoscaling.LaunchConfiguration",
    id = "lc-{hex:17}",
    outputs = LaunchConfigurationOutputs,
    page = "https://docs.aws.amazon.com/autoscaling/ec2/userguide/launch-configurations.html",
    cloudformation = "AWS::AutoScaling::LaunchConfiguration",
    unique = [["launch_configuration_name"]],
    check = check,
    behaviour = NamesItself,
    yields(LaunchConfigurationName = launch_configuration_name)
)]
pub struct LaunchConfiguration {
    /// The image, `ami-0b9a214f40c38d5eb`.
    #[input(replaces, pattern("ami-[0-9a-f]+", "the id of an image, `ami-0b9a214f40c38d5eb`"))]
    image_id: Input<String>,
    /// The type of instances, `t3.micro`.
    #[input(replaces, pattern(r"[a-z0-9-]+\.[a-z0-9-]+", "a type of instances, `t3.micro`"))]
    instance_type: Input<String>,
    /// The name, one of its kind in the region. Made up when it is not set.
    #[input(replaces, length = 1..=255, pattern(super::NAME, super::NAME_IN_WORDS))]
    launch_configuration_name: Option<Input<LaunchConfigurationName>>,
    /// The key that people log in with.
    #[input(replaces)]
    key_name: Option<Input<KeyName>>,
    /// The security groups of the instances. The VPC's default group when it is not set.
    #[input(replaces, unordered)]
    security_groups: Option<Inputs<SecurityGroupId>>,
    /// What the instances run when they start, up to 16 KiB: a text, or a [`UserData`](crate::ec2::UserData).
    #[input(replaces)]
    user_data: Option<Input<String>>,
    /// The instance profile, whose role the instances act as.
    #[input(replaces)]
    iam_instance_profile: Option<Input<InstanceProfileName>>,
    /// Whether the instances get public addresses. The subnet decides when it is not set.
    #[input(replaces)]
    associate_public_ip_address: Option<Input<bool>>,
    /// Whether CloudWatch is told each minute how the instances do, and not each five.
    #[input(replaces, default = true)]
    instance_monitoring: Option<Input<bool>>,
    /// Whether the instances reach their volumes by a way of their own. Newer types do so anyway.
    #[input(replaces, default = false)]
    ebs_optimized: Option<Input<bool>>,
    /// The most that an hour may cost in US dollars, `0.03`: then the instances are on Spot.
    #[input(replaces, pattern(r"\d+(\.\d+)?", "a price in US dollars, `0.03`"))]
    spot_price: Option<Input<String>>,
    /// Whether the instances have hardware of their own. The VPC decides when it is not set.
    #[input(replaces)]
    placement_tenancy: Option<Input<Tenancy>>,
    /// How the instances' metadata are read.
    #[input(replaces)]
    metadata_options: Option<MetadataOptions>,
    /// The volumes that the instances start with, beside those of the image or in their place.
    #[input(replaces, each = block_device_mapping, key = "device_name", unordered)]
    block_device_mappings: Vec<BlockDeviceMapping>,
    options: Options,
}

/// What AWS gives back of a [`LaunchConfiguration`].
#[derive(Outputs, Debug)]
pub struct LaunchConfigurationOutputs {
    /// The launch configuration's name.
    #[output("{id}")]
    pub launch_configuration_name: Output<LaunchConfigurationName>,
}

fn check(inputs: &Known<'_>, problems: &mut Problems<'_>) {
    check_user_data("user_data", inputs, problems);
    check_volumes("block_device_mappings", inputs, problems);
}

/// Its name is its identity, be it given or made up.
struct NamesItself;

impl Behaviour for NamesItself {
    fn choose_id(&self, world: &mut dyn World, inputs: &Map) -> Result<Option<String>, Refusal> {
        let given = inputs.get("launch_configuration_name").and_then(Value::as_text).map(str::to_owned);
        let id = given.unwrap_or_else(|| world.make("lc-{hex:17}"));
        if world.properties("autoscaling.LaunchConfiguration", &id).is_some() {
            let message = format!("there is a launch configuration {id} already");
            return Err(Refusal::new("AlreadyExists", message));
        }
        Ok(Some(id))
    }
}
