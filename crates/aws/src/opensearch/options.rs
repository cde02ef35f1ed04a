//! What a domain consists of: its machines, their storage, where they stand and how they are reached.

use ironwright_core::check::{Inputs as Known, Problems};
use ironwright_core::diagnostic::nearest;
use ironwright_core::{Input, Inputs};
use ironwright_macros::Block;

use crate::ec2::{SecurityGroupId, SubnetId};
use crate::kms::KeyArn;

ironwright_core::choices! {
    /// What a domain's data is kept on.
    VolumeType {
        /// Magnetic discs, for what is old.
        Standard = "standard",
        /// Solid state discs that are as fast as they are large.
        Gp2 = "gp2",
        /// Solid state discs whose speed can be chosen.
        Gp3 = "gp3",
        /// Solid state discs with so many operations a second as are paid for.
        Io1 = "io1",
    }
    /// The oldest TLS that a domain speaks.
    TlsSecurityPolicy {
        /// TLS 1.0.
        MinTls10 = "Policy-Min-TLS-1-0-2019-07",
        /// TLS 1.2.
        MinTls12 = "Policy-Min-TLS-1-2-2019-07",
        /// TLS 1.2, with forward secrecy.
        MinTls12Pfs = "Policy-Min-TLS-1-2-PFS-2023-10",
    }
}

/// The machines of a domain.
#[derive(Block, Clone, Debug)]
pub struct ClusterConfig {
    /// The machines that keep data: `r6g.large.search`.
    #[input(default = "m4.large.search")]
    instance_type: Option<Input<String>>,
    /// How many of them there are.
    #[input(default = 1, range = 1..=400)]
    instance_count: Option<Input<u32>>,
    /// Whether other machines, which keep no data, lead them.
    #[input(default = false)]
    dedicated_master_enabled: Option<Input<bool>>,
    /// The machines that lead.
    dedicated_master_type: Option<Input<String>>,
    /// How many machines lead: three, or five for many.
    #[input(one_of = [2, 3, 4, 5])]
    dedicated_master_count: Option<Input<u32>>,
    /// Whether the machines are spread over zones.
    #[input(default = false)]
    zone_awareness_enabled: Option<Input<bool>>,
    /// How they are spread.
    zone_awareness_config: Option<ZoneAwarenessConfig>,
}

/// How machines are spread over zones.
#[derive(Block, Clone, Debug)]
pub struct ZoneAwarenessConfig {
    /// Over how many zones.
    #[input(default = 2, one_of = [2, 3])]
    availability_zone_count: Option<Input<u32>>,
}

/// The storage of each machine.
#[derive(Block, Clone, Debug)]
pub struct EbsOptions {
    /// Whether there is any beside the machine's own.
    #[input(default = true, cloudformation = "EBSEnabled")]
    ebs_enabled: Option<Input<bool>>,
    /// What data is kept on.
    volume_type: Option<Input<VolumeType>>,
    /// How many GiB each machine has.
    volume_size: Option<Input<u32>>,
    /// How many operations a second the storage does, of gp3 and io1.
    iops: Option<Input<u32>>,
    /// How many MiB a second the storage does, of gp3.
    throughput: Option<Input<u32>>,
}

/// Where a domain stands.
#[derive(Block, Clone, Debug)]
pub struct VpcOptions {
    /// The subnets: one, or one in each zone that machines are spread over.
    #[input(unordered)]
    subnet_ids: Inputs<SubnetId>,
    /// Who may talk to it: the VPC's default group's members when it is not set.
    #[input(unordered)]
    security_group_ids: Option<Inputs<SecurityGroupId>>,
}

/// How data is encrypted where it is kept.
#[derive(Block, Clone, Debug)]
pub struct EncryptionAtRestOptions {
    /// Whether it is.
    #[input(default = true)]
    enabled: Option<Input<bool>>,
    /// The key that encrypts: `aws/es` where none is named.
    #[input(length = 1..=500)]
    kms_key_id: Option<Input<KeyArn>>,
}

/// How a domain is reached.
#[derive(Block, Clone, Debug)]
pub struct DomainEndpointOptions {
    /// Whether it is reached over HTTPS alone.
    #[input(default = true, cloudformation = "EnforceHTTPS")]
    enforce_https: Option<Input<bool>>,
    /// The oldest TLS that it speaks.
    tls_security_policy: Option<Input<TlsSecurityPolicy>>,
}

/// What ends a type of machine.
const ENDING: &str = ".search";
/// The same in the older service of the name of Elasticsearch.
const OLD_ENDING: &str = ".elasticsearch";

