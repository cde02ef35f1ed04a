//! What of a database instance is changed in place: one call for all of it, so that it is down once.

use aws_sdk_rds::types::CloudwatchLogsExportConfiguration;
use ironwright_aws::rds::DbInstance;

use super::api::RDS;
use crate::handler::prelude::*;

/// The call.
pub(super) const MODIFY: Action = RDS.action("ModifyDBInstance");

/// What the call can change.
const CHANGED: &[&str] = &[
    DbInstance::ENGINE_VERSION,
    DbInstance::DB_INSTANCE_CLASS,
    DbInstance::AUTO_MINOR_VERSION_UPGRADE,
    DbInstance::MAX_ALLOCATED_STORAGE,
    DbInstance::MASTER_USER_PASSWORD,
    DbInstance::MANAGE_MASTER_USER_PASSWORD,
    DbInstance::MASTER_USER_SECRET_KMS_KEY_ID,
    DbInstance::PORT,
    DbInstance::VPC_SECURITY_GROUP_IDS,
    DbInstance::MULTI_AZ,
    DbInstance::PUBLICLY_ACCESSIBLE,
    DbInstance::DB_PARAMETER_GROUP_NAME,
    DbInstance::BACKUP_RETENTION_PERIOD,
    DbInstance::PREFERRED_BACKUP_WINDOW,
    DbInstance::PREFERRED_MAINTENANCE_WINDOW,
    DbInstance::COPY_TAGS_TO_SNAPSHOT,
    DbInstance::ENABLE_CLOUDWATCH_LOGS_EXPORTS,
    DbInstance::ENABLE_IAM_DATABASE_AUTHENTICATION,
    DbInstance::DELETION_PROTECTION,
];
/// What is said of storage, which AWS wants to hear together.
const OF_STORAGE: &[&str] = &[
    DbInstance::ALLOCATED_STORAGE,
    DbInstance::STORAGE_TYPE,
    DbInstance::IOPS,
    DbInstance::STORAGE_THROUGHPUT,
];

/// Sets what differs.
pub(super) async fn modify(aws: &Calls<'_>, change: &Change<'_>) -> Result<()> {
    type It = DbInstance;
    let differs = |names: &[&str]| names.iter().any(|name| change.of(name).is_some());
    let storage = differs(OF_STORAGE);
    if !storage && !differs(CHANGED) {
        return Ok(());
    }
    let wanted = change.wanted;
    let told = |name| change.of(name).is_some();
    let of_storage = |name| number(wanted, name).filter(|_| storage);
    let logs = told(It::ENABLE_CLOUDWATCH_LOGS_EXPORTS).then(|| logs(change));
    let kept_in = text(wanted, It::MASTER_USER_SECRET_KMS_KEY_ID);
    let send = || {
        aws.rds()
            .modify_db_instance()
            .db_instance_identifier(change.id)
            .set_apply_immediately(flag(wanted, It::APPLY_IMMEDIATELY))
            .set_engine_version(change.text(It::ENGINE_VERSION))
            .set_allow_major_version_upgrade(
                flag(wanted, It::ALLOW_MAJOR_VERSION_UPGRADE).filter(|_| told(It::ENGINE_VERSION)),
            )
            .set_db_instance_class(change.text(It::DB_INSTANCE_CLASS))
            .set_auto_minor_version_upgrade(change.flag(It::AUTO_MINOR_VERSION_UPGRADE))
            .set_allocated_storage(of_storage(It::ALLOCATED_STORAGE))
            .set_max_allocated_storage(change.number(It::MAX_ALLOCATED_STORAGE))
            .set_storage_type(text(wanted, It::STORAGE_TYPE).filter(|_: &String| storage))
            .set_iops(of_storage(It::IOPS))
            .set_storage_throughput(of_storage(It::STORAGE_THROUGHPUT))
            .set_master_user_password(change.text(It::MASTER_USER_PASSWORD))
            .set_manage_master_user_password(change.flag(It::MANAGE_MASTER_USER_PASSWORD))
            .set_master_user_secret_kms_key_id(kept_in.clone().filter(|_: &String| {
                told(It::MASTER_USER_SECRET_KMS_KEY_ID) || told(It::MANAGE_MASTER_USER_PASSWORD)
            }))
            .set_db_port_number(change.number(It::PORT))
            .set_vpc_security_group_ids(
                texts(wanted, It::VPC_SECURITY_GROUP_IDS).filter(|_| told(It::VPC_SECURITY_GROUP_IDS)),
            )
            .set_multi_az(change.flag(It::MULTI_AZ))
            .set_publicly_accessible(change.flag(It::PUBLICLY_ACCESSIBLE))
            .set_db_parameter_group_name(change.text(It::DB_PARAMETER_GROUP_NAME))
            .set_backup_retention_period(change.number(It::BACKUP_RETENTION_PERIOD))
            .set_preferred_backup_window(change.text(It::PREFERRED_BACKUP_WINDOW))
            .set_preferred_maintenance_window(change.text(It::PREFERRED_MAINTENANCE_WINDOW))
            .set_copy_tags_to_snapshot(change.flag(It::COPY_TAGS_TO_SNAPSHOT))
            .set_cloudwatch_logs_export_configuration(logs.clone())
            .set_enable_iam_database_authentication(change.flag(It::ENABLE_IAM_DATABASE_AUTHENTICATION))
            .set_deletion_protection(change.flag(It::DELETION_PROTECTION))
            .send()
    };
    aws.call(MODIFY, send).await.map(drop)
}

/// The logs that are to be exported from now on, and those that are not any more.
fn logs(change: &Change<'_>) -> CloudwatchLogsExportConfiguration {
    let of = |map| texts::<String>(map, DbInstance::ENABLE_CLOUDWATCH_LOGS_EXPORTS).unwrap_or_default();
    let (before, wanted) = (of(change.observed), of(change.wanted));
    let beside = |some: &[String], others: &[String]| {
        some.iter().filter(|log| !others.contains(log)).cloned().collect::<Vec<_>>()
    };
    CloudwatchLogsExportConfiguration::builder()
        .set_enable_log_types(Some(beside(&wanted, &before)))
        .set_disable_log_types(Some(beside(&before, &wanted)))
        .build()
}
