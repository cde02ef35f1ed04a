//! `xtask measure -- COMMAND`: runs one command and says what it took.
//!
//! What the system tells of a child's memory is the most that any child has taken so far, so each measurement is a
//! process of its own: benchmarks start this program again.

use std::env;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use clap::Args;
use nix::sys::resource::{Resource, UsageWho, getrusage, setrlimit};
use nix::sys::time::TimeValLike as _;
use serde::{Deserialize, Serialize};

use crate::process;

#[derive(Args)]
pub(crate) struct Options {
    /// Give the command no more memory than this, in MiB.
    #[arg(long, value_name = "MIB")]
    memory: Option<u64>,
    #[arg(required = true, trailing_var_arg = true, allow_hyphen_values = true)]
    command: Vec<String>,
}

/// What a command took.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) struct Taken {
    /// From its start to its end.
    pub(crate) wall: Duration,
    /// On all cores, for the program and for the system on its behalf.
    pub(crate) cpu: Duration,
    /// The most memory it had at once, in bytes.
    pub(crate) memory: u64,
}

/// Measures a command in a process of its own; fails, with the end of what it said, when the command fails.
pub(crate) fn taken_by(command: &Command, memory: Option<u64>) -> Result<Taken> {
    let folder = command.get_current_dir().unwrap_or(Path::new("."));
    let mut measure = process::command(env::current_exe().context("this program has no path")?, folder);
    measure.arg("measure");
    if let Some(mebibytes) = memory {
        measure.args(["--memory", &mebibytes.to_string()]);
    }
    measure.arg("--").arg(command.get_program()).args(command.get_args());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => measure.env(name, value),
            None => measure.env_remove(name),
        };
    }
    let answer = process::output(&mut measure)?;
    serde_json::from_str(&answer).with_context(|| format!("the measurement said `{answer}`"))
}

pub(crate) fn run(options: &Options) -> Result<()> {
    if let Some(mebibytes) = options.memory {
        let bytes = mebibytes << 20;
        setrlimit(Resource::RLIMIT_AS, bytes, bytes).context("the memory cannot be limited")?;
    }
    let said = tempfile::tempdir().context("no temporary folder can be made")?;
    let said = said.path().join("said");
    let stderr = File::create(&said).context("no temporary file can be made")?;
    let mut command = Command::new(&options.command[0]);
    command.args(&options.command[1..]).stdin(Stdio::null()).stdout(Stdio::null()).stderr(stderr);
    let start = Instant::now();
    let status = command.status().with_context(|| process::cannot_start(&command))?;
    let wall = start.elapsed();
    if !status.success() {
        bail!("{}; the last it said:\n{}", process::ending(&command, status), last_lines(&said));
    }
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN).context("the system does not tell what it took")?;
    let cpu = usage.user_time().num_microseconds() + usage.system_time().num_microseconds();
    let taken = Taken {
        wall,
        cpu: Duration::from_micros(cpu.try_into().unwrap_or_default()),
        // Linux tells kibibytes.
        memory: u64::try_from(usage.max_rss()).unwrap_or_default() << 10,
    };
    println!("{}", serde_json::to_string(&taken)?);
    Ok(())
}

fn last_lines(file: &PathBuf) -> String {
    let text = std::fs::read(file).unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(20)..].join("\n")
}
