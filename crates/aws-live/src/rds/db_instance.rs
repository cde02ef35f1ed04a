//! `rds.DbInstance` on AWS.
//!
//! `CreateDBInstance` has no token, but an identifier is given once: a second request is refused, and the tag then says
//! whether the instance that is there was made by the first. It answers at once with an instance that takes some ten
//! minutes to be available, and has no address before; a deleted one takes as long to be gone. What a change has asked for
//! and is still to be done, AWS tells beside what is, and it counts as done: until then the instance is not ready.

use std::time::{SystemTime, UNIX_EPOCH};

use aws_sdk_rds::types::{DbInstance as Described, PendingModifiedValues};
use ironwright_aws::rds::{DbInstance, DbInstanceOutputs};

use super::api::{ByArn, RDS, filter, to_tags};
use super::modification;
use crate::handler::owned;
use crate::handler::prelude::*;

/// Ends of an instance that nobody gets out of by waiting.
const FAILED: [&str; 8] = [
    "failed",
    "incompatible-create",
    "incompatible-network",
    "incompatible-option-group",
    "incompatible-parameters",
    "incompatible-restore",
    "inaccessible-encryption-credentials",
    "restore-error",
];
/// Conditions in which an instance does all that it is for.
const READY: [&str; 3] = ["available", "storage-optimization", "storage-config-upgrade"];

/// The role by which RDS acts in an account is made with the first instance.
const LINKED_ROLE: Action = crate::iam::SERVICE.action("CreateServiceLinkedRole");

on_aws!(DbInstance as AsTagged);

impl Tagged for DbInstance {
    type Described = Described;
    type Tags = ByArn;

    const ID: fn(&Described) -> Option<&str> = Described::db_instance_identifier;
    const READ: Action = RDS.action("DescribeDBInstances");
    const CREATE: Action = RDS.action("CreateDBInstance");
    const ALSO_CREATE: Actions = &[LINKED_ROLE];
    const UPDATE: Actions = &[modification::MODIFY];
    const DELETE: Action = RDS.action("DeleteDBInstance");

    async fn list(aws: &Calls<'_>, which: Which<'_>) -> Result<Vec<Described>> {
        let names = which.names(Self::DB_INSTANCE_IDENTIFIER);
        let mut found = described(aws, &names).await?;
        // Nobody takes over what is on its way out.
        found.retain(|instance| matches!(which, Which::Read(_)) || status(instance) != "deleting");
        Ok(found)
    }

    fn observe(_: &Calls<'_>, instance: &Described, inputs: &Map) -> Properties {
        let pending = instance.pending_modified_values();
        let groups = instance.vpc_security_groups().iter().filter(|group| group.status() != Some("removing"));
        let endpoint = instance.endpoint();
        let port = endpoint.and_then(|it| it.port());
        let secret = instance.master_user_secret();
        let coming = |of: fn(&PendingModifiedValues) -> Option<i32>, now| pending.and_then(of).or(now);
        Properties::default()
            .with(Self::DB_INSTANCE_IDENTIFIER, instance.db_instance_identifier())
            .with(DbInstanceOutputs::ARN, instance.db_instance_arn())
            .with(DbInstanceOutputs::DBI_RESOURCE_ID, instance.dbi_resource_id())
            .with(DbInstanceOutputs::ENDPOINT_ADDRESS, endpoint.and_then(|it| it.address()))
            .with(DbInstanceOutputs::ENDPOINT_PORT, port)
            .with(
                DbInstanceOutputs::MASTER_USER_SECRET_ARN,
                secret.and_then(|it| it.secret_arn()).unwrap_or_default(),
            )
            .with(Self::ENGINE, instance.engine())
            .with(Self::ENGINE_VERSION, version(instance, inputs))
            .with(
                Self::DB_INSTANCE_CLASS,
                pending.and_then(|it| it.db_instance_class()).or(instance.db_instance_class()),
            )
            .with(Self::AUTO_MINOR_VERSION_UPGRADE, instance.auto_minor_version_upgrade())
            .with(Self::ALLOCATED_STORAGE, coming(|it| it.allocated_storage(), instance.allocated_storage()))
            .with(Self::MAX_ALLOCATED_STORAGE, instance.max_allocated_storage())
            .with(Self::STORAGE_TYPE, pending.and_then(|it| it.storage_type()).or(instance.storage_type()))
            .with(Self::IOPS, coming(|it| it.iops(), instance.iops()))
            .with(
                Self::STORAGE_THROUGHPUT,
                coming(|it| it.storage_throughput(), instance.storage_throughput()),
            )
            .with(Self::STORAGE_ENCRYPTED, instance.storage_encrypted())
            .with(Self::KMS_KEY_ID, instance.kms_key_id())
            .with(Self::DB_NAME, instance.db_name())
            .with(Self::MASTER_USERNAME, instance.master_username())
            .with(Self::MANAGE_MASTER_USER_PASSWORD, secret.is_some())
            .with(Self::MASTER_USER_SECRET_KMS_KEY_ID, secret.and_then(|it| it.kms_key_id()))
            .with(Self::PORT, coming(|it| it.port(), port))
            .with(
                Self::DB_SUBNET_GROUP_NAME,
                instance.db_subnet_group().and_then(|it| it.db_subnet_group_name()),
            )
            .with_list(Self::VPC_SECURITY_GROUP_IDS, groups.map(|group| group.vpc_security_group_id()))
            .with(Self::AVAILABILITY_ZONE, instance.availability_zone())
            .with(Self::MULTI_AZ, pending.and_then(|it| it.multi_az()).or(instance.multi_az()))
            .with(Self::PUBLICLY_ACCESSIBLE, instance.publicly_accessible())
            .with(
                Self::DB_PARAMETER_GROUP_NAME,
                instance.db_parameter_groups().first().and_then(|it| it.db_parameter_group_name()),
            )
            .with(
                Self::BACKUP_RETENTION_PERIOD,
                coming(|it| it.backup_retention_period(), instance.backup_retention_period()),
            )
            .with(Self::PREFERRED_BACKUP_WINDOW, instance.preferred_backup_window())
            .with(Self::PREFERRED_MAINTENANCE_WINDOW, instance.preferred_maintenance_window())
            .with(Self::COPY_TAGS_TO_SNAPSHOT, instance.copy_tags_to_snapshot())
            .with_some(
                Self::ENABLE_CLOUDWATCH_LOGS_EXPORTS,
                instance.enabled_cloudwatch_logs_exports().iter().map(String::as_str),
            )
            .with(
                Self::ENABLE_IAM_DATABASE_AUTHENTICATION,
                pending
                    .and_then(|it| it.iam_database_authentication_enabled())
                    .or(instance.iam_database_authentication_enabled()),
            )
            .with(Self::DELETION_PROTECTION, instance.deletion_protection())
            .with_tags(instance.tag_list())
    }

