//! Service Connect and Cloud Map, to the SDK's types and back.

use aws_sdk_ecs::types::{
    ServiceConnectClientAlias, ServiceConnectConfiguration, ServiceConnectService,
    ServiceConnectTlsCertificateAuthority, ServiceConnectTlsConfiguration, ServiceRegistry,
    TimeoutConfiguration,
};
use ironwright_aws::ecs;

use super::container::{from_logs, to_logs};
use crate::handler::prelude::*;

use ecs::{
    ServiceConnectClientAlias as Alias, ServiceConnectConfiguration as Connect,
    ServiceConnectService as Offered, ServiceConnectTls as Tls,
};

pub(super) fn to_connect(connect: &Map) -> ServiceConnectConfiguration {
    ServiceConnectConfiguration::builder()
        .enabled(flag(connect, Connect::ENABLED).unwrap_or(true))
        .set_namespace(text(connect, Connect::NAMESPACE))
        .set_services(some(blocks(connect, Connect::SERVICES).filter_map(to_offered).collect()))
        .set_log_configuration(block(connect, Connect::LOG_CONFIGURATION).and_then(to_logs))
        .build()
}

/// What a service without Service Connect is to have: AWS turns it off, and never leaves it out.
pub(super) fn to_connect_or_off(connect: Option<&Map>) -> ServiceConnectConfiguration {
    connect.map_or_else(|| ServiceConnectConfiguration::builder().enabled(false).build(), to_connect)
}

fn to_offered(offered: &Map) -> Option<ServiceConnectService> {
    let idle = number(offered, Offered::IDLE_TIMEOUT_SECONDS);
    let per_request = number(offered, Offered::PER_REQUEST_TIMEOUT_SECONDS);
    let timeout = (idle.is_some() || per_request.is_some()).then(|| {
        TimeoutConfiguration::builder()
            .set_idle_timeout_seconds(idle)
            .set_per_request_timeout_seconds(per_request)
            .build()
    });
    let alias = |alias: &Map| {
        let built = ServiceConnectClientAlias::builder()
            .set_port(number(alias, Alias::PORT))
            .set_dns_name(text(alias, Alias::DNS_NAME));
        built.build().ok()
    };
    let built = ServiceConnectService::builder()
        .set_port_name(text(offered, Offered::PORT_NAME))
        .set_discovery_name(text(offered, Offered::DISCOVERY_NAME))
        .set_client_aliases(some(blocks(offered, Offered::CLIENT_ALIASES).filter_map(alias).collect()))
        .set_ingress_port_override(number(offered, Offered::INGRESS_PORT_OVERRIDE))
        .set_timeout(timeout)
        .set_tls(block(offered, Offered::TLS).map(to_tls));
    built.build().ok()
}

fn to_tls(tls: &Map) -> ServiceConnectTlsConfiguration {
    let authority = ServiceConnectTlsCertificateAuthority::builder()
        .set_aws_pca_authority_arn(text(tls, Tls::AWS_PCA_AUTHORITY_ARN));
    ServiceConnectTlsConfiguration::builder()
        .issuer_certificate_authority(authority.build())
        .set_kms_key(text(tls, Tls::KMS_KEY))
        .set_role_arn(text(tls, Tls::ROLE_ARN))
        .build()
}

pub(super) fn from_connect(connect: &ServiceConnectConfiguration) -> Value {
    Properties::default()
        .with(Connect::ENABLED, connect.enabled())
        .with(Connect::NAMESPACE, connect.namespace())
        .with_some(Connect::SERVICES, connect.services().iter().map(from_offered))
        .with(Connect::LOG_CONFIGURATION, connect.log_configuration().map(from_logs))
        .into_value()
}

fn from_offered(offered: &ServiceConnectService) -> Value {
    let timeout = offered.timeout();
    let alias = |alias: &ServiceConnectClientAlias| {
        Properties::default()
            .with(Alias::PORT, alias.port())
            .with(Alias::DNS_NAME, alias.dns_name())
            .into_value()
    };
    Properties::default()
        .with(Offered::PORT_NAME, offered.port_name())
        .with(Offered::DISCOVERY_NAME, offered.discovery_name())
        .with_some(Offered::CLIENT_ALIASES, offered.client_aliases().iter().map(alias))
        .with(Offered::INGRESS_PORT_OVERRIDE, offered.ingress_port_override())
        .with(Offered::IDLE_TIMEOUT_SECONDS, timeout.and_then(TimeoutConfiguration::idle_timeout_seconds))
        .with(
            Offered::PER_REQUEST_TIMEOUT_SECONDS,
            timeout.and_then(TimeoutConfiguration::per_request_timeout_seconds),
        )
        .with(Offered::TLS, offered.tls().map(from_tls))
        .into_value()
}

fn from_tls(tls: &ServiceConnectTlsConfiguration) -> Value {
    let authority = tls.issuer_certificate_authority();
    Properties::default()
        .with(
            Tls::AWS_PCA_AUTHORITY_ARN,
            authority.and_then(ServiceConnectTlsCertificateAuthority::aws_pca_authority_arn),
        )
        .with(Tls::KMS_KEY, tls.kms_key())
        .with(Tls::ROLE_ARN, tls.role_arn())
        .into_value()
}

pub(super) fn to_registries(inputs: &Map) -> Vec<ServiceRegistry> {
    let registry = |registry: &Map| {
        ServiceRegistry::builder()
            .set_registry_arn(text(registry, ecs::ServiceRegistry::REGISTRY_ARN))
            .set_port(number(registry, ecs::ServiceRegistry::PORT))
            .set_container_name(text(registry, ecs::ServiceRegistry::CONTAINER_NAME))
            .set_container_port(number(registry, ecs::ServiceRegistry::CONTAINER_PORT))
            .build()
    };
    blocks(inputs, ecs::Service::SERVICE_REGISTRIES).map(registry).collect()
}

pub(super) fn from_registry(registry: &ServiceRegistry) -> Value {
    Properties::default()
        .with(ecs::ServiceRegistry::REGISTRY_ARN, registry.registry_arn())
        .with(ecs::ServiceRegistry::PORT, registry.port())
        .with(ecs::ServiceRegistry::CONTAINER_NAME, registry.container_name())
        .with(ecs::ServiceRegistry::CONTAINER_PORT, registry.container_port())
        .into_value()
}
