//! Services, and whether they fit their task definition.

use ironwright_aws::ec2::{SecurityGroupId, SubnetId};

use super::*;

#[test]
fn service_in_subnets_of_the_same_program_is_sound() {
    let found = problems(|stack| {
        let vpc = stack.add("main", Vpc::new(cidr("10.12.1.0/24")));
        let subnet = stack.add("public-a", Subnet::new(&vpc, vpc.cidr_block.subnet(3, 0)));
        let cluster = stack.add("main", Cluster::new("DMP15-POC"));
        let task = stack.add("poc", fargate().container(nginx().port(8080)));
        let web = Service::new("web", &cluster, &task).launch_type(LaunchType::Fargate);
        let web = web.subnets([&subnet]).assign_public_ip(true).desired_count(0u32);
        stack.add("web", web.ignore_changes(["desired_count"]));
    });
    assert_eq!(found, [""; 0]);
}

#[test]
fn awsvpc_task_needs_subnets_and_another_has_none() {
    assert_eq!(
        problems_of_service(fargate().container(nginx()), |web| web),
        [
            "subnets: ecs.TaskDef.poc has network mode `awsvpc`: its tasks need subnets (set `.subnets([&subnet])`)"
        ]
    );
    assert_eq!(problems_of_service(on_instances(), |web| web), [""; 0]);
    assert_eq!(
        problems_of_service(on_instances(), |web| web.subnets(["subnet-3127ba5d9c4651980"])),
        [
            "subnets: ecs.TaskDef.poc has network mode `bridge`: its tasks have no network interface of their own \
          (leave `subnets` out, or take network mode `awsvpc`)"
        ]
    );
}

#[test]
fn launch_type_and_strategy_exclude_each_other() {
    let found = problems_on_fargate(|web| {
        web.launch_type(LaunchType::Fargate)
            .capacity_provider(CapacityProviderStrategyItem::new("FARGATE_SPOT").weight(1u32))
    });
    assert_eq!(
        found,
        [
            "launch_type: the service has a capacity provider strategy too (leave one of them out: a strategy says \
          itself what tasks run on)"
        ]
    );
}

#[test]
fn strategy_of_a_service_has_one_base() {
    let item = |provider| CapacityProviderStrategyItem::new(provider).base(1u32);
    let found =
        problems_on_fargate(|web| web.capacity_provider_strategy([item("FARGATE"), item("FARGATE_SPOT")]));
    assert!(found[0].starts_with("capacity_provider_strategy[\"FARGATE_SPOT\"].base: `"), "{found:?}");
}

#[test]
fn launch_type_is_one_that_the_task_definition_is_for() {
    assert_eq!(
        problems_on_fargate(|web| web.launch_type(LaunchType::Ec2)),
        [
            "launch_type: ecs.TaskDef.poc is for FARGATE, not for EC2 (choose one for both: `TaskDef::fargate` or \
          `TaskDef::ec2`)"
        ]
    );
}

#[test]
fn public_addresses_need_subnets() {
    let found = problems_of_service(on_instances(), |web| web.assign_public_ip(true));
    assert_eq!(
        found,
        [
            "assign_public_ip: there are no subnets whose public addresses the tasks could get (set `subnets`, or \
          leave it out)"
        ]
    );
}

#[test]
fn at_most_16_subnets_and_5_security_groups() {
    let found = problems_on_fargate(|web| {
        let of = |kind: &str, count: usize| (0..count).map(|i| format!("{kind}-{i:017}")).collect::<Vec<_>>();
        web.subnets(of("subnet", 17).iter().map(|id| SubnetId::from(id.as_str())).collect::<Vec<_>>())
            .security_groups(
                of("sg", 6).iter().map(|id| SecurityGroupId::from(id.as_str())).collect::<Vec<_>>(),
            )
    });
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found[0].starts_with("subnets: has 17 items, AWS takes 1 to 16"), "{found:?}");
    assert!(found[1].starts_with("security_groups: has 6 items, AWS takes 0 to 5"), "{found:?}");
    let found = problems_on_fargate(|web| web.subnets([""; 0]));
    assert!(found[0].starts_with("subnets: has 0 items"), "{found:?}");
}

