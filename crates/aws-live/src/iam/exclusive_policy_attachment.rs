//! `iam.ExclusivePolicyAttachment` on AWS: all that has a policy, as one list tells it.
//!
//! A policy that nothing has is a place that is free. One that something has already is refused like any other place that
//! is taken; what a policy is attached to piece by piece, half done when a run was cut off, is ours as long as all of it
//! was asked for.

use std::collections::BTreeSet;

use futures_util::future::try_join_all;
use ironwright_aws::iam::ExclusivePolicyAttachment;

use super::api::IAM;
use crate::handler::prelude::*;

const LIST: Action = IAM.action("ListEntitiesForPolicy");
const ATTACH_ROLE: Action = IAM.action("AttachRolePolicy");
const ATTACH_GROUP: Action = IAM.action("AttachGroupPolicy");
const ATTACH_USER: Action = IAM.action("AttachUserPolicy");
const DETACH_ROLE: Action = IAM.action("DetachRolePolicy");
const DETACH_GROUP: Action = IAM.action("DetachGroupPolicy");
const DETACH_USER: Action = IAM.action("DetachUserPolicy");

on_aws!(ExclusivePolicyAttachment as AsPlaced);

impl Placed for ExclusivePolicyAttachment {
    const LOOK: Actions = &[LIST];
    const PUT: Actions = &[ATTACH_ROLE, ATTACH_GROUP, ATTACH_USER];
    const CHANGE: Actions = &[ATTACH_ROLE, ATTACH_GROUP, ATTACH_USER, DETACH_ROLE, DETACH_GROUP, DETACH_USER];
    const REMOVE: Actions = &[DETACH_ROLE, DETACH_GROUP, DETACH_USER, LIST];

    fn id(inputs: &Map) -> String {
        text(inputs, Self::POLICY_ARN).unwrap_or_default()
    }

    async fn look(aws: &Calls<'_>, places: &[ReadRequest]) -> Result<Vec<Option<Map>>> {
        let look = async |place: &ReadRequest| {
            let there = holders(aws, &place.id).await?;
            Ok((!there.is_empty()).then(|| there.observed(&place.id)))
        };
        try_join_all(places.iter().map(look)).await
    }

    async fn put(aws: &Calls<'_>, id: &str, inputs: &Map) -> Result<Option<Map>> {
        attach(aws, id, &Holders::wanted(inputs)).await?;
        Ok(Some(inputs.clone()))
    }

    async fn change(aws: &Calls<'_>, change: &Change<'_>) -> Result<Map> {
        let (wanted, there) = (Holders::wanted(change.wanted), Holders::wanted(change.observed));
        // First the new ones: nobody is without the policy in between who had it and is to have it.
        attach(aws, change.id, &wanted.without(&there)).await?;
        detach(aws, change.id, &there.without(&wanted)).await?;
        Ok(change.achieved())
    }

    async fn remove(aws: &Calls<'_>, request: &DeleteRequest) -> Result<()> {
        let there = holders(aws, &request.id).await?;
        detach(aws, &request.id, &there).await
    }

    async fn find(aws: &Calls<'_>, request: &CreateRequest) -> Result<Option<Arc<str>>> {
        let id = Self::id(&request.inputs);
        let there = holders(aws, &id).await?;
        let is_of_ours = there.without(&Holders::wanted(&request.inputs)).is_empty();
        Ok((!there.is_empty() && is_of_ours).then(|| id.into()))
    }
}

/// Who has a policy, by name.
#[derive(Default)]
struct Holders {
    roles: BTreeSet<String>,
    groups: BTreeSet<String>,
    users: BTreeSet<String>,
}

impl Holders {
    /// Those that properties name.
    fn wanted(inputs: &Map) -> Self {
        let names = |list| texts(inputs, list).into_iter().flatten().collect();
        Self {
            roles: names(ExclusivePolicyAttachment::ROLES),
            groups: names(ExclusivePolicyAttachment::GROUPS),
            users: names(ExclusivePolicyAttachment::USERS),
        }
    }

    fn without(&self, others: &Self) -> Self {
        Self {
            roles: &self.roles - &others.roles,
            groups: &self.groups - &others.groups,
            users: &self.users - &others.users,
        }
    }

    fn is_empty(&self) -> bool {
        self.roles.is_empty() && self.groups.is_empty() && self.users.is_empty()
    }

    fn observed(self, policy: &str) -> Map {
        Properties::default()
            .with(ExclusivePolicyAttachment::POLICY_ARN, policy)
            .with_some(ExclusivePolicyAttachment::ROLES, self.roles)
            .with_some(ExclusivePolicyAttachment::GROUPS, self.groups)
            .with_some(ExclusivePolicyAttachment::USERS, self.users)
            .into_map()
    }
}

async fn holders(aws: &Calls<'_>, policy: &str) -> Result<Holders> {
    let mut there = Holders::default();
    let mut marker = None;
    loop {
        let list = || aws.iam().list_entities_for_policy().policy_arn(policy).set_marker(marker.clone());
        let Some(page) = unless_missing(aws.call(LIST, || list().send()).await)? else { return Ok(there) };
        there.roles.extend(page.policy_roles.into_iter().flatten().filter_map(|role| role.role_name));
        there.groups.extend(page.policy_groups.into_iter().flatten().filter_map(|group| group.group_name));
        there.users.extend(page.policy_users.into_iter().flatten().filter_map(|user| user.user_name));
        marker = page.marker;
        if marker.is_none() {
            return Ok(there);
        }
    }
}

async fn attach(aws: &Calls<'_>, policy: &str, to: &Holders) -> Result<()> {
    let role = async |name: &String| {
        let send = || aws.iam().attach_role_policy().role_name(name).policy_arn(policy).send();
        aws.call(ATTACH_ROLE, send).await.map(drop)
    };
    let group = async |name: &String| {
        let send = || aws.iam().attach_group_policy().group_name(name).policy_arn(policy).send();
        aws.call(ATTACH_GROUP, send).await.map(drop)
    };
    let user = async |name: &String| {
        let send = || aws.iam().attach_user_policy().user_name(name).policy_arn(policy).send();
        aws.call(ATTACH_USER, send).await.map(drop)
    };
    tokio::try_join!(
        try_join_all(to.roles.iter().map(role)),
        try_join_all(to.groups.iter().map(group)),
        try_join_all(to.users.iter().map(user)),
    )
    .map(drop)
}

/// Detaches a policy; from whoever has lost it meanwhile it is detached already.
async fn detach(aws: &Calls<'_>, policy: &str, from: &Holders) -> Result<()> {
    let role = async |name: &String| {
        let send = || aws.iam().detach_role_policy().role_name(name).policy_arn(policy).send();
        unless_missing(aws.call(DETACH_ROLE, send).await)
    };
    let group = async |name: &String| {
        let send = || aws.iam().detach_group_policy().group_name(name).policy_arn(policy).send();
        unless_missing(aws.call(DETACH_GROUP, send).await)
    };
    let user = async |name: &String| {
        let send = || aws.iam().detach_user_policy().user_name(name).policy_arn(policy).send();
        unless_missing(aws.call(DETACH_USER, send).await)
    };
    tokio::try_join!(
        try_join_all(from.roles.iter().map(role)),
        try_join_all(from.groups.iter().map(group)),
        try_join_all(from.users.iter().map(user)),
    )
    .map(drop)
}
