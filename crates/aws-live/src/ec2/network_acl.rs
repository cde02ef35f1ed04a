//! `ec2.NetworkAcl` on AWS.
//!
//! `CreateNetworkAcl` takes our token, and its answer tells all there is to know. Rules and associations are kinds of
//! their own, and read by the same call.

use std::sync::Arc;

use async_trait::async_trait;
use aws_sdk_ec2::types::{Filter, NetworkAcl as Described, ResourceType};
use ironwright_aws::ec2;
use ironwright_core::state::Observation;
use ironwright_core::{Kind, Map, Resource as _};
use ironwright_engine::cloud::{CloudError, CreateRequest, DeleteRequest, ErrorClass, ReadRequest};

use super::{change_tags, made_by, owned, users};
use crate::calls::Calls;
use crate::change::Change;
use crate::handler::{Handler, Made, Permissions};
use crate::properties::{Properties, ids, observations, text};

pub(crate) struct NetworkAcl;

#[async_trait]
impl Handler for NetworkAcl {
    fn kind(&self) -> &'static Kind {
        ec2::NetworkAcl::kind()
    }

    fn permissions(&self) -> Permissions {
        Permissions {
            find: &["ec2:DescribeNetworkAcls"],
            read: &["ec2:DescribeNetworkAcls"],
            create: &["ec2:CreateNetworkAcl", "ec2:CreateTags"],
            update: &["ec2:CreateTags", "ec2:DeleteTags"],
            delete: &["ec2:DeleteNetworkAcl"],
            ..Permissions::default()
        }
    }

    async fn find(&self, aws: &Calls<'_>, request: &CreateRequest) -> Result<Option<Arc<str>>, CloudError> {
        let found = describe(aws, made_by(request)).await?;
        Ok(found.iter().find_map(|acl| acl.network_acl_id().map(Arc::from)))
    }

    async fn read(&self, aws: &Calls<'_>, resources: &[ReadRequest]) -> Result<Vec<Observation>, CloudError> {
        let found = by_ids(aws, ids(resources)).await?;
        let observed = found.iter().filter_map(|acl| observed(aws, acl));
        Ok(observations(resources, observed.collect()))
    }

    async fn create(&self, aws: &Calls<'_>, request: &CreateRequest) -> Result<Made, CloudError> {
        let send = || {
            aws.ec2()
                .create_network_acl()
                .set_vpc_id(text(&request.inputs, "vpc_id"))
                .client_token(&request.token)
                .tag_specifications(owned(ResourceType::NetworkAcl, request))
                .send()
        };
        let answer = aws.call("ec2:CreateNetworkAcl", send).await?;
        let made = answer.network_acl().and_then(|acl| observed(aws, acl));
        let (id, observed) = made.unzip();
        Ok(Made { id: id.unwrap_or_default().into(), observed })
    }

    async fn update(&self, aws: &Calls<'_>, change: &Change<'_>) -> Result<Map, CloudError> {
        change_tags(aws, change).await?;
        Ok(change.achieved())
    }

    async fn delete(&self, aws: &Calls<'_>, request: &DeleteRequest) -> Result<(), CloudError> {
        let send = || aws.ec2().delete_network_acl().network_acl_id(&*request.id).send();
        aws.call("ec2:DeleteNetworkAcl", send).await.map(drop)
    }
}

/// The ACLs that a filter selects, with rules and associations.
pub(super) async fn describe(aws: &Calls<'_>, of: Filter) -> Result<Vec<Described>, CloudError> {
    let send = || aws.ec2().describe_network_acls().filters(of.clone()).send();
    Ok(aws.call("ec2:DescribeNetworkAcls", send).await?.network_acls.unwrap_or_default())
}

/// The ACLs of these ids that exist, and perhaps others: ACLs, rules and associations read at the same time are one call.
pub(super) async fn by_ids(aws: &Calls<'_>, ids: Vec<String>) -> Result<Arc<[Described]>, CloudError> {
    if ids.is_empty() {
        return Ok(Arc::default());
    }
    aws.network_acls().among(ids, |ids| all_of(aws, ids.into_iter().collect())).await
}

/// By the call's own parameter, as servers that speak AWS have no filter for it: an id that is missing fails the call and
/// is named by its error, so the call is made again without it.
async fn all_of(aws: &Calls<'_>, mut ids: Vec<String>) -> Result<Vec<Described>, CloudError> {
    loop {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let send = || aws.ec2().describe_network_acls().set_network_acl_ids(Some(ids.clone())).send();
        match aws.call("ec2:DescribeNetworkAcls", send).await {
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
}

fn observed(aws: &Calls<'_>, acl: &Described) -> Option<(String, Map)> {
    let id = acl.network_acl_id()?;
    let observed = Properties::default()
        .with("id", id)
        .with("arn", aws.arn("ec2", &format!("network-acl/{id}")))
        .with("vpc_id", acl.vpc_id())
        .with_tags(users(acl.tags()));
    Some((id.to_owned(), observed.into_map()))
}
