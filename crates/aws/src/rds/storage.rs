//! What a database's storage may be like.
//! <https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Storage.html>

use ironwright_core::check::{Inputs, Problems};

/// What AWS would refuse of size, type and speed.
pub(super) fn check(inputs: &Inputs<'_>, problems: &mut Problems<'_>) {
    let kind = inputs.text("storage_type");
    if let (Some(size), Some(engine)) = (inputs.int("allocated_storage"), inputs.text("engine"))
        && let Some((least, most)) = sizes(kind, engine)
        && !(least..=most).contains(&size)
    {
        problems.report(
            "allocated_storage",
            format!(
                "{size} GiB are not between {least} and {most} GiB, which {engine} has of {}",
                kind.unwrap_or("gp2")
            ),
            "take another size, or another `storage_type`",
        );
    }
    if let (Some(size), Some(most)) = (inputs.int("allocated_storage"), inputs.int("max_allocated_storage"))
        && most * 10 < size * 11
    {
        problems.report(
            "max_allocated_storage",
            format!("{most} GiB are less than a tenth more than {size} GiB"),
            "storage grows by a tenth at least: raise the limit, or leave it out",
        );
    }
    let Some(kind) = kind else { return };
    let provisioned = matches!(kind, "io1" | "io2");
    if provisioned && !inputs.is_set("iops") {
        problems.report(
            "iops",
            format!("{kind} is storage of which you say how fast it is"),
            "set `.iops(1000)`",
        );
    }
    if matches!(kind, "standard" | "gp2") && inputs.is_set("iops") {
        problems.report(
            "iops",
            format!("{kind} is as fast as it is large"),
            "leave it out, or take gp3, io1 or io2",
        );
    }
    if kind != "gp3" && inputs.is_set("storage_throughput") {
        problems.report(
            "storage_throughput",
            format!("the throughput of {kind} cannot be chosen"),
            "leave it out, or take gp3",
        );
    }
}

/// The least and the most GiB of a type of storage, where AWS has one answer for the engine.
fn sizes(kind: Option<&str>, engine: &str) -> Option<(i64, i64)> {
    let sqlserver = engine.starts_with("sqlserver");
    Some(match (kind, sqlserver) {
        (Some("standard"), false) => (5, 3072),
        (Some("standard"), true) => (20, 1024),
        (Some("io1" | "io2"), true) => (20, 16_384),
        (Some("io1" | "io2"), false) => (100, 65_536),
        (Some("gp2" | "gp3"), true) => (20, 16_384),
        (Some("gp2" | "gp3"), false) => (20, 65_536),
        _ => return None,
    })
}
