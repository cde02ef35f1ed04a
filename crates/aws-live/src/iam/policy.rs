//! `iam.Policy` on AWS.
//!
//! `CreatePolicy` has no token, but a name is given once: a second request is refused, and the tag then says whether
//! the policy that is there was made by the first. A managed policy has up to five versions; the default one counts.
//! To change it is to make another version, for which the oldest goes when there are five.

use std::sync::Arc;

use async_trait::async_trait;
use aws_sdk_iam::types::{Policy as Described, PolicyVersion};
use futures_util::future::try_join_all;
use ironwright_aws::iam;
use ironwright_core::state::Observation;
use ironwright_core::{Kind, Map, Resource as _, Value};
use ironwright_engine::cloud::{CloudError, CreateRequest, DeleteRequest, ReadRequest};

use super::account::{self, Account};
use super::{are_of, decoded, owned, to_tags, users};
use crate::calls::Calls;
use crate::change::Change;
use crate::documents;
use crate::error::unless_missing;
use crate::handler::{Handler, Made, Permissions};
use crate::properties::{Properties, observation, text};

pub(crate) struct Policy;

#[async_trait]
impl Handler for Policy {
    fn kind(&self) -> &'static Kind {
        iam::Policy::kind()
    }

    fn permissions(&self) -> Permissions {
        Permissions {
            find: &["iam:GetPolicy"],
            read: &["iam:GetPolicy", account::DETAILS, "iam:GetPolicyVersion"],
            create: &["iam:CreatePolicy", "iam:TagPolicy"],
            update: &[
                "iam:CreatePolicyVersion",
                "iam:ListPolicyVersions",
                "iam:DeletePolicyVersion",
                "iam:TagPolicy",
                "iam:UntagPolicy",
            ],
            delete: &[
                "iam:ListPolicyVersions",
                "iam:DeletePolicyVersion",
                "iam:DeletePolicy",
                "iam:ListEntitiesForPolicy",
            ],
            ..Permissions::default()
        }
    }

    async fn find(&self, aws: &Calls<'_>, request: &CreateRequest) -> Result<Option<Arc<str>>, CloudError> {
        let of = |name| text(&request.inputs, name);
        let (path, name) = (of("path").unwrap_or_else(|| "/".to_owned()), of("policy_name"));
        let arn = aws.global_arn("iam", &format!("policy{path}{}", name.unwrap_or_default()));
        let found = get(aws, &arn).await?.filter(|policy| are_of(request, policy.tags()));
        Ok(found.map(|_| arn.into()))
    }

    async fn read(&self, aws: &Calls<'_>, resources: &[ReadRequest]) -> Result<Vec<Observation>, CloudError> {
        let account = &account::known(aws).await?;
        let read = |request| async move { read(aws, account, request).await.map(observation) };
        try_join_all(resources.iter().map(read)).await
    }

    async fn create(&self, aws: &Calls<'_>, request: &CreateRequest) -> Result<Made, CloudError> {
        let inputs = &request.inputs;
        let send = || {
            aws.iam()
                .create_policy()
                .set_policy_name(text(inputs, "policy_name"))
                .set_policy_document(documents::text(inputs, "policy"))
                .set_description(text(inputs, "description"))
                .set_path(text(inputs, "path"))
                .set_tags(Some(owned(request)))
                .send()
        };
        let answer = aws.call("iam:CreatePolicy", send).await?;
        let made = answer.policy();
        let id = made.and_then(Described::arn).unwrap_or_default();
        // The answer leaves out what was said in the call.
        let said = |name: &str| inputs.get(name).cloned();
        let observed = made.map(|policy| {
            properties(policy, said("policy"))
                .with("description", said("description"))
                .with("tags", said("tags"))
                .into_map()
        });
        Ok(Made { id: id.into(), observed })
    }

    async fn update(&self, aws: &Calls<'_>, change: &Change<'_>) -> Result<Map, CloudError> {
        let (arn, wanted) = (change.id, change.wanted);
        if change.of("policy").is_some() {
            let old = versions(aws, arn).await?;
            if old.len() >= MOST_VERSIONS
                && let Some(oldest) = oldest(&old)
            {
                delete_version(aws, arn, oldest).await?;
            }
            let make = || aws.iam().create_policy_version().policy_arn(arn).set_as_default(true);
            let send = || make().set_policy_document(documents::text(wanted, "policy")).send();
            aws.call("iam:CreatePolicyVersion", send).await?;
        }
        if let Some(tags) = change.of_tags() {
            if !tags.set.is_empty() {
                let send =
                    || aws.iam().tag_policy().policy_arn(arn).set_tags(Some(to_tags(&tags.set))).send();
                aws.call("iam:TagPolicy", send).await?;
            }
            if !tags.remove.is_empty() {
                let remove = || Some(tags.remove.clone());
                let send = || aws.iam().untag_policy().policy_arn(arn).set_tag_keys(remove()).send();
                aws.call("iam:UntagPolicy", send).await?;
            }
        }
        Ok(change.achieved())
    }

    async fn delete(&self, aws: &Calls<'_>, request: &DeleteRequest) -> Result<(), CloudError> {
        let arn = &*request.id;
        let old = versions(aws, arn).await?;
        let old = old.iter().filter(|version| !version.is_default_version());
        try_join_all(old.map(|version| delete_version(aws, arn, version))).await?;
        let send = || aws.iam().delete_policy().policy_arn(arn).send();
        match aws.call("iam:DeletePolicy", send).await {
            Err(error) if error.code == "DeleteConflict" => Err(held(aws, arn, error).await?),
            result => result.map(drop),
        }
    }
}

