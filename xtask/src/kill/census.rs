//! What exists in an account, counted by AWS's own Python library; it makes the buckets too, which are not counted.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};

use anyhow::{Context, Result, bail};

use crate::process;
use crate::project::Project;
use crate::python::Environment;

/// The region that everything lives in.
pub(super) const REGION: &str = "eu-west-2";

/// Sorts of things, and the ids of those that exist.
pub(super) type Counted = BTreeMap<String, Vec<String>>;

/// A process that counts.
pub(super) struct Census {
    child: Child,
    questions: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Census {
    pub(super) fn start(project: &Project, environment: &Environment) -> Result<Self> {
        let mut command = process::command(environment.program("python"), &project.root);
        command.arg("xtask/python/census.py").stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().with_context(|| process::cannot_start(&command))?;
        let questions = child.stdin.take().context("stdin was piped a moment ago")?;
        let answers = child.stdout.take().context("stdout was piped a moment ago")?;
        Ok(Self { child, questions, answers: BufReader::new(answers) })
    }

    /// What exists in an account.
    pub(super) fn of(&mut self, endpoint: &str, account: &str) -> Result<Counted> {
        let line = self.ask(&format!("count {endpoint} {account} {REGION}"))?;
        serde_json::from_str(&line).context("the census is not understood")
    }

    /// Makes a bucket that keeps old versions, as `state init` would.
    pub(super) fn make_bucket(&mut self, endpoint: &str, account: &str, name: &str) -> Result<()> {
        self.ask(&format!("bucket {endpoint} {account} {REGION} {name}")).map(drop)
    }

    fn ask(&mut self, question: &str) -> Result<String> {
        writeln!(self.questions, "{question}").context("the census has ended")?;
        let mut line = String::new();
        if self.answers.read_line(&mut line)? == 0 {
            bail!("the census has ended; it says why above");
        }
        Ok(line)
    }
}

impl Drop for Census {
    fn drop(&mut self) {
        // It may have ended already, and nothing is lost with it.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// How many there are too many, and too few, with a line for each sort that differs.
pub(super) fn compare(found: &Counted, expected: &Counted) -> (usize, usize, Vec<String>) {
    let (mut more, mut less, mut lines) = (0, 0, Vec::new());
    for (sort, ids) in found {
        let wanted = expected.get(sort).map_or(0, Vec::len);
        if ids.len() != wanted {
            more += ids.len().saturating_sub(wanted);
            less += wanted.saturating_sub(ids.len());
            lines.push(format!("{} {sort} instead of {wanted}: {}", ids.len(), ids.join(", ")));
        }
    }
    (more, less, lines)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(vpcs: &[&str]) -> Counted {
        Counted::from([("vpcs".to_owned(), vpcs.iter().map(|&id| id.to_owned()).collect())])
    }

    #[test]
    fn what_is_too_much_and_what_is_missing_are_told_apart() {
        let (more, less, lines) = compare(&counted(&["vpc-1", "vpc-2"]), &counted(&["vpc-9"]));
        assert_eq!((more, less, lines), (1, 0, vec!["2 vpcs instead of 1: vpc-1, vpc-2".to_owned()]));
        assert_eq!(compare(&counted(&[]), &counted(&["vpc-9"])).1, 1);
        assert_eq!(compare(&counted(&["vpc-1"]), &counted(&["vpc-9"])).2, Vec::<String>::new());
    }
}
