//! What is registered with a target group.

use aws_sdk_elasticloadbalancingv2::types::{
    TargetDescription, TargetHealthReasonEnum, TargetHealthStateEnum,
};

use super::api::ELBV2;
use crate::handler::prelude::*;

pub(super) const HEALTH: Action = ELBV2.action("DescribeTargetHealth");
pub(super) const GROUPS: Action = ELBV2.action("DescribeTargetGroups");

/// The targets of a group, and its own port.
pub(super) struct Registered {
    pub(super) port: Option<i32>,
    pub(super) targets: Vec<TargetDescription>,
}

/// What is registered with a group; `None` when there is no such group.
pub(super) async fn registered(aws: &Calls<'_>, group: &str) -> Result<Option<Registered>> {
    let health = async {
        let send = || aws.elbv2().describe_target_health().target_group_arn(group).send();
        unless_missing(aws.call(HEALTH, send).await)
    };
    let own = async {
        let send = || aws.elbv2().describe_target_groups().target_group_arns(group).send();
        unless_missing(aws.call(GROUPS, send).await)
    };
    let (Some(health), Some(own)) = tokio::try_join!(health, own)? else { return Ok(None) };
    let mut all = health.target_health_descriptions.unwrap_or_default();
    all.retain(|it| {
        let health = it.target_health();
        health.and_then(|it| it.state()) != Some(&TargetHealthStateEnum::Draining)
            && health.and_then(|it| it.reason()) != Some(&TargetHealthReasonEnum::NotRegistered)
    });
    let port = own.target_groups().first().and_then(|group| group.port());
    Ok(Some(Registered { port, targets: all.into_iter().filter_map(|it| it.target).collect() }))
}
