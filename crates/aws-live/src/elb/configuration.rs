//! Listeners, health checks and attributes of classic load balancers, to and from the SDK's types.

use aws_sdk_elasticloadbalancing::types::{
    AccessLog, ConnectionDraining, ConnectionSettings, CrossZoneLoadBalancing, HealthCheck, Listener,
    LoadBalancerAttributes,
};
use ironwright_aws::elb::{self, LoadBalancer};

use crate::handler::Change;
use crate::handler::prelude::{Map, Properties, Value, block, flag, number, text};

/// A listener as a call takes it; `None` where something is missing that each has.
pub(super) fn to_listener(listener: &Map) -> Option<Listener> {
    let protocol = || text(listener, elb::Listener::PROTOCOL);
    Listener::builder()
        .set_protocol(protocol())
        .set_load_balancer_port(number(listener, elb::Listener::LOAD_BALANCER_PORT))
        .set_instance_port(number(listener, elb::Listener::INSTANCE_PORT))
        .set_instance_protocol(text(listener, elb::Listener::INSTANCE_PROTOCOL).or_else(protocol))
        .set_ssl_certificate_id(text(listener, elb::Listener::SSL_CERTIFICATE_ID))
        .build()
        .ok()
}

pub(super) fn from_listener(listener: &Listener) -> Value {
    let certificate = listener.ssl_certificate_id().filter(|arn| !arn.is_empty() && *arn != "None");
    Properties::default()
        .with(elb::Listener::PROTOCOL, listener.protocol())
        .with(elb::Listener::LOAD_BALANCER_PORT, listener.load_balancer_port())
        .with(elb::Listener::INSTANCE_PORT, listener.instance_port())
        .with(elb::Listener::INSTANCE_PROTOCOL, listener.instance_protocol())
        .with(elb::Listener::SSL_CERTIFICATE_ID, certificate)
        .into_value()
}

/// A check of health, where one is declared.
pub(super) fn to_health_check(inputs: &Map) -> Option<HealthCheck> {
    let check = block(inputs, LoadBalancer::HEALTH_CHECK)?;
    HealthCheck::builder()
        .set_target(text(check, elb::HealthCheck::TARGET))
        .set_interval(number(check, elb::HealthCheck::INTERVAL))
        .set_timeout(number(check, elb::HealthCheck::TIMEOUT))
        .set_healthy_threshold(number(check, elb::HealthCheck::HEALTHY_THRESHOLD))
        .set_unhealthy_threshold(number(check, elb::HealthCheck::UNHEALTHY_THRESHOLD))
        .build()
        .ok()
}

pub(super) fn from_health_check(check: &HealthCheck) -> Value {
    Properties::default()
        .with(elb::HealthCheck::TARGET, check.target())
        .with(elb::HealthCheck::INTERVAL, check.interval())
        .with(elb::HealthCheck::TIMEOUT, check.timeout())
        .with(elb::HealthCheck::HEALTHY_THRESHOLD, check.healthy_threshold())
        .with(elb::HealthCheck::UNHEALTHY_THRESHOLD, check.unhealthy_threshold())
        .into_value()
}

/// The attributes that differ; `None` when none does.
pub(super) fn to_attributes(change: &Change<'_>) -> Option<LoadBalancerAttributes> {
    let (wanted, differs) = (change.wanted, |name| change.of(name).is_some());
    let names = [
        LoadBalancer::CROSS_ZONE,
        LoadBalancer::IDLE_TIMEOUT,
        LoadBalancer::CONNECTION_DRAINING,
        LoadBalancer::ACCESS_LOGS,
    ];
    if !names.into_iter().any(differs) {
        return None;
    }
    let cross_zone = || {
        let enabled = flag(wanted, LoadBalancer::CROSS_ZONE).unwrap_or_default();
        CrossZoneLoadBalancing::builder().enabled(enabled).build()
    };
    let settings = || {
        let timeout = number(wanted, LoadBalancer::IDLE_TIMEOUT);
        ConnectionSettings::builder().set_idle_timeout(timeout).build().ok()
    };
    let builder = LoadBalancerAttributes::builder()
        .set_cross_zone_load_balancing(differs(LoadBalancer::CROSS_ZONE).then(cross_zone))
        .set_connection_settings(differs(LoadBalancer::IDLE_TIMEOUT).then(settings).flatten())
        .set_connection_draining(differs(LoadBalancer::CONNECTION_DRAINING).then(|| to_draining(wanted)));
    Some(builder.set_access_log(differs(LoadBalancer::ACCESS_LOGS).then(|| to_log(wanted))).build())
}

fn to_draining(inputs: &Map) -> ConnectionDraining {
    let Some(draining) = block(inputs, LoadBalancer::CONNECTION_DRAINING) else {
        return ConnectionDraining::builder().enabled(false).build();
    };
    ConnectionDraining::builder()
        .enabled(flag(draining, elb::ConnectionDraining::ENABLED).unwrap_or_default())
        .set_timeout(number(draining, elb::ConnectionDraining::TIMEOUT))
        .build()
}

fn to_log(inputs: &Map) -> AccessLog {
    let Some(logs) = block(inputs, LoadBalancer::ACCESS_LOGS) else {
        return AccessLog::builder().enabled(false).build();
    };
    AccessLog::builder()
        .enabled(flag(logs, elb::AccessLogs::ENABLED).unwrap_or_default())
        .set_s3_bucket_name(text(logs, elb::AccessLogs::S3_BUCKET_NAME))
        .set_s3_bucket_prefix(text(logs, elb::AccessLogs::S3_BUCKET_PREFIX))
        .set_emit_interval(number(logs, elb::AccessLogs::EMIT_INTERVAL))
        .build()
}

/// What AWS tells of attributes, as inputs. What is off and says nothing more is not there.
pub(super) fn with_attributes(properties: Properties, attributes: &LoadBalancerAttributes) -> Properties {
    let draining = attributes.connection_draining().filter(|it| it.enabled());
    let draining = draining.map(|it| {
        Properties::default()
            .with(elb::ConnectionDraining::ENABLED, it.enabled())
            .with(elb::ConnectionDraining::TIMEOUT, it.timeout())
            .into_value()
    });
    let logs = attributes.access_log().filter(|it| it.enabled()).map(|it| {
        Properties::default()
            .with(elb::AccessLogs::ENABLED, it.enabled())
            .with(elb::AccessLogs::S3_BUCKET_NAME, it.s3_bucket_name())
            .with(elb::AccessLogs::S3_BUCKET_PREFIX, it.s3_bucket_prefix().filter(|text| !text.is_empty()))
            .with(elb::AccessLogs::EMIT_INTERVAL, it.emit_interval())
            .into_value()
    });
    let cross_zone = attributes.cross_zone_load_balancing().map(CrossZoneLoadBalancing::enabled);
    let timeout = attributes.connection_settings().map(ConnectionSettings::idle_timeout);
    properties
        .with(LoadBalancer::CROSS_ZONE, cross_zone)
        .with(LoadBalancer::IDLE_TIMEOUT, timeout)
        .with(LoadBalancer::CONNECTION_DRAINING, draining)
        .with(LoadBalancer::ACCESS_LOGS, logs)
}
