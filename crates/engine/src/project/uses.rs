//! What stacks have of each other: what a run needs of those that it leaves out, and what it must not take from them.

use std::collections::BTreeMap;

use ironwright_core::plan::{Action, Plan, Verb};
use ironwright_core::{Address, Diagnostic, Diagnostics, Graph, State};

/// One stack as a run of several sees it.
pub(super) struct Stack<'a> {
    pub(super) graph: &'a Graph,
    pub(super) state: &'a State,
    /// Whether it is part of the run.
    pub(super) is_chosen: bool,
    pub(super) plan: Option<&'a Plan>,
}

/// Finds what is wrong between the stacks of a run and those that it leaves out.
pub(super) fn check(stacks: &[Stack<'_>], uses: &[Vec<usize>], verb: Verb) -> Diagnostics {
    let mut problems = Diagnostics::default();
    for (at, stack) in stacks.iter().enumerate().filter(|(_, stack)| stack.is_chosen) {
        if verb == Verb::Up {
            let left_out = uses[at].iter().map(|&of| &stacks[of]).filter(|of| !of.is_chosen);
            left_out.for_each(|of| need(stack, of, &mut problems));
        }
        if let Some(plan) = stack.plan {
            let left_out = stacks.iter().filter(|other| !other.is_chosen);
            left_out.for_each(|other| take_away(plan, other, &mut problems));
        }
    }
    problems
}

/// Complains of what a stack needs of one that is left out and has not been brought up.
fn need(stack: &Stack<'_>, of: &Stack<'_>, problems: &mut Diagnostics) {
    let name = of.graph.stack();
    let used = stack.graph.foreign_uses().iter().filter(|foreign| foreign.of.stack() == Some(name));
    for foreign in used.filter(|foreign| of.state.object(&foreign.of.within()).is_none()) {
        let what = foreign.output.as_ref().map_or_else(|| foreign.of.to_string(), ToString::to_string);
        let mut problem = Diagnostic::new(match of.state.resources.is_empty() {
            true => format!("needs {what}, and the stack `{name}` is not up"),
            false => format!("needs {what}, which does not exist yet in the stack `{name}`"),
        });
        problem.address = foreign.by.as_ref().and_then(|by| by.in_stack(stack.graph.stack()).ok());
        let hint = format!("bring it up first, with `up --stack {name}`, or in the same run");
        problems.push(problem.declared(foreign.place).hint(hint));
    }
}

/// Complains of what goes although a stack that is left out uses it.
fn take_away(plan: &Plan, other: &Stack<'_>, problems: &mut Diagnostics) {
    let users: BTreeMap<Address, &Address> =
        used_of(other.state, &plan.stack).map(|(user, used)| (used, user)).collect();
    for step in plan.steps.iter().filter(|step| matches!(step.action, Action::Delete | Action::Replace(_))) {
        let Some(user) = users.get(&step.address) else { continue };
        let name = other.graph.stack();
        let (what, hint) = match (plan.verb, step.action) {
            (Verb::Destroy, _) => ("deleted", format!("destroy `{name}` too, or before")),
            (Verb::Up, Action::Delete) => (
                "deleted",
                format!(
                    "let go of it first, with `up --stack {name}`, or in the same run, without `--stack`"
                ),
            ),
            (Verb::Up, _) => {
                ("replaced", format!("let `{name}` change in the same run, with `--stack {name}` too"))
            }
        };
        let message =
            format!("would be {what}, and {user} of the stack `{name}`, which is left out, uses it");
        let mut problem = Diagnostic::new(message).hint(hint).refusal();
        problem.address = step.address.in_stack(&plan.stack).ok();
        problem.place = step.place;
        problems.push(problem);
    }
}

/// What a state's resources use of another stack, each with its user.
pub(super) fn used_of<'a>(state: &'a State, stack: &'a str) -> impl Iterator<Item = (&'a Address, Address)> {
    state.resources.iter().flat_map(move |(user, resource)| {
        let objects = resource.current.iter().chain(&resource.deposed);
        let used = objects.flat_map(|object| &object.dependencies);
        used.filter(move |used| used.stack() == Some(stack)).map(move |used| (user, used.within()))
    })
}

/// What is wrong with one of several stacks, with the stack named.
pub(super) fn named(problems: Diagnostics, stack: &str) -> Diagnostics {
    let named = problems.0.into_iter().map(|mut problem| {
        let address = problem.address.as_ref().and_then(|address| address.in_stack(stack).ok());
        problem.address = address.or(problem.address);
        problem
    });
    Diagnostics(named.collect())
}
