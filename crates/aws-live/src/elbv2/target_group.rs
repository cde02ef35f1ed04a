//! `elbv2.TargetGroup` on AWS.
//!
//! `CreateTargetGroup` has no token, and where a group of the name exists that is just as asked for it gives that one back
//! as if it had made it: so the name is looked up first, and a group that is there is ours only when its tag says so.

use std::collections::HashMap;

use aws_sdk_elasticloadbalancingv2::types::{
    Matcher, Tag as ElbTag, TargetGroup as Listed, TargetGroupAttribute,
};
use futures_util::future::try_join_all;
use ironwright_aws::elbv2::{self, TargetGroup, TargetGroupOutputs};
use ironwright_core::Resource as _;

use super::api::{ByArn, ELBV2, TAGS, existing, tags_of, to_tags};
use super::attributes::{self, Attribute};
use crate::handler::prelude::*;
use crate::handler::{ids, owned};

const ATTRIBUTES: Action = ELBV2.action("DescribeTargetGroupAttributes");
const MODIFY: Action = ELBV2.action("ModifyTargetGroup");
const MODIFY_ATTRIBUTES: Action = ELBV2.action("ModifyTargetGroupAttributes");

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
    group: Listed,
    attributes: HashMap<String, String>,
    tags: Vec<ElbTag>,
}

on_aws!(TargetGroup as AsTagged);

impl Tagged for TargetGroup {
    type Described = Described;
    type Tags = ByArn;

    const ID: fn(&Described) -> Option<&str> = |it| it.group.target_group_arn();
    const READ: Action = ELBV2.action("DescribeTargetGroups");
    const ALSO_READ: Actions = &[ATTRIBUTES, TAGS];
    const CREATE: Action = ELBV2.action("CreateTargetGroup");
    const ALSO_CREATE: Actions = &[Self::READ];
    const UPDATE: Actions = &[MODIFY, MODIFY_ATTRIBUTES];
    const DELETE: Action = ELBV2.action("DeleteTargetGroup");

    async fn list(aws: &Calls<'_>, which: Which<'_>) -> Result<Vec<Described>> {
        let listed = match which {
            Which::Read(resources) => {
                existing(ids(resources), |arns| async move {
                    let describe = || aws.elbv2().describe_target_groups();
                    let send =
                        |page| describe().set_target_group_arns(Some(arns.clone())).set_marker(page).send();
                    aws.pages(Self::READ, send, |it| (it.target_groups, it.next_marker)).await
                })
                .await?
            }
            Which::MadeBy(request) => named(aws, &request.inputs).await?,
        };
        let wanted = listed.iter().filter_map(Listed::target_group_arn);
        let wanted = wanted.filter(|arn| which.wants_tags(Some(*arn))).map(str::to_owned).collect();
        let mut tags = tags_of(aws, wanted).await?;
        let told = try_join_all(listed.iter().map(|group| attributes_of(aws, group))).await?;
        let whole = listed.into_iter().zip(told).filter_map(|(group, attributes)| {
            let tags = group.target_group_arn().and_then(|arn| tags.remove(arn)).unwrap_or_default();
            Some(Described { group, attributes: attributes?, tags })
        });
        Ok(whole.collect())
    }

    fn observe(_: &Calls<'_>, it: &Described, _: &Map) -> Properties {
        let group = &it.group;
        let full_name = group.target_group_arn().and_then(|arn| arn.rsplit(':').next());
        let mut properties = Properties::default()
            .with(Self::NAME, group.target_group_name())
            .with(TargetGroupOutputs::FULL_NAME, full_name)
            .with(Self::PROTOCOL, group.protocol())
            .with(Self::PORT, group.port())
            .with(Self::VPC_ID, group.vpc_id())
            .with(Self::TARGET_TYPE, group.target_type())
            .with(Self::PROTOCOL_VERSION, group.protocol_version())
            .with(Self::IP_ADDRESS_TYPE, group.ip_address_type())
            .with(Self::HEALTH_CHECK_PROTOCOL, group.health_check_protocol())
            .with(Self::HEALTH_CHECK_PORT, group.health_check_port())
            .with(Self::HEALTH_CHECK_PATH, group.health_check_path())
            .with(Self::HEALTH_CHECK_INTERVAL_SECONDS, group.health_check_interval_seconds())
            .with(Self::HEALTH_CHECK_TIMEOUT_SECONDS, group.health_check_timeout_seconds())
            .with(Self::HEALTHY_THRESHOLD_COUNT, group.healthy_threshold_count())
            .with(Self::UNHEALTHY_THRESHOLD_COUNT, group.unhealthy_threshold_count())
            .with(Self::MATCHER, group.matcher().and_then(from_matcher));
        for (name, value) in attributes::observed(Self::kind(), KEYS, &it.attributes) {
            // Without stickiness AWS tells a type all the same.
            let is_off = &*name == Self::STICKINESS && value.get("enabled") == Some(&Value::Bool(false));
            let none = is_off || &*name == Self::SLOW_START_DURATION_SECONDS && value == Value::Int(0);
            properties = properties.with(&name, Some(value).filter(|_| !none));
        }
        properties.with_tags(&it.tags)
    }

