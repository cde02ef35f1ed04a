//! A service that never becomes steady: the error says what was waited for, and the next run waits on instead of
//! deploying again.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::Duration;

use ironwright_aws::ecs::{Cluster, Container, Memory, Service, TaskDef};
use ironwright_aws_live::{Live, Options};
use ironwright_core::plan::{Action, Plan, Selection, Verb};
use ironwright_core::{Declare as _, Stack};
use ironwright_engine::store::{Holder, MemoryStore};
use ironwright_engine::{Cancel, Engine, Outcome};

/// moto runs one task of each service: with two it goes on for ever.
const WANTED: u32 = 2;

#[tokio::test]
async fn a_service_that_never_gets_steady_is_waited_for_again_and_not_deployed_again() {
    let moto = std::env::var("IRONWRIGHT_TEST_MOTO").unwrap_or_else(|_| {
        panic!("IRONWRIGHT_TEST_MOTO is not set: `cargo xtask test --leg contract` starts the server")
    });
    let options = Options {
        endpoint: Some(moto.clone()),
        region: Some("us-east-1".to_owned()),
        keys: Some(("test".to_owned(), "test".to_owned())),
        late_create_window: Some(Duration::ZERO),
        ..Options::default()
    };
    let live = Live::connect(&options).await.expect("connects");
    let engine = Engine::new(Arc::new(live), ironwright_aws::registry());
    let name = format!("waiting-{}", std::process::id());
    let store = MemoryStore::new(&name);

    let (_, first) = run(&engine, &store, &name, Verb::Up).await;
    let [failure] = first.failed.as_slice() else { panic!("one step fails: {:?}", first.failed) };
    assert_eq!(failure.address.as_str(), "ecs.Service.web");
    assert!(failure.message.contains("not steady after"), "{}", failure.message);
    assert!(failure.message.ends_with("1 of 2 tasks are running; 1 is pending"), "{}", failure.message);
    let hint = failure.hint.as_deref().unwrap_or_default();
    assert!(hint.contains("type the same command again to go on waiting"), "{hint}");

    let deployed = deployments(&moto, &name);
    let (plan, second) = run(&engine, &store, &name, Verb::Up).await;
    let busy: Vec<_> = plan.steps.iter().filter(|step| !step.is_idle()).collect();
    assert!(matches!(busy.as_slice(), [step] if step.action == Action::Settle), "{plan}");
    assert_eq!(second.failed.len(), 1, "{:?}", second.failed);
    assert_eq!(deployments(&moto, &name), deployed);

    let (_, last) = run(&engine, &store, &name, Verb::Destroy).await;
    assert!(last.is_complete(), "{:?}", last.failed);
}

async fn run(engine: &Engine, store: &MemoryStore, name: &str, verb: Verb) -> (Plan, Outcome) {
    let mut stack = Stack::new(name);
    let cluster = stack.add("cluster", Cluster::new(name));
    let web = Container::new("web", "nginx:1.29").memory(Memory::gib(1));
    let task = stack.add("web", TaskDef::ec2(name).container(web));
    let service = Service::new("web", &cluster, &task).desired_count(WANTED);
    stack.add("web", service.timeout(Duration::from_secs(2)));
    let graph = stack.graph().expect("a good declaration");

    let holder = Holder { run: format!("run-{name}"), verb: verb.as_str().to_owned(), ..Holder::default() };
    let mut run = engine.begin(store, &graph, verb.as_str(), holder).await.expect("begins");
    let (plan, observations) = run.plan(&graph, verb, &Selection::default()).await.expect("plans");
    let outcome = run.apply(&graph, &plan, &observations, Cancel::never()).await.expect("goes on to its end");
    run.end(outcome.word()).await.expect("ends");
    (plan, outcome)
}

/// The deployments of the service, asked plainly.
fn deployments(moto: &str, cluster: &str) -> Vec<String> {
    let body = format!(r#"{{"cluster":"{cluster}","services":["web"]}}"#);
    let request = format!(
        "POST / HTTP/1.1\r\nhost: ecs.us-east-1.amazonaws.com\r\nconnection: close\r\n\
         content-type: application/x-amz-json-1.1\r\n\
         x-amz-target: AmazonEC2ContainerServiceV20141113.DescribeServices\r\n\
         authorization: AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/ecs/aws4_request\r\n\
         content-length: {}\r\n\r\n{body}",
        body.len()
    );
    let mut stream = TcpStream::connect(moto.trim_start_matches("http://")).expect("connects");
    stream.write_all(request.as_bytes()).expect("asks");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    let found: Vec<String> = answer
        .split("ecs-svc/")
        .skip(1)
        .filter_map(|rest| rest.split(|c: char| !c.is_ascii_digit()).next())
        .map(str::to_owned)
        .collect();
    assert!(!found.is_empty(), "{answer}");
    found
}
