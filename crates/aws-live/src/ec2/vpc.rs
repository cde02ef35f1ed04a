//! `ec2.Vpc` on AWS.
//!
//! `CreateVpc` has no token and two VPCs may have one range, so a lost answer is found again by the tag alone. Its two
//! attributes for DNS are set by `ModifyVpcAttribute`, one a call, and read one a call too; the ids of what AWS makes with
//! a VPC are found in the lists that tell of all its tables, ACLs and groups.

use aws_sdk_ec2::types::{AttributeBooleanValue, Vpc as Listed};
use futures_util::future::try_join_all;
use ironwright_aws::ec2::{Vpc, VpcOutputs};

use super::api::prelude::*;
use super::vpcs::{self, Described, defaults, whole};

const MODIFY: Action = EC2.action("ModifyVpcAttribute");

on_aws!(Vpc as AsTagged);

impl Tagged for Vpc {
    type Described = Described;
    type Tags = ById;

    const ID: fn(&Described) -> Option<&str> = |it| it.vpc.vpc_id();
    const READ: Action = EC2.action("DescribeVpcs");
    const ALSO_READ: Actions = vpcs::READ;
    const CREATE: Action = EC2.action("CreateVpc");
    const UPDATE: Actions = &[MODIFY];
    const DELETE: Action = EC2.action("DeleteVpc");
    const BLOCKERS: Actions = blockers::IN_A_VPC;

    async fn list(aws: &Calls<'_>, which: Which<'_>) -> Result<Vec<Described>> {
        let list = || aws.ec2().describe_vpcs().filters(select(which, "vpc-id"));
        let send = |page| list().set_next_token(page).send();
        let there = aws.pages(Self::READ, send, |it| (it.vpcs, it.next_token));
        if let Which::MadeBy(_) = which {
            let bare = |vpc| Described { vpc, support: None, hostnames: None, defaults: [None, None, None] };
            return Ok(there.await?.into_iter().map(bare).collect());
        }
        // Asked with the ids of VPCs that may be gone, so that it need not wait until others are read.
        let (there, defaults) = tokio::try_join!(there, defaults(aws, which.names(VpcOutputs::ID)))?;
        try_join_all(there.into_iter().map(|vpc| whole(aws, vpc, &defaults))).await
    }

    fn observe(_: &Calls<'_>, of: &Described, _: &Map) -> Properties {
        let [route_table, acl, group] = &of.defaults;
        Properties::default()
            .with(Self::CIDR_BLOCK, of.vpc.cidr_block())
            .with(Self::INSTANCE_TENANCY, of.vpc.instance_tenancy())
            .with(Self::ENABLE_DNS_SUPPORT, of.support)
            .with(Self::ENABLE_DNS_HOSTNAMES, of.hostnames)
            .with(VpcOutputs::DEFAULT_ROUTE_TABLE_ID, route_table.as_ref())
            .with(VpcOutputs::DEFAULT_NETWORK_ACL_ID, acl.as_ref())
            .with(VpcOutputs::DEFAULT_SECURITY_GROUP_ID, group.as_ref())
            .with_tags(of.vpc.tags())
    }

    async fn create(aws: &Calls<'_>, request: &CreateRequest) -> Result<Made> {
        let inputs = &request.inputs;
        let send = || {
            aws.ec2()
                .create_vpc()
                .set_cidr_block(text(inputs, Self::CIDR_BLOCK))
                .set_instance_tenancy(text(inputs, Self::INSTANCE_TENANCY))
                .tag_specifications(tagged(ResourceType::Vpc, request))
                .send()
        };
        // The answer says nothing of attributes and defaults.
        Made::named(Self::CREATE, aws.call(Self::CREATE, send).await?.vpc().and_then(Listed::vpc_id))
    }

    async fn update(aws: &Calls<'_>, change: &Change<'_>) -> Result<()> {
        let value = |on: &Value| AttributeBooleanValue::builder().set_value(on.as_bool()).build();
        let modify = || aws.ec2().modify_vpc_attribute().vpc_id(change.id);
        // Names for hosts need Amazon's DNS: switched on after it, and off before it.
        let support = change.of(Self::ENABLE_DNS_SUPPORT);
        let (on, off) = (support.filter(|it| it.as_bool() == Some(true)), support);
        if let Some(on) = on {
            aws.call(MODIFY, || modify().enable_dns_support(value(on)).send()).await?;
        }
        if let Some(hostnames) = change.of(Self::ENABLE_DNS_HOSTNAMES) {
            aws.call(MODIFY, || modify().enable_dns_hostnames(value(hostnames)).send()).await?;
        }
        if let Some(off) = off.filter(|_| on.is_none()) {
            aws.call(MODIFY, || modify().enable_dns_support(value(off)).send()).await?;
        }
        Ok(())
    }

    async fn delete(aws: &Calls<'_>, request: &DeleteRequest) -> Result<()> {
        aws.call(Self::DELETE, || aws.ec2().delete_vpc().vpc_id(&*request.id).send()).await.map(drop)
    }

    async fn blockers(aws: &Calls<'_>, request: &DeleteRequest) -> Result<Vec<String>> {
        Box::pin(blockers::in_vpc(aws, &request.id)).await
    }
}
