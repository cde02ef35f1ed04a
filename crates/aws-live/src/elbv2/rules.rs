//! What Elastic Load Balancing lists of rules: by their ARNs, and by the place that each has one of.

use aws_sdk_elasticloadbalancingv2::types::Rule as Listed;
use ironwright_aws::elbv2::ListenerRule;

use super::api::{ELBV2, existing};
use crate::handler::prelude::*;

pub(super) const DESCRIBE: Action = ELBV2.action("DescribeRules");

/// The rules of these ARNs that there are.
pub(super) async fn described(aws: &Calls<'_>, arns: Vec<String>) -> Result<Vec<Listed>> {
    existing(arns, |arns| async move {
        let describe = || aws.elbv2().describe_rules();
        let send = |page| describe().set_rule_arns(Some(arns.clone())).set_marker(page).send();
        aws.pages(DESCRIBE, send, |it| (it.rules, it.next_marker)).await
    })
    .await
}

/// The rule of a listener with a priority, if there is one.
pub(super) async fn at_priority(aws: &Calls<'_>, inputs: &Map) -> Result<Vec<Listed>> {
    let describe = || aws.elbv2().describe_rules();
    let send =
        |page| describe().set_listener_arn(text(inputs, ListenerRule::LISTENER_ARN)).set_marker(page).send();
    let listed = aws.pages(DESCRIBE, send, |it| (it.rules, it.next_marker)).await;
    let mut listed = unless_missing(listed)?.unwrap_or_default();
    let priority = number(inputs, ListenerRule::PRIORITY).map(|priority| priority.to_string());
    listed.retain(|rule| rule.priority() == priority.as_deref());
    Ok(listed)
}
