//! What exists in an account, read by AWS's own Python library; it makes the buckets too, which are not read.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};

use anyhow::{Context, Result, bail};

use crate::process;
use crate::project::Project;
use crate::python::Environment;

/// The region that everything lives in.
pub(super) const REGION: &str = "eu-west-2";

/// Everything that exists in an account, by name, with its attributes as text: what AWS makes up is written as whose it is,
/// so that two accounts in which the same was deployed are equal.
pub(super) type Account = BTreeMap<String, BTreeMap<String, String>>;

/// A process that reads accounts.
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
    pub(super) fn of(&mut self, endpoint: &str, account: &str) -> Result<Account> {
        let line = self.ask(&format!("read {endpoint} {account} {REGION}"))?;
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

/// How an account differs from what it should be.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Difference {
    /// Things that there are too many, and too few.
    pub(super) more: usize,
    pub(super) less: usize,
    /// Things that are there and not as they should be.
    pub(super) unlike: usize,
    /// A line for each.
    pub(super) lines: Vec<String>,
}

impl Difference {
    pub(super) fn between(found: &Account, expected: &Account) -> Self {
        let mut difference = Self::default();
        for (name, attributes) in found {
            let Some(wanted) = expected.get(name) else {
                difference.more += 1;
                difference.lines.push(format!("{name} is too much: {attributes:?}"));
                continue;
            };
            let names: BTreeSet<&String> = attributes.keys().chain(wanted.keys()).collect();
            let unlike = names.into_iter().filter(|name| attributes.get(*name) != wanted.get(*name));
            let shown = |value: Option<&String>| value.map_or("not set", String::as_str).to_owned();
            let unlike: Vec<String> = unlike
                .map(|attribute| {
                    let (is, wanted) = (shown(attributes.get(attribute)), shown(wanted.get(attribute)));
                    format!("{name}: {attribute} is {is}, and should be {wanted}")
                })
                .collect();
            difference.unlike += usize::from(!unlike.is_empty());
            difference.lines.extend(unlike);
        }
        for name in expected.keys().filter(|name| !found.contains_key(*name)) {
            difference.less += 1;
            difference.lines.push(format!("{name} is missing"));
        }
        difference
    }

    pub(super) fn is_none(&self) -> bool {
        self.lines.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account(things: &[(&str, &[(&str, &str)])]) -> Account {
        let text = |text: &str| text.to_owned();
        let attributes =
            |of: &[(&str, &str)]| of.iter().map(|(name, value)| (text(name), text(value))).collect();
        things.iter().map(|(name, of)| (text(name), attributes(of))).collect()
    }

    #[test]
    fn what_is_too_much_missing_and_unlike_is_told_apart() {
        let whole = account(&[("log group web", &[("retentionInDays", "7")]), ("vpc main", &[])]);
        let found = account(&[("log group web", &[]), ("vpc other", &[])]);
        let Difference { more, less, unlike, lines } = Difference::between(&found, &whole);
        assert_eq!((more, less, unlike), (1, 1, 1));
        assert_eq!(lines[0], "log group web: retentionInDays is not set, and should be 7");
        assert!(Difference::between(&whole, &whole).is_none());
    }
}
