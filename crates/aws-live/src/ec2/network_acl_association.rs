//! `ec2.NetworkAclAssociation` on AWS.
//!
//! AWS associates every subnet with one ACL at all times: `ReplaceNetworkAclAssociation` is how one is made and also how
//! one is unmade, by putting the VPC's default ACL in its place; the new association has a new id. It has no token and
//! no tags. A subnet that is under the wanted ACL already is no create of ours: whoever put it there would take it away
//! again. One under another that is not its VPC's default was put there by somebody: it is taken over only where the
//! subnet itself is this stack's.

use std::collections::HashMap;

use async_trait::async_trait;
use aws_sdk_ec2::types::{NetworkAcl, NetworkAclAssociation as Described};
use ironwright_aws::ec2::{NetworkAclAssociation, NetworkAclAssociationOutputs};
use ironwright_core::state::Observation;
use ironwright_core::{Kind, Resource as _};

use super::acls;
use super::api::prelude::*;
use crate::handler::{STACK, Verb, observations, owners};

const REPLACE: Action = EC2.action("ReplaceNetworkAclAssociation");
const SUBNETS: Action = EC2.action("DescribeSubnets");

/// Its handler.
pub(crate) struct OfSubnet;

impl OnAws for NetworkAclAssociation {
    const HANDLER: &'static dyn Handler = &OfSubnet;
}

#[async_trait]
impl Handler for OfSubnet {
    fn kind(&self) -> &'static Kind {
        NetworkAclAssociation::kind()
    }

    fn actions(&self, verb: Verb) -> Vec<Action> {
        match verb {
            Verb::Find | Verb::Read | Verb::Settle => vec![acls::DESCRIBE],
            Verb::Create => vec![REPLACE, acls::DESCRIBE, SUBNETS],
            Verb::Delete => vec![REPLACE, acls::DESCRIBE],
            Verb::Update | Verb::Sweep | Verb::Explain => Vec::new(),
        }
    }

    fn has_ownership_tag(&self) -> bool {
        false
    }

    async fn find(&self, aws: &Calls<'_>, request: &CreateRequest) -> Result<Option<Arc<str>>> {
        let (wanted, subnet) = ends(&request.inputs);
        let there = of_subnet(aws, &subnet).await?;
        let there = there.filter(|(acl, _)| acl.network_acl_id() == Some(&wanted));
        Ok(there.map(|(_, id)| id.into()))
    }

    async fn read(&self, aws: &Calls<'_>, resources: &[ReadRequest]) -> Result<Vec<Observation>> {
        let of = resources.iter().map(|request| ends(&request.inputs).0).filter(|acl| !acl.is_empty());
        let mut found = by_id(&acls::with_ids(aws, of.collect()).await?);
        // Whoever imports one may not know which ACL it is with.
        let missing = ids(resources).into_iter().filter(|id| !found.contains_key(id)).collect();
        found.extend(by_id(&acls::of_associations(aws, missing).await?));
        Ok(observations(resources, found))
    }

    async fn create(&self, aws: &Calls<'_>, request: &CreateRequest) -> Result<Made> {
        let (wanted, subnet) = ends(&request.inputs);
        let Some((acl, before)) = of_subnet(aws, &subnet).await? else {
            return Err(not_shown(&format!("yet which network ACL guards {subnet}")));
        };
        let guard = acl.network_acl_id().unwrap_or_default();
        if guard == wanted {
            return Err(exists_already(REPLACE, &format!("an association of {subnet} with {wanted}")));
        }
        if acl.is_default() != Some(true) && !is_this_stacks(aws, &subnet, request).await? {
            let message = format!(
                "{subnet} is under {guard} already, and neither the subnet nor that choice is this stack's"
            );
            let code = "AlreadyAssociated";
            return Err(CloudError::new(REPLACE.to_string(), code, message, ErrorClass::Conflict));
        }
        let made = replace(aws, &before, &wanted).await?;
        let observed = properties(&made.id, Some(&subnet), Some(&wanted));
        Ok(made.with(observed))
    }

    /// Nothing of it can be changed in place.
    async fn update(&self, _: &Calls<'_>, change: &Change<'_>) -> Result<Map> {
        Ok(change.achieved())
    }

    async fn delete(&self, aws: &Calls<'_>, request: &DeleteRequest) -> Result<()> {
        let acls = acls::of_associations(aws, vec![request.id.to_string()]).await?;
        let holds = |acl: &&NetworkAcl| {
            acl.associations().iter().any(|it| it.network_acl_association_id() == Some(&request.id))
        };
        let ours = acls.iter().find(holds).filter(|acl| acl.is_default() != Some(true));
        let Some(acl) = ours else { return Ok(()) };
        let vpc = acl.vpc_id().unwrap_or_default();
        let defaults = acls::defaults(aws, vec![vpc.to_owned()]).await?;
        let default = defaults.iter().find(|acl| acl.vpc_id() == Some(vpc));
        let Some(default) = default.and_then(NetworkAcl::network_acl_id) else {
            return Err(not_shown(&format!("the default network ACL of {vpc}")));
        };
        replace(aws, &request.id, default).await.map(drop)
    }
}

