//! A state that plans are made from and folded into, without an engine and without a cloud.
//!
//! What it needs of either is done here in a few lines, in the order that the operations say.

use std::sync::Arc;

use ironwright_core::journal::Event;
use ironwright_core::kind::Replacement;
use ironwright_core::plan::planner::output_of;
use ironwright_core::plan::{Act, Action, Operation, Plan, PlanRequest, Selection, Verb, decide, plan};
use ironwright_core::state::{Intent, Observation, Observations};
use ironwright_core::value::OutputRef;
use ironwright_core::{Address, Diagnostics, Graph, Map, Stack, State, Value};

use crate::kinds::registry;

/// What exists, and how plans are asked for.
pub(crate) struct World {
    pub(crate) state: State,
    pub(crate) observations: Observations,
    pub(crate) selection: Selection,
    pub(crate) verb: Verb,
    made: usize,
    step: u64,
}

impl World {
    /// Nothing exists.
    pub(crate) fn new() -> Self {
        Self {
            state: State::empty("test", "lineage"),
            observations: Observations::new(),
            selection: Selection::default(),
            verb: Verb::Up,
            made: 0,
            step: 0,
        }
    }

    /// What a program made.
    pub(crate) fn of(declare: impl FnOnce(&mut Stack)) -> Self {
        let mut world = Self::new();
        world.up(declare);
        world
    }

    /// The program's plan, or all that forbids it.
    pub(crate) fn try_plan(&self, declare: impl FnOnce(&mut Stack)) -> Result<Plan, Diagnostics> {
        self.plan_graph(&graph(declare))
    }

    pub(crate) fn plan_graph(&self, graph: &Graph) -> Result<Plan, Diagnostics> {
        plan(&PlanRequest {
            graph,
            state: &self.state,
            observations: &self.observations,
            registry: registry(),
            selection: &self.selection,
            verb: self.verb,
        })
    }

    /// The program's plan.
    pub(crate) fn plan(&self, declare: impl FnOnce(&mut Stack)) -> Plan {
        self.try_plan(declare).unwrap_or_else(|wrong| panic!("{wrong}"))
    }

    /// The lines of the plan's text.
    pub(crate) fn lines(&self, declare: impl FnOnce(&mut Stack)) -> Vec<String> {
        self.plan(declare).to_string().lines().map(str::to_owned).collect()
    }

    /// What is done to the cloud, in order, each with what it waits for.
    pub(crate) fn acts(&self, declare: impl FnOnce(&mut Stack)) -> Vec<String> {
        operations(&self.plan(declare))
    }

    /// What forbids the plan, without the lines of the test.
    pub(crate) fn refusal(&self, declare: impl FnOnce(&mut Stack)) -> Vec<String> {
        let wrong = self.try_plan(declare).expect_err("the plan is refused");
        let texts = wrong.0.into_iter().map(|mut diagnostic| {
            diagnostic.place = None;
            diagnostic.to_string()
        });
        texts.collect()
    }

    /// Plans and carries out.
    pub(crate) fn up(&mut self, declare: impl FnOnce(&mut Stack)) {
        let graph = graph(declare);
        let plan = self.plan_graph(&graph).unwrap_or_else(|wrong| panic!("{wrong}"));
        self.apply(&graph, &plan);
    }

    /// Something changed outside.
    pub(crate) fn sees(&mut self, address: &str, property: &str, value: impl Into<Value>) {
        let address: Address = address.parse().expect("an address");
        let object = self.state.object(&address).expect("it exists");
        let mut observed = object.observed.clone();
        observed.insert(property.into(), value.into());
        self.observations.insert(address, Observation::Present(observed));
    }

    /// Something went outside.
    pub(crate) fn misses(&mut self, address: &str) {
        self.observations.insert(address.parse().expect("an address"), Observation::Gone);
    }

    /// Writes down what the plan does, as if the cloud did all it is asked.
    pub(crate) fn apply(&mut self, graph: &Graph, plan: &Plan) {
        self.apply_some(graph, plan, usize::MAX);
        let mut outputs = Map::new();
        for output in graph.outputs().iter().filter(|_| plan.verb == Verb::Up) {
            let value = output.expression.evaluate(&|o| self.look_up(graph, o)).expect("a value");
            outputs.insert(Arc::clone(&output.name), value);
        }
        self.fold(Event::Published { outputs });
    }

    /// As [`World::apply`], by a run that is cut off after some of the acts.
    pub(crate) fn apply_some(&mut self, graph: &Graph, plan: &Plan, acts: usize) {
        for (address, observation) in std::mem::take(&mut self.observations) {
            self.fold(match observation {
                Observation::Present(observed) => Event::Observed { address, observed },
                Observation::Gone => Event::Vanished { address },
            });
        }
        for (from, to) in plan.renames() {
            self.fold(Event::Renamed { from: from.clone(), to: to.clone() });
        }
        for step in &plan.steps {
            if let Some(wanted) = step.remember.clone() {
                self.fold(Event::Remembered { address: step.address.clone(), wanted });
            }
        }
        let operations = plan.operations();
        for at in in_order(&operations).into_iter().take(acts) {
            self.act(graph, plan, &operations[at]);
        }
    }

    #[expect(clippy::needless_pass_by_value, reason = "events are made where they are folded")]
    fn fold(&mut self, event: Event) {
        self.state.fold(&event).unwrap_or_else(|illegal| panic!("{illegal}: {event:?}"));
    }