/// What AWS would refuse of machines and storage.
pub(super) fn check(inputs: &Known<'_>, problems: &mut Problems<'_>) {
    if let Some(cluster) = inputs.block("cluster_config") {
        for property in ["instance_type", "dedicated_master_type"] {
            check_type(property, &cluster, problems);
        }
        check_cluster(&cluster, inputs, problems);
    }
    if let Some(storage) = inputs.block("ebs_options") {
        check_storage(&storage, problems);
    }
    if let Some(encryption) = inputs.block("encryption_at_rest_options")
        && encryption.is_set("kms_key_id")
        && encryption.bool("enabled") == Some(false)
    {
        problems.report(
            "encryption_at_rest_options.kms_key_id",
            "nothing is encrypted",
            "set `.enabled(true)`, or leave the key out",
        );
    }
}

fn check_type(property: &str, cluster: &Known<'_>, problems: &mut Problems<'_>) {
    let Some(machine) = cluster.text(property) else { return };
    let path = format!("cluster_config.{property}");
    if let Some(machine) = machine.strip_suffix(OLD_ENDING) {
        problems.report(
            path,
            format!("`{machine}{OLD_ENDING}` is how the older service names it"),
            format!("write `{machine}{ENDING}`, for Elasticsearch too"),
        );
    } else if machine.strip_suffix(ENDING).is_none_or(|machine| machine.split('.').count() != 2) {
        let hint = match machine.split('.').count() {
            2 => format!("write `{machine}{ENDING}`"),
            _ => format!("write family and size, `r6g.large{ENDING}`"),
        };
        problems.report(path, format!("{machine:?} is no type of machine"), hint);
    } else if let Some(size) = machine.split('.').nth(1)
        && !is_size(size)
    {
        let hint = nearest(size, SIZES).map_or_else(
            || format!("sizes are {} and multiples of xlarge", SIZES.join(", ")),
            |near| format!("did you mean `{near}`?"),
        );
        problems.report(path, format!("there is no size `{size}`"), hint);
    }
}

const SIZES: [&str; 6] = ["nano", "micro", "small", "medium", "large", "xlarge"];

fn is_size(size: &str) -> bool {
    let multiple = size.strip_suffix("xlarge").is_some_and(|count| count.parse::<u8>().is_ok());
    multiple || SIZES.contains(&size)
}

fn check_cluster(cluster: &Known<'_>, inputs: &Known<'_>, problems: &mut Problems<'_>) {
    let leads = cluster.bool("dedicated_master_enabled");
    for property in ["dedicated_master_type", "dedicated_master_count"] {
        let path = format!("cluster_config.{property}");
        if leads == Some(true) && !cluster.is_set(property) {
            problems.report(path, "is needed where other machines lead", "say which, and how many: three");
        } else if leads == Some(false) && cluster.is_set(property) {
            problems.report(
                path,
                "needs `dedicated_master_enabled`",
                "set `.dedicated_master_enabled(true)`",
            );
        }
    }
    let spread = cluster.bool("zone_awareness_enabled") == Some(true);
    let zones =
        cluster.block("zone_awareness_config").and_then(|config| config.int("availability_zone_count"));
    let zones = if spread { zones.unwrap_or(2) } else { 1 };
    if let Some(count) = cluster.int("instance_count").filter(|count| *count < zones) {
        problems.report(
            "cluster_config.instance_count",
            format!("{count} machines cannot be spread over {zones} zones"),
            "take as many as there are zones, at least",
        );
    }
    let subnets = inputs.block("vpc_options").map(|vpc| vpc.items("subnet_ids").len());
    if let Some(subnets) = subnets.and_then(|subnets| i64::try_from(subnets).ok())
        && subnets > 0
        && subnets != zones
    {
        problems.report(
            "vpc_options.subnet_ids",
            format!("{subnets} subnets are named, and the machines stand in {zones} of them"),
            if spread {
                "name one in each zone that machines are spread over"
            } else {
                "name one, or spread the machines: `.zone_awareness_enabled(true)`"
            },
        );
    }
}

fn check_storage(storage: &Known<'_>, problems: &mut Problems<'_>) {
    if storage.bool("ebs_enabled") == Some(true) && !storage.is_set("volume_size") {
        problems.report("ebs_options.volume_size", "is required", "say how many GiB: `.volume_size(10u32)`");
    }
    let Some(kind) = storage.text("volume_type") else { return };
    if storage.int("volume_size").is_some_and(|size| size < 10) {
        problems.report("ebs_options.volume_size", "is less than 10 GiB", "AWS takes no less");
    }
    if kind == "io1" && !storage.is_set("iops") {
        problems.report(
            "ebs_options.iops",
            "io1 is storage of which you say how fast it is",
            "set `.iops(1000u32)`",
        );
    }
    if matches!(kind, "standard" | "gp2") && storage.is_set("iops") {
        problems.report(
            "ebs_options.iops",
            format!("{kind} is as fast as it is large"),
            "leave it out, or take gp3",
        );
    }
    if kind != "gp3" && storage.is_set("throughput") {
        problems.report(
            "ebs_options.throughput",
            format!("the throughput of {kind} cannot be chosen"),
            "leave it out, or take gp3",
        );
    }
}