/// ACL and subnet.
fn ends(inputs: &Map) -> (String, String) {
    let of = |name| text(inputs, name).unwrap_or_default();
    (of(NetworkAclAssociation::NETWORK_ACL_ID), of(NetworkAclAssociation::SUBNET_ID))
}

/// The ACL that guards a subnet, and the association's id.
async fn of_subnet(aws: &Calls<'_>, subnet: &str) -> Result<Option<(NetworkAcl, String)>> {
    let acls = acls::of_subnets(aws, vec![subnet.to_owned()]).await?;
    Ok(acls.iter().find_map(|acl| {
        let ours = acl.associations().iter().find(|it| it.subnet_id() == Some(subnet))?;
        Some((acl.clone(), ours.network_acl_association_id()?.to_owned()))
    }))
}

/// Whether a subnet bears the name of the stack that asks.
async fn is_this_stacks(aws: &Calls<'_>, subnet: &str, request: &CreateRequest) -> Result<bool> {
    let ours = filter(&format!("tag:{STACK}"), owners(&request.stack));
    let describe = || aws.ec2().describe_subnets().filters(filter("subnet-id", [subnet]));
    let send = || describe().filters(ours.clone()).send();
    Ok(!aws.call(SUBNETS, send).await?.subnets().is_empty())
}

/// Puts an ACL in the place of an association, which gives a new one.
async fn replace(aws: &Calls<'_>, association: &str, acl: &str) -> Result<Made> {
    let replace = || aws.ec2().replace_network_acl_association().association_id(association);
    let answer = aws.call(REPLACE, || replace().network_acl_id(acl).send()).await?;
    Made::named(REPLACE, answer.new_association_id())
}

fn not_shown(what: &str) -> CloudError {
    let message = format!("AWS does not show {what}");
    CloudError::new(REPLACE.to_string(), "NotShown", message, ErrorClass::Transient)
}

fn by_id(acls: &[NetworkAcl]) -> HashMap<String, Map> {
    let observed = |it: &Described| {
        let id = it.network_acl_association_id()?;
        Some((id.to_owned(), properties(id, it.subnet_id(), it.network_acl_id())))
    };
    acls.iter().flat_map(NetworkAcl::associations).filter_map(observed).collect()
}

fn properties(id: &str, subnet: Option<&str>, acl: Option<&str>) -> Map {
    Properties::default()
        .with(NetworkAclAssociationOutputs::ID, id)
        .with(NetworkAclAssociation::SUBNET_ID, subnet)
        .with(NetworkAclAssociation::NETWORK_ACL_ID, acl)
        .into_map()
}
