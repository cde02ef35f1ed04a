//! Adopting: what a declaration with `.import(id)` finds in the cloud, and why it may not become ours.
//!
//! What is found is compared as if nothing had ever been asked of it: the plan shows what the run will change of it,
//! and refuses what could only be had by replacing it.

use std::collections::HashMap;
use std::sync::Arc;

use crate::diagnostic::Diagnostic;
use crate::diff::PropertyChange;
use crate::graph::{Graph, Node};
use crate::kind::{Kind, Registry};
use crate::plan::{Action, Decision, decide};
use crate::state::{Object, Observation, Observations, State};
use crate::{Address, Map, Value, path};

/// What declarations of a program are to adopt, as far as it was read.
#[derive(Default)]
pub(super) struct Adopting {
    found: HashMap<Address, Object>,
    /// Addresses whose resource is not there.
    missing: Vec<Address>,
    /// What the stack has already, by kind and physical id.
    ours: HashMap<(&'static str, Arc<str>), Address>,
}

impl Adopting {
    pub(super) fn new(graph: &Graph, state: &State, observations: &Observations) -> Self {
        let mut adopting = Self::default();
        let imports = graph.nodes().iter().filter(|node| is_to_adopt(node, state));
        for node in imports {
            match observations.get(&node.address) {
                Some(Observation::Present(observed)) => {
                    let id = node.options.import.as_deref().unwrap_or_default();
                    let object = found(node.kind, id, observed.clone());
                    adopting.found.insert(node.address.clone(), object);
                }
                Some(Observation::Gone) => adopting.missing.push(node.address.clone()),
                None => {}
            }
            // Only looked up where something is imported: that is seldom, and the state may be large.
            if adopting.ours.is_empty() {
                adopting.ours = ours(graph, state);
            }
        }
        adopting
    }

    /// What is at the other end of an import.
    pub(super) fn object(&self, address: &Address) -> Option<&Object> {
        self.found.get(address)
    }

    /// Why a declaration may not have what it imports.
    pub(super) fn refusal(&self, node: &Node, registry: Registry) -> Option<Diagnostic> {
        let id = node.options.import.as_deref()?;
        let name = node.kind.name;
        let problem = |message: String, hint: String| {
            Some(Diagnostic::new(message).at(&node.address).declared(node.place).hint(hint))
        };
        if let Some(address) = self.ours.get(&(name, Arc::from(id))) {
            return problem(
                format!("`.import(\"{id}\")`: the stack has it already, as {address}"),
                "drop one of the two declarations; if it is a new name, say `.renamed_from(…)` instead"
                    .to_owned(),
            );
        }
        if let Some(kind) = other_kind(id, node.kind, registry) {
            return problem(
                format!("`.import(\"{id}\")`: that is the id of an {kind}, and this is an {name}"),
                format!("give the id of an {name}, which looks like `{}`", node.kind.id),
            );
        }
        if self.missing.contains(&node.address) {
            return problem(
                format!("`.import(\"{id}\")`: there is no {name} with this id"),
                "see that the id, the account and the region are right, or drop `.import(…)` to have one made".to_owned(),
            );
        }
        None
    }
}

impl Decision {
    /// What cannot be as declared without a replacement, which an import never is.
    pub(super) fn in_the_way(&self, node: &Node) -> Option<Diagnostic> {
        // What is not known yet is compared again before it is adopted.
        let stuck = |change: &&PropertyChange| change.replaces.is_some() && !change.after.has_unknown();
        let stuck: Vec<String> = self.changes.iter().filter(stuck).map(ToString::to_string).collect();
        let id = node.options.import.as_deref()?;
        (!stuck.is_empty()).then(|| {
            let message = format!("`.import(\"{id}\")`: it is not as declared: {}", stuck.join("; "));
            let hint = "declare these as they are, or adopt it so and change them in a run of their own";
            Diagnostic::new(message).at(&node.address).declared(node.place).hint(hint)
        })
    }
}

/// Something that exists as an object of which nothing was ever asked. What the cloud never tells is taken to be as it
/// is where nobody asks for anything else.
pub fn found(kind: &Kind, id: &str, observed: Map) -> Object {
    let untold = kind.inputs.iter().filter(|field| field.write_only);
    let usual = untold.filter_map(|field| Some((field.name.into(), field.default?.value())));
    Object { id: id.into(), inputs: usual.collect(), observed, ..Object::default() }
}

/// The decision about something that exists and is to become ours: how it differs from its declaration. What the
/// declaration ignores is left as it is.
pub fn adopt(
    node: &Node,
    mut inputs: Map,
    trigger: Option<Value>,
    dependencies: Vec<Address>,
    found: &Object,
) -> Decision {
    path::leave(&node.paths.ignore, &mut inputs, &found.observed, &found.inputs);
    let mut decision = decide(node, inputs, trigger, dependencies, Some(found));
    decision.action = Action::Adopt;
    decision
}

/// Whether a declaration is about something that the state does not know yet.
pub fn is_to_adopt(node: &Node, state: &State) -> bool {
    node.options.import.is_some() && !node.kind.local && state.object(&node.address).is_none()
}

fn ours(graph: &Graph, state: &State) -> HashMap<(&'static str, Arc<str>), Address> {
    let kinds: HashMap<&str, &'static str> =
        graph.nodes().iter().map(|node| (node.kind.name, node.kind.name)).collect();
    let known = state.resources.iter().filter_map(|(address, resource)| {
        let object = resource.current.as_ref()?;
        Some(((*kinds.get(address.kind())?, Arc::clone(&object.id)), address.clone()))
    });
    known.collect()
}

/// The kind whose ids look like this one, when those of the kind that is meant do not.
pub fn other_kind(id: &str, meant: &Kind, registry: Registry) -> Option<&'static str> {
    let beginning = |kind: &Kind| kind.id.split('{').next().unwrap_or_default().to_owned();
    let fits = |kind: &Kind| !beginning(kind).is_empty() && id.starts_with(&beginning(kind));
    if fits(meant) || beginning(meant).is_empty() {
        return None;
    }
    registry.0.iter().copied().find(|kind| fits(kind)).map(|kind| kind.name)
}
