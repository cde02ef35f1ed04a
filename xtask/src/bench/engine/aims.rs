//! The figures that were aimed at, and whether they were reached.

use std::time::Duration;

use super::report::{FITTED_FROM, bytes, compared, each, faster, fitted, leaner, pair};
use super::results::{Figures, Operation, Results, Shape, Tool};
use crate::figures::{Table, readable};

/// Each aim with the worst that was measured; those that were not measured are left out.
pub(super) fn table(results: &Results) -> Table {
    let mut table = Table::new(["aim", "worst measured", ""]);
    let mut row = |aim: String, measured: Option<(String, bool)>| {
        if let Some((measured, reached)) = measured {
            let of_two_runs = aim.contains("Terraform") && results.terraform_circumstances.is_some();
            let verdict = match (of_two_runs, reached) {
                // What was aimed at is a comparison in one run: figures of two runs are shown, and reach nothing.
                (true, _) => "not of one run",
                (false, true) => "reached",
                (false, false) => "**missed**",
            };
            table.row([aim, measured, verdict.to_owned()]);
        }
    };
    let largest = 100_000;
    let worst = |operations: &[Operation], of: fn(&Figures) -> u64| {
        let figures = Shape::ALL
            .into_iter()
            .flat_map(|shape| operations.iter().map(move |operation| (shape, *operation)));
        figures
            .filter_map(|(shape, operation)| results.figures(Tool::Ironwright, shape, largest, operation))
            .map(|figures| of(&figures))
            .max()
    };
    let wall = |figures: &Figures| u64::try_from(figures.taken.wall.as_micros()).unwrap_or(u64::MAX);
    for (operation, seconds) in [(Operation::Unchanged, 2), (Operation::Up, 10)] {
        let measured = worst(&[operation], wall).map(Duration::from_micros);
        let told = measured.map(|time| (readable(time), time <= Duration::from_secs(seconds)));
        row(format!("{operation} of 100,000 in at most {seconds} s"), told);
    }
    let memory = worst(&Operation::ALL, |figures| figures.taken.memory);
    row(
        "peak memory of 100,000 at most 700 MB".to_owned(),
        memory.map(|most| (bytes(most), most <= 700_000_000)),
    );
    let state = worst(&[Operation::Up], |figures| figures.state);
    row(
        "state of 100,000 at most 500 bytes a resource".to_owned(),
        state.map(|most| (format!("{:.0}", each(most, largest)), most <= 500 * largest as u64)),
    );
    let exponents =
        Shape::ALL.into_iter().flat_map(|shape| Operation::ALL.map(|operation| (shape, operation)));
    let steepest = exponents
        .filter_map(|(shape, operation)| Some((fitted(results, shape, operation)?, shape, operation)))
        .max_by(|a, b| a.0.total_cmp(&b.0));
    row(
        "growth at most N^1.1".to_owned(),
        steepest.map(|(n, shape, operation)| (format!("{n:.2}, {operation}, {shape}"), n <= 1.1)),
    );
    for (what, most) in [("ironwright version", 5), ("ironwright preview of an empty stack", 10)] {
        let taken = results.start_up.iter().find(|(name, _)| name == what).map(|(_, taken)| taken.wall);
        let told = taken.map(|time| (readable(time), time <= Duration::from_millis(most)));
        row(format!("`{what}` in at most {most} ms"), told);
    }
    let (previews, runs) = ([Operation::Preview, Operation::Unchanged], [Operation::Up, Operation::Destroy]);
    for (shape, operations, times) in [
        (Shape::Flat, previews, 50.0),
        (Shape::Flat, runs, 200.0),
        (Shape::Layered, previews, 200.0),
        (Shape::Layered, runs, 1000.0),
    ] {
        let least = operations
            .into_iter()
            .filter_map(|operation| pair(results, shape, 1000, operation))
            .map(|(theirs, ours)| faster(&theirs, &ours))
            .reduce(f64::min);
        let [first, second] = operations;
        row(
            format!("{first} and {second} of {shape} 1,000 at least {times} times as fast as Terraform"),
            least.map(|least| (format!("{least:.0}"), least >= times)),
        );
    }
    let shares = compared(results).into_iter().filter(|(_, size)| *size >= FITTED_FROM);
    let least = shares
        .flat_map(|(shape, size)| Operation::ALL.map(|operation| pair(results, shape, size, operation)))
        .flatten()
        .map(|(theirs, ours)| leaner(&theirs, &ours))
        .reduce(f64::min);
    row(
        "peak memory at most 1/5 of Terraform's".to_owned(),
        least.map(|least| (format!("1/{least:.1}"), least >= 5.0)),
    );
    table
}
