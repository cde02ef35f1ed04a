//! Hosted zones and their records.

mod common;

use common::problems;
use ironwright_aws::ec2::Vpc;
use ironwright_aws::route53::{AliasTarget, Failover, HostedZone, HostedZoneVpc, Record, RecordType};
use ironwright_core::{Declare as _, Stack, cidr};
use ironwright_testkit::testing::World;

type Program = Result<(), Box<dyn std::error::Error + Send + Sync>>;

const ZONE: &str = "Z2FDTNDATAQYW2";

/// The first line of what is wrong with one record, each as `property: message`.
fn problems_of(record: Record) -> Vec<String> {
    let found = problems(|stack| {
        stack.add("www", record);
    });
    let told = |text: &String| {
        let line = text.lines().next().unwrap_or_default();
        line.trim_start_matches("error: route53.Record.www: ").to_owned()
    };
    found.iter().map(told).collect()
}

fn a() -> Record {
    Record::a(ZONE, "www.example.com", ["192.0.2.1"], 300u32)
}

#[test]
fn a_record_has_values_and_a_time_or_stands_for_something() {
    assert_eq!(problems_of(a()), [""; 0]);
    assert_eq!(
        problems_of(Record::new(ZONE, "www.example.com", RecordType::A)),
        ["records: is missing, and the record is no alias", "ttl: is missing, and the record is no alias"]
    );
    let target = || AliasTarget::new("web-1.eu-west-2.elb.amazonaws.com", "ZHURV8PSTC4K8");
    let alias = Record::alias(ZONE, "www.example.com", RecordType::A, target());
    assert_eq!(problems_of(alias.clone()), [""; 0]);
    assert_eq!(problems_of(alias.ttl(300u32)), ["ttl: an alias has that of what it stands for"]);
}

#[test]
fn values_are_of_the_records_type() {
    let of = |kind, value: &str| {
        problems_of(Record::new(ZONE, "www.example.com", kind).records([value]).ttl(60u32))
    };
    assert_eq!(of(RecordType::A, "192.0.2.256"), ["records[0]: \"192.0.2.256\" is no value of type A"]);
    assert_eq!(of(RecordType::Aaaa, "192.0.2.1"), ["records[0]: \"192.0.2.1\" is no value of type AAAA"]);
    assert_eq!(of(RecordType::Aaaa, "2001:db8::1"), [""; 0]);
    assert_eq!(of(RecordType::Txt, "v=spf1 -all"), ["records[0]: \"v=spf1 -all\" is no value of type TXT"]);
    assert_eq!(of(RecordType::Txt, "\"v=spf1 -all\""), [""; 0]);
    let two =
        Record::new(ZONE, "www.example.com", RecordType::Cname).records(["a.example.com", "b.example.com"]);
    assert_eq!(problems_of(two.ttl(60u32)), ["records: has 2 values, and a `CNAME` has one"]);
}

#[test]
fn one_of_several_records_says_when_it_is_given_out() {
    assert_eq!(problems_of(a().weighted("old", 90u32)), [""; 0]);
    assert_eq!(
        problems_of(a().weight(90u32)),
        ["set_identifier: is missing, and `weight` tells this record from others of its name and type"]
    );
    assert_eq!(
        problems_of(a().set_identifier("old")),
        ["set_identifier: nothing says when this one of several records is given out"]
    );
    assert_eq!(
        problems_of(a().weighted("old", 90u32).failover(Failover::Primary)),
        ["failover: `weight` says already when the record is given out"]
    );
    assert_eq!(problems_of(a().weighted("old", 256u32)), ["weight: 256 is not between 0 and 255"]);
}

#[test]
fn two_records_of_one_place_are_both_named_however_the_name_is_written() {
    let found = problems(|stack| {
        let zone = stack.add("example", HostedZone::public("example.com"));
        stack.add("one", Record::a(&zone, "www.example.com", ["192.0.2.1"], 60u32));
        stack.add("two", Record::a(&zone, "WWW.example.com.", ["192.0.2.2"], 60u32));
        stack.add(
            "mail",
            Record::new(&zone, "www.example.com", RecordType::Mx).records(["10 mail"]).ttl(60u32),
        );
        for name in ["old", "new"] {
            stack.add(name, Record::a(&zone, "api.example.com", ["192.0.2.1"], 60u32).weighted(name, 1u32));
        }
    });
    assert_eq!(found.len(), 1, "{found:?}");
    let start = "error: route53.Record.two: is the same record as route53.Record.one, declared at ";
    assert!(found[0].starts_with(start), "{found:?}");
}

