//! A `cargo run` that is watched: how long it compiled, how many packages, how long the program then ran.

use std::io::{BufRead, BufReader, Read};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::process;

/// How much of what a failed program said is worth showing.
const LAST_LINES: usize = 40;

#[derive(Debug)]
pub(super) struct Watched {
    /// From the start until cargo said that it had finished compiling.
    pub(super) compilation: Duration,
    pub(super) whole: Duration,
    /// How many packages cargo compiled.
    pub(super) packages: usize,
}

impl Watched {
    /// The program itself, with the moment cargo needs to start it.
    pub(super) fn execution(&self) -> Duration {
        self.whole.saturating_sub(self.compilation)
    }

    pub(super) fn run(command: &mut Command) -> Result<Self> {
        let start = Instant::now();
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .with_context(|| process::cannot_start(command))?;
        let mut stdout = child.stdout.take().context("stdout was piped a moment ago")?;
        let stderr = child.stderr.take().context("stderr was piped a moment ago")?;
        // Both are read at once: a program whose stdout nobody reads stops as soon as the pipe is full.
        let output = thread::spawn(move || {
            let mut text = Vec::new();
            stdout.read_to_end(&mut text).map(|_| String::from_utf8_lossy(&text).into_owned())
        });

        let mut lines = Vec::new();
        let mut packages = 0;
        let mut compilation = None;
        for line in BufReader::new(stderr).lines() {
            let line = line.context("what the program says cannot be read")?;
            packages += usize::from(line.trim_start().starts_with("Compiling "));
            if compilation.is_none() && line.trim_start().starts_with("Finished ") {
                compilation = Some(start.elapsed());
            }
            lines.push(line);
        }
        let status = child.wait().context("the program cannot be waited for")?;
        let whole = start.elapsed();

        if !status.success() {
            if let Ok(Ok(text)) = output.join() {
                lines.extend(text.lines().map(str::to_owned));
            }
            let last = &lines[lines.len().saturating_sub(LAST_LINES)..];
            bail!("{}; the last it said:\n{}", process::ending(command, status), last.join("\n"));
        }
        Ok(Self { compilation: compilation.unwrap_or_default(), whole, packages })
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn watch(script: &str) -> Result<Watched> {
        let mut shell = process::command("/bin/sh", Path::new("/"));
        Watched::run(shell.args(["-c", script]))
    }

    #[test]
    fn packages_are_counted_and_time_is_split_where_cargo_finished() {
        let watched =
            watch("echo '   Compiling a v1' >&2; echo ' Compiling b v1' >&2; echo '    Finished `dev`' >&2; sleep 0.2")
                .unwrap();
        assert_eq!(watched.packages, 2);
        // The line is noted a moment after it was written.
        assert!(watched.execution() >= Duration::from_millis(100), "{watched:?}");
    }

    #[test]
    fn failure_shows_what_was_said_on_both_streams() {
        let error =
            watch("echo 'error: no example target' >&2; echo plan; exit 101").unwrap_err().to_string();
        assert!(error.contains("failed with exit code 101"), "{error}");
        assert!(error.ends_with("error: no example target\nplan"), "{error}");
    }

    #[test]
    fn program_that_writes_more_than_a_pipe_holds_is_read_to_its_end() {
        watch("head -c 300000 /dev/zero; head -c 300000 /dev/zero >&2").unwrap();
    }
}
