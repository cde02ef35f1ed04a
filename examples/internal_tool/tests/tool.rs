//! The tool as its clients see it: over HTTP, as a process that is killed and started again.

use std::io::{BufRead as _, BufReader, Lines, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use serde_json::Value;

/// The tool as a process; it is killed when this goes.
struct Tool {
    process: Child,
    address: String,
}

impl Tool {
    fn start(folder: &Path, conditions: &str) -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_internal-tool"))
            .arg(folder)
            .arg("127.0.0.1:0")
            .env("TOOL_REHEARSE", conditions)
            .stdout(Stdio::piped())
            .spawn()
            .expect("it starts");
        let mut line = String::new();
        BufReader::new(process.stdout.take().expect("a pipe"))
            .read_line(&mut line)
            .expect("it says where it listens");
        let address = line.trim().strip_prefix("listening on ").expect("an address").to_owned();
        Self { process, address }
    }

    /// Sends a request, and gives the stream behind the head of the answer.
    fn send(&self, method: &str, path: &str, headers: &str) -> (u16, Lines<BufReader<TcpStream>>) {
        let mut stream = TcpStream::connect(&self.address).expect("it listens");
        let head = format!("{method} {path} HTTP/1.1\r\nhost: tool\r\nconnection: close\r\n{headers}\r\n");
        stream.write_all(head.as_bytes()).expect("it reads");
        let mut lines = BufReader::new(stream).lines();
        let status = lines.next().expect("an answer").expect("text");
        let status = status.split(' ').nth(1).and_then(|code| code.parse().ok()).expect("a status");
        while lines.next().is_some_and(|line| line.is_ok_and(|line| !line.is_empty())) {}
        (status, lines)
    }

    fn ask(&self, method: &str, path: &str) -> (u16, Value) {
        let (status, lines) = self.send(method, path, "");
        let body: String = lines.map_while(Result::ok).collect();
        (status, serde_json::from_str(&body).unwrap_or_default())
    }

    /// What a stack's run tells, as it tells it, behind the event of a number.
    fn events(&self, stack: &str, after: usize) -> impl Iterator<Item = Value> + use<> {
        let (status, lines) =
            self.send("GET", &format!("/stacks/{stack}/events"), &format!("last-event-id: {after}\r\n"));
        assert_eq!(status, 200);
        let lines = lines.map_while(Result::ok);
        lines.filter_map(|line| serde_json::from_str(line.strip_prefix("data: ")?).ok())
    }

    /// Brings a stack up and says how that ended.
    fn up(&self, stack: &str) -> (String, Vec<Value>) {
        let (status, answer) = self.ask("POST", &format!("/stacks/{stack}/up"));
        assert_eq!(status, 202, "{answer}");
        let told: Vec<Value> = self.events(stack, 0).collect();
        let last = told.last().expect("it ends");
        assert_eq!(last["event"], "ended", "{last}");
        (last["outcome"].as_str().expect("a word").to_owned(), told)
    }

    /// How many resources of a stack exist.
    fn resources(&self, stack: &str) -> u64 {
        let (_, stacks) = self.ask("GET", "/stacks");
        let of_name = |it: &&Value| it["name"] == stack;
        stacks
            .as_array()
            .expect("a list")
            .iter()
            .find(of_name)
            .and_then(|it| it["resources"].as_u64())
            .expect("a count")
    }

    /// How many steps a plan has that do something.
    fn planned(&self, stack: &str) -> usize {
        let (status, plan) = self.ask("POST", &format!("/stacks/{stack}/preview"));
        assert_eq!(status, 200, "{plan}");
        plan["steps"].as_array().expect("steps").iter().filter(|step| step["action"] != "keep").count()
    }

    /// Dies at once, as of `kill -9`.
    fn kill(mut self) {
        self.process.kill().expect("it was alive");
        self.process.wait().expect("it is dead");
    }
}

