//! `iam.RolePolicyAttachment` on AWS: a policy on a role, there or not. All attachments of a role are read with one call.

use std::collections::{BTreeMap, BTreeSet};

use futures_util::future::try_join_all;
use ironwright_aws::iam::RolePolicyAttachment;

use super::account::{self, DETAILS};
use super::api::IAM;
use crate::handler::prelude::*;

const LIST: Action = IAM.action("ListAttachedRolePolicies");
const ATTACH: Action = IAM.action("AttachRolePolicy");
const DETACH: Action = IAM.action("DetachRolePolicy");

on_aws!(RolePolicyAttachment as AsPlaced);

impl Placed for RolePolicyAttachment {
    const LOOK: Actions = &[DETAILS, LIST];
    const PUT: Actions = &[ATTACH];
    const REMOVE: Actions = &[DETACH];

    fn id(inputs: &Map) -> String {
        let of = |name| text::<String>(inputs, name).unwrap_or_default();
        format!("{}|{}", of(Self::ROLE_NAME), of(Self::POLICY_ARN))
    }

    async fn look(aws: &Calls<'_>, places: &[ReadRequest]) -> Result<Vec<Option<Map>>> {
        let account = account::known(aws).await?;
        let is_known = |(role, policy): (&str, &str)| account.is_attached_to_role(role, policy);
        let ends = places.iter().map(|place| ends(&place.id));
        let roles: BTreeSet<&str> =
            ends.clone().filter(|ends| !is_known(*ends)).map(|(role, _)| role).collect();
        let list = async |role| Ok::<_, CloudError>((role, attached(aws, role).await?));
        let of_roles: BTreeMap<_, _> = try_join_all(roles.into_iter().map(list)).await?.into_iter().collect();
        let is_there = |(role, policy): &(&str, &str)| {
            is_known((role, policy)) || of_roles.get(role).is_some_and(|there| there.contains(*policy))
        };
        Ok(ends.map(|ends| Some(ends).filter(is_there).map(observed)).collect())
    }

    async fn put(aws: &Calls<'_>, id: &str, _: &Map) -> Result<Option<Map>> {
        let (role, policy) = ends(id);
        let send = || aws.iam().attach_role_policy().role_name(role).policy_arn(policy).send();
        aws.call(ATTACH, send).await?;
        Ok(Some(observed((role, policy))))
    }

    async fn remove(aws: &Calls<'_>, request: &DeleteRequest) -> Result<()> {
        let (role, policy) = ends(&request.id);
        let send = || aws.iam().detach_role_policy().role_name(role).policy_arn(policy).send();
        aws.call(DETACH, send).await.map(drop)
    }
}

/// The role's name, which has no bar in it, and the policy's ARN.
fn ends(id: &str) -> (&str, &str) {
    id.split_once('|').unwrap_or((id, ""))
}

/// The ARNs of the policies that are attached to a role.
async fn attached(aws: &Calls<'_>, role: &str) -> Result<BTreeSet<String>> {
    let list = |page| aws.iam().list_attached_role_policies().role_name(role).set_marker(page).send();
    let listed = aws.pages(LIST, list, |it| (it.attached_policies, it.marker)).await;
    Ok(unless_missing(listed)?.into_iter().flatten().filter_map(|policy| policy.policy_arn).collect())
}

/// There is nothing more to it than its two ends.
fn observed((role, policy): (&str, &str)) -> Map {
    let properties = Properties::default().with(RolePolicyAttachment::ROLE_NAME, role);
    properties.with(RolePolicyAttachment::POLICY_ARN, policy).into_map()
}
