//! When objects of a bucket move to another storage class, and when they are deleted.

use ironwright_core::check::{Inputs, Problems};
use ironwright_core::{Input, InputMap};
use ironwright_macros::Block;

ironwright_core::choices! {
    /// Whether a rule is carried out.
    RuleStatus {
        /// It is.
        Enabled = "Enabled",
        /// It is not.
        Disabled = "Disabled",
    }

    /// Where objects move to.
    TransitionStorageClass {
        /// For objects that are seldom read.
        StandardIa = "STANDARD_IA",
        /// The same, in one availability zone.
        OnezoneIa = "ONEZONE_IA",
        /// S3 finds out by itself.
        IntelligentTiering = "INTELLIGENT_TIERING",
        /// An archive that is read at once.
        GlacierIr = "GLACIER_IR",
        /// An archive that is read after minutes or hours.
        Glacier = "GLACIER",
        /// An archive that is read after half a day.
        DeepArchive = "DEEP_ARCHIVE",
    }
}

/// A rule about objects of a bucket: about all, or those with a beginning of their keys, with tags, of a size.
///
/// ```
/// use ironwright::aws::s3::{LifecycleRule, Transition, TransitionStorageClass};
/// let rule = LifecycleRule::new("logs")
///     .prefix("logs/")
///     .transition(Transition::new(30u32, TransitionStorageClass::StandardIa))
///     .expiration_days(365u32)
///     .abort_incomplete_multipart_upload_days(7u32);
/// # let _ = rule;
/// ```
#[derive(Block, Clone, Debug)]
pub struct LifecycleRule {
    /// A name of the rule, of its own in the bucket: up to 255 characters.
    #[input(length = 1..=255)]
    id: Input<String>,
    /// Whether it is carried out.
    #[input(default = "Enabled")]
    status: Option<Input<RuleStatus>>,
    /// How the keys of the objects begin.
    prefix: Option<Input<String>>,
    /// Tags that the objects have.
    #[input(each = object_tag)]
    object_tags: Option<InputMap<String>>,
    /// The size in bytes that the objects exceed.
    object_size_greater_than: Option<Input<i64>>,
    /// The size in bytes that the objects stay below.
    object_size_less_than: Option<Input<i64>>,
    /// Days after their making that objects move.
    #[input(each = transition, key = "storage_class")]
    transitions: Vec<Transition>,
    /// Days after their making that objects are deleted; with versions, that a delete marker covers them.
    #[input(range = 1..=2_147_483_647)]
    expiration_days: Option<Input<u32>>,
    /// Whether delete markers go that cover nothing any more. Not beside `expiration_days`, which does it too.
    expired_object_delete_marker: Option<Input<bool>>,
    /// Days after they were covered that versions move.
    #[input(each = noncurrent_version_transition, key = "storage_class")]
    noncurrent_version_transitions: Vec<NoncurrentVersionTransition>,
    /// Days after they were covered that versions are deleted.
    #[input(range = 1..=2_147_483_647)]
    noncurrent_days: Option<Input<u32>>,
    /// How many covered versions stay all the same: 1 to 100. Only beside `noncurrent_days`.
    #[input(range = 1..=100)]
    newer_noncurrent_versions: Option<Input<u32>>,
    /// Days after which the parts of an upload that was never completed are deleted. Not of a rule about tags or sizes.
    #[input(range = 1..=2_147_483_647)]
    abort_incomplete_multipart_upload_days: Option<Input<u32>>,
}

/// A move of objects to another storage class.
#[derive(Block, Clone, Debug)]
pub struct Transition {
    /// Days after their making.
    #[input(range = 0..=2_147_483_647)]
    days: Input<u32>,
    /// Where they move to.
    storage_class: Input<TransitionStorageClass>,
}

/// A move of versions that are covered by newer ones to another storage class.
#[derive(Block, Clone, Debug)]
pub struct NoncurrentVersionTransition {
    /// Days after they were covered.
    #[input(range = 0..=2_147_483_647)]
    noncurrent_days: Input<u32>,
    /// Where they move to.
    storage_class: Input<TransitionStorageClass>,
    /// How many covered versions stay all the same: 1 to 100.
    #[input(range = 1..=100)]
    newer_noncurrent_versions: Option<Input<u32>>,
}