/// The refusal to delete a policy, with what it is attached to.
async fn held(aws: &Calls<'_>, arn: &str, error: CloudError) -> Result<CloudError, CloudError> {
    let send = || aws.iam().list_entities_for_policy().policy_arn(arn).send();
    let holders = aws.call("iam:ListEntitiesForPolicy", send).await?;
    let roles = holders.policy_roles().iter().filter_map(|role| Some(format!("role {}", role.role_name()?)));
    let groups = holders.policy_groups().iter().filter_map(|it| Some(format!("group {}", it.group_name()?)));
    let users = holders.policy_users().iter().filter_map(|user| Some(format!("user {}", user.user_name()?)));
    let names: Vec<String> = roles.chain(groups).chain(users).collect();
    if names.is_empty() {
        return Ok(error);
    }
    Ok(error.hint(format!("detach it from what holds it: {}", names.join(", "))))
}

/// How many versions AWS keeps of a policy.
const MOST_VERSIONS: usize = 5;

async fn get(aws: &Calls<'_>, arn: &str) -> Result<Option<Described>, CloudError> {
    let got = aws.call("iam:GetPolicy", || aws.iam().get_policy().policy_arn(arn).send()).await;
    Ok(unless_missing(got)?.and_then(|answer| answer.policy))
}

async fn read(aws: &Calls<'_>, account: &Account, request: &ReadRequest) -> Result<Option<Map>, CloudError> {
    let Some(policy) = get(aws, &request.id).await? else { return Ok(None) };
    let version = policy.default_version_id().unwrap_or_default();
    let document = match account.version(&request.id, version) {
        Some(known) => Some(known.clone()),
        None => document(aws, &request.id, version).await?,
    };
    let document = documents::as_applied(document, request.inputs.get("policy"));
    let observed = properties(&policy, document)
        .with("description", policy.description().filter(|text| !text.is_empty()))
        .with_tags(users(policy.tags()));
    Ok(Some(observed.into_map()))
}

/// The text of a version.
async fn document(aws: &Calls<'_>, arn: &str, version: &str) -> Result<Option<Value>, CloudError> {
    let send = || aws.iam().get_policy_version().policy_arn(arn).version_id(version).send();
    let answer = unless_missing(aws.call("iam:GetPolicyVersion", send).await)?;
    Ok(answer.and_then(|answer| decoded(answer.policy_version()?.document())))
}

fn properties(policy: &Described, document: Option<Value>) -> Properties {
    Properties::default()
        .with("arn", policy.arn())
        .with("policy_name", policy.policy_name())
        .with("path", policy.path())
        .with("policy", document)
}

/// All versions of a policy, without their documents.
async fn versions(aws: &Calls<'_>, arn: &str) -> Result<Vec<PolicyVersion>, CloudError> {
    let list = || aws.iam().list_policy_versions().policy_arn(arn).send();
    Ok(aws.call("iam:ListPolicyVersions", list).await?.versions.unwrap_or_default())
}

/// The oldest version that is not the default. They are counted, `v9` before `v10`.
fn oldest(versions: &[PolicyVersion]) -> Option<&PolicyVersion> {
    let number = |version: &&PolicyVersion| {
        version.version_id().and_then(|id| id.trim_start_matches('v').parse::<u64>().ok())
    };
    versions.iter().filter(|version| !version.is_default_version()).min_by_key(number)
}

async fn delete_version(aws: &Calls<'_>, arn: &str, version: &PolicyVersion) -> Result<(), CloudError> {
    let id = version.version_id().unwrap_or_default();
    let send = || aws.iam().delete_policy_version().policy_arn(arn).version_id(id).send();
    unless_missing(aws.call("iam:DeletePolicyVersion", send).await).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_version_goes_by_its_number_and_is_never_the_default() {
        let version = |id: &str, default: bool| {
            PolicyVersion::builder().version_id(id).is_default_version(default).build()
        };
        let all = [version("v10", false), version("v8", true), version("v9", false), version("v12", false)];
        assert_eq!(oldest(&all).and_then(PolicyVersion::version_id), Some("v9"));
        assert_eq!(oldest(&[version("v1", true)]), None);
    }
}
