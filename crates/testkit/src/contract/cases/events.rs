//! Amazon EventBridge's kinds.

use ironwright_aws::ecs::{
    self, CapacityProviderStrategyItem, LaunchType, PlacementConstraint, PlacementStrategy,
};
use ironwright_aws::events::{EcsParameters, InputTransformer, RetryPolicy, Rule, RuleState, Target};
use ironwright_aws::{ec2, iam, sqs};
use ironwright_core::{Declared, Stack, cidr};

use crate::contract::{Case, Scene};

pub(super) fn rule() -> Case {
    const STOPPED: &str = r#"{"source": ["aws.ecs"], "detail-type": ["ECS Task State Change"]}"#;
    fn named(scene: &Scene, name: &str) -> Rule {
        Rule::new(name).event_pattern(STOPPED).description("tasks that stop").tag("Name", scene.name())
    }
    fn rule(scene: &Scene, stack: &mut Stack) -> Rule {
        role(scene, stack);
        named(scene, scene.name())
    }
    fn role(scene: &Scene, stack: &mut Stack) -> Declared<iam::Role> {
        let trust = super::iam::trust("events.amazonaws.com");
        stack.add("main", iam::Role::new(format!("{}-role", scene.name()), trust))
    }
    Case::new("events.Rule", |scene, stack| {
        let rule = rule(scene, stack);
        scene.it(stack, rule);
    })
    .changes("event_pattern", |scene, stack| {
        let rule = rule(scene, stack).event_pattern(r#"{"source": ["aws.ecr"]}"#);
        scene.it(stack, rule);
    })
    .changes("schedule_expression", |scene, stack| {
        let rule = rule(scene, stack).schedule_expression("rate(5 minutes)");
        scene.it(stack, rule);
    })
    .changes("state", |scene, stack| {
        let rule = rule(scene, stack).state(RuleState::Disabled);
        scene.it(stack, rule);
    })
    .changes("description", |scene, stack| {
        let rule = rule(scene, stack).description("stopped tasks");
        scene.it(stack, rule);
    })
    .changes("role_arn", |scene, stack| {
        let role = role(scene, stack);
        scene.it(stack, named(scene, scene.name()).role_arn(&role));
    })
    .changes("tags", |scene, stack| {
        let rule = rule(scene, stack).tag("Name", "other").tag("team", "web");
        scene.it(stack, rule);
    })
    .replaces("name", |scene, stack| {
        role(scene, stack);
        scene.it(stack, named(scene, &format!("{}-other", scene.name())));
    })
    .replaces("event_bus_name", |scene, stack| {
        let rule = rule(scene, stack).event_bus_name("orders");
        scene.it(stack, rule);
    })
}

/// Tasks that something starts, with all that can be said of them; on Fargate, on instances, and by a strategy.
pub(super) fn tasks(scene: &Scene, stack: &mut Stack) -> [EcsParameters; 3] {
    let vpc = stack.add("tasks", ec2::Vpc::new(cidr("10.90.0.0/16")));
    let subnet = stack.add("tasks", ec2::Subnet::new(&vpc, vpc.cidr_block.subnet(8, 0)));
    let task = ecs::TaskDef::fargate(scene.name(), ecs::Cpu::QuarterVcpu, ecs::Memory::mib(512));
    let task = stack.add("tasks", task.container(ecs::Container::new("nightly", "busybox:1")));
    let bare = || EcsParameters::new(&task).subnets([&subnet]);
    let on_fargate = bare()
        .task_count(2u32)
        .launch_type(LaunchType::Fargate)
        .platform_version("1.4.0")
        .security_groups([&vpc.default_security_group_id])
        .assign_public_ip(true)
        .enable_ecs_managed_tags(true)
        .enable_execute_command(true)
        .propagate_tags(true);
    let on_instances = bare()
        .group("nightly")
        .launch_type(LaunchType::Ec2)
        .placement_constraint(PlacementConstraint::member_of("attribute:ecs.os-type == linux"))
        .placement_constraint(PlacementConstraint::distinct_instance())
        .place(PlacementStrategy::spread("attribute:ecs.availability-zone"));
    let spot = CapacityProviderStrategyItem::new("FARGATE_SPOT").base(1u32).weight(2u32);
    [on_fargate, on_instances, bare().capacity_provider(spot)]
}

pub(super) fn target() -> Case {
    struct Ground {
        rules: [Declared<Rule>; 2],
        queues: [Declared<sqs::Queue>; 2],
        role: Declared<iam::Role>,
        tasks: [EcsParameters; 3],
    }
    fn ground(scene: &Scene, stack: &mut Stack) -> Ground {
        let names = ["main", "other"].map(|name| (name, format!("{}-{name}", scene.name())));
        let rules = names
            .clone()
            .map(|(at, name)| stack.add(at, Rule::new(name).schedule_expression("rate(1 hour)")));
        let queues = names.map(|(at, name)| stack.add(at, sqs::Queue::new(name)));
        let trust = super::iam::trust("events.amazonaws.com");
        let role = stack.add("main", iam::Role::new(format!("{}-role", scene.name()), trust));
        Ground { rules, queues, role, tasks: tasks(scene, stack) }
    }
    const CLUSTER: &str = "arn:aws:ecs:us-east-1:123456789012:cluster/main";
    fn to(ground: &Ground, rule: usize, queue: usize) -> Target {
        Target::new(&ground.rules[rule], "jobs", &ground.queues[queue].arn)
    }
    Case::new("events.Target", |scene, stack| {
        let ground = ground(scene, stack);
        scene.it(stack, to(&ground, 0, 0).input(r#"{"what": "hourly"}"#));
    })
    .changes("arn", |scene, stack| {
        let ground = ground(scene, stack);
        scene.it(stack, to(&ground, 0, 1).input(r#"{"what": "hourly"}"#));
    })
    .changes("input", |scene, stack| {
        let ground = ground(scene, stack);
        scene.it(stack, to(&ground, 0, 0).input(r#"{"what": "nightly"}"#));
    })
    .changes("input_path", |scene, stack| {
        let ground = ground(scene, stack);
        scene.it(stack, to(&ground, 0, 0).input_path("$.detail"));
    })
    .changes("input_transformer", |scene, stack| {
        let ground = ground(scene, stack);
        let template = InputTransformer::new(r#"{"task": <task>}"#).path("task", "$.detail.taskArn");
        scene.it(stack, to(&ground, 0, 0).input_transformer(template));
    })
    .changes("dead_letter_arn", |scene, stack| {
        let ground = ground(scene, stack);
        scene.it(stack, to(&ground, 0, 0).input(r#"{"what": "hourly"}"#).dead_letter_arn(&ground.queues[1]));
    })
    .changes("retry_policy", |scene, stack| {
        let ground = ground(scene, stack);
        let policy = RetryPolicy::new().maximum_retry_attempts(3u32).maximum_event_age_in_seconds(3600u32);
        scene.it(stack, to(&ground, 0, 0).input(r#"{"what": "hourly"}"#).retry_policy(policy));
    })
    .changes("message_group_id", |scene, stack| {
        let ground = ground(scene, stack);
        scene.it(stack, to(&ground, 0, 0).input(r#"{"what": "hourly"}"#).message_group_id("hourly"));
    })
    .changes("ecs_parameters", |scene, stack| {
        let ground = ground(scene, stack);
        let [on_fargate, ..] = ground.tasks;
        let target = Target::new(&ground.rules[0], "jobs", CLUSTER).role_arn(&ground.role);
        scene.it(stack, target.ecs_parameters(on_fargate));
    })
    .changes("role_arn", |scene, stack| {
        let ground = ground(scene, stack);
        scene.it(stack, to(&ground, 0, 0).input(r#"{"what": "hourly"}"#).role_arn(&ground.role));
    })
    .replaces("rule", |scene, stack| {
        let ground = ground(scene, stack);
        scene.it(stack, to(&ground, 1, 0).input(r#"{"what": "hourly"}"#));
    })
    .replaces("target_id", |scene, stack| {
        let ground = ground(scene, stack);
        let target = Target::new(&ground.rules[0], "mail", &ground.queues[0].arn);
        scene.it(stack, target.input(r#"{"what": "hourly"}"#));
    })
    .sample(|scene, stack| {
        let ground = ground(scene, stack);
        let [_, on_instances, _] = ground.tasks;
        let target = Target::new(&ground.rules[0], "jobs", CLUSTER).role_arn(&ground.role);
        scene.it(stack, target.ecs_parameters(on_instances));
    })
    .sample(|scene, stack| {
        let ground = ground(scene, stack);
        let [_, _, on_spot] = ground.tasks;
        let target = Target::new(&ground.rules[0], "jobs", CLUSTER).role_arn(&ground.role);
        scene.it(stack, target.ecs_parameters(on_spot).event_bus_name("default"));
    })
}
