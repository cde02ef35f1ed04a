//! What instances are made from, to and from the types of launch templates.

use aws_sdk_ec2::types::{
    LaunchTemplateBlockDeviceMapping as Device, LaunchTemplateBlockDeviceMappingRequest as DeviceRequest,
    LaunchTemplateEbsBlockDeviceRequest as EbsRequest,
    LaunchTemplateIamInstanceProfileSpecificationRequest as ProfileRequest,
    LaunchTemplateInstanceMetadataOptions as Metadata,
    LaunchTemplateInstanceMetadataOptionsRequest as MetadataRequest,
    LaunchTemplateInstanceNetworkInterfaceSpecificationRequest as InterfaceRequest,
    LaunchTemplateTagSpecificationRequest as TagsRequest, LaunchTemplatesMonitoringRequest,
    RequestLaunchTemplateData as Request, ResponseLaunchTemplateData as Data,
};
use aws_smithy_types::base64;
use ironwright_aws::ec2::{BlockDeviceMapping, LaunchTemplate, MetadataOptions};

use super::api::prelude::*;
use crate::handler::Tags;

/// All that a version of a template says.
pub(super) fn requested(inputs: &Map) -> Request {
    let groups: Option<Vec<String>> = texts(inputs, LaunchTemplate::SECURITY_GROUPS);
    let public = flag(inputs, LaunchTemplate::ASSOCIATE_PUBLIC_IP_ADDRESS);
    // Whether there is a public address is said of a network interface, which then is what has the groups.
    let interface = public.map(|public| {
        let interface = InterfaceRequest::builder().device_index(0).associate_public_ip_address(public);
        vec![interface.set_groups(groups.clone()).build()]
    });
    let profile = text::<String>(inputs, LaunchTemplate::IAM_INSTANCE_PROFILE);
    let monitoring = flag(inputs, LaunchTemplate::MONITORING);
    let tags: Tags = texts_by_name(inputs, LaunchTemplate::INSTANCE_TAGS).collect();
    let tags = [ResourceType::Instance, ResourceType::Volume]
        .map(|of| TagsRequest::builder().resource_type(of).set_tags(Some(to_tags(&tags))).build());
    let has_tags = !block(inputs, LaunchTemplate::INSTANCE_TAGS).is_none_or(Map::is_empty);
    Request::builder()
        .set_image_id(text(inputs, LaunchTemplate::IMAGE_ID))
        .set_instance_type(text(inputs, LaunchTemplate::INSTANCE_TYPE))
        .set_key_name(text(inputs, LaunchTemplate::KEY_NAME))
        .set_security_group_ids(groups.filter(|_| interface.is_none()))
        .set_network_interfaces(interface)
        .set_user_data(text::<String>(inputs, LaunchTemplate::USER_DATA).map(base64::encode))
        .set_iam_instance_profile(profile.map(|arn| ProfileRequest::builder().arn(arn).build()))
        .set_monitoring(monitoring.map(|on| LaunchTemplatesMonitoringRequest::builder().enabled(on).build()))
        .set_ebs_optimized(flag(inputs, LaunchTemplate::EBS_OPTIMIZED))
        .set_metadata_options(metadata(inputs))
        .set_block_device_mappings(some(
            blocks(inputs, LaunchTemplate::BLOCK_DEVICE_MAPPINGS).map(device).collect(),
        ))
        .set_tag_specifications(has_tags.then(|| tags.to_vec()))
        .build()
}

fn metadata(inputs: &Map) -> Option<MetadataRequest> {
    let of = block(inputs, LaunchTemplate::METADATA_OPTIONS)?;
    let options = MetadataRequest::builder()
        .set_http_tokens(text(of, MetadataOptions::HTTP_TOKENS))
        .set_http_put_response_hop_limit(number(of, MetadataOptions::HTTP_PUT_RESPONSE_HOP_LIMIT))
        .set_http_endpoint(text(of, MetadataOptions::HTTP_ENDPOINT));
    Some(options.build())
}

fn device(of: &Map) -> DeviceRequest {
    let ebs = EbsRequest::builder()
        .set_volume_size(number(of, BlockDeviceMapping::VOLUME_SIZE))
        .set_volume_type(text(of, BlockDeviceMapping::VOLUME_TYPE))
        .set_iops(number(of, BlockDeviceMapping::IOPS))
        .set_throughput(number(of, BlockDeviceMapping::THROUGHPUT))
        .set_snapshot_id(text(of, BlockDeviceMapping::SNAPSHOT_ID))
        .set_encrypted(flag(of, BlockDeviceMapping::ENCRYPTED))
        .set_delete_on_termination(flag(of, BlockDeviceMapping::DELETE_ON_TERMINATION));
    let name = text(of, BlockDeviceMapping::DEVICE_NAME);
    DeviceRequest::builder().set_device_name(name).ebs(ebs.build()).build()
}

/// What a version says, as properties.
pub(super) fn observed_data(properties: Properties, data: &Data) -> Properties {
    let interface = data.network_interfaces().first();
    let groups = interface.map_or(data.security_group_ids(), |interface| interface.groups());
    let user_data = data
        .user_data()
        .filter(|data| !data.is_empty())
        .and_then(|data| String::from_utf8(base64::decode(data).ok()?).ok());
    let tags =
        data.tag_specifications().iter().find(|it| it.resource_type() == Some(&ResourceType::Instance));
    let tags = tags.iter().flat_map(|it| it.tags()).filter_map(|tag| tag.key().zip(tag.value()));
    properties
        .with(LaunchTemplate::IMAGE_ID, data.image_id())
        .with(LaunchTemplate::INSTANCE_TYPE, data.instance_type())
        .with(LaunchTemplate::KEY_NAME, data.key_name())
        .with_some(LaunchTemplate::SECURITY_GROUPS, groups)
        .with(
            LaunchTemplate::ASSOCIATE_PUBLIC_IP_ADDRESS,
            interface.and_then(|it| it.associate_public_ip_address()),
        )
        .with(LaunchTemplate::USER_DATA, user_data)
        .with(LaunchTemplate::IAM_INSTANCE_PROFILE, data.iam_instance_profile().and_then(|it| it.arn()))
        .with(
            LaunchTemplate::MONITORING,
            data.monitoring().and_then(|monitoring| monitoring.enabled()).unwrap_or_default(),
        )
        .with(LaunchTemplate::EBS_OPTIMIZED, data.ebs_optimized())
        .with(LaunchTemplate::METADATA_OPTIONS, data.metadata_options().map(observed_metadata))
        .with_some(
            LaunchTemplate::BLOCK_DEVICE_MAPPINGS,
            data.block_device_mappings().iter().filter_map(observed_device),
        )
        .with_texts(LaunchTemplate::INSTANCE_TAGS, tags)
}

fn observed_metadata(options: &Metadata) -> Value {
    Properties::default()
        .with(MetadataOptions::HTTP_TOKENS, options.http_tokens())
        .with(MetadataOptions::HTTP_PUT_RESPONSE_HOP_LIMIT, options.http_put_response_hop_limit())
        .with(MetadataOptions::HTTP_ENDPOINT, options.http_endpoint())
        .into_value()
}

fn observed_device(device: &Device) -> Option<Value> {
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
