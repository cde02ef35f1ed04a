//! Ironwright under measurement: the release build of `examples/records.rs`.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use super::results::{Figures, Operation, Shape};
use crate::example;
use crate::measure;
use crate::process;
use crate::project::Project;

pub(super) struct Ours {
    program: PathBuf,
}

impl Ours {
    pub(super) fn build(project: &Project) -> Result<Self> {
        Ok(Self { program: example::build(project, "records", &["--release"])? })
    }

    pub(super) fn command(&self, folder: &Path, arguments: &[&str]) -> Command {
        let mut command = process::command(&self.program, folder);
        command.args(arguments).arg("--store").arg(store(folder));
        command
    }

    pub(super) fn operation(
        &self,
        folder: &Path,
        operation: Operation,
        shape: Shape,
        size: usize,
    ) -> Command {
        let (verb, set): (&[&str], &[&str]) = match operation {
            Operation::Preview | Operation::Unchanged => (&["preview"], &[]),
            Operation::Up => (&["up", "--yes"], &[]),
            Operation::Change => (&["up", "--yes"], &["change=1"]),
            Operation::Cascade => (&["up", "--yes"], &["change=1", "root=1"]),
            Operation::Destroy => (&["destroy", "--yes"], &["change=1", "root=1"]),
        };
        let mut command = self.command(folder, verb);
        command.args(["--set", &format!("shape={shape}"), "--set", &format!("resources={size}")]);
        for setting in set {
            command.args(["--set", setting]);
        }
        command
    }

    /// Measures all operations, one after the other in a new folder.
    pub(super) fn measure(&self, shape: Shape, size: usize) -> Result<[Figures; 6]> {
        let folder = tempfile::tempdir().context("no temporary folder can be made")?;
        let mut all = [Figures::default(); 6];
        for operation in Operation::ALL {
            let before = journals(&store(folder.path()));
            let command = self.operation(folder.path(), operation, shape, size);
            let taken = measure::taken_by(&command, None)?;
            let after = journals(&store(folder.path()));
            let grown = |(path, length): (&PathBuf, &u64)| {
                length.saturating_sub(before.get(path).copied().unwrap_or_default())
            };
            let state = state(&store(folder.path())).unwrap_or_default();
            all[operation as usize] = Figures { taken, state, journal: after.iter().map(grown).sum() };
        }
        Ok(all)
    }
}

fn store(folder: &Path) -> PathBuf {
    folder.join("state")
}

/// The store of the one stack on the one cloud.
fn stack(store: &Path) -> PathBuf {
    store.join("records").join("rehearsal")
}

fn journals(store: &Path) -> HashMap<PathBuf, u64> {
    let entries = fs::read_dir(stack(store)).into_iter().flatten().flatten();
    entries
        .filter(|entry| entry.file_name().to_string_lossy().starts_with("journal-"))
        .filter_map(|entry| Some((entry.path(), entry.metadata().ok()?.len())))
        .collect()
}

/// The bytes that the state is read from: the snapshot that HEAD names, and the journal since.
fn state(store: &Path) -> Option<u64> {
    let folder = stack(store);
    let head: serde_json::Value = serde_json::from_slice(&fs::read(folder.join("head.json")).ok()?).ok()?;
    let base = head.get("base")?.as_str()?;
    let length = |name: String| fs::metadata(folder.join(name)).map_or(0, |metadata| metadata.len());
    Some(length(format!("snapshot-{base}.json")) + length(format!("journal-{base}.log")))
}
