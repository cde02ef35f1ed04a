//! Amazon EFS' kinds.

use ironwright_aws::efs::{
    AccessPoint, FileSystem, MountTarget, PerformanceMode, PosixUser, RootDirectory, ThroughputMode,
    TransitionToArchive, TransitionToIa, TransitionToPrimaryStorageClass,
};
use ironwright_aws::{ec2, kms};
use ironwright_core::{Declared, Stack};

use super::rds::{subnets, vpc};
use crate::contract::{Case, Scene};

pub(super) fn file_system() -> Case {
    fn files(scene: &Scene) -> FileSystem {
        FileSystem::new().transition_to_ia(TransitionToIa::After30Days).tag("Name", scene.name())
    }
    Case::new("efs.FileSystem", |scene, stack| scene.it(stack, files(scene)))
        .changes("throughput_mode", |scene, stack| {
            scene.it(stack, files(scene).throughput_mode(ThroughputMode::Elastic));
        })
        .changes("throughput_mode", |scene, stack| {
            let files = files(scene).throughput_mode(ThroughputMode::Provisioned);
            scene.it(stack, files.provisioned_throughput_in_mibps(64.0));
        })
        .changes("transition_to_ia", |scene, stack| {
            scene.it(stack, files(scene).transition_to_ia(TransitionToIa::After7Days));
        })
        .changes("transition_to_ia", |scene, stack| {
            scene.it(stack, FileSystem::new().tag("Name", scene.name()));
        })
        .changes("transition_to_archive", |scene, stack| {
            scene.it(stack, files(scene).transition_to_archive(TransitionToArchive::After90Days));
        })
        .changes("transition_to_primary_storage_class", |scene, stack| {
            let back = TransitionToPrimaryStorageClass::After1Access;
            scene.it(stack, files(scene).transition_to_primary_storage_class(back));
        })
        .changes("backup", |scene, stack| scene.it(stack, files(scene).backup(true)))
        .changes("tags", |scene, stack| {
            scene.it(stack, files(scene).tag("Name", "other").tag("team", "web"));
        })
        .replaces("performance_mode", |scene, stack| {
            scene.it(stack, files(scene).performance_mode(PerformanceMode::MaxIo));
        })
        .replaces("encrypted", |scene, stack| scene.it(stack, files(scene).encrypted(true)))
        .replaces("availability_zone_name", |scene, stack| {
            scene.it(stack, files(scene).availability_zone_name("us-east-1a"));
        })
        .sample(|scene, stack| {
            let key = stack.add("key", kms::Key::new());
            scene.it(stack, files(scene).encrypted(true).kms_key_id(&key));
        })
}

pub(super) fn mount_target() -> Case {
    /// Two file systems, and subnets of three zones with groups in their VPC.
    fn ground(
        scene: &Scene,
        stack: &mut Stack,
    ) -> ([Declared<FileSystem>; 2], [Declared<ec2::Subnet>; 3], [Declared<ec2::SecurityGroup>; 2]) {
        let vpc = vpc(stack);
        let groups = ["one", "two"].map(|name| {
            let named = format!("{}-{name}", scene.name());
            stack.add(format!("group-{name}"), ec2::SecurityGroup::new(&vpc, named, "Mounts"))
        });
        let systems = ["files", "others"].map(|name| stack.add(name, FileSystem::new()));
        (systems, subnets(stack, &vpc), groups)
    }
    fn of(scene: &Scene, stack: &mut Stack, system: usize, subnet: usize, groups: usize) {
        let (systems, subnets, all) = ground(scene, stack);
        let target = MountTarget::new(&systems[system], &subnets[subnet]);
        scene.it(stack, target.security_groups(all[..groups].iter().collect::<Vec<_>>()));
    }
    Case::new("efs.MountTarget", |scene, stack| of(scene, stack, 0, 0, 1))
        .changes("security_groups", |scene, stack| of(scene, stack, 0, 0, 2))
        .replaces("file_system_id", |scene, stack| of(scene, stack, 1, 0, 1))
        .replaces("subnet_id", |scene, stack| of(scene, stack, 0, 1, 1))
        .replaces("ip_address", |scene, stack| {
            let (systems, subnets, groups) = ground(scene, stack);
            let target = MountTarget::new(&systems[0], &subnets[0]).security_groups([&groups[0]]);
            scene.it(stack, target.ip_address("10.90.0.77"));
        })
}

pub(super) fn access_point() -> Case {
    fn of(scene: &Scene, stack: &mut Stack, change: fn(AccessPoint) -> AccessPoint) {
        let [files, _] = ["files", "others"].map(|name| stack.add(name, FileSystem::new()));
        let point = AccessPoint::new(&files).posix_user(PosixUser::new(1000i64, 1000i64));
        let root = RootDirectory::new().path("/uploads").made_for(1000, 1000, "750");
        scene.it(stack, change(point.root_directory(root).tag("Name", scene.name())));
    }
    Case::new("efs.AccessPoint", |scene, stack| of(scene, stack, |it| it))
        .changes("tags", |scene, stack| of(scene, stack, |it| it.tag("Name", "other").tag("team", "web")))
        .replaces("posix_user", |scene, stack| {
            of(scene, stack, |it| {
                it.posix_user(PosixUser::new(1001i64, 1000i64).secondary_gids([2000i64, 2001]))
            });
        })
        .replaces("root_directory", |scene, stack| {
            of(scene, stack, |it| {
                it.root_directory(RootDirectory::new().path("/other").made_for(1000, 1000, "755"))
            });
        })
        .replaces("file_system_id", |scene, stack| {
            let [_, others] = ["files", "others"].map(|name| stack.add(name, FileSystem::new()));
            let point = AccessPoint::new(&others).posix_user(PosixUser::new(1000i64, 1000i64));
            let root = RootDirectory::new().path("/uploads").made_for(1000, 1000, "750");
            scene.it(stack, point.root_directory(root).tag("Name", scene.name()));
        })
}
