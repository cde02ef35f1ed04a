//! Namespaces and services of Cloud Map.

mod common;

use common::problems;
use ironwright_aws::ec2::Vpc;
use ironwright_aws::servicediscovery::{
    DnsRecord, HttpNamespace, PrivateDnsNamespace, RecordType, RoutingPolicy, Service,
};
use ironwright_core::{Declare as _, Stack, cidr};

fn of_service(service: fn(Service) -> Service) -> Vec<String> {
    problems(|stack| {
        let vpc = stack.add("main", Vpc::new(cidr("10.0.0.0/16")));
        let internal = stack.add("internal", PrivateDnsNamespace::new("internal.example.com", &vpc));
        stack.add("api", service(Service::new("api", &internal)));
    })
}

#[test]
fn services_in_namespaces_of_the_same_program_are_sound() {
    assert_eq!(of_service(|api| api.dns_record(DnsRecord::new(RecordType::A, 10u32))), [""; 0]);
    let both = |api: Service| {
        let records = [DnsRecord::new(RecordType::A, 10u32), DnsRecord::new(RecordType::Srv, 10u32)];
        api.dns_records(records).routing_policy(RoutingPolicy::Multivalue)
    };
    assert_eq!(of_service(both), [""; 0]);
}

#[test]
fn another_name_stands_alone_and_is_weighted() {
    let found = of_service(|api| {
        api.dns_records([DnsRecord::new(RecordType::Cname, 10u32), DnsRecord::new(RecordType::A, 10u32)])
    });
    assert_eq!(found.len(), 2, "{found:#?}");
    assert!(found[0].contains("dns_records: has other records beside `CNAME`"), "{found:#?}");
    assert!(found[1].contains("routing_policy: `CNAME` goes with `WEIGHTED` alone"), "{found:#?}");
    let alone = |api: Service| {
        api.dns_record(DnsRecord::new(RecordType::Cname, 10u32)).routing_policy(RoutingPolicy::Weighted)
    };
    assert_eq!(of_service(alone), [""; 0]);
}

#[test]
fn a_policy_needs_records() {
    let found = of_service(|api| api.routing_policy(RoutingPolicy::Weighted));
    assert!(found[0].contains("routing_policy: there are no records to answer with"), "{found:#?}");
}

#[test]
fn a_domain_has_no_empty_part() {
    let found = problems(|stack| {
        let vpc = stack.add("main", Vpc::new(cidr("10.0.0.0/16")));
        stack.add("internal", PrivateDnsNamespace::new("internal..example", &vpc));
    });
    assert!(found[0].contains("name: \"internal..example\" is no domain"), "{found:#?}");
}

#[test]
fn two_namespaces_of_one_name_are_both_named() {
    let found = problems(|stack| {
        stack.add("first", HttpNamespace::new("stats"));
        stack.add("second", HttpNamespace::new("stats"));
    });
    let start = "error: servicediscovery.HttpNamespace.second: has the same name as servicediscovery.HttpNamespace.first";
    assert!(found[0].starts_with(start), "{found:#?}");
}

#[test]
fn a_name_with_a_hyphen_at_its_end_is_refused() {
    let mut stack = Stack::new("demo");
    stack.add("api", Service::new("api-", "ns-k3m5x7q2w4e6r8t0").protect());
    let found = stack.graph().expect_err("a mistake").to_string();
    assert!(found.contains("\"api-\" is not a name of letters, digits, hyphens and underscores"), "{found}");
}
