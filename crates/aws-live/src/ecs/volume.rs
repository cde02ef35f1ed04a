//! Volumes of a task definition, to the SDK's types and back.

use aws_sdk_ecs::types::{
    EfsAuthorizationConfig, EfsAuthorizationConfigIam, EfsTransitEncryption, EfsVolumeConfiguration,
    HostVolumeProperties, Volume,
};
use ironwright_core::{Map, Value};

use crate::properties::{Properties, block, blocks, flag, number, text};

/// The volumes that a task definition is registered with.
pub(super) fn to_volumes(inputs: &Map) -> Vec<Volume> {
    blocks(inputs, "volumes").map(to_volume).collect()
}

fn to_volume(volume: &Map) -> Volume {
    let host = text(volume, "host_path");
    Volume::builder()
        .set_name(text(volume, "name"))
        .set_host(host.map(|path| HostVolumeProperties::builder().source_path(path).build()))
        .set_efs_volume_configuration(block(volume, "efs_volume_configuration").and_then(to_efs))
        .build()
}

fn to_efs(file_system: &Map) -> Option<EfsVolumeConfiguration> {
    let encrypted = flag(file_system, "transit_encryption").unwrap_or(false);
    let (access_point, iam) = (text(file_system, "access_point_id"), flag(file_system, "iam"));
    // AWS refuses an authorization that says nothing together with a root directory.
    let authorization = (access_point.is_some() || iam == Some(true)).then(|| {
        let iam = if iam == Some(true) {
            EfsAuthorizationConfigIam::Enabled
        } else {
            EfsAuthorizationConfigIam::Disabled
        };
        EfsAuthorizationConfig::builder().set_access_point_id(access_point).iam(iam).build()
    });
    let built = EfsVolumeConfiguration::builder()
        .set_file_system_id(text(file_system, "file_system_id"))
        .set_root_directory(text(file_system, "root_directory"))
        .transit_encryption(if encrypted {
            EfsTransitEncryption::Enabled
        } else {
            EfsTransitEncryption::Disabled
        })
        .set_transit_encryption_port(number(file_system, "transit_encryption_port"))
        .set_authorization_config(authorization);
    built.build().ok()
}

/// A volume as AWS has it.
pub(super) fn from_volume(volume: &Volume) -> Value {
    let host = volume.host().and_then(HostVolumeProperties::source_path);
    Properties::default()
        .with("name", volume.name())
        .with("host_path", host)
        .with("efs_volume_configuration", volume.efs_volume_configuration().map(from_efs))
        .into_value()
}

fn from_efs(file_system: &EfsVolumeConfiguration) -> Value {
    let authorization = file_system.authorization_config();
    let iam = authorization.and_then(EfsAuthorizationConfig::iam);
    Properties::default()
        .with("file_system_id", file_system.file_system_id())
        .with("root_directory", file_system.root_directory())
        .with("transit_encryption", file_system.transit_encryption() == Some(&EfsTransitEncryption::Enabled))
        .with("transit_encryption_port", file_system.transit_encryption_port())
        .with("access_point_id", authorization.and_then(EfsAuthorizationConfig::access_point_id))
        .with("iam", iam == Some(&EfsAuthorizationConfigIam::Enabled))
        .into_value()
}
