//! Amazon EC2 Auto Scaling: groups of instances that are kept at a size.

use ironwright_core::tags::TagRules;

mod group;
mod launch_configuration;

pub use group::{Group, GroupArn, GroupName, GroupOutputs, HealthCheckType, LaunchTemplateSpecification};
pub use launch_configuration::{LaunchConfiguration, LaunchConfigurationName, LaunchConfigurationOutputs};

/// What Auto Scaling takes of tags: <https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-tagging.html>.
const TAGS: TagRules = TagRules {
    reserved: "aws:",
    reserved_in_values: false,
    most: 50,
    longest_name: 128,
    longest_value: 256,
    symbols: None,
    ignores_case: false,
};

/// How groups and launch configurations are named.
const NAME: &str = r"[ -9;-~]+";
/// The same in words.
const NAME_IN_WORDS: &str = "made of characters of ASCII other than `:`";
