//! What listeners and rules do with a request, to and from the SDK's types.

use aws_sdk_elasticloadbalancingv2::types::{
    Action, ActionTypeEnum, FixedResponseActionConfig, ForwardActionConfig, RedirectActionConfig,
    TargetGroupStickinessConfig, TargetGroupTuple,
};
use ironwright_aws::elbv2;

use crate::handler::prelude::{Map, Properties, Value, block, blocks, flag, number, text};

/// The actions of an input, as a call takes them.
pub(super) fn to_actions(inputs: &Map, name: &str) -> Vec<Action> {
    blocks(inputs, name).map(to_action).collect()
}

/// Actions as an input has them.
pub(super) fn from_actions(actions: &[Action]) -> impl Iterator<Item = Value> {
    actions.iter().map(from_action)
}

fn to_action(action: &Map) -> Action {
    let forward = block(action, elbv2::Action::FORWARD_CONFIG).map(to_forward);
    // AWS lets the only group of an action be named in both places, and not everything that speaks AWS knows the second.
    let only = forward.as_ref().and_then(|forward| match forward.target_groups() {
        [group] => group.target_group_arn().map(str::to_owned),
        _ => None,
    });
    let builder = Action::builder()
        .set_target_group_arn(only)
        .set_forward_config(forward)
        .set_redirect_config(block(action, elbv2::Action::REDIRECT_CONFIG).map(to_redirect))
        .set_fixed_response_config(block(action, elbv2::Action::FIXED_RESPONSE_CONFIG).map(to_response));
    builder.set_type(text(action, elbv2::Action::TYPE)).build()
}

fn to_forward(forward: &Map) -> ForwardActionConfig {
    let group = |group: &Map| {
        TargetGroupTuple::builder()
            .set_target_group_arn(text(group, elbv2::TargetGroupTuple::TARGET_GROUP_ARN))
            .set_weight(number(group, elbv2::TargetGroupTuple::WEIGHT))
            .build()
    };
    let stickiness = |stickiness: &Map| {
        TargetGroupStickinessConfig::builder()
            .set_enabled(flag(stickiness, elbv2::TargetGroupStickinessConfig::ENABLED))
            .set_duration_seconds(number(stickiness, elbv2::TargetGroupStickinessConfig::DURATION_SECONDS))
            .build()
    };
    ForwardActionConfig::builder()
        .set_target_groups(Some(blocks(forward, elbv2::ForwardConfig::TARGET_GROUPS).map(group).collect()))
        .set_target_group_stickiness_config(
            block(forward, elbv2::ForwardConfig::TARGET_GROUP_STICKINESS_CONFIG).map(stickiness),
        )
        .build()
}

fn to_redirect(redirect: &Map) -> RedirectActionConfig {
    RedirectActionConfig::builder()
        .set_status_code(text(redirect, elbv2::RedirectConfig::STATUS_CODE))
        .set_protocol(text(redirect, elbv2::RedirectConfig::PROTOCOL))
        .set_port(text(redirect, elbv2::RedirectConfig::PORT))
        .set_host(text(redirect, elbv2::RedirectConfig::HOST))
        .set_path(text(redirect, elbv2::RedirectConfig::PATH))
        .set_query(text(redirect, elbv2::RedirectConfig::QUERY))
        .build()
}

fn to_response(response: &Map) -> FixedResponseActionConfig {
    FixedResponseActionConfig::builder()
        .set_status_code(text(response, elbv2::FixedResponseConfig::STATUS_CODE))
        .set_message_body(text(response, elbv2::FixedResponseConfig::MESSAGE_BODY))
        .set_content_type(text(response, elbv2::FixedResponseConfig::CONTENT_TYPE))
        .build()
}

fn from_action(action: &Action) -> Value {
    let properties = Properties::default().with(elbv2::Action::TYPE, action.r#type());
    let properties = match (action.r#type(), action.forward_config(), action.target_group_arn()) {
        (Some(ActionTypeEnum::Forward), Some(forward), _) => {
            properties.with(elbv2::Action::FORWARD_CONFIG, from_forward(forward))
        }
        // What was made with the one target group that an action may name by itself.
        (Some(ActionTypeEnum::Forward), None, Some(arn)) => {
            let group = TargetGroupTuple::builder().target_group_arn(arn).weight(1).build();
            let forward = ForwardActionConfig::builder().target_groups(group).build();
            properties.with(elbv2::Action::FORWARD_CONFIG, from_forward(&forward))
        }
        _ => properties,
    };
    properties
        .with(elbv2::Action::REDIRECT_CONFIG, action.redirect_config().map(from_redirect))
        .with(elbv2::Action::FIXED_RESPONSE_CONFIG, action.fixed_response_config().map(from_response))
        .into_value()
}

fn from_forward(forward: &ForwardActionConfig) -> Value {
    let group = |group: &TargetGroupTuple| {
        Properties::default()
            .with(elbv2::TargetGroupTuple::TARGET_GROUP_ARN, group.target_group_arn())
            .with(elbv2::TargetGroupTuple::WEIGHT, group.weight())
            .into_value()
    };
    // AWS tells of stickiness also where there is none.
    let stickiness = forward.target_group_stickiness_config();
    let stickiness = stickiness.filter(|it| it.duration_seconds().is_some() || it.enabled() == Some(true));
    Properties::default()
        .with_list(elbv2::ForwardConfig::TARGET_GROUPS, forward.target_groups().iter().map(group))
        .with(elbv2::ForwardConfig::TARGET_GROUP_STICKINESS_CONFIG, stickiness.map(from_stickiness))
        .into_value()
}

fn from_stickiness(stickiness: &TargetGroupStickinessConfig) -> Value {
    Properties::default()
        .with(elbv2::TargetGroupStickinessConfig::ENABLED, stickiness.enabled())
        .with(elbv2::TargetGroupStickinessConfig::DURATION_SECONDS, stickiness.duration_seconds())
        .into_value()
}

fn from_redirect(redirect: &RedirectActionConfig) -> Value {
    Properties::default()
        .with(elbv2::RedirectConfig::STATUS_CODE, redirect.status_code())
        .with(elbv2::RedirectConfig::PROTOCOL, redirect.protocol())
        .with(elbv2::RedirectConfig::PORT, redirect.port())
        .with(elbv2::RedirectConfig::HOST, redirect.host())
        .with(elbv2::RedirectConfig::PATH, redirect.path())
        .with(elbv2::RedirectConfig::QUERY, redirect.query())
        .into_value()
}

fn from_response(response: &FixedResponseActionConfig) -> Value {
    Properties::default()
        .with(elbv2::FixedResponseConfig::STATUS_CODE, response.status_code())
        .with(elbv2::FixedResponseConfig::MESSAGE_BODY, response.message_body())
        .with(elbv2::FixedResponseConfig::CONTENT_TYPE, response.content_type())
        .into_value()
}
