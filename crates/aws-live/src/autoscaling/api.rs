//! Amazon EC2 Auto Scaling's API: its client, its errors, and its tags.

use std::collections::HashMap;
use std::time::Duration;

use aws_config::SdkConfig;
use aws_sdk_autoscaling::types::{Filter, Tag as GroupTag, TagDescription};

use crate::call::service::{Service, code};
use crate::clients::Connection;
use crate::handler::prelude::*;
use crate::handler::{TOKEN, Tags};

/// What Auto Scaling says of itself. Of most that is wrong it has one code.
pub(crate) static AUTOSCALING: Service = Service {
    not_found: &[
        code("ValidationError").saying("not found"),
        code("ValidationError").saying("does not exist"),
    ],
    in_use: &[code("ResourceInUse"), code("ScalingActivityInProgress")],
    passing: &[code("ResourceContention")],
    // A profile is known to IAM before it is to EC2: two minutes are what Terraform's AWS provider has come to.
    lags: &[
        (code("ValidationError").saying("Invalid IamInstanceProfile"), TWO_MINUTES),
        (code("ValidationError").saying("valid fully-formed launch template"), TWO_MINUTES),
    ],
    ..Service::named("autoscaling")
};

const TWO_MINUTES: Duration = Duration::from_mins(2);

/// The client.
pub(crate) struct Connected {
    client: aws_sdk_autoscaling::Client,
}

impl Connection for Connected {
    fn new(config: &SdkConfig) -> Self {
        Self { client: aws_sdk_autoscaling::Client::new(config) }
    }
}

impl<'a> Calls<'a> {
    pub(super) fn autoscaling(&self) -> &'a aws_sdk_autoscaling::Client {
        &self.services().autoscaling.client
    }
}

/// Tags of groups that their instances do not get.
pub(crate) struct OfGroup;

/// The call that sets tags of groups, of both sorts.
pub(super) const SET_TAGS: Action = AUTOSCALING.action("CreateOrUpdateTags");
/// The call that removes them.
pub(super) const REMOVE_TAGS: Action = AUTOSCALING.action("DeleteTags");

/// The call that lists them.
pub(super) const DESCRIBE_TAGS: Action = AUTOSCALING.action("DescribeTags");

impl Tagging for OfGroup {
    const WITH_CREATE: Actions = &[Self::SET];
    const SET: Action = SET_TAGS;
    const REMOVE: Action = REMOVE_TAGS;
    const SWEEP: Actions = &[DESCRIBE_TAGS];

    async fn set(aws: &Calls<'_>, of: &str, tags: Tags) -> Result<()> {
        set_tags(aws, of, &tags, false).await
    }

    /// One that instances get from now on is a tag of the group still.
    async fn remove(aws: &Calls<'_>, of: &str, mut names: Vec<String>) -> Result<()> {
        let list = || aws.autoscaling().describe_tags().filters(filter("auto-scaling-group", [of]));
        let send = |page| list().set_next_token(page).send();
        let there = aws.pages(DESCRIBE_TAGS, send, |it| (it.tags, it.next_token)).await?;
        let propagated = there.iter().filter(|tag| tag.propagate_at_launch() == Some(true));
        let propagated: Vec<&str> = propagated.filter_map(TagDescription::key).collect();
        names.retain(|name| !propagated.contains(&name.as_str()));
        if names.is_empty() { Ok(()) } else { remove_tags(aws, of, &names).await }
    }

    async fn sweep(aws: &Calls<'_>, requests: &[CreateRequest]) -> Result<Vec<Vec<Arc<str>>>> {
        let tokens = filter("value", requests.iter().map(|request| request.token.as_str()));
        let filters = vec![filter("key", [TOKEN]), tokens];
        let list = || aws.autoscaling().describe_tags().set_filters(Some(filters.clone()));
        let send = |page| list().set_next_token(page).send();
        let tagged = aws.pages(DESCRIBE_TAGS, send, |it| (it.tags, it.next_token)).await?;
        let mut found: HashMap<String, Vec<Arc<str>>> = HashMap::new();
        for TagDescription { value, resource_id, .. } in tagged {
            if let (Some(token), Some(group)) = (value, resource_id) {
                found.entry(token).or_default().push(group.into());
            }
        }
        Ok(requests.iter().map(|request| found.remove(&request.token).unwrap_or_default()).collect())
    }
}

fn filter<'a>(name: &str, values: impl IntoIterator<Item = &'a str>) -> Filter {
    let values = values.into_iter().map(str::to_owned).collect();
    Filter::builder().name(name).set_values(Some(values)).build()
}

/// Sets tags of a group; whether the instances that it starts get them too is a part of a tag.
pub(super) async fn set_tags(aws: &Calls<'_>, group: &str, tags: &Tags, propagate: bool) -> Result<()> {
    let tags = || Some(to_tags(group, tags, propagate).collect());
    let send = || aws.autoscaling().create_or_update_tags().set_tags(tags()).send();
    aws.call(SET_TAGS, send).await.map(drop)
}

/// Removes tags of a group by their names, of whichever sort they are.
pub(super) async fn remove_tags(aws: &Calls<'_>, group: &str, names: &[String]) -> Result<()> {
    let tags = || Some(names.iter().map(|name| tag(group).key(name).build()).collect());
    aws.call(REMOVE_TAGS, || aws.autoscaling().delete_tags().set_tags(tags()).send()).await.map(drop)
}

/// Tags as a call takes them.
pub(super) fn to_tags<'a>(
    group: &'a str,
    tags: &'a Tags,
    propagate: bool,
) -> impl Iterator<Item = GroupTag> + use<'a> {
    tags.iter()
        .map(move |(key, value)| tag(group).key(key).value(value).propagate_at_launch(propagate).build())
}

fn tag(group: &str) -> aws_sdk_autoscaling::types::builders::TagBuilder {
    GroupTag::builder().resource_id(group).resource_type("auto-scaling-group")
}

impl Tag for &TagDescription {
    fn pair(&self) -> (Option<&str>, Option<&str>) {
        (self.key(), self.value())
    }
}
