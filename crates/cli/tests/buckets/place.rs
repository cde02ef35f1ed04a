//! A new place in a bucket, and commands that go there.

use std::process::Command;
use std::time::{SystemTime, UNIX_EPOCH};

use crate::tool::{Project, Ran};

/// A bucket of a test's own, and a project folder.
pub(crate) struct Shared {
    pub(crate) project: Project,
    /// `s3://bucket/web`.
    pub(crate) url: String,
    pub(crate) bucket: String,
    pub(crate) endpoint: String,
}

pub(crate) const MOTO: &str = "IRONWRIGHT_TEST_MOTO";
const MINISTACK: &str = "IRONWRIGHT_TEST_MINISTACK";

impl Shared {
    /// A bucket that was just made.
    pub(crate) fn new() -> Self {
        Self::made_on(MINISTACK)
    }

    /// A bucket that was just made on a server.
    pub(crate) fn made_on(server: &str) -> Self {
        let shared = Self::on(server);
        shared.done(&format!("state init {} --yes", shared.url));
        shared
    }

    /// A bucket that is to be made.
    pub(crate) fn unmade() -> Self {
        Self::on(MINISTACK)
    }

    /// A bucket that is to be made on a server.
    pub(crate) fn on(server: &str) -> Self {
        let endpoint = std::env::var(server).unwrap_or_else(|_| {
            panic!("{server} is not set: `cargo xtask test --leg contract` starts the servers")
        });
        let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("a clock").as_nanos();
        let bucket = format!("iw-cli-{now:x}-{}", std::process::id());
        Self { project: Project::new(), url: format!("s3://{bucket}/web"), bucket, endpoint }
    }

    /// The same bucket, from another machine.
    pub(crate) fn elsewhere(&self) -> Self {
        let (url, bucket, endpoint) = (self.url.clone(), self.bucket.clone(), self.endpoint.clone());
        Self { project: Project::new(), url, bucket, endpoint }
    }

    pub(crate) fn command(&self, line: &str) -> Command {
        let mut command = self.project.command(&line.split_whitespace().collect::<Vec<_>>());
        command.env("AWS_ENDPOINT_URL", &self.endpoint).env("AWS_REGION", "us-east-1");
        command.env("AWS_ACCESS_KEY_ID", "test").env("AWS_SECRET_ACCESS_KEY", "test");
        command
    }

    /// Types a command with this store.
    pub(crate) fn there(&self, line: &str) -> String {
        format!("{line} --store {}", self.url)
    }

    pub(crate) fn run(&self, line: &str) -> Ran {
        self.project.ran(self.command(line))
    }

    pub(crate) fn done(&self, line: &str) -> Ran {
        let ran = self.run(line);
        assert_eq!(ran.code, 0, "{line}: {ran:#?}");
        ran
    }
}
