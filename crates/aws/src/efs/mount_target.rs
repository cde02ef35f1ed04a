//! `efs.MountTarget`

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::time::Duration;

use ironwright_core::Diagnostics;
use ironwright_core::behaviour::Behaviour;
use ironwright_core::check::{Problems, Together};
use ironwright_core::{Input, Inputs, Map, Options, Output};
use ironwright_macros::{Outputs, Resource};

use super::FileSystemId;
use crate::ec2::zones;
use crate::ec2::{SecurityGroupId, SubnetId};

ironwright_core::references! {
    /// The id of a mount target, `fsmt-0f9cd2fd2c0a3e6d5`.
    MountTargetId = "efs.MountTarget" . "id";
}

/// Where the machines of a zone reach a file system: an address in one of the zone's subnets.
///
/// A file system has one a zone. Whatever has the file system, as a task that mounts it, comes after its mount targets and
/// goes before them.
///
/// ```
/// use ironwright::aws::{ec2, efs};
/// use ironwright::prelude::*;
///
/// let mut stack = Stack::new("demo");
/// let vpc = stack.add("main", ec2::Vpc::new(cidr("10.0.0.0/16")));
/// let subnet = stack.add("a", ec2::Subnet::new(&vpc, vpc.cidr_block.subnet(8, 0)));
/// let nfs = stack.add("nfs", ec2::SecurityGroup::new(&vpc, "nfs", "Mounts the files"));
/// let files = stack.add("files", efs::FileSystem::new());
/// stack.add("files-a", efs::MountTarget::new(&files, &subnet).security_groups([&nfs]));
/// assert!(stack.graph().is_ok());
/// ```
#[derive(Resource, Clone, Debug)]
#[resource(
    kind = "efs.MountTarget",
    id = "fsmt-{hex:17}",
    outputs = MountTargetOutputs,
    page = "https://docs.aws.amazon.com/efs/latest/ug/accessing-fs.html",
    cloudformation = "AWS::EFS::MountTarget",
    unique = [["file_system_id", "subnet_id"]],
    completes = ["file_system_id"],
    ready_when = "available",
    check_together = check_together,
    behaviour = Coming,
    yields(MountTargetId = id)
)]
pub struct MountTarget {
    /// The file system.
    #[input(replaces, pattern("fs-[0-9a-f]{8,40}", "the id of a file system, `fs-0b8ee7ecd8c96f2c8`"))]
    file_system_id: Input<FileSystemId>,
    /// The subnet that the address is in, and so the zone.
    #[input(replaces, length = 15..=47)]
    subnet_id: Input<SubnetId>,
    /// The address, of the subnet's. AWS chooses one when it is not set.
    #[input(replaces, pattern("[0-9]{1,3}(\\.[0-9]{1,3}){3}", "an IPv4 address, `10.0.0.10`"))]
    ip_address: Option<Input<String>>,
    /// Who may reach it, over TCP's port 2049: up to a hundred groups. The VPC's default one when it is not set.
    #[input(unordered, length = 1..=100)]
    security_groups: Option<Inputs<SecurityGroupId>>,
    options: Options,
}

/// What AWS gives back of a [`MountTarget`].
#[derive(Outputs, Debug)]
pub struct MountTargetOutputs {
    /// The mount target's id.
    #[output("{id}")]
    pub id: Output<MountTargetId>,
}

/// AWS takes one mount target of a file system in each zone, and all in one VPC; zones are known where subnets say theirs.
fn check_together(all: &Together<'_>, found: &mut Diagnostics) {
    let mut seen = BTreeMap::new();
    for target in &all.resources {
        let (Some(system), Some(subnet)) =
            (target.inputs.target("file_system_id"), target.inputs.value("subnet_id"))
        else {
            continue;
        };
        let Some(zone) = zones::of_subnet(all, subnet) else { continue };
        let same_subnet =
            |other: &ironwright_core::check::Inputs<'_>| other.value("subnet_id") == Some(subnet);
        match seen.entry((system, zone)) {
            Entry::Vacant(free) => drop(free.insert(target)),
            Entry::Occupied(first) if !same_subnet(&first.get().inputs) => {
                let first = first.get().address;
                Problems::new(target.address, target.place, found).report(
                    "subnet_id",
                    format!("the file system has a mount target in {zone} already: {first}"),
                    "one a zone is enough for all of its subnets: leave this one out",
                );
            }
            // Told as two in one place.
            Entry::Occupied(_) => {}
        }
    }
}

/// A mount target takes a minute or two.
struct Coming;

impl Behaviour for Coming {
    fn settling_time(&self, _: &Map) -> Duration {
        Duration::from_secs(90)
    }
}
