//! Amazon Simple Queue Service.

use ironwright_core::tags::TagRules;

mod queue;
mod queue_policy;

pub use queue::{
    DeduplicationScope, FifoThroughputLimit, Queue, QueueArn, QueueOutputs, QueueUrl, RedrivePolicy,
};
pub use queue_policy::{QueuePolicy, QueuePolicyOutputs};

/// What SQS takes of tags:
/// <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-queue-tags.html>.
const TAGS: TagRules = TagRules {
    reserved: "aws:",
    reserved_in_values: false,
    most: 50,
    longest_name: 128,
    longest_value: 256,
    symbols: Some("_.:/=+-@"),
    ignores_case: false,
};