#[test]
fn an_alias_in_its_own_zone_finds_what_it_stands_for() {
    let with = |target: &'static str| {
        problems(|stack| {
            let zone = stack.add("example", HostedZone::public("example.com"));
            stack.add("www", Record::a(&zone, "www.example.com", ["192.0.2.1"], 60u32));
            let alias = AliasTarget::new(target, &zone.id);
            stack.add("apex", Record::alias(&zone, "example.com", RecordType::A, alias));
        })
    };
    assert_eq!(with("www.example.com."), [""; 0]);
    assert_eq!(
        with("web.example.com"),
        ["error: route53.Record.apex: alias_target.dns_name: route53.HostedZone.example has no record \
             \"web.example.com\" of type A that this could stand for\n  \
             hint: declare it, or let the alias stand for something else"]
    );
}

#[test]
fn names_are_those_of_domains() {
    let named = |name: &str| problems_of(Record::a(ZONE, name, ["192.0.2.1"], 60u32)).len();
    assert_eq!(["example.com", "*.example.com", "_dmarc.example.com.", "a-1.b_2.c"].map(named), [0; 4]);
    assert_eq!(
        ["", "two words", "http://example.com", "example..com"].map(|name| named(name).min(1)),
        [1; 4]
    );
}

#[test]
fn a_private_zone_has_vpcs() {
    let found = problems(|stack| {
        stack.add("none", HostedZone::new("a.example.com").private_zone(true));
        let some = HostedZone::new("b.example.com").private_zone(false);
        stack.add("some", some.vpc(HostedZoneVpc::new("vpc-1a2743d115d4dd2b1")));
        stack.add("sound", HostedZone::private("c.example.com", "vpc-1a2743d115d4dd2b1"));
    });
    assert_eq!(
        found,
        [
            "error: route53.HostedZone.none: private_zone: there are no VPCs that could see the records\n  \
             hint: write `HostedZone::private(\"example.com\", &vpc)`",
            "error: route53.HostedZone.some: vpcs: are for private zones, and `private_zone` is off\n  \
             hint: leave `private_zone` out, or the VPCs",
        ]
    );
}

/// A private zone with a weighted record and an alias to it.
#[expect(clippy::unnecessary_wraps, reason = "it has the shape of every program")]
fn internal(stack: &mut Stack, ttl: &u32) -> Program {
    let vpc = stack.add("main", Vpc::new(cidr("10.12.0.0/16")));
    let zone = stack.add("internal", HostedZone::private("internal.example.com", &vpc).comment("inside"));
    let broker = Record::a(&zone, "broker.internal.example.com", ["10.12.0.17"], *ttl);
    let broker = stack.add("broker", broker);
    let target = AliasTarget::new("broker.internal.example.com", &zone.id);
    let alias = Record::alias(&zone, "internal.example.com", RecordType::A, target);
    stack.add("apex", alias.depends_on(&broker));
    Ok(())
}

#[test]
fn a_zone_with_its_records_comes_and_goes_in_order() {
    let mut world = World::new("internal");
    let plan = world.preview(internal, &60).expect("a plan");
    assert_eq!(
        plan.to_string(),
        "  + ec2.Vpc.main  cidr_block: \"10.12.0.0/16\"\n  \
           + route53.HostedZone.internal  comment: \"inside\", name: \"internal.example.com\", private_zone: true\n    \
             + vpcs[0]\n  \
           + route53.Record.broker  name: \"broker.internal.example.com\", ttl: 60, type: \"A\"\n  \
           + route53.Record.apex  name: \"internal.example.com\", type: \"A\"\n\nPlan: 4 to create."
    );
    assert!(world.up(internal, &60).expect("a run").outcome.is_complete());
    assert!(world.up(internal, &60).expect("a run").is_unchanged());
    let plan = world.preview(internal, &300).expect("a plan");
    assert_eq!(
        plan.to_string(),
        "  ~ route53.Record.broker\n    ~ ttl: 60 -> 300\n\nPlan: 1 to update, 3 unchanged."
    );
    assert!(world.destroy(internal, &60).expect("a run").outcome.is_complete());
    assert_eq!(world.cloud().objects().len(), 0);
}
