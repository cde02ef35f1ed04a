//! How the engine grows with the number of resources: `examples/records.rs` in three shapes, as processes of a release
//! build, each with an empty folder of its own; Terraform's no-op resources beside it, in the same run.

mod aims;
mod chart;
mod fit;
mod ours;
mod report;
mod results;
mod terraform;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use clap::Args;

use self::results::{Figures, Operation, Results, Shape, Tool};
use super::circumstances;
use crate::measure::{self, Taken};
use crate::project::Project;

#[derive(Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub(crate) struct Options {
    /// How many resources, smallest first.
    #[arg(long, value_name = "N,…", value_delimiter = ',', default_value = "100,1000,10000,100000")]
    sizes: Vec<usize>,
    /// How often each is measured; the middle one counts.
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..))]
    runs: u32,
    /// Measure without Terraform beside it.
    #[arg(long)]
    no_terraform: bool,
    /// How many resources Terraform is given where they are independent; of others, only the fewest.
    #[arg(long, value_name = "N,…", value_delimiter = ',', default_value = "100,1000")]
    terraform_sizes: Vec<usize>,
    /// Give Terraform all its sizes in layers too: a thousand take it more than ten minutes.
    #[arg(long)]
    terraform_full: bool,
    /// Take Terraform's figures from what was measured last: they take twenty minutes, and we do not change it.
    #[arg(long, conflicts_with = "no_terraform")]
    keep_terraform: bool,
    /// Print the tables, and leave `docs/` as it is.
    #[arg(long)]
    no_write: bool,
    /// Measure nothing: write `docs/` from what was measured last.
    #[arg(long)]
    again: bool,
}

pub(super) fn run(project: &Project, options: &Options) -> Result<()> {
    let kept = kept(project);
    let results = if options.again {
        measured_last(&kept)?
    } else {
        let earlier = options.keep_terraform.then(|| measured_last(&kept)).transpose()?;
        let mut results = measure_all(project, options)?;
        if let Some(earlier) = earlier {
            results.take_terraform_from(earlier);
        }
        fs::write(&kept, serde_json::to_vec_pretty(&results)?)
            .with_context(|| format!("{} cannot be written", kept.display()))?;
        results
    };
    let report = report::markdown(&results);
    println!("{report}");
    if !options.no_write {
        let docs = project.root.join("docs");
        fs::create_dir_all(&docs)?;
        fs::write(docs.join("benchmarks.md"), report)?;
        for (name, drawing) in chart::all(&results) {
            fs::write(docs.join(name), drawing)?;
        }
        eprintln!("written: docs/benchmarks.md and its charts");
    }
    Ok(())
}

fn measured_last(kept: &Path) -> Result<Results> {
    let text = fs::read(kept).with_context(|| format!("nothing was measured yet: {}", kept.display()))?;
    serde_json::from_slice(&text)
        .with_context(|| format!("{} is of another version: measure again", kept.display()))
}

/// Where what was measured is kept, so that it can be drawn another way without being measured again.
fn kept(project: &Project) -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR")
        .map_or_else(|| project.root.join("target"), PathBuf::from)
        .join("bench-engine.json")
}

fn measure_all(project: &Project, options: &Options) -> Result<Results> {
    if options.sizes.is_empty() {
        bail!("`--sizes` names no size");
    }
    let ours = ours::Ours::build(project)?;
    let left_out = options.no_terraform || options.keep_terraform;
    let terraform = if left_out { None } else { terraform::Terraform::find() };
    let mut results = Results {
        circumstances: format!("{}, {}", circumstances(project), load()),
        terraform: terraform.as_ref().map(|terraform| terraform.version.clone()),
        ..Results::default()
    };
    if terraform.is_none() && !left_out {
        eprintln!("no `terraform` is found, so nothing is measured beside Ironwright");
    }
    start_up(&ours, terraform.as_ref(), &mut results)?;
    for shape in Shape::ALL {
        for &size in &options.sizes {
            for run in 1..=options.runs {
                eprintln!("ironwright, {shape} {size}, run {run} of {} …", options.runs);
                let taken = ours.measure(shape, size)?;
                results.add(Tool::Ironwright, shape, size, &taken);
            }
        }
    }
    let smallest = options.terraform_sizes.iter().min();
    for shape in Shape::ALL {
        for size in &options.terraform_sizes {
            let bearable = match shape {
                Shape::Flat => true,
                Shape::Layered => Some(size) == smallest || options.terraform_full,
                Shape::Chain => Some(size) == smallest,
            };
            if let (Some(terraform), true) = (&terraform, bearable) {
                eprintln!("terraform, {shape} {size} …");
                results.add(Tool::Terraform, shape, *size, &terraform.measure(shape, *size)?);
            }
        }
    }
    limited(&ours, &mut results)?;
    Ok(results)
}

/// How busy the machine is with other things: above its number of cores, times are longer than they need be.
fn load() -> String {
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    format!("load {} before it began", load.split(' ').next().unwrap_or("?"))
}

/// How long a person waits for nothing.
fn start_up(
    ours: &ours::Ours,
    terraform: Option<&terraform::Terraform>,
    results: &mut Results,
) -> Result<()> {
    eprintln!("starting up …");
    let folder = tempfile::tempdir().context("no temporary folder can be made")?;
    let mut time = |what: &str, command: Command| -> Result<()> {
        let taken = (0..21).map(|_| measure::taken_by(&command, None)).collect::<Result<Vec<Taken>>>()?;
        results.start_up.push((what.to_owned(), results::middle(&taken)));
        Ok(())
    };
    time("ironwright version", ours.command(folder.path(), &["version"]))?;
    time(
        "ironwright preview of an empty stack",
        ours.command(folder.path(), &["preview", "--set", "resources=0"]),
    )?;
    if let Some(terraform) = terraform {
        terraform.prepare(folder.path(), Shape::Flat, 0)?;
        time("terraform plan of an empty configuration", terraform.command(folder.path(), &["plan"]))?;
    }
    Ok(())
}

/// Whether half the memory of a small machine is enough for 50,000 resources.
fn limited(ours: &ours::Ours, results: &mut Results) -> Result<()> {
    const MEBIBYTES: u64 = 512;
    eprintln!("50,000 in {MEBIBYTES} MiB …");
    let folder = tempfile::tempdir().context("no temporary folder can be made")?;
    for operation in Operation::ALL {
        let command = ours.operation(folder.path(), operation, Shape::Layered, 50_000);
        let taken = measure::taken_by(&command, Some(MEBIBYTES));
        let outcome = taken.map_err(|error| error.to_string().lines().next().unwrap_or_default().to_owned());
        results.limited.push((operation, outcome.map(|taken| Figures { taken, ..Figures::default() })));
    }
    Ok(())
}
