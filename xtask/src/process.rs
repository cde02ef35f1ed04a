//! Child processes whose failure is a sentence: what was run, and how it ended.

use std::env;
use std::ffi::OsStr;
use std::path::Path;
use std::process::{Command, ExitStatus, Output};

use anyhow::{Context, Result, bail};

/// What `cargo run` sets for this program and what its children must not inherit: an example started from a
/// benchmark would take xtask's folder for its own and keep its state there.
const OURS_ALONE: [&str; 2] = ["CARGO_MANIFEST_DIR", "CARGO_MANIFEST_PATH"];

/// A command that runs in `folder`.
pub(crate) fn command(program: impl AsRef<OsStr>, folder: &Path) -> Command {
    let mut command = Command::new(program);
    command.current_dir(folder);
    for name in OURS_ALONE {
        command.env_remove(name);
    }
    command
}

/// The cargo that started this program, so that the same toolchain does the work.
pub(crate) fn cargo(folder: &Path) -> Command {
    command(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()), folder)
}

/// Runs the command, which talks to the terminal itself; fails unless it succeeds.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| cannot_start(command))?;
    if status.success() {
        return Ok(());
    }
    bail!("{}", ending(command, status))
}

/// Runs the command and returns what it wrote to stdout; fails with what it wrote to both streams.
pub(crate) fn output(command: &mut Command) -> Result<String> {
    let output = command.output().with_context(|| cannot_start(command))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    bail!("{}\n{}", ending(command, output.status), everything_said(&output))
}

/// `cargo test --workspace`: the command as a person would type it.
pub(crate) fn describe(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_name().unwrap_or(command.get_program());
    std::iter::once(program)
        .chain(command.get_args())
        .map(OsStr::to_string_lossy)
        .collect::<Vec<_>>()
        .join(" ")
}

pub(crate) fn cannot_start(command: &Command) -> String {
    format!("`{}` could not be started; is it installed?", describe(command))
}

pub(crate) fn ending(command: &Command, status: ExitStatus) -> String {
    match status.code() {
        Some(code) => format!("`{}` failed with exit code {code}", describe(command)),
        None => format!("`{}` was ended by a signal ({status})", describe(command)),
    }
}

fn everything_said(output: &Output) -> String {
    [&output.stdout, &output.stderr]
        .map(|stream| String::from_utf8_lossy(stream).trim_end().to_owned())
        .into_iter()
        .filter(|said| !said.is_empty())
        .collect::<Vec<_>>()
        .join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str) -> Command {
        let mut shell = command("/bin/sh", Path::new("/"));
        shell.args(["-c", script]);
        shell
    }

    #[test]
    fn failure_names_the_command_its_exit_code_and_what_it_said() {
        let error = output(&mut shell("echo to stdout; echo to stderr >&2; exit 3")).unwrap_err().to_string();
        assert_eq!(
            error,
            "`sh -c echo to stdout; echo to stderr >&2; exit 3` failed with exit code 3\nto stdout\nto stderr"
        );
    }

    #[test]
    fn death_by_signal_is_not_reported_as_an_exit_code() {
        let error = run(&mut shell("kill -9 $$")).unwrap_err().to_string();
        assert!(error.contains("was ended by a signal"), "{error}");
    }

    #[test]
    fn missing_program_is_named() {
        let error = run(&mut command("no-such-program", Path::new("/"))).unwrap_err().to_string();
        assert_eq!(error, "`no-such-program` could not be started; is it installed?");
    }
}
