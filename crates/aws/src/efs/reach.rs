//! Whether tasks reach the file systems that they have as volumes: in a zone without a mount target they do not start. It is
//! told as far as a program says where its subnets are.

use std::collections::BTreeSet;

use ironwright_core::check::{Inputs, Member, Problems, Target, Together};
use ironwright_core::value::OutputRef;
use ironwright_core::{Address, Diagnostics};

use crate::ec2::zones;

/// Looks at the services whose tasks have one of the program's file systems as a volume.
pub(super) fn check(systems: &Together<'_>, found: &mut Diagnostics) {
    let targets = (systems.of_kind)("efs.MountTarget");
    for service in (systems.of_kind)("ecs.Service") {
        let used = volumes_of(systems, &service);
        for system in systems.resources.iter().filter(|system| used.contains(system.address)) {
            // One that is kept in one zone is reached from others too.
            if !system.inputs.is_set("availability_zone_name") {
                report(systems, &targets, system, &service, found);
            }
        }
    }
}

/// The file systems of the program that a service's tasks have as volumes.
fn volumes_of<'a>(all: &Together<'a>, service: &Member<'a>) -> BTreeSet<&'a Address> {
    let Some(task) = service.inputs.reference("task_definition") else { return BTreeSet::new() };
    let Some(task) = (all.inputs_of)(&task.address).map(Inputs) else { return BTreeSet::new() };
    let volumes = task.blocks("volumes", Some("name"));
    let systems = volumes.into_iter().filter_map(|(_, volume)| {
        volume.block("efs_volume_configuration")?.reference("file_system_id").map(|system| &system.address)
    });
    systems.collect()
}

fn report<'a>(
    all: &Together<'a>,
    targets: &[Member<'a>],
    system: &Member<'a>,
    service: &Member<'a>,
    found: &mut Diagnostics,
) {
    let of_system = |output: &OutputRef| output.address == *system.address;
    let targets = targets.iter().filter(|target| {
        matches!(target.inputs.target("file_system_id"), Some(Target::Output(output)) if of_system(output))
    });
    let targets: Vec<_> = targets.filter_map(|target| target.inputs.value("subnet_id")).collect();
    let reached: Option<BTreeSet<&str>> =
        targets.iter().map(|subnet| zones::of_subnet(all, subnet)).collect();
    let used = service.inputs.items("subnets").iter();
    let used: BTreeSet<&str> = used.filter_map(|subnet| zones::of_subnet(all, subnet)).collect();
    let mut problems = Problems::new(service.address, service.place, found);
    if targets.is_empty() {
        problems.report(
            "task_definition",
            format!("its tasks have {} as a volume, which has no mount target", system.address),
            "add one for each zone of the service's subnets: `efs::MountTarget::new(&files, &subnet)`",
        );
        return;
    }
    let Some(reached) = reached else { return };
    for zone in used.difference(&reached) {
        problems.report(
            "subnets",
            format!(
                "tasks in {zone} do not reach their volume {}: it has no mount target there",
                system.address
            ),
            "add one in a subnet of that zone, or run no tasks in it",
        );
    }
}
