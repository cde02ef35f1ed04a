//! AWS Systems Manager: parameters that programs read when they start.

use ironwright_core::tags::TagRules;

mod parameter;

pub use parameter::{Parameter, ParameterArn, ParameterName, ParameterOutputs, ParameterTier, ParameterType};

/// What Systems Manager takes of tags:
/// <https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-tagging.html>.
const TAGS: TagRules = TagRules {
    reserved: "aws:",
    reserved_in_values: true,
    most: 50,
    longest_name: 128,
    longest_value: 256,
    symbols: Some("_.:/=+-@"),
    ignores_case: false,
};
