//! Amazon Route 53's kinds.

use ironwright_aws::ec2::Vpc;
use ironwright_aws::route53::{AliasTarget, Failover, HostedZone, HostedZoneVpc, Record, RecordType};
use ironwright_core::{Declare as _, Declared, Stack, cidr};

use crate::contract::{Case, Scene};

pub(super) fn hosted_zone() -> Case {
    fn vpcs(stack: &mut Stack) -> [Declared<Vpc>; 2] {
        [("here", "10.90.0.0/16"), ("there", "10.91.0.0/16")]
            .map(|(name, range)| stack.add(name, Vpc::new(cidr(range))))
    }
    fn zone(scene: &Scene, stack: &mut Stack) -> HostedZone {
        let vpcs = vpcs(stack);
        HostedZone::private(domain(scene), &vpcs[0]).comment("of the contract").tag("Name", scene.name())
    }
    Case::new("route53.HostedZone", |scene, stack| {
        let zone = zone(scene, stack);
        scene.it(stack, zone);
    })
    .changes("vpcs", |scene, stack| {
        let vpcs = vpcs(stack);
        let zone = HostedZone::private(domain(scene), &vpcs[1]).comment("of the contract");
        scene.it(stack, zone.tag("Name", scene.name()));
    })
    .changes("comment", |scene, stack| {
        let zone = zone(scene, stack).comment("of another");
        scene.it(stack, zone);
    })
    .changes("tags", |scene, stack| {
        let zone = zone(scene, stack).tag("Name", "other").tag("team", "web");
        scene.it(stack, zone);
    })
    .replaces("name", |scene, stack| {
        let vpcs = vpcs(stack);
        let zone = HostedZone::private(format!("other.{}", domain(scene)), &vpcs[0]);
        scene.it(stack, zone.comment("of the contract").tag("Name", scene.name()));
    })
    .replaces("private_zone", |scene, stack| {
        vpcs(stack);
        let zone = HostedZone::public(domain(scene)).comment("of the contract");
        scene.it(stack, zone.tag("Name", scene.name()));
    })
    .sample(|scene, stack| {
        let vpcs = vpcs(stack);
        let zone = HostedZone::new(domain(scene)).vpc(HostedZoneVpc::new(&vpcs[0]).vpc_region("us-east-1"));
        scene.it(stack, zone);
    })
}

pub(super) fn record() -> Case {
    fn zones(scene: &Scene, stack: &mut Stack) -> [Declared<HostedZone>; 2] {
        ["main", "other"].map(|name| stack.add(name, HostedZone::public(format!("{name}.{}", domain(scene)))))
    }
    fn named(name: &str, scene: &Scene) -> String {
        format!("{name}.main.{}", domain(scene))
    }
    fn www(scene: &Scene, stack: &mut Stack) -> Record {
        let zones = zones(scene, stack);
        Record::a(&zones[0], named("www", scene), ["192.0.2.1", "192.0.2.2"], 300u32)
    }
    Case::new("route53.Record", |scene, stack| {
        let www = www(scene, stack);
        scene.it(stack, www);
    })
    .changes("ttl", |scene, stack| {
        let www = www(scene, stack).ttl(60u32);
        scene.it(stack, www);
    })
    .changes("records", |scene, stack| {
        let www = www(scene, stack).records(["192.0.2.3"]);
        scene.it(stack, www);
    })
    .replaces("hosted_zone_id", |scene, stack| {
        let zones = zones(scene, stack);
        scene.it(stack, Record::a(&zones[1], named("www", scene), ["192.0.2.1", "192.0.2.2"], 300u32));
    })
    .replaces("name", |scene, stack| {
        let zones = zones(scene, stack);
        scene.it(stack, Record::a(&zones[0], named("web", scene), ["192.0.2.1", "192.0.2.2"], 300u32));
    })
    .replaces("type", |scene, stack| {
        let zones = zones(scene, stack);
        let record = Record::new(&zones[0], named("www", scene), RecordType::Txt);
        scene.it(stack, record.records(["\"v=spf1 -all\""]).ttl(300u32));
    })
    .replaces("set_identifier", |scene, stack| {
        let www = www(scene, stack).weighted("old", 90u32);
        scene.it(stack, www);
    })
    .sample(|scene, stack| {
        let zones = zones(scene, stack);
        let there = Record::a(&zones[0], named("there", scene), ["192.0.2.1"], 300u32);
        let there = stack.add("there", there);
        let target = AliasTarget::new(named("there", scene), &zones[0].id).evaluate_target_health(true);
        let alias = Record::alias(&zones[0], named("www", scene), RecordType::A, target);
        scene.it(stack, alias.depends_on(&there));
    })
    .sample(|scene, stack| {
        let www = www(scene, stack).set_identifier("near").region("eu-west-2");
        scene.it(stack, www.health_check_id("0c1d2e3f-4a5b-4789-8a9b-1f2e3d4c5b6a"));
    })
    .sample(|scene, stack| {
        let www = www(scene, stack).set_identifier("first").failover(Failover::Primary);
        scene.it(stack, www);
    })
    .sample(|scene, stack| {
        let www = www(scene, stack).set_identifier("one").multi_value_answer(true);
        scene.it(stack, www);
    })
    .sample(|scene, stack| {
        let www = www(scene, stack).weighted("old", 90u32);
        scene.it(stack, www);
    })
}

fn domain(scene: &Scene) -> String {
    format!("{}.example.com", scene.name())
}
