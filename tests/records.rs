//! The records that the engine is measured with are what they say: the shapes, and how far a change travels.

#[expect(dead_code, unreachable_pub, reason = "it is a program too, which `cargo run --example` starts")]
#[path = "../examples/records.rs"]
mod program;

use ironwright::core::Graph;
use ironwright::prelude::*;
use ironwright::testing::{rehearse, settings};
use program::records;

const SHAPES: [&str; 3] = ["flat", "layered", "chain"];

fn graph(shape: &'static str) -> Graph {
    let mut stack = Stack::new("records");
    records(&mut stack, &settings([("shape", shape)])).expect("declares");
    stack.graph().expect("a graph")
}

/// How many depend on the first record, itself included, through however many others.
fn reached_from_the_first(graph: &Graph) -> usize {
    let mut reached = vec![false; graph.nodes().len()];
    for &at in graph.order() {
        reached[at] = at == 0 || graph.dependencies(at).iter().any(|&of| reached[of]);
    }
    reached.into_iter().filter(|reached| *reached).count()
}

#[test]
fn shapes_differ_in_how_much_refers_to_what() {
    let references = |shape| -> usize {
        let graph = graph(shape);
        (0..graph.nodes().len()).map(|at| graph.dependencies(at).len()).sum()
    };
    assert_eq!(SHAPES.map(references), [0, 950 * 3, 999]);
}

#[test]
fn change_of_the_first_record_changes_all_that_depends_on_it_and_nothing_else() {
    for (shape, expected) in [("flat", 1), ("layered", 787), ("chain", 1000)] {
        let mut world = rehearse("records", records, &settings([("shape", shape)]));
        let sum: i64 = world.output("sum");
        let report = world.up(records, &settings([("shape", shape), ("root", "1")])).unwrap();
        assert_eq!(report.done().len(), expected, "{shape}");
        assert_eq!(expected, reached_from_the_first(&graph(shape)), "{shape}");
        assert_eq!(world.output::<i64>("sum") != sum, shape != "flat", "{shape}");
    }
}

#[test]
fn change_of_the_last_record_changes_it_alone() {
    for shape in SHAPES {
        let mut world = rehearse("records", records, &settings([("shape", shape)]));
        let report = world.up(records, &settings([("shape", shape), ("change", "1")])).unwrap();
        assert_eq!(report.done(), ["update builtin.Record.r999"], "{shape}");
    }
}

#[test]
fn same_records_again_are_nothing_to_do_and_all_of_them_go() {
    for shape in SHAPES {
        let wanted = settings([("shape", shape)]);
        let mut world = rehearse("records", records, &wanted);
        assert!(world.preview(records, &wanted).unwrap().is_empty(), "{shape}");
        assert!(world.up(records, &wanted).unwrap().is_unchanged(), "{shape}");
        let report = world.destroy(records, &wanted).unwrap();
        assert_eq!((report.done().len(), world.state().count()), (1000, 0), "{shape}");
    }
}

#[test]
fn no_records_are_a_program_too() {
    let world = rehearse("records", records, &settings([("resources", "0")]));
    assert_eq!(world.state().count(), 0);
}