/// What a rule does.
const ACTIONS: [&str; 6] = [
    "transitions",
    "expiration_days",
    "expired_object_delete_marker",
    "noncurrent_version_transitions",
    "noncurrent_days",
    "abort_incomplete_multipart_upload_days",
];

/// What S3 refuses of rules.
pub(super) fn check(inputs: &Inputs<'_>, problems: &mut Problems<'_>) {
    let mut ids = Vec::new();
    for (path, rule) in inputs.blocks("lifecycle_rules", Some("id")) {
        if let Some(id) = rule.text("id") {
            if ids.contains(&id) {
                problems.report(&*path, "is there twice", "give each rule an id of its own");
            }
            ids.push(id);
        }
        check_rule(&path, &rule, problems);
    }
}

fn check_rule(path: &str, rule: &Inputs<'_>, problems: &mut Problems<'_>) {
    let mut report = |name: &str, message: String, hint: &str| {
        let property = if name.is_empty() { path.to_owned() } else { format!("{path}.{name}") };
        problems.report(property, message, hint);
    };
    let does = |name: &&str| {
        rule.is_set(name) && rule.value(name).and_then(|it| it.as_list()).is_none_or(|all| !all.is_empty())
    };
    if !ACTIONS.iter().any(|name| does(&name)) {
        report(
            "",
            "does nothing".to_owned(),
            "set `expiration_days`, a transition, or another of its actions",
        );
    }
    if rule.is_set("expired_object_delete_marker") && rule.is_set("expiration_days") {
        let message = "is set beside `expiration_days`, which takes such markers away too".to_owned();
        report("expired_object_delete_marker", message, "leave one of them out");
    }
    if rule.is_set("newer_noncurrent_versions") && !rule.is_set("noncurrent_days") {
        report("newer_noncurrent_versions", "needs `noncurrent_days`".to_owned(), "set both");
    }
    let narrowed = ["object_tags", "object_size_greater_than", "object_size_less_than"];
    if let Some(by) = narrowed.iter().find(|name| rule.is_set(name)) {
        for name in ["abort_incomplete_multipart_upload_days", "expired_object_delete_marker"] {
            if rule.is_set(name) && (name.starts_with("abort") || *by == "object_tags") {
                report(name, format!("is not to be had beside `{by}`"), "make it a rule of its own");
            }
        }
    }
    if let (Some(least), Some(most)) =
        (rule.int("object_size_greater_than"), rule.int("object_size_less_than"))
        && least >= most
    {
        let message = format!("no object has more than {least} and less than {most} bytes");
        report("object_size_greater_than", message, "make it less than `object_size_less_than`");
    }
    check_order(rule, &mut report);
}

/// Objects stay 30 days before they move to infrequent access, and move before they are deleted.
fn check_order(rule: &Inputs<'_>, report: &mut dyn FnMut(&str, String, &str)) {
    for name in ["transitions", "noncurrent_version_transitions"] {
        let mut classes = Vec::new();
        for (path, transition) in rule.blocks(name, Some("storage_class")) {
            let Some(class) = transition.text("storage_class") else { continue };
            if classes.contains(&class) {
                report(&path, "is there twice".to_owned(), "move objects to each class once");
            }
            classes.push(class);
        }
    }
    if rule.block("object_tags").is_some_and(|tags| tags.0.keys().any(|name| name.is_empty())) {
        report("object_tags", "has a tag without a name".to_owned(), "write the names of the objects' tags");
    }
    for (path, transition) in rule.blocks("transitions", Some("storage_class")) {
        let (Some(days), Some(class)) = (transition.int("days"), transition.text("storage_class")) else {
            continue;
        };
        if class.ends_with("_IA") && days < 30 {
            report(
                &format!("{path}.days"),
                format!("{days} days are less than the 30 that objects stay before they move to {class}"),
                "write at least 30",
            );
        }
        if let Some(end) = rule.int("expiration_days").filter(|end| *end <= days) {
            report(
                "expiration_days",
                format!("{end} days are no more than the {days} after which objects move to {class}"),
                "write more, or leave the transition out",
            );
        }
    }
}
