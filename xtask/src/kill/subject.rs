//! The program that is killed: how it is started, disturbed, and waited for.

use std::fs::{self, File};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::canaries::Canaries;
use super::census::REGION;
use super::proxy::Proxy;
use super::store::Home;
use crate::process;

/// How long a command may take that nobody disturbs: what hangs is an error too.
const PATIENCE: Duration = Duration::from_mins(5);
/// How often it is looked whether something has happened.
const GLANCE: Duration = Duration::from_millis(5);

/// A program, and the secrets that it keeps.
pub(super) struct Subject {
    pub(super) program: PathBuf,
    pub(super) canaries: Canaries,
}

/// From when a moment is counted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Since {
    Start,
    /// From when it holds the lease: who follows one that was killed has to wait for it.
    Lease,
    /// From when the answer to the first call of a create that takes two is held back: so many went well before.
    FirstOfTwo(usize),
}

/// How a command went that nobody disturbed.
pub(super) struct Ran {
    /// When it was seen to hold the lease; a command that takes none never is.
    pub(super) held: Option<Instant>,
    pub(super) ended: Instant,
}

impl Subject {
    /// Starts it and kills it at its moment, counted from the start or from when it holds the lease; `None` when it has
    /// ended before.
    pub(super) fn kill_after(
        &self,
        since: Since,
        moment: Duration,
        arguments: &[&str],
        home: &Home,
        proxy: &Proxy,
    ) -> Result<Option<Instant>> {
        let (mut command, _) = self.command(arguments, home, proxy)?;
        let mut child = command.spawn().with_context(|| process::cannot_start(&command))?;
        let started = Instant::now();
        let mut began = (since == Since::Start).then_some(started);
        while began.is_none_or(|began| began.elapsed() < moment) {
            if child.try_wait()?.is_some() {
                return Ok(None);
            }
            let has_begun = || match since {
                Since::Start => true,
                Since::Lease => home.is_held(child.id(), proxy),
                Since::FirstOfTwo(_) => proxy.heard(|heard| heard.is_between),
            };
            if began.is_none() && has_begun() {
                began = Some(Instant::now());
                continue;
            }
            if started.elapsed() > PATIENCE {
                child.kill()?;
                child.wait()?;
                bail!("`{}` does not come to its moment", process::describe(&command));
            }
            let left = began.map_or(GLANCE, |began| moment.saturating_sub(began.elapsed()));
            thread::sleep(GLANCE.min(left));
        }
        child.kill().context("it cannot be killed")?;
        let killed = Instant::now();
        child.wait()?;
        Ok(Some(killed))
    }

    /// Runs it to its end; fails with what it said when it fails.
    pub(super) fn finish(&self, arguments: &[&str], home: &Home, proxy: &Proxy) -> Result<Ran> {
        let (mut command, said) = self.command(arguments, home, proxy)?;
        let began = Instant::now();
        let mut child = command.spawn().with_context(|| process::cannot_start(&command))?;
        let mut held = None;
        let status = loop {
            if held.is_none() && home.is_held(child.id(), proxy) {
                held = Some(Instant::now());
            }
            if let Some(status) = child.try_wait()? {
                break status;
            }
            if began.elapsed() > PATIENCE {
                child.kill()?;
                child.wait()?;
                let said = fs::read_to_string(&said).unwrap_or_default();
                bail!("`{}` does not end\n{said}", process::describe(&command));
            }
            thread::sleep(GLANCE);
        };
        if status.success() {
            return Ok(Ran { held, ended: Instant::now() });
        }
        let said = fs::read(&said).unwrap_or_default();
        let said = String::from_utf8_lossy(&said).trim_end().to_owned();
        bail!("{}\n{said}", process::ending(&command, status))
    }

    /// A command, and the file that takes what it says. All of them stay until the home is searched.
    fn command(&self, arguments: &[&str], home: &Home, proxy: &Proxy) -> Result<(Command, PathBuf)> {
        let (folder, canaries) = (home.folder(), &self.canaries);
        let mut command = process::command(&self.program, folder);
        command.args(arguments).args(["--cloud", "aws", "--set"]);
        command.arg(format!("aws_account_id={}", home.account));
        if let Some(url) = home.url() {
            // Nobody else has a key file of this machine.
            command.args(["--store", &url]).env("IRONWRIGHT_PASSPHRASE", canaries.passphrase());
        }
        for name in ["AWS_PROFILE", "AWS_DEFAULT_REGION"] {
            command.env_remove(name);
        }
        command.env("CANARIES", canaries.declared().join(","));
        command.env("AWS_ENDPOINT_URL", &proxy.endpoint).env("AWS_REGION", REGION);
        command.env("AWS_ACCESS_KEY_ID", "test");
        command.env("AWS_SECRET_ACCESS_KEY", canaries.secret_access_key());
        command.env("AWS_SESSION_TOKEN", canaries.session_token());
        command.env("RUST_LOG", "trace").env("RUST_BACKTRACE", "full");
        // What it notes of states that this machine has seen is gone with the folder.
        command.env("XDG_STATE_HOME", folder.join("notes")).env("XDG_CONFIG_HOME", folder.join("settings"));
        let count = fs::read_dir(folder).context("the life's folder cannot be listed")?.count();
        let said = folder.join(format!("said-{count}"));
        let file = File::create(&said).context("no file can be made")?;
        command.stdin(Stdio::null()).stdout(file.try_clone()?).stderr(file);
        Ok((command, said))
    }
}
