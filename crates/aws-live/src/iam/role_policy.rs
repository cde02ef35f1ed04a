//! `iam.RolePolicy` on AWS: a document in a role, under a name.

use async_trait::async_trait;
use futures_util::future::try_join_all;
use ironwright_aws::iam;
use ironwright_core::{Kind, Map, Resource as _, Value};
use ironwright_engine::cloud::CloudError;

use super::{account, decoded};
use crate::calls::Calls;
use crate::error::unless_missing;
use crate::placed::{Actions, Placed};
use crate::properties::{Properties, text};

pub(crate) struct RolePolicy;

#[async_trait]
impl Placed for RolePolicy {
    fn kind(&self) -> &'static Kind {
        iam::RolePolicy::kind()
    }

    fn actions(&self) -> Actions {
        Actions {
            get: &["iam:GetRolePolicy"],
            get_all: &[account::DETAILS, "iam:GetRolePolicy"],
            get_and_put: &["iam:GetRolePolicy", "iam:PutRolePolicy"],
            put: &["iam:PutRolePolicy"],
            remove: &["iam:DeleteRolePolicy"],
        }
    }

    fn id(&self, inputs: &Map) -> String {
        let of = |name| text(inputs, name).unwrap_or_default();
        format!("{}:{}", of("role_name"), of("policy_name"))
    }

    fn place(&self, id: &str) -> Properties {
        let (role, name) = role_and_name(id);
        Properties::default().with("role_name", role).with("policy_name", name)
    }

    async fn get(&self, aws: &Calls<'_>, id: &str) -> Result<Option<Value>, CloudError> {
        let (role, name) = role_and_name(id);
        let send = || aws.iam().get_role_policy().role_name(role).policy_name(name).send();
        let answer = unless_missing(aws.call("iam:GetRolePolicy", send).await)?;
        Ok(answer.and_then(|answer| decoded(Some(answer.policy_document()))))
    }

    async fn get_all(&self, aws: &Calls<'_>, ids: &[&str]) -> Result<Vec<Option<Value>>, CloudError> {
        let account = &account::known(aws).await?;
        let get = |id| async move {
            let (role, name) = role_and_name(id);
            match account.inline(role, name) {
                Some(known) => Ok(Some(known.clone())),
                None => self.get(aws, id).await,
            }
        };
        try_join_all(ids.iter().copied().map(get)).await
    }

    async fn put(&self, aws: &Calls<'_>, id: &str, document: Option<String>) -> Result<(), CloudError> {
        let (role, name) = role_and_name(id);
        let put = || aws.iam().put_role_policy().role_name(role).policy_name(name);
        let send = || put().set_policy_document(document.clone()).send();
        aws.call("iam:PutRolePolicy", send).await.map(drop)
    }

    async fn remove(&self, aws: &Calls<'_>, id: &str) -> Result<(), CloudError> {
        let (role, name) = role_and_name(id);
        let send = || aws.iam().delete_role_policy().role_name(role).policy_name(name).send();
        aws.call("iam:DeleteRolePolicy", send).await.map(drop)
    }
}

/// The role and the policy's name; neither holds a colon.
fn role_and_name(id: &str) -> (&str, &str) {
    id.split_once(':').unwrap_or((id, ""))
}
