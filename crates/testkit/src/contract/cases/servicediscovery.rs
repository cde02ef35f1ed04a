//! AWS Cloud Map's kinds.

use ironwright_aws::ec2;
use ironwright_aws::servicediscovery::{
    self, DnsRecord, HealthCheckCustomConfig, HttpNamespace, PrivateDnsNamespace, RecordType, RoutingPolicy,
};
use ironwright_core::{Declared, Stack, cidr};

use crate::contract::{Case, Scene};

pub(super) fn http_namespace() -> Case {
    fn namespace(scene: &Scene) -> HttpNamespace {
        HttpNamespace::new(scene.name()).description("what is found").tag("Name", scene.name())
    }
    Case::new("servicediscovery.HttpNamespace", |scene, stack| scene.it(stack, namespace(scene)))
        .changes("description", |scene, stack| scene.it(stack, namespace(scene).description("and by whom")))
        .changes("tags", |scene, stack| {
            scene.it(stack, namespace(scene).tag("Name", "other").tag("team", "web"));
        })
        .replaces("name", |scene, stack| {
            let other = HttpNamespace::new(format!("{}-other", scene.name()));
            scene.it(stack, other.description("what is found").tag("Name", scene.name()));
        })
}

pub(super) fn private_dns_namespace() -> Case {
    fn vpcs(stack: &mut Stack) -> [Declared<ec2::Vpc>; 2] {
        ["main", "other"].map(|name| stack.add(name, ec2::Vpc::new(cidr("10.90.0.0/16"))))
    }
    fn named(scene: &Scene, stack: &mut Stack, name: &str) -> PrivateDnsNamespace {
        let [vpc, _] = vpcs(stack);
        PrivateDnsNamespace::new(name, &vpc).description("internal").soa_ttl(60u32).tag("Name", scene.name())
    }
    fn namespace(scene: &Scene, stack: &mut Stack) -> PrivateDnsNamespace {
        named(scene, stack, &format!("{}.internal", scene.name()))
    }
    Case::new("servicediscovery.PrivateDnsNamespace", |scene, stack| {
        let namespace = namespace(scene, stack);
        scene.it(stack, namespace);
    })
    .changes("description", |scene, stack| {
        let namespace = namespace(scene, stack).description("for services");
        scene.it(stack, namespace);
    })
    .changes("soa_ttl", |scene, stack| {
        let namespace = namespace(scene, stack).soa_ttl(30u32);
        scene.it(stack, namespace);
    })
    .changes("tags", |scene, stack| {
        let namespace = namespace(scene, stack).tag("Name", "other").tag("team", "web");
        scene.it(stack, namespace);
    })
    .replaces("name", |scene, stack| {
        let namespace = named(scene, stack, &format!("{}.other", scene.name()));
        scene.it(stack, namespace);
    })
    .replaces("vpc", |scene, stack| {
        let [_, other] = vpcs(stack);
        let namespace = PrivateDnsNamespace::new(format!("{}.internal", scene.name()), &other);
        scene.it(stack, namespace.description("internal").soa_ttl(60u32).tag("Name", scene.name()));
    })
}

pub(super) fn service() -> Case {
    fn namespaces(scene: &Scene, stack: &mut Stack) -> [Declared<PrivateDnsNamespace>; 2] {
        ["main", "other"].map(|name| {
            let vpc = stack.add(name, ec2::Vpc::new(cidr("10.90.0.0/16")));
            stack.add(name, PrivateDnsNamespace::new(format!("{}.{name}", scene.name()), &vpc))
        })
    }
    fn address() -> DnsRecord {
        DnsRecord::new(RecordType::A, 10u32)
    }
    fn bare(scene: &Scene, stack: &mut Stack, name: &str) -> servicediscovery::Service {
        let [namespace, _] = namespaces(scene, stack);
        let service = servicediscovery::Service::new(name, &namespace).description("an api");
        service.tag("Name", scene.name())
    }
    fn service(scene: &Scene, stack: &mut Stack) -> servicediscovery::Service {
        bare(scene, stack, "api").dns_record(address()).routing_policy(RoutingPolicy::Multivalue)
    }
    Case::new("servicediscovery.Service", |scene, stack| {
        let service = service(scene, stack);
        scene.it(stack, service);
    })
    .changes("description", |scene, stack| {
        let service = service(scene, stack).description("the api");
        scene.it(stack, service);
    })
    .changes("dns_records", |scene, stack| {
        let records = [DnsRecord::new(RecordType::A, 60u32), DnsRecord::new(RecordType::Srv, 60u32)];
        let service = service(scene, stack).dns_records(records);
        scene.it(stack, service);
    })
    .changes("tags", |scene, stack| {
        let service = service(scene, stack).tag("Name", "other").tag("team", "web");
        scene.it(stack, service);
    })
    .replaces("name", |scene, stack| {
        let other =
            bare(scene, stack, "other").dns_record(address()).routing_policy(RoutingPolicy::Multivalue);
        scene.it(stack, other);
    })
    .replaces("routing_policy", |scene, stack| {
        let service = bare(scene, stack, "api").dns_record(address()).routing_policy(RoutingPolicy::Weighted);
        scene.it(stack, service);
    })
    .replaces("namespace_id", |scene, stack| {
        let [_, other] = namespaces(scene, stack);
        let service = servicediscovery::Service::new("api", &other).description("an api");
        let service = service.dns_record(address()).routing_policy(RoutingPolicy::Multivalue);
        scene.it(stack, service.tag("Name", scene.name()));
    })
    .replaces("health_check_custom_config", |scene, stack| {
        let service = service(scene, stack).health_check_custom_config(HealthCheckCustomConfig::new());
        scene.it(stack, service);
    })
}
