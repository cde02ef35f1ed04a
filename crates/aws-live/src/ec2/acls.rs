//! Network ACLs as AWS describes them: ACLs, their rules and their associations in one answer, for all kinds that are a
//! part of it.

use std::collections::BTreeSet;
use std::sync::Arc;

use aws_sdk_ec2::types::NetworkAcl;
use ironwright_engine::cloud::{CloudError, ErrorClass};

use super::{apart, filter};
use crate::calls::Calls;
use crate::gather::Gathering;

/// Where questions for ACLs come together, by what they are asked by. Each needs `ec2:DescribeNetworkAcls`.
pub(crate) struct Acls {
    pub(crate) by_id: Gathering<NetworkAcl>,
    by_subnet: Gathering<NetworkAcl>,
    by_association: Gathering<NetworkAcl>,
    defaults: Gathering<NetworkAcl>,
}

/// The kinds that are read from the ACLs of a VPC.
const IN_ACLS: &[&str] = &["ec2.NetworkAcl", "ec2.NetworkAclAssociation", "ec2.NetworkAclRule", "ec2.Vpc"];

impl Default for Acls {
    fn default() -> Self {
        let [by_subnet, by_association, defaults] = [(); 3].map(|()| Gathering::of(&[]));
        Self { by_id: Gathering::of(IN_ACLS), by_subnet, by_association, defaults }
    }
}

const DESCRIBE: &str = "ec2:DescribeNetworkAcls";

/// The ACLs that exist of those with these ids, and perhaps others. A VPC's id stands for all that are in it.
pub(super) async fn with_ids(aws: &Calls<'_>, ids: Vec<String>) -> Result<Arc<[NetworkAcl]>, CloudError> {
    if ids.is_empty() {
        return Ok(Arc::default());
    }
    aws.acls().by_id.among(aws.announced(), ids, |ids| of_ids_and_vpcs(aws, ids)).await
}

/// The ACLs that guard these subnets.
pub(super) async fn of_subnets(
    aws: &Calls<'_>,
    subnets: Vec<String>,
) -> Result<Arc<[NetworkAcl]>, CloudError> {
    let describe = |subnets| filtered(aws, "association.subnet-id", subnets);
    aws.acls().by_subnet.among(0, subnets, describe).await
}

/// The ACLs that take part in these associations.
pub(super) async fn of_associations(
    aws: &Calls<'_>,
    ids: Vec<String>,
) -> Result<Arc<[NetworkAcl]>, CloudError> {
    if ids.is_empty() {
        return Ok(Arc::default());
    }
    let describe = |ids| filtered(aws, "association.association-id", ids);
    aws.acls().by_association.among(0, ids, describe).await
}

/// The default ACLs of these VPCs.
pub(super) async fn defaults(aws: &Calls<'_>, vpcs: Vec<String>) -> Result<Arc<[NetworkAcl]>, CloudError> {
    let describe = |vpcs: BTreeSet<String>| async move {
        let default = || filter("default", ["true"]);
        let of_vpcs = || filter("vpc-id", vpcs.clone());
        let send = || aws.ec2().describe_network_acls().filters(of_vpcs()).filters(default()).send();
        Ok(aws.call(DESCRIBE, send).await?.network_acls.unwrap_or_default())
    };
    aws.acls().defaults.among(0, vpcs, describe).await
}

async fn of_ids_and_vpcs(aws: &Calls<'_>, ids: BTreeSet<String>) -> Result<Vec<NetworkAcl>, CloudError> {
    let (vpcs, mut ids) = apart(ids);
    let mut found = if vpcs.is_empty() { Vec::new() } else { filtered(aws, "vpc-id", vpcs).await? };
    for acl in &found {
        ids.remove(acl.network_acl_id().unwrap_or_default());
    }
    found.extend(of_ids(aws, ids).await?);
    Ok(found)
}

async fn filtered(
    aws: &Calls<'_>,
    name: &str,
    values: BTreeSet<String>,
) -> Result<Vec<NetworkAcl>, CloudError> {
    let send = || aws.ec2().describe_network_acls().filters(filter(name, values.clone())).send();
    Ok(aws.call(DESCRIBE, send).await?.network_acls.unwrap_or_default())
}

/// By the call's own parameter, as servers that speak AWS have no filter for ids of ACLs: one that is missing fails the
/// call and is named by its error, so the call is made again without it.
async fn of_ids(aws: &Calls<'_>, mut ids: BTreeSet<String>) -> Result<Vec<NetworkAcl>, CloudError> {
    while !ids.is_empty() {
        let some = || Some(ids.iter().cloned().collect());
        let send = || aws.ec2().describe_network_acls().set_network_acl_ids(some()).send();
        match aws.call(DESCRIBE, send).await {
            Ok(found) => return Ok(found.network_acls.unwrap_or_default()),
            Err(error) if error.class == ErrorClass::NotFound => {
                let before = ids.len();
                ids.retain(|id| !error.message.contains(&**id));
                if ids.len() == before {
                    return Err(error);
                }
            }
            Err(error) => return Err(error),
        }
    }
    Ok(Vec::new())
}
