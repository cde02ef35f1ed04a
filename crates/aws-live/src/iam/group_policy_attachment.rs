//! `iam.GroupPolicyAttachment` on AWS: a policy on a group, there or not. All attachments of a group are read with one
//! call.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_iam::types::GroupDetail;
use futures_util::future::try_join_all;
use ironwright_aws::iam::GroupPolicyAttachment;

use super::account::{self, DETAILS};
use super::api::IAM;
use crate::handler::prelude::*;

const LIST: Action = IAM.action("ListAttachedGroupPolicies");
const ATTACH: Action = IAM.action("AttachGroupPolicy");
const DETACH: Action = IAM.action("DetachGroupPolicy");

on_aws!(GroupPolicyAttachment as AsPlaced);

impl Placed for GroupPolicyAttachment {
    const LOOK: Actions = &[DETAILS, LIST];
    const PUT: Actions = &[ATTACH];
    const REMOVE: Actions = &[DETACH];

    fn id(inputs: &Map) -> String {
        let of = |name| text::<String>(inputs, name).unwrap_or_default();
        format!("{}|{}", of(Self::GROUP_NAME), of(Self::POLICY_ARN))
    }

    async fn look(aws: &Calls<'_>, places: &[ReadRequest]) -> Result<Vec<Option<Map>>> {
        let account = account::known(aws).await?;
        let is_known = |(group, policy): (&str, &str)| {
            let known = account.group(group).map(GroupDetail::attached_managed_policies).unwrap_or_default();
            known.iter().any(|attached| attached.policy_arn() == Some(policy))
        };
        let ends = places.iter().map(|place| ends(&place.id));
        let groups: BTreeSet<&str> =
            ends.clone().filter(|ends| !is_known(*ends)).map(|(group, _)| group).collect();
        let list = async |group| Ok::<_, CloudError>((group, attached(aws, group).await?));
        let of_groups: BTreeMap<_, _> =
            try_join_all(groups.into_iter().map(list)).await?.into_iter().collect();
        let is_there = |(group, policy): &(&str, &str)| {
            is_known((group, policy)) || of_groups.get(group).is_some_and(|there| there.contains(*policy))
        };
        Ok(ends.map(|ends| Some(ends).filter(is_there).map(observed)).collect())
    }

    async fn put(aws: &Calls<'_>, id: &str, _: &Map) -> Result<Option<Map>> {
        let (group, policy) = ends(id);
        let send = || aws.iam().attach_group_policy().group_name(group).policy_arn(policy).send();
        aws.call(ATTACH, send).await?;
        Ok(Some(observed((group, policy))))
    }

    async fn remove(aws: &Calls<'_>, request: &DeleteRequest) -> Result<()> {
        let (group, policy) = ends(&request.id);
        let send = || aws.iam().detach_group_policy().group_name(group).policy_arn(policy).send();
        aws.call(DETACH, send).await.map(drop)
    }
}

/// The group's name, which has no bar in it, and the policy's ARN.
fn ends(id: &str) -> (&str, &str) {
    id.split_once('|').unwrap_or((id, ""))
}

/// The ARNs of the policies that are attached to a group.
async fn attached(aws: &Calls<'_>, group: &str) -> Result<BTreeSet<String>> {
    let list = |page| aws.iam().list_attached_group_policies().group_name(group).set_marker(page).send();
    let listed = aws.pages(LIST, list, |it| (it.attached_policies, it.marker)).await;
    Ok(unless_missing(listed)?.into_iter().flatten().filter_map(|policy| policy.policy_arn).collect())
}

/// There is nothing more to it than its two ends.
fn observed((group, policy): (&str, &str)) -> Map {
    let properties = Properties::default().with(GroupPolicyAttachment::GROUP_NAME, group);
    properties.with(GroupPolicyAttachment::POLICY_ARN, policy).into_map()
}
