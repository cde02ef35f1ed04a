//! The schedule by which a secret changes, which wants a function of Lambda that no server for tests has.
#![cfg(feature = "secretsmanager")]

use ironwright_aws::secretsmanager::RotationSchedule;
use ironwright_core::state::Observation;
use ironwright_core::{Kind, Map, Resource as _, Value};
use ironwright_engine::Cloud as _;
use ironwright_engine::cloud::{CreateRequest, DeleteRequest, ErrorClass, ReadRequest, UpdateRequest};

use crate::player::Player;

const SECRET: &str = "arn:aws:secretsmanager:us-east-1:123456789012:secret:shop-a1b2c3";
const FUNCTION: &str = "arn:aws:lambda:us-east-1:123456789012:function:rotate";
const NONE: &str =
    r#"{"ARN": "arn:aws:secretsmanager:us-east-1:123456789012:secret:shop-a1b2c3", "Name": "shop"}"#;
const MONTHLY: &str = r#"{"ARN": "arn:aws:secretsmanager:us-east-1:123456789012:secret:shop-a1b2c3", "Name": "shop",
    "RotationEnabled": true, "RotationLambdaARN": "arn:aws:lambda:us-east-1:123456789012:function:rotate",
    "RotationRules": {"AutomaticallyAfterDays": 30}}"#;
const BY_RATE: &str = r#"{"ARN": "arn:aws:secretsmanager:us-east-1:123456789012:secret:shop-a1b2c3", "Name": "shop",
    "RotationEnabled": true, "RotationLambdaARN": "arn:aws:lambda:us-east-1:123456789012:function:rotate",
    "RotationRules": {"AutomaticallyAfterDays": 10, "ScheduleExpression": "rate(10 days)", "Duration": "3h"}}"#;

fn kind() -> &'static Kind {
    RotationSchedule::kind()
}

fn inputs(more: &[(&str, Value)]) -> Map {
    let place = [("secret_id", Value::text(SECRET)), ("rotation_lambda_arn", Value::text(FUNCTION))];
    let all = place.into_iter().chain(more.iter().cloned());
    kind().with_defaults(all.map(|(name, value)| (name.into(), value)).collect())
}

fn monthly() -> Map {
    inputs(&[("automatically_after_days", Value::Int(30))])
}

fn by_rate() -> Map {
    inputs(&[("schedule_expression", "rate(10 days)".into()), ("duration", "3h".into())])
}

fn address() -> ironwright_core::Address {
    "secretsmanager.RotationSchedule.shop".parse().expect("an address")
}

fn create() -> CreateRequest {
    let token = "0123456789abcdef0123456789abcdef".to_owned();
    CreateRequest { stack: "demo".to_owned(), address: address(), kind: kind(), inputs: monthly(), token }
}

fn sent(player: &Player) -> String {
    player.requests().into_iter().find(|sent| sent.contains("Action=RotateSecret")).unwrap_or_default()
}

#[tokio::test]
async fn a_schedule_is_set_changed_and_taken_away() {
    let player = Player::new(&[("DescribeSecret", &[NONE, MONTHLY]), ("RotateSecret", &["{}"])]);
    let made = player.connect().await.create(&create()).await.expect("makes it");
    assert_eq!((&*made.id, made.observed.get("automatically_after_days")), (SECRET, Some(&Value::Int(30))));
    let request = sent(&player);
    assert!(request.contains(r#""RotationRules":{"AutomaticallyAfterDays":30}"#), "{request}");
    assert!(request.contains(r#""RotateImmediately":true"#), "{request}");

    let player = Player::new(&[("DescribeSecret", &[MONTHLY]), ("RotateSecret", &["{}"])]);
    let update = UpdateRequest {
        address: address(),
        kind: kind(),
        id: SECRET.into(),
        inputs: by_rate(),
        applied: monthly(),
        ignored: Vec::new(),
    };
    player.connect().await.update(&update).await.expect("changes it");
    let request = sent(&player);
    assert!(request.contains(r#""ScheduleExpression":"rate(10 days)""#), "{request}");

    let player = Player::new(&[("CancelRotateSecret", &["{}"]), ("DescribeSecret", &[NONE])]);
    let delete = DeleteRequest { address: address(), kind: kind(), id: SECRET.into(), inputs: monthly() };
    player.connect().await.delete(&delete).await.expect("takes it away");
    assert_eq!(player.actions(), ["CancelRotateSecret"]);
}

#[tokio::test]
async fn the_days_that_an_expression_comes_to_are_no_difference() {
    let player = Player::new(&[("DescribeSecret", &[BY_RATE, NONE])]);
    let live = player.connect().await;
    let read = [ReadRequest { id: SECRET.into(), inputs: by_rate() }];
    let seen = live.read(kind(), &read).await.expect("reads");
    let [Observation::Present(observed)] = &seen[..] else { panic!("it is there: {seen:?}") };
    assert_eq!(observed.get("automatically_after_days"), None);
    assert_eq!(observed.get("duration"), Some(&"3h".into()));
    assert_eq!(live.read(kind(), &read).await.expect("reads"), [Observation::Gone]);
}

#[tokio::test]
async fn a_schedule_that_somebody_else_has_set_is_left_alone() {
    let player = Player::new(&[("DescribeSecret", &[MONTHLY]), ("RotateSecret", &["{}"])]);
    let error = player.connect().await.create(&create()).await.expect_err("there is one");
    assert_eq!(error.class, ErrorClass::Conflict, "{error}");
    assert_eq!(player.actions(), ["DescribeSecret"]);
}
