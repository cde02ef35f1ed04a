//! `logs.LogGroup` on AWS.
//!
//! `CreateLogGroup` has no token, but a name is given once: a second request is refused, and the tag then says whether
//! the group that is there was made by the first. ECS and Lambda make groups by themselves; those are not ours, and
//! are taken over by `.import(…)` only.
//!
//! Tags cost a call for each group, and are left alone where none are declared.

use std::collections::HashMap;

use aws_sdk_cloudwatchlogs::types::LogGroup as Listed;
use futures_util::future::try_join_all;
use ironwright_aws::logs::{LogGroup, LogGroupOutputs};

use super::api::{ByArn, LOGS};
use crate::handler::owned;
use crate::handler::prelude::*;

const TAGS: Action = LOGS.action("ListTagsForResource");
const PUT_RETENTION: Action = LOGS.action("PutRetentionPolicy");
const DELETE_RETENTION: Action = LOGS.action("DeleteRetentionPolicy");

/// A group with its tags.
type Described = (Listed, Vec<(String, String)>);

on_aws!(LogGroup as AsTagged);

impl Tagged for LogGroup {
    type Described = Described;
    type Tags = ByArn;

    const ID: fn(&Described) -> Option<&str> = |(group, _)| group.log_group_name();
    const READ: Action = LOGS.action("DescribeLogGroups");
    const ALSO_READ: Actions = &[TAGS];
    const CREATE: Action = LOGS.action("CreateLogGroup");
    const UPDATE: Actions = &[PUT_RETENTION, DELETE_RETENTION];
    const DELETE: Action = LOGS.action("DeleteLogGroup");

    async fn list(aws: &Calls<'_>, which: Which<'_>) -> Result<Vec<Described>> {
        let names = which.names(Self::LOG_GROUP_NAME);
        let list = || aws.logs().describe_log_groups().set_log_group_name_prefix(common_beginning(&names));
        let send = |page| list().set_next_token(page).send();
        let mut listed = aws.pages(Self::READ, send, |it| (it.log_groups, it.next_token)).await?;
        listed.retain(|group| names.iter().any(|name| group.log_group_name() == Some(name)));
        let whole = async |group: Listed| {
            let wanted = which.wants_tags(group.log_group_name());
            let tags = if wanted { tags(aws, &group).await? } else { Some(HashMap::new()) };
            Ok(tags.map(|tags| (group, tags.into_iter().collect())))
        };
        Ok(try_join_all(listed.into_iter().map(whole)).await?.into_iter().flatten().collect())
    }

    fn observe(_: &Calls<'_>, (group, tags): &Described, _: &Map) -> Properties {
        Properties::default()
            .with(Self::LOG_GROUP_NAME, group.log_group_name())
            .with(LogGroupOutputs::ARN, arn(group))
            .with(Self::RETENTION_IN_DAYS, group.retention_in_days())
            .with_tags(tags)
    }

    async fn create(aws: &Calls<'_>, request: &CreateRequest) -> Result<Made> {
        let name: Option<String> = text(&request.inputs, Self::LOG_GROUP_NAME);
        let create = || aws.logs().create_log_group().set_log_group_name(name.clone());
        let tags = || Some(owned(request).into_iter().collect());
        aws.call(Self::CREATE, || create().set_tags(tags()).send()).await?;
        Made::named(Self::CREATE, name.as_deref())
    }

    async fn update(aws: &Calls<'_>, change: &Change<'_>) -> Result<()> {
        if change.of(Self::RETENTION_IN_DAYS).is_none() {
            return Ok(());
        }
        if let Some(days) = number(change.wanted, Self::RETENTION_IN_DAYS) {
            let put = || aws.logs().put_retention_policy().log_group_name(change.id);
            aws.call(PUT_RETENTION, || put().retention_in_days(days).send()).await.map(drop)
        } else {
            let send = || aws.logs().delete_retention_policy().log_group_name(change.id).send();
            aws.call(DELETE_RETENTION, send).await.map(drop)
        }
    }

    async fn delete(aws: &Calls<'_>, request: &DeleteRequest) -> Result<()> {
        let send = || aws.logs().delete_log_group().log_group_name(&*request.id).send();
        aws.call(Self::DELETE, send).await.map(drop)
    }
}

impl Tag for (String, String) {
    fn pair(&self) -> (Option<&str>, Option<&str>) {
        (Some(&self.0), Some(&self.1))
    }
}

/// All tags of a group; `None` when it has gone meanwhile.
async fn tags(aws: &Calls<'_>, group: &Listed) -> Result<Option<HashMap<String, String>>> {
    let arn = arn(group);
    let send = || aws.logs().list_tags_for_resource().set_resource_arn(arn.clone()).send();
    Ok(unless_missing(aws.call(TAGS, send).await)?.map(|answer| answer.tags.unwrap_or_default()))
}

/// The ARN without the `:*` that means the group's streams.
fn arn(group: &Listed) -> Option<String> {
    let arn = group.log_group_arn().or(group.arn())?;
    Some(arn.trim_end_matches(":*").to_owned())
}

/// What all names begin with, if there is something.
fn common_beginning(names: &[String]) -> Option<String> {
    let first = names.first()?;
    let same = |name: &String| first.bytes().zip(name.bytes()).take_while(|(a, b)| a == b).count();
    let end = names.iter().map(same).min()?;
    (1..=end).rev().find_map(|end| first.get(..end)).map(str::to_owned)
}
