//! What Elastic Load Balancing tells of target groups, with their attributes and tags, and how attributes are set.

use std::collections::HashMap;

use aws_sdk_elasticloadbalancingv2::types::{
    Matcher, Tag as ElbTag, TargetGroup as Listed, TargetGroupAttribute,
};
use futures_util::future::try_join_all;
use ironwright_aws::elbv2::{self, TargetGroup};
use ironwright_core::Resource as _;

use super::api::{ELBV2, existing, with_tags};
use super::attributes::{self, Attribute};
use crate::handler::Change;
use crate::handler::prelude::*;

pub(super) const DESCRIBE: Action = ELBV2.action("DescribeTargetGroups");
pub(super) const ATTRIBUTES: Action = ELBV2.action("DescribeTargetGroupAttributes");
pub(super) const MODIFY_ATTRIBUTES: Action = ELBV2.action("ModifyTargetGroupAttributes");

/// The inputs that are attributes.
const KEYS: &[Attribute] = &[
    (TargetGroup::DEREGISTRATION_DELAY_TIMEOUT_SECONDS, "deregistration_delay.timeout_seconds", "300"),
    (
        TargetGroup::DEREGISTRATION_DELAY_CONNECTION_TERMINATION_ENABLED,
        "deregistration_delay.connection_termination.enabled",
        "false",
    ),
    ("stickiness.enabled", "stickiness.enabled", "false"),
    ("stickiness.type", "stickiness.type", "lb_cookie"),
    ("stickiness.lb_cookie_duration_seconds", "stickiness.lb_cookie.duration_seconds", "86400"),
    ("stickiness.app_cookie_cookie_name", "stickiness.app_cookie.cookie_name", ""),
    ("stickiness.app_cookie_duration_seconds", "stickiness.app_cookie.duration_seconds", "86400"),
    (TargetGroup::LOAD_BALANCING_ALGORITHM_TYPE, "load_balancing.algorithm.type", "round_robin"),
    (
        TargetGroup::LOAD_BALANCING_CROSS_ZONE_ENABLED,
        "load_balancing.cross_zone.enabled",
        "use_load_balancer_configuration",
    ),
    (TargetGroup::SLOW_START_DURATION_SECONDS, "slow_start.duration_seconds", "0"),
    (TargetGroup::PRESERVE_CLIENT_IP_ENABLED, "preserve_client_ip.enabled", "true"),
    (TargetGroup::PROXY_PROTOCOL_V2_ENABLED, "proxy_protocol_v2.enabled", "false"),
];

/// A group with its attributes and tags.
pub(crate) struct Described {
    pub(super) group: Listed,
    attributes: HashMap<String, String>,
    pub(super) tags: Vec<ElbTag>,
}

impl Described {
    /// The attributes, as inputs.
    pub(super) fn attributes(&self) -> impl Iterator<Item = (Arc<str>, Value)> {
        let told = attributes::observed(TargetGroup::kind(), KEYS, &self.attributes).into_iter();
        told.filter(|(name, value)| match &**name {
            // Without stickiness AWS tells a type all the same.
            TargetGroup::STICKINESS => value.get("enabled") != Some(&Value::Bool(false)),
            TargetGroup::SLOW_START_DURATION_SECONDS => *value != Value::Int(0),
            _ => true,
        })
    }
}

/// The groups of these ARNs that there are.
pub(super) async fn described(aws: &Calls<'_>, arns: Vec<String>) -> Result<Vec<Listed>> {
    existing(arns, |arns| async move {
        let describe = || aws.elbv2().describe_target_groups();
        let send = |page| describe().set_target_group_arns(Some(arns.clone())).set_marker(page).send();
        aws.pages(DESCRIBE, send, |it| (it.target_groups, it.next_marker)).await
    })
    .await
}

/// The group of a name, if there is one.
pub(super) async fn named(aws: &Calls<'_>, inputs: &Map) -> Result<Vec<Listed>> {
    let send = || {
        aws.elbv2()
            .describe_target_groups()
            .set_names(text(inputs, TargetGroup::NAME).map(|name| vec![name]))
            .send()
    };
    let answer = unless_missing(aws.call(DESCRIBE, send).await)?;
    Ok(answer.and_then(|answer| answer.target_groups).unwrap_or_default())
}

/// Groups with their attributes and tags, but for those that have gone meanwhile.
pub(super) async fn whole(aws: &Calls<'_>, which: Which<'_>, listed: Vec<Listed>) -> Result<Vec<Described>> {
    let listed = with_tags(aws, which, listed, Listed::target_group_arn).await?;
    let whole = async |(group, tags): (Listed, Vec<ElbTag>)| {
        let describe = || aws.elbv2().describe_target_group_attributes();
        let send = || describe().set_target_group_arn(group.target_group_arn.clone()).send();
        let answer = unless_missing(aws.call(ATTRIBUTES, send).await)?;
        let pair = |it: TargetGroupAttribute| Some((it.key?, it.value?));
        Ok::<_, CloudError>(answer.map(|answer| {
            let attributes = answer.attributes.into_iter().flatten().filter_map(pair).collect();
            Described { group, attributes, tags }
        }))
    };
    Ok(try_join_all(listed.into_iter().map(whole)).await?.into_iter().flatten().collect())
}

/// Sets the attributes that differ.
pub(super) async fn set_attributes(aws: &Calls<'_>, change: &Change<'_>) -> Result<()> {
    let changed = attributes::changed(change, KEYS);
    if changed.is_empty() {
        return Ok(());
    }
    let attribute =
        |(key, value): &(&str, String)| TargetGroupAttribute::builder().key(*key).value(value).build();
    let all = || Some(changed.iter().map(attribute).collect());
    let modify = || aws.elbv2().modify_target_group_attributes().target_group_arn(change.id);
    aws.call(MODIFY_ATTRIBUTES, || modify().set_attributes(all()).send()).await.map(drop)
}

pub(super) fn to_matcher(inputs: &Map) -> Option<Matcher> {
    let matcher = block(inputs, TargetGroup::MATCHER)?;
    let builder = Matcher::builder().set_http_code(text(matcher, elbv2::Matcher::HTTP_CODE));
    Some(builder.set_grpc_code(text(matcher, elbv2::Matcher::GRPC_CODE)).build())
}

pub(super) fn from_matcher(matcher: &Matcher) -> Option<Value> {
    let codes = Properties::default()
        .with(elbv2::Matcher::HTTP_CODE, matcher.http_code())
        .with(elbv2::Matcher::GRPC_CODE, matcher.grpc_code())
        .into_map();
    (!codes.is_empty()).then(|| Value::map(codes))
}
