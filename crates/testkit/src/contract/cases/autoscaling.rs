//! Amazon EC2 Auto Scaling's kinds.

use ironwright_aws::autoscaling::{self, HealthCheckType, LaunchTemplateSpecification};
use ironwright_aws::ec2;
use ironwright_core::{Declared, Stack, cidr};

use super::instances::{metadata, parts, volume};
use crate::contract::{Case, Scene};

pub(super) fn launch_configuration() -> Case {
    fn configuration(image: &str, instance_type: &str) -> autoscaling::LaunchConfiguration {
        autoscaling::LaunchConfiguration::new(image, instance_type)
    }
    const IMAGE: &str = "ami-0b9a214f40c38d5eb";
    Case::new("autoscaling.LaunchConfiguration", |scene, stack| {
        scene.it(stack, configuration(IMAGE, "t2.small"));
    })
    .replaces("image_id", |scene, stack| {
        scene.it(stack, configuration("ami-1b9a214f40c38d5eb", "t2.small"));
    })
    .replaces("instance_type", |scene, stack| scene.it(stack, configuration(IMAGE, "t2.medium")))
    .replaces("user_data", |scene, stack| {
        scene.it(stack, configuration(IMAGE, "t2.small").user_data("#!/bin/sh\n"));
    })
    .replaces("instance_monitoring", |scene, stack| {
        scene.it(stack, configuration(IMAGE, "t2.small").instance_monitoring(false));
    })
    .sample(|scene, stack| {
        let parts = parts(scene, stack);
        let configuration = configuration(IMAGE, "t2.small")
            .launch_configuration_name(scene.name())
            .key_name(&parts.key)
            .security_groups([&parts.group])
            .iam_instance_profile(&parts.profile)
            .associate_public_ip_address(true)
            .ebs_optimized(true)
            .spot_price("0.03")
            .placement_tenancy(ec2::Tenancy::Default)
            .metadata_options(metadata())
            .block_device_mapping(volume().snapshot_id("snap-1a2743d115d4dd2b1"));
        scene.it(stack, configuration);
    })
}

pub(super) fn group() -> Case {
    struct Parts {
        subnets: [Declared<ec2::Subnet>; 2],
        template: Declared<ec2::LaunchTemplate>,
    }
    fn parts(scene: &Scene, stack: &mut Stack) -> Parts {
        let vpc = stack.add("main", ec2::Vpc::new(cidr("10.90.0.0/16")));
        let zones = [("a", 0), ("b", 1)];
        let subnets = zones.map(|(zone, number)| {
            let subnet = ec2::Subnet::new(&vpc, vpc.cidr_block.subnet(8, number));
            stack.add(zone, subnet.availability_zone(format!("us-east-1{zone}")))
        });
        let template =
            ec2::LaunchTemplate::new(scene.name()).image_id("ami-12c6146b").instance_type("t3.micro");
        Parts { subnets, template: stack.add("instance", template) }
    }
    fn with(scene: &Scene, stack: &mut Stack, change: fn(autoscaling::Group, &Parts) -> autoscaling::Group) {
        let parts = parts(scene, stack);
        let group = of(scene.name(), 1, 2, &parts);
        scene.it(stack, change(group, &parts));
    }
    fn of(name: &str, fewest: u32, most: u32, parts: &Parts) -> autoscaling::Group {
        autoscaling::Group::new(name, fewest, most)
            .launch_template(LaunchTemplateSpecification::new(&parts.template))
            .subnets([&parts.subnets[0]])
            .tag("Name", name)
    }
    Case::new("autoscaling.Group", |scene, stack| with(scene, stack, |it, _| it))
        .changes("min_size", |scene, stack| {
            let parts = parts(scene, stack);
            scene.it(stack, of(scene.name(), 0, 2, &parts));
        })
        .changes("max_size", |scene, stack| {
            let parts = parts(scene, stack);
            scene.it(stack, of(scene.name(), 1, 3, &parts));
        })
        .changes("desired_capacity", |scene, stack| with(scene, stack, |it, _| it.desired_capacity(2)))
        .changes("launch_template", |scene, stack| {
            with(scene, stack, |it, parts| {
                it.launch_template(LaunchTemplateSpecification::latest(&parts.template))
            });
        })
        .changes("subnets", |scene, stack| with(scene, stack, |it, parts| it.subnets(&parts.subnets)))
        .changes("health_check_type", |scene, stack| {
            with(scene, stack, |it, _| it.health_check_type(HealthCheckType::Elb));
        })
        .changes("health_check_grace_period", |scene, stack| {
            with(scene, stack, |it, _| it.health_check_grace_period(300));
        })
        .changes("default_cooldown", |scene, stack| with(scene, stack, |it, _| it.default_cooldown(60)))
        .changes("termination_policies", |scene, stack| {
            with(scene, stack, |it, _| it.termination_policies(["OldestInstance", "Default"]));
        })
        .changes("new_instances_protected_from_scale_in", |scene, stack| {
            with(scene, stack, |it, _| it.new_instances_protected_from_scale_in(true));
        })
        .changes("capacity_rebalance", |scene, stack| {
            with(scene, stack, |it, _| it.capacity_rebalance(true));
        })
        .changes("max_instance_lifetime", |scene, stack| {
            with(scene, stack, |it, _| it.max_instance_lifetime(86_400));
        })
        .changes("default_instance_warmup", |scene, stack| {
            with(scene, stack, |it, _| it.default_instance_warmup(60));
        })
        .changes("propagated_tags", |scene, stack| {
            with(scene, stack, |it, _| it.propagated_tag("team", "web"));
        })
        .changes("load_balancer_names", |scene, stack| {
            with(scene, stack, |it, _| it.load_balancer_names(["web"]));
        })
        .changes("tags", |scene, stack| {
            with(scene, stack, |it, _| it.tag("Name", "other").tag("team", "web"));
        })
        .replaces("auto_scaling_group_name", |scene, stack| {
            let parts = parts(scene, stack);
            let group = of(&format!("{}-other", scene.name()), 1, 2, &parts);
            scene.it(stack, group.tag("Name", scene.name()));
        })
        .sample(|scene, stack| {
            let configuration = autoscaling::LaunchConfiguration::new("ami-12c6146b", "t2.small");
            let configuration = stack.add("instance", configuration);
            let target =
                "arn:aws:elasticloadbalancing:us-east-1:999999999999:targetgroup/web/943f017f100becff";
            let group = autoscaling::Group::new(scene.name(), 0, 1)
                .launch_configuration_name(&configuration)
                .availability_zones(["us-east-1a", "us-east-1b"])
                .target_group_arns([target]);
            scene.it(stack, group);
        })
}
