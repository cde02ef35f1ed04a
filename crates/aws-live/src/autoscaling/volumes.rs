//! Volumes and metadata options to and from Auto Scaling's types.

use aws_sdk_autoscaling::types::{BlockDeviceMapping as Device, Ebs, InstanceMetadataOptions};
use ironwright_aws::ec2::{BlockDeviceMapping, MetadataOptions};

use crate::handler::prelude::*;

/// The volumes in a list among inputs.
pub(super) fn devices(inputs: &Map, list: &str) -> Option<Vec<Device>> {
    let device = |of: &Map| {
        let ebs = Ebs::builder()
            .set_volume_size(number(of, BlockDeviceMapping::VOLUME_SIZE))
            .set_volume_type(text(of, BlockDeviceMapping::VOLUME_TYPE))
            .set_iops(number(of, BlockDeviceMapping::IOPS))
            .set_throughput(number(of, BlockDeviceMapping::THROUGHPUT))
            .set_snapshot_id(text(of, BlockDeviceMapping::SNAPSHOT_ID))
            .set_encrypted(flag(of, BlockDeviceMapping::ENCRYPTED))
            .set_delete_on_termination(flag(of, BlockDeviceMapping::DELETE_ON_TERMINATION));
        Device::builder().set_device_name(text(of, BlockDeviceMapping::DEVICE_NAME)).ebs(ebs.build()).build()
    };
    some(blocks(inputs, list).map(device).collect())
}

/// A volume as properties; nothing where there is none of EBS.
pub(super) fn observed_device(device: &Device) -> Option<Value> {
    let ebs = device.ebs()?;
    let properties = Properties::default()
        .with(BlockDeviceMapping::DEVICE_NAME, device.device_name())
        .with(BlockDeviceMapping::VOLUME_SIZE, ebs.volume_size())
        .with(BlockDeviceMapping::VOLUME_TYPE, ebs.volume_type())
        .with(BlockDeviceMapping::IOPS, ebs.iops())
        .with(BlockDeviceMapping::THROUGHPUT, ebs.throughput())
        .with(BlockDeviceMapping::SNAPSHOT_ID, ebs.snapshot_id())
        .with(BlockDeviceMapping::ENCRYPTED, ebs.encrypted())
        .with(BlockDeviceMapping::DELETE_ON_TERMINATION, ebs.delete_on_termination());
    Some(properties.into_value())
}

/// Metadata options among inputs.
pub(super) fn metadata(inputs: &Map, name: &str) -> Option<InstanceMetadataOptions> {
    let of = block(inputs, name)?;
    let options = InstanceMetadataOptions::builder()
        .set_http_tokens(text(of, MetadataOptions::HTTP_TOKENS))
        .set_http_put_response_hop_limit(number(of, MetadataOptions::HTTP_PUT_RESPONSE_HOP_LIMIT))
        .set_http_endpoint(text(of, MetadataOptions::HTTP_ENDPOINT));
    Some(options.build())
}

/// Metadata options as properties.
pub(super) fn observed_metadata(options: &InstanceMetadataOptions) -> Value {
    Properties::default()
        .with(MetadataOptions::HTTP_TOKENS, options.http_tokens())
        .with(MetadataOptions::HTTP_PUT_RESPONSE_HOP_LIMIT, options.http_put_response_hop_limit())
        .with(MetadataOptions::HTTP_ENDPOINT, options.http_endpoint())
        .into_value()
}
