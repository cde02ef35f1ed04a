//! How many calls it takes to see that nothing is to be done: reading is shared where AWS allows it.

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use ironwright_aws::ecr::{LifecyclePolicy, LifecycleRule, Repository, RepositoryPolicy};
use ironwright_aws::iam::{
    Group, GroupPolicyAttachment, Policy, PolicyDocument, Principal, Role, RolePolicy, Statement,
};
use ironwright_aws::logs::LogGroup;
use ironwright_aws_live::{Live, Options};
use ironwright_core::plan::{Plan, Selection, Verb};
use ironwright_core::state::Observation;
use ironwright_core::{Graph, Map, Resource as _, Stack};
use ironwright_engine::cloud::ReadRequest;
use ironwright_engine::store::{Holder, MemoryStore};
use ironwright_engine::{Cancel, Cloud, Engine};

#[tokio::test]
async fn a_refresh_asks_iam_once_for_what_its_kinds_have_in_common() {
    let counter = Counter::default();
    let live = connect(&counter).await;
    let (store, graph) = (MemoryStore::new(NAME), services("shared", "ecr:GetAuthorizationToken"));
    let engine = Engine::new(Arc::new(live), ironwright_aws::registry());
    run(&engine, &store, &graph, Verb::Up).await;

    counter.forget();
    let plan = preview(&engine, &store, &graph).await;
    assert!(plan.is_empty(), "{plan}");
    let lean = BTreeMap::from(
        [
            ("DescribeLogGroups", 1),
            ("DescribeRepositories", 1),
            ("GetAccountAuthorizationDetails", 1),
            ("GetLifecyclePolicy", 2),
            ("GetPolicy", 1),
            ("GetRepositoryPolicy", 2),
            ("GetRole", 2),
        ]
        .map(|(action, count)| (action.to_owned(), count)),
    );
    assert_eq!(counter.calls(), lean);

    // What was read for one refresh says nothing in the next: every change shows, whatever it was read from.
    let changed = services("shared", "ecr:DescribeRegistry");
    run(&engine, &store, &changed, Verb::Up).await;
    let plan = preview(&engine, &store, &changed).await;
    assert!(plan.is_empty(), "{plan}");
    let back = preview(&engine, &store, &graph).await;
    assert_eq!(back.steps.iter().filter(|step| !step.is_idle()).count(), 4, "{back}");

    run(&engine, &store, &changed, Verb::Destroy).await;
    assert!(store.state().resources.is_empty());
}

#[tokio::test]
async fn who_may_not_read_the_whole_account_reads_one_by_one() {
    // Another call of the same length, which is refused.
    let denied = ("Action=GetAccountAuthorizationDetails", "Action=GetUser&UserName=nobody.at.all");
    let counter = Counter { instead: Some(denied), ..Counter::default() };
    let live = connect(&counter).await;
    let (store, graph) = (MemoryStore::new(NAME), services("denied", "ecr:GetAuthorizationToken"));
    let engine = Engine::new(Arc::new(live), ironwright_aws::registry());
    run(&engine, &store, &graph, Verb::Up).await;

    counter.forget();
    let plan = preview(&engine, &store, &graph).await;
    assert!(plan.is_empty(), "{plan}");
    let calls = counter.calls();
    let single = ["GetRolePolicy", "GetPolicyVersion", "GetGroup", "ListAttachedGroupPolicies"];
    assert_eq!(single.map(|action| calls.get(action).copied()), [Some(3), Some(1), Some(1), Some(1)]);
    run(&engine, &store, &graph, Verb::Destroy).await;
}

#[tokio::test]
async fn a_repository_that_is_gone_hides_none_of_those_that_are_read_with_it() {
    let counter = Counter::default();
    let live = Arc::new(connect(&counter).await);
    let (store, graph) = (MemoryStore::new(NAME), services("gone", "ecr:GetAuthorizationToken"));
    let engine = Engine::new(Arc::clone(&live) as Arc<dyn Cloud>, ironwright_aws::registry());
    run(&engine, &store, &graph, Verb::Up).await;

    let read = |images: &str| {
        let name = format!("{NAME}-gone-{}-{images}", std::process::id());
        ReadRequest { id: name.into(), inputs: Map::new() }
    };
    let all = ["nginx", "missing", "uwsgi"].map(read);
    let seen = live.read(Repository::kind(), &all).await.expect("reads");
    let is_there = |seen: &Observation| matches!(seen, Observation::Present(_));
    assert_eq!(seen.iter().map(is_there).collect::<Vec<_>>(), [true, false, true], "{seen:?}");
    run(&engine, &store, &graph, Verb::Destroy).await;
}

const NAME: &str = "lean";

