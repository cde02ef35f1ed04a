//! What AWS's models say of the values that each property takes, distilled from botocore's service models and
//! CloudFormation's schemas in cfn-lint: lengths, ranges, patterns, words, what is required, and what goes together. A
//! test of the kinds tries each of them.

use anyhow::{Context, Result};

use crate::process;
use crate::project::Project;
use crate::python::Environment;

/// The committed file, relative to the root.
pub(super) const PATH: &str = "crates/aws/tests/data/limits.json";

/// Which members of AWS's requests our properties become: written by hand, and tested to be complete.
const COUNTERPARTS: &str = "crates/aws/tests/data/counterparts.json";

/// The text of the committed file. Python reads the models: they are compressed, and lie where it looks for them.
pub(super) fn distil(project: &Project, environment: &Environment) -> Result<String> {
    let mut python = process::command(environment.program("python"), &project.root);
    python.args(["xtask/python/limits.py", COUNTERPARTS]);
    process::output(&mut python).with_context(|| format!("{PATH} could not be distilled"))
}
