//! `scheduler.ScheduleGroup` on AWS.
//!
//! `CreateScheduleGroup` has a token, and a name is given once: the tag then tells whose the group is. A group is deleted
//! with its schedules, which takes a while.

use aws_sdk_scheduler::operation::get_schedule_group::GetScheduleGroupOutput;
use aws_sdk_scheduler::types::{ScheduleGroupState, Tag as SchedulerTag};
use futures_util::future::try_join_all;
use ironwright_aws::scheduler::{ScheduleGroup, ScheduleGroupOutputs};

use super::api::{ByArn, SCHEDULER, to_tags};
use crate::handler::owned;
use crate::handler::prelude::*;

const LIST_TAGS: Action = SCHEDULER.action("ListTagsForResource");

/// A group with its tags.
type Described = (GetScheduleGroupOutput, Vec<SchedulerTag>);

on_aws!(ScheduleGroup as AsTagged);

impl Tagged for ScheduleGroup {
    type Described = Described;
    type Tags = ByArn;

    const ID: fn(&Described) -> Option<&str> = |(group, _)| group.name();
    const READ: Action = SCHEDULER.action("GetScheduleGroup");
    const ALSO_READ: Actions = &[LIST_TAGS];
    const CREATE: Action = SCHEDULER.action("CreateScheduleGroup");
    const DELETE: Action = SCHEDULER.action("DeleteScheduleGroup");

    async fn list(aws: &Calls<'_>, which: Which<'_>) -> Result<Vec<Described>> {
        let whole = async |name: String| {
            let found = get(aws, &name).await?;
            let Some(group) = found.filter(|it| it.state() != Some(&ScheduleGroupState::Deleting)) else {
                return Ok(None);
            };
            let tags = if which.wants_tags(Some(&name)) { tags(aws, group.arn()).await? } else { Vec::new() };
            Ok::<_, CloudError>(Some((group, tags)))
        };
        let found = try_join_all(which.names(Self::NAME).into_iter().map(whole)).await?;
        Ok(found.into_iter().flatten().collect())
    }

    fn observe(_: &Calls<'_>, (group, tags): &Described, _: &Map) -> Properties {
        Properties::default()
            .with(Self::NAME, group.name())
            .with(ScheduleGroupOutputs::ARN, group.arn())
            .with_tags(tags)
    }

    async fn create(aws: &Calls<'_>, request: &CreateRequest) -> Result<Made> {
        let name: String = text(&request.inputs, Self::NAME).unwrap_or_default();
        let create = || aws.scheduler().create_schedule_group().client_token(&request.token).name(&name);
        let send = || create().set_tags(Some(to_tags(&owned(request)))).send();
        aws.call(Self::CREATE, send).await?;
        Made::named(Self::CREATE, Some(&name))
    }

    async fn delete(aws: &Calls<'_>, request: &DeleteRequest) -> Result<()> {
        let send = || aws.scheduler().delete_schedule_group().name(&*request.id).send();
        aws.call(Self::DELETE, send).await.map(drop)
    }

    async fn deletion_progress(aws: &Calls<'_>, id: &str) -> Result<Option<String>> {
        Ok(get(aws, id).await?.map(|_| "AWS is deleting its schedules".to_owned()))
    }
}

async fn get(aws: &Calls<'_>, name: &str) -> Result<Option<GetScheduleGroupOutput>> {
    let send = || aws.scheduler().get_schedule_group().name(name).send();
    unless_missing(aws.call(ScheduleGroup::READ, send).await)
}

async fn tags(aws: &Calls<'_>, arn: Option<&str>) -> Result<Vec<SchedulerTag>> {
    let list = || aws.scheduler().list_tags_for_resource().set_resource_arn(arn.map(str::to_owned));
    let answer = unless_missing(aws.call(LIST_TAGS, || list().send()).await)?;
    Ok(answer.and_then(|answer| answer.tags).unwrap_or_default())
}
