//! `iam.Policy` on AWS.
//!
//! `CreatePolicy` has no token, but a name is given once: a second request is refused, and the tag then says whether
//! the policy that is there was made by the first. A managed policy has up to five versions; the default one counts.
//! To change it is to make another version, for which the oldest goes when there are five.

use aws_sdk_iam::types::Policy as Listed;
use futures_util::future::try_join_all;
use ironwright_aws::iam::{Policy, PolicyOutputs};

use super::account::{self, Account, DETAILS};
use super::api::{IAM, OfPolicy, decoded, to_tags};
use super::versions;
use crate::handler::prelude::*;
use crate::handler::{documents, owned};

const VERSION: Action = IAM.action("GetPolicyVersion");
const CREATE_VERSION: Action = IAM.action("CreatePolicyVersion");
const ENTITIES: Action = IAM.action("ListEntitiesForPolicy");

/// A policy with the text of its default version.
type Described = (Listed, Option<Value>);

on_aws!(Policy as AsTagged);

impl Tagged for Policy {
    type Described = Described;
    type Tags = OfPolicy;

    const ID: fn(&Described) -> Option<&str> = |(policy, _)| policy.arn();
    const READ: Action = IAM.action("GetPolicy");
    const ALSO_READ: Actions = &[DETAILS, VERSION];
    const CREATE: Action = IAM.action("CreatePolicy");
    const UPDATE: Actions = &[CREATE_VERSION, versions::CALLS[0], versions::CALLS[1]];
    const DELETE: Action = IAM.action("DeletePolicy");
    const ALSO_DELETE: Actions = &[versions::CALLS[0], versions::CALLS[1], ENTITIES];

    async fn list(aws: &Calls<'_>, which: Which<'_>) -> Result<Vec<Described>> {
        let arns = match which {
            Which::Read(resources) => crate::handler::ids(resources),
            Which::MadeBy(request) => vec![arn(aws, &request.inputs)],
        };
        let account = account::known(aws).await?;
        let found = try_join_all(arns.iter().map(|arn| get(aws, &account, arn))).await?;
        Ok(found.into_iter().flatten().collect())
    }

    fn observe(_: &Calls<'_>, (policy, document): &Described, applied: &Map) -> Properties {
        properties(policy)
            .with(Self::POLICY, documents::as_applied(document.clone(), applied.get(Self::POLICY)))
            .with(Self::DESCRIPTION, policy.description().filter(|text| !text.is_empty()))
            .with_tags(policy.tags())
    }

    async fn create(aws: &Calls<'_>, request: &CreateRequest) -> Result<Made> {
        let inputs = &request.inputs;
        let send = || {
            aws.iam()
                .create_policy()
                .set_policy_name(text(inputs, Self::POLICY_NAME))
                .set_policy_document(documents::text(inputs, Self::POLICY))
                .set_description(text(inputs, Self::DESCRIPTION))
                .set_path(text(inputs, Self::PATH))
                .set_tags(Some(to_tags(&owned(request))))
                .send()
        };
        let answer = aws.call(Self::CREATE, send).await?;
        let made = Made::named(Self::CREATE, answer.policy().and_then(Listed::arn))?;
        // The answer leaves out what was said in the call.
        let said = [Self::POLICY, Self::DESCRIPTION, Self::TAGS];
        Ok(match answer.policy() {
            Some(policy) => made.with(properties(policy).with_those_of(inputs, &said).into_map()),
            None => made,
        })
    }

    async fn update(aws: &Calls<'_>, change: &Change<'_>) -> Result<()> {
        if change.of(Self::POLICY).is_none() {
            return Ok(());
        }
        versions::make_room(aws, change.id).await?;
        let make = || aws.iam().create_policy_version().policy_arn(change.id).set_as_default(true);
        let text = || documents::text(change.wanted, Self::POLICY);
        aws.call(CREATE_VERSION, || make().set_policy_document(text()).send()).await.map(drop)
    }

    async fn delete(aws: &Calls<'_>, request: &DeleteRequest) -> Result<()> {
        let arn = &*request.id;
        versions::delete_old(aws, arn).await?;
        match aws.call(Self::DELETE, || aws.iam().delete_policy().policy_arn(arn).send()).await {
            Err(error) if error.code == "DeleteConflict" => Err(held(aws, arn, error).await?),
            result => result.map(drop),
        }
    }
}

/// The ARN that a policy of these inputs has.
fn arn(aws: &Calls<'_>, inputs: &Map) -> String {
    let path: Option<String> = text(inputs, Policy::PATH);
    let name: Option<String> = text(inputs, Policy::POLICY_NAME);
    let (path, name) = (path.as_deref().unwrap_or("/"), name.unwrap_or_default());
    aws.place().global_arn("iam", &format!("policy{path}{name}"))
}

async fn get(aws: &Calls<'_>, account: &Account, arn: &str) -> Result<Option<Described>> {
    let send = || aws.iam().get_policy().policy_arn(arn).send();
    let answer = unless_missing(aws.call(Policy::READ, send).await)?;
    let Some(policy) = answer.and_then(|answer| answer.policy) else { return Ok(None) };
    let version = policy.default_version_id().unwrap_or_default();
    if let Some(known) = account.version(arn, version) {
        return Ok(Some((policy, Some(known.clone()))));
    }
    let send = || aws.iam().get_policy_version().policy_arn(arn).version_id(version).send();
    let answer = unless_missing(aws.call(VERSION, send).await)?;
    let document = answer.and_then(|answer| decoded(answer.policy_version()?.document()));
    Ok(Some((policy, document)))
}

/// What every answer about a policy tells.
fn properties(policy: &Listed) -> Properties {
    Properties::default()
        .with(PolicyOutputs::ARN, policy.arn())
        .with(Policy::POLICY_NAME, policy.policy_name())
        .with(Policy::PATH, policy.path())
}

/// The refusal to delete a policy, with what it is attached to.
async fn held(aws: &Calls<'_>, arn: &str, error: CloudError) -> Result<CloudError> {
    let send = || aws.iam().list_entities_for_policy().policy_arn(arn).send();
    let holders = aws.call(ENTITIES, send).await?;
    let roles = holders.policy_roles().iter().filter_map(|role| Some(format!("role {}", role.role_name()?)));
    let groups = holders.policy_groups().iter().filter_map(|it| Some(format!("group {}", it.group_name()?)));
    let users = holders.policy_users().iter().filter_map(|user| Some(format!("user {}", user.user_name()?)));
    let names: Vec<String> = roles.chain(groups).chain(users).collect();
    if names.is_empty() {
        return Ok(error);
    }
    Ok(error.hint(format!("detach it from what holds it: {}", names.join(", "))))
}