/// What `dmp-frontend` has of these services.
fn services(scene: &str, action: &str) -> Graph {
    let mut stack = Stack::new(NAME);
    let name = |name: &str| format!("{NAME}-{scene}-{}-{name}", std::process::id());
    let trust = || {
        let tasks = Principal::service("ecs-tasks.amazonaws.com");
        PolicyDocument::new().statement(Statement::allow().action("sts:AssumeRole").principal(tasks))
    };
    let allow = || PolicyDocument::new().statement(Statement::allow().action(action).resource("*"));
    let execution = stack.add("execution", Role::new(name("execution"), trust()).description("Starts"));
    stack.add("task", Role::new(name("task"), trust()));
    for policy in ["ecr", "log", "pass"] {
        stack.add(policy, RolePolicy::new(&execution, policy, allow()));
    }
    let login = stack.add("login", Policy::new(name("login"), allow()));
    let group = stack.add("login", Group::new(name("login")));
    stack.add("login", GroupPolicyAttachment::new(&group, &login));
    for images in ["nginx", "uwsgi"] {
        let repository = stack.add(images, Repository::new(name(images)).force_delete(true));
        stack.add(images, LifecyclePolicy::new(&repository, LifecycleRule::expire_untagged_after(14)));
        let push = Statement::allow().action("ecr:PutImage").principal(Principal::account("473251818902"));
        stack.add(images, RepositoryPolicy::new(&repository, PolicyDocument::new().statement(push)));
    }
    stack.add("log", LogGroup::new(name("log")).retention_in_days(30));
    stack.graph().expect("a graph")
}

async fn preview(engine: &Engine, store: &MemoryStore, graph: &Graph) -> Plan {
    engine.preview(store, graph, Verb::Up, &Selection::default()).await.expect("a plan")
}

async fn run(engine: &Engine, store: &MemoryStore, graph: &Graph, verb: Verb) {
    let holder = Holder { run: "run".to_owned(), verb: verb.as_str().to_owned(), ..Holder::default() };
    let mut run = engine.begin(store, graph, verb.as_str(), holder).await.expect("begins");
    let (plan, observations) = run.plan(graph, verb, &Selection::default()).await.expect("a plan");
    let outcome = run.apply(graph, &plan, &observations, Cancel::never()).await.expect("applies");
    run.end(outcome.word()).await.expect("ends");
    assert!(outcome.is_complete(), "{:?}", outcome.failed);
}

async fn connect(counter: &Counter) -> Live {
    let moto = std::env::var("IRONWRIGHT_TEST_MOTO").unwrap_or_else(|_| {
        panic!("IRONWRIGHT_TEST_MOTO is not set: `cargo xtask test --leg contract` starts the server")
    });
    let options = Options {
        endpoint: Some(counter.between(moto.trim_start_matches("http://"))),
        region: Some("us-east-1".to_owned()),
        keys: Some(("test".to_owned(), "test".to_owned())),
        late_create_window: Some(Duration::ZERO),
        ..Options::default()
    };
    Live::connect(&options).await.expect("connects")
}

/// What was sent to a server, by everyone who goes through it.
#[derive(Clone, Default)]
struct Counter {
    sent: Arc<Mutex<Vec<u8>>>,
    /// A text of a request, and what the server is given instead.
    instead: Option<(&'static str, &'static str)>,
}

impl Counter {
    /// A way to a server on which all that is sent is kept.
    fn between(&self, server: &str) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let endpoint = format!("http://{}", listener.local_addr().expect("an address"));
        let (counter, server) = (self.clone(), server.to_owned());
        std::thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let Ok(upstream) = TcpStream::connect(&server) else { return };
                let both = || Some((client.try_clone().ok()?, upstream.try_clone().ok()?));
                let (Some((asking, asked)), Some((answered, answering))) = (both(), both()) else { return };
                let counter = counter.clone();
                std::thread::spawn(move || pass_on(asking, asked, Some(&counter)));
                std::thread::spawn(move || pass_on(answering, answered, None));
            }
        });
        endpoint
    }

    fn forget(&self) {
        self.sent.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// The actions that were called, and how often. Each service names them in one of two ways.
    fn calls(&self) -> BTreeMap<String, usize> {
        let sent = self.sent.lock().unwrap_or_else(PoisonError::into_inner);
        let sent = String::from_utf8_lossy(&sent).into_owned();
        let mut calls = BTreeMap::new();
        for beginning in ["Action=", "x-amz-target: "] {
            for rest in sent.split(beginning).skip(1) {
                let action: String =
                    rest.chars().take_while(|c| c.is_alphanumeric() || "_.".contains(*c)).collect();
                let action = action.rsplit('.').next().unwrap_or_default().to_owned();
                *calls.entry(action).or_default() += 1;
            }
        }
        calls
    }
}

fn pass_on(mut from: TcpStream, mut to: TcpStream, counter: Option<&Counter>) {
    let mut part = [0; 4096];
    while let Ok(read @ 1..) = from.read(&mut part) {
        let mut bytes = part[..read].to_vec();
        if let Some(Counter { sent, instead }) = counter {
            sent.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(&bytes);
            if let (Some((said, told)), Ok(text)) = (instead, std::str::from_utf8(&bytes)) {
                bytes = text.replace(said, told).into_bytes();
            }
        }
        if to.write_all(&bytes).is_err() {
            break;
        }
    }
    let _ = to.shutdown(Shutdown::Write);
}
