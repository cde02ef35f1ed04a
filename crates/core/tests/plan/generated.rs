//! What holds for every program and every history, tried on many.

use std::collections::HashSet;

use ironwright_core::kind::Replacement;
use ironwright_core::plan::{Act, Action, Operation, Plan};
use ironwright_core::{Declare as _, Output, Resource, Stack};
use proptest::prelude::*;
use proptest::sample::{Index, select};

use crate::kinds::{AnyId, Once, Twice};
use crate::world::{World, graph, in_order};

/// A declaration: which of a few resources it is, and what it refers to among those declared before it.
#[derive(Clone, Debug)]
struct Declared {
    slot: usize,
    size: u32,
    count: u32,
    bound: Vec<Index>,
    loose: Vec<Index>,
    after: Vec<Index>,
    order: Option<bool>,
    retain: bool,
}

/// How a program is run.
#[derive(Clone, Debug)]
struct Run {
    program: Vec<Declared>,
    /// What has gone before.
    gone: Vec<Index>,
    /// After how many acts the run is cut off, if it is.
    cut: Option<usize>,
}

const SLOTS: usize = 7;

fn declared(slot: usize) -> impl Strategy<Value = Declared> {
    let some = || prop::collection::vec(any::<Index>(), 0..2);
    let order = select(vec![None, None, None, Some(true), Some(false)]);
    (0..2u32, 0..2u32, some(), some(), some(), order, prop::bool::weighted(0.1)).prop_map(
        move |(size, count, bound, loose, after, order, retain)| Declared {
            slot,
            size,
            count,
            bound,
            loose,
            after,
            order,
            retain,
        },
    )
}

/// Some of the slots in any order: what depends on what may turn round from one program to the next.
fn program() -> impl Strategy<Value = Vec<Declared>> {
    let slots = prop::sample::subsequence((0..SLOTS).collect::<Vec<_>>(), 0..=SLOTS).prop_shuffle();
    slots.prop_flat_map(|slots| slots.into_iter().map(declared).collect::<Vec<_>>())
}

fn history(cuts: bool) -> impl Strategy<Value = Vec<Run>> {
    let cut = if cuts { prop::option::of(0..8usize).boxed() } else { Just(None).boxed() };
    let gone = prop::collection::vec(any::<Index>(), 0..2);
    let run = (program(), gone, cut).prop_map(|(program, gone, cut)| Run { program, gone, cut });
    prop::collection::vec(run, 1..5)
}

fn declare(stack: &mut Stack, program: &[Declared]) {
    let mut made: Vec<(Output<AnyId>, String)> = Vec::new();
    for it in program {
        let pick = |indices: &[Index]| -> Vec<Output<AnyId>> {
            if made.is_empty() {
                return Vec::new();
            }
            indices.iter().map(|index| index.get(&made).0.clone()).collect()
        };
        let (name, bound, loose) = (format!("r{}", it.slot), pick(&it.bound), pick(&it.loose));
        let after: Vec<String> =
            it.after.iter().filter(|_| !made.is_empty()).map(|index| index.get(&made).1.clone()).collect();
        let (id, address) = if it.slot % 2 == 0 {
            let declaration = Twice::new(it.size, it.count).bound(bound).loose(loose);
            let handle = stack.add(name, with_options(declaration, it, &after));
            (handle.id.clone(), handle.address().to_string())
        } else {
            let declaration = Once::new(it.size, it.count).bound(bound).loose(loose);
            let handle = stack.add(name, with_options(declaration, it, &after));
            (handle.id.clone(), handle.address().to_string())
        };
        made.push((id, address));
    }
}

fn with_options<R: Resource>(mut declaration: R, it: &Declared, after: &[String]) -> R {
    declaration = match it.order {
        Some(true) => declaration.create_before_delete(),
        Some(false) => declaration.delete_before_create(),
        None => declaration,
    };
    for address in after {
        declaration = declaration.depends_on(address.as_str());
    }
    if it.retain { declaration.retain() } else { declaration }
}

/// Lets some of what exists vanish, and plans.
fn plan_of(world: &mut World, run: &Run) -> (ironwright_core::Graph, Plan) {
    let existing: Vec<String> = world
        .state
        .resources
        .iter()
        .filter(|(_, resource)| resource.current.is_some())
        .map(|(address, _)| address.to_string())
        .collect();
    for index in run.gone.iter().filter(|_| !existing.is_empty()) {
        world.misses(index.get::<String>(&existing));
    }
    let graph = graph(|stack| declare(stack, &run.program));
    let plan = world.plan_graph(&graph).unwrap_or_else(|wrong| panic!("{wrong}"));
    (graph, plan)
}

/// What every operation comes after, also by way of others.
fn all_before(operations: &[Operation]) -> Vec<HashSet<usize>> {
    let mut before = vec![HashSet::new(); operations.len()];
    for at in in_order(operations) {
        let mut all: HashSet<usize> = operations[at].after.iter().copied().collect();
        for earlier in &operations[at].after {
            all.extend(before[*earlier].iter().copied());
        }
        before[at] = all;
    }
    before
}

