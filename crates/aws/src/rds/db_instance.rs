//! `rds.DbInstance`

use std::time::Duration;

use ironwright_core::Diagnostics;
use ironwright_core::behaviour::{Behaviour, Refusal, World};
use ironwright_core::check::{Inputs as Known, Problems, Together};
use ironwright_core::{Input, InputMap, Inputs, Map, Options, Output, Value};
use ironwright_macros::{Outputs, Resource};

use super::engine::{family, of_family};
use super::{DbParameterGroupName, DbSubnetGroupName, Engine, instance_class, password, storage};
use crate::ec2::SecurityGroupId;
use crate::kms::KeyArn;

ironwright_core::references! {
    /// The identifier of a database instance, `shop`.
    DbInstanceIdentifier = "rds.DbInstance" . "db_instance_identifier";
    /// The ARN of a database instance.
    DbInstanceArn = "rds.DbInstance" . "arn";
}

ironwright_core::choices! {
    /// What a database's data is kept on.
    StorageType {
        /// Magnetic discs, for what is old.
        Standard = "standard",
        /// Solid state discs that are as fast as they are large.
        Gp2 = "gp2",
        /// Solid state discs whose speed can be chosen.
        Gp3 = "gp3",
        /// Solid state discs with so many operations a second as are paid for.
        Io1 = "io1",
        /// The same, more durable.
        Io2 = "io2",
    }
}