impl Drop for Tool {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

const SLOW: &str = "latency=150ms..151ms";

#[test]
fn two_stacks_are_previewed_and_applied_one_on_the_other() {
    let folder = tempfile::tempdir().expect("a folder");
    let tool = Tool::start(folder.path(), "");
    let (status, refused) = tool.ask("POST", "/stacks/web/preview");
    assert_eq!(status, 422);
    assert!(
        refused["error"].as_str().is_some_and(|error| error.contains("the stack `network` is not up")),
        "{refused}"
    );
    assert_eq!(tool.ask("POST", "/stacks/wbe/up").0, 404);

    assert_eq!(tool.planned("network"), 3);
    let (outcome, told) = tool.up("network");
    assert_eq!(outcome, "succeeded");
    let numbers: Vec<u64> = told.iter().filter_map(|event| event["sequence"].as_u64()).collect();
    assert_eq!(numbers, (1..=numbers.len() as u64).collect::<Vec<_>>(), "none is missing");
    assert!(told.iter().any(|event| event["event"] == "finished" && event["stack"] == "network"), "{told:?}");

    assert_eq!(tool.up("web").0, "succeeded");
    assert_eq!((tool.resources("network"), tool.resources("web")), (3, 3));
    assert_eq!((tool.planned("network"), tool.planned("web")), (0, 0));
}

#[test]
fn a_client_that_comes_back_goes_on_where_it_was() {
    let folder = tempfile::tempdir().expect("a folder");
    let tool = Tool::start(folder.path(), "");
    let (_, told) = tool.up("network");
    let again: Vec<Value> = tool.events("network", 3).collect();
    assert_eq!(again, told[3..]);
}

#[test]
fn a_tool_that_is_killed_between_two_stacks_and_in_the_middle_of_one_goes_on() {
    let folder = tempfile::tempdir().expect("a folder");
    let tool = Tool::start(folder.path(), "");
    assert_eq!(tool.up("network").0, "succeeded");
    tool.kill();

    let tool = Tool::start(folder.path(), SLOW);
    assert_eq!((tool.resources("network"), tool.resources("web")), (3, 0));
    assert_eq!(tool.ask("POST", "/stacks/web/up").0, 202);
    // The cluster is being made: its intent is written down, and the answer never comes.
    let begun = tool.events("web", 0).find(|event| event["event"] == "started");
    assert!(begun.is_some(), "a step begins");
    tool.kill();

    let tool = Tool::start(folder.path(), "");
    let (outcome, told) = tool.up("web");
    assert_eq!(outcome, "succeeded", "{told:?}");
    assert!(told.iter().any(|event| event["event"] == "recovered"), "{told:?}");
    assert_eq!((tool.resources("network"), tool.resources("web")), (3, 3));
    assert_eq!((tool.planned("network"), tool.planned("web")), (0, 0));
    tool.kill();
    assert_eq!(objects(folder.path(), "ecs.Service"), 1, "nothing is there twice");
    assert_eq!(objects(folder.path(), "ecs.Cluster"), 1, "nothing is there twice");
}

#[test]
fn a_run_that_is_cancelled_finishes_what_is_under_way_and_can_be_gone_on_with() {
    let folder = tempfile::tempdir().expect("a folder");
    let tool = Tool::start(folder.path(), SLOW);
    assert_eq!(tool.ask("POST", "/stacks/network/cancel").0, 404, "nothing is going on");
    assert_eq!(tool.ask("POST", "/stacks/network/up").0, 202);
    assert_eq!(tool.ask("POST", "/stacks/network/up").0, 409, "one run at a time");
    let mut told = tool.events("network", 0);
    assert!(told.by_ref().any(|event| event["event"] == "started"));
    assert_eq!(tool.ask("POST", "/stacks/network/cancel").0, 202);
    let last = told.last().expect("it ends");
    assert_eq!((&last["event"], &last["outcome"]), (&"ended".into(), &"cancelled".into()));
    assert_eq!(tool.resources("network"), 1, "what was under way is finished, and nothing else has begun");
    assert_eq!(tool.up("network").0, "succeeded");
    assert_eq!(tool.planned("network"), 0);
}

/// How many resources of a kind the rehearsed cloud has.
fn objects(folder: &Path, kind: &str) -> usize {
    use ironwright::core::Location;
    use ironwright::rehearsal::Rehearsal;

    let location = Location { account: "123456789012".into(), region: "eu-west-2".into() };
    let cloud =
        Rehearsal::open(&folder.join("world.log"), location, ironwright::aws::registry()).expect("opens");
    cloud.objects().iter().filter(|object| &*object.kind == kind).count()
}
