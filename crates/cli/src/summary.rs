//! How a run went, at its end: what failed and why, what that kept from being done, how much was done, how to go on.

use std::collections::{BTreeMap, HashSet};
use std::fmt::Write as _;
use std::time::Duration;

use ironwright_core::plan::{Act, Action, Plan};
use ironwright_core::{Address, Map};
use ironwright_engine::Outcome;
use serde_json::{Value as Json, json};

use crate::exit::Exit;
use crate::words;

/// How a run ends.
pub(crate) fn exit(outcome: &Outcome, interrupted: bool) -> Exit {
    if outcome.is_complete() {
        Exit::Success
    } else if interrupted
        && (outcome.left > 0 || !outcome.waiting.is_empty() || !outcome.under_way.is_empty())
    {
        Exit::Interrupted
    } else {
        Exit::Failed
    }
}

/// What a person reads of what went wrong; nothing when nothing did.
///
/// Why a step failed was told as it happened, and `--json` tells it again: here stands only which.
pub(crate) fn troubles(outcome: &Outcome) -> String {
    let mut out = String::new();
    if !outcome.failed.is_empty() {
        let failed: Vec<&Address> = outcome.failed.iter().map(|failure| &failure.address).collect();
        list(&mut out, "Failed, for the reasons above:", &failed);
    }
    let mut because: BTreeMap<&Address, Vec<&Address>> = BTreeMap::new();
    for (skipped, reason) in &outcome.skipped {
        because.entry(reason).or_default().push(skipped);
    }
    for (reason, skipped) in because.iter().take(MOST_TOLD) {
        list(&mut out, &format!("Not tried, because {reason} failed:"), skipped);
    }
    if because.len() > MOST_TOLD {
        let rest: usize = because.values().skip(MOST_TOLD).map(Vec::len).sum();
        let _ = writeln!(out, "Not tried, because others failed: {}", words::count(rest, "resource"));
    }
    if !outcome.waiting.is_empty() {
        let waiting: Vec<&Address> = outcome.waiting.iter().collect();
        list(&mut out, "Not waited for any longer; the next run goes on waiting:", &waiting);
    }
    if !outcome.under_way.is_empty() {
        let under_way: Vec<&Address> = outcome.under_way.iter().collect();
        list(&mut out, "Left under way; the next run finds out how far they came:", &under_way);
    }
    out
}

/// How many things of one sort are told one by one.
const MOST_TOLD: usize = 20;

fn list(out: &mut String, title: &str, addresses: &[&Address]) {
    let _ = writeln!(out, "{title}");
    for address in addresses.iter().take(MOST_TOLD) {
        let _ = writeln!(out, "  {address}");
    }
    if addresses.len() > MOST_TOLD {
        let _ = writeln!(out, "  and {} more", addresses.len() - MOST_TOLD);
    }
}

/// `3 created, 1 failed, 2 not tried in 7.4 ms.`
pub(crate) fn totals(plan: &Plan, outcome: &Outcome, took: Duration) -> String {
    let mut told: Vec<String> =
        counts(plan, outcome).into_iter().map(|(what, count)| format!("{count} {what}")).collect();
    for (number, what) in [
        (outcome.failed.len(), "failed"),
        (outcome.skipped.len(), "not tried"),
        (outcome.left, "not begun"),
        (outcome.waiting.len(), "not ready yet"),
        (outcome.under_way.len(), "left under way"),
    ] {
        if number > 0 {
            told.push(format!("{number} {what}"));
        }
    }
    if told.is_empty() {
        told.push("nothing was to be done in the cloud".to_owned());
    }
    format!("{} in {}.", told.join(", "), words::duration(took))
}

/// How many acts of each word are done; a new one and the old one's end are one replacement.
fn counts(plan: &Plan, outcome: &Outcome) -> Vec<(&'static str, usize)> {
    let of = |wanted: fn(&Act) -> bool| -> HashSet<&Address> {
        outcome.done.iter().filter(|(_, act)| wanted(act)).map(|(address, _)| address).collect()
    };
    let (created, deleted) = (of(|act| matches!(act, Act::Create)), of(|act| matches!(act, Act::Delete(_))));
    let replaced: HashSet<&Address> = plan
        .steps
        .iter()
        .filter(|step| matches!(step.action, Action::Replace(_)))
        .map(|step| &step.address)
        .filter(|address| created.contains(address) && deleted.contains(address))
        .collect();
    let mut counts = vec![("replaced", replaced.len())];
    for (address, act) in &outcome.done {
        if replaced.contains(address) {
            continue;
        }
        let word = match act {
            Act::Settle => "waited for",
            Act::Create | Act::Adopt | Act::Update | Act::Delete(_) | Act::Release(_) | Act::Forget => {
                words::done(act)
            }
        };
        match counts.iter_mut().find(|(known, _)| *known == word) {
            Some((_, count)) => *count += 1,
            None => counts.push((word, 1)),
        }
    }
    let order = ["created", "adopted", "updated", "replaced", "waited for", "deleted", "forgotten"];
    counts.retain(|(_, count)| *count > 0);
    counts.sort_by_key(|(word, _)| order.iter().position(|known| known == word));
    counts
}

/// The stack's outputs as people read them.
pub(crate) fn outputs(outputs: &Map) -> String {
    let mut out = "Outputs:".to_owned();
    for (name, value) in outputs {
        let _ = write!(out, "\n  {name} = {value}");
    }
    out
}

/// How a run went, for machines.
pub(crate) fn to_json(plan: &Plan, outcome: &Outcome, took: Duration, exit: Exit) -> Json {
    let counts: serde_json::Map<String, Json> = counts(plan, outcome)
        .into_iter()
        .map(|(word, count)| (word.replace(' ', "_"), count.into()))
        .collect();
    json!({
        "verb": plan.verb.as_str(),
        "stack": plan.stack,
        "environment": plan.environment,
        "done": counts,
        "failed": outcome.failed.iter().map(|failure| json!({
            "address": failure.address,
            "act": failure.act.as_str(),
            "message": failure.message,
            "hint": failure.hint,
        })).collect::<Vec<_>>(),
        "skipped": outcome.skipped.iter().map(|(address, because)| json!({
            "address": address,
            "because": because,
        })).collect::<Vec<_>>(),
        "not_begun": outcome.left,
        "waiting": outcome.waiting,
        "under_way": outcome.under_way,
        "seconds": took.as_secs_f64(),
        "exit": exit.code(),
    })
}

#[cfg(test)]
mod tests {
    use ironwright_engine::apply::Failure;

    use super::*;

    fn address(name: &str, number: usize) -> Address {
        Address::new("", "logs.LogGroup", &format!("{name}-{number}")).expect("an address")
    }

    #[test]
    fn ten_thousand_failures_fit_on_a_screen() {
        let failed = (0..10_000).map(|number| Failure {
            address: address("group", number),
            act: Act::Create,
            message: "logs:CreateLogGroup: this call was told to fail".to_owned(),
            hint: None,
        });
        let skipped = (0..5_000).map(|number| (address("after", number), address("group", number / 1000)));
        let outcome = Outcome { failed: failed.collect(), skipped: skipped.collect(), ..Outcome::default() };
        let told = troubles(&outcome);
        assert!(told.lines().count() < 150, "{told}");
        assert!(told.contains("\n  and 9980 more\n"), "{told}");
        assert!(told.contains("\n  and 980 more\n"), "{told}");
    }
}
