//! What becomes of an ECS service in time, which no server for tests plays: it is rolled back, given up, and drains.

use ironwright_aws::ecs;
use ironwright_core::state::Observation;
use ironwright_core::{Kind, Map, Resource as _, Value};
use ironwright_engine::Cloud as _;
use ironwright_engine::cloud::{
    CreateRequest, DeleteRequest, Effect, ErrorClass, ReadRequest, Readiness, UpdateRequest,
};

use crate::player::Player;

const SERVICE: &str = "arn:aws:ecs:us-east-1:123456789012:service/demo/web";
const CLUSTER: &str = "arn:aws:ecs:us-east-1:123456789012:cluster/demo";
const NEW: &str = "arn:aws:ecs:us-east-1:123456789012:task-definition/poc:2";

/// A service with a task definition, and its deployments.
macro_rules! service {
    ($status:literal, $revision:literal, [$($deployment:literal),*]) => {
        concat!(
            r#"{"services":[{"serviceName":"web","#,
            r#""serviceArn":"arn:aws:ecs:us-east-1:123456789012:service/demo/web","#,
            r#""clusterArn":"arn:aws:ecs:us-east-1:123456789012:cluster/demo","#,
            r#""desiredCount":2,"runningCount":1,"status":""#, $status, r#"","#,
            r#""taskDefinition":"arn:aws:ecs:us-east-1:123456789012:task-definition/poc:"#, $revision, r#"","#,
            r#""deployments":["#, $($deployment,)* r#"],"events":[],"tags":[]}]}"#,
        )
    };
}

