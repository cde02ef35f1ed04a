//! Credentials that expire half way: the run keeps all it did, and the next one goes on; nothing is made twice.

mod wire;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use ironwright_aws::{ec2, ecs, logs};
use ironwright_aws_live::{Live, Options};
use ironwright_core::plan::{Selection, Verb};
use ironwright_core::{Graph, Stack, cidr};
use ironwright_engine::store::{Holder, MemoryStore};
use ironwright_engine::{Cancel, Engine, EngineError, EngineOptions, Outcome};

/// How AWS says that a token has expired, in the protocol of the request.
fn expired(request: &str) -> String {
    let message = "The security token included in the request is expired";
    let (status, content, body) = if request.to_lowercase().contains("x-amz-target") {
        let body = format!("{{\"__type\":\"ExpiredTokenException\",\"message\":\"{message}\"}}");
        ("400 Bad Request", "application/x-amz-json-1.1", body)
    } else if request.contains("Version=2016-11-15") {
        let error = format!("<Error><Code>ExpiredToken</Code><Message>{message}</Message></Error>");
        ("400 Bad Request", "text/xml", format!("<Response><Errors>{error}</Errors></Response>"))
    } else {
        let error = format!("<Error><Code>ExpiredToken</Code><Message>{message}</Message></Error>");
        ("403 Forbidden", "text/xml", format!("<ErrorResponse>{error}</ErrorResponse>"))
    };
    format!("HTTP/1.1 {status}\r\ncontent-type: {content}\r\ncontent-length: {}\r\n\r\n{body}", body.len())
}

/// AWS, by way of a token that is good for so many calls.
async fn aws(calls: usize) -> Live {
    let moto = std::env::var("IRONWRIGHT_TEST_MOTO").unwrap_or_else(|_| {
        panic!("IRONWRIGHT_TEST_MOTO is not set: `cargo xtask test --leg contract` starts the server")
    });
    let left = AtomicUsize::new(calls);
    let take = |left: usize| left.checked_sub(1);
    let answers = move |request: &str| {
        let is_good = left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, take).is_ok();
        (!is_good).then(|| expired(request))
    };
    let options = Options {
        endpoint: Some(wire::way_to(&moto, Arc::new(answers))),
        region: Some("us-east-1".to_owned()),
        keys: Some(("test".to_owned(), "test".to_owned())),
        late_create_window: Some(Duration::ZERO),
        ..Options::default()
    };
    Live::connect(&options).await.unwrap_or_else(|error| panic!("{error}"))
}

fn program(name: &str) -> Graph {
    let mut stack = Stack::new(name);
    let vpc = stack.add("main", ec2::Vpc::new(cidr("10.77.0.0/16")).enable_dns_hostnames(true));
    stack.add("a", ec2::Subnet::new(&vpc, cidr("10.77.1.0/24")).map_public_ip_on_launch(true));
    stack.add("web", logs::LogGroup::new(format!("/{name}")).retention_in_days(30));
    stack.add("cluster", ecs::Cluster::new(name));
    stack.graph().expect("a sound program")
}

/// A run with a token that is good for so many calls after the first, which asks whose it is.
async fn run(store: &MemoryStore, graph: &Graph, verb: Verb, calls: usize) -> Result<Outcome, EngineError> {
    let options = EngineOptions { parallelism: 1, ..EngineOptions::default() };
    let engine = Engine::new(Arc::new(aws(calls.saturating_add(1)).await), ironwright_aws::registry());
    let engine = engine.with_options(options);
    let holder = Holder { run: format!("run-{}-{calls}", verb.as_str()), ..Holder::default() };
    let mut run = engine.begin(store, graph, verb.as_str(), holder).await?;
    let (plan, observations) = run.plan(graph, verb, &Selection::default()).await?;
    let outcome = run.apply(graph, &plan, &observations, Cancel::never()).await?;
    run.end(outcome.word()).await?;
    Ok(outcome)
}

#[tokio::test]
async fn a_token_may_expire_at_any_moment_and_the_next_run_goes_on() {
    const UNLIMITED: usize = usize::MAX - 1;
    let mut last_known = 0;
    // Every third call: each round is four runs.
    for calls in (0..60).step_by(3) {
        let name = format!("expiring-{}-{calls}", std::process::id());
        let (store, graph) = (MemoryStore::new(&name), program(&name));
        let outcome = run(&store, &graph, Verb::Up, calls).await.expect("begins");
        let (complete, known) = (outcome.is_complete(), store.state().count());
        for failed in &outcome.failed {
            assert!(failed.message.contains("ExpiredToken"), "{calls}: {}", failed.message);
            let hint = failed.hint.as_deref().unwrap_or_default();
            assert!(hint.contains("all that was done is kept"), "{calls}: {hint}");
        }
        assert!(complete || !outcome.failed.is_empty(), "{calls}: {outcome:?}");
        // The longer the token is good, the more is kept.
        assert!(known >= last_known, "{calls}: {known} are known, with fewer calls {last_known}");
        last_known = known;

        let next = run(&store, &graph, Verb::Up, UNLIMITED).await.expect("goes on");
        assert!(next.is_complete() && store.state().count() == 4, "{calls}: {next:?}");
        let again = run(&store, &graph, Verb::Up, UNLIMITED).await.expect("runs");
        assert!(again.done.is_empty(), "{calls}: {again:?}");
        let gone = run(&store, &graph, Verb::Destroy, UNLIMITED).await.expect("destroys");
        assert!(gone.is_complete() && store.state().count() == 0, "{calls}: {gone:?}");
        // Nothing was made twice: AWS itself has no VPC of this stack left.
        assert_eq!(vpcs_of(&name), 0, "{calls}");
        if complete {
            assert!(calls > 5, "it took {calls} calls only");
            return;
        }
    }
    panic!("it never came to an end");
}

/// How many VPCs there are of a stack, asked plainly.
fn vpcs_of(stack: &str) -> usize {
    use std::io::{Read as _, Write as _};
    let moto = std::env::var("IRONWRIGHT_TEST_MOTO").expect("is set");
    let body = format!(
        "Action=DescribeVpcs&Version=2016-11-15&Filter.1.Name=tag:ironwright:stack&Filter.1.Value.1={stack}"
    );
    let request = format!(
        "POST / HTTP/1.1\r\nhost: ec2.us-east-1.amazonaws.com\r\nconnection: close\r\n\
         content-type: application/x-www-form-urlencoded\r\n\
         authorization: AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/ec2/aws4_request\r\n\
         content-length: {}\r\n\r\n{body}",
        body.len()
    );
    let mut stream = std::net::TcpStream::connect(moto.trim_start_matches("http://")).expect("connects");
    stream.write_all(request.as_bytes()).expect("asks");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    answer.matches("<vpcId>").count()
}
