//! Volumes of a task definition, to the SDK's types and back.

use aws_sdk_ecs::types::{
    DockerVolumeConfiguration, EfsAuthorizationConfig, EfsAuthorizationConfigIam, EfsTransitEncryption,
    EfsVolumeConfiguration, FSxWindowsFileServerAuthorizationConfig, FSxWindowsFileServerVolumeConfiguration,
    HostVolumeProperties, Volume,
};
use ironwright_aws::ecs;

use super::container::{from_texts, some_texts};
use crate::handler::prelude::*;

/// The volumes that a task definition is registered with.
pub(super) fn to_volumes(inputs: &Map) -> Vec<Volume> {
    blocks(inputs, ecs::TaskDef::VOLUMES).map(to_volume).collect()
}

fn to_volume(volume: &Map) -> Volume {
    let host: Option<String> = text(volume, ecs::Volume::HOST_PATH);
    Volume::builder()
        .set_name(text(volume, ecs::Volume::NAME))
        .set_host(host.map(|path| HostVolumeProperties::builder().source_path(path).build()))
        .set_efs_volume_configuration(block(volume, ecs::Volume::EFS_VOLUME_CONFIGURATION).and_then(to_efs))
        .set_docker_volume_configuration(
            block(volume, ecs::Volume::DOCKER_VOLUME_CONFIGURATION).map(to_docker),
        )
        .set_fsx_windows_file_server_volume_configuration(
            block(volume, ecs::Volume::FSX_WINDOWS_FILE_SERVER_VOLUME_CONFIGURATION).and_then(to_fsx),
        )
        .set_configured_at_launch(
            flag(volume, ecs::Volume::CONFIGURED_AT_LAUNCH).filter(|at_launch| *at_launch),
        )
        .build()
}

fn to_docker(volume: &Map) -> DockerVolumeConfiguration {
    DockerVolumeConfiguration::builder()
        .set_scope(text(volume, ecs::DockerVolume::SCOPE))
        .set_autoprovision(flag(volume, ecs::DockerVolume::AUTOPROVISION))
        .set_driver(text(volume, ecs::DockerVolume::DRIVER))
        .set_driver_opts(some_texts(volume, ecs::DockerVolume::DRIVER_OPTS))
        .set_labels(some_texts(volume, ecs::DockerVolume::LABELS))
        .build()
}

fn to_fsx(file_system: &Map) -> Option<FSxWindowsFileServerVolumeConfiguration> {
    let authorization = FSxWindowsFileServerAuthorizationConfig::builder()
        .set_credentials_parameter(text(file_system, ecs::FsxWindowsVolume::CREDENTIALS_PARAMETER))
        .set_domain(text(file_system, ecs::FsxWindowsVolume::DOMAIN));
    let built = FSxWindowsFileServerVolumeConfiguration::builder()
        .set_file_system_id(text(file_system, ecs::FsxWindowsVolume::FILE_SYSTEM_ID))
        .set_root_directory(text(file_system, ecs::FsxWindowsVolume::ROOT_DIRECTORY))
        .set_authorization_config(authorization.build().ok());
    built.build().ok()
}

fn to_efs(file_system: &Map) -> Option<EfsVolumeConfiguration> {
    let encrypted = flag(file_system, ecs::EfsVolume::TRANSIT_ENCRYPTION).unwrap_or(false);
    let (access_point, iam) =
        (text(file_system, ecs::EfsVolume::ACCESS_POINT_ID), flag(file_system, ecs::EfsVolume::IAM));
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
        .set_file_system_id(text(file_system, ecs::EfsVolume::FILE_SYSTEM_ID))
        .set_root_directory(text(file_system, ecs::EfsVolume::ROOT_DIRECTORY))
        .transit_encryption(if encrypted {
            EfsTransitEncryption::Enabled
        } else {
            EfsTransitEncryption::Disabled
        })
        .set_transit_encryption_port(number(file_system, ecs::EfsVolume::TRANSIT_ENCRYPTION_PORT))
        .set_authorization_config(authorization);
    built.build().ok()
}

/// A volume as AWS has it.
pub(super) fn from_volume(volume: &Volume) -> Value {
    let host = volume.host().and_then(HostVolumeProperties::source_path);
    Properties::default()
        .with(ecs::Volume::NAME, volume.name())
        .with(ecs::Volume::HOST_PATH, host)
        .with(ecs::Volume::EFS_VOLUME_CONFIGURATION, volume.efs_volume_configuration().map(from_efs))
        .with(ecs::Volume::DOCKER_VOLUME_CONFIGURATION, volume.docker_volume_configuration().map(from_docker))
        .with(
            ecs::Volume::FSX_WINDOWS_FILE_SERVER_VOLUME_CONFIGURATION,
            volume.fsx_windows_file_server_volume_configuration().map(from_fsx),
        )
        .with(ecs::Volume::CONFIGURED_AT_LAUNCH, volume.configured_at_launch().unwrap_or(false))
        .into_value()
}

fn from_docker(volume: &DockerVolumeConfiguration) -> Value {
    Properties::default()
        .with(ecs::DockerVolume::SCOPE, volume.scope())
        .with(ecs::DockerVolume::AUTOPROVISION, volume.autoprovision())
        .with(ecs::DockerVolume::DRIVER, volume.driver())
        .with_texts(ecs::DockerVolume::DRIVER_OPTS, from_texts(volume.driver_opts()))
        .with_texts(ecs::DockerVolume::LABELS, from_texts(volume.labels()))
        .into_value()
}

fn from_fsx(file_system: &FSxWindowsFileServerVolumeConfiguration) -> Value {
    let authorization = file_system.authorization_config();
    Properties::default()
        .with(ecs::FsxWindowsVolume::FILE_SYSTEM_ID, file_system.file_system_id())
        .with(ecs::FsxWindowsVolume::ROOT_DIRECTORY, file_system.root_directory())
        .with(
            ecs::FsxWindowsVolume::CREDENTIALS_PARAMETER,
            authorization.map(FSxWindowsFileServerAuthorizationConfig::credentials_parameter),
        )
        .with(
            ecs::FsxWindowsVolume::DOMAIN,
            authorization.map(FSxWindowsFileServerAuthorizationConfig::domain),
        )
        .into_value()
}

fn from_efs(file_system: &EfsVolumeConfiguration) -> Value {
    let authorization = file_system.authorization_config();
    let iam = authorization.and_then(EfsAuthorizationConfig::iam);
    Properties::default()
        .with(ecs::EfsVolume::FILE_SYSTEM_ID, file_system.file_system_id())
        .with(ecs::EfsVolume::ROOT_DIRECTORY, file_system.root_directory())
        .with(
            ecs::EfsVolume::TRANSIT_ENCRYPTION,
            file_system.transit_encryption() == Some(&EfsTransitEncryption::Enabled),
        )
        .with(ecs::EfsVolume::TRANSIT_ENCRYPTION_PORT, file_system.transit_encryption_port())
        .with(
            ecs::EfsVolume::ACCESS_POINT_ID,
            authorization.and_then(EfsAuthorizationConfig::access_point_id),
        )
        .with(ecs::EfsVolume::IAM, iam == Some(&EfsAuthorizationConfigIam::Enabled))
        .into_value()
}