/// A database that AWS runs: one instance, and with `multi_az` a second one that takes over.
///
/// The password of its first user is best one that nobody knows: [`manage_master_user_password`](Self::manage_master_user_password),
/// or the value of a [`Secret`](crate::secretsmanager::Secret) that AWS has made up. It is in no state and no plan either way.
///
/// It is there when it is available, which takes some ten minutes; so long do changes of it take, and more its deletion, when
/// a last snapshot is taken. That is what AWS does unless `skip_final_snapshot` is set.
///
/// ```
/// use ironwright::aws::rds::{DbInstance, Engine};
/// use ironwright::prelude::*;
///
/// let mut stack = Stack::new("demo");
/// let shop = DbInstance::new("shop", Engine::Postgres, "db.t4g.small")
///     .engine_version("16")
///     .allocated_storage(20u32)
///     .storage_encrypted(true)
///     .master_username("shop")
///     .manage_master_user_password(true)
///     .deletion_protection(true);
/// let shop = stack.add("database", shop.protect());
/// stack.output("host", &shop.endpoint_address);
/// assert!(stack.graph().is_ok());
/// ```
#[derive(Resource, Clone, Debug)]
#[resource(
    kind = "rds.DbInstance",
    id = "{db_instance_identifier}",
    outputs = DbInstanceOutputs,
    page = "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.DBInstance.html",
    cloudformation = "AWS::RDS::DBInstance",
    unique = [["db_instance_identifier"]],
    ready_when = "available",
    check = check,
    check_together = check_together,
    behaviour = Running,
    yields(DbInstanceIdentifier = db_instance_identifier, DbInstanceArn = arn)
)]
pub struct DbInstance {
    /// The identifier, one of its kind in account and region: up to 63 small letters, digits and single hyphens.
    #[input(
        replaces,
        length = 1..=63,
        pattern(super::GROUP_NAME, super::GROUP_NAME_IN_WORDS),
        cloudformation = "DBInstanceIdentifier"
    )]
    db_instance_identifier: Input<DbInstanceIdentifier>,
    /// The database.
    #[input(replaces)]
    engine: Input<Engine>,
    /// The class, `db.t4g.small`, which says how many processors and how much memory there are. A change takes the database
    /// down for some minutes.
    #[input(cloudformation = "DBInstanceClass")]
    db_instance_class: Input<String>,
    /// The version, `16` or `16.3`. With its major part alone AWS chooses the rest, and later ones are no difference.
    engine_version: Option<Input<String>>,
    /// Whether a change of `engine_version` may be one of its major part. AWS is told with that change.
    #[input(default = false, write_only)]
    allow_major_version_upgrade: Option<Input<bool>>,
    /// Whether AWS goes over to later minor versions by itself.
    #[input(default = true)]
    auto_minor_version_upgrade: Option<Input<bool>>,
    /// The storage in GiB. It can grow, and never shrink.
    allocated_storage: Option<Input<u32>>,
    /// Up to how many GiB storage grows by itself. It does not when this is not set.
    max_allocated_storage: Option<Input<u32>>,
    /// What data is kept on.
    storage_type: Option<Input<StorageType>>,
    /// How many operations a second the storage does.
    #[input(range = 1000..=256_000)]
    iops: Option<Input<u32>>,
    /// How many MiB a second the storage does, of gp3.
    storage_throughput: Option<Input<u32>>,
    /// Whether what is stored is encrypted.
    #[input(default = false, replaces)]
    storage_encrypted: Option<Input<bool>>,
    /// The key that encrypts: `aws/rds` where none is named.
    #[input(replaces)]
    kms_key_id: Option<Input<KeyArn>>,
    /// The database that is made in the instance. SQL Server takes none.
    #[input(replaces, cloudformation = "DBName")]
    db_name: Option<Input<String>>,
    /// The name of the first user, who may do most things.
    #[input(
        replaces,
        length = 1..=128,
        pattern("[a-zA-Z][a-zA-Z0-9_]*", "a name of letters, digits and underscores that begins with a letter")
    )]
    master_username: Option<Input<String>>,
    /// The first user's password: at least 8 characters, and none of `/`, `"`, `@` and space.
    #[input(secret, write_only)]
    master_user_password: Option<Input<String>>,
    /// Whether RDS makes the password up, keeps it in Secrets Manager and changes it every week.
    #[input(default = false)]
    manage_master_user_password: Option<Input<bool>>,
    /// The key that encrypts the secret of a managed password, by its ARN: `aws/secretsmanager` where none is named.
    #[input(cloudformation = "MasterUserSecret")]
    master_user_secret_kms_key_id: Option<Input<KeyArn>>,
    /// The port that the database listens on: the engine's own when it is not set. A change takes the database down for a
    /// moment.
    #[input(range = 1150..=65535)]
    port: Option<Input<u16>>,
    /// The subnets in which the database may stand: those of the default VPC when it is not set.
    #[input(replaces, cloudformation = "DBSubnetGroupName")]
    db_subnet_group_name: Option<Input<DbSubnetGroupName>>,
    /// Who may talk to the database: the default security group's members when it is not set.
    #[input(unordered, cloudformation = "VPCSecurityGroups")]
    vpc_security_group_ids: Option<Inputs<SecurityGroupId>>,
    /// The zone that the database stands in. AWS chooses one when it is not set.
    #[input(replaces)]
    availability_zone: Option<Input<String>>,
    /// Whether there is a second instance in another zone that takes over when the first one fails.
    #[input(default = false, cloudformation = "MultiAZ")]
    multi_az: Option<Input<bool>>,
    /// Whether the database has an address that can be reached from outside of the VPC.
    publicly_accessible: Option<Input<bool>>,
    /// How the database is configured: as AWS does it for the version when it is not set.
    #[input(cloudformation = "DBParameterGroupName")]
    db_parameter_group_name: Option<Input<DbParameterGroupName>>,
    /// For how many days backups are kept, up to 35. With 0 there are none.
    #[input(default = 1, range = 0..=35)]
    backup_retention_period: Option<Input<u32>>,
    /// When backups are made, in UTC: `02:00-03:00`.
    #[input(pattern(
        "([01]\\d|2[0-3]):[0-5]\\d-([01]\\d|2[0-3]):[0-5]\\d",
        "a time of day in UTC, `02:00-03:00`"
    ))]
    preferred_backup_window: Option<Input<String>>,
    /// When AWS may do what takes the database down, in UTC: `sun:04:00-sun:05:00`.
    #[input(pattern(
        "(mon|tue|wed|thu|fri|sat|sun):([01]\\d|2[0-3]):[0-5]\\d-(mon|tue|wed|thu|fri|sat|sun):([01]\\d|2[0-3]):[0-5]\\d",
        "a time of the week in UTC, `sun:04:00-sun:05:00`"
    ))]
    preferred_maintenance_window: Option<Input<String>>,
    /// Whether snapshots get the instance's tags.
    #[input(default = false)]
    copy_tags_to_snapshot: Option<Input<bool>>,
    /// The logs that go to CloudWatch Logs: `postgresql`, `upgrade`, `error`, `slowquery`, …
    #[input(unordered, cloudformation = "EnableCloudwatchLogsExports")]
    enable_cloudwatch_logs_exports: Option<Inputs<String>>,
    /// Whether users of IAM may log in.
    #[input(default = false, cloudformation = "EnableIAMDatabaseAuthentication")]
    enable_iam_database_authentication: Option<Input<bool>>,
    /// Whether AWS refuses to delete the instance.
    #[input(default = false)]
    deletion_protection: Option<Input<bool>>,
    /// Whether changes are made at once, and not only when it is time for maintenance. AWS is told with each change.
    #[input(default = true, write_only)]
    apply_immediately: Option<Input<bool>>,
    /// Whether no last snapshot is taken when the instance is deleted. AWS is told when it comes to that, not before.
    #[input(default = false, write_only)]
    skip_final_snapshot: Option<Input<bool>>,
    /// The name of the last snapshot: the identifier with `-final-` and the time when it is not set.
    #[input(
        length = 1..=255,
        pattern("[a-zA-Z]([a-zA-Z0-9]|-[a-zA-Z0-9])*", "a name of letters, digits and single hyphens that begins with a letter"),
        write_only
    )]
    final_db_snapshot_identifier: Option<Input<String>>,
    /// Whether the instance's backups go with it.
    #[input(default = true, write_only)]
    delete_automated_backups: Option<Input<bool>>,
    /// Names and values for people and bills.
    #[input(each = tag, tags = super::TAGS)]
    tags: Option<InputMap<String>>,
    options: Options,
}

