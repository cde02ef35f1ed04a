//! Security groups as AWS describes them: those of a stack and the default ones of its VPCs in one answer.

use std::collections::BTreeSet;

use aws_sdk_ec2::types::SecurityGroup;

use super::api::apart;
use super::api::prelude::*;

/// What tells of security groups.
pub(super) const DESCRIBE: Action = EC2.action("DescribeSecurityGroups");

/// The groups that exist of those with these ids, and perhaps others. A VPC's id stands for all that are in it.
pub(super) async fn groups(aws: &Calls<'_>, ids: Vec<String>) -> Result<Arc<[SecurityGroup]>> {
    let describe = |ids: BTreeSet<String>| async move {
        let (vpcs, mut ids) = apart(ids);
        let mut found = by(aws, "vpc-id", vpcs).await?;
        for group in &found {
            ids.remove(group.group_id().unwrap_or_default());
        }
        found.extend(by(aws, "group-id", ids).await?);
        Ok(found)
    };
    aws.services().ec2.security_groups.among(aws.announced(), ids, describe).await
}

/// The groups that exist of those with these ids.
pub(super) async fn of_ids(aws: &Calls<'_>, ids: Vec<String>) -> Result<Vec<SecurityGroup>> {
    let wanted: BTreeSet<&str> = ids.iter().map(String::as_str).collect();
    let found = groups(aws, ids.clone()).await?;
    Ok(found.iter().filter(|it| it.group_id().is_some_and(|id| wanted.contains(id))).cloned().collect())
}

async fn by(aws: &Calls<'_>, name: &str, values: BTreeSet<String>) -> Result<Vec<SecurityGroup>> {
    if values.is_empty() { Ok(Vec::new()) } else { described(aws, filter(name, values)).await }
}

/// The groups that a filter selects.
pub(super) async fn described(aws: &Calls<'_>, by: Filter) -> Result<Vec<SecurityGroup>> {
    let send = |page| aws.ec2().describe_security_groups().filters(by.clone()).set_next_token(page).send();
    aws.pages(DESCRIBE, send, |it| (it.security_groups, it.next_token)).await
}
