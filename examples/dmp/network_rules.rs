//! What the tiers' access control lists let pass.
//!
//! An access control list sees packets, not connections: whoever lets a question in must let the answer out, to a port
//! that the asker chose. A rule's name is its identity in the stack, so a rule can change its number and stay itself.

use std::ops::RangeInclusive;

use ironwright::aws::ec2::Vpc;
use ironwright::prelude::*;

use super::anywhere;
use super::tier::{Tier, ZONES};

const HTTP: RangeInclusive<u16> = 80..=80;
const HTTPS: RangeInclusive<u16> = 443..=443;
/// Where answers go.
const EPHEMERAL: RangeInclusive<u16> = 1024..=65535;

/// TCP packets that pass.
pub struct Rule {
    /// What it is called in its tier.
    pub name: String,
    /// Which way the packets go.
    pub direction: Direction,
    /// Its place in the order.
    pub number: u16,
    /// The ports that the packets go to.
    pub ports: RangeInclusive<u16>,
    /// Where the packets come from, or go.
    pub other_side: Input<Cidr>,
}

/// Which way packets go.
pub enum Direction {
    /// Into the subnet.
    In,
    /// Out of the subnet.
    Out,
}
use Direction::{In, Out};

/// The public tier talks with everybody.
pub(super) fn public(vpc: &Declared<Vpc>) -> Vec<Rule> {
    vec![
        rule("https-in", In, 5000, HTTPS, anywhere()),
        rule("http-from-vpc", In, 5100, HTTP, &vpc.cidr_block),
        rule("answers-in", In, 5200, EPHEMERAL, anywhere()),
        rule("answers-out", Out, 5100, EPHEMERAL, anywhere()),
        rule("http-out", Out, 5200, HTTP, anywhere()),
        rule("https-out", Out, 5300, HTTPS, anywhere()),
    ]
}

/// A tier behind another is asked by that one only, and asks whom it likes.
pub(super) fn behind(front: &Tier) -> Vec<Rule> {
    let mut rules = vec![
        rule("answers-in", In, 5200, EPHEMERAL, anywhere()),
        rule("http-out", Out, 5300, HTTP, anywhere()),
        rule("https-out", Out, 5400, HTTPS, anywhere()),
    ];
    for ((zone, subnet), step) in ZONES.iter().zip(&front.subnets).zip([0, 100]) {
        let from = format!("http-from-{}-{zone}", front.name);
        rules.push(rule(from, In, 5000 + step, HTTP, &subnet.cidr_block));
    }
    rules.extend(answers_to(front));
    rules
}

/// A database answers, and asks nobody.
pub(super) fn database(front: &Tier) -> Vec<Rule> {
    answers_to(front).collect()
}

fn answers_to(front: &Tier) -> impl Iterator<Item = Rule> {
    ZONES.iter().zip(&front.subnets).zip([5100, 5200]).map(|((zone, subnet), number)| {
        rule(format!("answers-to-{}-{zone}", front.name), Out, number, EPHEMERAL, &subnet.cidr_block)
    })
}

fn rule(
    name: impl Into<String>,
    direction: Direction,
    number: u16,
    ports: RangeInclusive<u16>,
    other_side: impl Into<Input<Cidr>>,
) -> Rule {
    Rule { name: name.into(), direction, number, ports, other_side: other_side.into() }
}
