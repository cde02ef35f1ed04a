//! `iam.Group` on AWS.
//!
//! A group takes no tags, and `CreateGroup` has no token: nothing on a group says who made it. A name that is taken
//! when it is first asked for is therefore somebody else's. Only where our own request may have been heard, its answer
//! lost, is a group of that name taken for ours: one that has the path that was asked for, and nobody in it.

use std::sync::Arc;

use async_trait::async_trait;
use aws_sdk_iam::operation::get_group::GetGroupOutput;
use aws_sdk_iam::types::{Group as Described, GroupDetail, User};
use futures_util::future::try_join_all;
use ironwright_aws::iam;
use ironwright_core::state::Observation;
use ironwright_core::{Kind, Map, Resource as _};
use ironwright_engine::cloud::{CloudError, CreateRequest, DeleteRequest, ReadRequest};

use super::account;
use crate::calls::Calls;
use crate::change::Change;
use crate::error::unless_missing;
use crate::handler::{Handler, Made, Permissions};
use crate::properties::{Properties, observation, text};

pub(crate) struct Group;

#[async_trait]
impl Handler for Group {
    fn kind(&self) -> &'static Kind {
        iam::Group::kind()
    }

    fn permissions(&self) -> Permissions {
        Permissions {
            find: &["iam:GetGroup"],
            read: &[account::DETAILS, "iam:GetGroup"],
            create: &["iam:CreateGroup"],
            update: &["iam:UpdateGroup"],
            delete: &["iam:DeleteGroup", "iam:GetGroup"],
            ..Permissions::default()
        }
    }

    fn bears_a_mark(&self) -> bool {
        false
    }

    async fn find(&self, aws: &Calls<'_>, request: &CreateRequest) -> Result<Option<Arc<str>>, CloudError> {
        let name = text(&request.inputs, "group_name").unwrap_or_default();
        let Some(found) = get(aws, &name).await? else { return Ok(None) };
        let path = text(&request.inputs, "path").unwrap_or_else(|| "/".to_owned());
        let may_be_ours = found.group().is_some_and(|group| group.path() == path) && found.users().is_empty();
        Ok(may_be_ours.then(|| name.into()))
    }

    async fn read(&self, aws: &Calls<'_>, resources: &[ReadRequest]) -> Result<Vec<Observation>, CloudError> {
        let account = &account::known(aws).await?;
        let read = |request: &ReadRequest| {
            let name = Arc::clone(&request.id);
            async move {
                if let Some(known) = account.group(&name) {
                    return Ok(Observation::Present(observed_in(known)));
                }
                let found = get(aws, &name).await?;
                Ok(observation(found.as_ref().and_then(GetGroupOutput::group).map(observed)))
            }
        };
        try_join_all(resources.iter().map(read)).await
    }

    async fn create(&self, aws: &Calls<'_>, request: &CreateRequest) -> Result<Made, CloudError> {
        let inputs = &request.inputs;
        let create = || aws.iam().create_group().set_group_name(text(inputs, "group_name"));
        let send = || create().set_path(text(inputs, "path")).send();
        let answer = aws.call("iam:CreateGroup", send).await?;
        let id = answer.group().map(Described::group_name).unwrap_or_default();
        Ok(Made { id: id.into(), observed: answer.group().map(observed) })
    }

    async fn update(&self, aws: &Calls<'_>, change: &Change<'_>) -> Result<Map, CloudError> {
        let mut observed = change.achieved();
        if change.of("path").is_some() {
            let path = text(change.wanted, "path").unwrap_or_else(|| "/".to_owned());
            let send = || aws.iam().update_group().group_name(change.id).new_path(&path).send();
            aws.call("iam:UpdateGroup", send).await?;
            let arn = aws.global_arn("iam", &format!("group{path}{}", change.id));
            observed.insert(Arc::from("arn"), arn.into());
        }
        Ok(observed)
    }

    async fn delete(&self, aws: &Calls<'_>, request: &DeleteRequest) -> Result<(), CloudError> {
        let send = || aws.iam().delete_group().group_name(&*request.id).send();
        let Err(error) = aws.call("iam:DeleteGroup", send).await else { return Ok(()) };
        if error.code != "DeleteConflict" {
            return Err(error);
        }
        // What holds it is for people to decide on: a user's rights are not ours to take.
        let users = get(aws, &request.id).await?.map(|found| found.users).unwrap_or_default();
        let names: Vec<&str> = users.iter().map(User::user_name).collect();
        Err(if names.is_empty() {
            error.hint("take from it the policies that this stack does not know")
        } else {
            error.hint(format!("take its users out of it: {}", names.join(", ")))
        })
    }
}

async fn get(aws: &Calls<'_>, name: &str) -> Result<Option<GetGroupOutput>, CloudError> {
    unless_missing(aws.call("iam:GetGroup", || aws.iam().get_group().group_name(name).send()).await)
}

fn observed(group: &Described) -> Map {
    properties(Some(group.group_name()), Some(group.arn()), Some(group.path()))
}

/// The same of what the account's details say.
fn observed_in(group: &GroupDetail) -> Map {
    properties(group.group_name(), group.arn(), group.path())
}

fn properties(name: Option<&str>, arn: Option<&str>, path: Option<&str>) -> Map {
    Properties::default().with("group_name", name).with("arn", arn).with("path", path).into_map()
}
