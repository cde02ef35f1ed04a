//! What was measured, as a page: the figures that were aimed at, then all tables, with the charts between them.

use std::fmt::Write as _;

use super::aims;
use super::fit::exponent;
use super::results::{Figures, Operation, Results, Shape, Tool};
use crate::figures::{Table, readable};

/// Growth is fitted from here on: below it, starting a process is most of the time.
pub(super) const FITTED_FROM: usize = 1000;

pub(super) fn markdown(results: &Results) -> String {
    let mut page = format!(
        "# Benchmarks of the engine\n\n\
         `cargo xtask bench engine` wrote this page. Every figure is of a process of its own, a release build of\n\
         `examples/records.rs` with its state on disk, the middle one of several runs.\n\n\
         {}\n\n\
         - *flat*: nothing refers to anything. *layered*: 50 wide, each record refers to three of the layer before.\n  \
         *chain*: each refers to the one before.\n\
         - *preview from empty*, *up*, *no-op preview*, *one change* (`up` after the last record changed), *a change that\n  \
         cascades* (`up` after the first one changed, and with it all that depends on it), *destroy*; in this order.\n",
        results.circumstances
    );
    if let Some(version) = &results.terraform {
        let _ = writeln!(
            page,
            "- Terraform is {version} with `terraform_data` resources of its builtin provider, that refer to each other in\n  \
             the same way and sum up the same; one run."
        );
        if let Some(circumstances) = &results.terraform_circumstances {
            let _ = writeln!(
                page,
                "- **Terraform was not measured in the same run** but in an earlier one ({circumstances}): on a machine that \
                 others\n  use, the ratios below are rough. `cargo xtask bench engine --terraform-full` measures both together."
            );
        }
    } else {
        page.push_str(
            "- Nothing was measured beside Ironwright: no `terraform` was found, or it was not asked for.\n",
        );
    }
    let _ = writeln!(page, "\n## What was aimed at\n\n{}", aims::table(results));
    let _ = writeln!(page, "## Starting up\n\n{}", start_up(results));
    for shape in Shape::ALL {
        if !results.sizes(Tool::Ironwright, shape).is_empty() {
            let name = shape.as_str();
            let _ = writeln!(
                page,
                "## {}{}\n\n![time](benchmarks-{name}.svg)\n",
                name[..1].to_uppercase(),
                &name[1..]
            );
            let _ = writeln!(page, "{}", times(results, shape));
            let _ = writeln!(page, "{}", sizes(results, shape));
        }
    }
    let _ = writeln!(
        page,
        "## Growth\n\nTime grows as N to the power of, from {FITTED_FROM} resources on:\n\n{}",
        growth(results)
    );
    if results.terraform.is_some() {
        let _ = writeln!(page, "## Terraform beside it\n\n{}", ratios(results));
    }
    let _ = writeln!(page, "## Memory\n\n![memory](benchmarks-memory.svg)\n\n{}", limited(results));
    page
}

fn start_up(results: &Results) -> Table {
    let mut table = Table::new(["what", "time", "CPU"]);
    for (what, taken) in &results.start_up {
        table.row([what.clone(), readable(taken.wall), readable(taken.cpu)]);
    }
    table
}

fn times(results: &Results, shape: Shape) -> Table {
    let mut table = Table::new(["resources", "operation", "time", "CPU", "peak memory", "journal written"]);
    for size in results.sizes(Tool::Ironwright, shape) {
        for operation in Operation::ALL {
            let Some(figures) = results.figures(Tool::Ironwright, shape, size, operation) else { continue };
            table.row([
                size.to_string(),
                operation.to_string(),
                readable(figures.taken.wall),
                readable(figures.taken.cpu),
                bytes(figures.taken.memory),
                if figures.journal == 0 { String::new() } else { bytes(figures.journal) },
            ]);
        }
    }
    table
}

fn sizes(results: &Results, shape: Shape) -> Table {
    let mut table = Table::new(["resources", "state after `up`", "bytes a resource"]);
    for (size, figures) in results.series(Tool::Ironwright, shape, Operation::Up) {
        table.row([size.to_string(), bytes(figures.state), format!("{:.0}", each(figures.state, size))]);
    }
    table
}

fn growth(results: &Results) -> Table {
    let mut table = Table::new(["operation", "flat", "layered", "chain"]);
    for operation in Operation::ALL {
        let [flat, layered, chain] = Shape::ALL
            .map(|shape| fitted(results, shape, operation).map_or(String::new(), |n| format!("{n:.2}")));
        table.row([operation.to_string(), flat, layered, chain]);
    }
    table
}