    async fn create(aws: &Calls<'_>, request: &CreateRequest) -> Result<Made> {
        let inputs = &request.inputs;
        let send = || {
            aws.rds()
                .create_db_instance()
                .set_db_instance_identifier(text(inputs, Self::DB_INSTANCE_IDENTIFIER))
                .set_engine(text(inputs, Self::ENGINE))
                .set_engine_version(text(inputs, Self::ENGINE_VERSION))
                .set_db_instance_class(text(inputs, Self::DB_INSTANCE_CLASS))
                .set_auto_minor_version_upgrade(flag(inputs, Self::AUTO_MINOR_VERSION_UPGRADE))
                .set_allocated_storage(number(inputs, Self::ALLOCATED_STORAGE))
                .set_max_allocated_storage(number(inputs, Self::MAX_ALLOCATED_STORAGE))
                .set_storage_type(text(inputs, Self::STORAGE_TYPE))
                .set_iops(number(inputs, Self::IOPS))
                .set_storage_throughput(number(inputs, Self::STORAGE_THROUGHPUT))
                .set_storage_encrypted(flag(inputs, Self::STORAGE_ENCRYPTED))
                .set_kms_key_id(text(inputs, Self::KMS_KEY_ID))
                .set_db_name(text(inputs, Self::DB_NAME))
                .set_master_username(text(inputs, Self::MASTER_USERNAME))
                .set_master_user_password(text(inputs, Self::MASTER_USER_PASSWORD))
                .set_manage_master_user_password(
                    flag(inputs, Self::MANAGE_MASTER_USER_PASSWORD).filter(|managed| *managed),
                )
                .set_master_user_secret_kms_key_id(text(inputs, Self::MASTER_USER_SECRET_KMS_KEY_ID))
                .set_port(number(inputs, Self::PORT))
                .set_db_subnet_group_name(text(inputs, Self::DB_SUBNET_GROUP_NAME))
                .set_vpc_security_group_ids(texts(inputs, Self::VPC_SECURITY_GROUP_IDS))
                .set_availability_zone(text(inputs, Self::AVAILABILITY_ZONE))
                .set_multi_az(flag(inputs, Self::MULTI_AZ))
                .set_publicly_accessible(flag(inputs, Self::PUBLICLY_ACCESSIBLE))
                .set_db_parameter_group_name(text(inputs, Self::DB_PARAMETER_GROUP_NAME))
                .set_backup_retention_period(number(inputs, Self::BACKUP_RETENTION_PERIOD))
                .set_preferred_backup_window(text(inputs, Self::PREFERRED_BACKUP_WINDOW))
                .set_preferred_maintenance_window(text(inputs, Self::PREFERRED_MAINTENANCE_WINDOW))
                .set_copy_tags_to_snapshot(flag(inputs, Self::COPY_TAGS_TO_SNAPSHOT))
                .set_enable_cloudwatch_logs_exports(texts(inputs, Self::ENABLE_CLOUDWATCH_LOGS_EXPORTS))
                .set_enable_iam_database_authentication(flag(
                    inputs,
                    Self::ENABLE_IAM_DATABASE_AUTHENTICATION,
                ))
                .set_deletion_protection(flag(inputs, Self::DELETION_PROTECTION))
                .set_tags(Some(to_tags(&owned(request))))
                .send()
        };
        let answer = aws.call(Self::CREATE, send).await?;
        Made::named(Self::CREATE, answer.db_instance().and_then(Described::db_instance_identifier))
    }

