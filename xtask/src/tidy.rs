//! `cargo xtask tidy`: the invariants of `ARCHITECTURE.md` that no compiler holds. Most of them are absences, which a
//! reader of one file cannot see.

mod absences;
mod edges;
mod examples;
mod handlers;
mod leaks;
mod lints;
mod printed;
mod shape;
mod tokens;

use std::fmt::{self, Display};
use std::path::Path;

use anyhow::{Result, bail};

use crate::project::{Project, SourceFile};

/// Something that must not be so, where it stands, and what to do about it.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Finding {
    path: String,
    /// Counted from 1; nothing when the whole file is meant.
    line: Option<usize>,
    message: String,
    hint: String,
}

/// A check that needs nothing but the text of the project's files.
type Check = fn(&[SourceFile]) -> Vec<Finding>;

const CHECKS: [Check; 11] = [
    absences::where_core_awaits_or_does_io,
    absences::where_engine_names_aws,
    absences::where_others_than_cli_print,
    absences::where_tasks_are_begun,
    absences::where_work_is_unfinished,
    printed::types,
    shape::files,
    leaks::lines,
    examples::all,
    handlers::all,
    lints::manifests,
];

pub(crate) fn run(project: &Project) -> Result<()> {
    let files = project.source_files()?;
    let mut findings = edges::broken(&edges::Workspace::read(project)?, &files);
    findings.extend(CHECKS.iter().flat_map(|check| check(&files)));
    findings.sort();
    for finding in &findings {
        eprintln!("{finding}\n");
    }
    match findings.len() {
        0 => Ok(()),
        1 => bail!("one thing is not tidy"),
        count => bail!("{count} things are not tidy"),
    }
}

impl Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.path)?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        write!(f, ": {}\n    hint: {}", self.message, self.hint)
    }
}

impl SourceFile {
    fn finding(
        &self,
        line: impl Into<Option<usize>>,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) -> Finding {
        Finding { path: self.path.clone(), line: line.into(), message: message.into(), hint: hint.into() }
    }

    fn is_rust(&self) -> bool {
        Path::new(&self.path).extension().is_some_and(|extension| extension == "rs")
    }

    /// In the `src` folder of a crate that users build, the façade's own included.
    fn is_published_source(&self) -> bool {
        self.is_rust() && (self.path.starts_with("src/") || self.crate_folder().is_some())
    }

    /// `core` for `crates/core/src/graph.rs`.
    fn crate_folder(&self) -> Option<&str> {
        let (folder, rest) = self.path.strip_prefix("crates/")?.split_once('/')?;
        rest.starts_with("src/").then_some(folder)
    }

    /// A module of tests in a file of its own, which its parent declares under `#[cfg(test)]`.
    fn is_test_module(&self) -> bool {
        self.path.ends_with("/tests.rs") || self.path.contains("/tests/")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) fn file(path: &str, text: &str) -> SourceFile {
        SourceFile { path: path.to_owned(), text: text.to_owned() }
    }

    /// `path` or `path:line` of each finding.
    pub(super) fn places(findings: &[Finding]) -> Vec<String> {
        let place = |finding: &Finding| match finding.line {
            Some(line) => format!("{}:{line}", finding.path),
            None => finding.path.clone(),
        };
        findings.iter().map(place).collect()
    }

    #[test]
    fn finding_is_a_place_a_sentence_and_a_hint() {
        let finding = file("src/lib.rs", "").finding(3, "this is so", "make it not so");
        assert_eq!(finding.to_string(), "src/lib.rs:3: this is so\n    hint: make it not so");
    }

    #[test]
    fn only_the_src_folders_of_users_crates_are_published_source() {
        let published = |path| file(path, "").is_published_source();
        assert!(published("src/lib.rs") && published("crates/aws/src/ec2/vpc.rs"));
        assert!(
            !published("xtask/src/main.rs")
                && !published("crates/aws/tests/data.rs")
                && !published("src/a.md")
        );
    }
}
