//! What Route 53 lists: zones by their names, and the tags of one.

use aws_sdk_route53::types::{HostedZone as Listed, TagResourceType};
use ironwright_aws::route53::HostedZone;

use super::api::ROUTE53;
use crate::handler::prelude::*;

pub(super) const LIST: Action = ROUTE53.action("ListHostedZonesByName");
pub(super) const TAGS: Action = ROUTE53.action("ListTagsForResource");

/// `Z2FDTNDATAQYW2` of `/hostedzone/Z2FDTNDATAQYW2`.
pub(super) fn bare(id: &str) -> &str {
    id.rsplit('/').next().unwrap_or(id)
}

/// The zones of a request's name that have its token as their reference; all of the name for a request without one.
pub(super) async fn made_by(aws: &Calls<'_>, request: &CreateRequest) -> Result<Vec<String>> {
    let name: String = text(&request.inputs, HostedZone::NAME).unwrap_or_default();
    let send = || aws.route53().list_hosted_zones_by_name().dns_name(&name).send();
    let answer = aws.call(LIST, send).await?;
    let is_of_name = |zone: &&Listed| zone.name().trim_end_matches('.') == name;
    let is_ours = |zone: &&Listed| request.token.is_empty() || zone.caller_reference() == request.token;
    let ours = answer.hosted_zones().iter().filter(is_of_name).filter(is_ours);
    Ok(ours.map(|zone| bare(zone.id()).to_owned()).collect())
}

pub(super) async fn tags(aws: &Calls<'_>, id: &str) -> Result<Vec<(String, String)>> {
    let list = || aws.route53().list_tags_for_resource().resource_type(TagResourceType::Hostedzone);
    let answer = unless_missing(aws.call(TAGS, || list().resource_id(id).send()).await)?;
    let set = answer.and_then(|answer| answer.resource_tag_set);
    let tags = set.and_then(|set| set.tags).unwrap_or_default();
    Ok(tags.into_iter().filter_map(|tag| Some((tag.key?, tag.value.unwrap_or_default()))).collect())
}