    async fn create(aws: &Calls<'_>, request: &CreateRequest) -> Result<Made> {
        let inputs = &request.inputs;
        let name: String = text(inputs, Self::NAME).unwrap_or_default();
        if !named(aws, inputs).await?.is_empty() {
            return Err(exists_already(Self::CREATE, &format!("a target group {name}")));
        }
        let send = || {
            aws.elbv2()
                .create_target_group()
                .name(&name)
                .set_protocol(text(inputs, Self::PROTOCOL))
                .set_port(number(inputs, Self::PORT))
                .set_vpc_id(text(inputs, Self::VPC_ID))
                .set_target_type(text(inputs, Self::TARGET_TYPE))
                .set_protocol_version(text(inputs, Self::PROTOCOL_VERSION))
                .set_ip_address_type(text(inputs, Self::IP_ADDRESS_TYPE))
                .set_health_check_protocol(text(inputs, Self::HEALTH_CHECK_PROTOCOL))
                .set_health_check_port(text(inputs, Self::HEALTH_CHECK_PORT))
                .set_health_check_path(text(inputs, Self::HEALTH_CHECK_PATH))
                .set_health_check_interval_seconds(number(inputs, Self::HEALTH_CHECK_INTERVAL_SECONDS))
                .set_health_check_timeout_seconds(number(inputs, Self::HEALTH_CHECK_TIMEOUT_SECONDS))
                .set_healthy_threshold_count(number(inputs, Self::HEALTHY_THRESHOLD_COUNT))
                .set_unhealthy_threshold_count(number(inputs, Self::UNHEALTHY_THRESHOLD_COUNT))
                .set_matcher(to_matcher(inputs))
                .set_tags(Some(to_tags(&owned(request))))
                .send()
        };
        let answer = aws.call(Self::CREATE, send).await?;
        Made::named(Self::CREATE, answer.target_groups().first().and_then(Listed::target_group_arn))
    }

    async fn update(aws: &Calls<'_>, change: &Change<'_>) -> Result<()> {
        if HEALTH_CHECK.iter().any(|name| change.of(name).is_some()) {
            let wanted = change.wanted;
            let send = || {
                aws.elbv2()
                    .modify_target_group()
                    .target_group_arn(change.id)
                    .set_health_check_protocol(text(wanted, Self::HEALTH_CHECK_PROTOCOL))
                    .set_health_check_port(text(wanted, Self::HEALTH_CHECK_PORT))
                    .set_health_check_path(text(wanted, Self::HEALTH_CHECK_PATH))
                    .set_health_check_interval_seconds(number(wanted, Self::HEALTH_CHECK_INTERVAL_SECONDS))
                    .set_health_check_timeout_seconds(number(wanted, Self::HEALTH_CHECK_TIMEOUT_SECONDS))
                    .set_healthy_threshold_count(number(wanted, Self::HEALTHY_THRESHOLD_COUNT))
                    .set_unhealthy_threshold_count(number(wanted, Self::UNHEALTHY_THRESHOLD_COUNT))
                    .set_matcher(to_matcher(wanted))
                    .send()
            };
            aws.call(MODIFY, send).await?;
        }
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

    async fn delete(aws: &Calls<'_>, request: &DeleteRequest) -> Result<()> {
        let send = || aws.elbv2().delete_target_group().target_group_arn(&*request.id).send();
        aws.call(Self::DELETE, send).await.map(drop)
    }
}

/// What `ModifyTargetGroup` sets, all of it together.
const HEALTH_CHECK: &[&str] = &[
    TargetGroup::HEALTH_CHECK_PROTOCOL,
    TargetGroup::HEALTH_CHECK_PORT,
    TargetGroup::HEALTH_CHECK_PATH,
    TargetGroup::HEALTH_CHECK_INTERVAL_SECONDS,
    TargetGroup::HEALTH_CHECK_TIMEOUT_SECONDS,
    TargetGroup::HEALTHY_THRESHOLD_COUNT,
    TargetGroup::UNHEALTHY_THRESHOLD_COUNT,
    TargetGroup::MATCHER,
];

/// The group of a name, if there is one.
async fn named(aws: &Calls<'_>, inputs: &Map) -> Result<Vec<Listed>> {
    let send = || {
        aws.elbv2()
            .describe_target_groups()
            .set_names(text(inputs, TargetGroup::NAME).map(|name| vec![name]))
            .send()
    };
    let answer = unless_missing(aws.call(TargetGroup::READ, send).await)?;
    Ok(answer.and_then(|answer| answer.target_groups).unwrap_or_default())
}

/// The attributes of a group; `None` when it has gone meanwhile.
async fn attributes_of(aws: &Calls<'_>, group: &Listed) -> Result<Option<HashMap<String, String>>> {
    let describe = || aws.elbv2().describe_target_group_attributes();
    let send = || describe().set_target_group_arn(group.target_group_arn.clone()).send();
    let answer = unless_missing(aws.call(ATTRIBUTES, send).await)?;
    let pairs = |attributes: Vec<TargetGroupAttribute>| {
        attributes.into_iter().filter_map(|it| Some((it.key?, it.value?)))
    };
    Ok(answer.map(|answer| pairs(answer.attributes.unwrap_or_default()).collect()))
}

fn to_matcher(inputs: &Map) -> Option<Matcher> {
    let matcher = block(inputs, TargetGroup::MATCHER)?;
    let builder = Matcher::builder().set_http_code(text(matcher, elbv2::Matcher::HTTP_CODE));
    Some(builder.set_grpc_code(text(matcher, elbv2::Matcher::GRPC_CODE)).build())
}

fn from_matcher(matcher: &Matcher) -> Option<Value> {
    let codes = Properties::default()
        .with(elbv2::Matcher::HTTP_CODE, matcher.http_code())
        .with(elbv2::Matcher::GRPC_CODE, matcher.grpc_code())
        .into_map();
    (!codes.is_empty()).then(|| Value::map(codes))
}
