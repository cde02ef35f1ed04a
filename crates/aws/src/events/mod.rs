//! Amazon EventBridge: rules about events, and what they set going.

use ironwright_core::tags::TagRules;

mod ecs_parameters;
mod rule;
mod target;

pub use ecs_parameters::EcsParameters;
pub(crate) use ecs_parameters::check as check_ecs_parameters;
pub use rule::{Rule, RuleArn, RuleName, RuleOutputs, RuleState};
pub use target::{InputTransformer, RetryPolicy, Target, TargetOutputs};

/// What EventBridge takes of tags: <https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-tagging.html>.
const TAGS: TagRules = TagRules {
    reserved: "aws:",
    reserved_in_values: false,
    most: 50,
    longest_name: 128,
    longest_value: 256,
    symbols: Some("_.:/=+-@"),
    ignores_case: false,
};

/// How an event bus is named.
const BUS: &str = "[/._A-Za-z0-9-]+";
/// The same in words.
const BUS_IN_WORDS: &str = "the name of an event bus: letters, digits and `/._-`";
