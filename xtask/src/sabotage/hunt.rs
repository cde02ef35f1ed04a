//! The hunt for one defect: which loop ends with a failure while it is switched on?

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::defect::SWITCH;
use super::{LOOPS, Loop};
use crate::process;

/// How many times longer than usual a loop may take: one that hangs has found something too.
const PATIENCE: u32 = 10;
/// What it may take even if it is quick: the machine may have other things to do.
const LEAST_PATIENCE: Duration = Duration::from_secs(20);
/// How much of what a loop said is shown.
const SHOWN: usize = 120;

/// A program in which defects can be switched on, and how long each loop takes when none is.
pub(super) struct Hunt {
    program: PathBuf,
    usual: Vec<Duration>,
}

/// How a defect was found.
pub(super) struct Found {
    pub(super) by: &'static str,
    /// What the loop said first.
    pub(super) because: String,
    pub(super) after: Duration,
}

impl Hunt {
    /// Runs every loop without a defect: none may find anything.
    pub(super) fn begin(program: PathBuf) -> Result<Self> {
        let mut usual = Vec::new();
        for each in &LOOPS {
            let began = Instant::now();
            if let Some(said) = run(&program, each, 0, Duration::MAX)? {
                bail!("`{}` finds something although no defect is switched on:\n{said}", each.name);
            }
            usual.push(began.elapsed());
        }
        Ok(Self { program, usual })
    }

    /// How a defect is found, by the loop that is to find it or else by another.
    pub(super) fn caught(&self, number: usize, by: &str) -> Result<Option<Found>> {
        let mut loops: Vec<_> = LOOPS.iter().zip(&self.usual).collect();
        loops.sort_by_key(|(each, _)| each.name != by);
        for (each, usual) in loops {
            let (began, patience) = (Instant::now(), (*usual * PATIENCE).max(LEAST_PATIENCE));
            if let Some(said) = run(&self.program, each, number, patience)? {
                return Ok(Some(Found { by: each.name, because: shortened(&said), after: began.elapsed() }));
            }
        }
        Ok(None)
    }
}

/// What a loop said that ended with a failure; nothing where it has found nothing.
fn run(program: &Path, each: &Loop, number: usize, patience: Duration) -> Result<Option<String>> {
    let said = tempfile::NamedTempFile::new().context("no temporary file can be made")?;
    let mut command = Command::new(program);
    command.arg(each.name).args(each.arguments).env(SWITCH, number.to_string()).env("RUST_BACKTRACE", "0");
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(said.reopen()?);
    let mut child = command.spawn().with_context(|| process::cannot_start(&command))?;
    let began = Instant::now();
    loop {
        if let Some(status) = child.try_wait()? {
            let said = || fs::read_to_string(said.path()).unwrap_or_default();
            return Ok((!status.success()).then(said));
        }
        if began.elapsed() > patience {
            child.kill()?;
            child.wait()?;
            return Ok(Some("error: it hangs".to_owned()));
        }
        thread::sleep(Duration::from_millis(5));
    }
}

/// The line that says what was wrong, as it fits into a table.
fn shortened(said: &str) -> String {
    let line = said.lines().find_map(|line| line.strip_prefix("error: ")).unwrap_or(said);
    let line = line.lines().next().unwrap_or_default().replace('|', "/");
    let mut short: String = line.chars().take(SHOWN).collect();
    if short.len() < line.len() {
        short.push('…');
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_loop_said_fits_into_a_table() {
        assert_eq!(shortened("thread panicked\nerror: seed 3: a | b\nthe life"), "seed 3: a / b");
        assert_eq!(shortened(&format!("error: {}", "x".repeat(300))), format!("{}…", "x".repeat(SHOWN)));
        assert_eq!(shortened(""), "");
    }
}
