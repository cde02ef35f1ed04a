//! What becomes of a database in time, which no server for tests plays: it is made for minutes, changes are still to be
//! done, it fails, it is deleted with a last snapshot.
#![cfg(feature = "rds")]

use ironwright_aws::rds;
use ironwright_core::{Kind, Map, Resource as _, Value};
use ironwright_engine::Cloud as _;
use ironwright_engine::cloud::{
    CreateRequest, DeleteRequest, ErrorClass, ReadRequest, Readiness, UpdateRequest,
};

use crate::player::Player;

const TOKEN: &str = "0123456789abcdef0123456789abcdef";

macro_rules! instance {
    ($state:literal $(, $more:literal)?) => {
        concat!(
            "<DBInstance><DBInstanceIdentifier>shop</DBInstanceIdentifier><Engine>postgres</Engine>",
            "<EngineVersion>16.3</EngineVersion><DBInstanceClass>db.t4g.small</DBInstanceClass>",
            "<AllocatedStorage>20</AllocatedStorage><MasterUsername>shop</MasterUsername>",
            "<DBInstanceArn>arn:aws:rds:us-east-1:123456789012:db:shop</DBInstanceArn>",
            "<BackupRetentionPeriod>1</BackupRetentionPeriod><MultiAZ>false</MultiAZ>",
            "<AutoMinorVersionUpgrade>true</AutoMinorVersionUpgrade><StorageEncrypted>false</StorageEncrypted>",
            "<CopyTagsToSnapshot>false</CopyTagsToSnapshot><DeletionProtection>false</DeletionProtection>",
            "<IAMDatabaseAuthenticationEnabled>false</IAMDatabaseAuthenticationEnabled>",
            "<DBInstanceStatus>", $state, "</DBInstanceStatus>", $($more,)?
            "<TagList><Tag><Key>ironwright:token</Key><Value>0123456789abcdef0123456789abcdef</Value></Tag></TagList>",
            "</DBInstance>",
        )
    };
}

macro_rules! described {
    ($state:literal $(, $more:literal)?) => {
        concat!(
            "<DescribeDBInstancesResponse><DescribeDBInstancesResult><DBInstances>", instance!($state $(, $more)?),
            "</DBInstances></DescribeDBInstancesResult></DescribeDBInstancesResponse>",
        )
    };
}

const MADE: &str = concat!(
    "<CreateDBInstanceResponse><CreateDBInstanceResult>",
    instance!("creating"),
    "</CreateDBInstanceResult></CreateDBInstanceResponse>"
);
const NOTHING: &str = "<DescribeDBInstancesResponse><DescribeDBInstancesResult><DBInstances/></DescribeDBInstancesResult>\
    </DescribeDBInstancesResponse>";
const AVAILABLE: &str = described!(
    "available",
    "<Endpoint><Address>shop.abc.us-east-1.rds.amazonaws.com</Address><Port>5432</Port></Endpoint>"
);
const CHANGING: &str = described!(
    "available",
    "<Endpoint><Address>shop.abc.us-east-1.rds.amazonaws.com</Address><Port>5432</Port></Endpoint>\
     <PendingModifiedValues><DBInstanceClass>db.t4g.medium</DBInstanceClass></PendingModifiedValues>"
);

fn kind() -> &'static Kind {
    rds::DbInstance::kind()
}

fn inputs(class: &str) -> Map {
    let inputs = [
        ("db_instance_identifier", Value::text("shop")),
        ("engine", "postgres".into()),
        ("engine_version", "16".into()),
        ("db_instance_class", class.into()),
        ("allocated_storage", Value::Int(20)),
        ("master_username", "shop".into()),
        ("master_user_password", "correct-horse".into()),
    ];
    kind().with_defaults(inputs.into_iter().map(|(name, value)| (name.into(), value)).collect())
}

fn address() -> ironwright_core::Address {
    "rds.DbInstance.shop".parse().expect("an address")
}

fn create() -> CreateRequest {
    CreateRequest {
        stack: "demo".to_owned(),
        address: address(),
        kind: kind(),
        inputs: inputs("db.t4g.small"),
        token: TOKEN.to_owned(),
    }
}

fn named(inputs: Map) -> ReadRequest {
    ReadRequest { id: "shop".into(), inputs }
}

