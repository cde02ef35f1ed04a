//! Lifecycle rules of a bucket, to the SDK's types and back.

use aws_sdk_s3::types::{
    AbortIncompleteMultipartUpload, BucketLifecycleConfiguration, LifecycleExpiration,
    LifecycleRule as S3Rule, LifecycleRuleAndOperator, LifecycleRuleFilter, NoncurrentVersionExpiration,
    NoncurrentVersionTransition as S3NoncurrentTransition, Tag as S3Tag, Transition as S3Transition,
};
use ironwright_aws::s3::{Bucket, LifecycleRule, NoncurrentVersionTransition, Transition};

use super::api::to_tags;
use crate::handler::prelude::*;

/// All rules of a bucket, if there are any.
pub(super) fn to_lifecycle(inputs: &Map) -> Option<BucketLifecycleConfiguration> {
    let rules = some(blocks(inputs, Bucket::LIFECYCLE_RULES).filter_map(to_rule).collect())?;
    BucketLifecycleConfiguration::builder().set_rules(Some(rules)).build().ok()
}

fn to_rule(rule: &Map) -> Option<S3Rule> {
    let (days, marker) = (
        number(rule, LifecycleRule::EXPIRATION_DAYS),
        flag(rule, LifecycleRule::EXPIRED_OBJECT_DELETE_MARKER),
    );
    let expiration = (days.is_some() || marker.is_some()).then(|| {
        LifecycleExpiration::builder().set_days(days).set_expired_object_delete_marker(marker).build()
    });
    let noncurrent = number(rule, LifecycleRule::NONCURRENT_DAYS).map(|days| {
        NoncurrentVersionExpiration::builder()
            .noncurrent_days(days)
            .set_newer_noncurrent_versions(number(rule, LifecycleRule::NEWER_NONCURRENT_VERSIONS))
            .build()
    });
    let abort = number(rule, LifecycleRule::ABORT_INCOMPLETE_MULTIPART_UPLOAD_DAYS)
        .map(|days| AbortIncompleteMultipartUpload::builder().days_after_initiation(days).build());
    let transition = |it: &Map| {
        S3Transition::builder()
            .set_days(number(it, Transition::DAYS))
            .set_storage_class(text(it, Transition::STORAGE_CLASS))
            .build()
    };
    let noncurrent_transition = |it: &Map| {
        S3NoncurrentTransition::builder()
            .set_noncurrent_days(number(it, NoncurrentVersionTransition::NONCURRENT_DAYS))
            .set_storage_class(text(it, NoncurrentVersionTransition::STORAGE_CLASS))
            .set_newer_noncurrent_versions(number(it, NoncurrentVersionTransition::NEWER_NONCURRENT_VERSIONS))
            .build()
    };
    let noncurrent_transitions = blocks(rule, LifecycleRule::NONCURRENT_VERSION_TRANSITIONS);
    let built = S3Rule::builder()
        .set_id(text(rule, LifecycleRule::ID))
        .set_status(text(rule, LifecycleRule::STATUS))
        .filter(to_filter(rule))
        .set_expiration(expiration)
        .set_transitions(some(blocks(rule, LifecycleRule::TRANSITIONS).map(transition).collect()))
        .set_noncurrent_version_expiration(noncurrent)
        .set_noncurrent_version_transitions(some(noncurrent_transitions.map(noncurrent_transition).collect()))
        .set_abort_incomplete_multipart_upload(abort);
    built.build().ok()
}

/// What a rule is about. S3 takes one condition by itself, and several only together.
fn to_filter(rule: &Map) -> LifecycleRuleFilter {
    let prefix: Option<String> = text(rule, LifecycleRule::PREFIX);
    let tags = to_tags(&texts_by_name(rule, LifecycleRule::OBJECT_TAGS).collect());
    let size = |name: &str| rule.get(name).and_then(Value::as_int);
    let (least, most) =
        (size(LifecycleRule::OBJECT_SIZE_GREATER_THAN), size(LifecycleRule::OBJECT_SIZE_LESS_THAN));
    let conditions = [prefix.is_some(), least.is_some(), most.is_some()].into_iter().filter(|it| *it).count();
    let filter = LifecycleRuleFilter::builder();
    if conditions + tags.len() > 1 {
        let all = LifecycleRuleAndOperator::builder()
            .set_prefix(prefix)
            .set_tags(some(tags))
            .set_object_size_greater_than(least)
            .set_object_size_less_than(most);
        return filter.and(all.build()).build();
    }
    // Without any condition, a beginning that all keys have.
    let prefix = if conditions + tags.len() == 0 { Some(String::new()) } else { prefix };
    filter
        .set_prefix(prefix)
        .set_tag(tags.into_iter().next())
        .set_object_size_greater_than(least)
        .set_object_size_less_than(most)
        .build()
}

