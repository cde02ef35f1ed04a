//! `cargo xtask simulate` and its like: the loops of the package `proofs`, built for release and started.

use std::path::{Path, PathBuf};

use anyhow::Result;
use clap::Args;

use crate::process::{cargo, run as run_command};
use crate::project::Project;

#[derive(Args)]
#[command(disable_help_flag = true)]
pub(crate) struct Options {
    /// What the loop is told; `--help` lists it.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<String>,
}

pub(crate) fn run(project: &Project, proof: &str, options: &Options) -> Result<()> {
    let arguments: Vec<&str> = options.arguments.iter().map(String::as_str).collect();
    start(project, proof, &arguments)
}

/// Builds the loops, and starts one.
pub(crate) fn start(project: &Project, proof: &str, arguments: &[&str]) -> Result<()> {
    let mut run = cargo(&project.root);
    run.args(["run", "--release", "--quiet", "--package", "proofs", "--", proof]).args(arguments);
    run_command(&mut run)
}

/// Builds the loops in another working copy and returns their program.
pub(crate) fn build(root: &Path, target: &Path) -> Result<PathBuf> {
    let mut build = cargo(root);
    build.args(["build", "--release", "--quiet", "--package", "proofs", "--target-dir"]).arg(target);
    // It is compiled for the sake of some minutes: half the optimization costs a fifth of the time.
    build.env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1");
    run_command(&mut build)?;
    Ok(target.join("release/proofs"))
}
