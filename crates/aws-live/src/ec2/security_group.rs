//! `ec2.SecurityGroup` on AWS.
//!
//! `CreateSecurityGroup` has no token, but a VPC has one group of a name: a second request is refused, and the tag then
//! says whether the group that is there was made by the first. AWS puts rules into a new group that allow everything
//! outwards; they are taken out before the group counts as made.

use aws_sdk_ec2::types::{IpPermission, IpRange, Ipv6Range, SecurityGroup as Described};
use ironwright_aws::ec2::SecurityGroup;

use super::api::prelude::*;
use super::groups;

const REVOKE: Action = EC2.action("RevokeSecurityGroupEgress");

on_aws!(SecurityGroup as AsTagged);

impl Tagged for SecurityGroup {
    type Described = Described;
    type Tags = ById;

    const ID: fn(&Described) -> Option<&str> = Described::group_id;
    const READ: Action = groups::DESCRIBE;
    const CREATE: Action = EC2.action("CreateSecurityGroup");
    const ALSO_CREATE: Actions = &[REVOKE];
    const HAS_DEFAULTS: bool = true;
    const DELETE: Action = EC2.action("DeleteSecurityGroup");
    const BLOCKERS: Actions = &[blockers::INTERFACES[0], groups::DESCRIBE];

    async fn list(aws: &Calls<'_>, which: Which<'_>) -> Result<Vec<Described>> {
        match which {
            Which::Read(resources) => groups::of_ids(aws, ids(resources)).await,
            Which::MadeBy(_) => groups::described(aws, select(which, "")).await,
        }
    }

    fn observe(_: &Calls<'_>, group: &Described, _: &Map) -> Properties {
        Properties::default()
            .with(Self::VPC_ID, group.vpc_id())
            .with(Self::GROUP_NAME, group.group_name())
            .with(Self::DESCRIPTION, group.description())
            .with_tags(group.tags())
    }

    async fn create(aws: &Calls<'_>, request: &CreateRequest) -> Result<Made> {
        let of = |name: &str| text(&request.inputs, name);
        let send = || {
            aws.ec2()
                .create_security_group()
                .set_vpc_id(of(Self::VPC_ID))
                .set_group_name(of(Self::GROUP_NAME))
                .set_description(of(Self::DESCRIPTION))
                .tag_specifications(tagged(ResourceType::SecurityGroup, request))
                .send()
        };
        let answer = aws.call(Self::CREATE, send).await?;
        // The answer gives back id and tags; the rest stands as it was asked for, or is refused.
        let group = Described::builder()
            .set_group_id(answer.group_id)
            .set_vpc_id(of(Self::VPC_ID))
            .set_group_name(of(Self::GROUP_NAME))
            .set_description(of(Self::DESCRIPTION))
            .set_tags(answer.tags);
        Self::made(aws, Some(&group.build()), request)
    }

    async fn remove_defaults(aws: &Calls<'_>, id: &str) -> Result<()> {
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

    async fn delete(aws: &Calls<'_>, request: &DeleteRequest) -> Result<()> {
        let send = || aws.ec2().delete_security_group().group_id(&*request.id).send();
        aws.call(Self::DELETE, send).await.map(drop)
    }

    async fn blockers(aws: &Calls<'_>, request: &DeleteRequest) -> Result<Vec<String>> {
        let (mut members, groups) = tokio::try_join!(
            blockers::interfaces(aws, filter("group-id", [&*request.id])),
            blockers::groups_that_name(aws, &request.id),
        )?;
        members.extend(groups);
        Ok(members)
    }
}

/// Takes a rule for what goes out from a group; one that is not there is taken.
async fn revoke(aws: &Calls<'_>, group: &str, rule: IpPermission) -> Result<()> {
    let revoke = || aws.ec2().revoke_security_group_egress().group_id(group);
    match aws.call(REVOKE, || revoke().ip_permissions(rule.clone()).send()).await {
        Err(error) if error.code == "InvalidPermission.NotFound" => Ok(()),
        // The group exists: AWS has only not heard of it everywhere.
        Err(error) if error.class == ErrorClass::NotFound => {
            Err(CloudError { class: ErrorClass::Transient, ..error })
        }
        answer => answer.map(drop),
    }
}
