//! A folder with the tiny program in it, and a filter for what differs from run to run.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A project folder of its own.
pub(crate) struct Project {
    folder: tempfile::TempDir,
    /// Where the user's own settings and keys are.
    home: tempfile::TempDir,
    /// What the machine remembers.
    machine: tempfile::TempDir,
}

/// What a command wrote and how it ended, without what differs from run to run.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) out: String,
    pub(crate) err: String,
    pub(crate) code: i32,
}

impl Project {
    pub(crate) fn new() -> Self {
        let folder = || tempfile::tempdir().expect("a folder");
        Self { folder: folder(), home: folder(), machine: folder() }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The user's own folder.
    pub(crate) fn home(&self) -> &Path {
        self.home.path()
    }

    /// The folder of the stack's state.
    pub(crate) fn store(&self) -> PathBuf {
        self.path(".ironwright/tiny/rehearsal")
    }

    /// A file of the stack's state, by the beginning of its name.
    pub(crate) fn kept(&self, prefix: &str) -> PathBuf {
        let entries = fs::read_dir(self.store()).expect("lists").flatten().map(|entry| entry.path());
        let named =
            |path: &PathBuf| path.file_name().is_some_and(|n| n.to_string_lossy().starts_with(prefix));
        entries.filter(named).max().expect("there is one")
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).expect("writes");
    }

    /// The names of all files and folders, in order.
    pub(crate) fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.folder.path()).expect("lists").flatten();
        let mut names: Vec<String> =
            entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    /// The command, in this folder and without anything of the environment that could change it.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        self.command_of(&tiny(), arguments)
    }

    /// The command of another program.
    pub(crate) fn command_of(&self, program: &Path, arguments: &[&str]) -> Command {
        let mut command = Command::new(program);
        command.env("HOME", self.home()).env_remove("XDG_CONFIG_HOME");
        command.args(arguments).current_dir(self.folder.path()).stdin(Stdio::null());
        command.env("XDG_STATE_HOME", self.machine.path());
        command.env_remove("CARGO_MANIFEST_DIR").env_remove("NO_COLOR").env_remove("CLICOLOR_FORCE");
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("IRONWRIGHT_")) {
            command.env_remove(name);
        }
        command
    }

    /// Types a command, `up --yes`.
    pub(crate) fn run(&self, line: &str) -> Ran {
        self.ran(self.command(&line.split_whitespace().collect::<Vec<_>>()))
    }

    pub(crate) fn ran(&self, mut command: Command) -> Ran {
        let output = command.output().expect("starts");
        let text = |bytes: &[u8]| self.filtered(&String::from_utf8_lossy(bytes));
        Ran {
            out: text(&output.stdout),
            err: text(&output.stderr),
            code: output.status.code().expect("an exit code"),
        }
    }

    /// Types a command that has to succeed.
    pub(crate) fn done(&self, line: &str) -> Ran {
        let ran = self.run(line);
        assert_eq!(ran.code, 0, "{line}: {ran:#?}");
        ran
    }

    fn filtered(&self, text: &str) -> String {
        let folder = self.folder.path().display().to_string();
        let text = text.replace(&folder, "[project]").replace(&tiny().display().to_string(), "tiny");
        text.split_inclusive('\n').map(line).collect()
    }
}

/// Physical ids and times differ from run to run.
fn line(line: &str) -> String {
    let mut line = line.to_owned();
    for prefix in ["vpc-", "subnet-"] {
        let mut from = 0;
        while let Some(at) = line[from..].find(prefix).map(|at| from + at + prefix.len()) {
            let length = line[at..].chars().take_while(char::is_ascii_hexdigit).count();
            if length >= 8 {
                line.replace_range(at..at + length, "[id]");
            }
            from = at;
        }
    }
    if let (Some(at), true) = (line.rfind(" in "), line.ends_with(" ms.\n") || line.ends_with(" s.\n")) {
        line.replace_range(at.., " in [time].\n");
    }
    line
}

fn tiny() -> PathBuf {
    example("tiny")
}

/// An example that was built beside the tests.
pub(crate) fn example(name: &str) -> PathBuf {
    let test = std::env::current_exe().expect("the test's path");
    let profile = test.parent().and_then(Path::parent).expect("a folder of the profile");
    let path = profile.join("examples").join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    assert!(path.is_file(), "{} is missing: `cargo test -p ironwright-cli` builds it", path.display());
    path
}
