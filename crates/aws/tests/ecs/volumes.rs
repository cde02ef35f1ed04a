//! Volumes and what mounts them.

use super::*;

const FILE_SYSTEM: &str = "fs-0b8ee7ecd8c96f2c8";
const ACCESS_POINT: &str = "fsap-0d1a9a7b8f3c2e4d5";

#[test]
fn mount_point_names_a_volume_of_the_task() {
    let mounting = nginx().mount_point(MountPoint::new("data", "/data"));
    assert_eq!(
        problems_of(fargate().container(mounting.clone())),
        [
            "containers[\"nginx\"].mount_points[\"/data\"].source_volume: the task has no volume \"data\" (declare \
          it: `.volume(Volume::new(\"data\"))`)"
        ]
    );
    assert_eq!(problems_of(fargate().container(mounting).volume(Volume::new("data"))), [""; 0]);
}

#[test]
fn fargate_has_no_host_folders() {
    let found = problems_of(fargate().container(nginx()).volume(Volume::host("data", "/mnt")));
    assert!(found[0].starts_with("volumes[\"data\"].host_path: Fargate has no host"), "{found:?}");
}

#[test]
fn two_volumes_of_one_name_are_refused() {
    let task = fargate().container(nginx()).volume(Volume::new("data")).volume(Volume::new("data"));
    assert_eq!(problems_of(task), ["volumes[\"data\"]: is there twice (give each volume a name of its own)"]);
}

#[test]
fn volume_is_one_thing() {
    let both = Volume::host("data", "/mnt").efs_volume_configuration(EfsVolume::new(FILE_SYSTEM));
    let container = nginx().memory(Memory::mib(128));
    assert_eq!(
        problems_of(TaskDef::ec2("poc").container(container).volume(both)),
        ["volumes[\"data\"]: is a folder of the host and a file system (leave one of them out)"]
    );
}

fn problems_of_efs(file_system: EfsVolume) -> Vec<String> {
    problems_of(fargate().container(nginx()).volume(Volume::efs("data", file_system)))
}

#[test]
fn access_point_and_iam_need_encryption_on_the_way() {
    for (file_system, property) in [
        (EfsVolume::new(FILE_SYSTEM).access_point_id(ACCESS_POINT), "access_point_id"),
        (EfsVolume::new(FILE_SYSTEM).iam(true), "iam"),
    ] {
        assert_eq!(problems_of_efs(file_system.clone().transit_encryption(true)), [""; 0]);
        assert_eq!(
            problems_of_efs(file_system),
            [format!(
                "volumes[\"data\"].efs_volume_configuration.{property}: needs `transit_encryption`, which is off \
                 (set `.transit_encryption(true)`)"
            )]
        );
    }
}

#[test]
fn access_point_has_its_own_root() {
    let through = EfsVolume::new(FILE_SYSTEM).transit_encryption(true).access_point_id(ACCESS_POINT);
    assert_eq!(problems_of_efs(through.clone().root_directory("/")), [""; 0]);
    assert_eq!(
        problems_of_efs(through.root_directory("/uploads")),
        [
            "volumes[\"data\"].efs_volume_configuration.root_directory: an access point has a root of its own (leave \
          `root_directory` out)"
        ]
    );
}

#[test]
fn file_system_is_named_by_its_id() {
    let found = problems_of_efs(EfsVolume::new("uploads"));
    assert!(found[0].contains("\"uploads\" is not the id of a file system"), "{found:?}");
}

#[test]
fn what_aws_writes_for_nothing_is_nothing() {
    let inputs_of = |container: Container, root: Option<&str>| {
        let mut stack = Stack::new("test");
        let shared = EfsVolume::new("fs-0b8ee7ecd8c96f2c8");
        let shared = match root {
            Some(folder) => shared.root_directory(folder),
            None => shared,
        };
        stack.add("poc", fargate().container(container).volume(Volume::efs("shared", shared)));
        let graph = stack.graph().expect("a graph");
        graph.evaluate(0, &|_| ironwright_core::Value::Null).expect("inputs")
    };
    let check = || HealthCheck::shell("true");
    let usual = inputs_of(nginx().health_check(check()), None);
    assert_eq!(
        inputs_of(nginx().cpu(Cpu::units(0)).health_check(check().start_period(0u32)), Some("/")),
        usual
    );
    assert_ne!(inputs_of(nginx().health_check(check()), Some("/uploads")), usual);
}
