//! Amazon RDS' kinds.

use ironwright_aws::rds::{self, DbInstance, DbParameterGroup, DbSubnetGroup, Engine, StorageType};
use ironwright_aws::{ec2, kms};
use ironwright_core::{Declared, Stack, cidr};

use crate::contract::{Case, Scene};

/// A VPC.
pub(super) fn vpc(stack: &mut Stack) -> Declared<ec2::Vpc> {
    stack.add("vpc", ec2::Vpc::new(cidr("10.90.0.0/16")))
}

/// Subnets of three zones.
pub(super) fn subnets(stack: &mut Stack, vpc: &Declared<ec2::Vpc>) -> [Declared<ec2::Subnet>; 3] {
    [("a", 0), ("b", 1), ("c", 2)].map(|(zone, number)| {
        let subnet = ec2::Subnet::new(vpc, vpc.cidr_block.subnet(8, number));
        stack.add(format!("subnet-{zone}"), subnet.availability_zone(format!("us-east-1{zone}")))
    })
}

/// Subnets of three zones in a VPC of their own.
fn subnets_of(stack: &mut Stack) -> [Declared<ec2::Subnet>; 3] {
    let vpc = vpc(stack);
    subnets(stack, &vpc)
}

pub(super) fn db_subnet_group() -> Case {
    fn group(scene: &Scene, subnets: &[&Declared<ec2::Subnet>]) -> DbSubnetGroup {
        DbSubnetGroup::new(scene.name(), "Databases", subnets.to_vec()).tag("Name", scene.name())
    }
    fn of(scene: &Scene, stack: &mut Stack, change: fn(DbSubnetGroup) -> DbSubnetGroup) {
        let [a, b, _] = subnets_of(stack);
        scene.it(stack, change(group(scene, &[&a, &b])));
    }
    Case::new("rds.DbSubnetGroup", |scene, stack| of(scene, stack, |group| group))
        .changes("db_subnet_group_description", |scene, stack| {
            let [a, b, _] = subnets_of(stack);
            let group = DbSubnetGroup::new(scene.name(), "Of the shop", [&a, &b]);
            scene.it(stack, group.tag("Name", scene.name()));
        })
        .changes("subnet_ids", |scene, stack| {
            let [a, b, c] = subnets_of(stack);
            scene.it(stack, group(scene, &[&a, &b, &c]));
        })
        .changes("tags", |scene, stack| {
            of(scene, stack, |group| group.tag("Name", "other").tag("team", "web"));
        })
        .replaces("db_subnet_group_name", |scene, stack| {
            let [a, b, _] = subnets_of(stack);
            let group = DbSubnetGroup::new(format!("{}-other", scene.name()), "Databases", [&a, &b]);
            scene.it(stack, group.tag("Name", scene.name()));
        })
}

pub(super) fn db_parameter_group() -> Case {
    fn of(name: &str, family: &str, description: &str) -> DbParameterGroup {
        DbParameterGroup::new(name, family, description).parameter("rds.force_ssl", "1")
    }
    fn group(scene: &Scene) -> DbParameterGroup {
        of(scene.name(), "postgres16", "Encrypted").tag("Name", scene.name())
    }
    Case::new("rds.DbParameterGroup", |scene, stack| scene.it(stack, group(scene)))
        .changes("parameters", |scene, stack| {
            let group = DbParameterGroup::new(scene.name(), "postgres16", "Encrypted");
            scene.it(stack, group.parameter("log_statement", "ddl").tag("Name", scene.name()));
        })
        .changes("tags", |scene, stack| scene.it(stack, group(scene).tag("Name", "other").tag("team", "web")))
        .replaces("db_parameter_group_name", |scene, stack| {
            let name = format!("{}-other", scene.name());
            scene.it(stack, of(&name, "postgres16", "Encrypted").tag("Name", scene.name()));
        })
        .replaces("db_parameter_group_family", |scene, stack| {
            scene.it(stack, of(scene.name(), "postgres15", "Encrypted").tag("Name", scene.name()));
        })
        .replaces("description", |scene, stack| {
            scene.it(stack, of(scene.name(), "postgres16", "Something else").tag("Name", scene.name()));
        })
}

/// What databases need, the same in every declaration.
struct Ground {
    group: Declared<DbSubnetGroup>,
    security: [Declared<ec2::SecurityGroup>; 2],
    parameters: Declared<DbParameterGroup>,
}

fn ground(scene: &Scene, stack: &mut Stack) -> Ground {
    let vpc = vpc(stack);
    let [a, b, _] = subnets(stack, &vpc);
    let group = stack.add("group", DbSubnetGroup::new(scene.name(), "Databases", [&a, &b]));
    let security = ["one", "two"].map(|name| {
        let named = format!("{}-{name}", scene.name());
        stack.add(format!("security-{name}"), ec2::SecurityGroup::new(&vpc, named, "Databases"))
    });
    let parameters = DbParameterGroup::new(format!("{}-own", scene.name()), "postgres16", "Own");
    let parameters = stack.add("parameters", parameters);
    Ground { group, security, parameters }
}

