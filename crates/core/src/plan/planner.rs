//! Planning: a pure function of graph, state and observations.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use crate::Address;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::diff::PropertyChange;
use crate::graph::{Graph, Node, echoed};
use crate::kind::{Kind, Registry};
use crate::plan::adopting::{Adopting, adopt};
use crate::plan::decide::{Decision, decide};
use crate::plan::drift::drifts;
use crate::plan::giving_way::GoesFirst;
use crate::plan::takeovers::{cannot_come_first, cannot_stay};
use crate::plan::{Action, Base, OutputChange, Plan, Selection, Step, Verb};
use crate::state::{Object, Observations, State};
use crate::unmodelled;
use crate::value::{OutputRef, Value};

/// What a plan is made from.
pub struct PlanRequest<'a> {
    /// The program.
    pub graph: &'a Graph,
    /// What we know.
    pub state: &'a State,
    /// What a refresh found; empty without one.
    pub observations: &'a Observations,
    /// All kinds, for what has left the program.
    pub registry: Registry,
    /// What the run is about.
    pub selection: &'a Selection,
    /// What is asked for.
    pub verb: Verb,
}

/// Plans a run.
///
/// # Errors
/// Everything that forbids it: protected resources that would go, kinds nobody knows, inputs that turned out wrong.
pub fn plan(request: &PlanRequest<'_>) -> Result<Plan, Diagnostics> {
    let mut planner = Planner::new(request)?;
    loop {
        if request.verb == Verb::Up {
            planner.plan_declared();
        }
        planner.plan_departed();
        planner.link();
        planner.link_keepers();
        planner.link_takeovers();
        // What now goes first may have others give way; that shows when they are decided again.
        let goes_first = planner.found_to_go_first();
        if goes_first.is_empty() {
            break;
        }
        planner.begin_again(goes_first);
    }
    planner.refuse_protected();
    planner.problems.extend(planner.refuse_left_out(request.selection));
    let outputs = planner.outputs();
    let hints = [planner.rename_hints(), planner.left_behind(), planner.names_of_no_block()].concat();
    planner.problems.into_result()?;
    Ok(Plan {
        stack: request.graph.stack().to_owned(),
        environment: request.graph.environment().cloned(),
        verb: request.verb,
        cloud: request.state.cloud.clone(),
        base: Base::of(request.state),
        program: request.graph.fingerprint(),
        steps: planner.steps,
        drift: drifts(request.state, request.observations, request.registry),
        landed: Vec::new(),
        outputs,
        hints,
    })
}

pub(super) struct Planner<'a> {
    pub(super) graph: &'a Graph,
    registry: Registry,
    pub(super) verb: Verb,
    before: &'a State,
    /// The state as the refresh found it, under the addresses that the program uses now.
    pub(super) state: Cow<'a, State>,
    renamed: HashMap<Address, Address>,
    adopting: Adopting,
    pub(super) selected: HashSet<Address>,
    pub(super) decisions: Vec<Option<Decision>>,
    pub(super) steps: Vec<Step>,
    /// What was found to go before its successor comes, so that an order exists.
    pub(super) goes_first: GoesFirst,
    pub(super) problems: Diagnostics,
}

impl<'a> Planner<'a> {
    fn new(request: &PlanRequest<'a>) -> Result<Self, Diagnostics> {
        let mut state = request.state.observed_as(request.observations);
        let renamed = match request.verb {
            Verb::Up => rename(&mut state, request.graph),
            Verb::Destroy => HashMap::new(),
        };
        let adopting = match request.verb {
            Verb::Up => Adopting::new(request.graph, &state, request.observations),
            Verb::Destroy => Adopting::default(),
        };
        let reversed = request.verb == Verb::Destroy;
        let selected = request.selection.resolve(Some(request.graph), &state, reversed)?;
        Ok(Self {
            graph: request.graph,
            registry: request.registry,
            verb: request.verb,
            before: request.state,
            state,
            renamed,
            adopting,
            selected,
            decisions: vec![None; request.graph.nodes().len()],
            steps: Vec::with_capacity(request.graph.nodes().len()),
            goes_first: GoesFirst::new(),
            problems: Diagnostics::default(),
        })
    }

    fn begin_again(&mut self, goes_first: GoesFirst) {
        self.goes_first.extend(goes_first);
        self.decisions.fill(None);
        self.steps.clear();
        self.problems = Diagnostics::default();
    }

