//! `sqs.Queue`

use ironwright_core::check::{Inputs, Problems};
use ironwright_core::{Input, InputMap, Map, Options, Output, Value};
use ironwright_macros::{Block, Outputs, Resource};

ironwright_core::references! {
    /// The ARN of a queue, `arn:aws:sqs:eu-west-2:123456789012:jobs`.
    QueueArn = "sqs.Queue" . "arn";
    /// The URL of a queue, by which SQS's calls name it.
    QueueUrl = "sqs.Queue" . "url";
}

ironwright_core::choices! {
    /// Where a FIFO queue notices a message that was sent twice.
    DeduplicationScope {
        /// In its message group.
        MessageGroup = "messageGroup",
        /// In the whole queue.
        Queue = "queue",
    }

    /// Of what a FIFO queue's throughput is the limit.
    FifoThroughputLimit {
        /// Of the whole queue.
        PerQueue = "perQueue",
        /// Of each message group. Only with `DeduplicationScope::MessageGroup`.
        PerMessageGroupId = "perMessageGroupId",
    }
}

/// A queue of messages.
///
/// ```
/// use ironwright::aws::sqs::{Queue, RedrivePolicy};
/// use ironwright::prelude::*;
///
/// let mut stack = Stack::new("demo");
/// let failed = stack.add("failed", Queue::new("jobs-failed").message_retention_period(1_209_600u32));
/// let jobs = Queue::new("jobs").visibility_timeout(600u32).redrive_policy(RedrivePolicy::new(&failed, 5u32));
/// let jobs = stack.add("jobs", jobs);
/// stack.output("jobs", &jobs.url);
/// assert!(stack.graph().is_ok());
/// ```
#[derive(Resource, Clone, Debug)]
#[resource(
    kind = "sqs.Queue",
    id = "https://sqs.{region}.amazonaws.com/{account}/{queue_name}",
    outputs = QueueOutputs,
    page = "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/welcome.html",
    cloudformation = "AWS::SQS::Queue",
    unique = [["queue_name"]],
    check = check,
    normal_form = normalise,
    yields(QueueArn = arn, QueueUrl = url)
)]
pub struct Queue {
    /// The name: up to 80 letters, digits, hyphens and underscores. That of a FIFO queue ends with `.fifo`.
    #[input(
        replaces,
        length = 1..=80,
        pattern("[A-Za-z0-9_-]+([.]fifo)?", "a name of letters, digits, hyphens and underscores, with `.fifo` at most at its end")
    )]
    queue_name: Input<String>,
    /// Whether messages of a group are delivered once and in order.
    #[input(replaces, default = false)]
    fifo_queue: Option<Input<bool>>,
    /// Whether equal bodies are one message, where a sender gives no deduplication id. Of FIFO queues.
    content_based_deduplication: Option<Input<bool>>,
    /// Where a message that was sent twice is noticed. Of FIFO queues; AWS's default: in the whole queue.
    deduplication_scope: Option<Input<DeduplicationScope>>,
    /// Of what the throughput is the limit. Of FIFO queues; AWS's default: of the whole queue.
    fifo_throughput_limit: Option<Input<FifoThroughputLimit>>,
    /// Seconds for which a message that was received is hidden from other receivers: 0 to 43200.
    #[input(default = 30, range = 0..=43200)]
    visibility_timeout: Option<Input<u32>>,
    /// Seconds for which messages are kept that nobody deletes: 60 to 1209600. Four days unless it is set.
    #[input(default = 345_600, range = 60..=1_209_600)]
    message_retention_period: Option<Input<u32>>,
    /// Seconds after which a message that was sent can be received: 0 to 900.
    #[input(default = 0, range = 0..=900)]
    delay_seconds: Option<Input<u32>>,
    /// The most bytes of a message: 1024 to 1048576, which is AWS's default too.
    #[input(range = 1024..=1_048_576)]
    maximum_message_size: Option<Input<u32>>,
    /// Seconds for which a receiver waits for a message: 0 to 20.
    #[input(default = 0, range = 0..=20)]
    receive_message_wait_time_seconds: Option<Input<u32>>,
    /// Where messages go that are received again and again.
    redrive_policy: Option<RedrivePolicy>,
    /// Whether messages are encrypted with keys of SQS's own: they are when it is not set and no key of KMS is.
    sqs_managed_sse_enabled: Option<Input<bool>>,
    /// The key of KMS that messages are encrypted with: its id, ARN or alias.
    kms_master_key_id: Option<Input<String>>,
    /// Seconds for which SQS uses a data key before it asks KMS for another: 60 to 86400. AWS's default: 300.
    #[input(range = 60..=86400)]
    kms_data_key_reuse_period_seconds: Option<Input<u32>>,
    /// Names and values for people and bills.
    #[input(each = tag, tags = super::TAGS)]
    tags: Option<InputMap<String>>,
    options: Options,
}