#[test]
fn a_subnet_and_a_security_group_are_named_once() {
    let found = problems_on_fargate(|web| {
        web.subnets(["subnet-3127ba5d9c4651980"; 2]).security_groups(["sg-7746d657a4a48651f"; 2])
    });
    assert_eq!(
        found,
        [
            "subnets[1]: \"subnet-3127ba5d9c4651980\" is there twice (leave one of the two out)",
            "security_groups[1]: \"sg-7746d657a4a48651f\" is there twice (leave one of the two out)",
        ]
    );
}

#[test]
fn security_groups_are_of_network_interfaces_which_need_subnets() {
    let found = problems(|stack| {
        let cluster = stack.add("main", Cluster::new("main"));
        let task = stack.add("poc", on_instances());
        stack.add("web", Service::new("web", &cluster, &task).security_groups(["sg-7746d657a4a48651f"]));
    });
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].contains("security_groups: there are no subnets"), "{found:?}");
}

const TARGETS: &str = "arn:aws:elasticloadbalancing:eu-west-2:123456789012:targetgroup/web/73e2d6bc24d8a067";

#[test]
fn load_balancer_reaches_a_port_of_a_container() {
    let balanced = |container: &str, port: u16| {
        problems_on_fargate(|web| web.load_balancer(LoadBalancer::new(TARGETS, container, port)))
    };
    assert_eq!(balanced("nginx", 8080), [""; 0]);
    assert_eq!(
        balanced("nginx", 80),
        [
            "load_balancers[0].container_port: container \"nginx\" of ecs.TaskDef.poc has no port 80 (open it there: \
          `.port(80)`)"
        ]
    );
    assert_eq!(
        balanced("web", 8080),
        ["load_balancers[0].container_name: ecs.TaskDef.poc has no container \"web\" (it has nginx)"]
    );
}

#[test]
fn target_group_is_named_by_its_arn() {
    let found = problems_on_fargate(|web| web.load_balancer(LoadBalancer::new("web", "nginx", 8080u16)));
    assert!(found[0].contains("\"web\" is not the ARN of a target group"), "{found:?}");
}

#[test]
fn deployment_needs_room_for_a_task_more_or_less() {
    let with = |desired: u32, most: u32, least: u32| {
        problems_on_fargate(|web| {
            web.desired_count(desired)
                .deployment_maximum_percent(most)
                .deployment_minimum_healthy_percent(least)
        })
    };
    assert_eq!(
        with(1, 150, 100),
        [
            "deployment_maximum_percent: a deployment has no room: of 1 desired it may run 1 tasks (150 %) and must \
          run 1 (100 %) (raise `deployment_maximum_percent`, or lower `deployment_minimum_healthy_percent`)"
        ]
    );
    assert_eq!(with(2, 150, 100), [""; 0]);
    assert_eq!(with(4, 100, 75), [""; 0]);
    assert_eq!(with(3, 100, 75).len(), 1);
    assert_eq!(with(0, 100, 100), [""; 0]);
    assert_eq!(
        with(1, 99, 0),
        [
            "deployment_maximum_percent: 99 % are fewer tasks than desired (write at least 100; the default is 200)"
        ]
    );
    let found = with(1, 200, 101);
    assert!(
        found[0].starts_with("deployment_minimum_healthy_percent: 101 is not between 0 and 100"),
        "{found:?}"
    );
}

#[test]
fn daemon_is_for_instances() {
    let hint = "(take `REPLICA` with a desired count, or container instances)";
    let daemon = |web: Service| {
        web.scheduling_strategy(SchedulingStrategy::Daemon)
            .deployment_maximum_percent(100u32)
            .deployment_minimum_healthy_percent(0u32)
    };
    for found in [
        problems_on_fargate(|web| daemon(web).launch_type(LaunchType::Fargate)),
        problems_on_fargate(|web| {
            daemon(web).capacity_provider(CapacityProviderStrategyItem::new("FARGATE_SPOT"))
        }),
    ] {
        assert_eq!(found, [format!("scheduling_strategy: Fargate does not have `DAEMON` {hint}")]);
    }
}

