//! What Elastic Load Balancing lists of listeners: by their ARNs, and by the place that each has one of.

use aws_sdk_elasticloadbalancingv2::types::Listener as Listed;
use ironwright_aws::elbv2::Listener;

use super::api::{ELBV2, existing};
use crate::handler::prelude::*;

pub(super) const DESCRIBE: Action = ELBV2.action("DescribeListeners");

/// The listeners of these ARNs that there are.
pub(super) async fn described(aws: &Calls<'_>, arns: Vec<String>) -> Result<Vec<Listed>> {
    existing(arns, |arns| async move {
        let describe = || aws.elbv2().describe_listeners();
        let send = |page| describe().set_listener_arns(Some(arns.clone())).set_marker(page).send();
        aws.pages(DESCRIBE, send, |it| (it.listeners, it.next_marker)).await
    })
    .await
}

/// The listener of a load balancer on a port, if there is one.
pub(super) async fn at_port(aws: &Calls<'_>, inputs: &Map) -> Result<Vec<Listed>> {
    let describe = || aws.elbv2().describe_listeners();
    let send = |page| {
        describe().set_load_balancer_arn(text(inputs, Listener::LOAD_BALANCER_ARN)).set_marker(page).send()
    };
    let listed = aws.pages(DESCRIBE, send, |it| (it.listeners, it.next_marker)).await;
    let mut listed = unless_missing(listed)?.unwrap_or_default();
    listed.retain(|listener| listener.port() == number(inputs, Listener::PORT));
    Ok(listed)
}
