//! File systems, the addresses at which they are reached, and the doors to their folders.

mod common;

use common::problems;
use ironwright_aws::efs::{
    AccessPoint, FileSystem, MountTarget, PerformanceMode, PosixUser, RootDirectory, ThroughputMode,
    TransitionToIa,
};
use ironwright_aws::{ec2, ecs};
use ironwright_core::plan::Action;
use ironwright_core::{Stack, cidr};
use ironwright_testkit::testing::rehearse;

type Done = Result<(), Box<dyn std::error::Error + Send + Sync>>;

#[test]
fn file_systems_that_aws_takes_are_taken() {
    let found = problems(|stack| {
        let files = FileSystem::new().encrypted(true).throughput_mode(ThroughputMode::Provisioned);
        let files = stack.add("files", files.provisioned_throughput_in_mibps(64.0));
        let point = AccessPoint::new(&files).posix_user(PosixUser::new(1000i64, 1000i64));
        stack.add("door", point.root_directory(RootDirectory::new().path("/a/b/c/d").made_for(0, 0, "0755")));
    });
    assert_eq!(found, [""; 0]);
}

#[test]
fn what_does_not_go_together_is_refused() {
    let found = problems(|stack| {
        let key = "arn:aws:kms:us-east-1:123456789012:key/1";
        stack.add("key", FileSystem::new().kms_key_id(key));
        stack.add("bare", FileSystem::new().throughput_mode(ThroughputMode::Provisioned));
        stack.add("paid", FileSystem::new().provisioned_throughput_in_mibps(64.0));
        let fast = FileSystem::new().performance_mode(PerformanceMode::MaxIo);
        stack.add("fast", fast.throughput_mode(ThroughputMode::Elastic).availability_zone_name("us-east-1a"));
    });
    let told = |name: &str, message: &str| format!("error: efs.FileSystem.{name}: {message}");
    assert_eq!(
        found,
        [
            told("key", "kms_key_id: needs `encrypted`, which is off\n  hint: set `.encrypted(true)`"),
            told(
                "bare",
                "provisioned_throughput_in_mibps: is needed where throughput is provisioned\n  hint: say how many MiB a \
                 second: `.provisioned_throughput_in_mibps(64.0)`"
            ),
            told(
                "paid",
                "provisioned_throughput_in_mibps: is paid for only where throughput is provisioned\n  hint: set \
                 `.throughput_mode(ThroughputMode::Provisioned)`, or leave it out"
            ),
            told(
                "fast",
                "performance_mode: `maxIO` does not go with elastic throughput\n  hint: leave it out: general purpose takes as \
                 much"
            ),
            told("fast", "performance_mode: `maxIO` is not had in one zone\n  hint: leave it out"),
        ]
    );
}

#[test]
fn a_folder_is_written_from_the_root_and_not_too_deep() {
    let found = problems(|stack| {
        let files = stack.add("files", FileSystem::new());
        for (name, path) in [("bare", "uploads"), ("open", "/uploads/"), ("deep", "/a/b/c/d/e")] {
            stack.add(name, AccessPoint::new(&files).root_directory(RootDirectory::new().path(path)));
        }
        let root = RootDirectory::new().path("/uploads").made_for(0, 0, "rwx");
        stack.add("rights", AccessPoint::new(&files).root_directory(root));
    });
    let refused = |name: &str, path: &str| {
        format!(
            "error: efs.AccessPoint.{name}: root_directory.path: {path:?} is no folder from the root, at most four deep and \
             without `/` at its end\n  hint: write it from the root: `/uploads`"
        )
    };
    assert_eq!(
        found,
        [
            refused("bare", "uploads"),
            refused("open", "/uploads/"),
            refused("deep", "/a/b/c/d/e"),
            "error: efs.AccessPoint.rights: root_directory.creation_info.permissions: \"rwx\" is not three or four octal \
             digits, `750`\n  hint: What owner, group and others may do, in octal digits: `750`"
                .to_owned(),
        ]
    );
}

