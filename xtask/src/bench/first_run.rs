//! From a clean clone to a deployed system with one command.

use anyhow::Result;

use super::watched::Watched;
use super::working_copy::WorkingCopy;
use crate::figures::{Table, readable};
use crate::project::Project;

pub(super) fn measure(project: &Project, example: &str) -> Result<Table> {
    let copy = WorkingCopy::clone_of(project)?;
    eprintln!("cargo run --example {example} -- up --yes, in a clean clone with an empty target folder …");
    let watched = Watched::run(copy.cargo().args(["run", "--example", example, "--", "up", "--yes"]))?;
    let mut table = Table::new(["from a clean clone", "measured", "at most"]);
    table.row([
        format!("`cargo run --example {example} -- up --yes`"),
        readable(watched.whole),
        "120 s".into(),
    ]);
    table.row(["of that, compiling".into(), readable(watched.compilation), String::new()]);
    table.row(["of that, `up`".into(), readable(watched.execution()), String::new()]);
    table.row(["packages compiled".into(), watched.packages.to_string(), "150".into()]);
    Ok(table)
}
