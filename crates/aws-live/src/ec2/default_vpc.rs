//! `ec2.DefaultVpc` on AWS: the one VPC of a region that says it is the default.

use aws_sdk_ec2::types::Vpc as Listed;
use futures_util::future::try_join_all;
use ironwright_aws::ec2::{DefaultVpc, DefaultVpcOutputs};

use super::adopted::{Adopted, AsAdopted, nothing_to_adopt};
use super::api::prelude::*;
use super::vpcs::{self, Described, defaults, set_dns, whole};

const DESCRIBE: Action = EC2.action("DescribeVpcs");

impl OnAws for DefaultVpc {
    const HANDLER: &'static dyn Handler = &AsAdopted::<Self>::NEW;
}

impl Adopted for DefaultVpc {
    const LOOK: Actions = &[DESCRIBE, vpcs::READ[0], vpcs::READ[1], vpcs::READ[2], vpcs::READ[3]];
    const UPDATE: Actions = &[vpcs::MODIFY];

    async fn find(aws: &Calls<'_>, _: &Map) -> Result<String> {
        let found = described(aws, filter("is-default", ["true"])).await?;
        let id = found.first().and_then(Listed::vpc_id).map(str::to_owned);
        let command = "aws ec2 create-default-vpc";
        id.ok_or_else(|| nothing_to_adopt(DESCRIBE, "default VPC in this region", command))
    }

    async fn list(aws: &Calls<'_>, ids: Vec<String>) -> Result<Vec<(String, Map)>> {
        let there = described(aws, filter("vpc-id", ids.clone()));
        let (there, defaults) = tokio::try_join!(there, defaults(aws, ids))?;
        let whole = there.into_iter().map(|vpc| whole(aws, vpc, &defaults));
        Ok(try_join_all(whole).await?.iter().map(|vpc| observed(aws, vpc)).collect())
    }

    async fn update(aws: &Calls<'_>, change: &Change<'_>) -> Result<()> {
        let [support, hostnames] = [Self::ENABLE_DNS_SUPPORT, Self::ENABLE_DNS_HOSTNAMES];
        set_dns(aws, change.id, change.flag(support), change.flag(hostnames)).await
    }
}

async fn described(aws: &Calls<'_>, by: Filter) -> Result<Vec<Listed>> {
    let send = |page| aws.ec2().describe_vpcs().filters(by.clone()).set_next_token(page).send();
    aws.pages(DESCRIBE, send, |it| (it.vpcs, it.next_token)).await
}

fn observed(aws: &Calls<'_>, of: &Described) -> (String, Map) {
    let id = of.vpc.vpc_id().unwrap_or_default();
    let [route_table, acl, group] = &of.defaults;
    let observed = Properties::default()
        .with(DefaultVpcOutputs::ID, id)
        .with(DefaultVpcOutputs::ARN, aws.place().named_by("arn:aws:ec2:{region}:{account}:vpc/{id}", id))
        .with(DefaultVpcOutputs::CIDR_BLOCK, of.vpc.cidr_block())
        .with(DefaultVpc::ENABLE_DNS_SUPPORT, of.support)
        .with(DefaultVpc::ENABLE_DNS_HOSTNAMES, of.hostnames)
        .with(DefaultVpcOutputs::DEFAULT_ROUTE_TABLE_ID, route_table.as_ref())
        .with(DefaultVpcOutputs::DEFAULT_NETWORK_ACL_ID, acl.as_ref())
        .with(DefaultVpcOutputs::DEFAULT_SECURITY_GROUP_ID, group.as_ref())
        .with_tags(of.vpc.tags());
    (id.to_owned(), observed.into_map())
}
