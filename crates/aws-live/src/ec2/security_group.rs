//! `ec2.SecurityGroup` on AWS.
//!
//! `CreateSecurityGroup` has no token, but a VPC has one group of a name: a second request is refused, and the tag then
//! says whether the group that is there was made by the first. AWS puts rules into a new group that allow everything
//! outwards; they are taken out before the group counts as made.

use std::sync::Arc;

use async_trait::async_trait;
use aws_sdk_ec2::types::{IpPermission, IpRange, Ipv6Range, ResourceType, SecurityGroup as Described};
use ironwright_aws::ec2;
use ironwright_core::state::Observation;
use ironwright_core::{Kind, Map, Resource as _};
use ironwright_engine::cloud::{CloudError, CreateRequest, DeleteRequest, ErrorClass, ReadRequest};

use super::groups::groups;
use super::{change_tags, filter, holders, made_by, owned, users};
use crate::calls::Calls;
use crate::change::Change;
use crate::handler::{Handler, Made, Permissions};
use crate::properties::{Properties, ids, observations, text};

pub(crate) struct SecurityGroup;

#[async_trait]
impl Handler for SecurityGroup {
    fn kind(&self) -> &'static Kind {
        ec2::SecurityGroup::kind()
    }

    fn permissions(&self) -> Permissions {
        Permissions {
            find: &["ec2:DescribeSecurityGroups"],
            read: &["ec2:DescribeSecurityGroups"],
            create: &["ec2:CreateSecurityGroup", "ec2:CreateTags", "ec2:RevokeSecurityGroupEgress"],
            update: &["ec2:CreateTags", "ec2:DeleteTags"],
            delete: &["ec2:DeleteSecurityGroup"],
            explain: &["ec2:DescribeNetworkInterfaces", "ec2:DescribeSecurityGroups"],
            ..Permissions::default()
        }
    }

    async fn find(&self, aws: &Calls<'_>, request: &CreateRequest) -> Result<Option<Arc<str>>, CloudError> {
        let send = || aws.ec2().describe_security_groups().filters(made_by(request)).send();
        let found = aws.call("ec2:DescribeSecurityGroups", send).await?;
        Ok(found.security_groups().iter().find_map(|group| group.group_id().map(Arc::from)))
    }

    async fn read(&self, aws: &Calls<'_>, resources: &[ReadRequest]) -> Result<Vec<Observation>, CloudError> {
        let found = groups(aws, ids(resources)).await?;
        let observed = found.iter().filter_map(|group| observed(aws, group));
        Ok(observations(resources, observed.collect()))
    }

    async fn create(&self, aws: &Calls<'_>, request: &CreateRequest) -> Result<Made, CloudError> {
        let inputs = &request.inputs;
        let send = || {
            aws.ec2()
                .create_security_group()
                .set_vpc_id(text(inputs, "vpc_id"))
                .set_group_name(text(inputs, "group_name"))
                .set_description(text(inputs, "description"))
                .tag_specifications(owned(ResourceType::SecurityGroup, request))
                .send()
        };
        let answer = aws.call("ec2:CreateSecurityGroup", send).await?;
        // The answer gives back id and tags; the rest stands as it was asked for, or is refused.
        let group = Described::builder()
            .set_group_id(answer.group_id)
            .set_vpc_id(text(inputs, "vpc_id"))
            .set_group_name(text(inputs, "group_name"))
            .set_description(text(inputs, "description"))
            .set_tags(answer.tags);
        let (id, observed) = observed(aws, &group.build()).unzip();
        Ok(Made { id: id.unwrap_or_default().into(), observed })
    }

    fn clears(&self) -> bool {
        true
    }

    async fn clear(&self, aws: &Calls<'_>, id: &str) -> Result<(), CloudError> {
        let everything = || IpPermission::builder().ip_protocol("-1");
        let anywhere = IpRange::builder().cidr_ip("0.0.0.0/0").build();
        // The second is there where the VPC has IPv6 addresses.
        let anywhere_too = Ipv6Range::builder().cidr_ipv6("::/0").build();
        tokio::try_join!(
            revoke(aws, id, everything().ip_ranges(anywhere).build()),
            revoke(aws, id, everything().ipv6_ranges(anywhere_too).build()),
        )
        .map(drop)
    }

    async fn update(&self, aws: &Calls<'_>, change: &Change<'_>) -> Result<Map, CloudError> {
        change_tags(aws, change).await?;
        Ok(change.achieved())
    }

    async fn delete(&self, aws: &Calls<'_>, request: &DeleteRequest) -> Result<(), CloudError> {
        let send = || aws.ec2().delete_security_group().group_id(&*request.id).send();
        aws.call("ec2:DeleteSecurityGroup", send).await.map(drop)
    }

    async fn holders(&self, aws: &Calls<'_>, request: &DeleteRequest) -> Result<Vec<String>, CloudError> {
        let (mut members, groups) = tokio::try_join!(
            holders::interfaces(aws, filter("group-id", [&*request.id])),
            holders::groups_that_name(aws, &request.id),
        )?;
        members.extend(groups);
        Ok(members)
    }
}

/// Takes a rule for what goes out from a group; one that is not there is taken.
async fn revoke(aws: &Calls<'_>, group: &str, rule: IpPermission) -> Result<(), CloudError> {
    let revoke = || aws.ec2().revoke_security_group_egress().group_id(group);
    match aws.call("ec2:RevokeSecurityGroupEgress", || revoke().ip_permissions(rule.clone()).send()).await {
        Err(error) if error.code == "InvalidPermission.NotFound" => Ok(()),
        // The group exists: AWS has only not heard of it everywhere.
        Err(error) if error.class == ErrorClass::NotFound => {
            Err(CloudError { class: ErrorClass::Transient, ..error })
        }
        answer => answer.map(drop),
    }
}

fn observed(aws: &Calls<'_>, group: &Described) -> Option<(String, Map)> {
    let id = group.group_id()?;
    let observed = Properties::default()
        .with("id", id)
        .with("arn", aws.arn("ec2", &format!("security-group/{id}")))
        .with("vpc_id", group.vpc_id())
        .with("group_name", group.group_name())
        .with("description", group.description())
        .with_tags(users(group.tags()));
    Some((id.to_owned(), observed.into_map()))
}
