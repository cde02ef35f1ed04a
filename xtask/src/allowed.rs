//! `cargo xtask allowed`: does what `permissions` prints suffice? The contract of every kind, and whole deployments on a bad
//! wire with their sweeps and recoveries, go through a wire that refuses each call which the printed policy does not allow.

use std::process::Stdio;

use anyhow::Result;

use crate::process::{cargo, run as run_command};
use crate::project::Project;
use crate::python::Environment;
use crate::servers::Kind;
use crate::test::WITH_AWS;

pub(crate) fn run(project: &Project) -> Result<()> {
    let environment = Environment::ensure(project)?;
    let moto = Kind::Moto.start(project, &environment, Stdio::null)?;
    let ministack = Kind::MiniStack.start(project, &environment, Stdio::null)?;
    let mut test = cargo(&project.root);
    test.arg("test").args(WITH_AWS).args(["--test", "contract", "--test", "faults"]);
    test.env("IRONWRIGHT_TEST_MOTO", &moto.endpoint);
    test.env("IRONWRIGHT_TEST_MINISTACK", &ministack.endpoint);
    run_command(&mut test)
}
