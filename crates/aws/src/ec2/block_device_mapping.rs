//! The volumes that an instance starts with.

use ironwright_core::Input;
use ironwright_core::check::{Inputs, Problems};
use ironwright_macros::Block;

ironwright_core::choices! {
    /// What a volume is made of.
    VolumeType {
        /// General purpose SSD, with speed set apart from size.
        Gp3 = "gp3",
        /// General purpose SSD, whose speed grows with its size.
        Gp2 = "gp2",
        /// Provisioned speed.
        Io1 = "io1",
        /// Provisioned speed, with more durability.
        Io2 = "io2",
        /// Hard disk for throughput.
        St1 = "st1",
        /// Hard disk for what is seldom read.
        Sc1 = "sc1",
        /// Magnetic disk of the first generation.
        Standard = "standard",
    }
}

/// A volume of EBS that an instance starts with, under the name of a device.
///
/// The root volume bears the name that the image says, `/dev/xvda` in those of Amazon.
///
/// ```
/// use ironwright::aws::ec2::{BlockDeviceMapping, VolumeType};
///
/// let root = BlockDeviceMapping::new("/dev/xvda").volume_size(30).volume_type(VolumeType::Gp3).encrypted(true);
/// # let _ = root;
/// ```
#[derive(Block, Clone, Debug)]
pub struct BlockDeviceMapping {
    /// The device's name, `/dev/xvda`.
    #[input(length = 1..=255)]
    device_name: Input<String>,
    /// The size in GiB. That of the snapshot when it is not set.
    #[input(range = 1..=16384)]
    volume_size: Option<Input<u32>>,
    /// What the volume is made of. The snapshot or the service decides when it is not set.
    volume_type: Option<Input<VolumeType>>,
    /// How many operations a second are provisioned: of `io1`, `io2` and `gp3`.
    #[input(range = 100..=256_000)]
    iops: Option<Input<u32>>,
    /// How many MiB a second a `gp3` volume takes.
    #[input(range = 125..=2000)]
    throughput: Option<Input<u32>>,
    /// The snapshot that the volume begins with.
    #[input(pattern("snap-[0-9a-f]+", "the id of a snapshot, `snap-1a2743d115d4dd2b1`"))]
    snapshot_id: Option<Input<String>>,
    /// Whether the volume is encrypted. The account's own setting decides when it is not set.
    encrypted: Option<Input<bool>>,
    /// Whether the volume goes with its instance. AWS has it on unless the image says otherwise.
    delete_on_termination: Option<Input<bool>>,
}

/// Checks that what is provisioned can be, of the volumes in a list.
pub(crate) fn check_volumes(list: &str, inputs: &Inputs<'_>, problems: &mut Problems<'_>) {
    for (path, volume) in inputs.blocks(list, Some("device_name")) {
        let Some(of_type) = volume.text("volume_type") else { continue };
        for (property, types) in [("iops", &["io1", "io2", "gp3"][..]), ("throughput", &["gp3"][..])] {
            if volume.is_set(property) && !types.contains(&of_type) {
                problems.report(
                    format!("{path}.{property}"),
                    format!("a volume of type `{of_type}` has none to be set"),
                    format!("leave it out, or take a volume of type {}", types.join(" or ")),
                );
            }
        }
        if of_type.starts_with("io") && !volume.is_set("iops") {
            problems.report(
                format!("{path}.iops"),
                format!("a volume of type `{of_type}` needs it"),
                "say how many operations a second are provisioned, or take `gp3`",
            );
        }
    }
}