    async fn update(aws: &Calls<'_>, change: &Change<'_>) -> Result<()> {
        modification::modify(aws, change).await
    }

    async fn delete(aws: &Calls<'_>, request: &DeleteRequest) -> Result<()> {
        let (id, inputs) = (&*request.id, &request.inputs);
        let skip = flag(inputs, Self::SKIP_FINAL_SNAPSHOT).unwrap_or_default();
        let snapshot = (!skip).then(|| {
            text(inputs, Self::FINAL_DB_SNAPSHOT_IDENTIFIER)
                .unwrap_or_else(|| format!("{id}-final-{}", now()))
        });
        let send = || {
            aws.rds()
                .delete_db_instance()
                .db_instance_identifier(id)
                .skip_final_snapshot(skip)
                .set_final_db_snapshot_identifier(snapshot.clone())
                .set_delete_automated_backups(flag(inputs, Self::DELETE_AUTOMATED_BACKUPS))
                .send()
        };
        match aws.call(Self::DELETE, send).await {
            Err(error)
                if error.code == "InvalidDBInstanceState"
                    && error.message.contains("already being deleted") =>
            {
                Ok(())
            }
            Err(error) if error.message.contains("deletion protection") => {
                Err(error.hint("declare `.deletion_protection(false)` and bring that up first"))
            }
            deleted => deleted.map(drop),
        }
    }

    async fn deletion_progress(aws: &Calls<'_>, id: &str) -> Result<Option<String>> {
        let found = described(aws, &[id.to_owned()]).await?;
        Ok(found.first().map(|instance| format!("AWS says it is {}", status(instance))))
    }

    async fn readiness(aws: &Calls<'_>, resource: &ReadRequest) -> Result<Readiness> {
        let found = described(aws, &[resource.id.to_string()]).await?;
        let Some(instance) = found.first() else {
            return Ok(Readiness::Waiting("AWS does not show it yet".to_owned()));
        };
        let status = status(instance);
        if FAILED.contains(&status) {
            let message = format!("{} is {status}", resource.id);
            let error = CloudError::new(Self::READ.to_string(), "Failed", message, ErrorClass::Refused);
            return Err(
                error.hint("RDS's events say why: `aws rds describe-events --source-type db-instance`")
            );
        }
        let at_once = flag(&resource.inputs, Self::APPLY_IMMEDIATELY).unwrap_or(true);
        let pending = instance.pending_modified_values().filter(|_| at_once).is_some_and(is_something);
        if !READY.contains(&status) || instance.endpoint().is_none() {
            return Ok(Readiness::Waiting(format!("AWS says it is {status}")));
        }
        if pending {
            return Ok(Readiness::Waiting("AWS says there are changes still to be made".to_owned()));
        }
        Ok(Readiness::Ready(Self::observed(aws, instance, &resource.inputs)))
    }
}

async fn described(aws: &Calls<'_>, names: &[String]) -> Result<Vec<Described>> {
    let describe = || aws.rds().describe_db_instances().filters(filter("db-instance-id", names));
    let send = |page| describe().set_marker(page).send();
    let found = aws.pages(DbInstance::READ, send, |it| (it.db_instances, it.marker)).await;
    Ok(unless_missing(found)?.unwrap_or_default())
}

fn status(instance: &Described) -> &str {
    instance.db_instance_status().unwrap_or("in a state that it does not tell")
}

/// The version as it was applied, where AWS has chosen the rest of it.
fn version(instance: &Described, inputs: &Map) -> Option<String> {
    let pending = instance.pending_modified_values().and_then(|it| it.engine_version());
    let version = pending.or(instance.engine_version())?;
    let applied: Option<String> = text(inputs, DbInstance::ENGINE_VERSION);
    let is_part =
        |applied: &String| version.strip_prefix(&**applied).is_some_and(|rest| rest.starts_with('.'));
    Some(applied.filter(is_part).unwrap_or_else(|| version.to_owned()))
}

/// Whether anything is still to be changed that can be at once.
fn is_something(pending: &PendingModifiedValues) -> bool {
    *pending != PendingModifiedValues::builder().build()
}

/// Seconds since 1970: snapshots of one instance that is made and deleted time and again have names of their own.
fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map(|time| time.as_secs()).unwrap_or_default()
}
