//! What becomes of a NAT gateway in time, which no server for tests plays: it is pending, it fails, it lingers.

use ironwright_aws::ec2;
use ironwright_core::state::Observation;
use ironwright_core::{Kind, Map, Resource as _};
use ironwright_engine::Cloud as _;
use ironwright_engine::cloud::{CreateRequest, DeleteRequest, Effect, ErrorClass, ReadRequest, Readiness};

use crate::player::Player;

const TOKEN: &str = "0123456789abcdef0123456789abcdef";

macro_rules! gateway {
    ($state:literal $(, $more:literal)?) => {
        concat!(
            "<natGatewayId>nat-1</natGatewayId><subnetId>subnet-1</subnetId><connectivityType>public</connectivityType>",
            "<natGatewayAddressSet><item><allocationId>eipalloc-1</allocationId><isPrimary>true</isPrimary></item>",
            "</natGatewayAddressSet><state>", $state, "</state>", $($more,)?
            "<tagSet><item><key>ironwright:token</key><value>0123456789abcdef0123456789abcdef</value></item>",
            "<item><key>Name</key><value>a</value></item></tagSet>",
        )
    };
}

macro_rules! described {
    ($state:literal $(, $more:literal)?) => {
        concat!(
            "<DescribeNatGatewaysResponse><natGatewaySet><item>", gateway!($state $(, $more)?),
            "</item></natGatewaySet></DescribeNatGatewaysResponse>",
        )
    };
}

const MADE: &str = concat!(
    "<CreateNatGatewayResponse><natGateway>",
    gateway!("pending"),
    "</natGateway></CreateNatGatewayResponse>"
);
const DELETED: &str =
    "<DeleteNatGatewayResponse><natGatewayId>nat-1</natGatewayId></DeleteNatGatewayResponse>";
const NOTHING: &str = "<DescribeNatGatewaysResponse><natGatewaySet/></DescribeNatGatewaysResponse>";
const FAILED: &str = described!(
    "failed",
    "<failureCode>Gateway.NotAttached</failureCode><failureMessage>Network vpc-1 has no Internet gateway attached\
     </failureMessage>"
);

fn kind() -> &'static Kind {
    ec2::NatGateway::kind()
}

fn inputs() -> Map {
    let tags = Map::from([("Name".into(), "a".into())]);
    let inputs = [
        ("subnet_id".into(), "subnet-1".into()),
        ("allocation_id".into(), "eipalloc-1".into()),
        ("tags".into(), ironwright_core::Value::map(tags)),
    ];
    kind().with_defaults(Map::from(inputs))
}

fn create() -> CreateRequest {
    let address = "ec2.NatGateway.a".parse().expect("an address");
    CreateRequest {
        stack: "demo".to_owned(),
        address,
        kind: kind(),
        inputs: inputs(),
        token: TOKEN.to_owned(),
    }
}

fn delete() -> DeleteRequest {
    let address = "ec2.NatGateway.a".parse().expect("an address");
    DeleteRequest { address, kind: kind(), id: "nat-1".into(), inputs: inputs() }
}

#[tokio::test]
async fn its_id_is_known_before_it_is_waited_for_and_its_state_is_shown() {
    let player = Player::new(&[
        ("CreateNatGateway", &[MADE]),
        ("DescribeNatGateways", &[NOTHING, described!("pending"), described!("available")]),
    ]);
    let live = player.connect().await;
    let made = live.create(&create()).await.expect("makes it");
    assert_eq!(&*made.id, "nat-1");
    assert_eq!(player.actions(), ["CreateNatGateway"], "the answer tells all");
    let sent = player.requests().pop().unwrap_or_default();
    assert!(sent.contains(&format!("ClientToken={TOKEN}")), "{sent}");

    let mut conditions = Vec::new();
    let ready = loop {
        match live.settle(kind(), &named(&made.id)).await.expect("looks") {
            Readiness::Waiting(condition) => conditions.push(condition),
            Readiness::Ready(observed) => break observed,
        }
    };
    assert_eq!(conditions, ["AWS does not show it yet", "AWS says it is pending"]);
    assert_eq!(ready.get("allocation_id"), Some(&"eipalloc-1".into()));
}

#[tokio::test]
async fn a_failure_is_told_in_awss_words_and_with_what_to_do() {
    let player = Player::new(&[("DescribeNatGateways", &[FAILED])]);
    let live = player.connect().await;
    let error = live.settle(kind(), &named("nat-1")).await.expect_err("it has failed");
    assert_eq!(
        error.to_string(),
        "ec2:CreateNatGateway: Gateway.NotAttached: Network vpc-1 has no Internet gateway attached"
    );
    assert_eq!((error.class, error.effect), (ErrorClass::Refused, Effect::None));
    assert!(error.hint.expect("a hint").contains("`depends_on`"));
}

#[tokio::test]
async fn one_that_failed_or_was_deleted_counts_as_gone_and_one_on_its_way_does_not() {
    let read = [ReadRequest { id: "nat-1".into(), inputs: inputs() }];
    for (answer, is_there, is_ours) in [
        (described!("pending"), true, true),
        (described!("available"), true, true),
        (FAILED, false, false),
        (described!("deleting"), true, false),
        (described!("deleted"), false, false),
    ] {
        let player = Player::new(&[("DescribeNatGateways", &[answer])]);
        let live = player.connect().await;
        let seen = live.read(kind(), &read).await.expect("reads");
        assert_eq!(matches!(seen[..], [Observation::Present(_)]), is_there, "{answer}");
        let found = live.find(&create()).await.expect("looks");
        assert_eq!(found.is_some(), is_ours, "{answer}");
    }
}

#[tokio::test]
async fn it_is_deleted_once_nothing_it_uses_is_in_use_any_more() {
    let player = Player::new(&[
        ("DeleteNatGateway", &[DELETED]),
        ("DescribeNatGateways", &[described!("available"), described!("deleting"), described!("deleted")]),
    ]);
    player.connect().await.delete(&delete()).await.expect("deletes it");
    let looks = ["DescribeNatGateways"; 3];
    assert_eq!(player.actions(), [&["DeleteNatGateway"][..], &looks[..]].concat());
}

#[tokio::test]
async fn one_that_aws_has_forgotten_is_deleted() {
    let player = Player::new(&[
        ("DeleteNatGateway", &["!NatGatewayNotFound The Nat Gateway nat-1 was not found"]),
        ("DescribeNatGateways", &[NOTHING]),
    ]);
    player.connect().await.delete(&delete()).await.expect("it is gone");
}

fn named(id: &str) -> ReadRequest {
    ReadRequest { id: id.into(), inputs: Map::new() }
}
