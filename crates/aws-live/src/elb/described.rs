//! What classic Elastic Load Balancing tells of load balancers, with their attributes and tags.

use aws_sdk_elasticloadbalancing::types::{LoadBalancerAttributes, LoadBalancerDescription, Tag as ElbTag};
use futures_util::future::try_join_all;

use super::api::ELB;
use crate::handler::prelude::*;

pub(super) const DESCRIBE: Action = ELB.action("DescribeLoadBalancers");
pub(super) const ATTRIBUTES: Action = ELB.action("DescribeLoadBalancerAttributes");
pub(super) const TAGS: Action = ELB.action("DescribeTags");

/// A load balancer with its attributes and tags.
pub(crate) struct Described {
    pub(super) balancer: LoadBalancerDescription,
    pub(super) attributes: LoadBalancerAttributes,
    pub(super) tags: Vec<ElbTag>,
}

/// The load balancers of these names, but for those that are not there.
pub(super) async fn whole(aws: &Calls<'_>, which: Which<'_>, names: &[String]) -> Result<Vec<Described>> {
    let whole = async |name: &String| {
        let Some(balancer) = named(aws, name).await? else { return Ok(None) };
        let Some(attributes) = attributes_of(aws, name).await? else { return Ok(None) };
        let tags = if which.wants_tags(Some(name)) { tags(aws, name).await? } else { Vec::new() };
        Ok::<_, CloudError>(Some(Described { balancer, attributes, tags }))
    };
    Ok(try_join_all(names.iter().map(whole)).await?.into_iter().flatten().collect())
}

/// The load balancer of a name, if there is one.
pub(super) async fn named(aws: &Calls<'_>, name: &str) -> Result<Option<LoadBalancerDescription>> {
    let send = || aws.elb().describe_load_balancers().load_balancer_names(name).send();
    let answer = unless_missing(aws.call(DESCRIBE, send).await)?;
    Ok(answer.and_then(|answer| answer.load_balancer_descriptions).into_iter().flatten().next())
}

/// The attributes of a load balancer; `None` when it has gone meanwhile.
async fn attributes_of(aws: &Calls<'_>, name: &str) -> Result<Option<LoadBalancerAttributes>> {
    let send = || aws.elb().describe_load_balancer_attributes().load_balancer_name(name).send();
    let answer = unless_missing(aws.call(ATTRIBUTES, send).await)?;
    Ok(answer.map(|answer| {
        answer.load_balancer_attributes.unwrap_or_else(|| LoadBalancerAttributes::builder().build())
    }))
}

async fn tags(aws: &Calls<'_>, name: &str) -> Result<Vec<ElbTag>> {
    let send = || aws.elb().describe_tags().load_balancer_names(name).send();
    let answer = unless_missing(aws.call(TAGS, send).await)?;
    let descriptions = answer.and_then(|answer| answer.tag_descriptions).unwrap_or_default();
    Ok(descriptions.into_iter().filter_map(|it| it.tags).flatten().collect())
}
