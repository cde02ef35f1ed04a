//! `logs.LogGroup` on AWS.
//!
//! `CreateLogGroup` has no token, but a name is given once: a second request is refused, and the tag then says whether
//! the group that is there was made by the first. ECS and Lambda make groups by themselves; those are not ours, and
//! are taken over by `.import(…)` only.
//!
//! Tags cost a call for each group, and are left alone where none are declared.

use std::collections::HashMap;
use std::sync::Arc;

use async_trait::async_trait;
use aws_sdk_cloudwatchlogs::types::LogGroup as Described;
use futures_util::future::try_join_all;
use ironwright_aws::logs;
use ironwright_core::state::Observation;
use ironwright_core::{Kind, Map, Resource as _, Value};
use ironwright_engine::cloud::{CloudError, CreateRequest, DeleteRequest, ReadRequest};

use crate::calls::Calls;
use crate::change::Change;
use crate::error::unless_missing;
use crate::handler::{Handler, Made, Permissions};
use crate::properties::{Properties, common_beginning, ids, observations, text, wants_tags};
use crate::tags;

pub(crate) struct LogGroup;

#[async_trait]
impl Handler for LogGroup {
    fn kind(&self) -> &'static Kind {
        logs::LogGroup::kind()
    }

    fn permissions(&self) -> Permissions {
        Permissions {
            find: &["logs:DescribeLogGroups", "logs:ListTagsForResource"],
            read: &["logs:DescribeLogGroups", "logs:ListTagsForResource"],
            create: &["logs:CreateLogGroup", "logs:TagResource"],
            update: &[
                "logs:PutRetentionPolicy",
                "logs:DeleteRetentionPolicy",
                "logs:TagResource",
                "logs:UntagResource",
            ],
            delete: &["logs:DeleteLogGroup"],
            ..Permissions::default()
        }
    }

    async fn find(&self, aws: &Calls<'_>, request: &CreateRequest) -> Result<Option<Arc<str>>, CloudError> {
        let name = text(&request.inputs, "log_group_name").unwrap_or_default();
        let groups = describe(aws, &name).await?;
        let Some(group) = groups.iter().find(|group| group.log_group_name() == Some(&name)) else {
            return Ok(None);
        };
        let tags = tags(aws, group).await?.unwrap_or_default();
        let tags = tags.iter().map(|(name, value)| (Some(&**name), Some(&**value)));
        Ok(tags::are_of(request, tags).then(|| name.into()))
    }

    async fn read(&self, aws: &Calls<'_>, resources: &[ReadRequest]) -> Result<Vec<Observation>, CloudError> {
        let ids = ids(resources);
        let mut groups = describe(aws, common_beginning(&ids)).await?;
        groups.retain(|group| ids.iter().any(|id| group.log_group_name() == Some(id)));
        let tagged = |group: &Described| {
            let of = |request: &&ReadRequest| group.log_group_name() == Some(&*request.id);
            resources.iter().find(of).is_some_and(|request| wants_tags(&request.inputs))
        };
        let tags = groups.iter().map(|group| {
            let tagged = tagged(group);
            async move { if tagged { tags(aws, group).await } else { Ok(Some(HashMap::new())) } }
        });
        let tags = try_join_all(tags).await?;
        let observed = groups.iter().zip(tags).filter_map(|(group, tags)| observed(group, &tags?));
        Ok(observations(resources, observed.collect()))
    }

    async fn create(&self, aws: &Calls<'_>, request: &CreateRequest) -> Result<Made, CloudError> {
        let name = text(&request.inputs, "log_group_name").unwrap_or_default();
        let tags = || Some(tags::owned(request).into_iter().collect());
        let send = || aws.logs().create_log_group().log_group_name(&name).set_tags(tags()).send();
        aws.call("logs:CreateLogGroup", send).await?;
        Ok(Made { id: name.into(), observed: None })
    }

    async fn update(&self, aws: &Calls<'_>, change: &Change<'_>) -> Result<Map, CloudError> {
        if let Some(days) = change.of("retention_in_days") {
            if let Some(days) = days.as_int().and_then(|days| i32::try_from(days).ok()) {
                let put = || aws.logs().put_retention_policy().log_group_name(change.id);
                let send = || put().retention_in_days(days).send();
                aws.call("logs:PutRetentionPolicy", send).await?;
            } else {
                let send = || aws.logs().delete_retention_policy().log_group_name(change.id).send();
                aws.call("logs:DeleteRetentionPolicy", send).await?;
            }
        }
        if let Some(tags) = change.of_tags() {
            let arn = change.observed.get("arn").and_then(Value::as_text).unwrap_or_default();
            if !tags.set.is_empty() {
                let set = || Some(tags.set.clone().into_iter().collect());
                let send = || aws.logs().tag_resource().resource_arn(arn).set_tags(set()).send();
                aws.call("logs:TagResource", send).await?;
            }
            if !tags.remove.is_empty() {
                let remove = || Some(tags.remove.clone());
                let send = || aws.logs().untag_resource().resource_arn(arn).set_tag_keys(remove()).send();
                aws.call("logs:UntagResource", send).await?;
            }
        }
        Ok(change.achieved())
    }

    async fn delete(&self, aws: &Calls<'_>, request: &DeleteRequest) -> Result<(), CloudError> {
        let send = || aws.logs().delete_log_group().log_group_name(&*request.id).send();
        aws.call("logs:DeleteLogGroup", send).await.map(drop)
    }
}

/// The groups whose names begin like this.
async fn describe(aws: &Calls<'_>, beginning: &str) -> Result<Vec<Described>, CloudError> {
    let beginning = (!beginning.is_empty()).then(|| beginning.to_owned());
    let describe = || aws.logs().describe_log_groups().set_log_group_name_prefix(beginning.clone());
    let send = || describe().into_paginator().items().send().try_collect();
    aws.call("logs:DescribeLogGroups", send).await
}

/// All tags of a group; `None` when it has gone meanwhile.
async fn tags(aws: &Calls<'_>, group: &Described) -> Result<Option<HashMap<String, String>>, CloudError> {
    let arn = arn(group);
    let send = || aws.logs().list_tags_for_resource().set_resource_arn(arn.clone()).send();
    let answer = unless_missing(aws.call("logs:ListTagsForResource", send).await)?;
    Ok(answer.map(|answer| answer.tags.unwrap_or_default()))
}

/// The ARN without the `:*` that means the group's streams.
fn arn(group: &Described) -> Option<String> {
    let arn = group.log_group_arn().or(group.arn())?;
    Some(arn.trim_end_matches(":*").to_owned())
}

fn observed(group: &Described, tags: &HashMap<String, String>) -> Option<(String, Map)> {
    let name = group.log_group_name()?;
    let observed = Properties::default()
        .with("log_group_name", name)
        .with("arn", arn(group))
        .with("retention_in_days", group.retention_in_days())
        .with_tags(tags::users(tags.iter().map(|(name, value)| (Some(&**name), Some(&**value)))));
    Some((name.to_owned(), observed.into_map()))
}
