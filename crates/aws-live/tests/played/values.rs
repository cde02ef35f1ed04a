//! Values that only AWS keeps: read for the call that needs them, hidden in what AWS says of it, and kept nowhere.
#![cfg(all(feature = "rds", feature = "secretsmanager"))]

use ironwright_aws::rds;
use ironwright_core::{Kind, Map, Resource as _, Value};
use ironwright_engine::Cloud as _;
use ironwright_engine::cloud::{CreateRequest, ErrorClass, UpdateRequest};

use crate::player::Player;

const REFERENCE: &str = "{{resolve:secretsmanager:arn:aws:secretsmanager:us-east-1:123456789012:secret:shop-a1b2c3:\
                         SecretString:password}}";
const VALUE: &str = r#"{"SecretString": "{\"username\": \"shop\", \"password\": \"correct-horse\"}"}"#;
const DESCRIBED: &str = "<DescribeDBInstancesResponse><DescribeDBInstancesResult><DBInstances><DBInstance>\
    <DBInstanceIdentifier>shop</DBInstanceIdentifier><Engine>postgres</Engine><EngineVersion>16.3</EngineVersion>\
    <DBInstanceStatus>available</DBInstanceStatus><TagList/></DBInstance></DBInstances></DescribeDBInstancesResult>\
    </DescribeDBInstancesResponse>";
const MADE: &str = "<CreateDBInstanceResponse><CreateDBInstanceResult><DBInstance><DBInstanceIdentifier>shop\
    </DBInstanceIdentifier></DBInstance></CreateDBInstanceResult></CreateDBInstanceResponse>";

fn kind() -> &'static Kind {
    rds::DbInstance::kind()
}

fn inputs(password: &str) -> Map {
    let inputs = [
        ("db_instance_identifier", "shop"),
        ("engine", "postgres"),
        ("engine_version", "16"),
        ("master_user_password", password),
    ];
    inputs.into_iter().map(|(name, text)| (name.into(), Value::text(text))).collect()
}

fn create() -> CreateRequest {
    let address = "rds.DbInstance.shop".parse().expect("an address");
    let token = "0123456789abcdef0123456789abcdef".to_owned();
    CreateRequest { stack: "demo".to_owned(), address, kind: kind(), inputs: inputs(REFERENCE), token }
}

fn sent(player: &Player, action: &str) -> String {
    player.requests().into_iter().find(|sent| sent.contains(action)).unwrap_or_default()
}

#[tokio::test]
async fn a_password_is_read_for_the_call_and_is_in_nothing_that_comes_back() {
    let player = Player::new(&[
        ("GetSecretValue", &[VALUE]),
        ("CreateDBInstance", &[MADE]),
        ("DescribeDBInstances", &[DESCRIBED]),
    ]);
    let made = player.connect().await.create(&create()).await.expect("makes it");
    assert_eq!(player.actions()[..2], ["GetSecretValue", "CreateDBInstance"]);
    assert!(sent(&player, "CreateDBInstance").contains("MasterUserPassword=correct-horse"));
    let told: Vec<String> = made.observed.values().map(ToString::to_string).collect();
    assert!(!told.join(" ").contains("correct-horse"), "{told:?}");
}

#[tokio::test]
async fn a_value_that_nobody_has_filled_in_makes_nothing_and_is_told_with_what_to_do() {
    for (value, why) in [
        (
            "!ResourceNotFoundException Secrets Manager can't find the specified secret value",
            "the secret has no value",
        ),
        (r#"{"SecretString": "{\"username\": \"shop\"}"}"#, "the secret has no `password`"),
        (r#"{"SecretString": "s3cr3t"}"#, "the secret is not an object in JSON"),
        (
            r#"{"SecretString": "{\"password\": \"(to be filled in)\"}"}"#,
            "nobody has filled in `password` of the secret",
        ),
    ] {
        let player = Player::new(&[("GetSecretValue", &[value])]);
        let error = player.connect().await.create(&create()).await.expect_err("there is no password");
        assert_eq!(error.class, ErrorClass::Refused, "{error}");
        assert!(error.message.starts_with(why), "{error}");
        assert!(error.message.contains("secret:shop-a1b2c3"), "{error}");
        assert!(error.hint.is_some_and(|hint| hint.contains("put-secret-value")));
        assert_eq!(player.actions(), ["GetSecretValue"], "nothing is made");
    }
}

#[tokio::test]
async fn an_update_reads_a_value_only_where_the_reference_is_another() {
    let player = Player::new(&[("DescribeDBInstances", &[DESCRIBED])]);
    let update = |inputs: Map, applied: Map| UpdateRequest {
        address: "rds.DbInstance.shop".parse().expect("an address"),
        kind: kind(),
        id: "shop".into(),
        inputs,
        applied,
        ignored: Vec::new(),
    };
    let live = player.connect().await;
    live.update(&update(inputs(REFERENCE), inputs(REFERENCE))).await.expect("there is nothing to do");
    assert_eq!(player.actions(), ["DescribeDBInstances"]);

    let modified = "<ModifyDBInstanceResponse><ModifyDBInstanceResult/></ModifyDBInstanceResponse>";
    let player = Player::new(&[
        ("DescribeDBInstances", &[DESCRIBED]),
        ("GetSecretValue", &[VALUE]),
        ("ModifyDBInstance", &[modified]),
    ]);
    let live = player.connect().await;
    let updated =
        live.update(&update(inputs(REFERENCE), inputs("older-password"))).await.expect("changes it");
    assert!(sent(&player, "ModifyDBInstance").contains("MasterUserPassword=correct-horse"));
    assert!(!updated.observed.values().any(|value| value.to_string().contains("correct-horse")));
}