pub(super) fn fitted(results: &Results, shape: Shape, operation: Operation) -> Option<f64> {
    let series = results.series(Tool::Ironwright, shape, operation);
    let points: Vec<(f64, f64)> = series
        .iter()
        .filter(|(size, _)| *size >= FITTED_FROM)
        .map(|(size, figures)| (float(*size as u64), figures.taken.wall.as_secs_f64()))
        .collect();
    exponent(&points)
}

fn ratios(results: &Results) -> Table {
    let mut table = Table::new([
        "resources",
        "operation",
        "Terraform",
        "Ironwright",
        "times as fast",
        "memory",
        "of Terraform's",
    ]);
    for (shape, size) in compared(results) {
        for operation in Operation::ALL {
            if let Some((theirs, ours)) = pair(results, shape, size, operation) {
                table.row([
                    format!("{shape} {size}"),
                    operation.to_string(),
                    readable(theirs.taken.wall),
                    readable(ours.taken.wall),
                    format!("{:.0}", faster(&theirs, &ours)),
                    format!("{} : {}", bytes(theirs.taken.memory), bytes(ours.taken.memory)),
                    format!("1/{:.0}", leaner(&theirs, &ours)),
                ]);
            }
        }
    }
    table
}

pub(super) fn compared(results: &Results) -> Vec<(Shape, usize)> {
    let sizes = |shape| results.sizes(Tool::Terraform, shape).into_iter().map(move |size| (shape, size));
    Shape::ALL.into_iter().flat_map(sizes).collect()
}

pub(super) fn pair(
    results: &Results,
    shape: Shape,
    size: usize,
    operation: Operation,
) -> Option<(Figures, Figures)> {
    let of = |tool| results.figures(tool, shape, size, operation);
    Some((of(Tool::Terraform)?, of(Tool::Ironwright)?))
}

pub(super) fn faster(theirs: &Figures, ours: &Figures) -> f64 {
    theirs.taken.wall.as_secs_f64() / ours.taken.wall.as_secs_f64()
}

pub(super) fn leaner(theirs: &Figures, ours: &Figures) -> f64 {
    float(theirs.taken.memory) / float(ours.taken.memory)
}

fn limited(results: &Results) -> Table {
    let mut table = Table::new(["50,000 layered in 512 MiB of address space", "outcome"]);
    for (operation, outcome) in &results.limited {
        let told = match outcome {
            Ok(figures) => format!("{} in {}", bytes(figures.taken.memory), readable(figures.taken.wall)),
            Err(why) => format!("**{why}**"),
        };
        table.row([operation.to_string(), told]);
    }
    table
}

pub(super) fn each(bytes: u64, resources: usize) -> f64 {
    float(bytes) / float(resources as u64)
}

#[expect(clippy::cast_precision_loss, reason = "three digits are shown")]
fn float(number: u64) -> f64 {
    number as f64
}

/// `12 kB`, `46.5 MB`: powers of ten, as disks are sold.
pub(super) fn bytes(bytes: u64) -> String {
    match float(bytes) {
        few if few < 1e3 => format!("{few} bytes"),
        some if some < 1e5 => format!("{:.1} kB", some / 1e3),
        more if more < 1e6 => format!("{:.0} kB", more / 1e3),
        many if many < 1e8 => format!("{:.1} MB", many / 1e6),
        most => format!("{:.0} MB", most / 1e6),
    }
}

#[cfg(test)]
mod tests {
    use super::super::results::tests::sample;
    use super::*;

    #[test]
    fn page_tells_growth_ratios_and_what_was_missed() {
        let page = markdown(&sample());
        assert!(page.contains("| growth at most N^1.1 "), "{page}");
        assert!(page.contains("| up                     | 1.00 |"), "{page}");
        assert!(page.contains("**missed**"), "a hundred times is not two hundred: {page}");
    }

    #[test]
    fn page_says_so_when_terraform_is_of_another_run() {
        let (mut ours, earlier) = (sample(), sample());
        ours.runs.retain(|run| run.0 == Tool::Ironwright);
        ours.take_terraform_from(Results { terraform: Some("Terraform v1".to_owned()), ..earlier });
        let page = markdown(&ours);
        assert!(
            page.contains("not measured in the same run** but in an earlier one (one machine, one day)"),
            "{page}"
        );
        assert!(page.contains("| not of one run |"), "{page}");
        let together = markdown(&Results { terraform: Some("Terraform v1".to_owned()), ..sample() });
        assert!(!together.contains("not measured in the same run"), "{together}");
    }

    #[test]
    fn bytes_have_three_digits() {
        assert_eq!(
            [512, 2048, 46_470_980, 612_000_000].map(bytes),
            ["512 bytes", "2.0 kB", "46.5 MB", "612 MB"]
        );
    }
}
