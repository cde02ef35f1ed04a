//! What a domain consists of, to and from the SDK's types.

use aws_sdk_opensearch::types::{
    ClusterConfig as Cluster, DomainEndpointOptions as Endpoint, EbsOptions as Ebs,
    EncryptionAtRestOptions as Encryption, NodeToNodeEncryptionOptions, SnapshotOptions, VpcDerivedInfo,
    VpcOptions as Vpc, ZoneAwarenessConfig as Zones,
};
use ironwright_aws::opensearch::{
    ClusterConfig, DomainEndpointOptions, EbsOptions, EncryptionAtRestOptions, VpcOptions,
    ZoneAwarenessConfig,
};

use crate::handler::prelude::*;

pub(super) fn of_cluster(cluster: &Cluster) -> Value {
    let leads = cluster.dedicated_master_enabled() == Some(true);
    let spread = cluster.zone_awareness_enabled() == Some(true);
    let zones = cluster.zone_awareness_config().filter(|_| spread).map(|zones| {
        Properties::default()
            .with(ZoneAwarenessConfig::AVAILABILITY_ZONE_COUNT, zones.availability_zone_count())
    });
    Properties::default()
        .with(ClusterConfig::INSTANCE_TYPE, cluster.instance_type())
        .with(ClusterConfig::INSTANCE_COUNT, cluster.instance_count())
        .with(ClusterConfig::DEDICATED_MASTER_ENABLED, cluster.dedicated_master_enabled())
        .with(ClusterConfig::DEDICATED_MASTER_TYPE, cluster.dedicated_master_type().filter(|_| leads))
        .with(ClusterConfig::DEDICATED_MASTER_COUNT, cluster.dedicated_master_count().filter(|_| leads))
        .with(ClusterConfig::ZONE_AWARENESS_ENABLED, cluster.zone_awareness_enabled())
        .with(ClusterConfig::ZONE_AWARENESS_CONFIG, zones.map(Properties::into_value))
        .into_value()
}

pub(super) fn to_cluster(cluster: &Map) -> Cluster {
    let zones = block(cluster, ClusterConfig::ZONE_AWARENESS_CONFIG).map(|zones| {
        Zones::builder()
            .set_availability_zone_count(number(zones, ZoneAwarenessConfig::AVAILABILITY_ZONE_COUNT))
            .build()
    });
    Cluster::builder()
        .set_instance_type(text(cluster, ClusterConfig::INSTANCE_TYPE))
        .set_instance_count(number(cluster, ClusterConfig::INSTANCE_COUNT))
        .set_dedicated_master_enabled(flag(cluster, ClusterConfig::DEDICATED_MASTER_ENABLED))
        .set_dedicated_master_type(text(cluster, ClusterConfig::DEDICATED_MASTER_TYPE))
        .set_dedicated_master_count(number(cluster, ClusterConfig::DEDICATED_MASTER_COUNT))
        .set_zone_awareness_enabled(flag(cluster, ClusterConfig::ZONE_AWARENESS_ENABLED))
        .set_zone_awareness_config(zones)
        .build()
}

pub(super) fn of_storage(storage: &Ebs) -> Value {
    Properties::default()
        .with(EbsOptions::EBS_ENABLED, storage.ebs_enabled())
        .with(EbsOptions::VOLUME_TYPE, storage.volume_type())
        .with(EbsOptions::VOLUME_SIZE, storage.volume_size())
        .with(EbsOptions::IOPS, storage.iops())
        .with(EbsOptions::THROUGHPUT, storage.throughput())
        .into_value()
}

pub(super) fn to_storage(storage: &Map) -> Ebs {
    Ebs::builder()
        .set_ebs_enabled(flag(storage, EbsOptions::EBS_ENABLED))
        .set_volume_type(text(storage, EbsOptions::VOLUME_TYPE))
        .set_volume_size(number(storage, EbsOptions::VOLUME_SIZE))
        .set_iops(number(storage, EbsOptions::IOPS))
        .set_throughput(number(storage, EbsOptions::THROUGHPUT))
        .build()
}

/// Where a domain stands; nothing where it is in no VPC.
pub(super) fn of_vpc(vpc: &VpcDerivedInfo) -> Option<Value> {
    let place = Properties::default()
        .with_list(VpcOptions::SUBNET_IDS, vpc.subnet_ids().iter().map(String::as_str))
        .with_some(VpcOptions::SECURITY_GROUP_IDS, vpc.security_group_ids().iter().map(String::as_str));
    (!vpc.subnet_ids().is_empty()).then(|| place.into_value())
}

pub(super) fn to_vpc(vpc: &Map) -> Vpc {
    Vpc::builder()
        .set_subnet_ids(texts(vpc, VpcOptions::SUBNET_IDS))
        .set_security_group_ids(texts(vpc, VpcOptions::SECURITY_GROUP_IDS))
        .build()
}

pub(super) fn of_encryption(encryption: &Encryption) -> Value {
    Properties::default()
        .with(EncryptionAtRestOptions::ENABLED, encryption.enabled())
        .with(EncryptionAtRestOptions::KMS_KEY_ID, encryption.kms_key_id())
        .into_value()
}

pub(super) fn to_encryption(encryption: &Map) -> Encryption {
    Encryption::builder()
        .set_enabled(flag(encryption, EncryptionAtRestOptions::ENABLED))
        .set_kms_key_id(text(encryption, EncryptionAtRestOptions::KMS_KEY_ID))
        .build()
}

pub(super) fn of_endpoint(endpoint: &Endpoint) -> Value {
    Properties::default()
        .with(DomainEndpointOptions::ENFORCE_HTTPS, endpoint.enforce_https())
        .with(DomainEndpointOptions::TLS_SECURITY_POLICY, endpoint.tls_security_policy())
        .into_value()
}

pub(super) fn to_endpoint(endpoint: &Map) -> Endpoint {
    Endpoint::builder()
        .set_enforce_https(flag(endpoint, DomainEndpointOptions::ENFORCE_HTTPS))
        .set_tls_security_policy(text(endpoint, DomainEndpointOptions::TLS_SECURITY_POLICY))
        .build()
}

pub(super) fn to_node_to_node(enabled: bool) -> NodeToNodeEncryptionOptions {
    NodeToNodeEncryptionOptions::builder().enabled(enabled).build()
}

pub(super) fn to_snapshots(hour: i32) -> SnapshotOptions {
    SnapshotOptions::builder().automated_snapshot_start_hour(hour).build()
}
