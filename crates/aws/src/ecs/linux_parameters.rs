//! Settings of a container that only Linux has: capabilities, devices, and how its memory is shared and swapped.

use ironwright_core::{Input, Inputs};
use ironwright_macros::Block;

use super::Memory;

ironwright_core::choices! {
    /// What a container may do with a device.
    DeviceCgroupPermission {
        /// Read from it.
        Read = "read",
        /// Write to it.
        Write = "write",
        /// Make device files of it.
        Mknod = "mknod",
    }
}

/// Settings of a container that only Linux has.
///
/// ```
/// use ironwright::aws::ecs::{Container, LinuxParameters};
/// let app = Container::new("app", "app:1").linux_parameters(LinuxParameters::new().init_process_enabled(true));
/// # let _ = app;
/// ```
#[derive(Block, Clone, Debug)]
pub struct LinuxParameters {
    /// Whether a small init process forwards signals and reaps processes that have ended.
    pub(super) init_process_enabled: Option<Input<bool>>,
    /// Capabilities beyond those that containers usually have, `SYS_PTRACE`: the only one that Fargate adds.
    #[input(unordered)]
    pub(super) add_capabilities: Option<Inputs<String>>,
    /// Capabilities that are taken away, `NET_RAW`, or `ALL`.
    #[input(unordered)]
    pub(super) drop_capabilities: Option<Inputs<String>>,
    /// Devices of the host. Not on Fargate.
    #[input(each = device, key = "host_path")]
    pub(super) devices: Vec<Device>,
    /// Folders in memory.
    #[input(each = tmpfs_mount, key = "container_path")]
    pub(super) tmpfs: Vec<Tmpfs>,
    /// The size of `/dev/shm`. Not on Fargate.
    pub(super) shared_memory_size: Option<Input<Memory>>,
    /// How much may be swapped out; 0 is nothing. Not on Fargate.
    pub(super) max_swap: Option<Input<Memory>>,
    /// How readily memory is swapped out: 0, only when it must be, to 100. AWS's default is 60; not on Fargate.
    #[input(range = 0..=100)]
    pub(super) swappiness: Option<Input<u32>>,
}

/// A device of the host in a container.
#[derive(Block, Clone, Debug)]
pub struct Device {
    /// The device's path on the host.
    pub(super) host_path: Input<String>,
    /// Its path in the container: the same as on the host when it is not set.
    pub(super) container_path: Option<Input<String>>,
    /// What the container may do with it: everything when it is not set.
    #[input(unordered)]
    pub(super) permissions: Option<Inputs<DeviceCgroupPermission>>,
}

/// A folder of a container that is kept in memory.
#[derive(Block, Clone, Debug)]
pub struct Tmpfs {
    /// Where the container sees it.
    pub(super) container_path: Input<String>,
    /// How large it may grow.
    pub(super) size: Input<Memory>,
    /// Options of the mount, `noexec`.
    #[input(unordered)]
    pub(super) mount_options: Option<Inputs<String>>,
}
