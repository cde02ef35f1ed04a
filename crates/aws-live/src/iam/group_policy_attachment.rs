//! `iam.GroupPolicyAttachment` on AWS.
//!
//! An attachment is there or not: `AttachGroupPolicy` may be sent any number of times, and there is nothing to say whose
//! it is. All attachments of a group are read with one call.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use async_trait::async_trait;
use aws_sdk_iam::types::GroupDetail;
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

pub(crate) struct GroupPolicyAttachment;

#[async_trait]
impl Handler for GroupPolicyAttachment {
    fn kind(&self) -> &'static Kind {
        iam::GroupPolicyAttachment::kind()
    }

    fn permissions(&self) -> Permissions {
        Permissions {
            find: &["iam:ListAttachedGroupPolicies"],
            read: &[account::DETAILS, "iam:ListAttachedGroupPolicies"],
            create: &["iam:AttachGroupPolicy"],
            delete: &["iam:DetachGroupPolicy"],
            ..Permissions::default()
        }
    }

    async fn find(&self, aws: &Calls<'_>, request: &CreateRequest) -> Result<Option<Arc<str>>, CloudError> {
        let id = id(&request.inputs);
        let (group, policy) = ends(&id).unwrap_or_default();
        Ok(attached(aws, group).await?.contains(policy).then(|| id.into()))
    }

    async fn read(&self, aws: &Calls<'_>, resources: &[ReadRequest]) -> Result<Vec<Observation>, CloudError> {
        let account = account::known(aws).await?;
        let is_known = |(group, policy): &(&str, &str)| {
            let known = account.group(group).map(GroupDetail::attached_managed_policies).unwrap_or_default();
            known.iter().any(|attached| attached.policy_arn() == Some(*policy))
        };
        let unknown = |it| ends(it).filter(|ends| !is_known(ends)).map(|(group, _)| group);
        let groups: BTreeSet<&str> = resources.iter().filter_map(|it| unknown(&it.id)).collect();
        let read = |group| async move { Ok::<_, CloudError>((group, attached(aws, group).await?)) };
        let of_groups: BTreeMap<_, _> =
            try_join_all(groups.into_iter().map(read)).await?.into_iter().collect();
        let is_there = |ends @ (group, policy): &(&str, &str)| {
            is_known(ends) || of_groups.get(group).is_some_and(|policies| policies.contains(*policy))
        };
        let observe = |it: &ReadRequest| observation(ends(&it.id).filter(is_there).map(observed));
        Ok(resources.iter().map(observe).collect())
    }

    async fn create(&self, aws: &Calls<'_>, request: &CreateRequest) -> Result<Made, CloudError> {
        let id = id(&request.inputs);
        let (group, policy) = ends(&id).unwrap_or_default();
        let send = || aws.iam().attach_group_policy().group_name(group).policy_arn(policy).send();
        aws.call("iam:AttachGroupPolicy", send).await?;
        // There is nothing more to it than its two ends.
        let observed = Some(observed((group, policy)));
        Ok(Made { id: id.into(), observed })
    }

    /// Nothing of an attachment can be changed.
    async fn update(&self, _: &Calls<'_>, change: &Change<'_>) -> Result<Map, CloudError> {
        Ok(change.achieved())
    }

    async fn delete(&self, aws: &Calls<'_>, request: &DeleteRequest) -> Result<(), CloudError> {
        let Some((group, policy)) = ends(&request.id) else { return Ok(()) };
        let send = || aws.iam().detach_group_policy().group_name(group).policy_arn(policy).send();
        aws.call("iam:DetachGroupPolicy", send).await.map(drop)
    }
}

fn id(inputs: &Map) -> String {
    let of = |name| text(inputs, name).unwrap_or_default();
    format!("{}|{}", of("group_name"), of("policy_arn"))
}

/// The group's name, which has no bar in it, and the policy's ARN.
fn ends(id: &str) -> Option<(&str, &str)> {
    id.split_once('|')
}

/// The ARNs of the policies that are attached to a group.
async fn attached(aws: &Calls<'_>, group: &str) -> Result<BTreeSet<String>, CloudError> {
    let list = || aws.iam().list_attached_group_policies().group_name(group).into_paginator().items();
    let listed = aws.call("iam:ListAttachedGroupPolicies", || list().send().try_collect()).await;
    let policies = unless_missing(listed)?.unwrap_or_default();
    Ok(policies.into_iter().filter_map(|policy| policy.policy_arn).collect())
}

fn observed((group, policy): (&str, &str)) -> Map {
    Properties::default().with("group_name", group).with("policy_arn", policy).into_map()
}
