//! What Route 53 takes of a record, and of all records together.

use std::collections::BTreeMap;

use ironwright_core::check::{Inputs, Member, Problems, Target, Together};
use ironwright_core::{Diagnostic, Diagnostics};

use super::domain;

/// The inputs that say when one of several records is given out.
const ROUTING: [&str; 4] = ["weight", "region", "failover", "multi_value_answer"];

/// How long a value may be.
const LONGEST: usize = 4000;

/// What a record says by itself.
pub(super) fn check(inputs: &Inputs<'_>, problems: &mut Problems<'_>) {
    check_values(inputs, problems);
    let set: Vec<&str> = ROUTING.into_iter().filter(|name| inputs.is_set(name)).collect();
    match (inputs.is_set("set_identifier"), &set[..]) {
        (false, [first, ..]) => problems.report(
            "set_identifier",
            format!("is missing, and `{first}` tells this record from others of its name and type"),
            "give each of them an identifier of its own",
        ),
        (true, []) => problems.report(
            "set_identifier",
            "nothing says when this one of several records is given out",
            "set `weight`, `region`, `failover` or `multi_value_answer`, or leave the identifier out",
        ),
        (_, [first, second, ..]) => problems.report(
            *second,
            format!("`{first}` says already when the record is given out"),
            "leave one of the two out",
        ),
        _ => {}
    }
}

fn check_values(inputs: &Inputs<'_>, problems: &mut Problems<'_>) {
    if inputs.is_set("alias_target") {
        for name in ["records", "ttl"].iter().filter(|name| inputs.is_set(name)) {
            problems.report(
                *name,
                "an alias has that of what it stands for",
                "leave it out, or the `alias_target`",
            );
        }
        return;
    }
    for (name, hint) in [
        ("records", "set `.records([…])`, or an `alias_target`"),
        ("ttl", "set `.ttl(300u32)`: seconds for which the record may be remembered"),
    ] {
        if !inputs.is_set(name) {
            problems.report(name, "is missing, and the record is no alias", hint);
        }
    }
    let values = inputs.items("records");
    let kind = inputs.text("type");
    if kind == Some("CNAME") && values.len() > 1 {
        problems.report("records", format!("has {} values, and a `CNAME` has one", values.len()), "keep one");
    }
    for (at, value) in values.iter().enumerate() {
        let Some(value) = value.as_text() else { continue };
        if value.chars().count() > LONGEST {
            problems.report(
                format!("records[{at}]"),
                format!("has {} characters, AWS takes {LONGEST}", value.chars().count()),
                "divide it among several values",
            );
        }
        let Some(kind) = kind else { continue };
        let (fits, hint) = match kind {
            "A" => (value.parse::<std::net::Ipv4Addr>().is_ok(), "write an IPv4 address, `192.0.2.1`"),
            "AAAA" => (value.parse::<std::net::Ipv6Addr>().is_ok(), "write an IPv6 address, `2001:db8::1`"),
            "TXT" | "SPF" => (
                value.len() > 1 && value.starts_with('"') && value.ends_with('"'),
                "put it in quotes, `\"\\\"v=spf1 -all\\\"\"`",
            ),
            _ => continue,
        };
        if !fits {
            problems.report(format!("records[{at}]"), format!("{value:?} is no value of type {kind}"), hint);
        }
    }
}

/// The zone of a record, its name and its type, as far as they are known.
type Place<'a> = (Target<'a>, String, &'a str);

/// No two records have one place, and what an alias stands for in its own zone is there.
pub(super) fn check_together(records: &Together<'_>, found: &mut Diagnostics) {
    let mut places: BTreeMap<Place<'_>, Vec<&Member<'_>>> = BTreeMap::new();
    let mut is_complete = true;
    for record in &records.resources {
        let Some(place) = place(record) else {
            is_complete = false;
            continue;
        };
        let there = places.entry(place).or_default();
        let identifier = |record: &Member<'_>| record.inputs.text("set_identifier").map(str::to_owned);
        if let Some(first) = there.iter().find(|other| identifier(other) == identifier(record)) {
            let message = format!("is the same record as {}, declared at {}", first.address, first.place);
            let problem = Diagnostic::new(message).at(record.address).declared(record.place);
            found.push(problem.hint("put the values of both into one, or give each a `set_identifier`"));
        }
        there.push(record);
    }
    if is_complete {
        records.resources.iter().for_each(|record| check_alias(record, &places, found));
    }
}

fn place<'a>(record: &Member<'a>) -> Option<Place<'a>> {
    let inputs = &record.inputs;
    Some((inputs.target("hosted_zone_id")?, domain::normal(inputs.text("name")?), inputs.text("type")?))
}

/// In a zone of this program's, an alias to a name of the zone finds it among the program's records.
fn check_alias(record: &Member<'_>, places: &BTreeMap<Place<'_>, Vec<&Member<'_>>>, found: &mut Diagnostics) {
    let Some((Target::Output(zone), _, kind)) = place(record) else { return };
    let Some(target) = record.inputs.block("alias_target") else { return };
    if target.reference("hosted_zone_id") != Some(zone) {
        return;
    }
    let Some(name) = target.text("dns_name").map(domain::normal) else { return };
    if !places.contains_key(&(Target::Output(zone), name.clone(), kind)) {
        Problems::new(record.address, record.place, found).report(
            "alias_target.dns_name",
            format!("{} has no record {name:?} of type {kind} that this could stand for", zone.address),
            "declare it, or let the alias stand for something else",
        );
    }
}
