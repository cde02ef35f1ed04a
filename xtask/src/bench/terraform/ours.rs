//! Ironwright under measurement: `examples/dmp-frontend.rs`, built with the feature `aws`.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use super::Measured;
use super::results::{Operation, Tool};
use crate::example;
use crate::process;
use crate::project::Project;

pub(super) struct Ours {
    program: PathBuf,
}

impl Ours {
    pub(super) fn build(project: &Project, release: bool) -> Result<Self> {
        let mut flags = vec!["--features", "aws"];
        flags.extend(release.then_some("--release"));
        Ok(Self { program: example::build(project, "dmp-frontend", &flags)? })
    }
}

impl Measured for Ours {
    fn tool(&self) -> Tool {
        Tool::Ironwright
    }

    fn prepare(&self, _: &Path) -> Result<()> {
        Ok(())
    }

    fn command(&self, folder: &Path, operation: Operation) -> Command {
        let mut command = process::command(&self.program, folder);
        command.args(match operation {
            Operation::Plan | Operation::Unchanged => ["preview"].as_slice(),
            Operation::Up => &["up", "--yes"],
            Operation::Destroy => &["destroy", "--yes"],
        });
        command.args(["--cloud", "aws"]);
        command.env("XDG_STATE_HOME", folder.join("notes")).env("XDG_CONFIG_HOME", folder.join("settings"));
        command
    }
}