#[tokio::test]
async fn its_name_is_known_before_it_is_waited_for_and_it_is_ready_with_its_host() {
    let player = Player::new(&[
        ("CreateDBInstance", &[MADE]),
        ("DescribeDBInstances", &[described!("creating"), described!("backing-up"), AVAILABLE]),
    ]);
    let live = player.connect().await;
    let made = live.create(&create()).await.expect("makes it");
    assert_eq!((&*made.id, made.observed.get("endpoint_address")), ("shop", None));
    assert_eq!(
        made.observed.get("engine_version"),
        Some(&"16".into()),
        "what AWS has chosen is no difference"
    );
    let mut conditions = Vec::new();
    let ready = loop {
        match live.settle(kind(), &named(inputs("db.t4g.small"))).await.expect("looks") {
            Readiness::Waiting(condition) => conditions.push(condition),
            Readiness::Ready(observed) => break observed,
        }
    };
    assert_eq!(conditions, ["AWS says it is backing-up"]);
    assert_eq!(ready.get("endpoint_address"), Some(&"shop.abc.us-east-1.rds.amazonaws.com".into()));
    assert_eq!(ready.get("endpoint_port"), Some(&Value::Int(5432)));
}

#[tokio::test]
async fn what_is_still_to_be_changed_counts_as_changed_and_is_waited_for() {
    let modified = concat!(
        "<ModifyDBInstanceResponse><ModifyDBInstanceResult>",
        instance!("available"),
        "</ModifyDBInstanceResult></ModifyDBInstanceResponse>"
    );
    let player = Player::new(&[
        ("ModifyDBInstance", &[modified]),
        ("DescribeDBInstances", &[AVAILABLE, CHANGING, CHANGING, AVAILABLE]),
    ]);
    let live = player.connect().await;
    let wanted = inputs("db.t4g.medium");
    let update = UpdateRequest {
        address: address(),
        kind: kind(),
        id: "shop".into(),
        inputs: wanted.clone(),
        applied: inputs("db.t4g.small"),
        ignored: Vec::new(),
    };
    live.update(&update).await.expect("changes it");
    let sent =
        player.requests().into_iter().find(|sent| sent.contains("ModifyDBInstance")).unwrap_or_default();
    assert!(
        sent.contains("DBInstanceClass=db.t4g.medium") && sent.contains("ApplyImmediately=true"),
        "{sent}"
    );
    assert!(!sent.contains("AllocatedStorage") && !sent.contains("Password"), "nothing else is told: {sent}");
    // Asked a second time, there is nothing to do.
    live.update(&update).await.expect("is changed");
    let modifications = player.actions().iter().filter(|action| *action == "ModifyDBInstance").count();
    assert_eq!(modifications, 1);
    let waiting = live.settle(kind(), &named(wanted.clone())).await.expect("looks");
    let expected = "AWS says there are changes still to be made";
    assert!(matches!(waiting, Readiness::Waiting(condition) if condition == expected));
    assert!(matches!(live.settle(kind(), &named(wanted)).await, Ok(Readiness::Ready(_))));
}

#[tokio::test]
async fn an_end_that_nobody_gets_out_of_by_waiting_is_told() {
    let player = Player::new(&[("DescribeDBInstances", &[described!("incompatible-network")])]);
    let live = player.connect().await;
    let error = live.settle(kind(), &named(inputs("db.t4g.small"))).await.expect_err("it has failed");
    assert_eq!((error.class, &*error.message), (ErrorClass::Refused, "shop is incompatible-network"));
    assert!(error.hint.is_some_and(|hint| hint.contains("describe-events")));
}

#[tokio::test]
async fn it_is_deleted_with_a_last_snapshot_and_waited_for_until_it_is_gone() {
    let deleted = "<DeleteDBInstanceResponse><DeleteDBInstanceResult/></DeleteDBInstanceResponse>";
    let delete = |inputs| DeleteRequest { address: address(), kind: kind(), id: "shop".into(), inputs };
    let player = Player::new(&[
        ("DeleteDBInstance", &[deleted]),
        ("DescribeDBInstances", &[described!("deleting"), NOTHING]),
    ]);
    player.connect().await.delete(&delete(inputs("db.t4g.small"))).await.expect("deletes it");
    assert_eq!(player.actions(), ["DeleteDBInstance", "DescribeDBInstances", "DescribeDBInstances"]);
    let sent =
        player.requests().into_iter().find(|sent| sent.contains("DeleteDBInstance")).unwrap_or_default();
    assert!(sent.contains("SkipFinalSnapshot=false"), "{sent}");
    assert!(sent.contains("FinalDBSnapshotIdentifier=shop-final-"), "{sent}");

    let player = Player::new(&[("DeleteDBInstance", &[deleted]), ("DescribeDBInstances", &[NOTHING])]);
    let mut without = inputs("db.t4g.small");
    without.insert("skip_final_snapshot".into(), true.into());
    player.connect().await.delete(&delete(without)).await.expect("deletes it");
    let sent =
        player.requests().into_iter().find(|sent| sent.contains("DeleteDBInstance")).unwrap_or_default();
    assert!(sent.contains("SkipFinalSnapshot=true") && !sent.contains("FinalDBSnapshotIdentifier"), "{sent}");
}
