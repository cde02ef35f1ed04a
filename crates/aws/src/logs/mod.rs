//! Amazon CloudWatch Logs.

use ironwright_core::tags::TagRules;

mod log_group;
mod metric_filter;
mod resource_policy;
mod subscription_filter;

pub use log_group::{LogGroup, LogGroupArn, LogGroupName, LogGroupOutputs};
pub use metric_filter::{MetricFilter, MetricFilterOutputs, StandardUnit};
pub use resource_policy::{ResourcePolicy, ResourcePolicyOutputs};
pub use subscription_filter::{Distribution, SubscriptionFilter, SubscriptionFilterOutputs};

/// What CloudWatch Logs takes of tags: <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_TagResource.html>.
const TAGS: TagRules = TagRules {
    reserved: "aws:",
    reserved_in_values: false,
    most: 50,
    longest_name: 128,
    longest_value: 256,
    symbols: Some("_.:/=+-@"),
    ignores_case: false,
};
