//! What a container has of the machine it runs on, and where that is not to be had.

use ironwright_aws::ecs::{
    Device, HostEntry, LinuxParameters, PidMode, PlacementConstraint, ProxyConfiguration,
    ResourceRequirement, RestartPolicy, Ulimit, UlimitName,
};

use super::*;

fn on_a_host() -> TaskDef {
    TaskDef::ec2("poc")
}

fn small() -> Container {
    nginx().memory(Memory::mib(128))
}

#[test]
fn fargate_refuses_what_is_the_hosts() {
    let linux = LinuxParameters::new()
        .device(Device::new("/dev/fuse"))
        .max_swap(Memory::mib(64))
        .add_capabilities(["SYS_PTRACE", "NET_ADMIN"]);
    let asking = nginx()
        .privileged(true)
        .resource_requirement(ResourceRequirement::gpus(1))
        .stop_timeout(300u32)
        .linux_parameters(linux);
    assert_eq!(
        problems_of(fargate().container(asking).pid_mode(PidMode::Host)),
        [
            "pid_mode: Fargate has no host whose processes a task could see (take `PidMode::Task`)",
            "containers[\"nginx\"].privileged: is not to be had on Fargate (run it on container instances, or add a \
             capability: `LinuxParameters::add_capabilities`)",
            "containers[\"nginx\"].resource_requirements: is not to be had on Fargate (run the task on container \
             instances that have such devices)",
            "containers[\"nginx\"].stop_timeout: 300 s are not between 2 and 120 s, which Fargate takes (write 2 to 120)",
            "containers[\"nginx\"].linux_parameters.devices: is not to be had on Fargate (leave it out, or run the task \
             on container instances)",
            "containers[\"nginx\"].linux_parameters.max_swap: is not to be had on Fargate (leave it out, or run the \
             task on container instances)",
            "containers[\"nginx\"].linux_parameters.add_capabilities: Fargate does not add `NET_ADMIN` (`SYS_PTRACE` is \
             the only one that it adds)",
        ]
    );
    assert_eq!(problems_of(fargate().container(nginx().privileged(false))), [""; 0]);
}

#[test]
fn instances_have_what_fargate_refuses() {
    let linux = LinuxParameters::new().device(Device::new("/dev/fuse")).swappiness(10u32);
    let asking = small().privileged(true).stop_timeout(300u32).linux_parameters(linux);
    let task = on_a_host().container(asking).pid_mode(PidMode::Host);
    let somewhere = PlacementConstraint::member_of("attribute:ecs.os-type == linux");
    assert_eq!(problems_of(task.placement_constraint(somewhere)), [""; 0]);
}

#[test]
fn names_and_links_go_by_the_network_mode() {
    let named = small().hostname("web").extra_host(HostEntry::new("db", "10.0.0.7")).links(["app"]);
    assert_eq!(problems_of(on_a_host().container(named.clone())), [""; 0]);
    assert_eq!(
        problems_of(on_a_host().network_mode(NetworkMode::Awsvpc).container(named)),
        [
            "containers[\"nginx\"].hostname: is not to be had in network mode `awsvpc` (leave it out: the task's network \
             interface has its name from the VPC)",
            "containers[\"nginx\"].extra_hosts: is not to be had in network mode `awsvpc` (leave it out: the task's \
             network interface has its name from the VPC)",
            "containers[\"nginx\"].links: is not to be had in network mode `awsvpc` (leave it out: containers of such a \
             task reach each other at `localhost`)",
        ]
    );
}

#[test]
fn a_soft_limit_is_no_more_than_the_hard_one() {
    let of = |soft: i32, hard: i32| {
        problems_of(fargate().container(nginx().ulimit(Ulimit::new(UlimitName::Nofile, soft, hard))))
    };
    assert_eq!(of(1024, 65536), [""; 0]);
    assert_eq!(of(-1, -1), [""; 0]);
    assert_eq!(
        of(65536, 1024),
        [
            "containers[\"nginx\"].ulimits[\"nofile\"].soft_limit: 65536 is more than 1024, the hard limit (make it at \
             most the hard limit)"
        ]
    );
    let twice =
        nginx().ulimit(Ulimit::new(UlimitName::Core, 0, 0)).ulimit(Ulimit::new(UlimitName::Core, 1, 1));
    assert_eq!(
        problems_of(fargate().container(twice)),
        ["containers[\"nginx\"].ulimits[\"core\"]: is there twice (say each limit once)"]
    );
}

#[test]
fn a_restart_policy_that_is_off_says_nothing_more() {
    let off = RestartPolicy::new().enabled(false).restart_attempt_period(60u32);
    assert_eq!(
        problems_of(fargate().container(nginx().restart_policy(off))),
        [
            "containers[\"nginx\"].restart_policy.restart_attempt_period: needs `enabled`, which is off (leave it out, or \
             leave `enabled` on)"
        ]
    );
}

#[test]
fn files_of_variables_are_named_by_arns_of_env_files() {
    let found = problems_of(fargate().container(nginx().environment_files(["s3://config/web.env"])));
    assert!(found[0].contains("is not the ARN of a file in S3 whose name ends with `.env`"), "{found:?}");
    let arn = "arn:aws:s3:::config/web.env";
    assert_eq!(problems_of(fargate().container(nginx().environment_files([arn]))), [""; 0]);
}

#[test]
fn a_proxy_is_a_container_of_the_task() {
    let task = fargate().container(nginx()).proxy_configuration(ProxyConfiguration::new("ngin"));
    assert_eq!(
        problems_of(task),
        ["proxy_configuration.container_name: the task has no container \"ngin\" (did you mean `nginx`?)"]
    );
}

#[test]
fn distinct_instances_are_asked_for_by_services() {
    let task = on_a_host().container(small()).placement_constraint(PlacementConstraint::distinct_instance());
    assert_eq!(
        problems_of(task),
        [
            "placement_constraints[0].type: `distinctInstance` is for the tasks of a service (set it there, or take \
             `PlacementConstraint::member_of`)"
        ]
    );
}

#[test]
fn a_disk_of_its_own_has_21_to_200_gib() {
    let found = problems_of(fargate().container(nginx()).ephemeral_storage_size_in_gib(20u32));
    assert!(found[0].starts_with("ephemeral_storage_size_in_gib: 20 is not between 21 and 200"), "{found:?}");
}
