//! What instances are made from.

use ironwright_aws::ec2::{BlockDeviceMapping, HttpEndpoint, HttpTokens, MetadataOptions, VolumeType};
use ironwright_aws::{ec2, iam};
use ironwright_core::{Declared, Stack, cidr};

use super::iam::trust;
use crate::contract::{Case, Scene};

/// What a template, or a configuration, refers to.
pub(super) struct Parts {
    pub(super) group: Declared<ec2::SecurityGroup>,
    pub(super) key: Declared<ec2::KeyPair>,
    pub(super) profile: Declared<iam::InstanceProfile>,
}

pub(super) fn parts(scene: &Scene, stack: &mut Stack) -> Parts {
    const KEY: &str = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKtxnbDHXbuCJHqPGhQBxnsZ6iNNwJUoXHAGNvZ3rtw2";
    let vpc = stack.add("main", ec2::Vpc::new(cidr("10.90.0.0/16")));
    let role = stack.add("instance", iam::Role::new(scene.name(), trust("ec2.amazonaws.com")));
    Parts {
        group: stack.add("instance", ec2::SecurityGroup::new(&vpc, scene.name(), "Instances")),
        key: stack.add("instance", ec2::KeyPair::new(scene.name(), KEY)),
        profile: stack.add("instance", iam::InstanceProfile::new(scene.name(), &role)),
    }
}

/// A volume of which everything is said.
pub(super) fn volume() -> BlockDeviceMapping {
    BlockDeviceMapping::new("/dev/xvda")
        .volume_size(30)
        .volume_type(VolumeType::Gp3)
        .iops(4000)
        .throughput(250)
        .encrypted(true)
        .delete_on_termination(true)
}

/// Metadata options of which everything is said.
pub(super) fn metadata() -> MetadataOptions {
    MetadataOptions::new()
        .http_tokens(HttpTokens::Required)
        .http_put_response_hop_limit(2)
        .http_endpoint(HttpEndpoint::Enabled)
}

pub(super) fn launch_template() -> Case {
    fn template(scene: &Scene) -> ec2::LaunchTemplate {
        ec2::LaunchTemplate::new(scene.name())
            .image_id("ami-0b9a214f40c38d5eb")
            .instance_type("t3.small")
            .user_data(ec2::ShellScript::bash().append("/etc/ecs/ecs.config", "ECS_CLUSTER=main"))
            .tag("Name", scene.name())
    }
    Case::new("ec2.LaunchTemplate", |scene, stack| scene.it(stack, template(scene)))
        .changes("image_id", |scene, stack| {
            scene.it(stack, template(scene).image_id("ami-1b9a214f40c38d5eb"))
        })
        .changes("instance_type", |scene, stack| scene.it(stack, template(scene).instance_type("t3.micro")))
        .changes("user_data", |scene, stack| scene.it(stack, template(scene).user_data("#!/bin/sh\n")))
        .changes("monitoring", |scene, stack| scene.it(stack, template(scene).monitoring(true)))
        .changes("ebs_optimized", |scene, stack| scene.it(stack, template(scene).ebs_optimized(true)))
        .changes("metadata_options", |scene, stack| {
            scene.it(stack, template(scene).metadata_options(metadata()));
        })
        .changes("block_device_mappings", |scene, stack| {
            scene.it(stack, template(scene).block_device_mapping(volume()));
        })
        .changes("associate_public_ip_address", |scene, stack| {
            scene.it(stack, template(scene).associate_public_ip_address(true));
        })
        .changes("instance_tags", |scene, stack| {
            scene.it(stack, template(scene).instance_tag("team", "web"));
        })
        .changes("tags", |scene, stack| {
            scene.it(stack, template(scene).tag("Name", "other").tag("team", "web"));
        })
        .replaces("launch_template_name", |scene, stack| {
            let template = ec2::LaunchTemplate::new(format!("{}-other", scene.name()))
                .image_id("ami-0b9a214f40c38d5eb")
                .instance_type("t3.small")
                .user_data(ec2::ShellScript::bash().append("/etc/ecs/ecs.config", "ECS_CLUSTER=main"));
            scene.it(stack, template.tag("Name", scene.name()));
        })
        .sample(|scene, stack| {
            let parts = parts(scene, stack);
            let volume = volume().snapshot_id("snap-1a2743d115d4dd2b1");
            let template = template(scene)
                .key_name(&parts.key)
                .security_groups([&parts.group])
                .iam_instance_profile(&parts.profile)
                .block_device_mapping(volume);
            scene.it(stack, template);
        })
}
