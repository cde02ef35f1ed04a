//! Queues, topics and what is delivered by them.

mod common;

use common::problems;
use ironwright_aws::iam::{PolicyDocument, Statement};
use ironwright_aws::sns::{FilterPolicyScope, Protocol, Subscription, Topic};
use ironwright_aws::sqs::{DeduplicationScope, FifoThroughputLimit, Queue, QueuePolicy, RedrivePolicy};

fn of_queue(queue: fn() -> Queue) -> Vec<String> {
    problems(|stack| {
        stack.add("jobs", queue());
    })
}

/// One mistake, which says this.
fn says(found: &[String], what: &str) {
    assert!(found.len() == 1 && found[0].contains(what), "{what}: {found:#?}");
}

#[test]
fn a_queue_with_another_for_what_fails_is_taken() {
    let found = problems(|stack| {
        let failed = stack.add("failed", Queue::new("jobs-failed").message_retention_period(1_209_600u32));
        let jobs =
            Queue::new("jobs").visibility_timeout(21600u32).redrive_policy(RedrivePolicy::new(&failed, 5u32));
        stack.add("jobs", jobs);
        let fifo = Queue::new("mail.fifo").fifo_queue(true).content_based_deduplication(true);
        let fifo = fifo.deduplication_scope(DeduplicationScope::MessageGroup);
        stack.add("mail", fifo.fifo_throughput_limit(FifoThroughputLimit::PerMessageGroupId));
    });
    assert_eq!(found, [""; 0]);
}

#[test]
fn what_is_for_fifo_queues_is_refused_of_others() {
    says(&of_queue(|| Queue::new("jobs").fifo_queue(true)), "queue_name: does not end with `.fifo`");
    says(&of_queue(|| Queue::new("jobs.fifo")), "queue_name: ends with `.fifo`");
    says(
        &of_queue(|| Queue::new("jobs").deduplication_scope(DeduplicationScope::Queue)),
        "deduplication_scope: is for FIFO queues",
    );
    let by_group = || {
        let queue = Queue::new("jobs.fifo").fifo_queue(true);
        queue.fifo_throughput_limit(FifoThroughputLimit::PerMessageGroupId)
    };
    says(&of_queue(by_group), "`perMessageGroupId` needs deduplication in message groups");
}

#[test]
fn a_message_is_encrypted_once() {
    let twice = || Queue::new("jobs").sqs_managed_sse_enabled(true).kms_master_key_id("alias/aws/sqs");
    says(&of_queue(twice), "sqs_managed_sse_enabled: is set beside `kms_master_key_id`");
    says(
        &of_queue(|| Queue::new("jobs").kms_data_key_reuse_period_seconds(300u32)),
        "kms_data_key_reuse_period_seconds: needs `kms_master_key_id`",
    );
}

#[test]
fn numbers_of_a_queue_have_bounds() {
    says(&of_queue(|| Queue::new("jobs").visibility_timeout(43_201u32)), "43201 is not between 0 and 43200");
    says(&of_queue(|| Queue::new("jobs").delay_seconds(901u32)), "901 is not between 0 and 900");
    says(
        &of_queue(|| Queue::new("jobs").maximum_message_size(1023u32)),
        "1023 is not between 1024 and 1048576",
    );
}

#[test]
fn a_policy_of_a_queue_says_who() {
    let found = problems(|stack| {
        let jobs = stack.add("jobs", Queue::new("jobs"));
        let send = Statement::allow().action("sqs:SendMessage").resource(&jobs.arn);
        stack.add("jobs", QueuePolicy::new(&jobs, PolicyDocument::new().statement(send)));
    });
    says(&found, "has no principal");
}

#[test]
fn an_endpoint_is_what_its_protocol_asks_for() {
    let of = |protocol: Protocol, endpoint: &'static str| {
        problems(|stack| {
            let alarms = stack.add("alarms", Topic::new("alarms"));
            stack.add("on-call", Subscription::new(&alarms, protocol, endpoint));
        })
    };
    assert_eq!(of(Protocol::Email, "on-call@example.com"), [""; 0]);
    assert_eq!(of(Protocol::Https, "https://example.com/alarms"), [""; 0]);
    says(&of(Protocol::Https, "http://example.com"), "is not a URL that begins with `https://`");
    says(&of(Protocol::Sqs, "jobs"), "\"jobs\" is not the ARN of a queue");
}

#[test]
fn a_filter_is_json_and_a_scope_is_a_filters() {
    let of = |subscription: fn(Subscription) -> Subscription| {
        problems(|stack| {
            let orders = stack.add("orders", Topic::new("orders"));
            let queue = "arn:aws:sqs:eu-west-2:123456789012:orders";
            stack.add("orders", subscription(Subscription::new(&orders, Protocol::Sqs, queue)));
        })
    };
    says(&of(|it| it.filter_policy("kind = order")), "filter_policy: is no JSON object");
    says(&of(|it| it.filter_policy_scope(FilterPolicyScope::MessageBody)), "there is no filter policy");
}

#[test]
fn a_fifo_topic_is_named_so() {
    let found = problems(|stack| {
        stack.add("orders", Topic::new("orders").fifo_topic(true));
    });
    says(&found, "topic_name: does not end with `.fifo`");
}