#[test]
fn a_file_system_has_one_mount_target_a_zone() {
    let found = problems(|stack| {
        let vpc = stack.add("main", ec2::Vpc::new(cidr("10.0.0.0/16")));
        let [a, also_a, b] =
            [("us-east-1a", 0), ("us-east-1a", 1), ("us-east-1b", 2)].map(|(zone, number)| {
                let subnet = ec2::Subnet::new(&vpc, vpc.cidr_block.subnet(8, number));
                stack.add(format!("subnet-{number}"), subnet.availability_zone(zone))
            });
        let [files, others] = ["files", "others"].map(|name| stack.add(name, FileSystem::new()));
        stack.add("a", MountTarget::new(&files, &a));
        stack.add("b", MountTarget::new(&files, &b));
        stack.add("others-a", MountTarget::new(&others, &also_a));
        stack.add("also-a", MountTarget::new(&files, &also_a));
    });
    assert_eq!(
        found,
        [
            "error: efs.MountTarget.also-a: subnet_id: the file system has a mount target in us-east-1a already: \
             efs.MountTarget.a\n  hint: one a zone is enough for all of its subnets: leave this one out"
        ]
    );
}

#[expect(clippy::unnecessary_wraps, reason = "it has the shape of every program")]
fn files(stack: &mut Stack, (after, encrypted): &(TransitionToIa, bool)) -> Done {
    let files = FileSystem::new().transition_to_ia(*after).encrypted(*encrypted);
    let files = stack.add("files", files);
    stack.add("door", AccessPoint::new(&files));
    Ok(())
}

#[test]
fn files_move_after_another_time_in_place_and_are_encrypted_by_a_replacement() {
    let mut world = rehearse("files", files, &(TransitionToIa::After30Days, false));
    let report = world.up(files, &(TransitionToIa::After7Days, false)).expect("a run");
    let step = report.plan.step("efs.FileSystem.files").map(|step| step.action);
    assert_eq!(step, Some(Action::Update), "{report}");
    let report = world.up(files, &(TransitionToIa::After7Days, true)).expect("a run");
    let step = report.plan.step("efs.FileSystem.files").map(|step| step.action);
    assert!(matches!(step, Some(Action::Replace(_))), "{report}");
    assert!(report.outcome.is_complete(), "{report}");
}

/// What is wrong with a service in two zones whose tasks have a file system as a volume, with mount targets in some.
fn mounted(targets: &[usize]) -> Vec<String> {
    problems(|stack| {
        let vpc = stack.add("main", ec2::Vpc::new(cidr("10.0.0.0/16")));
        let subnets = [("us-east-1a", 0), ("us-east-1b", 1)].map(|(zone, number)| {
            let subnet = ec2::Subnet::new(&vpc, vpc.cidr_block.subnet(8, number));
            stack.add(format!("subnet-{number}"), subnet.availability_zone(zone))
        });
        let files = stack.add("files", FileSystem::new());
        for target in targets {
            stack.add(format!("target-{target}"), MountTarget::new(&files, &subnets[*target]));
        }
        let volume = ecs::Volume::efs("files", ecs::EfsVolume::new(&files.id).transit_encryption(true));
        let task = ecs::TaskDef::fargate("web", ecs::Cpu::units(256), ecs::Memory::mib(512)).volume(volume);
        let task = stack.add("web", task.container(ecs::Container::new("web", "web:1")));
        let cluster = stack.add("main", ecs::Cluster::new("main"));
        stack.add("web", ecs::Service::new("web", &cluster, &task).subnets([&subnets[0], &subnets[1]]));
    })
}

#[test]
fn tasks_reach_their_file_system_in_each_of_their_zones() {
    assert_eq!(mounted(&[0, 1]), [""; 0]);
    assert_eq!(
        mounted(&[0]),
        [
            "error: ecs.Service.web: subnets: tasks in us-east-1b do not reach their volume efs.FileSystem.files: it has no \
             mount target there\n  hint: add one in a subnet of that zone, or run no tasks in it"
        ]
    );
    assert_eq!(
        mounted(&[]),
        [
            "error: ecs.Service.web: task_definition: its tasks have efs.FileSystem.files as a volume, which has no mount \
             target\n  hint: add one for each zone of the service's subnets: `efs::MountTarget::new(&files, &subnet)`"
        ]
    );
}
