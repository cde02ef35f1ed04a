//! `ec2.NetworkAcl` on AWS.
//!
//! `CreateNetworkAcl` takes our token, and its answer tells all there is to know. Rules and associations are kinds of
//! their own, and read by the same call.

use std::sync::Arc;

use async_trait::async_trait;
use aws_sdk_ec2::types::{NetworkAcl as Described, ResourceType};
use ironwright_aws::ec2;
use ironwright_core::state::Observation;
use ironwright_core::{Kind, Map, Resource as _};
use ironwright_engine::cloud::{CloudError, CreateRequest, DeleteRequest, ReadRequest};

use super::{acls, change_tags, made_by, owned, users};
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
            explain: &["ec2:DescribeNetworkAcls"],
            ..Permissions::default()
        }
    }

    async fn find(&self, aws: &Calls<'_>, request: &CreateRequest) -> Result<Option<Arc<str>>, CloudError> {
        let send = || aws.ec2().describe_network_acls().filters(made_by(request)).send();
        let found = aws.call("ec2:DescribeNetworkAcls", send).await?;
        Ok(found.network_acls().iter().find_map(|acl| acl.network_acl_id().map(Arc::from)))
    }

    async fn read(&self, aws: &Calls<'_>, resources: &[ReadRequest]) -> Result<Vec<Observation>, CloudError> {
        let found = acls::with_ids(aws, ids(resources)).await?;
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

    async fn holders(&self, aws: &Calls<'_>, request: &DeleteRequest) -> Result<Vec<String>, CloudError> {
        let acls = acls::with_ids(aws, vec![request.id.to_string()]).await?;
        let guarded = acls.iter().flat_map(Described::associations);
        Ok(guarded.filter_map(|it| Some(format!("subnet {}", it.subnet_id()?))).collect())
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
