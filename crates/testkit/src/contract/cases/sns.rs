//! Amazon SNS's kinds.

use ironwright_aws::iam::{PolicyDocument, Principal, Statement};
use ironwright_aws::sns::{FilterPolicyScope, Protocol, Subscription, Topic};
use ironwright_aws::sqs;
use ironwright_core::{Declared, Stack};

use crate::contract::{Case, Scene};

pub(super) fn topic() -> Case {
    fn named(scene: &Scene, name: &str) -> Topic {
        Topic::new(name)
            .display_name("alarms")
            .kms_master_key_id("alias/aws/sns")
            .policy(letting("events.amazonaws.com", name))
            .tag("Name", scene.name())
    }
    fn topic(scene: &Scene) -> Topic {
        named(scene, scene.name())
    }
    fn letting(service: &str, topic: &str) -> PolicyDocument {
        let publish = Statement::allow().sid("Publish").principal(Principal::service(service));
        let arn = format!("arn:aws:sns:us-east-1:123456789012:{topic}");
        PolicyDocument::new().statement(publish.action("sns:Publish").resource(arn))
    }
    Case::new("sns.Topic", |scene, stack| scene.it(stack, topic(scene)))
        .changes("display_name", |scene, stack| scene.it(stack, topic(scene).display_name("calls")))
        .changes("kms_master_key_id", |scene, stack| {
            let bare = Topic::new(scene.name()).display_name("alarms").tag("Name", scene.name());
            scene.it(stack, bare.policy(letting("events.amazonaws.com", scene.name())));
        })
        .changes("policy", |scene, stack| {
            scene.it(stack, topic(scene).policy(letting("cloudwatch.amazonaws.com", scene.name())));
        })
        .changes("tags", |scene, stack| {
            scene.it(stack, topic(scene).tag("Name", "other").tag("team", "web"));
        })
        .replaces("topic_name", |scene, stack| {
            scene.it(stack, named(scene, &format!("{}-other", scene.name())));
        })
        .replaces("fifo_topic", |scene, stack| {
            let topic = Topic::new(format!("{}.fifo", scene.name())).fifo_topic(true);
            scene.it(stack, topic.content_based_deduplication(true));
        })
}

pub(super) fn subscription() -> Case {
    struct Ground {
        topics: [Declared<Topic>; 2],
        queues: [Declared<sqs::Queue>; 2],
    }
    fn ground(scene: &Scene, stack: &mut Stack) -> Ground {
        let names = ["main", "other"].map(|name| (name, format!("{}-{name}", scene.name())));
        let topics = names.clone().map(|(at, name)| stack.add(at, Topic::new(name)));
        let queues = names.map(|(at, name)| stack.add(at, sqs::Queue::new(name)));
        Ground { topics, queues }
    }
    fn of(ground: &Ground, topic: usize, queue: usize) -> Subscription {
        Subscription::new(&ground.topics[topic], Protocol::Sqs, &ground.queues[queue].arn)
            .filter_policy(r#"{"kind": ["order"]}"#)
            .filter_policy_scope(FilterPolicyScope::MessageBody)
    }
    Case::new("sns.Subscription", |scene, stack| {
        let ground = ground(scene, stack);
        scene.it(stack, of(&ground, 0, 0).raw_message_delivery(true));
    })
    .changes("raw_message_delivery", |scene, stack| {
        let ground = ground(scene, stack);
        scene.it(stack, of(&ground, 0, 0));
    })
    .changes("filter_policy", |scene, stack| {
        let ground = ground(scene, stack);
        scene.it(stack, of(&ground, 0, 0).raw_message_delivery(true).filter_policy(r#"{"kind": ["bill"]}"#));
    })
    .changes("filter_policy_scope", |scene, stack| {
        let ground = ground(scene, stack);
        let scope = FilterPolicyScope::MessageAttributes;
        scene.it(stack, of(&ground, 0, 0).raw_message_delivery(true).filter_policy_scope(scope));
    })
    .changes("dead_letter_target_arn", |scene, stack| {
        let ground = ground(scene, stack);
        let subscription = of(&ground, 0, 0).raw_message_delivery(true);
        scene.it(stack, subscription.dead_letter_target_arn(&ground.queues[1]));
    })
    .replaces("topic_arn", |scene, stack| {
        let ground = ground(scene, stack);
        scene.it(stack, of(&ground, 1, 0).raw_message_delivery(true));
    })
    .replaces("endpoint", |scene, stack| {
        let ground = ground(scene, stack);
        scene.it(stack, of(&ground, 0, 1).raw_message_delivery(true));
    })
    .replaces("protocol", |scene, stack| {
        let ground = ground(scene, stack);
        let function = "arn:aws:lambda:us-east-1:123456789012:function:orders";
        scene.it(stack, Subscription::new(&ground.topics[0], Protocol::Lambda, function));
    })
}
