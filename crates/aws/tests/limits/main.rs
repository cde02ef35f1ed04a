//! Whether a plan refuses what AWS's models refuse: each limit that botocore's service models and CloudFormation's
//! schemas state for what we send is tried with values on both sides of it. Where we differ, a sentence says why.

mod exceptions;
mod models;
mod paths;
mod texts;
mod trial;

use std::collections::{BTreeSet, HashSet};
use std::sync::LazyLock;

use exceptions::EXCEPTIONS;
use ironwright_aws::registry;
use models::{counterparts, models};
use paths::{field_at, paths_of};

/// All that differs, as the property and what is wrong with it.
fn disagreements() -> &'static BTreeSet<(String, String)> {
    static FOUND: LazyLock<BTreeSet<(String, String)>> = LazyLock::new(find_disagreements);
    &FOUND
}

fn find_disagreements() -> BTreeSet<(String, String)> {
    let models = models();
    let mut seen = HashSet::new();
    let mut limits = models.limits.clone();
    // Both models say most of it.
    limits.retain(|limit| seen.insert(format!("{limit:?}")));
    let limits = limits.iter().flat_map(|limit| {
        let place = format!("{} {}", limit.kind, limit.property);
        trial::disagreements(limit).into_iter().map(move |told| (place.clone(), told))
    });
    let required = models.required.iter().filter_map(|required| {
        let property = required.property.as_deref();
        let place = format!("{} {}", required.kind, property.unwrap_or(&required.counterpart));
        trial::left_open(required).map(|told| (place, told))
    });
    let together = models.together.iter().filter_map(|rule| {
        let place = format!("{} {}", rule.kind, rule.properties.join(" "));
        trial::not_together(rule).map(|told| (place, told))
    });
    limits.chain(required).chain(together).collect()
}

#[test]
fn what_aws_refuses_is_refused_and_what_it_takes_is_taken_or_a_sentence_says_why_not() {
    let mut found = disagreements().clone();
    found.retain(|(place, told)| !EXCEPTIONS.iter().any(|(p, t, _)| p == place && told.starts_with(t)));
    assert!(found.is_empty(), "correct these, or list them with the reason: {found:#?}");
}

#[test]
fn an_exception_that_is_not_needed_any_more_is_named() {
    let found = disagreements();
    let stale: Vec<_> = EXCEPTIONS
        .iter()
        .filter(|(p, t, _)| !found.iter().any(|(place, told)| p == place && told.starts_with(t)))
        .collect();
    assert!(stale.is_empty(), "these agree with the models: {stale:#?}");
}

#[test]
fn every_reason_is_a_sentence() {
    for (place, told, reason) in EXCEPTIONS {
        assert!(
            reason.split(' ').count() >= 5 && reason.ends_with('.'),
            "{place}: {told}: {reason:?} explains nothing"
        );
    }
}

#[test]
fn every_property_of_every_kind_has_its_counterparts() {
    let counterparts = counterparts();
    let listed: BTreeSet<String> = counterparts
        .iter()
        .flat_map(|(kind, properties)| properties.keys().map(move |path| format!("{kind} {path}")))
        .collect();
    let declared: BTreeSet<String> = registry()
        .0
        .iter()
        .flat_map(|kind| paths_of(kind.inputs).into_iter().map(|path| format!("{} {path}", kind.name)))
        .collect();
    assert_eq!(declared.difference(&listed).collect::<Vec<_>>(), [""; 0], "add these to counterparts.json");
    assert_eq!(listed.difference(&declared).collect::<Vec<_>>(), [""; 0], "no kind has these");
    for limit in models().limits {
        assert!(field_at(&limit.kind, &limit.property).is_some(), "{} {}", limit.kind, limit.property);
    }
}