/// What AWS gives back of a [`DbInstance`].
#[derive(Outputs, Debug)]
pub struct DbInstanceOutputs {
    /// The instance's identifier.
    pub db_instance_identifier: Output<DbInstanceIdentifier>,
    /// The instance's ARN.
    #[output("arn:aws:rds:{region}:{account}:db:{db_instance_identifier}")]
    pub arn: Output<DbInstanceArn>,
    /// The database.
    pub engine: Output<Engine>,
    /// The host that the database listens on.
    #[output("{db_instance_identifier}.{hex:12}.{region}.rds.amazonaws.com")]
    pub endpoint_address: Output<String>,
    /// The port that the database listens on.
    #[output(volatile)]
    pub endpoint_port: Output<u16>,
    /// The id that AWS knows the instance by, whatever it is called: for policies of IAM.
    #[output("db-{upper:26}")]
    pub dbi_resource_id: Output<String>,
    /// The ARN of the secret that a managed password is kept in; empty where it is not managed.
    #[output(volatile)]
    pub master_user_secret_arn: Output<String>,
}

fn check(inputs: &Known<'_>, problems: &mut Problems<'_>) {
    instance_class::check(inputs, problems);
    storage::check(inputs, problems);
    password::check(inputs, problems);
    for (property, hint) in [
        ("allocated_storage", "say how many GiB: `.allocated_storage(20u32)`"),
        ("master_username", "name the first user: `.master_username(\"admin\")`"),
    ] {
        if !inputs.is_set(property) {
            problems.report(property, "is required", hint);
        }
    }
    if inputs.is_set("kms_key_id") && inputs.bool("storage_encrypted") == Some(false) {
        problems.report(
            "kms_key_id",
            "needs `storage_encrypted`, which is off",
            "set `.storage_encrypted(true)`",
        );
    }
    if inputs.is_set("availability_zone") && inputs.bool("multi_az") == Some(true) {
        problems.report(
            "availability_zone",
            "an instance in two zones is not in a given one",
            "leave it out, or `multi_az`",
        );
    }
    if inputs.is_set("final_db_snapshot_identifier") && inputs.bool("skip_final_snapshot") == Some(true) {
        problems.report(
            "final_db_snapshot_identifier",
            "no last snapshot is taken",
            "leave it out, or `skip_final_snapshot`",
        );
    }
    if let (Some(engine), Some(version)) = (inputs.text("engine"), inputs.text("engine_version"))
        && let Some(group) =
            inputs.text("db_parameter_group_name").and_then(|name| name.strip_prefix("default."))
    {
        check_family(engine, version, group, problems);
    }
}

