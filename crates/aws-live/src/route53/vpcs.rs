//! The VPCs that see a private zone.

use aws_sdk_route53::types::Vpc;
use ironwright_aws::route53::{HostedZone, HostedZoneVpc};

use super::api::ROUTE53;
use crate::handler::Change;
use crate::handler::prelude::*;

pub(super) const ASSOCIATE: Action = ROUTE53.action("AssociateVPCWithHostedZone");
pub(super) const DISASSOCIATE: Action = ROUTE53.action("DisassociateVPCFromHostedZone");

/// Lets in who is missing and then lets go who is not wanted: a private zone is never without a VPC.
pub(super) async fn change_vpcs(aws: &Calls<'_>, change: &Change<'_>) -> Result<()> {
    let id_of = |vpc: &Map| text::<String>(vpc, HostedZoneVpc::VPC_ID);
    let missing_in = |all: &Map, others: &Map| -> Vec<Vpc> {
        let there: Vec<_> = blocks(others, HostedZone::VPCS).map(id_of).collect();
        let missing = blocks(all, HostedZone::VPCS).filter(|vpc| !there.contains(&id_of(vpc)));
        missing.map(|vpc| to_vpc(aws, vpc)).collect()
    };
    for vpc in missing_in(change.wanted, change.observed) {
        let associate = || aws.route53().associate_vpc_with_hosted_zone().hosted_zone_id(change.id);
        aws.call(ASSOCIATE, || associate().vpc(vpc.clone()).send()).await?;
    }
    for vpc in missing_in(change.observed, change.wanted) {
        let disassociate = || aws.route53().disassociate_vpc_from_hosted_zone().hosted_zone_id(change.id);
        unless_missing(aws.call(DISASSOCIATE, || disassociate().vpc(vpc.clone()).send()).await)?;
    }
    Ok(())
}

/// A VPC, of the stack's region unless it says another.
pub(super) fn to_vpc(aws: &Calls<'_>, vpc: &Map) -> Vpc {
    let region: String = text(vpc, HostedZoneVpc::VPC_REGION).unwrap_or_else(|| aws.place().region.clone());
    Vpc::builder().set_vpc_id(text(vpc, HostedZoneVpc::VPC_ID)).vpc_region(region.as_str().into()).build()
}

/// A VPC as an input; that it is of the stack's own region is told only where a declaration says it.
pub(super) fn from_vpc(aws: &Calls<'_>, vpc: &Vpc, applied: &Map) -> Value {
    let is_it = |it: &Map| text::<String>(it, HostedZoneVpc::VPC_ID).as_deref() == vpc.vpc_id();
    let declared = blocks(applied, HostedZone::VPCS).find(|it| is_it(it));
    let says_region = declared.is_some_and(|it| it.contains_key(HostedZoneVpc::VPC_REGION));
    let region = vpc.vpc_region().filter(|region| says_region || region.as_str() != aws.place().region);
    Properties::default()
        .with(HostedZoneVpc::VPC_ID, vpc.vpc_id())
        .with(HostedZoneVpc::VPC_REGION, region)
        .into_value()
}