    fn plan_declared(&mut self) {
        let graph = self.graph;
        for &at in graph.order() {
            let node = &graph.nodes()[at];
            if !self.selected.contains(&node.address) {
                self.push_step(node, Action::Skip, Vec::new());
                continue;
            }
            match self.decide(at, node) {
                Ok(decision) => {
                    self.push_step(node, decision.action, decision.changes.clone());
                    self.remember(node, &decision);
                    self.decisions[at] = Some(decision);
                }
                Err(wrong) => {
                    self.problems.extend(wrong);
                    self.push_step(node, Action::Skip, Vec::new());
                }
            }
        }
    }

    fn decide(&self, at: usize, node: &Node) -> Result<Decision, Diagnostics> {
        let lookup = |output: &OutputRef| self.look_up(output);
        let inputs = self.graph.evaluate(at, &lookup)?;
        let mut found = Diagnostics::default();
        self.graph.check(at, &inputs, &mut found);
        found.into_result()?;
        let trigger = self.graph.trigger(at, &lookup)?;
        let dependencies = self.graph.dependency_addresses(at);
        let object = self.state.object(&node.address);
        if object.is_none()
            && let Some(refusal) = self.adopting.refusal(node, self.registry)
        {
            return Err(refusal.into());
        }
        if let Some(found) = self.adopting.object(&node.address) {
            let decision = adopt(node, inputs, trigger, dependencies, found);
            return decision.in_the_way(node).map_or(Ok(decision), |stuck| Err(stuck.into()));
        }
        let mut decision = decide(node, inputs, trigger, dependencies, object);
        if let Some(object) = object
            && let Some(refusal) =
                cannot_come_first(node, &decision, object).or_else(|| cannot_stay(node, &decision, object))
        {
            return Err(refusal.into());
        }
        if let Some(object) = object {
            self.give_way(at, object, &mut decision);
        }
        Ok(decision)
    }

    /// What an output will be once the steps planned so far are done, as far as that is known.
    fn look_up(&self, output: &OutputRef) -> Value {
        let Some(at) = self.graph.position(&output.address) else {
            return Value::of_later(output);
        };
        let kind = self.graph.nodes()[at].kind;
        let decision = &self.decisions[at];
        let found = self.adopting.object(&output.address).filter(|_| decision.is_some());
        let object = self.state.object(&output.address).or(found);
        match (decision, object) {
            (None, Some(object)) => output_of(kind, object, output),
            (Some(decision), Some(object)) => match decision.action {
                Action::Update | Action::Adopt if changes_output(kind, decision, output) => {
                    echoed(kind, &decision.wanted.inputs, output)
                }
                Action::Keep | Action::Settle | Action::Update | Action::Adopt => {
                    output_of(kind, object, output)
                }
                _ => echoed(kind, &decision.wanted.inputs, output),
            },
            (Some(decision), None) => echoed(kind, &decision.wanted.inputs, output),
            (None, None) => Value::of_later(output),
        }
    }

    fn push_step(&mut self, node: &Node, action: Action, changes: Vec<PropertyChange>) {
        let resource = self.state.resources.get(&node.address);
        let (deposed, mut released) = deposed_ids(resource, action);
        let id = match action {
            Action::Adopt => node.options.import.as_deref().map(Arc::from),
            _ => self.state.object(&node.address).map(|object| Arc::clone(&object.id)),
        };
        if matches!(action, Action::Replace(_)) && node.options.retain {
            released.extend(id.clone());
        }
        self.steps.push(Step {
            address: node.address.clone(),
            kind: node.kind,
            action,
            changes,
            id,
            compared: self.adopting.object(&node.address).is_some(),
            renamed_from: self.renamed.get(&node.address).cloned(),
            remember: None,
            deposed,
            released,
            unmodelled: self.unmodelled(node, action),
            place: Some(node.place),
            needs: Vec::new(),
            held_by: Vec::new(),
            takes_over: Vec::new(),
        });
    }

    /// What a resource has that no declaration of its kind says, where it is adopted, or goes for another one.
    fn unmodelled(&self, node: &Node, action: Action) -> Vec<String> {
        let object = match action {
            Action::Adopt => self.adopting.object(&node.address),
            Action::Replace(_) => self.state.object(&node.address),
            _ => None,
        };
        let paths = object.into_iter().flat_map(|object| unmodelled::of(&object.observed));
        paths.map(str::to_owned).collect()
    }

