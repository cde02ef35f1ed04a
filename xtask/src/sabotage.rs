//! `cargo xtask sabotage`: planted defects, each of which the loops must find. A loop that misses one proves nothing.
//!
//! The defects stand in `sabotage/defects.toml` as texts of the sources and what they are replaced by; the sources know
//! nothing of them. A copy of the sources gets them all at once, each behind a switch, is compiled once, and is run once
//! for each defect with that one alone switched on.

mod defect;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use clap::Args;

use self::defect::SWITCH;
use crate::figures::{Table, readable};
use crate::process;
use crate::project::Project;
use crate::proofs;

#[derive(Args)]
pub(crate) struct Options {
    /// Only the defects whose name contains this.
    #[arg(long, value_name = "NAME")]
    only: Option<String>,
}

/// The loops, with what they are told: each ends with a failure at the first thing that does not hold.
const LOOPS: [(&str, &[&str]); 1] = [("simulate", &["--seeds", "5000", "--fail-fast"])];

/// How long a loop may take: one that hangs has found something too.
const PATIENCE: Duration = Duration::from_mins(3);

pub(crate) fn run(project: &Project, options: &Options) -> Result<()> {
    let defects = defect::all()?;
    let target = target_folder(project);
    let copy = target.join("sources");
    copy_sources(project, &copy)?;
    for (number, defect) in (1..).zip(&defects) {
        defect.plant(&copy, number)?;
    }
    defect::add_switches(&copy, &defects)?;
    eprintln!("compiling with {} planted defects …", defects.len());
    let program =
        proofs::build(&copy, &target.join("build")).context("with the defects it does not compile")?;

    if let Some((name, said)) = caught(&program, 0)? {
        bail!("`{name}` finds something although no defect is switched on:\n{said}");
    }
    let mut table = Table::new(["defect", "found by", "after"]);
    let mut missed = Vec::new();
    for (number, defect) in (1..).zip(&defects) {
        if options.only.as_ref().is_some_and(|part| !defect.name.contains(part.as_str())) {
            continue;
        }
        let began = Instant::now();
        let found = caught(&program, number)?.map(|(name, _)| name);
        let time = readable(began.elapsed());
        eprintln!("{}: {} ({time})", defect.name, found.unwrap_or("MISSED"));
        if found.is_none() {
            missed.push(defect.name.as_str());
        }
        table.row([defect.name.clone(), found.unwrap_or("**nothing**").to_owned(), time]);
    }
    println!("{table}");
    match missed.as_slice() {
        [] => Ok(()),
        missed => bail!("{} planted defects were not found: {}", missed.len(), missed.join(", ")),
    }
}

/// The loop that ends with a failure when this defect is switched on, and what it said.
fn caught(program: &Path, number: usize) -> Result<Option<(&'static str, String)>> {
    for (name, arguments) in LOOPS {
        let said = tempfile::NamedTempFile::new().context("no temporary file can be made")?;
        let mut command = Command::new(program);
        command.arg(name).args(arguments).env(SWITCH, number.to_string());
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(said.reopen()?);
        let mut child = command.spawn().with_context(|| process::cannot_start(&command))?;
        let began = Instant::now();
        let good = loop {
            if let Some(status) = child.try_wait()? {
                break status.success();
            }
            if began.elapsed() > PATIENCE {
                child.kill()?;
                child.wait()?;
                break false;
            }
            std::thread::sleep(Duration::from_millis(5));
        };
        if !good {
            return Ok(Some((name, fs::read_to_string(said.path()).unwrap_or_default())));
        }
    }
    Ok(None)
}

fn target_folder(project: &Project) -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR");
    target.map_or_else(|| project.root.join("target"), PathBuf::from).join("sabotage")
}

/// Copies what is committed or would be. What has not changed is left alone, so that little is compiled again.
fn copy_sources(project: &Project, copy: &Path) -> Result<()> {
    let files = project.source_files()?;
    for file in &files {
        let path = copy.join(&file.path);
        fs::create_dir_all(path.parent().unwrap_or(copy))?;
        fs::write(&path, &file.text).with_context(|| format!("{} cannot be written", path.display()))?;
    }
    Ok(())
}