/// Where messages go that are received again and again, and never deleted.
#[derive(Block, Clone, Debug)]
pub struct RedrivePolicy {
    /// The queue that they go to: a FIFO queue for one of a FIFO queue.
    dead_letter_target_arn: Input<QueueArn>,
    /// How often a message is received before that: 1 to 1000.
    #[input(range = 1..=1000)]
    max_receive_count: Input<u32>,
}

/// What AWS gives back of a [`Queue`].
#[derive(Outputs, Debug)]
pub struct QueueOutputs {
    /// The URL, by which SQS's calls name the queue.
    #[output("{id}")]
    pub url: Output<QueueUrl>,
    /// The ARN.
    #[output("arn:aws:sqs:{region}:{account}:{queue_name}")]
    pub arn: Output<QueueArn>,
    /// The name.
    pub queue_name: Output<String>,
}

/// What only FIFO queues have.
const OF_FIFO: [&str; 3] = ["content_based_deduplication", "deduplication_scope", "fifo_throughput_limit"];

/// What is off is what AWS says nothing of.
fn normalise(inputs: &mut Map) {
    if inputs.get("content_based_deduplication").and_then(Value::as_bool) == Some(false) {
        inputs.remove("content_based_deduplication");
    }
}

fn check(inputs: &Inputs<'_>, problems: &mut Problems<'_>) {
    let fifo = inputs.bool("fifo_queue");
    if let (Some(name), Some(fifo)) = (inputs.text("queue_name"), fifo)
        && name.ends_with(".fifo") != fifo
    {
        let (message, hint) = if fifo {
            ("does not end with `.fifo`", "name the queue so: AWS asks it of FIFO queues")
        } else {
            ("ends with `.fifo`", "set `.fifo_queue(true)`, or take another name")
        };
        problems.report("queue_name", message, hint);
    }
    for name in OF_FIFO.into_iter().filter(|name| fifo == Some(false) && inputs.is_set(name)) {
        problems.report(name, "is for FIFO queues", "set `.fifo_queue(true)`, or leave it out");
    }
    if inputs.text("fifo_throughput_limit") == Some("perMessageGroupId")
        && inputs.text("deduplication_scope").unwrap_or("queue") == "queue"
        && !inputs.value("deduplication_scope").is_some_and(Value::has_unknown)
    {
        problems.report(
            "fifo_throughput_limit",
            "`perMessageGroupId` needs deduplication in message groups",
            "set `.deduplication_scope(DeduplicationScope::MessageGroup)`",
        );
    }
    if inputs.bool("sqs_managed_sse_enabled") == Some(true) && inputs.is_set("kms_master_key_id") {
        problems.report(
            "sqs_managed_sse_enabled",
            "is set beside `kms_master_key_id`",
            "leave one of them out: a message is encrypted once",
        );
    }
    if inputs.is_set("kms_data_key_reuse_period_seconds") && !inputs.is_set("kms_master_key_id") {
        problems.report(
            "kms_data_key_reuse_period_seconds",
            "needs `kms_master_key_id`",
            "set both, or leave it out",
        );
    }
}
