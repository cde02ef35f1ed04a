//! Network ACLs as AWS describes them: ACLs, their rules and their associations in one answer, for all kinds that are a
//! part of it.

use std::collections::BTreeSet;

use aws_sdk_ec2::types::NetworkAcl;
use ironwright_aws::ec2;
use ironwright_core::Resource as _;

use super::api::apart;
use super::api::prelude::*;
use crate::call::gather::{Gathering, Kinds};

/// What tells of network ACLs.
pub(super) const DESCRIBE: Action = EC2.action("DescribeNetworkAcls");

/// Where questions for ACLs come together, by what they are asked by.
pub(super) struct Acls {
    pub(super) by_id: Gathering<NetworkAcl>,
    by_subnet: Gathering<NetworkAcl>,
    by_association: Gathering<NetworkAcl>,
    defaults: Gathering<NetworkAcl>,
}

/// The kinds that are read from the ACLs of a VPC.
const IN_ACLS: Kinds =
    &[ec2::NetworkAcl::kind, ec2::NetworkAclAssociation::kind, ec2::NetworkAclRule::kind, ec2::Vpc::kind];

impl Default for Acls {
    fn default() -> Self {
        let [by_subnet, by_association, defaults] = [(); 3].map(|()| Gathering::of(&[]));
        Self { by_id: Gathering::of(IN_ACLS), by_subnet, by_association, defaults }
    }
}

/// The ACLs that exist of those with these ids, and perhaps others. A VPC's id stands for all that are in it.
pub(super) async fn with_ids(aws: &Calls<'_>, ids: Vec<String>) -> Result<Arc<[NetworkAcl]>> {
    if ids.is_empty() {
        return Ok(Arc::default());
    }
    aws.services().ec2.acls.by_id.among(aws.announced(), ids, |ids| of_ids_and_vpcs(aws, ids)).await
}

/// The ACLs that exist of those with these ids.
pub(super) async fn of_ids(aws: &Calls<'_>, ids: Vec<String>) -> Result<Vec<NetworkAcl>> {
    let wanted: BTreeSet<&str> = ids.iter().map(String::as_str).collect();
    let found = with_ids(aws, ids.clone()).await?;
    Ok(found.iter().filter(|it| it.network_acl_id().is_some_and(|id| wanted.contains(id))).cloned().collect())
}

/// The ACLs that guard these subnets.
pub(super) async fn of_subnets(aws: &Calls<'_>, subnets: Vec<String>) -> Result<Arc<[NetworkAcl]>> {
    let describe = |subnets| described(aws, filter("association.subnet-id", subnets));
    aws.services().ec2.acls.by_subnet.among(0, subnets, describe).await
}

/// The ACLs that take part in these associations.
pub(super) async fn of_associations(aws: &Calls<'_>, ids: Vec<String>) -> Result<Arc<[NetworkAcl]>> {
    if ids.is_empty() {
        return Ok(Arc::default());
    }
    let describe = |ids| described(aws, filter("association.association-id", ids));
    aws.services().ec2.acls.by_association.among(0, ids, describe).await
}

/// The default ACLs of these VPCs.
pub(super) async fn defaults(aws: &Calls<'_>, vpcs: Vec<String>) -> Result<Arc<[NetworkAcl]>> {
    let describe = |vpcs: BTreeSet<String>| async move {
        let default = || filter("default", ["true"]);
        let of_vpcs = || filter("vpc-id", vpcs.clone());
        let send = || aws.ec2().describe_network_acls().filters(of_vpcs()).filters(default()).send();
        Ok(aws.call(DESCRIBE, send).await?.network_acls.unwrap_or_default())
    };
    aws.services().ec2.acls.defaults.among(0, vpcs, describe).await
}

async fn of_ids_and_vpcs(aws: &Calls<'_>, ids: BTreeSet<String>) -> Result<Vec<NetworkAcl>> {
    let (vpcs, mut ids) = apart(ids);
    let mut found = if vpcs.is_empty() { Vec::new() } else { described(aws, filter("vpc-id", vpcs)).await? };
    for acl in &found {
        ids.remove(acl.network_acl_id().unwrap_or_default());
    }
    found.extend(by_parameter(aws, ids).await?);
    Ok(found)
}

/// The ACLs that a filter selects.
pub(super) async fn described(aws: &Calls<'_>, by: Filter) -> Result<Vec<NetworkAcl>> {
    let send = |page| aws.ec2().describe_network_acls().filters(by.clone()).set_next_token(page).send();
    aws.pages(DESCRIBE, send, |it| (it.network_acls, it.next_token)).await
}

/// By the call's own parameter, as servers that speak AWS have no filter for ids of ACLs: one that is missing fails the
/// call and is named by its error, so the call is made again without it.
async fn by_parameter(aws: &Calls<'_>, mut ids: BTreeSet<String>) -> Result<Vec<NetworkAcl>> {
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
