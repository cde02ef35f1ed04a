//! Databases, the subnets they stand in and the parameters they have.

mod common;

use common::problems;
use ironwright_aws::ec2;
use ironwright_aws::rds::{DbInstance, DbParameterGroup, DbSubnetGroup, Engine, StorageType};
use ironwright_core::plan::Action;
use ironwright_core::{Secret, Stack, cidr};
use ironwright_testkit::testing::{World, rehearse};

type Done = Result<(), Box<dyn std::error::Error + Send + Sync>>;

fn database(engine: Engine, class: &str) -> DbInstance {
    DbInstance::new("shop", engine, class)
        .allocated_storage(20u32)
        .master_username("shop")
        .master_user_password(Secret::new("correct-horse".to_owned()))
}

fn postgres() -> DbInstance {
    database(Engine::Postgres, "db.t4g.small")
}

/// What is wrong with a database, without its address.
fn of(database: DbInstance) -> Vec<String> {
    let found = problems(|stack| {
        stack.add("shop", database);
    });
    let bare = |problem: String| problem.trim_start_matches("error: rds.DbInstance.shop: ").to_owned();
    found.into_iter().map(bare).collect()
}

#[test]
fn databases_that_aws_takes_are_taken() {
    for (engine, class) in [
        (Engine::Postgres, "db.t3.medium"),
        (Engine::Postgres, "db.r8gd.48xlarge"),
        (Engine::Mysql, "db.t2.micro"),
        (Engine::Mariadb, "db.m7g.large"),
        (Engine::SqlserverSe, "db.m6i.xlarge"),
        (Engine::OracleSe2, "db.r5.2xlarge.tpc2.mem4x"),
        (Engine::OracleEe, "db.x1e.32xlarge"),
    ] {
        assert_eq!(of(database(engine, class)), [""; 0], "{class}");
    }
}

#[test]
fn a_class_that_there_is_not_or_that_the_engine_does_not_have_is_refused() {
    let class = |engine, class| {
        let found = of(database(engine, class));
        assert_eq!(found.len(), 1, "{found:#?}");
        found.into_iter().next().unwrap_or_default()
    };
    for (engine, name, expected) in [
        (
            Engine::Postgres,
            "t4g.small",
            "db_instance_class: \"t4g.small\" is no instance class\n  hint: classes of RDS begin with `db.`: `db.t4g.small`",
        ),
        (
            Engine::Postgres,
            "db.t4g",
            "db_instance_class: \"db.t4g\" is no instance class\n  hint: write family and size, `db.t4g.small`",
        ),
        (
            Engine::Postgres,
            "db.t4g.mikro",
            "db_instance_class: there is no size `mikro` of `db.t4g`\n  hint: did you mean `db.t4g.micro`?",
        ),
        (
            Engine::Mysql,
            "db.t3.4xlarge",
            "db_instance_class: there is no size `4xlarge` of `db.t3`\n  hint: did you mean `db.t3.2xlarge`?",
        ),
        (
            Engine::SqlserverEx,
            "db.t4g.small",
            "db_instance_class: sqlserver-ex does not run on `db.t4g`, which has AWS's own processors\n  hint: take one with \
             x86 processors, `db.m6i.large`",
        ),
        (
            Engine::Postgres,
            "db.x1e.xlarge",
            "db_instance_class: postgres is not offered on `db.x1e`\n  hint: take one with as much memory, `db.r6g.xlarge`",
        ),
    ] {
        assert_eq!(class(engine, name), expected);
    }
    assert_eq!(
        of(database(Engine::Mysql, "db.t2.micro").storage_encrypted(true)),
        [
            "storage_encrypted: `db.t2.micro` does not encrypt what it stores\n  hint: take a larger or newer class, \
             `db.t3.micro`"
        ]
    );
}

