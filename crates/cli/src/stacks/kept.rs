//! The plan of a project that is kept in a file: each stack's is checked as it is where a stack stands alone.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use ironwright_core::Diagnostic;
use ironwright_core::plan::{Plan, Selection, StoredPlan, StoredProject, Verb};
use ironwright_core::state::State;

use super::{Opened, OpenedStack, Stacks, found};
use crate::exit::Exit;
use crate::failure::{Failure, Result};
use crate::kept;

/// Keeps the plans of several stacks in one file.
///
/// # Errors
/// When the file cannot be written.
pub(super) fn keep(
    stacks: &Stacks<'_>,
    opened: &Opened,
    plans: &[&Plan],
    selection: &Selection,
    refresh: bool,
    path: &Path,
) -> Result<()> {
    let mut stored = Vec::with_capacity(plans.len());
    for plan in plans {
        let (session, graph) = stacks.of(&plan.stack)?;
        let (provenance, secrets) = kept::provenance(session, graph)?;
        let identity = found(&opened.chosen, &plan.stack)?.identity.clone();
        let kept = StoredPlan::new(plan, provenance, identity, selection, refresh);
        stored.push(kept.proving(kept::proofs(&secrets, plan)?));
    }
    let verb = plans.first().map_or(Verb::Up, |plan| plan.verb);
    let environment = stacks.graph.environment().cloned();
    kept::keep_project(path, &StoredProject::new(stacks.graph.name(), environment, verb.as_str(), stored))
}

/// Reads the plan that a verb is to carry out.
///
/// # Errors
/// When there is no such file, when it is no plan as it was written, or the plan of another verb or project.
pub(super) fn read(path: &Path, verb: Verb, project: &str) -> Result<StoredProject> {
    let wrong = |reason: String| {
        let hint = format!("name a file that `{}` has written", kept::preview(verb));
        Failure::wrong(format!("--plan {}: {reason}", path.display()), hint)
    };
    let text = fs::read_to_string(path).map_err(|error| wrong(error.to_string()))?;
    let stored = StoredProject::from_text(&text).map_err(wrong)?;
    if !stored.is_intact() {
        return Err(Failure::refused(
            format!("--plan {}: the plan file was changed after it was written", path.display()),
            format!("make a new plan with `{}`, and review it", kept::preview(verb)),
        ));
    }
    if stored.verb != verb.as_str() {
        return Err(wrong(format!("it is a plan of `{}`", stored.verb)));
    }
    if stored.project != project {
        return Err(wrong(format!(
            "it is a plan of the project `{}`, and this is `{project}`",
            stored.project
        )));
    }
    Ok(stored)
}

/// Whatever the reviewed plans were made from is as it was.
///
/// # Errors
/// All that is not, of whichever stack.
pub(super) fn check_origin(stacks: &Stacks<'_>, opened: &Opened, stored: &StoredProject) -> Result<()> {
    let mut stale: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for plan in &stored.stacks {
        let (session, graph) = stacks.of(&plan.stack)?;
        let there = found(&opened.chosen, &plan.stack)?;
        let origin = plan.check_origin(graph, &there.identity, &there.state).map_err(|reason| vec![reason]);
        let provenance = kept::provenance(session, graph)?;
        let checked = origin.and_then(|()| kept::check_provenance(plan, &provenance));
        for reason in checked.err().into_iter().flatten() {
            stale.entry(reason).or_default().push(&plan.stack);
        }
    }
    // What is so of all stacks, as another setting is, is told once.
    let is_common = |stacks: &[&str]| stacks.len() > 1 && stacks.len() == stored.stacks.len();
    let told = stale.into_iter().flat_map(|(reason, stacks)| {
        if is_common(&stacks) {
            return vec![reason];
        }
        stacks.iter().map(|stack| format!("{stack}: {reason}")).collect()
    });
    refuse(told.collect(), &stored.verb)
}

/// Nobody has written between the look at the states and the locks, and planning again gives what was reviewed.
///
/// # Errors
/// All that differs, of whichever stack.
pub(super) fn check_plans<'a>(
    opened: &[OpenedStack],
    stored: &StoredProject,
    plans: &[&Plan],
    states: impl Iterator<Item = &'a State>,
) -> Result<()> {
    let mut stale = Vec::new();
    for state in states {
        let before = &found(opened, &state.stack)?.state;
        // The beginning of a run is an event, and so is the first one's choice of a cloud.
        if state.serial != before.serial + 1 + u64::from(before.cloud.is_none()) {
            stale.push(format!("{}: the state has changed since the plan was made", state.stack));
        }
    }
    for plan in plans {
        let checked = match stored.of(&plan.stack) {
            Some(reviewed) => reviewed.check_plan(plan).and_then(|()| kept::check_secrets(reviewed, plan)),
            None => Err(vec!["no plan of it was reviewed".to_owned()]),
        };
        stale.extend(checked.err().into_iter().flatten().map(|reason| format!("{}: {reason}", plan.stack)));
    }
    refuse(stale, &stored.verb)
}

fn refuse(stale: Vec<String>, verb: &str) -> Result<()> {
    let verb = if verb == Verb::Destroy.as_str() { Verb::Destroy } else { Verb::Up };
    let hint = format!("make a new plan with `{}`, and review it", kept::preview(verb));
    let diagnostics: Vec<Diagnostic> =
        stale.into_iter().map(|reason| Diagnostic::new(reason).hint(&*hint)).collect();
    if diagnostics.is_empty() {
        return Ok(());
    }
    Err(Failure { exit: Exit::Refused, diagnostics })
}