    fn look_up(&self, graph: &Graph, output: &OutputRef) -> Value {
        match (graph.get(&output.address), self.state.object(&output.address)) {
            (Some(node), Some(object)) => output_of(node.kind, object, output),
            _ => Value::of_later(output),
        }
    }

    fn act(&mut self, graph: &Graph, plan: &Plan, operation: &Operation) {
        let planned = &plan.steps[operation.step];
        let address = planned.address.clone();
        if operation.act == Act::Forget {
            return self.fold(Event::Forgotten { address });
        }
        if let Act::Release(id) = &operation.act {
            return self.fold(Event::Dropped { address, id: Arc::clone(id) });
        }
        if let Act::Delete(id) = &operation.act {
            let intent = Intent::Delete { id: Arc::clone(id) };
            let unneeded = planned.action == Action::Replace(Replacement::CreateFirst)
                && self.state.object(&address).is_some_and(|object| object.id == *id);
            if !unneeded {
                let step = self.intend(&address, intent);
                self.fold(Event::Done { step, address, observed: Map::new(), took: None });
            }
            return;
        }
        if operation.act == Act::Settle {
            let object = self.state.object(&address).expect("it exists").clone();
            let step = self.intend(&address, Intent::Settle { id: object.id });
            return self.fold(Event::Done { step, address, observed: object.observed, took: None });
        }
        let at = graph.position(&address).expect("it is declared");
        let lookup = |output: &OutputRef| self.look_up(graph, output);
        let inputs = graph.evaluate(at, &lookup).expect("valid inputs");
        assert!(!inputs.values().any(Value::has_unknown), "{address} is not known: {inputs:?}");
        let trigger = graph.trigger(at, &lookup).expect("a valid trigger");
        let node = &graph.nodes()[at];
        let dependencies = graph.dependency_addresses(at);
        let wanted = decide(node, inputs, trigger, dependencies, self.state.object(&address)).wanted;
        let observed = |id: &str, before: Map| {
            let mut observed = before;
            observed.retain(|name, _| node.kind.input(name).is_none());
            observed.extend(wanted.inputs.iter().map(|(name, value)| (Arc::clone(name), value.reveal())));
            for output in node.kind.outputs.iter().filter(|output| output.template == Some("{id}")) {
                observed.insert(output.name.into(), id.into());
            }
            observed
        };
        let (id, intent, before): (Arc<str>, _, _) = match (&operation.act, self.state.object(&address)) {
            (Act::Adopt, _) => {
                let id: Arc<str> = node.options.import.clone().expect("an id").into();
                (Arc::clone(&id), Intent::Adopt { id, wanted: wanted.clone() }, Map::new())
            }
            (Act::Update, Some(object)) => {
                let (id, before) = (Arc::clone(&object.id), object.observed.clone());
                (Arc::clone(&id), Intent::Update { id, wanted: wanted.clone() }, before)
            }
            _ => {
                self.made += 1;
                let id = node.kind.id.replace("{n}", &self.made.to_string());
                let name = wanted.inputs.get("role_name").and_then(Value::as_text).unwrap_or_default();
                let token = "0".repeat(32);
                (
                    id.replace("{role_name}", name).into(),
                    Intent::Create { token, wanted: wanted.clone() },
                    Map::new(),
                )
            }
        };
        let observed = observed(&id, before);
        let step = self.intend(&address, intent);
        let ready = true;
        self.fold(Event::Acknowledged { step, address, id, observed, ready, took: Some(1) });
    }

    fn intend(&mut self, address: &Address, intent: Intent) -> u64 {
        self.step += 1;
        self.fold(Event::Intended { step: self.step, address: address.clone(), intent });
        self.step
    }
}

/// The program's graph.
pub(crate) fn graph(declare: impl FnOnce(&mut Stack)) -> Graph {
    let mut stack = Stack::new("test");
    declare(&mut stack);
    stack.graph().unwrap_or_else(|wrong| panic!("{wrong}"))
}

/// The operations so that each comes after what it must; the first that can go goes first.
pub(crate) fn in_order(operations: &[Operation]) -> Vec<usize> {
    let mut done = vec![false; operations.len()];
    let mut order = Vec::new();
    while order.len() < operations.len() {
        let ready = |&at: &usize| !done[at] && operations[at].after.iter().all(|&before| done[before]);
        let next = (0..operations.len()).find(ready).unwrap_or_else(|| panic!("a circle: {operations:#?}"));
        done[next] = true;
        order.push(next);
    }
    order
}

/// The operations in order, each with what it waits for.
pub(crate) fn operations(plan: &Plan) -> Vec<String> {
    let operations = plan.operations();
    let name = |at: usize| {
        let Operation { step, act, .. } = &operations[at];
        let id = if let Act::Delete(id) | Act::Release(id) = act { format!(" {id}") } else { String::new() };
        format!("{} {}{id}", act.as_str(), plan.steps[*step].address)
    };
    let line = |at: usize| {
        let after: Vec<String> = operations[at].after.iter().map(|&before| name(before)).collect();
        if after.is_empty() { name(at) } else { format!("{}, after {}", name(at), after.join(" and ")) }
    };
    in_order(&operations).into_iter().map(line).collect()
}