#[test]
fn a_password_that_rds_does_not_take_is_refused_and_never_told() {
    let with = |password: &str| of(postgres().master_user_password(Secret::new(password.to_owned())));
    for (password, what) in [
        ("correct/horse", "`/`"),
        ("correct@horse", "`@`"),
        ("correct\"horse", "`\"`"),
        ("correct horse", "a space"),
        ("corréct-horse", "a character that is not of printable ASCII"),
    ] {
        assert_eq!(
            with(password),
            [format!(
                "master_user_password: has {what}, which RDS does not take\n  hint: a password has no `/`, `\"`, `@` and space: \
                 make it up without punctuation"
            )]
        );
    }
    assert_eq!(
        with("p4ss"),
        ["master_user_password: is not of 8 to 128 characters\n  hint: take a longer or shorter one"]
    );
    assert_eq!(
        of(database(Engine::Mysql, "db.t4g.small").master_user_password("x".repeat(42).as_str())).len(),
        1
    );
    assert_eq!(
        of(postgres().manage_master_user_password(true)),
        [
            "master_user_password: RDS manages the password in a secret of its own, and is given one too\n  hint: leave out \
             `manage_master_user_password`, or this"
        ]
    );
    let bare = DbInstance::new("shop", Engine::Postgres, "db.t4g.small");
    assert_eq!(
        of(bare),
        [
            "master_user_password: a database needs a password of its first user\n  hint: set `.master_user_password(…)`, or \
             let RDS make one up: `.manage_master_user_password(true)`",
            "allocated_storage: is required\n  hint: say how many GiB: `.allocated_storage(20u32)`",
            "master_username: is required\n  hint: name the first user: `.master_username(\"admin\")`",
        ]
    );
}

#[test]
fn storage_is_of_a_size_and_speed_that_its_type_has() {
    let with = |kind, size: u32| of(postgres().storage_type(kind).allocated_storage(size));
    assert_eq!(with(StorageType::Gp3, 20), [""; 0]);
    assert_eq!(
        with(StorageType::Gp3, 10),
        [
            "allocated_storage: 10 GiB are not between 20 and 65536 GiB, which postgres has of gp3\n  hint: take another \
             size, or another `storage_type`"
        ]
    );
    assert_eq!(
        with(StorageType::Io1, 100),
        ["iops: io1 is storage of which you say how fast it is\n  hint: set `.iops(1000)`"]
    );
    assert_eq!(
        of(postgres().storage_type(StorageType::Gp2).iops(3000u32).storage_throughput(500u32)),
        [
            "iops: gp2 is as fast as it is large\n  hint: leave it out, or take gp3, io1 or io2",
            "storage_throughput: the throughput of gp2 cannot be chosen\n  hint: leave it out, or take gp3",
        ]
    );
    assert_eq!(
        of(postgres().max_allocated_storage(21u32)),
        [
            "max_allocated_storage: 21 GiB are less than a tenth more than 20 GiB\n  hint: storage grows by a tenth at least: \
             raise the limit, or leave it out"
        ]
    );
}

#[test]
fn what_does_not_go_together_is_refused() {
    let wrong = postgres()
        .kms_key_id("arn:aws:kms:us-east-1:123456789012:key/1")
        .availability_zone("us-east-1a")
        .multi_az(true)
        .skip_final_snapshot(true)
        .final_db_snapshot_identifier("last");
    assert_eq!(
        of(wrong),
        [
            "kms_key_id: needs `storage_encrypted`, which is off\n  hint: set `.storage_encrypted(true)`",
            "availability_zone: an instance in two zones is not in a given one\n  hint: leave it out, or `multi_az`",
            "final_db_snapshot_identifier: no last snapshot is taken\n  hint: leave it out, or `skip_final_snapshot`",
        ]
    );
}

#[test]
fn parameters_are_of_the_family_that_the_version_is_of() {
    let found = problems(|stack| {
        let group = stack.add("own", DbParameterGroup::new("shop", "postgres11", "Encrypted"));
        let shop = postgres().engine_version("12.6");
        stack.add("shop", shop.clone().db_parameter_group_name(&group));
        let other = DbInstance::new("other", Engine::Mysql, "db.t2.micro")
            .engine_version("5.7")
            .allocated_storage(20u32)
            .master_username("datavault")
            .master_user_password(Secret::new("correct-horse".to_owned()));
        stack.add("default", other.clone().db_parameter_group_name("default.mysql5.7"));
        stack.add(
            "wrong",
            DbInstance::new("third", Engine::Mysql, "db.t3.micro")
                .allocated_storage(20u32)
                .master_username("datavault")
                .master_user_password(Secret::new("correct-horse".to_owned()))
                .db_parameter_group_name(&group),
        );
    });
    assert_eq!(
        found,
        [
            "error: rds.DbInstance.shop: db_parameter_group_name: its group is for postgres11, and this is postgres 12.6\n  \
             hint: take a group of the family `postgres12`",
            "error: rds.DbInstance.wrong: db_parameter_group_name: its group is for postgres11, and this is mysql\n  hint: take \
             a group of a family of mysql",
        ]
    );
    assert_eq!(
        of(postgres().engine_version("16").db_parameter_group_name("default.postgres15")),
        [
            "db_parameter_group_name: its group is for postgres15, and this is postgres 16\n  hint: take a group of the family \
             `postgres16`"
        ]
    );
}

