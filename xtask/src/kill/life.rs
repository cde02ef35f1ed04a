//! One life of a system: it is disturbed once, and the same command is typed again.

use std::fmt::{self, Display};
use std::fs::{self, File};
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::census::{Census, Counted, REGION, compare};
use super::proxy::{HELD, Proxy};
use super::{World, lot};
use crate::figures::readable;
use crate::process;

/// How long a command may take that nobody disturbs: what hangs is an error too.
const PATIENCE: Duration = Duration::from_mins(5);

/// What is disturbed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Verb {
    /// The first `up`.
    Up,
    /// An `up` of a program that has changed.
    Change,
    /// The end of it all.
    Destroy,
}

impl Verb {
    fn arguments(self) -> &'static [&'static str] {
        match self {
            Self::Up => &["up", "--yes"],
            Self::Change => &["up", "--yes", "--set", "image_tag=2"],
            Self::Destroy => &["destroy", "--yes"],
        }
    }

    /// About how long it takes at least while answers are held back: the moment of death is before that.
    fn span(self) -> Duration {
        match self {
            Self::Up | Self::Change => Duration::from_millis(3500),
            Self::Destroy => Duration::from_millis(4500),
        }
    }
}

impl Display for Verb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Up => "up",
            Self::Change => "up of a change",
            Self::Destroy => "destroy",
        })
    }
}

pub(super) struct Life<'a> {
    world: &'a World,
    server: &'a str,
    account: String,
    random: fastrand::Rng,
}

/// How a life went.
pub(super) struct Ended {
    pub(super) verb: Verb,
    /// When the process was killed, if it had not ended by itself.
    pub(super) killed: Option<Duration>,
    /// Requests that had been carried out until then.
    carried_out: usize,
    /// How long the same command took afterwards.
    pub(super) again: Duration,
    /// Things that nobody declared, or that there are two of.
    pub(super) leaked: usize,
    /// Things that were declared and are not there.
    pub(super) lost: usize,
    /// What is wrong, a sentence each.
    pub(super) wrong: Vec<String>,
}

impl Display for Ended {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.killed {
            Some(moment) => write!(f, "{} killed after {}", self.verb, readable(moment))?,
            None => write!(f, "{} ended before its moment came", self.verb)?,
        }
        write!(f, ", {} requests; again: {}", self.carried_out, readable(self.again))?;
        for wrong in &self.wrong {
            write!(f, "\n  WRONG: {wrong}")?;
        }
        Ok(())
    }
}

/// Brings everything up and down without disturbance: what there is then is what there should be.
pub(super) fn undisturbed(program: &Path, server: &str, census: &mut Census) -> Result<(Counted, Counted)> {
    let account = "100000000000";
    let none = census.of(server, account)?;
    let folder = tempfile::tempdir().context("no temporary folder can be made")?;
    let proxy = Proxy::start(server, account, None)?;
    finish(command(program, folder.path(), account, &proxy, Verb::Up.arguments()), folder.path())?;
    let all = census.of(server, account)?;
    finish(command(program, folder.path(), account, &proxy, Verb::Destroy.arguments()), folder.path())?;
    let (leaked, lost, lines) = compare(&census.of(server, account)?, &none);
    if leaked + lost > 0 {
        bail!("`destroy`, undisturbed, does not leave the account as it was: {}", lines.join("; "));
    }
    Ok((all, none))
}

impl<'a> Life<'a> {
    pub(super) fn new(world: &'a World, server: &'a str, number: u32) -> Self {
        let random = fastrand::Rng::with_seed(world.seed.wrapping_add(u64::from(number)));
        let account = format!("{:012}", 200_000_000_000 + u64::from(number));
        Self { world, server, account, random }
    }