/// A rule as S3 has it.
pub(super) fn from_rule(rule: &S3Rule) -> Value {
    let expiration = rule.expiration();
    let noncurrent = rule.noncurrent_version_expiration();
    let transition = |it: &S3Transition| {
        Properties::default()
            .with(Transition::DAYS, it.days())
            .with(Transition::STORAGE_CLASS, it.storage_class())
            .into_value()
    };
    let noncurrent_transition = |it: &S3NoncurrentTransition| {
        Properties::default()
            .with(NoncurrentVersionTransition::NONCURRENT_DAYS, it.noncurrent_days())
            .with(NoncurrentVersionTransition::STORAGE_CLASS, it.storage_class())
            .with(NoncurrentVersionTransition::NEWER_NONCURRENT_VERSIONS, it.newer_noncurrent_versions())
            .into_value()
    };
    of_filter(rule)
        .with(LifecycleRule::ID, rule.id())
        .with(LifecycleRule::STATUS, rule.status())
        .with_some(LifecycleRule::TRANSITIONS, rule.transitions().iter().map(transition))
        .with(
            LifecycleRule::EXPIRATION_DAYS,
            expiration.and_then(LifecycleExpiration::days).filter(|it| *it > 0),
        )
        .with(
            LifecycleRule::EXPIRED_OBJECT_DELETE_MARKER,
            expiration.and_then(LifecycleExpiration::expired_object_delete_marker),
        )
        .with_some(
            LifecycleRule::NONCURRENT_VERSION_TRANSITIONS,
            rule.noncurrent_version_transitions().iter().map(noncurrent_transition),
        )
        .with(
            LifecycleRule::NONCURRENT_DAYS,
            noncurrent.and_then(NoncurrentVersionExpiration::noncurrent_days),
        )
        .with(
            LifecycleRule::NEWER_NONCURRENT_VERSIONS,
            noncurrent.and_then(NoncurrentVersionExpiration::newer_noncurrent_versions),
        )
        .with(
            LifecycleRule::ABORT_INCOMPLETE_MULTIPART_UPLOAD_DAYS,
            rule.abort_incomplete_multipart_upload()
                .and_then(AbortIncompleteMultipartUpload::days_after_initiation),
        )
        .into_value()
}

/// What a rule is about; of an old one, a prefix that stands outside of the filter.
#[expect(deprecated, reason = "old rules have their prefix there")]
fn of_filter(rule: &S3Rule) -> Properties {
    let filter = rule.filter();
    let all = filter.and_then(LifecycleRuleFilter::and);
    let prefix = all
        .and_then(LifecycleRuleAndOperator::prefix)
        .or(filter.and_then(LifecycleRuleFilter::prefix))
        .or(rule.prefix());
    let tags = all.map(LifecycleRuleAndOperator::tags).unwrap_or_default().iter();
    let tags = tags.chain(filter.and_then(LifecycleRuleFilter::tag));
    let greater = all.and_then(LifecycleRuleAndOperator::object_size_greater_than);
    let less = all.and_then(LifecycleRuleAndOperator::object_size_less_than);
    Properties::default()
        .with(LifecycleRule::PREFIX, prefix.filter(|prefix| !prefix.is_empty()))
        .with_texts(LifecycleRule::OBJECT_TAGS, tags.map(|tag: &S3Tag| (tag.key(), tag.value())))
        .with(
            LifecycleRule::OBJECT_SIZE_GREATER_THAN,
            greater.or(filter.and_then(LifecycleRuleFilter::object_size_greater_than)),
        )
        .with(
            LifecycleRule::OBJECT_SIZE_LESS_THAN,
            less.or(filter.and_then(LifecycleRuleFilter::object_size_less_than)),
        )
}

/// Dates, which a rule of ours does not have.
pub(super) fn unmodelled_of(rule: &S3Rule) -> Vec<String> {
    let path = format!("lifecycle_rules[{:?}]", rule.id().unwrap_or_default());
    let expires = rule.expiration().is_some_and(|it| it.date().is_some());
    let moves = rule.transitions().iter().any(|it| it.date().is_some());
    let found = [("expiration.date", expires), ("transitions.date", moves)];
    found.into_iter().filter(|(_, is_there)| *is_there).map(|(name, _)| format!("{path}.{name}")).collect()
}
