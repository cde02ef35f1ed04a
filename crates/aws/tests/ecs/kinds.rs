//! What the engine is told of the kinds.

use super::*;

#[test]
fn every_change_of_a_task_definition_but_that_of_tags_registers_another() {
    let in_place: Vec<&str> = TaskDef::kind()
        .inputs
        .iter()
        .filter(|field| field.change == Change::InPlace)
        .map(|field| field.name)
        .collect();
    assert_eq!(in_place, ["tags"]);
}

#[test]
fn what_aws_does_not_hold_on_to_is_weak() {
    let weak = |kind: &'static ironwright_core::Kind| -> Vec<&str> {
        kind.inputs.iter().filter(|field| field.weak).map(|field| field.name).collect()
    };
    assert_eq!(weak(TaskDef::kind()), ["execution_role_arn", "task_role_arn"]);
    assert_eq!(weak(Service::kind()), ["task_definition"]);
}

#[test]
fn awslogs_names_group_region_and_prefix() {
    let mut stack = Stack::new("demo");
    let logs = LogConfiguration::awslogs("poc", "eu-west-2", "container").create_group(true);
    stack.add("poc", fargate().execution_role(ROLE).container(nginx().log_configuration(logs)));
    let inputs = inputs_of(&stack, "ecs.TaskDef");
    let container = &inputs["containers"].as_list().expect("a list")[0];
    assert_eq!(
        container.get("log_configuration").expect("is set").to_string(),
        "{ log_driver: \"awslogs\", options: { awslogs-create-group: \"true\", awslogs-group: \"poc\", \
         awslogs-region: \"eu-west-2\", awslogs-stream-prefix: \"container\" } }"
    );
}

/// The DMP front end's cluster, task definition and service, as its original deployed them.
#[test]
fn dmp_front_end_can_be_declared_with_every_property_of_the_original() {
    let mut stack = Stack::new("dmp");
    let cluster = Cluster::new("DMP15-POC").execute_command_logging(ExecuteCommandLogging::Default);
    let cluster = stack.add("cluster", cluster);
    stack.add(
        "cluster",
        ClusterCapacityProviders::new(&cluster)
            .capacity_providers(["FARGATE"])
            .default_strategy(CapacityProviderStrategyItem::new("FARGATE").base(1u32).weight(100u32)),
    );
    let container = |name: &str, memory: Memory, port: u16| {
        let check = HealthCheck::shell(format!("curl -f http://localhost:{port}/ || exit 1"));
        Container::new(name, format!("123456789012.dkr.ecr.eu-west-2.amazonaws.com/{name}"))
            .cpu(Cpu::Vcpu2)
            .memory(memory)
            .port(port)
            .health_check(check.timeout(10u32).start_period(10u32))
            .log_configuration(LogConfiguration::awslogs("poc", "eu-west-2", "container").create_group(true))
    };
    let task = TaskDef::fargate("poc", Cpu::Vcpu4, Memory::gib(10))
        .execution_role("arn:aws:iam::123456789012:role/ecs-execution")
        .task_role("arn:aws:iam::123456789012:role/poc-ecs-task")
        .cpu_architecture(CpuArchitecture::X86_64)
        .operating_system_family(OperatingSystemFamily::Linux)
        .container(container("nginx", Memory::gib(2), 8080))
        .container(container("uwsgi", Memory::gib(8), 8888));
    let task = stack.add("poc", task);
    stack.add(
        "web",
        Service::new("web", &cluster, &task)
            .launch_type(LaunchType::Fargate)
            .subnets(["subnet-3127ba5d9c4651980", "subnet-3127ba5d9c4651981"])
            .security_groups(["sg-7746d657a4a48651f"])
            .assign_public_ip(true)
            .ignore_changes(["desired_count"]),
    );

    let facts = include_str!("../../../../tests/data/dmp-frontend.json").parse().expect("it is JSON");
    let facts = Value::from_plain_json(&facts);
    let resources = facts.get("resources").and_then(Value::as_list).expect("a list");
    let text = |fact: &Value, name: &str| fact.get(name).and_then(Value::as_text).map(str::to_owned);
    let mut compared = Vec::new();
    for fact in resources {
        let kind = text(fact, "kind").expect("a kind");
        if kind.starts_with("ecs.") {
            let ours = Value::map(inputs_of(&stack, &kind));
            let mut theirs = fact.get("properties").and_then(Value::as_map).expect("properties").clone();
            theirs.remove("ignore_changes");
            assert_contains(&kind, &ours, &Value::map(theirs));
            compared.push(kind);
        }
    }
    assert_eq!(compared, ["ecs.Cluster", "ecs.ClusterCapacityProviders", "ecs.TaskDef", "ecs.Service"]);
}

/// Everything of `theirs` is in `ours`; a reference, `@ecs.TaskDef:poc`, is anything.
fn assert_contains(path: &str, ours: &Value, theirs: &Value) {
    match (ours, theirs) {
        (_, Value::Text(reference)) if reference.starts_with('@') => {}
        (Value::Map(ours), Value::Map(theirs)) => {
            for (name, value) in theirs.iter() {
                let own = ours.get(name).unwrap_or_else(|| panic!("{path}.{name} is not set"));
                assert_contains(&format!("{path}.{name}"), own, value);
            }
        }
        (Value::List(ours), Value::List(theirs)) => {
            assert_eq!(ours.len(), theirs.len(), "{path}");
            for (own, value) in ours.iter().zip(theirs.iter()) {
                assert_contains(&format!("{path}[]"), own, value);
            }
        }
        _ => assert_eq!(ours, theirs, "{path}"),
    }
}
