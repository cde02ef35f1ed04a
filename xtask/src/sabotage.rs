//! `cargo xtask sabotage`: planted defects, each of which the loops must find. A loop that misses one proves nothing.
//!
//! The defects stand in `sabotage/defects.toml` as texts of the sources and what they are replaced by; the sources know
//! nothing of them. A copy of the sources gets them all at once, each behind a switch, is compiled once, and is run once
//! for each defect with that one alone switched on.

mod defect;
mod hunt;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Instant;

use anyhow::{Context, Result, bail};
use clap::Args;

use self::defect::Defect;
use self::hunt::{Found, Hunt};
use crate::figures::{Table, readable};
use crate::project::Project;
use crate::proofs;

#[derive(Args)]
pub(crate) struct Options {
    /// Only the defects whose name contains this.
    #[arg(long, value_name = "NAME")]
    only: Option<String>,
    /// How many defects are hunted at once. Usually as many as there are cores.
    #[arg(long, value_name = "N")]
    jobs: Option<usize>,
}

/// A loop that ends with a failure at the first thing that does not hold.
struct Loop {
    name: &'static str,
    /// What it is told.
    arguments: &'static [&'static str],
}

const LOOPS: [Loop; 5] = [
    Loop { name: "corrupt", arguments: &["--mutations", "10000", "--fail-fast"] },
    Loop { name: "promises", arguments: &["--fail-fast"] },
    Loop { name: "crash", arguments: &["--every", "11", "--fail-fast"] },
    Loop { name: "orders", arguments: &["--seeds", "4000", "--fail-fast"] },
    Loop { name: "simulate", arguments: &["--seeds", "2000", "--fail-fast"] },
];

pub(crate) fn run(project: &Project, options: &Options) -> Result<()> {
    let began = Instant::now();
    let defects = defect::all()?;
    let target = target_folder(project);
    let copy = target.join("sources");
    plant_all(project, &copy, &defects)?;
    eprintln!("compiling with {} planted defects …", defects.len());
    let program =
        proofs::build(&copy, &target.join("build")).context("with the defects it does not compile")?;
    let compiled = readable(began.elapsed());
    let hunt = Hunt::begin(program)?;

    let wanted =
        |defect: &Defect| options.only.as_ref().is_none_or(|part| defect.name.contains(part.as_str()));
    let hunted: Vec<_> = (1..).zip(&defects).filter(|(_, defect)| wanted(defect)).collect();
    let results = hunt_all(&hunt, &hunted, options.jobs)?;
    let mut table = Table::new(["defect", "found by", "because", "after"]);
    let mut missed = Vec::new();
    for ((_, defect), found) in hunted.iter().zip(results) {
        let [by, because, after] = if let Some(Found { by, because, after }) = found {
            [by.to_owned(), because, readable(after)]
        } else {
            missed.push(defect.name.as_str());
            ["**nothing**".to_owned(), String::new(), String::new()]
        };
        table.row([defect.name.clone(), by, because, after]);
    }
    println!("{table}");
    println!(
        "{} defects, {} not found; compiled in {compiled}, all in {}",
        hunted.len(),
        missed.len(),
        readable(began.elapsed())
    );
    match missed.as_slice() {
        [] => Ok(()),
        missed => bail!("{} planted defects were not found: {}", missed.len(), missed.join(", ")),
    }
}

/// Hunts several defects at once; what came of each, in their order.
fn hunt_all(hunt: &Hunt, hunted: &[(usize, &Defect)], jobs: Option<usize>) -> Result<Vec<Option<Found>>> {
    let jobs = jobs.unwrap_or_else(|| thread::available_parallelism().map_or(1, usize::from)).max(1);
    let next = AtomicUsize::new(0);
    let results: Mutex<Vec<(usize, Result<Option<Found>>)>> = Mutex::default();
    let work = || {
        while let Some((at, (number, defect))) = {
            let at = next.fetch_add(1, Ordering::SeqCst);
            hunted.get(at).map(|it| (at, it))
        } {
            let found = hunt.caught(*number, &defect.by);
            if let Ok(found) = &found {
                let by = found.as_ref().map_or("MISSED", |found| found.by);
                eprintln!("{}: {by}", defect.name);
            }
            if let Ok(mut results) = results.lock() {
                results.push((at, found));
            }
        }
    };
    thread::scope(|scope| {
        for _ in 0..jobs {
            scope.spawn(work);
        }
    });
    let mut results = results.into_inner().unwrap_or_default();
    results.sort_by_key(|(at, _)| *at);
    results.into_iter().map(|(_, found)| found).collect()
}

fn target_folder(project: &Project) -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR");
    target.map_or_else(|| project.root.join("target"), PathBuf::from).join("sabotage")
}

/// Removes what an earlier copy had: a test that has moved since would be there twice.
fn remove_what_is_gone(folder: &Path, kept: &BTreeSet<PathBuf>) -> Result<()> {
    for entry in fs::read_dir(folder).with_context(|| format!("{} cannot be listed", folder.display()))? {
        let path = entry?.path();
        if path.is_dir() {
            remove_what_is_gone(&path, kept)?;
        } else if !kept.contains(&path) {
            fs::remove_file(&path).with_context(|| format!("{} cannot be removed", path.display()))?;
        }
    }
    Ok(())
}

/// Copies what is committed or would be, with the defects in it. What has not changed is left alone, so that little is
/// compiled again.
fn plant_all(project: &Project, copy: &Path, defects: &[Defect]) -> Result<()> {
    let libraries = defects.iter().map(Defect::library).collect::<Result<BTreeSet<_>>>()?;
    let sabotaged: BTreeSet<&str> = defects.iter().map(|defect| defect.file.as_str()).collect();
    let files = project.source_files()?;
    for file in &files {
        let mut text = file.text.clone();
        if sabotaged.contains(file.path.as_str()) {
            text = defect::plant(&file.path, &text, defects)?;
        }
        if libraries.contains(&file.path) {
            text = defect::with_switch(&text);
        }
        let path = copy.join(&file.path);
        if fs::read_to_string(&path).is_ok_and(|there| there == text) {
            continue;
        }
        fs::create_dir_all(path.parent().unwrap_or(copy))?;
        fs::write(&path, text).with_context(|| format!("{} cannot be written", path.display()))?;
    }
    let kept: BTreeSet<PathBuf> = files.iter().map(|file| copy.join(&file.path)).collect();
    remove_what_is_gone(copy, &kept)?;
    if let Some(gone) = sabotaged.iter().find(|file| !files.iter().any(|there| there.path == **file)) {
        bail!("defects.toml names {gone}, which is not there any more");
    }
    Ok(())
}
