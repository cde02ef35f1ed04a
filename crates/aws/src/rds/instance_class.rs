//! Instance classes, `db.t4g.small`: how they are written, and which engine has which.
//! <https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.DBInstanceClass.Support.html>

use ironwright_core::check::{Inputs, Problems};
use ironwright_core::diagnostic::nearest;

use super::engine::is_open;

/// The sizes that there are, whatever the family.
const SIZES: [&str; 14] = [
    "micro", "small", "medium", "large", "xlarge", "2xlarge", "4xlarge", "8xlarge", "12xlarge", "16xlarge",
    "24xlarge", "32xlarge", "48xlarge", "metal",
];
/// The sizes of families that save up and spend what they do not use.
const BURSTABLE_SIZES: [&str; 6] = ["micro", "small", "medium", "large", "xlarge", "2xlarge"];
/// Families that only the engines have whose makers license them by processors.
const LICENSED_ALONE: [&str; 3] = ["x1", "x1e", "z1d"];
/// Families and classes that keep nothing encrypted.
const WITHOUT_ENCRYPTION: [&str; 4] = ["db.t2.micro", "db.m1.", "db.m2.", "db.t1."];

/// Family and size of a class; what follows the size belongs to it (`db.r5.2xlarge.tpc2.mem4x`).
fn parts(class: &str) -> Option<(&str, &str)> {
    let (family, size) = class.strip_prefix("db.")?.split_once('.')?;
    let filled = |text: &str| {
        !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-.".contains(&b))
    };
    (filled(family) && filled(size)).then(|| (family, size.split('.').next().unwrap_or(size)))
}

/// Whether a family runs on AWS's own processors: `t4g`, `r6gd`, `m8g`.
fn is_graviton(family: &str) -> bool {
    let attributes = family.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    attributes.trim_start_matches(|c: char| c.is_ascii_digit()).starts_with('g')
}

/// What AWS would refuse of an instance's class.
pub(super) fn check(inputs: &Inputs<'_>, problems: &mut Problems<'_>) {
    const CLASS: &str = "db_instance_class";
    let Some(class) = inputs.text(CLASS) else { return };
    let Some((family, size)) = parts(class) else {
        let hint = match class.strip_prefix("db.") {
            None if class.contains('.') => format!("classes of RDS begin with `db.`: `db.{class}`"),
            _ => "write family and size, `db.t4g.small`".to_owned(),
        };
        problems.report(CLASS, format!("{class:?} is no instance class"), hint);
        return;
    };
    let burstable = family.starts_with('t');
    let sizes: &[&str] = if burstable { &BURSTABLE_SIZES } else { &SIZES };
    if !sizes.contains(&size) {
        let hint = match nearest(size, sizes.iter().copied()) {
            Some(near) => format!("did you mean `db.{family}.{near}`?"),
            None => format!("its sizes are {}", sizes.join(", ")),
        };
        problems.report(CLASS, format!("there is no size `{size}` of `db.{family}`"), hint);
    }
    if let Some(engine) = inputs.text("engine") {
        if is_graviton(family) && !is_open(engine) {
            let message = format!("{engine} does not run on `db.{family}`, which has AWS's own processors");
            problems.report(
                CLASS,
                message,
                format!("take one with x86 processors, `db.m6i.{}`", at_least_large(size)),
            );
        }
        if LICENSED_ALONE.contains(&family) && is_open(engine) {
            let message = format!("{engine} is not offered on `db.{family}`");
            problems.report(CLASS, message, format!("take one with as much memory, `db.r6g.{size}`"));
        }
    }
    let encrypted = inputs.bool("storage_encrypted") == Some(true);
    if encrypted && WITHOUT_ENCRYPTION.iter().any(|beginning| class.starts_with(beginning)) {
        problems.report(
            "storage_encrypted",
            format!("`{class}` does not encrypt what it stores"),
            "take a larger or newer class, `db.t3.micro`",
        );
    }
}

/// The least size of families that are not burstable.
fn at_least_large(size: &str) -> &str {
    if matches!(size, "micro" | "small" | "medium") { "large" } else { size }
}