    fn remember(&mut self, node: &Node, decision: &Decision) {
        let remembered = self.state.resources.get(&node.address).map(|r| r.remembered).unwrap_or_default();
        if let (Action::Keep, Some(object), Some(step)) =
            (decision.action, self.state.object(&node.address), self.steps.last_mut())
        {
            step.changes = decision.to_note(node.kind, object, remembered);
            step.remember = (!step.changes.is_empty()).then(|| decision.wanted.clone());
        }
    }

    pub(super) fn kind_of(&mut self, address: &Address) -> Option<&'static Kind> {
        let kind =
            self.registry.get(address.kind()).or_else(|| self.graph.get(address).map(|node| node.kind));
        if kind.is_none() {
            let problem =
                Diagnostic::new("the state holds it, and this program knows no such kind").at(address);
            self.problems.push(problem.hint("use a version that knows the kind, or drop it with `state rm`"));
        }
        kind
    }

    /// Says which steps need which, and whose existing resources hold on to which.
    fn link(&mut self) {
        let index: HashMap<Address, usize> =
            self.steps.iter().enumerate().map(|(i, step)| (step.address.clone(), i)).collect();
        if self.verb == Verb::Up {
            self.link_needs(&index);
        }
        for (address, resource) in &self.state.resources {
            let Some(&holder) = index.get(address) else { continue };
            let objects = resource.current.iter().chain(&resource.deposed);
            let held: HashSet<usize> = objects
                .flat_map(|object| &object.dependencies)
                .filter_map(|d| index.get(d).copied())
                .collect();
            for step in held {
                self.steps[step].held_by.push(holder);
            }
        }
        self.steps.iter_mut().for_each(|step| step.held_by.sort_unstable());
    }

    fn refuse_protected(&mut self) {
        for step in &self.steps {
            let declared = self.graph.get(&step.address).map(|node| node.options.protect);
            let remembered = self.state.resources.get(&step.address).is_some_and(|r| r.remembered.protect);
            let protected = match self.verb {
                Verb::Up => declared.unwrap_or(remembered),
                Verb::Destroy => remembered || declared == Some(true),
            };
            if !protected {
                continue;
            }
            let (what, hint) = match step.action {
                Action::Delete if remembered && declared == Some(true) => (
                    "is protected and would be deleted",
                    format!(
                        "to delete it all the same, first remove `.protect()` from its declaration, then lift the \
                         protection with `state unprotect {}`",
                        step.address
                    ),
                ),
                Action::Delete if remembered => (
                    "is protected and would be deleted",
                    format!(
                        "to delete it all the same, first lift the protection with `state unprotect {}`",
                        step.address
                    ),
                ),
                Action::Delete => (
                    "is protected and would be deleted",
                    "to delete it all the same, remove `.protect()` from its declaration".to_owned(),
                ),
                Action::Replace(_) => (
                    "is protected and would be replaced",
                    "to replace it all the same, remove `.protect()` from its declaration".to_owned(),
                ),
                _ => continue,
            };
            let reason = step.changes.iter().find(|change| change.replaces.is_some());
            let mut problem = Diagnostic::new(match reason {
                Some(change) => format!("{what}, because of {}", change.path),
                None => what.to_owned(),
            });
            problem.place = step.place;
            self.problems.push(problem.at(&step.address).hint(hint).refusal());
        }
    }

    fn outputs(&mut self) -> Vec<OutputChange> {
        let mut after: BTreeMap<Arc<str>, Value> = BTreeMap::new();
        if self.verb == Verb::Destroy {
            // What stays keeps its outputs.
            let stays = |step: &Step| !matches!(step.action, Action::Delete | Action::Forget);
            let staying: HashSet<&Address> =
                self.steps.iter().filter(|s| stays(s)).map(|s| &s.address).collect();
            for output in self.graph.outputs() {
                let (mut any, mut all) = (false, true);
                output.expression.each_output(&mut |reference| {
                    any = true;
                    all &= staying.contains(&reference.address);
                });
                if let (true, Some(value)) = (any && all, self.before.outputs.get(&output.name)) {
                    after.insert(Arc::clone(&output.name), value.clone());
                }
            }
        } else {
            for output in self.graph.outputs() {
                match output.expression.evaluate(&|reference| self.look_up(reference)) {
                    Ok(value) => {
                        after.insert(Arc::clone(&output.name), value);
                    }
                    Err(mistake) => self.problems.push(
                        Diagnostic::new(format!("the output `{}`: {}", output.name, mistake.message))
                            .declared(mistake.place),
                    ),
                }
            }
        }
        let names: std::collections::BTreeSet<&Arc<str>> =
            self.before.outputs.keys().chain(after.keys()).collect();
        names
            .into_iter()
            .filter_map(|name| {
                let before = self.before.outputs.get(name).cloned().unwrap_or(Value::Null);
                let after = after.get(name).cloned().unwrap_or(Value::Null);
                (before != after).then(|| OutputChange { name: Arc::clone(name), before, after })
            })
            .collect()
    }
}