/// The parameters of a group that the program declares are for one family, which the version must be of.
fn check_together(all: &Together<'_>, found: &mut Diagnostics) {
    const GROUP: &str = "db_parameter_group_name";
    let groups = (all.of_kind)("rds.DbParameterGroup");
    for instance in &all.resources {
        let name = instance.inputs.text(GROUP);
        let Some(group) = groups.iter().find(|it| name.is_some() && it.inputs.text(GROUP) == name) else {
            continue;
        };
        let Some(of_group) = group.inputs.text("db_parameter_group_family") else { continue };
        let Some(engine) = instance.inputs.text("engine") else { continue };
        let mut problems = Problems::new(instance.address, instance.place, found);
        check_family(
            engine,
            instance.inputs.text("engine_version").unwrap_or_default(),
            of_group,
            &mut problems,
        );
    }
}

fn check_family(engine: &str, version: &str, of_group: &str, problems: &mut Problems<'_>) {
    let wanted = family(engine, version);
    let is_another = match (&wanted, of_family(of_group)) {
        (Some(wanted), _) => wanted != of_group,
        (None, Some(of_group)) => engine != of_group,
        (None, None) => false,
    };
    if is_another {
        let what = if version.is_empty() { engine.to_owned() } else { format!("{engine} {version}") };
        let hint = match wanted {
            Some(wanted) => format!("take a group of the family `{wanted}`"),
            None => format!("take a group of a family of {engine}"),
        };
        problems.report(
            "db_parameter_group_name",
            format!("its group is for {of_group}, and this is {what}"),
            hint,
        );
    }
}

/// What RDS fills in, and how long it takes.
struct Running;

/// The port that an engine listens on.
fn usual_port(engine: &str) -> i64 {
    match engine {
        "postgres" => 5432,
        engine if engine.starts_with("oracle") => 1521,
        engine if engine.starts_with("sqlserver") => 1433,
        engine if engine.starts_with("db2") => 50_000,
        _ => 3306,
    }
}

impl Running {
    fn fill_in(world: &mut dyn World, properties: &mut Map) {
        let engine = properties.get("engine").and_then(Value::as_text).unwrap_or_default();
        let port = properties.get("port").and_then(Value::as_int).unwrap_or_else(|| usual_port(engine));
        properties.insert("endpoint_port".into(), port.into());
        let managed = properties.get("manage_master_user_password").and_then(Value::as_bool) == Some(true);
        let secret = properties.get("master_user_secret_arn").and_then(Value::as_text).unwrap_or_default();
        if managed == secret.is_empty() {
            let made = "arn:aws:secretsmanager:{region}:{account}:secret:rds!db-{hex:12}-{hex:6}";
            let secret = if managed { world.make(made) } else { String::new() };
            properties.insert("master_user_secret_arn".into(), secret.into());
        }
    }
}

impl Behaviour for Running {
    fn created(&self, world: &mut dyn World, _: &str, properties: &mut Map) -> Result<(), Refusal> {
        Self::fill_in(world, properties);
        Ok(())
    }

    fn updated(&self, world: &mut dyn World, _: &str, properties: &mut Map) -> Result<(), Refusal> {
        Self::fill_in(world, properties);
        Ok(())
    }

    fn deleting(&self, _: &mut dyn World, id: &str, properties: &Map) -> Result<(), Refusal> {
        if properties.get("deletion_protection").and_then(Value::as_bool) == Some(true) {
            let message = format!(
                "Cannot delete protected DB Instance, please disable deletion protection and try again: {id}"
            );
            return Err(Refusal::new("InvalidParameterCombination", message));
        }
        Ok(())
    }

    fn settling_time(&self, _: &Map) -> Duration {
        Duration::from_mins(5)
    }
}
