//! Amazon CloudWatch Logs.

use ironwright_core::tags::TagRules;

mod log_group;

pub use log_group::{LogGroup, LogGroupArn, LogGroupName, LogGroupOutputs};

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
