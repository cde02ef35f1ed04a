//! `route53.HostedZone` on AWS.
//!
//! `CreateHostedZone` takes a reference, which makes a zone once and is told of it for ever: it is the request's token, and
//! counts as the tag that holds it. Two zones may have one name.

use aws_sdk_route53::operation::get_hosted_zone::GetHostedZoneOutput;
use aws_sdk_route53::types::{DelegationSet, HostedZone as Listed, HostedZoneConfig};
use futures_util::future::try_join_all;
use ironwright_aws::route53::{HostedZone, HostedZoneOutputs};

use super::api::{OfZone, ROUTE53};
use super::vpcs::{ASSOCIATE, DISASSOCIATE, change_vpcs, from_vpc, to_vpc};
use super::zones::{LIST, TAGS, bare, made_by, tags};
use crate::handler::prelude::*;
use crate::handler::{TOKEN, ids};

const COMMENT: Action = ROUTE53.action("UpdateHostedZoneComment");
const RECORDS: Action = ROUTE53.action("ListResourceRecordSets");
/// What Route 53 needs of EC2 where a VPC is to see a zone.
const VPCS: Action = crate::ec2::SERVICE.action("DescribeVpcs");

/// A zone, and its tags with the one that its reference stands for.
type Described = (GetHostedZoneOutput, Vec<(String, String)>);

on_aws!(HostedZone as AsTagged);

impl Tagged for HostedZone {
    type Described = Described;
    type Tags = OfZone;

    const ID: fn(&Described) -> Option<&str> = |(answer, _)| answer.hosted_zone().map(|zone| bare(zone.id()));
    const READ: Action = ROUTE53.action("GetHostedZone");
    const ALSO_READ: Actions = &[LIST, TAGS];
    const CREATE: Action = ROUTE53.action("CreateHostedZone");
    const ALSO_CREATE: Actions = &[VPCS];
    const UPDATE: Actions = &[COMMENT, ASSOCIATE, DISASSOCIATE, VPCS];
    const DELETE: Action = ROUTE53.action("DeleteHostedZone");
    const BLOCKERS: Actions = &[RECORDS];

    async fn list(aws: &Calls<'_>, which: Which<'_>) -> Result<Vec<Described>> {
        let ids = match which {
            Which::Read(resources) => ids(resources),
            Which::MadeBy(request) => made_by(aws, request).await?,
        };
        let whole = async |id: &String| {
            let send = || aws.route53().get_hosted_zone().id(id).send();
            let Some(zone) = unless_missing(aws.call(Self::READ, send).await)? else { return Ok(None) };
            let mut all = if which.wants_tags(Some(id)) { tags(aws, id).await? } else { Vec::new() };
            let reference = zone.hosted_zone().map(|zone| zone.caller_reference().to_owned());
            all.retain(|(name, _)| name != TOKEN);
            all.extend(reference.map(|reference| (TOKEN.to_owned(), reference)));
            Ok::<_, CloudError>(Some((zone, all)))
        };
        Ok(try_join_all(ids.iter().map(whole)).await?.into_iter().flatten().collect())
    }

    fn observe(aws: &Calls<'_>, (answer, tags): &Described, applied: &Map) -> Properties {
        let zone = answer.hosted_zone();
        let config = zone.and_then(Listed::config);
        let servers = answer.delegation_set().map(DelegationSet::name_servers).unwrap_or_default();
        Properties::default()
            .with(Self::NAME, zone.map(|zone| zone.name().trim_end_matches('.')))
            .with(Self::PRIVATE_ZONE, config.map(HostedZoneConfig::private_zone))
            .with_some(Self::VPCS, answer.vpcs().iter().map(|vpc| from_vpc(aws, vpc, applied)))
            .with(Self::COMMENT, config.and_then(|it| it.comment()).filter(|text| !text.is_empty()))
            .with_list(HostedZoneOutputs::NAME_SERVERS, servers)
            .with_tags(tags)
    }

    async fn create(aws: &Calls<'_>, request: &CreateRequest) -> Result<Made> {
        let inputs = &request.inputs;
        let is_private = flag(inputs, Self::PRIVATE_ZONE).unwrap_or_default();
        let config = || {
            let comment = text(inputs, Self::COMMENT);
            HostedZoneConfig::builder().set_comment(comment).private_zone(is_private).build()
        };
        let send = || {
            aws.route53()
                .create_hosted_zone()
                .caller_reference(&request.token)
                .set_name(text(inputs, Self::NAME))
                .set_vpc(blocks(inputs, Self::VPCS).next().map(|vpc| to_vpc(aws, vpc)))
                .hosted_zone_config(config())
                .send()
        };
        let answer = aws.call(Self::CREATE, send).await?;
        // The answer leaves out what is set by calls of their own: tags, and all VPCs but the first.
        Made::named(Self::CREATE, answer.hosted_zone().map(|zone| bare(zone.id())))
    }

    async fn update(aws: &Calls<'_>, change: &Change<'_>) -> Result<()> {
        if change.of(Self::COMMENT).is_some() {
            let comment: String = text(change.wanted, Self::COMMENT).unwrap_or_default();
            let send = || aws.route53().update_hosted_zone_comment().id(change.id).comment(&comment).send();
            aws.call(COMMENT, send).await?;
        }
        if change.of(Self::VPCS).is_some() {
            change_vpcs(aws, change).await?;
        }
        Ok(())
    }

    async fn delete(aws: &Calls<'_>, request: &DeleteRequest) -> Result<()> {
        aws.call(Self::DELETE, || aws.route53().delete_hosted_zone().id(&*request.id).send()).await.map(drop)
    }

    async fn blockers(aws: &Calls<'_>, request: &DeleteRequest) -> Result<Vec<String>> {
        let send = || aws.route53().list_resource_record_sets().hosted_zone_id(&*request.id).send();
        let answer = aws.call(RECORDS, send).await?;
        let others = answer.resource_record_sets().iter();
        let others = others.filter(|record| !["NS", "SOA"].contains(&record.r#type().as_str()));
        Ok(others.map(|record| format!("record {} {}", record.r#type().as_str(), record.name())).collect())
    }
}