    pub(super) fn live(mut self, census: &mut Census) -> Result<Ended> {
        let verb = lot(&mut self.random);
        let moment = verb.span().mul_f64(self.random.f64());
        let folder = tempfile::tempdir().context("no temporary folder can be made")?;
        let folder = folder.path();
        let plain = Proxy::start(self.server, &self.account, None)?;
        if verb != Verb::Up {
            finish(self.command(folder, &plain, Verb::Up.arguments()), folder)?;
        }
        let holding = Proxy::start(self.server, &self.account, Some(HELD))?;
        let killed = kill_after(self.command(folder, &holding, verb.arguments()), moment)?;
        let carried_out = holding.carried_out();
        // What is still on its way lands now, before anybody looks.
        thread::sleep(Duration::from_millis(HELD.end));

        let began = Instant::now();
        let mut wrong = Vec::new();
        if let Err(error) = finish(self.command(folder, &plain, verb.arguments()), folder) {
            wrong.push(format!("the same command again failed: {error:#}"));
        }
        let again = began.elapsed();
        let expected = if verb == Verb::Destroy { &self.world.none } else { &self.world.all };
        let (leaked, lost, lines) = compare(&census.of(self.server, &self.account)?, expected);
        wrong.extend(lines);
        if verb != Verb::Destroy {
            let mut arguments = vec!["preview", "--exit-code"];
            arguments.extend(verb.arguments().iter().skip(2));
            if let Err(error) = finish(self.command(folder, &plain, &arguments), folder) {
                wrong.push(format!("a preview afterwards is not empty: {error:#}"));
            }
        }
        Ok(Ended { verb, killed, carried_out, again, leaked, lost, wrong })
    }

    fn command(&self, folder: &Path, proxy: &Proxy, arguments: &[&str]) -> Command {
        command(&self.world.program, folder, &self.account, proxy, arguments)
    }
}

fn command(program: &Path, folder: &Path, account: &str, proxy: &Proxy, arguments: &[&str]) -> Command {
    let mut command = process::command(program, folder);
    command.args(arguments).args(["--cloud", "aws", "--set"]).arg(format!("aws_account_id={account}"));
    for name in ["AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_DEFAULT_REGION"] {
        command.env_remove(name);
    }
    command.env("AWS_ENDPOINT_URL", &proxy.endpoint).env("AWS_REGION", REGION);
    command.env("AWS_ACCESS_KEY_ID", "test").env("AWS_SECRET_ACCESS_KEY", "test");
    // What it notes of states that this machine has seen is gone with the folder.
    command.env("XDG_STATE_HOME", folder.join("notes")).env("XDG_CONFIG_HOME", folder.join("settings"));
    command.stdin(Stdio::null());
    command
}

/// Starts a command and kills it when its moment has come; `None` when it has ended before.
fn kill_after(mut command: Command, moment: Duration) -> Result<Option<Duration>> {
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = command.spawn().with_context(|| process::cannot_start(&command))?;
    let began = Instant::now();
    while began.elapsed() < moment {
        if child.try_wait()?.is_some() {
            return Ok(None);
        }
        thread::sleep(Duration::from_millis(2).min(moment.saturating_sub(began.elapsed())));
    }
    child.kill().context("it cannot be killed")?;
    child.wait()?;
    Ok(Some(moment))
}

/// Runs a command to its end; fails with what it said when it fails.
fn finish(mut command: Command, folder: &Path) -> Result<()> {
    let said = folder.join("said");
    let file = File::create(&said).context("no file can be made")?;
    command.stdout(file.try_clone()?).stderr(file);
    let mut child = command.spawn().with_context(|| process::cannot_start(&command))?;
    let began = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        if began.elapsed() > PATIENCE {
            child.kill()?;
            child.wait()?;
            bail!("`{}` does not end", process::describe(&command));
        }
        thread::sleep(Duration::from_millis(5));
    };
    if status.success() {
        return Ok(());
    }
    let said = fs::read(&said).unwrap_or_default();
    let said = String::from_utf8_lossy(&said).trim_end().to_owned();
    bail!("{}\n{said}", process::ending(&command, status))
}
