//! What a plan makes of look-ups: what is to be asked before it is complete, what was found, and what may not be.
//!
//! Planning is pure, so it asks nobody: [`to_ask`] says what could be asked by now, an engine asks, and plans with the
//! answers. What is looked up by something that is known after apply stays open until then.

use std::sync::Arc;

use crate::Address;
use crate::diagnostic::{Diagnostic, Diagnostics, Place};
use crate::digest::Digest;
use crate::graph::{Graph, LookUpNode};
use crate::kind::Kind;
use crate::look_up::{Found, LookedUp, Query};
use crate::plan::planner::{PlanRequest, Planner};
use crate::plan::{Plan, Verb};
use crate::state::State;
use crate::value::{Map, OutputRef, Value};

/// What a plan has of one look-up.
#[derive(Clone, Debug)]
pub struct PlannedLookUp {
    /// The look-up.
    pub address: Address,
    /// The kind of what is looked for.
    pub kind: &'static Kind,
    /// What is looked for, in words.
    pub query: String,
    /// The physical id of what was found; nothing where it is looked up during the run.
    pub id: Option<Arc<str>>,
    /// The outputs of it that the program reads.
    pub values: Map,
    /// Where it is declared.
    pub place: Place,
}

/// A look-up that can be asked for.
pub struct Asking {
    /// The look-up.
    pub address: Address,
    /// The kind of what is looked for.
    pub kind: &'static Kind,
    /// What is looked for.
    pub query: Query,
}

/// The look-ups that no resource of the stack is needed for, and that nobody has asked for yet.
pub fn to_ask_first(graph: &Graph, looked_up: &LookedUp) -> Vec<Asking> {
    let independent = |at: &usize| graph.look_up_dependencies(*at).is_empty();
    let lookup = |output: &OutputRef| found_output(graph, looked_up, output, &|of| graph.supplied(of));
    let all = (0..graph.look_ups().len()).filter(independent);
    all.filter_map(|at| asking(graph, looked_up, at, &lookup)).collect()
}

/// The look-ups that can be asked for now that everything is known which a plan knows, and that nobody has asked for yet.
///
/// # Errors
/// When the selection names what there is not.
pub fn to_ask(request: &PlanRequest<'_>) -> Result<Vec<Asking>, Diagnostics> {
    let graph = request.graph;
    let depends = |at: usize| !graph.look_up_dependencies(at).is_empty();
    if request.verb == Verb::Destroy || !(0..graph.look_ups().len()).any(depends) {
        return Ok(Vec::new());
    }
    let mut planner = Planner::new(request)?;
    planner.plan_declared();
    let lookup = |output: &OutputRef| planner.look_up(output);
    let all = 0..graph.look_ups().len();
    Ok(all.filter_map(|at| asking(graph, request.looked_up, at, &lookup)).collect())
}

fn asking(
    graph: &Graph,
    looked_up: &LookedUp,
    at: usize,
    lookup: &dyn Fn(&OutputRef) -> Value,
) -> Option<Asking> {
    let LookUpNode { address, kind, .. } = &graph.look_ups()[at];
    // What is wrong with it is told with the plan.
    let query = graph.query(at, lookup).ok().filter(Query::is_known)?;
    let asked = looked_up.answer(address, &query).is_some();
    (!asked).then(|| Asking { address: address.clone(), kind, query })
}

/// An output of something that is looked up, as far as it was found; `lookup` knows those of resources.
pub fn found_output(
    graph: &Graph,
    looked_up: &LookedUp,
    output: &OutputRef,
    lookup: &dyn Fn(&OutputRef) -> Value,
) -> Value {
    let Some(at) = graph.look_up_position(&output.address) else { return lookup(output) };
    let LookUpNode { address, kind, .. } = &graph.look_ups()[at];
    let query = graph.query(at, &|of| found_output(graph, looked_up, of, lookup));
    let found = query.ok().and_then(|query| looked_up.only(kind, looked_up.answer(address, &query)?).ok());
    found.map_or_else(|| graph.said_of(output), |found| found.output(kind, &output.output))
}

/// Why something that was found may not be used: this stack has it, or had it and lets it go.
pub fn is_ours(graph: &Graph, state: &State, look_up: &LookUpNode, found: &Found) -> Option<Diagnostic> {
    let of_kind = state.resources.iter().filter(|(address, _)| address.kind() == look_up.kind.name);
    let (address, resource) = of_kind.into_iter().find(|(_, resource)| {
        resource.current.iter().chain(&resource.deposed).any(|object| object.id == found.id)
    })?;
    let id = &found.id;
    let is_current = resource.current.as_ref().is_some_and(|object| object.id == found.id);
    if is_current && graph.position(address).is_some() {
        let message = format!("finds {id}, which this stack manages itself as {address}");
        return Some(look_up.problem(message).hint("use the handle that `stack.add` gave for it"));
    }
    if resource.remembered.retain {
        return None;
    }
    let message = if is_current {
        format!("finds {id}, which this stack deletes: it is {address}, and no longer declared")
    } else {
        format!("finds {id}, which this stack deletes: {address} has replaced it")
    };
    let hint = format!("declare it, or have this stack let go of it first: `state rm {address}`");
    Some(look_up.problem(message).hint(hint))
}

impl Planner<'_> {
    /// What becomes of the look-ups, and what is wrong with them.
    pub(super) fn look_ups(&self) -> Result<Vec<PlannedLookUp>, Diagnostics> {
        let mut problems = Diagnostics::default();
        let mut planned = Vec::new();
        if self.verb == Verb::Destroy {
            return Ok(planned);
        }
        for (at, node) in self.graph.look_ups().iter().enumerate() {
            let query = match self.graph.query(at, &|output| self.look_up(output)) {
                Ok(query) => query,
                Err(wrong) => {
                    problems.extend(wrong);
                    continue;
                }
            };
            let answer = self.looked_up.answer(&node.address, &query);
            let found = match answer.map(|answer| self.looked_up.only(node.kind, answer)).transpose() {
                Ok(found) => found,
                Err(not_one) => {
                    problems.push(node.problem(not_one.message).hint(not_one.hint));
                    continue;
                }
            };
            if let Some(problem) = found.and_then(|found| is_ours(self.graph, &self.state, node, found)) {
                problems.push(problem);
            }
            let read = self.graph.outputs_read_of(at).into_iter();
            planned.push(PlannedLookUp {
                address: node.address.clone(),
                kind: node.kind,
                query: query.to_string(),
                id: found.map(|found| Arc::clone(&found.id)),
                values: found
                    .map(|found| {
                        read.map(|name| (Arc::clone(&name), found.output(node.kind, &name))).collect()
                    })
                    .unwrap_or_default(),
                place: node.place,
            });
        }
        problems.into_result()?;
        Ok(planned)
    }
}

impl Plan {
    pub(super) fn hash_look_ups_into(&self, digest: &mut Digest) {
        for PlannedLookUp { address, query, id, values, .. } in &self.look_ups {
            digest.text_of(&format_args!("look up {address} {query} {id:?}"));
            Value::map(values.clone()).hash_into(digest);
        }
    }
}