impl Graph {
    /// The value of `replace_when`.
    ///
    /// # Errors
    /// The mistake in it.
    pub fn trigger(
        &self,
        at: usize,
        lookup: &dyn Fn(&OutputRef) -> Value,
    ) -> Result<Option<Value>, Diagnostics> {
        let node = &self.nodes()[at];
        let trigger = node.options.replace_when.as_ref().map(|expression| expression.evaluate(lookup));
        trigger.transpose().map_err(|mistake| {
            Diagnostic::new(mistake.message)
                .at(&node.address)
                .property("replace_when")
                .declared(mistake.place)
                .into()
        })
    }

    /// The addresses of what a resource depends on.
    pub fn dependency_addresses(&self, at: usize) -> Vec<Address> {
        let mut addresses: Vec<Address> =
            self.dependencies(at).iter().map(|&of| self.nodes()[of].address.clone()).collect();
        // Declarations that only changed places must not look changed.
        addresses.sort();
        addresses
    }
}

/// An output of something that exists.
pub fn output_of(kind: &Kind, object: &Object, output: &OutputRef) -> Value {
    match object.observed.get(&output.output) {
        Some(value) => value.clone(),
        None if kind.output(&output.output).is_some_and(|field| field.template == Some("{id}")) => {
            Value::Text(Arc::clone(&object.id))
        }
        None => echoed(kind, &object.inputs, output),
    }
}

fn changes_output(kind: &Kind, decision: &Decision, output: &OutputRef) -> bool {
    let Some(field) = kind.output(&output.output) else { return false };
    let changed = |name: &str| {
        decision.changes.iter().any(|change| {
            change.path.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
        })
    };
    match field.template {
        None => field.volatile || changed(field.name),
        Some(template) => {
            field.volatile
                || kind
                    .inputs
                    .iter()
                    .any(|i| template.contains(&format!("{{{}}}", i.name)) && changed(i.name))
        }
    }
}

/// Carries out the renames whose old address is known and no longer declared, and before each the one that makes room
/// for it, where resources have moved up: what was `a` is `b` now, and what was `b` is `c`.
fn rename(state: &mut Cow<'_, State>, graph: &Graph) -> HashMap<Address, Address> {
    let claims: Vec<(Address, &Address)> = graph
        .nodes()
        .iter()
        .flat_map(|node| {
            let former = node.options.renamed_from.iter();
            former.filter_map(|former| Some((node.former_address(former).ok()?, &node.address)))
        })
        .collect();
    let successors: HashMap<&Address, &Address> = claims.iter().map(|(from, to)| (from, *to)).collect();
    let mut renamed = HashMap::new();
    for (from, to) in claims.iter().filter(|(from, _)| graph.position(from).is_none()) {
        if !state.resources.contains_key(from) {
            continue;
        }
        let mut moves = vec![(from, *to)];
        while let Some(&(_, taken)) = moves.last().filter(|(_, to)| state.resources.contains_key(to)) {
            let Some(&next) = successors.get(taken) else { break };
            moves.push((taken, next));
        }
        if moves.last().is_some_and(|(_, to)| state.resources.contains_key(to)) {
            continue;
        }
        for (from, to) in moves.into_iter().rev() {
            let event = crate::journal::Event::Renamed { from: from.clone(), to: to.clone() };
            if state.to_mut().fold(&event).is_ok() {
                renamed.insert(to.clone(), from.clone());
            }
        }
    }
    renamed
}

/// What earlier runs replaced at an address: what is to be deleted of it, and what is to be let go.
pub(super) fn deposed_ids(
    resource: Option<&crate::state::ResourceState>,
    action: Action,
) -> (Vec<Arc<str>>, Vec<Arc<str>>) {
    let Some(resource) = resource.filter(|_| action != Action::Skip) else { return Default::default() };
    let ids = resource.deposed.iter().map(|object| Arc::clone(&object.id)).collect();
    if resource.remembered.retain { (Vec::new(), ids) } else { (ids, Vec::new()) }
}
