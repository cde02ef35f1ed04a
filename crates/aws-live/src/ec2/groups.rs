//! Security groups as AWS describes them: those of a stack and the default ones of its VPCs in one answer.

use std::collections::BTreeSet;
use std::sync::Arc;

use aws_sdk_ec2::types::SecurityGroup;
use ironwright_engine::cloud::CloudError;

use super::{apart, filter};
use crate::calls::Calls;

/// The kinds that are read from the security groups of a VPC.
pub(crate) const IN_SECURITY_GROUPS: &[&str] = &["ec2.SecurityGroup", "ec2.Vpc"];

/// The groups that exist of those with these ids, and perhaps others. A VPC's id stands for all that are in it. Needs
/// `ec2:DescribeSecurityGroups`.
pub(super) async fn groups(aws: &Calls<'_>, ids: Vec<String>) -> Result<Arc<[SecurityGroup]>, CloudError> {
    let describe = |ids: BTreeSet<String>| async move {
        let (vpcs, mut ids) = apart(ids);
        let mut found = described(aws, "vpc-id", vpcs).await?;
        for group in &found {
            ids.remove(group.group_id().unwrap_or_default());
        }
        found.extend(described(aws, "group-id", ids).await?);
        Ok(found)
    };
    aws.security_groups().among(aws.announced(), ids, describe).await
}

async fn described(
    aws: &Calls<'_>,
    by: &str,
    values: BTreeSet<String>,
) -> Result<Vec<SecurityGroup>, CloudError> {
    let (mut found, mut page) = (Vec::new(), None);
    if values.is_empty() {
        return Ok(found);
    }
    let selected = filter(by, values);
    let describe = || aws.ec2().describe_security_groups().filters(selected.clone());
    loop {
        let send = || describe().set_next_token(page.clone()).send();
        let answer = aws.call("ec2:DescribeSecurityGroups", send).await?;
        found.extend(answer.security_groups.unwrap_or_default());
        page = answer.next_token.filter(|next| !next.is_empty());
        if page.is_none() {
            return Ok(found);
        }
    }
}