const BEFORE: &str = service!(
    "ACTIVE",
    "1",
    [r#"{"id":"ecs-svc/1","status":"PRIMARY","rolloutState":"COMPLETED","runningCount":2,"desiredCount":2,
        "taskDefinition":"arn:aws:ecs:us-east-1:123456789012:task-definition/poc:1"}"#]
);
const COMING: &str = service!(
    "ACTIVE",
    "2",
    [r#"{"id":"ecs-svc/2","status":"PRIMARY","rolloutState":"IN_PROGRESS","runningCount":1,"pendingCount":1,
        "desiredCount":2,"taskDefinition":"arn:aws:ecs:us-east-1:123456789012:task-definition/poc:2"}"#]
);
const STUCK: &str = service!(
    "ACTIVE",
    "2",
    [r#"{"id":"ecs-svc/2","status":"PRIMARY","rolloutState":"IN_PROGRESS","runningCount":0,"pendingCount":2,
        "desiredCount":2,"taskDefinition":"arn:aws:ecs:us-east-1:123456789012:task-definition/poc:2"}"#]
);
const THERE: &str = service!(
    "ACTIVE",
    "2",
    [r#"{"id":"ecs-svc/2","status":"PRIMARY","rolloutState":"COMPLETED","runningCount":2,"desiredCount":2,
        "taskDefinition":"arn:aws:ecs:us-east-1:123456789012:task-definition/poc:2"}"#]
);
const ROLLED_BACK: &str = service!(
    "ACTIVE",
    "1",
    [
        r#"{"id":"ecs-svc/1","status":"PRIMARY","rolloutState":"IN_PROGRESS","runningCount":2,"desiredCount":2,
        "taskDefinition":"arn:aws:ecs:us-east-1:123456789012:task-definition/poc:1"},"#,
        r#"{"id":"ecs-svc/2","status":"ACTIVE","rolloutState":"FAILED","runningCount":0,"desiredCount":2,
        "rolloutStateReason":"ECS deployment circuit breaker: tasks failed to start.",
        "taskDefinition":"arn:aws:ecs:us-east-1:123456789012:task-definition/poc:2"}"#
    ]
);
const GIVEN_UP: &str = service!(
    "ACTIVE",
    "2",
    [r#"{"id":"ecs-svc/2","status":"PRIMARY","rolloutState":"FAILED","runningCount":0,"desiredCount":2,
        "taskDefinition":"arn:aws:ecs:us-east-1:123456789012:task-definition/poc:2"}"#]
);
const STOPPED: (&str, &[&str]) = (
    "DescribeTasks",
    &[r#"{"tasks":[{"startedBy":"ecs-svc/2","stoppedAt":1700000000.0,
        "stoppedReason":"CannotPullContainerError: pull image manifest has been retried 1 time(s): not found",
        "containers":[{"name":"nginx"}]}]}"#],
);
/// A task of the new deployment that did not come up.
macro_rules! died {
    () => {
        r#"{"startedBy":"ecs-svc/2","stoppedAt":1700000000.0,"stoppedReason":"Task failed to start"}"#
    };
}
const FIVE_STOPPED: &str =
    concat!(r#"{"tasks":["#, died!(), ",", died!(), ",", died!(), ",", died!(), ",", died!(), "]}");
const LISTED: (&str, &[&str]) =
    ("ListTasks", &[r#"{"taskArns":["arn:aws:ecs:us-east-1:123456789012:task/demo/1"]}"#]);

fn kind() -> &'static Kind {
    ecs::Service::kind()
}

fn inputs(more: &[(&str, Value)]) -> Map {
    let mut inputs = Map::new();
    inputs.insert("service_name".into(), "web".into());
    inputs.insert("cluster".into(), CLUSTER.into());
    inputs.insert("task_definition".into(), NEW.into());
    for (name, value) in more {
        inputs.insert((*name).into(), value.clone());
    }
    kind().with_defaults(inputs)
}

fn wanted() -> ReadRequest {
    ReadRequest { id: SERVICE.into(), inputs: inputs(&[]) }
}

fn request(more: &[(&str, Value)]) -> CreateRequest {
    CreateRequest {
        stack: "demo".to_owned(),
        address: "ecs.Service.web".parse().expect("an address"),
        kind: kind(),
        inputs: inputs(more),
        token: "0123456789abcdef0123456789abcdef".to_owned(),
    }
}

#[tokio::test]
async fn a_wait_says_what_the_last_task_died_of_and_ends_when_the_wanted_tasks_run() {
    let player = Player::new(&[("DescribeServices", &[COMING, THERE]), LISTED, STOPPED]);
    let live = player.connect().await;
    let waiting = live.settle(kind(), &wanted()).await.expect("looks");
    let text = "1 of 2 tasks are running; 1 is pending: CannotPullContainerError: pull image manifest has been \
                retried 1 time(s): not found";
    assert_eq!(waiting, Readiness::Waiting(text.to_owned()));
    let ready = live.settle(kind(), &wanted()).await.expect("looks");
    assert!(
        matches!(ready, Readiness::Ready(observed) if observed.get("task_definition") == Some(&NEW.into()))
    );
}

#[tokio::test]
async fn a_wait_ends_when_one_task_after_the_other_dies_of_the_same() {
    let player = Player::new(&[("DescribeServices", &[STUCK]), LISTED, ("DescribeTasks", &[FIVE_STOPPED])]);
    let error = player.connect().await.settle(kind(), &wanted()).await.expect_err("it is hopeless");
    assert_eq!((error.class, error.effect), (ErrorClass::Refused, Effect::None));
    assert_eq!(
        error.to_string(),
        "wait: TasksStop: no task of poc:2 stays up in service web: the last 5 stopped alike: Task failed to start"
    );
}

#[tokio::test]
async fn a_service_that_was_rolled_back_is_a_failure_that_says_why() {
    let player = Player::new(&[("DescribeServices", &[ROLLED_BACK]), LISTED, STOPPED]);
    let error = player.connect().await.settle(kind(), &wanted()).await.expect_err("it was rolled back");
    assert_eq!((error.class, error.effect), (ErrorClass::Refused, Effect::None));
    assert_eq!(
        error.to_string(),
        "wait: RolledBack: service web does not run poc:2: AWS went back to poc:1 (ECS deployment circuit breaker: \
         tasks failed to start); the last task stopped: CannotPullContainerError: pull image manifest has been \
         retried 1 time(s): not found"
    );
}

#[tokio::test(start_paused = true)]
async fn one_look_at_the_state_before_is_no_proof_of_a_rollback() {
    let player = Player::new(&[("DescribeServices", &[BEFORE, BEFORE, THERE])]);
    let ready = player.connect().await.settle(kind(), &wanted()).await.expect("looks again");
    assert!(matches!(ready, Readiness::Ready(_)), "{ready:?}");

    let player = Player::new(&[("DescribeServices", &[BEFORE])]);
    let error = player.connect().await.settle(kind(), &wanted()).await.expect_err("it stays so");
    assert_eq!(error.to_string(), "wait: RolledBack: service web does not run poc:2: AWS went back to poc:1");
}

#[tokio::test]
async fn a_deployment_that_aws_gave_up_is_made_anew() {
    let player = Player::new(&[("DescribeServices", &[GIVEN_UP]), ("UpdateService", &["{}"])]);
    let live = player.connect().await;
    let seen = live.read(kind(), &[wanted()]).await.expect("reads");
    let [Observation::Present(observed)] = seen.as_slice() else { panic!("it is there: {seen:?}") };
    let given_up = format!("{NEW} (its deployment failed)");
    assert_eq!(observed.get("task_definition"), Some(&Value::text(given_up)));

    let change = UpdateRequest {
        address: "ecs.Service.web".parse().expect("an address"),
        kind: kind(),
        id: SERVICE.into(),
        inputs: inputs(&[("desired_count", 2.into())]),
        applied: inputs(&[("desired_count", 2.into())]),
        ignored: Vec::new(),
    };
    let updated = live.update(&change).await.expect("is deployed anew");
    assert_eq!(updated.observed.get("task_definition"), Some(&NEW.into()));
    let sent = player.requests().into_iter().find(|request| request.starts_with("Action=UpdateService"));
    let sent = sent.expect("an update");
    assert!(sent.contains(r#""forceNewDeployment":true"#) && sent.contains(NEW), "{sent}");
    assert!(!sent.contains("desiredCount"), "what does not differ is left alone: {sent}");
}

#[tokio::test]
async fn a_name_is_not_free_before_the_tasks_of_its_service_have_stopped() {
    let draining = "!InvalidParameterException Unable to Start a service that is still Draining.";
    let player = Player::new(&[("CreateService", &[draining])]);
    let error = player.connect().await.create(&request(&[])).await.expect_err("it still drains");
    assert_eq!((error.class, error.effect), (ErrorClass::Blocked, Effect::None), "{error}");
    assert!(error.hint.is_some_and(|hint| hint.contains("still stopping")));
}

#[tokio::test]
async fn a_name_that_somebody_else_has_is_not_taken_over() {
    let taken = "!InvalidParameterException Creation of service was not idempotent.";
    let player = Player::new(&[("CreateService", &[taken]), ("DescribeServices", &[THERE])]);
    let error = player.connect().await.create(&request(&[])).await.expect_err("it is not ours");
    assert_eq!(error.class, ErrorClass::Conflict, "{error}");
}

#[tokio::test]
async fn a_create_carries_its_token_and_a_daemon_no_number_of_tasks() {
    let refused = "!ClientException no";
    let player = Player::new(&[("CreateService", &[refused])]);
    let daemon = request(&[("scheduling_strategy", "DAEMON".into())]);
    player.connect().await.create(&daemon).await.expect_err("is refused");
    let sent = player.requests().into_iter().find(|request| request.starts_with("Action=CreateService"));
    let sent = sent.expect("a create");
    assert!(sent.contains(r#""clientToken":"0123456789abcdef0123456789abcdef""#), "{sent}");
    assert!(sent.contains(r#""schedulingStrategy":"DAEMON""#) && !sent.contains("desiredCount"), "{sent}");
}

#[tokio::test(start_paused = true)]
async fn a_deleted_service_is_gone_when_its_tasks_are() {
    let player = Player::new(&[
        ("DeleteService", &["{}"]),
        ("DescribeServices", &[service!("DRAINING", "2", []), service!("INACTIVE", "2", [])]),
    ]);
    let delete = DeleteRequest {
        address: "ecs.Service.web".parse().expect("an address"),
        kind: kind(),
        id: SERVICE.into(),
        inputs: inputs(&[]),
    };
    player.connect().await.delete(&delete).await.expect("is deleted");
    assert_eq!(player.actions(), ["DeleteService", "DescribeServices", "DescribeServices"]);
    let sent = player.requests();
    assert!(sent.iter().any(|request| request.contains(r#""force":true"#)), "{sent:?}");
}

#[tokio::test]
async fn a_service_that_drains_counts_as_gone() {
    let player = Player::new(&[("DescribeServices", &[service!("DRAINING", "1", [])])]);
    let seen = player.connect().await.read(kind(), &[wanted()]).await.expect("reads");
    assert_eq!(seen, [Observation::Gone]);
}
