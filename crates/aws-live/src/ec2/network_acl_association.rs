//! `ec2.NetworkAclAssociation` on AWS.
//!
//! AWS associates every subnet with one ACL at all times: `ReplaceNetworkAclAssociation` is how one is made and also how
//! one is unmade, by putting the VPC's default ACL in its place; the new association has a new id. It has no token and
//! no tags. A subnet under the wanted ACL is as wanted, whoever sent the request. One under another that is not its
//! VPC's default was put there by somebody: it is taken over only where the subnet itself is this stack's.

use std::collections::HashMap;
use std::sync::Arc;

use async_trait::async_trait;
use aws_sdk_ec2::types::{NetworkAcl as Described, NetworkAclAssociation as Association};
use ironwright_aws::ec2;
use ironwright_core::state::Observation;
use ironwright_core::{Kind, Map, Resource as _};
use ironwright_engine::cloud::{CloudError, CreateRequest, DeleteRequest, ErrorClass, ReadRequest};

use super::{acls, filter};
use crate::calls::Calls;
use crate::change::Change;
use crate::handler::{Handler, Made, Permissions};
use crate::properties::{Properties, ids, observations, text};
use crate::tags;

pub(crate) struct NetworkAclAssociation;

#[async_trait]
impl Handler for NetworkAclAssociation {
    fn kind(&self) -> &'static Kind {
        ec2::NetworkAclAssociation::kind()
    }

    fn permissions(&self) -> Permissions {
        Permissions {
            find: &["ec2:DescribeNetworkAcls"],
            read: &["ec2:DescribeNetworkAcls"],
            create: &["ec2:DescribeNetworkAcls", "ec2:DescribeSubnets", "ec2:ReplaceNetworkAclAssociation"],
            delete: &["ec2:DescribeNetworkAcls", "ec2:ReplaceNetworkAclAssociation"],
            ..Permissions::default()
        }
    }

    async fn find(&self, aws: &Calls<'_>, request: &CreateRequest) -> Result<Option<Arc<str>>, CloudError> {
        let wanted = text(&request.inputs, "network_acl_id");
        let there = of_subnet(aws, &subnet(request)).await?;
        let there = there.filter(|(acl, _)| acl.network_acl_id() == wanted.as_deref());
        Ok(there.map(|(_, id)| id.into()))
    }

    async fn read(&self, aws: &Calls<'_>, resources: &[ReadRequest]) -> Result<Vec<Observation>, CloudError> {
        let of = resources.iter().filter_map(|request| text(&request.inputs, "network_acl_id"));
        let mut found = by_id(&acls::with_ids(aws, of.collect()).await?);
        // Whoever imports one may not know which ACL it is with.
        let missing = ids(resources).into_iter().filter(|id| !found.contains_key(id)).collect();
        found.extend(by_id(&acls::of_associations(aws, missing).await?));
        Ok(observations(resources, found))
    }

    async fn create(&self, aws: &Calls<'_>, request: &CreateRequest) -> Result<Made, CloudError> {
        let (subnet, wanted) = (subnet(request), text(&request.inputs, "network_acl_id").unwrap_or_default());
        let Some((acl, before)) = of_subnet(aws, &subnet).await? else {
            let message = format!("AWS does not show yet which network ACL guards {subnet}");
            return Err(CloudError::new(REPLACE, "NotShown", message, ErrorClass::Transient));
        };
        let guard = acl.network_acl_id().unwrap_or_default();
        let id = if guard == wanted {
            before
        } else if acl.is_default() == Some(true) || is_this_stacks(aws, &subnet, request).await? {
            replace(aws, &before, &wanted).await?
        } else {
            let message = format!(
                "{subnet} is under {guard} already, and neither the subnet nor that choice is this stack's"
            );
            return Err(CloudError::new(REPLACE, "AlreadyAssociated", message, ErrorClass::Conflict));
        };
        let made =
            Association::builder().network_acl_association_id(id).network_acl_id(wanted).subnet_id(subnet);
        let (id, observed) = observed(&made.build()).unzip();
        Ok(Made { id: id.unwrap_or_default().into(), observed })
    }

    async fn update(&self, _: &Calls<'_>, change: &Change<'_>) -> Result<Map, CloudError> {
        // Nothing of it can be changed in place.
        Ok(change.achieved())
    }

    async fn delete(&self, aws: &Calls<'_>, request: &DeleteRequest) -> Result<(), CloudError> {
        let acls = acls::of_associations(aws, vec![request.id.to_string()]).await?;
        let holds = |acl: &&Described| {
            acl.associations().iter().any(|it| it.network_acl_association_id() == Some(&request.id))
        };
        let ours = acls.iter().find(holds).filter(|acl| acl.is_default() != Some(true));
        let Some(acl) = ours else { return Ok(()) };
        let vpc = acl.vpc_id().unwrap_or_default();
        let defaults = acls::defaults(aws, vec![vpc.to_owned()]).await?;
        let default = defaults.iter().find(|acl| acl.vpc_id() == Some(vpc));
        let Some(default) = default.and_then(Described::network_acl_id) else {
            let message = format!("AWS does not show the default network ACL of {vpc}");
            return Err(CloudError::new(REPLACE, "NotShown", message, ErrorClass::Transient));
        };
        replace(aws, &request.id, default).await.map(drop)
    }
}

const REPLACE: &str = "ec2:ReplaceNetworkAclAssociation";

fn subnet(request: &CreateRequest) -> String {
    text(&request.inputs, "subnet_id").unwrap_or_default()
}

/// The ACL that guards a subnet, and the association's id.
async fn of_subnet(aws: &Calls<'_>, subnet: &str) -> Result<Option<(Described, String)>, CloudError> {
    let acls = acls::of_subnets(aws, vec![subnet.to_owned()]).await?;
    Ok(acls.iter().find_map(|acl| {
        let mut associations = acl.associations().iter();
        let ours = associations.find(|association| association.subnet_id() == Some(subnet))?;
        let id = ours.network_acl_association_id()?.to_owned();
        Some((acl.clone(), id))
    }))
}

/// Whether a subnet bears the name of the stack that asks.
async fn is_this_stacks(aws: &Calls<'_>, subnet: &str, request: &CreateRequest) -> Result<bool, CloudError> {
    let ours = filter(&format!("tag:{}", tags::STACK), tags::owners(&request.stack));
    let describe = || aws.ec2().describe_subnets().filters(filter("subnet-id", [subnet]));
    let send = || describe().filters(ours.clone()).send();
    Ok(!aws.call("ec2:DescribeSubnets", send).await?.subnets().is_empty())
}

/// Puts an ACL in the place of an association, and gives the new one's id.
async fn replace(aws: &Calls<'_>, association: &str, acl: &str) -> Result<String, CloudError> {
    let replace = || aws.ec2().replace_network_acl_association().association_id(association);
    let answer = aws.call(REPLACE, || replace().network_acl_id(acl).send()).await?;
    Ok(answer.new_association_id.unwrap_or_default())
}

fn by_id(acls: &[Described]) -> HashMap<String, Map> {
    acls.iter().flat_map(Described::associations).filter_map(observed).collect()
}

fn observed(association: &Association) -> Option<(String, Map)> {
    let id = association.network_acl_association_id()?;
    let observed = Properties::default()
        .with("id", id)
        .with("subnet_id", association.subnet_id())
        .with("network_acl_id", association.network_acl_id());
    Some((id.to_owned(), observed.into_map()))
}
