//! Amazon SQS's kinds.

use ironwright_aws::iam::{PolicyDocument, Principal, Statement};
use ironwright_aws::sqs::{self, DeduplicationScope, FifoThroughputLimit, QueuePolicy, RedrivePolicy};
use ironwright_core::{Declared, Stack};

use crate::contract::{Case, Scene};

pub(super) fn queue() -> Case {
    fn failed(scene: &Scene, stack: &mut Stack) -> Declared<sqs::Queue> {
        stack.add("failed", sqs::Queue::new(format!("{}-failed", scene.name())))
    }
    fn named(scene: &Scene, stack: &mut Stack, name: &str) -> sqs::Queue {
        let failed = failed(scene, stack);
        sqs::Queue::new(name)
            .visibility_timeout(600u32)
            .message_retention_period(1_209_600u32)
            .delay_seconds(1u32)
            .maximum_message_size(65_536u32)
            .receive_message_wait_time_seconds(2u32)
            .redrive_policy(RedrivePolicy::new(&failed, 5u32))
            .tag("Name", scene.name())
    }
    fn queue(scene: &Scene, stack: &mut Stack) -> sqs::Queue {
        named(scene, stack, scene.name())
    }
    Case::new("sqs.Queue", |scene, stack| {
        let queue = queue(scene, stack);
        scene.it(stack, queue);
    })
    .changes("visibility_timeout", |scene, stack| {
        let queue = queue(scene, stack).visibility_timeout(60u32);
        scene.it(stack, queue);
    })
    .changes("message_retention_period", |scene, stack| {
        let queue = queue(scene, stack).message_retention_period(3600u32);
        scene.it(stack, queue);
    })
    .changes("delay_seconds", |scene, stack| {
        let queue = queue(scene, stack).delay_seconds(0u32);
        scene.it(stack, queue);
    })
    .changes("maximum_message_size", |scene, stack| {
        let queue = queue(scene, stack).maximum_message_size(1024u32);
        scene.it(stack, queue);
    })
    .changes("receive_message_wait_time_seconds", |scene, stack| {
        let queue = queue(scene, stack).receive_message_wait_time_seconds(20u32);
        scene.it(stack, queue);
    })
    .changes("redrive_policy", |scene, stack| {
        let failed = failed(scene, stack);
        let queue = sqs::Queue::new(scene.name()).redrive_policy(RedrivePolicy::new(&failed, 50u32));
        scene.it(stack, queue.tag("Name", scene.name()));
    })
    .changes("redrive_policy", |scene, stack| {
        failed(scene, stack);
        scene.it(stack, sqs::Queue::new(scene.name()).tag("Name", scene.name()));
    })
    .changes("kms_master_key_id", |scene, stack| {
        let queue = queue(scene, stack).kms_master_key_id("alias/aws/sqs");
        scene.it(stack, queue.kms_data_key_reuse_period_seconds(600u32));
    })
    .changes("sqs_managed_sse_enabled", |scene, stack| {
        let queue = queue(scene, stack).sqs_managed_sse_enabled(false);
        scene.it(stack, queue);
    })
    .changes("tags", |scene, stack| {
        let queue = queue(scene, stack).tag("Name", "other").tag("team", "web");
        scene.it(stack, queue);
    })
    .replaces("queue_name", |scene, stack| {
        let queue = named(scene, stack, &format!("{}-other", scene.name()));
        scene.it(stack, queue);
    })
    .replaces("fifo_queue", |scene, stack| {
        let queue = sqs::Queue::new(format!("{}.fifo", scene.name())).fifo_queue(true);
        let queue = queue.content_based_deduplication(true);
        let queue = queue.deduplication_scope(DeduplicationScope::MessageGroup);
        scene.it(stack, queue.fifo_throughput_limit(FifoThroughputLimit::PerMessageGroupId));
    })
}

pub(super) fn queue_policy() -> Case {
    fn queues(scene: &Scene, stack: &mut Stack) -> [Declared<sqs::Queue>; 2] {
        ["main", "other"].map(|name| stack.add(name, sqs::Queue::new(format!("{}-{name}", scene.name()))))
    }
    fn letting(queue: &Declared<sqs::Queue>, actions: &[&str]) -> PolicyDocument {
        let let_in = Statement::allow().sid("Send").principal(Principal::service("events.amazonaws.com"));
        PolicyDocument::new().statement(let_in.actions(actions.iter().copied()).resource(&queue.arn))
    }
    Case::new("sqs.QueuePolicy", |scene, stack| {
        let [queue, _] = queues(scene, stack);
        scene.it(stack, QueuePolicy::new(&queue, letting(&queue, &["sqs:SendMessage"])));
    })
    .changes("policy", |scene, stack| {
        let [queue, _] = queues(scene, stack);
        scene.it(stack, QueuePolicy::new(&queue, letting(&queue, &["sqs:SendMessage", "sqs:GetQueueUrl"])));
    })
    .replaces("queue_url", |scene, stack| {
        let [_, other] = queues(scene, stack);
        scene.it(stack, QueuePolicy::new(&other, letting(&other, &["sqs:SendMessage"])));
    })
}
