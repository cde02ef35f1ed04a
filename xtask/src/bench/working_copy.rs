//! A clean clone in a temporary folder with a target folder of its own: what a newcomer has.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};
use tempfile::TempDir;

use crate::process;
use crate::project::Project;

pub(super) struct WorkingCopy {
    folder: TempDir,
}

impl WorkingCopy {
    /// Clones what is committed, and fetches its dependencies so that no network is measured.
    pub(super) fn clone_of(project: &Project) -> Result<Self> {
        let folder = tempfile::tempdir().context("no temporary folder can be made")?;
        let copy = Self { folder };
        let mut clone = process::command("git", &project.root);
        clone.args(["clone", "--quiet", "--local"]).arg(&project.root).arg(copy.root());
        process::output(&mut clone)?;
        process::output(copy.cargo().arg("fetch"))?;
        Ok(copy)
    }

    pub(super) fn root(&self) -> PathBuf {
        self.folder.path().join("ironwright")
    }

    /// Cargo in the clone. A compiler cache of this machine would flatter the figures, so there is none.
    pub(super) fn cargo(&self) -> Command {
        let mut cargo = process::cargo(&self.root());
        cargo
            .env("CARGO_TARGET_DIR", self.folder.path().join("target"))
            .env("CARGO_TERM_COLOR", "never")
            .env("CARGO_TERM_PROGRESS_WHEN", "never")
            .env_remove("CARGO_TERM_QUIET")
            .env_remove("RUSTC_WRAPPER");
        cargo
    }
}
