//! The shortest schedule: with latencies drawn at random, `up` takes little longer than any scheduler must.
//!
//! In virtual time the figures are exact and the same on every machine. What any scheduler must take is the longer
//! of the longest path and all the work spread over the width, both counted with the latencies that really came up.

use std::collections::HashMap;
use std::time::Duration;

use ironwright::aws::logs::LogGroup;
use ironwright::core::{Address, Graph};
use ironwright::engine::{EngineOptions, Progress};
use ironwright::prelude::*;
use ironwright::testing::{Conditions, Report, World};

/// Independent resources, layers of which each member waits for three of the layer before, or a tree.
#[derive(Clone, Copy, Debug)]
enum Shape {
    Flat,
    Layered,
    Tree,
}

#[derive(Clone, Copy, Debug)]
struct System {
    shape: Shape,
    size: usize,
}

#[expect(clippy::unnecessary_wraps, reason = "it has the shape of every program")]
fn program(stack: &mut Stack, system: &System) -> Result<()> {
    let mut groups: Vec<Declared<LogGroup>> = Vec::new();
    for at in 0..system.size {
        let mut group = LogGroup::new(format!("group-{at}").as_str());
        let before: Vec<usize> = match system.shape {
            Shape::Flat => Vec::new(),
            Shape::Layered if at < 50 => Vec::new(),
            Shape::Layered => (0..3).map(|k| (at / 50 - 1) * 50 + (at * 7 + k * 13) % 50).collect(),
            Shape::Tree if at == 0 => Vec::new(),
            Shape::Tree => vec![(at - 1) / 3],
        };
        for before in before {
            group = group.depends_on(&groups[before]);
        }
        groups.push(stack.add(format!("g{at}"), group));
    }
    Ok(())
}

/// The ratio of what a run took to what any scheduler must take.
fn ratio(system: System, width: usize, seed: u64) -> f64 {
    let conditions: Conditions = format!("latency=50ms..5s,seed={seed}").parse().expect("conditions");
    let options = EngineOptions { parallelism: width, ..EngineOptions::default() };
    let mut world = World::new("schedule").under(conditions).with_options(options);
    let report = world.up(program, &system).expect("a run");
    assert!(report.outcome.is_complete());
    let mut stack = Stack::new("schedule");
    program(&mut stack, &system).expect("declares");
    let bound = bound(&stack.graph().expect("a graph"), &report, width);
    report.outcome.took.as_secs_f64() / bound.as_secs_f64()
}

fn bound(graph: &Graph, report: &Report, width: usize) -> Duration {
    let took: HashMap<&Address, Duration> = report
        .progress
        .iter()
        .filter_map(|told| match told {
            Progress::Finished { address, took, .. } => Some((address, *took)),
            _ => None,
        })
        .collect();
    let work: Duration = took.values().sum();
    let mut ends: Vec<Duration> = vec![Duration::ZERO; graph.nodes().len()];
    for &at in graph.order() {
        let begins = graph.dependencies(at).iter().map(|&before| ends[before]).max().unwrap_or_default();
        ends[at] = begins + took[&graph.nodes()[at].address];
    }
    let longest = ends.into_iter().max().unwrap_or_default();
    longest.max(work / u32::try_from(width.min(graph.nodes().len())).expect("small"))
}

#[test]
fn a_run_takes_little_longer_than_any_scheduler_must() {
    println!("| shape | resources | width | ratio to the bound, worst of 5 seeds |\n|---|---|---|---|");
    for shape in [Shape::Flat, Shape::Layered, Shape::Tree] {
        for (width, limit) in [(10, 1.05), (usize::MAX, 1.01)] {
            let system = System { shape, size: 1000 };
            let worst = (1..=5).map(|seed| ratio(system, width, seed)).fold(0.0, f64::max);
            let shown = if width == usize::MAX { "unlimited".to_owned() } else { width.to_string() };
            println!("| {shape:?} | {} | {shown} | {worst:.4} |", system.size);
            assert!(worst <= limit, "{shape:?}, width {shown}: {worst}");
        }
    }
}
