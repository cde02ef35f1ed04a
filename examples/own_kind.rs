//! A kind of one's own: an HTTP probe. What depends on it goes on when an address answers as it should, and not before.
//!
//! ```text
//! Probe backend ──▶ TaskDef ──▶ Service frontend
//! ```
//!
//! The kind is a struct, as AWS's are; the handler beside it does what a cloud does for its own kinds. All else comes with
//! it: the plan, drift ("answers 503"), recovery after a death, unit tests. On the rehearsal nothing listens anywhere, so the
//! rehearsal plays the probe; with `--cloud aws` the handler asks for real.
//!
//! ```text
//! cargo run --example own_kind -- up
//! cargo run --example own_kind -- up --set backend=http://backend.example.com/health
//! cargo run --example own_kind -- backend     # a verb of its own: what the last run saw
//! cargo run --example own_kind -- destroy
//! ```

use std::io::{self, BufRead as _, BufReader, Write as _};
use std::net::{TcpStream, ToSocketAddrs as _};
use std::process::ExitCode;
use std::time::Duration;

use ironwright::aws::ecs;
use ironwright::engine::tasks::blocking;
use ironwright::kinds::{
    CloudError, CreateRequest, DeleteRequest, ErrorClass, Existing, Handler, KindRef, Observation,
    OnRehearsal, Options, Outputs, OwnKinds, ReadRequest, Readiness, Resource, UpdateRequest, async_trait,
};
use ironwright::prelude::*;
use ironwright::{App, Invocation};

/// What differs from one environment to the next.
#[derive(Settings)]
pub struct Shop {
    /// The address that the front end needs, `http://HOST[:PORT]/PATH`.
    #[setting(default = "http://backend.internal:8080/health")]
    pub backend: String,
}

fn main() -> ExitCode {
    App::new("shop")
        .kinds(kinds())
        .verb("backend", "Show what the back end answered when it was asked last", backend)
        .stack(shop)
        .main()
}

/// The kinds that this program brings along.
pub fn kinds() -> OwnKinds {
    OwnKinds::new().with(HttpProbe)
}

/// Declares the front end, behind the probe of what it needs.
pub fn shop(stack: &mut Stack, settings: &Shop) -> Result<()> {
    let backend = stack.add("backend", Probe::new(settings.backend.as_str()).timeout(Duration::from_mins(5)));
    let cluster = stack.add("shop", ecs::Cluster::new("shop"));
    let front = ecs::Container::new("nginx", "nginx:1.27").variable("BACKEND", &backend.url);
    let task = ecs::TaskDef::ec2("front").container(front.memory(ecs::Memory::mib(512)));
    let task = stack.add("front", task);
    stack.add("front", ecs::Service::new("front", &cluster, &task).desired_count(2).depends_on(&backend));
    stack.output("backend", &backend.answers);
    Ok(())
}

/// An address that must answer with a status before what depends on it goes on.
#[derive(Resource, Clone, Debug)]
#[resource(
    kind = "http.Probe",
    id = "{url}",
    outputs = ProbeOutputs,
    page = "https://developer.mozilla.org/docs/Web/HTTP/Reference/Status",
    unique = [["url"]],
    ready_when = "answering"
)]
pub struct Probe {
    /// The address, `http://HOST[:PORT]/PATH`. Another one replaces the probe.
    #[input(replaces, pattern("http://[^/]+/.*", "an address, `http://HOST/PATH`"))]
    url: Input<String>,
    /// The status that it is to answer with; 200 unless it is set. Another one is waited for anew.
    #[input(default = 200, range = 100..=599)]
    answers: Option<Input<i64>>,
    options: Options,
}

/// What a [`Probe`] gives back.
#[derive(Outputs, Debug)]
pub struct ProbeOutputs {
    /// The address.
    pub url: Output<String>,
    /// The status that it answered with.
    pub answers: Output<i64>,
}

/// Asks addresses over HTTP.
struct HttpProbe;

#[async_trait]
impl Handler for HttpProbe {
    fn kind(&self) -> KindRef {
        Probe::kind()
    }

    fn on_rehearsal(&self) -> OnRehearsal {
        OnRehearsal::Played
    }

    /// A probe leaves nothing behind in the world: one that was interrupted is made anew.
    async fn find(&self, _: &CreateRequest) -> Result<Option<Existing>, CloudError> {
        Ok(None)
    }

    async fn create(&self, request: &CreateRequest) -> Result<Existing, CloudError> {
        asked(request.inputs.read(Probe::URL)?).await
    }

    async fn read(&self, resource: &ReadRequest) -> Result<Observation, CloudError> {
        Ok(Observation::Present(asked(resource.id.to_string()).await?.observed))
    }

    async fn update(&self, request: &UpdateRequest) -> Result<Existing, CloudError> {
        asked(request.id.to_string()).await
    }

    async fn delete(&self, _: &DeleteRequest) -> Result<(), CloudError> {
        Ok(())
    }

    async fn ready(&self, resource: &ReadRequest) -> Result<Readiness, CloudError> {
        let wanted: i64 = resource.inputs.read(Probe::ANSWERS)?;
        let observed = asked(resource.id.to_string()).await?.observed;
        Ok(match observed.read::<i64>(Probe::ANSWERS)? {
            status if status == wanted => Readiness::Ready(observed),
            0 => Readiness::Waiting("an answer".to_owned()),
            status => Readiness::Waiting(format!("{wanted}, and it answers {status}")),
        })
    }
}

/// An address with the status that it answers with, 0 when it does not.
async fn asked(url: String) -> Result<Existing, CloudError> {
    let existing = Existing::new(url.as_str()).with(Probe::URL, url.as_str());
    let status = blocking(move || status(&url)).await;
    let status = status.map_err(|panicked| CloudError::told(ErrorClass::Refused, format!("{panicked:?}")))?;
    Ok(existing.with(Probe::ANSWERS, status.unwrap_or(0)))
}

/// How long an address may take to answer.
const PATIENCE: Duration = Duration::from_secs(5);

/// The status that an address answers a request with.
fn status(url: &str) -> io::Result<i64> {
    let (host, path) = url.trim_start_matches("http://").split_once('/').unwrap_or((url, ""));
    let address = if host.contains(':') { host.to_owned() } else { format!("{host}:80") };
    let unknown = || io::Error::from(io::ErrorKind::NotFound);
    let mut stream =
        TcpStream::connect_timeout(&address.to_socket_addrs()?.next().ok_or_else(unknown)?, PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    write!(stream, "GET /{path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n")?;
    let mut line = String::new();
    BufReader::new(stream).read_line(&mut line)?;
    let status = line.split(' ').nth(1).and_then(|status| status.parse().ok());
    status.ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, "the answer is not HTTP"))
}

/// What `own_kind backend` does.
fn backend(invocation: &Invocation<'_>) -> Result<()> {
    invocation.print(&invocation.outputs()?.read::<i64>("backend")?.to_string());
    Ok(())
}
