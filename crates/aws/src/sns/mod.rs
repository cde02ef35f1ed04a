//! Amazon Simple Notification Service.

use ironwright_core::tags::TagRules;

mod subscription;
mod topic;

pub use subscription::{FilterPolicyScope, Protocol, Subscription, SubscriptionArn, SubscriptionOutputs};
pub use topic::{Topic, TopicArn, TopicOutputs};

/// What SNS takes of tags: <https://docs.aws.amazon.com/sns/latest/dg/sns-tags.html>.
const TAGS: TagRules = TagRules {
    reserved: "aws:",
    reserved_in_values: false,
    most: 50,
    longest_name: 128,
    longest_value: 256,
    symbols: Some("_.:/=+-@"),
    ignores_case: false,
};