pub(super) fn db_instance() -> Case {
    fn named(scene: &Scene, ground: &Ground, name: &str, engine: Engine) -> DbInstance {
        DbInstance::new(name, engine, "db.t3.medium")
            .allocated_storage(20u32)
            .master_username("shop")
            .master_user_password("correct-horse")
            .db_subnet_group_name(&ground.group)
            .vpc_security_group_ids([&ground.security[0]])
            .skip_final_snapshot(true)
            .tag("Name", scene.name())
    }
    fn of(scene: &Scene, stack: &mut Stack, change: fn(DbInstance, &Ground) -> DbInstance) {
        let ground = ground(scene, stack);
        let instance = named(scene, &ground, scene.name(), Engine::Postgres).engine_version("16.3");
        scene.it(stack, change(instance, &ground));
    }
    Case::new("rds.DbInstance", |scene, stack| of(scene, stack, |it, _| it))
        .changes("db_instance_class", |scene, stack| {
            let ground = ground(scene, stack);
            let instance = DbInstance::new(scene.name(), Engine::Postgres, "db.t3.large")
                .engine_version("16.3")
                .allocated_storage(20u32)
                .master_username("shop")
                .master_user_password("correct-horse")
                .db_subnet_group_name(&ground.group)
                .vpc_security_group_ids([&ground.security[0]])
                .skip_final_snapshot(true);
            scene.it(stack, instance.tag("Name", scene.name()));
        })
        .changes("engine_version", |scene, stack| of(scene, stack, |it, _| it.engine_version("16.4")))
        .changes("allocated_storage", |scene, stack| of(scene, stack, |it, _| it.allocated_storage(40u32)))
        .changes("master_user_password", |scene, stack| {
            of(scene, stack, |it, _| it.master_user_password("battery-staple"));
        })
        .changes("vpc_security_group_ids", |scene, stack| {
            of(scene, stack, |it, ground| {
                it.vpc_security_group_ids([&ground.security[0], &ground.security[1]])
            });
        })
        .changes("multi_az", |scene, stack| of(scene, stack, |it, _| it.multi_az(true)))
        .changes("publicly_accessible", |scene, stack| of(scene, stack, |it, _| it.publicly_accessible(true)))
        .changes("db_parameter_group_name", |scene, stack| {
            of(scene, stack, |it, ground| it.db_parameter_group_name(&ground.parameters));
        })
        .changes("backup_retention_period", |scene, stack| {
            of(scene, stack, |it, _| it.backup_retention_period(7u32));
        })
        .changes("preferred_backup_window", |scene, stack| {
            of(scene, stack, |it, _| it.preferred_backup_window("02:00-03:00"));
        })
        .changes("preferred_maintenance_window", |scene, stack| {
            of(scene, stack, |it, _| it.preferred_maintenance_window("sun:04:00-sun:05:00"));
        })
        .changes("auto_minor_version_upgrade", |scene, stack| {
            of(scene, stack, |it, _| it.auto_minor_version_upgrade(false));
        })
        .changes("copy_tags_to_snapshot", |scene, stack| {
            of(scene, stack, |it, _| it.copy_tags_to_snapshot(true));
        })
        .changes("enable_cloudwatch_logs_exports", |scene, stack| {
            of(scene, stack, |it, _| it.enable_cloudwatch_logs_exports(["postgresql", "upgrade"]));
        })
        .changes("enable_iam_database_authentication", |scene, stack| {
            of(scene, stack, |it, _| it.enable_iam_database_authentication(true));
        })
        .changes("max_allocated_storage", |scene, stack| {
            of(scene, stack, |it, _| it.max_allocated_storage(100u32));
        })
        .changes("port", |scene, stack| of(scene, stack, |it, _| it.port(5433u16)))
        .changes("tags", |scene, stack| {
            of(scene, stack, |it, _| it.tag("Name", "other").tag("team", "web"));
        })
        .replaces("db_instance_identifier", |scene, stack| {
            let ground = ground(scene, stack);
            let name = format!("{}-other", scene.name());
            scene.it(stack, named(scene, &ground, &name, Engine::Postgres).engine_version("16.3"));
        })
        .replaces("engine", |scene, stack| {
            let ground = ground(scene, stack);
            scene.it(stack, named(scene, &ground, scene.name(), Engine::Mysql).engine_version("8.0.36"));
        })
        .replaces("storage_encrypted", |scene, stack| {
            of(scene, stack, |it, _| it.storage_encrypted(true));
        })
        .replaces("db_name", |scene, stack| of(scene, stack, |it, _| it.db_name("shop")))
        .replaces("master_username", |scene, stack| of(scene, stack, |it, _| it.master_username("admin")))
        .replaces("availability_zone", |scene, stack| {
            of(scene, stack, |it, _| it.availability_zone("us-east-1b"));
        })
        .sample(|scene, stack| {
            let ground = ground(scene, stack);
            let key = stack.add("key", kms::Key::new());
            let instance = rds::DbInstance::new(scene.name(), Engine::Postgres, "db.m6i.large")
                .engine_version("16")
                .allow_major_version_upgrade(true)
                .allocated_storage(400u32)
                .storage_type(StorageType::Gp3)
                .iops(12_000u32)
                .storage_throughput(500u32)
                .storage_encrypted(true)
                .kms_key_id(&key)
                .master_username("shop")
                .manage_master_user_password(true)
                .master_user_secret_kms_key_id(&key)
                .db_subnet_group_name(&ground.group)
                .apply_immediately(false)
                .final_db_snapshot_identifier(format!("{}-last", scene.name()))
                .delete_automated_backups(false)
                .deletion_protection(false);
            scene.it(stack, instance);
        })
        .sample(|scene, stack| {
            of(scene, stack, |it, _| {
                it.kms_key_id("arn:aws:kms:us-east-1:123456789012:key/1").storage_encrypted(true)
            })
        })
}
