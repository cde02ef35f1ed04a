//! How often planning and applying ask for memory: a guard against becoming slower that no busy machine upsets.
//!
//! What is counted is the same in every run, so a change that costs something shows, and one that gains something is
//! kept: commit the new figures with it.

#[expect(dead_code, unreachable_pub, reason = "it is a program too, which `cargo run --example` starts")]
#[path = "../examples/records.rs"]
mod program;

use std::alloc::System;
use std::fmt::Write as _;
use std::sync::Arc;

use ironwright::core::plan::{Plan, Selection, Verb};
use ironwright::core::{Graph, Location};
use ironwright::engine::store::{Holder, MemoryStore};
use ironwright::engine::{Cancel, Engine};
use ironwright::prelude::*;
use ironwright::rehearsal::Rehearsal;
use ironwright::testing::settings;
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// What each phase takes for a thousand records in layers: how many allocations, how many bytes in all.
const COMMITTED: [(&str, usize, usize); 5] = [
    ("graph", 34_630, 2_184_797),
    ("plan of what is to be made", 19_701, 1_631_679),
    ("up", 60_630, 5_294_381),
    ("plan of what is as declared", 29_399, 2_692_077),
    ("destroy", 20_144, 3_110_761),
];

/// How much more is a failure, and how much less is worth committing, in percent.
const TOLERANCE: usize = 5;

struct Bench {
    engine: Engine,
    store: MemoryStore,
    runtime: tokio::runtime::Runtime,
}

impl Bench {
    fn new() -> Self {
        let registry = ironwright::aws::registry();
        let cloud = Arc::new(Rehearsal::in_memory(Location::default(), registry));
        Self {
            engine: Engine::new(cloud, registry),
            store: MemoryStore::new("records"),
            runtime: tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime"),
        }
    }

    fn plan(&self, graph: &Graph) -> Plan {
        let everything = Selection::default();
        self.runtime.block_on(self.engine.preview(&self.store, graph, Verb::Up, &everything)).expect("a plan")
    }

    fn run(&self, graph: &Graph, verb: Verb) {
        self.runtime.block_on(async {
            let mut run =
                self.engine.begin(&self.store, graph, verb.as_str(), Holder::default()).await.expect("a run");
            let (plan, observations) = run.plan(graph, verb, &Selection::default()).await.expect("a plan");
            let outcome = run.apply(graph, &plan, &observations, Cancel::never()).await.expect("an outcome");
            assert_eq!(outcome.done.len(), graph.nodes().len());
            run.end(outcome.word()).await.expect("an end");
        });
    }
}

fn graph() -> Graph {
    let mut stack = Stack::new("records");
    program::records(&mut stack, &settings([])).expect("declares");
    stack.into_graph().expect("a graph")
}

fn counted<T>(work: impl FnOnce() -> T) -> (T, usize, usize) {
    let region = Region::new(ALLOCATOR);
    let made = work();
    let change = region.change();
    (made, change.allocations + change.reallocations, change.bytes_allocated)
}

/// `1_234_567`, as it is to be committed.
fn grouped(number: usize) -> String {
    let (above, last) = (number / 1000, number % 1000);
    if above == 0 { last.to_string() } else { format!("{}_{last:03}", grouped(above)) }
}

#[test]
fn a_thousand_records_take_no_more_allocations_than_were_committed() {
    // What is made once a process, such as the registry of kinds, is no part of the figures.
    let (bench, warm) = (Bench::new(), graph());
    bench.plan(&warm);

    let (graph, graph_count, graph_bytes) = counted(graph);
    let (_, plan_count, plan_bytes) = counted(|| bench.plan(&graph));
    let ((), up_count, up_bytes) = counted(|| bench.run(&graph, Verb::Up));
    let (unchanged, same_count, same_bytes) = counted(|| bench.plan(&graph));
    assert!(unchanged.is_empty());
    let ((), destroy_count, destroy_bytes) = counted(|| bench.run(&graph, Verb::Destroy));

    let measured = [
        (graph_count, graph_bytes),
        (plan_count, plan_bytes),
        (up_count, up_bytes),
        (same_count, same_bytes),
        (destroy_count, destroy_bytes),
    ];
    let (mut worse, mut better, mut lines) = (false, false, String::new());
    for ((phase, count, bytes), (count_now, bytes_now)) in COMMITTED.into_iter().zip(measured) {
        let _ = writeln!(lines, "    (\"{phase}\", {}, {}),", grouped(count_now), grouped(bytes_now));
        for (committed, now) in [(count, count_now), (bytes, bytes_now)] {
            worse |= now * 100 > committed * (100 + TOLERANCE);
            better |= now * 100 < committed * (100 - TOLERANCE);
        }
    }
    assert!(!worse, "this takes over {TOLERANCE} % more than before; if that is worth it, commit:\n{lines}");
    assert!(!better, "this takes over {TOLERANCE} % less than before; commit that it does:\n{lines}");
}
