//! `elbv2.TargetGroup` on AWS.
//!
//! `CreateTargetGroup` has no token, and where a group of the name exists that is just as asked for it gives that one back
//! as if it had made it: so the name is looked up first, and a group that is there is ours only when its tag says so.

use aws_sdk_elasticloadbalancingv2::types::TargetGroup as Listed;
use ironwright_aws::elbv2::{TargetGroup, TargetGroupOutputs};

use super::api::{ByArn, ELBV2, TAGS, to_tags};
use super::target_groups::{
    self, ATTRIBUTES, DESCRIBE, Described, MODIFY_ATTRIBUTES, from_matcher, named, set_attributes, to_matcher,
};
use crate::handler::prelude::*;
use crate::handler::{ids, owned};

const MODIFY: Action = ELBV2.action("ModifyTargetGroup");

on_aws!(TargetGroup as AsTagged);

impl Tagged for TargetGroup {
    type Described = Described;
    type Tags = ByArn;

    const ID: fn(&Described) -> Option<&str> = |it| it.group.target_group_arn();
    const READ: Action = DESCRIBE;
    const ALSO_READ: Actions = &[ATTRIBUTES, TAGS];
    const CREATE: Action = ELBV2.action("CreateTargetGroup");
    const ALSO_CREATE: Actions = &[Self::READ];
    const UPDATE: Actions = &[MODIFY, MODIFY_ATTRIBUTES];
    const DELETE: Action = ELBV2.action("DeleteTargetGroup");

    async fn list(aws: &Calls<'_>, which: Which<'_>) -> Result<Vec<Described>> {
        let listed = match which {
            Which::Read(resources) => target_groups::described(aws, ids(resources)).await?,
            Which::MadeBy(request) => named(aws, &request.inputs).await?,
        };
        target_groups::whole(aws, which, listed).await
    }

    fn observe(_: &Calls<'_>, it: &Described, _: &Map) -> Properties {
        let group = &it.group;
        let full_name = group.target_group_arn().and_then(|arn| arn.rsplit(':').next());
        let properties = Properties::default()
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
        let with = |properties: Properties, (name, value): (Arc<str>, Value)| properties.with(&name, value);
        it.attributes().fold(properties, with).with_tags(&it.tags)
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
        set_attributes(aws, change).await
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
