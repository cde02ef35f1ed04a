//! Servers that speak AWS, started from the project's Python environment on free loopback ports.

use std::fs::File;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::process;
use crate::project::Project;
use crate::python::Environment;

/// How long a server may take until it listens, on a machine that is busy compiling.
const PATIENCE: Duration = Duration::from_mins(1);

/// A server that speaks AWS.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    /// Strict about networks, and knows no running tasks.
    Moto,
    /// Runs tasks at once, and lets most mistakes pass.
    MiniStack,
}

/// A running server; it ends with the value.
pub(crate) struct Server {
    pub(crate) endpoint: String,
    child: Child,
}

impl Kind {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Moto => "moto",
            Self::MiniStack => "MiniStack",
        }
    }

    /// Starts the server and waits until it listens. Where it writes is told by `output`.
    pub(crate) fn start(
        self,
        project: &Project,
        environment: &Environment,
        output: impl Fn() -> Stdio,
    ) -> Result<Server> {
        let port = free_port()?;
        let mut command = process::command(environment.program("python"), &project.root);
        match self {
            Self::Moto => {
                command.args(["xtask/python/serve_moto.py", "-H", "127.0.0.1", "-p", &port.to_string()]);
                // As in AWS, its own managed policies are there.
                command.env("MOTO_IAM_LOAD_MANAGED_POLICIES", "true");
                // It starts no tasks: without this no service would ever be steady, with it those are that want one.
                command.env("MOTO_ECS_SERVICE_RUNNING", "1");
            }
            Self::MiniStack => {
                command.args(["-m", "ministack"]);
                command.env("BIND_HOST", "127.0.0.1").env("GATEWAY_PORT", port.to_string());
                // It would listen on fixed ports for things that nobody tests.
                command.env("IOT_MTLS_ENABLED", "0").env("SFTP_ENABLED", "0");
                // Where it finds Docker it runs tasks in containers, of images that it would have to fetch.
                command.env("DOCKER_HOST", "unix:///nowhere");
            }
        }
        command.stdin(Stdio::null()).stdout(output()).stderr(output());
        let child = command.spawn().with_context(|| process::cannot_start(&command))?;
        let mut server = Server { endpoint: format!("http://127.0.0.1:{port}"), child };
        server.wait_until_it_listens(self.name(), port)?;
        Ok(server)
    }

    /// Starts the server so that it writes its log, a line for each request, to a file.
    pub(crate) fn start_logging(
        self,
        project: &Project,
        environment: &Environment,
        log: &Path,
    ) -> Result<Server> {
        let file = File::create(log).with_context(|| format!("{} cannot be made", log.display()))?;
        let output = || file.try_clone().map_or_else(|_| Stdio::null(), Stdio::from);
        self.start(project, environment, output)
    }
}

impl Server {
    /// Waits until the server ends by itself, or a person ends it.
    pub(crate) fn wait(&mut self) -> Result<()> {
        self.child.wait().map(drop).context("the server cannot be waited for")
    }

    fn wait_until_it_listens(&mut self, name: &str, port: u16) -> Result<()> {
        let began = Instant::now();
        let address = SocketAddr::from(([127, 0, 0, 1], port));
        while TcpStream::connect_timeout(&address, Duration::from_secs(1)).is_err() {
            if let Some(status) = self.child.try_wait()? {
                bail!("{name} ended before it listened ({status}); remove .venv and run again");
            }
            if began.elapsed() > PATIENCE {
                bail!("{name} does not listen on {address} after {} s", PATIENCE.as_secs());
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already, and nothing is lost with it.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn free_port() -> Result<u16> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).context("no port of 127.0.0.1 is free")?;
    Ok(listener.local_addr()?.port())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_free_port_can_be_listened_on() {
        let port = free_port().unwrap();
        TcpListener::bind(("127.0.0.1", port)).unwrap();
    }
}
