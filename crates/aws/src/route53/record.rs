//! `route53.Record`

use std::sync::Arc;

use ironwright_core::behaviour::{Behaviour, Refusal, World};
use ironwright_core::{Input, Inputs, Map, Options, Output, Value};
use ironwright_macros::{Block, Outputs, Resource};

use super::{HostedZoneId, domain, record_check};
use crate::{elb, elbv2};

ironwright_core::choices! {
    /// What a record tells of its name.
    RecordType {
        /// IPv4 addresses.
        A = "A",
        /// IPv6 addresses.
        Aaaa = "AAAA",
        /// Who may issue certificates.
        Caa = "CAA",
        /// Another name.
        Cname = "CNAME",
        /// Servers that take mail.
        Mx = "MX",
        /// Servers that know the records of a part of the domain.
        Ns = "NS",
        /// A name for an address.
        Ptr = "PTR",
        /// Where a service is.
        Srv = "SRV",
        /// Text.
        Txt = "TXT",
        /// Text of mail servers; `TXT` has taken its place.
        Spf = "SPF",
    }

    /// Which of two records is given out.
    Failover {
        /// This one, while it is healthy.
        Primary = "PRIMARY",
        /// This one, while the primary is not healthy.
        Secondary = "SECONDARY",
    }
}

/// A record of a hosted zone: what its name stands for.
///
/// Several records may have one name and type when each has a `set_identifier` and says when it is given out. AWS tells
/// its servers of a change within a minute, which nothing waits for.
///
/// ```
/// use ironwright::aws::elbv2::LoadBalancer;
/// use ironwright::aws::route53::{AliasTarget, HostedZone, Record, RecordType};
/// use ironwright::prelude::*;
///
/// let mut stack = Stack::new("demo");
/// let zone = stack.add("example", HostedZone::public("example.com"));
/// let subnets = ["subnet-3127ba5d9c4651980", "subnet-0a1b2c3d4e5f60718"];
/// let load_balancer = stack.add("web", LoadBalancer::application("web", subnets));
/// let target = AliasTarget::load_balancer(&load_balancer).evaluate_target_health(true);
/// stack.add("apex", Record::alias(&zone, "example.com", RecordType::A, target));
/// for (name, weight) in [("old", 90u32), ("new", 10)] {
///     let record = Record::cname(&zone, "www.example.com", format!("{name}.example.com"), 60u32);
///     stack.add(name, record.weighted(name, weight));
/// }
/// assert!(stack.graph().is_ok());
/// ```
#[derive(Resource, Clone, Debug)]
#[resource(
    kind = "route53.Record",
    id = "{hosted_zone_id}|{name}|{type}",
    outputs = RecordOutputs,
    page = "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/rrsets-working-with.html",
    cloudformation = "AWS::Route53::RecordSet",
    distinct_by = ["hosted_zone_id", "name", "type", "set_identifier"],
    check = record_check::check,
    check_together = record_check::check_together,
    normal_form = normalise,
    behaviour = NamedByItsPlace,
)]
pub struct Record {
    /// The hosted zone.
    #[input(replaces, length = 0..=32)]
    hosted_zone_id: Input<HostedZoneId>,
    /// The whole name, `www.example.com`; `*.example.com` for all that have no record.
    #[input(replaces, length = 1..=255, pattern(domain::NAME, domain::NAME_IN_WORDS))]
    name: Input<String>,
    /// What it tells of the name.
    #[input(replaces)]
    r#type: Input<RecordType>,
    /// Seconds for which it may be remembered: 0 to 2147483647. An alias has those of what it stands for.
    #[input(range = 0..=2_147_483_647, cloudformation = "TTL")]
    ttl: Option<Input<u32>>,
    /// The values, as the record's type has them: text stands in quotes.
    #[input(unordered, length = 1..=400, cloudformation = "ResourceRecords")]
    records: Option<Inputs<String>>,
    /// What an alias stands for, in place of values.
    alias_target: Option<AliasTarget>,
    /// What tells it from others of its name and type: 1 to 128 characters.
    #[input(replaces, length = 1..=128)]
    set_identifier: Option<Input<String>>,
    /// Its share among those of its name and type, in parts of the sum of all weights: 0 to 255.
    #[input(range = 0..=255)]
    weight: Option<Input<u32>>,
    /// The region that it leads to: it is given to those who are nearest to that.
    #[input(length = 1..=64)]
    region: Option<Input<String>>,
    /// Whether it is given out while it is healthy, or while the other one is not.
    failover: Option<Input<Failover>>,
    /// Whether it is one of up to eight that are given out together.
    multi_value_answer: Option<Input<bool>>,
    /// The check without whose success it is not given out.
    #[input(length = 1..=64)]
    health_check_id: Option<Input<String>>,
    options: Options,
}