#[test]
fn a_subnet_group_has_subnets_of_two_zones() {
    let found = problems(|stack| {
        let vpc = stack.add("main", ec2::Vpc::new(cidr("10.0.0.0/16")));
        let [a, b, c] = [("us-east-1a", 0), ("us-east-1a", 1), ("us-east-1b", 2)].map(|(zone, number)| {
            let subnet = ec2::Subnet::new(&vpc, vpc.cidr_block.subnet(8, number));
            stack.add(format!("subnet-{number}"), subnet.availability_zone(zone))
        });
        stack.add("two", DbSubnetGroup::new("two", "Two zones", [&a, &c]));
        stack.add("one", DbSubnetGroup::new("one", "One zone", [&a, &b]));
        stack.add("few", DbSubnetGroup::new("default", "One subnet", [&a]));
    });
    assert_eq!(
        found,
        [
            "error: rds.DbSubnetGroup.one: subnet_ids: all subnets are in us-east-1a, and a database needs subnets in two \
             zones\n  hint: add a subnet of another zone",
            "error: rds.DbSubnetGroup.few: db_subnet_group_name: `default` is AWS's own\n  hint: choose another name",
            "error: rds.DbSubnetGroup.few: subnet_ids: a database needs subnets in two zones, also where it has one instance \
             only\n  hint: add a subnet of another zone",
        ]
    );
}

#[expect(clippy::unnecessary_wraps, reason = "it has the shape of every program")]
fn shop(stack: &mut Stack, (class, encrypted, protected): &(&str, bool, bool)) -> Done {
    let parameters = DbParameterGroup::new("shop", "postgres16", "Encrypted connections only");
    let parameters = stack.add("shop", parameters.parameter("rds.force_ssl", "1"));
    let shop = database(Engine::Postgres, class)
        .engine_version("16")
        .db_parameter_group_name(&parameters)
        .storage_encrypted(*encrypted)
        .deletion_protection(*protected);
    stack.add("shop", shop);
    Ok(())
}

#[test]
fn a_class_changes_in_place_and_encryption_by_a_replacement() {
    let mut world = rehearse("shop", shop, &("db.t4g.small", false, false));
    assert_eq!(world.get::<DbInstance>("shop").output(|it| &it.endpoint_port), 5432);
    let report = world.up(shop, &("db.t4g.medium", false, false)).expect("a run");
    assert_eq!(
        report.plan.step("rds.DbInstance.shop").map(|step| step.action),
        Some(Action::Update),
        "{report}"
    );
    let plan = world.preview(shop, &("db.t4g.medium", true, false)).expect("a plan");
    let step = plan.step("rds.DbInstance.shop").map(|step| step.action);
    assert!(matches!(step, Some(Action::Replace(_))), "{plan}");
}

#[test]
fn a_protected_database_is_deleted_by_nobody_before_it_is_let_go() {
    let mut world = rehearse("protected", shop, &("db.t4g.small", false, true));
    let report = world.destroy(shop, &("db.t4g.small", false, true)).expect("a run");
    let failed = &report.outcome.failed;
    assert!(
        failed.iter().any(|failed| failed.message.contains("Cannot delete protected DB Instance")),
        "{report}"
    );
    assert!(world.up(shop, &("db.t4g.small", false, false)).expect("a run").outcome.is_complete());
    assert!(world.destroy(shop, &("db.t4g.small", false, false)).expect("a run").outcome.is_complete());
}

#[test]
fn a_plan_tells_a_database_and_nothing_of_its_password() {
    let plan = World::new("plan").preview(shop, &("db.t4g.small", true, true)).expect("a plan").to_string();
    assert!(plan.contains("rds.DbInstance.shop") && !plan.contains("correct-horse"), "{plan}");
}
