//! How services find each other, and where their tasks are placed.

use ironwright_aws::ecs::{
    PlacementConstraint, PlacementStrategy, ServiceConnectConfiguration, ServiceConnectService,
    ServiceRegistry,
};
use ironwright_aws::servicediscovery::{DnsRecord, HttpNamespace, PrivateDnsNamespace, RecordType};

use super::*;

fn connected(offered: ServiceConnectService) -> ServiceConnectConfiguration {
    ServiceConnectConfiguration::new().service(offered)
}

/// What is wrong with a service whose task definition has one port with a name.
fn problems_connected(connect: ServiceConnectConfiguration) -> Vec<String> {
    let port = PortMapping::new(8080u16).name("web");
    problems_of_service(fargate().container(nginx().port_mapping(port)), |web| {
        web.subnets(["subnet-3127ba5d9c4651980"]).service_connect_configuration(connect)
    })
}

#[test]
fn what_a_service_offers_is_a_named_port_of_its_task() {
    assert_eq!(problems_connected(connected(ServiceConnectService::named("web", 80))), [""; 0]);
    assert_eq!(problems_connected(ServiceConnectConfiguration::new()), [""; 0]);
    assert_eq!(
        problems_connected(connected(ServiceConnectService::named("weeb", 80))),
        [
            "service_connect_configuration.services[\"weeb\"].port_name: no port of ecs.TaskDef.poc has the name \
             \"weeb\" (did you mean `web`?)"
        ]
    );
}

#[test]
fn a_port_without_a_name_cannot_be_offered() {
    let found = problems_on_fargate(|web| {
        web.service_connect_configuration(connected(ServiceConnectService::named("web", 80)))
    });
    assert_eq!(
        found,
        [
            "service_connect_configuration.services[\"web\"].port_name: no port of ecs.TaskDef.poc has the name \"web\" \
             (name it there: `.port_mapping(PortMapping::new(8080u16).name(\"web\"))`)"
        ]
    );
}

#[test]
fn clients_must_know_a_port() {
    assert_eq!(
        problems_connected(connected(ServiceConnectService::new("web"))),
        [
            "service_connect_configuration.services[\"web\"].client_aliases: is missing: clients must know the port to \
             connect to (set `.client_alias(ServiceConnectClientAlias::new(80))`, or write \
             `ServiceConnectService::named`)"
        ]
    );
}

#[test]
fn a_namespace_of_the_program_is_taken_by_its_handle() {
    let found = problems(|stack| {
        let mesh = stack.add("mesh", HttpNamespace::new("stats"));
        let cluster = stack.add("main", Cluster::new("main"));
        let port = PortMapping::new(8080u16).name("web");
        let task = stack.add("poc", fargate().container(nginx().port_mapping(port)));
        let connect = connected(ServiceConnectService::named("web", 80)).namespace(&mesh);
        let web = Service::new("web", &cluster, &task).subnets(["subnet-3127ba5d9c4651980"]);
        stack.add("web", web.service_connect_configuration(connect));
    });
    assert_eq!(found, [""; 0]);
    let by_name = ServiceConnectConfiguration::new().namespace("stats");
    let found = problems_connected(by_name);
    assert!(found[0].contains("\"stats\" is not the ARN of a namespace"), "{found:?}");
}

#[test]
fn a_registry_names_a_container_with_its_port() {
    let of = |registry: fn(ServiceRegistry) -> ServiceRegistry| {
        problems(|stack| {
            let vpc = stack.add("main", Vpc::new(cidr("10.12.1.0/24")));
            let internal = stack.add("internal", PrivateDnsNamespace::new("internal.example.com", &vpc));
            let names = ironwright_aws::servicediscovery::Service::new("web", &internal);
            let names = stack.add("web", names.dns_record(DnsRecord::new(RecordType::A, 10u32)));
            let cluster = stack.add("main", Cluster::new("main"));
            let task = stack.add("poc", fargate().container(nginx().port(8080)));
            let web = Service::new("web", &cluster, &task).subnets(["subnet-3127ba5d9c4651980"]);
            stack.add("web", web.service_registry(registry(ServiceRegistry::new(&names))));
        })
    };
    assert_eq!(of(|it| it), [""; 0]);
    assert_eq!(
        of(|it| it.container_name("nginz").container_port(8080u16)),
        [
            "ecs.Service.web: service_registries[0].container_name: ecs.TaskDef.poc has no container \"nginz\" (did you \
             mean `nginx`?)"
        ]
    );
    assert_eq!(
        of(|it| it.container_name("nginx")),
        [
            "ecs.Service.web: service_registries[0].container_port: is missing: a container and its port go together \
             (set both, or neither)"
        ]
    );
}

#[test]
fn instances_are_chosen_where_there_are_some() {
    let spread = || PlacementStrategy::spread("attribute:ecs.availability-zone");
    let placed = |web: Service| {
        web.placement_constraint(PlacementConstraint::distinct_instance())
            .placement_strategy([spread(), PlacementStrategy::binpack("memory")])
    };
    assert_eq!(problems_of_service(on_instances(), placed), [""; 0]);
    let found = problems_on_fargate(|web| placed(web.launch_type(LaunchType::Fargate)));
    assert_eq!(
        found,
        [
            "placement_strategy: Fargate has no instances to choose among (leave it out)",
            "placement_constraints: Fargate has no instances to choose among (leave it out)",
        ]
    );
    let found = problems_of_service(on_instances(), |web| {
        web.placement_strategy([PlacementStrategy::binpack("disk")])
    });
    assert_eq!(
        found,
        ["placement_strategy[0].field: `binpack` goes by `cpu` or `memory`, not by disk (write \
             `PlacementStrategy::binpack(\"memory\")`)"]
    );
}

#[test]
fn a_role_is_for_load_balancers_of_tasks_without_addresses() {
    let role = "arn:aws:iam::123456789012:role/ecs-service-role";
    assert_eq!(
        problems_of_service(on_instances(), |web| web.role(role)),
        [
            "role: there is no load balancer that ECS would need it for (leave it out, or set `load_balancers`)"
        ]
    );
    let found = problems_on_fargate(|web| web.role(role));
    assert!(
        found.iter().any(|it| it.starts_with("role: ecs.TaskDef.poc has network mode `awsvpc`")),
        "{found:?}"
    );
}
