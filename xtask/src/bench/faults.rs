//! Faults on the wire: what is there twice, and what is left over, when calls are lost, delayed and refused.

use std::process::Stdio;

use anyhow::Result;
use clap::Args;

use super::circumstances;
use crate::process::{cargo, run as run_command};
use crate::project::Project;
use crate::python::Environment;
use crate::servers::Kind;
use crate::test::WITH_AWS;

#[derive(Args)]
pub(super) struct Options {
    /// How many resources are deployed while a tenth of all answers is lost; a quarter of them with each other fault.
    #[arg(long, value_name = "N", default_value_t = 1_000)]
    resources: usize,
    /// Where chance begins: the same seed loses the same calls.
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

/// Runs the test that the contract leg runs too, at this size.
pub(super) fn run(project: &Project, options: &Options) -> Result<()> {
    let environment = Environment::ensure(project)?;
    let moto = Kind::Moto.start(project, &environment, Stdio::null)?;
    let mut test = cargo(&project.root);
    test.arg("test").args(WITH_AWS).args(["--test", "faults", "--", "--nocapture", "--test-threads", "1"]);
    test.env("IRONWRIGHT_TEST_MOTO", &moto.endpoint);
    test.env("IRONWRIGHT_FAULTS_RESOURCES", options.resources.to_string());
    test.env("IRONWRIGHT_FAULTS_SEED", options.seed.to_string());
    run_command(&mut test)?;
    println!("{}", circumstances(project));
    Ok(())
}
