//! Network ACLs as AWS describes them: ACLs, their rules and their associations in one answer, for all kinds that are a
//! part of it.

use std::collections::BTreeSet;
use std::sync::Arc;

use aws_sdk_ec2::types::NetworkAcl;
use ironwright_engine::cloud::{CloudError, ErrorClass};

use super::filter;
use crate::calls::Calls;
use crate::gather::Gathering;

/// Where questions for ACLs come together, by what they are asked by. Each needs `ec2:DescribeNetworkAcls`.
#[derive(Default)]
pub(crate) struct Acls {
    by_id: Gathering<NetworkAcl>,
    by_subnet: Gathering<NetworkAcl>,
    by_association: Gathering<NetworkAcl>,
    defaults: Gathering<NetworkAcl>,
}

const DESCRIBE: &str = "ec2:DescribeNetworkAcls";

/// The ACLs that exist of those with these ids.
pub(super) async fn with_ids(aws: &Calls<'_>, ids: Vec<String>) -> Result<Arc<[NetworkAcl]>, CloudError> {
    if ids.is_empty() {
        return Ok(Arc::default());
    }
    aws.acls().by_id.among(ids, |ids| of_ids(aws, ids)).await
}

/// The ACLs that guard these subnets.
pub(super) async fn of_subnets(
    aws: &Calls<'_>,
    subnets: Vec<String>,
) -> Result<Arc<[NetworkAcl]>, CloudError> {
    aws.acls().by_subnet.among(subnets, |subnets| filtered(aws, "association.subnet-id", subnets)).await
}

/// The ACLs that take part in these associations.
pub(super) async fn of_associations(
    aws: &Calls<'_>,
    ids: Vec<String>,
) -> Result<Arc<[NetworkAcl]>, CloudError> {
    aws.acls().by_association.among(ids, |ids| filtered(aws, "association.association-id", ids)).await
}

/// The default ACLs of these VPCs.
pub(super) async fn defaults(aws: &Calls<'_>, vpcs: Vec<String>) -> Result<Arc<[NetworkAcl]>, CloudError> {
    let describe = |vpcs: BTreeSet<String>| async move {
        let default = || filter("default", ["true"]);
        let of_vpcs = || filter("vpc-id", vpcs.clone());
        let send = || aws.ec2().describe_network_acls().filters(of_vpcs()).filters(default()).send();
        Ok(aws.call(DESCRIBE, send).await?.network_acls.unwrap_or_default())
    };
    aws.acls().defaults.among(vpcs, describe).await
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
