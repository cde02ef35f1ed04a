//! A command and all that it starts: how long it took, and the most memory they had at once.
//!
//! Terraform's provider is a process of its own, and what the system tells of children's memory is that of the largest
//! one alone: so the processes are looked at again and again while they run.

use std::fs;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::process;

/// How often the processes are looked at.
const LOOK: Duration = Duration::from_millis(10);

/// Runs the command to its end; fails with what it said when it fails.
pub(super) fn watch(command: &mut Command) -> Result<(Duration, u64)> {
    let folder = tempfile::tempdir().context("no temporary folder can be made")?;
    let said = folder.path().join("said");
    let file = || fs::File::options().create(true).append(true).open(&said).context("no file can be made");
    let began = Instant::now();
    let mut child = command
        .stdin(Stdio::null())
        .stdout(file()?)
        .stderr(file()?)
        .spawn()
        .with_context(|| process::cannot_start(command))?;
    let mut most = 0;
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        most = most.max(memory_of(child.id()));
        thread::sleep(LOOK);
    };
    let wall = began.elapsed();
    if !status.success() {
        let said = fs::read(&said).unwrap_or_default();
        bail!("{}\n{}", process::ending(command, status), String::from_utf8_lossy(&said));
    }
    Ok((wall, most))
}

/// The memory that a process and its descendants have, in bytes.
fn memory_of(root: u32) -> u64 {
    let processes: Vec<(u32, u32, u64)> = fs::read_dir("/proc")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| looked_up(entry.file_name().to_str()?.parse().ok()?))
        .collect();
    let mut family = vec![root];
    let mut at = 0;
    while let Some(&parent) = family.get(at) {
        family.extend(processes.iter().filter(|(_, of, _)| *of == parent).map(|(id, ..)| *id));
        at += 1;
    }
    processes.iter().filter(|(id, ..)| family.contains(id)).map(|(.., memory)| memory).sum()
}

/// A process, its parent, and its resident memory in bytes.
fn looked_up(id: u32) -> Option<(u32, u32, u64)> {
    let status = fs::read_to_string(format!("/proc/{id}/status")).ok()?;
    let value = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name))?;
        line.split_whitespace().next()?.parse::<u64>().ok()
    };
    Some((id, u32::try_from(value("PPid:")?).ok()?, value("VmRSS:")? << 10))
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn memory_of_what_a_command_starts_counts() {
        let mut shell = process::command("/bin/sh", Path::new("/"));
        let (_, alone) = watch(shell.args(["-c", "sleep 0.2; true"])).unwrap();
        let mut shell = process::command("/bin/sh", Path::new("/"));
        let more = "sleep 0.2 & sleep 0.2 & sleep 0.2 & sleep 0.2 & wait; true";
        let (_, together) = watch(shell.args(["-c", more])).unwrap();
        assert!(together > alone && alone > 0, "{together} against {alone}");
    }

    #[test]
    fn failure_shows_what_was_said() {
        let mut shell = process::command("/bin/sh", Path::new("/"));
        let error = watch(shell.args(["-c", "echo no credentials >&2; exit 1"])).unwrap_err().to_string();
        assert!(error.ends_with("failed with exit code 1\nno credentials\n"), "{error}");
    }
}
