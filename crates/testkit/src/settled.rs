//! What must hold once a run has done all it was to do, counted in the cloud: nothing waits, nothing is missing, doubled or
//! left over.

use std::collections::BTreeSet;

use ironwright_core::{State, Value};
use ironwright_rehearsal::Object;

/// Nothing waits or is under way, and nothing is known twice. Gives what is known to exist, by kind and id.
///
/// # Errors
/// What does not hold.
pub(crate) fn settled(state: &State) -> Result<BTreeSet<String>, String> {
    if !state.unanswered.is_empty() {
        return Err(format!("requests are still thought to be under way: {:?}", state.unanswered));
    }
    for (address, resource) in &state.resources {
        let waits = resource.current.as_ref().is_some_and(|object| object.unsettled);
        if waits || !resource.deposed.is_empty() || resource.pending.is_some() {
            return Err(format!("{address} is not settled: {resource:?}"));
        }
    }
    let mut known: BTreeSet<String> = BTreeSet::new();
    for (address, resource) in &state.resources {
        let Some(object) = &resource.current else { continue };
        if address.kind() != "builtin.Record" && !known.insert(format!("{} {}", address.kind(), object.id)) {
            return Err(format!("{} is known under two addresses", object.id));
        }
    }
    Ok(known)
}

/// Compares what exists with a state in which nothing is left to do.
///
/// # Errors
/// What does not hold.
pub(crate) fn nothing_is_left(state: &State, objects: &[Object]) -> Result<(), String> {
    let known = settled(state)?;
    let by_aws = made_by_aws(objects);
    let all = objects.iter().map(|object| (format!("{} {}", object.kind, object.id), object));
    // What AWS has made by itself may have become ours.
    let ours = all.filter(|(name, object)| known.contains(name) || !by_aws.contains(&*object.id));
    let there: BTreeSet<String> = ours.map(|(name, _)| name).collect();
    if there == known {
        return Ok(());
    }
    let left_over: Vec<_> = there.difference(&known).collect();
    let missing: Vec<_> = known.difference(&there).collect();
    Err(format!("left over: {left_over:?}; missing: {missing:?}"))
}

/// What AWS makes by itself with a VPC.
fn made_by_aws(objects: &[Object]) -> BTreeSet<String> {
    let defaults = ["default_route_table_id", "default_network_acl_id", "default_security_group_id"];
    let vpcs = objects.iter().filter(|object| &*object.kind == "ec2.Vpc");
    vpcs.flat_map(|vpc| {
        defaults.map(|name| vpc.properties.get(name).and_then(Value::as_text).map(str::to_owned))
    })
    .flatten()
    .collect()
}
