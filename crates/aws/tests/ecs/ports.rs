//! Ports of containers.

use super::*;

#[test]
fn host_port_of_an_awsvpc_task_is_the_containers_own() {
    let mapping = PortMapping::new(8080u16).host_port(80u16);
    assert_eq!(
        problems_of(fargate().container(nginx().port_mapping(mapping.clone()))),
        [
            "containers[\"nginx\"].port_mappings[0].host_port: 80 is not 8080, the container's own port (in network \
          mode `awsvpc` leave `host_port` out, or make it 8080)"
        ]
    );
    let container = nginx().memory(Memory::mib(128)).port_mapping(mapping);
    let on_host = TaskDef::ec2("poc").network_mode(NetworkMode::Host).container(container.clone());
    assert_eq!(problems_of(on_host).len(), 1);
    assert_eq!(problems_of(TaskDef::ec2("poc").container(container)), [""; 0]);
    let unset = nginx().port_mapping(PortMapping::new(8080u16));
    assert_eq!(problems_of(fargate().container(unset.port(8081))), [""; 0]);
}

#[test]
fn containers_of_an_awsvpc_task_share_its_ports() {
    let task = fargate().container(nginx().port(8080)).container(uwsgi().port(8080));
    assert_eq!(
        problems_of(task),
        [
            "containers[\"uwsgi\"].port_mappings[0]: `containers[\"nginx\"]` has tcp port 8080 already (containers \
          of a task share its network interface or host: give each a port of its own)"
        ]
    );
}

#[test]
fn tcp_and_udp_have_ports_of_their_own() {
    let udp = PortMapping::new(53u16).protocol(TransportProtocol::Udp);
    assert_eq!(problems_of(fargate().container(nginx().port(53).port_mapping(udp))), [""; 0]);
}

#[test]
fn bridged_containers_share_the_hosts_ports_but_not_their_own() {
    let bridged = |host_port: Option<u16>| {
        let mapping = PortMapping::new(8080u16);
        let mapping = match host_port {
            Some(port) => mapping.host_port(port),
            None => mapping,
        };
        let open = |container: Container| container.memory(Memory::mib(128)).port_mapping(mapping.clone());
        problems_of(TaskDef::ec2("poc").container(open(nginx())).container(open(uwsgi())))
    };
    assert_eq!(bridged(None), [""; 0]);
    assert_eq!(bridged(Some(0)), [""; 0]);
    let found = bridged(Some(80));
    assert!(found[0].contains("`containers[\"nginx\"]` has tcp port 80 already"), "{found:?}");
}

#[test]
fn port_zero_of_a_container_is_refused() {
    let found = problems_of(fargate().container(nginx().port_mapping(PortMapping::new(0u16))));
    assert!(found[0].contains("container_port: 0 is not between 1 and 65535"), "{found:?}");
}

fn host_ports(task: TaskDef) -> Vec<Option<i64>> {
    let mut stack = Stack::new("test");
    stack.add("web", task);
    let graph = stack.graph().expect("a graph");
    let inputs = graph.evaluate(0, &|_| ironwright_core::Value::Null).expect("inputs");
    let container = inputs["containers"].as_list().and_then(<[_]>::first).cloned().expect("a container");
    let mappings =
        container.get("port_mappings").and_then(ironwright_core::Value::as_list).unwrap_or_default();
    mappings.iter().map(|mapping| mapping.get("host_port")?.as_int()).collect()
}

#[test]
fn a_host_port_is_written_as_aws_fills_it_in() {
    let open = |task: TaskDef| {
        let container = nginx().memory(Memory::mib(128)).port_mapping(PortMapping::new(80u16));
        task.container(container.port_mapping(PortMapping::new(81u16).host_port(0u16)).port(82))
    };
    let bridge = TaskDef::ec2("poc");
    assert_eq!(host_ports(open(fargate())), [Some(80), Some(81), Some(82)]);
    assert_eq!(
        host_ports(open(bridge.clone().network_mode(NetworkMode::Host))),
        [Some(80), Some(81), Some(82)]
    );
    assert_eq!(host_ports(open(bridge)), [None, None, Some(82)]);
}