#[test]
fn daemon_replaces_its_tasks_in_place() {
    let found =
        problems_of_service(on_instances(), |web| web.scheduling_strategy(SchedulingStrategy::Daemon));
    assert_eq!(
        found,
        [
            "deployment_maximum_percent: 200 % leave a `DAEMON` service no room: each instance has one task \
             (`Service::daemon` sets 100 % at most and 0 % at least)",
            "deployment_minimum_healthy_percent: 100 % leave a `DAEMON` service no room: each instance has one \
             task (`Service::daemon` sets 100 % at most and 0 % at least)",
        ]
    );
    let found = problems(|stack| {
        let cluster = stack.add("main", Cluster::new("DMP15-POC"));
        let task = stack.add("agent", on_instances());
        stack.add("agent", Service::daemon("agent", &cluster, &task));
    });
    assert_eq!(found, [""; 0]);
}

#[test]
fn roll_back_needs_the_circuit_breaker() {
    let found = problems_on_fargate(|web| {
        web.deployment_circuit_breaker(DeploymentCircuitBreaker::new().enable(false))
    });
    assert_eq!(
        found,
        [
            "deployment_circuit_breaker.rollback: needs `enable`, which is off (`DeploymentCircuitBreaker::off()` \
          turns both off)"
        ]
    );
    let off = problems_on_fargate(|web| web.deployment_circuit_breaker(DeploymentCircuitBreaker::off()));
    assert_eq!(off, [""; 0]);
}

#[test]
fn failed_deployments_are_rolled_back_unless_the_user_says_otherwise() {
    let mut stack = Stack::new("demo");
    let service = Service::new("web", "arn:aws:ecs:::cluster/poc", "arn:aws:ecs:::task-definition/poc:1");
    stack.add("web", service);
    let inputs = inputs_of(&stack, "ecs.Service");
    let breaker = inputs.get("deployment_circuit_breaker").expect("is set");
    assert_eq!(breaker.to_string(), "{ enable: true, rollback: true }");
}

#[test]
fn two_services_of_one_name_are_refused_in_one_cluster_only() {
    let found = problems(|stack| {
        let task = stack.add("poc", on_instances());
        for name in ["one", "two"] {
            let cluster: Declared<Cluster> = stack.add(name, Cluster::new(name));
            stack.add(name, Service::new("web", &cluster, &task));
        }
        let cluster = "arn:aws:ecs:eu-west-2:123456789012:cluster/three";
        stack.add("three", Service::new("web", cluster, &task));
        stack.add("four", Service::new("web", cluster, &task));
    });
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(
        found[0].starts_with("ecs.Service.four: has the same cluster and service_name as ecs.Service.three"),
        "{found:?}"
    );
}

#[test]
fn more_tasks_take_longer_to_settle_but_not_for_ever() {
    let settling = |desired: i64| {
        let properties = Map::from([("desired_count".into(), Value::Int(desired))]);
        let behaviour = Service::kind().behaviour.expect("a service behaves");
        behaviour.settling_time(&properties).as_secs()
    };
    assert_eq!([0, 1, 4, 1000].map(settling), [1, 9, 12, 60]);
}

#[test]
fn what_aws_does_not_keep_apart_from_nothing_is_nothing() {
    let inputs_of = |edit: fn(Service) -> Service| {
        let mut stack = Stack::new("test");
        let cluster = stack.add("main", Cluster::new("DMP15-POC"));
        let task = stack.add("poc", on_instances());
        stack.add("web", edit(Service::daemon("web", &cluster, &task)));
        let graph = stack.graph().expect("a graph");
        graph.evaluate(2, &|_| ironwright_core::Value::Null).expect("inputs")
    };
    let usual = inputs_of(|web| web);
    assert!(!usual.contains_key("desired_count"), "a daemon has a task on each instance");
    assert_eq!(inputs_of(|web| web.desired_count(3u32)), usual);
    assert_eq!(inputs_of(|web| web.health_check_grace_period_seconds(0u32)), usual);
    assert_eq!(inputs_of(|web| web.security_groups([""; 0])), usual);
    assert_ne!(inputs_of(|web| web.health_check_grace_period_seconds(1u32)), usual);
}
