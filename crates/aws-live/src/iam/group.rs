//! `iam.Group` on AWS: a name in the account.
//!
//! A group takes no tags, and `CreateGroup` has no token: nothing on a group says who made it. A name that is taken
//! when it is first asked for is therefore somebody else's. Only where our own request may have been heard, its answer
//! lost, is a group of that name taken for ours: one that has the path that was asked for, and nobody in it.

use aws_sdk_iam::operation::get_group::GetGroupOutput;
use aws_sdk_iam::types::{Group as Described, GroupDetail, User};
use futures_util::future::try_join_all;
use ironwright_aws::iam::{Group, GroupOutputs};

use super::account::{self, DETAILS};
use super::api::IAM;
use crate::handler::prelude::*;

const GET: Action = IAM.action("GetGroup");
const CREATE: Action = IAM.action("CreateGroup");
const UPDATE: Action = IAM.action("UpdateGroup");
const DELETE: Action = IAM.action("DeleteGroup");

on_aws!(Group as AsPlaced);

impl Placed for Group {
    const LOOK: Actions = &[DETAILS, GET];
    const PUT: Actions = &[CREATE];
    const CHANGE: Actions = &[UPDATE];
    const REMOVE: Actions = &[DELETE, GET];

    fn id(inputs: &Map) -> String {
        text(inputs, Self::GROUP_NAME).unwrap_or_default()
    }

    async fn look(aws: &Calls<'_>, places: &[ReadRequest]) -> Result<Vec<Option<Map>>> {
        let account = &account::known(aws).await?;
        let look = async |place: &ReadRequest| match account.group(&place.id) {
            Some(known) => Ok(Some(observed_in(known))),
            None => Ok(get(aws, &place.id).await?.and_then(|found| found.group().map(observed))),
        };
        try_join_all(places.iter().map(look)).await
    }

    async fn put(aws: &Calls<'_>, id: &str, inputs: &Map) -> Result<Option<Map>> {
        let create = || aws.iam().create_group().group_name(id).set_path(text(inputs, Self::PATH));
        Ok(aws.call(CREATE, || create().send()).await?.group().map(observed))
    }

    async fn change(aws: &Calls<'_>, change: &Change<'_>) -> Result<Map> {
        let path: Option<String> = text(change.wanted, Self::PATH);
        let path = path.as_deref().unwrap_or("/");
        aws.call(UPDATE, || aws.iam().update_group().group_name(change.id).new_path(path).send()).await?;
        let mut observed = change.achieved();
        let arn = aws.place().global_arn("iam", &format!("group{path}{}", change.id));
        observed.insert(GroupOutputs::ARN.into(), arn.into());
        Ok(observed)
    }

    async fn remove(aws: &Calls<'_>, request: &DeleteRequest) -> Result<()> {
        let send = || aws.iam().delete_group().group_name(&*request.id).send();
        let Err(error) = aws.call(DELETE, send).await else { return Ok(()) };
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

    async fn find(aws: &Calls<'_>, request: &CreateRequest) -> Result<Option<Arc<str>>> {
        let name = Self::id(&request.inputs);
        let Some(found) = get(aws, &name).await? else { return Ok(None) };
        let path: Option<String> = text(&request.inputs, Self::PATH);
        let has_path = found.group().is_some_and(|it| it.path() == path.as_deref().unwrap_or("/"));
        Ok((has_path && found.users().is_empty()).then(|| name.into()))
    }
}

async fn get(aws: &Calls<'_>, name: &str) -> Result<Option<GetGroupOutput>> {
    unless_missing(aws.call(GET, || aws.iam().get_group().group_name(name).send()).await)
}

fn observed(group: &Described) -> Map {
    properties(Some(group.group_name()), Some(group.arn()), Some(group.path()))
}

/// The same of what the account's details say.
fn observed_in(group: &GroupDetail) -> Map {
    properties(group.group_name(), group.arn(), group.path())
}

fn properties(name: Option<&str>, arn: Option<&str>, path: Option<&str>) -> Map {
    Properties::default()
        .with(Group::GROUP_NAME, name)
        .with(GroupOutputs::ARN, arn)
        .with(Group::PATH, path)
        .into_map()
}
