//! What a service is configured with, to the SDK's types and back.

use aws_sdk_ecs::types::{
    AssignPublicIp, AwsVpcConfiguration, DeploymentCircuitBreaker, DeploymentConfiguration, LoadBalancer,
    NetworkConfiguration, SchedulingStrategy,
};
use ironwright_aws::ecs::{self, Service};

use crate::handler::prelude::*;

/// The cluster that a service is in: its ARN says it, unless it is from before 2018.
pub(super) fn cluster_of(arn: &str, inputs: &Map) -> String {
    let path = arn.rsplit(':').next().unwrap_or_default();
    let named = path.strip_prefix("service/").and_then(|rest| rest.split_once('/'));
    match named {
        Some((cluster, _)) => cluster.to_owned(),
        None => text(inputs, Service::CLUSTER).unwrap_or_default(),
    }
}

/// How many tasks are wanted; AWS takes no number for a service that has one on each instance.
pub(super) fn to_desired_count(inputs: &Map) -> Option<i32> {
    let daemon = text(inputs, Service::SCHEDULING_STRATEGY) == Some(SchedulingStrategy::Daemon);
    number(inputs, Service::DESIRED_COUNT).filter(|_| !daemon)
}

pub(super) fn to_configuration(inputs: &Map) -> DeploymentConfiguration {
    let breaker = block(inputs, Service::DEPLOYMENT_CIRCUIT_BREAKER).map(|breaker| {
        DeploymentCircuitBreaker::builder()
            .set_enable(flag(breaker, ecs::DeploymentCircuitBreaker::ENABLE))
            .set_rollback(flag(breaker, ecs::DeploymentCircuitBreaker::ROLLBACK))
            .build()
    });
    DeploymentConfiguration::builder()
        .set_maximum_percent(number(inputs, Service::DEPLOYMENT_MAXIMUM_PERCENT))
        .set_minimum_healthy_percent(number(inputs, Service::DEPLOYMENT_MINIMUM_HEALTHY_PERCENT))
        .set_deployment_circuit_breaker(breaker)
        .build()
}

pub(super) fn to_network(inputs: &Map) -> Option<NetworkConfiguration> {
    let subnets = texts(inputs, Service::SUBNETS)?;
    let public = flag(inputs, Service::ASSIGN_PUBLIC_IP).unwrap_or(false);
    let network = AwsVpcConfiguration::builder()
        .set_subnets(Some(subnets))
        .set_security_groups(Some(texts(inputs, Service::SECURITY_GROUPS).unwrap_or_default()))
        .assign_public_ip(if public { AssignPublicIp::Enabled } else { AssignPublicIp::Disabled })
        .build()
        .ok()?;
    Some(NetworkConfiguration::builder().awsvpc_configuration(network).build())
}

pub(super) fn to_load_balancers(inputs: &Map) -> Vec<LoadBalancer> {
    let balancer = |balancer: &Map| {
        LoadBalancer::builder()
            .set_target_group_arn(text(balancer, ecs::LoadBalancer::TARGET_GROUP_ARN))
            .set_container_name(text(balancer, ecs::LoadBalancer::CONTAINER_NAME))
            .set_container_port(number(balancer, ecs::LoadBalancer::CONTAINER_PORT))
            .build()
    };
    blocks(inputs, Service::LOAD_BALANCERS).map(balancer).collect()
}

pub(super) fn from_load_balancer(balancer: &LoadBalancer) -> Value {
    Properties::default()
        .with(ecs::LoadBalancer::TARGET_GROUP_ARN, balancer.target_group_arn())
        .with(ecs::LoadBalancer::CONTAINER_NAME, balancer.container_name())
        .with(ecs::LoadBalancer::CONTAINER_PORT, balancer.container_port())
        .into_value()
}

pub(super) fn from_breaker(breaker: &DeploymentCircuitBreaker) -> Value {
    Properties::default()
        .with(ecs::DeploymentCircuitBreaker::ENABLE, breaker.enable())
        .with(ecs::DeploymentCircuitBreaker::ROLLBACK, breaker.rollback())
        .into_value()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cluster_is_told_by_the_arn_or_by_what_was_declared() {
        let inputs =
            Map::from([(Service::CLUSTER.into(), Value::text("arn:aws:ecs:eu-west-2:1:cluster/demo"))]);
        assert_eq!(cluster_of("arn:aws:ecs:eu-west-2:1:service/demo/web", &Map::new()), "demo");
        assert_eq!(
            cluster_of("arn:aws:ecs:eu-west-2:1:service/web", &inputs),
            "arn:aws:ecs:eu-west-2:1:cluster/demo"
        );
    }

    #[test]
    fn a_daemon_is_given_no_number_of_tasks() {
        let mut inputs = Map::from([(Service::DESIRED_COUNT.into(), Value::Int(1))]);
        assert_eq!(to_desired_count(&inputs), Some(1));
        inputs.insert(Service::SCHEDULING_STRATEGY.into(), "DAEMON".into());
        assert_eq!(to_desired_count(&inputs), None);
    }
}