/// A name of AWS's that an alias stands for.
#[derive(Block, Clone, Debug)]
pub struct AliasTarget {
    /// The name.
    #[input(length = 0..=1024)]
    dns_name: Input<String>,
    /// The hosted zone that the name is in: the record's own, or that of a service of AWS's.
    #[input(length = 0..=32)]
    hosted_zone_id: Input<String>,
    /// Whether the alias is given out only while what it stands for is healthy.
    #[input(default = false)]
    evaluate_target_health: Option<Input<bool>>,
}

/// What AWS gives back of a [`Record`].
#[derive(Outputs, Debug)]
pub struct RecordOutputs {
    /// The whole name.
    pub name: Output<String>,
}

impl AliasTarget {
    /// An application or network load balancer.
    pub fn load_balancer(load_balancer: &elbv2::LoadBalancerOutputs) -> Self {
        Self::new(&load_balancer.dns_name, &load_balancer.canonical_hosted_zone_id)
    }

    /// A classic load balancer.
    pub fn classic_load_balancer(load_balancer: &elb::LoadBalancerOutputs) -> Self {
        Self::new(&load_balancer.dns_name, &load_balancer.canonical_hosted_zone_name_id)
    }
}

impl Record {
    /// IPv4 addresses of a name.
    #[track_caller]
    pub fn a(
        hosted_zone_id: impl Into<Input<HostedZoneId>>,
        name: impl Into<Input<String>>,
        addresses: impl Into<Inputs<String>>,
        ttl: impl Into<Input<u32>>,
    ) -> Self {
        Self::new(hosted_zone_id, name, RecordType::A).records(addresses).ttl(ttl)
    }

    /// Another name for a name, which has no other record then.
    #[track_caller]
    pub fn cname(
        hosted_zone_id: impl Into<Input<HostedZoneId>>,
        name: impl Into<Input<String>>,
        other: impl Into<Input<String>>,
        ttl: impl Into<Input<u32>>,
    ) -> Self {
        Self::new(hosted_zone_id, name, RecordType::Cname).records([other.into()]).ttl(ttl)
    }

    /// What something of AWS's is called there, under a name of one's own: as `A` or `AAAA`.
    #[track_caller]
    pub fn alias(
        hosted_zone_id: impl Into<Input<HostedZoneId>>,
        name: impl Into<Input<String>>,
        r#type: impl Into<Input<RecordType>>,
        target: AliasTarget,
    ) -> Self {
        Self::new(hosted_zone_id, name, r#type).alias_target(target)
    }

    /// Gives it a share of the answers, among others of its name and type.
    #[track_caller]
    pub fn weighted(self, set_identifier: impl Into<Input<String>>, weight: impl Into<Input<u32>>) -> Self {
        self.set_identifier(set_identifier).weight(weight)
    }
}

/// Names are compared in small letters, and without the dot at their end.
fn normalise(inputs: &mut Map) {
    domain::normalise(inputs, "name");
    if let Some(target) = inputs.get("alias_target").and_then(Value::as_map) {
        let mut target = target.clone();
        domain::normalise(&mut target, "dns_name");
        inputs.insert(Arc::from("alias_target"), Value::map(target));
    }
}

/// A record has no id of its own: its place is all there is. What an alias stands for is there before it.
struct NamedByItsPlace;

impl Behaviour for NamedByItsPlace {
    fn choose_id(&self, world: &mut dyn World, inputs: &Map) -> Result<Option<String>, Refusal> {
        let part = |name: &str| inputs.get(name).and_then(Value::as_text).unwrap_or_default();
        refuse_dangling(world, inputs)?;
        Ok(Some(["hosted_zone_id", "name", "type", "set_identifier"].map(part).join("|")))
    }

    fn updated(&self, world: &mut dyn World, _: &str, properties: &mut Map) -> Result<(), Refusal> {
        refuse_dangling(world, properties)
    }
}

/// Route 53 takes no alias to a record of the same zone that is not there.
fn refuse_dangling(world: &dyn World, record: &Map) -> Result<(), Refusal> {
    let text = |map: &Map, name: &str| map.get(name).and_then(Value::as_text).map(str::to_owned);
    let Some(target) = record.get("alias_target").and_then(Value::as_map) else { return Ok(()) };
    let (zone, name) =
        (text(record, "hosted_zone_id"), text(target, "dns_name").map(|name| domain::normal(&name)));
    if text(target, "hosted_zone_id") != zone {
        return Ok(());
    }
    let is_there = world.ids("route53.Record").iter().any(|id| {
        world.properties("route53.Record", id).is_some_and(|other| {
            text(other, "hosted_zone_id") == zone
                && text(other, "name").map(|name| domain::normal(&name)) == name
                && text(other, "type") == text(record, "type")
        })
    });
    if is_there {
        return Ok(());
    }
    let message = format!(
        "Tried to create an alias that targets {}., type {} in zone {}, but the alias target name does not lie within the \
         target zone or was not found",
        name.unwrap_or_default(),
        text(record, "type").unwrap_or_default(),
        zone.unwrap_or_default()
    );
    Err(Refusal::new("InvalidChangeBatch", message))
}