fn of_step(operations: &[Operation], step: usize, deletes: bool) -> Vec<usize> {
    let is = |at: &usize| {
        operations[*at].step == step
            && matches!(operations[*at].act, Act::Delete(_) | Act::Release(_)) == deletes
    };
    (0..operations.len()).filter(is).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_act_comes_after_what_it_needs_and_before_what_it_holds_on_to_goes(runs in history(false)) {
        let mut world = World::new();
        for run in &runs {
            let (graph, plan) = plan_of(&mut world, run);
            let operations = plan.operations();
            let before = all_before(&operations);
            for (at, operation) in operations.iter().enumerate() {
                let step = &plan.steps[operation.step];
                if let Act::Delete(_) | Act::Release(_) = operation.act {
                    // What only comes after it, and is replaced the other way round, does not hold on to it.
                    let other_way_round = |holder: &&usize| {
                        step.action == Action::Replace(Replacement::DeleteFirst)
                            && plan.steps[**holder].action == Action::Replace(Replacement::CreateFirst)
                    };
                    let holders = step.held_by.iter().filter(|holder| !other_way_round(holder));
                    for earlier in holders.flat_map(|&holder| of_step(&operations, holder, true)) {
                        prop_assert!(before[at].contains(&earlier), "{operations:#?}\n{plan}");
                    }
                } else {
                    for earlier in step.needs.iter().flat_map(|&need| of_step(&operations, need, false)) {
                        prop_assert!(before[at].contains(&earlier), "{operations:#?}\n{plan}");
                    }
                }
            }
            for (at, step) in plan.steps.iter().enumerate() {
                let (forward, deletes) = (of_step(&operations, at, false), of_step(&operations, at, true));
                if let Action::Replace(order) = step.action {
                    let create_first = order == Replacement::CreateFirst;
                    let (first, then) = if create_first { (forward, deletes) } else { (deletes, forward) };
                    for then in then {
                        prop_assert!(first.iter().all(|first| before[then].contains(first)), "{plan}");
                    }
                }
            }
            world.apply(&graph, &plan);
        }
    }

    #[test]
    fn what_was_carried_out_needs_nothing_more(runs in history(true)) {
        let mut world = World::new();
        for run in &runs {
            let (graph, plan) = plan_of(&mut world, run);
            match run.cut {
                Some(acts) => world.apply_some(&graph, &plan, acts),
                None => world.apply(&graph, &plan),
            }
        }
        let last = Run { gone: Vec::new(), cut: None, program: runs[runs.len() - 1].program.clone() };
        let (graph, plan) = plan_of(&mut world, &last);
        world.apply(&graph, &plan);
        let (_, plan) = plan_of(&mut world, &last);
        prop_assert!(plan.is_empty(), "{plan}");
        prop_assert!(world.state.resources.values().all(|resource| resource.deposed.is_empty()));
        let declared: HashSet<_> = graph.nodes().iter().map(|node| &node.address).collect();
        prop_assert_eq!(declared, world.state.resources.keys().collect());
    }

    #[test]
    fn nothing_goes_that_is_left_out_and_refers_to_it(
        runs in history(false),
        chosen in prop::sample::subsequence((0..SLOTS).collect::<Vec<_>>(), 1..=3),
        excluding in any::<bool>(),
    ) {
        let mut world = World::new();
        let (last, before) = runs.split_last().expect("there is a run");
        for run in before {
            let (graph, plan) = plan_of(&mut world, run);
            world.apply(&graph, &plan);
        }
        let graph = graph(|stack| declare(stack, &last.program));
        let known = |address: &String| {
            world.state.resources.keys().chain(graph.nodes().iter().map(|node| &node.address)).any(|it| it.as_str() == address)
        };
        let kind = |slot: &usize| if slot.is_multiple_of(2) { "Twice" } else { "Once" };
        let names: Vec<String> =
            chosen.iter().map(|slot| format!("any.{}.r{slot}", kind(slot))).filter(known).collect();
        if excluding { world.selection.excludes = names } else { world.selection.targets = names }
        // One that is refused says so; one that is not leaves everybody with what they refer to.
        let Ok(plan) = world.plan_graph(&graph) else { return Ok(()) };
        for step in plan.steps.iter().filter(|step| matches!(step.action, Action::Delete | Action::Replace(Replacement::DeleteFirst))) {
            for left in plan.steps.iter().filter(|other| other.action == Action::Skip) {
                let holds = world.state.object(&left.address).is_some_and(|it| it.dependencies.contains(&step.address));
                let Some(node) = graph.get(&left.address) else {
                    prop_assert!(!holds, "{} goes, and {} is left out\n{plan}", step.address, left.address);
                    continue;
                };
                let mut refers = false;
                for (_, input) in &node.inputs {
                    input.each_output(&mut |output| refers |= output.address == step.address);
                }
                prop_assert!(!(holds && refers), "{} goes, and {} is left out\n{plan}", step.address, left.address);
            }
        }
    }

    #[test]
    fn everything_can_be_destroyed_whatever_happened_before(runs in history(true)) {
        let mut world = World::new();
        for run in &runs {
            let (graph, plan) = plan_of(&mut world, run);
            world.apply_some(&graph, &plan, run.cut.unwrap_or(usize::MAX));
        }
        world.verb = ironwright_core::plan::Verb::Destroy;
        let last = Run { gone: Vec::new(), cut: None, program: runs[runs.len() - 1].program.clone() };
        let (graph, plan) = plan_of(&mut world, &last);
        world.apply(&graph, &plan);
        prop_assert!(world.state.resources.is_empty(), "{plan}");
    }
}
