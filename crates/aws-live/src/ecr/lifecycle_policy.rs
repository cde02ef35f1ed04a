//! `ecr.LifecyclePolicy` on AWS: a document of which a repository has one. ECR reads one at a time only.

use async_trait::async_trait;
use ironwright_aws::ecr;
use ironwright_core::{Kind, Map, Resource as _, Value};
use ironwright_engine::cloud::CloudError;

use crate::calls::Calls;
use crate::documents;
use crate::error::unless_missing;
use crate::placed::{Actions, Placed};
use crate::properties::{Properties, text};

pub(crate) struct LifecyclePolicy;

#[async_trait]
impl Placed for LifecyclePolicy {
    fn kind(&self) -> &'static Kind {
        ecr::LifecyclePolicy::kind()
    }

    fn actions(&self) -> Actions {
        Actions {
            get: &["ecr:GetLifecyclePolicy"],
            get_all: &["ecr:GetLifecyclePolicy"],
            get_and_put: &["ecr:GetLifecyclePolicy", "ecr:PutLifecyclePolicy"],
            put: &["ecr:PutLifecyclePolicy"],
            remove: &["ecr:DeleteLifecyclePolicy"],
        }
    }

    fn id(&self, inputs: &Map) -> String {
        text(inputs, "repository_name").unwrap_or_default()
    }

    fn place(&self, id: &str) -> Properties {
        Properties::default().with("repository_name", id)
    }

    async fn get(&self, aws: &Calls<'_>, id: &str) -> Result<Option<Value>, CloudError> {
        let send = || aws.ecr().get_lifecycle_policy().repository_name(id).send();
        let answer = unless_missing(aws.call("ecr:GetLifecyclePolicy", send).await)?;
        Ok(answer.and_then(|answer| documents::parsed(answer.lifecycle_policy_text()?)))
    }

    async fn put(&self, aws: &Calls<'_>, id: &str, document: Option<String>) -> Result<(), CloudError> {
        let put = || aws.ecr().put_lifecycle_policy().repository_name(id);
        let send = || put().set_lifecycle_policy_text(document.clone()).send();
        aws.call("ecr:PutLifecyclePolicy", send).await.map(drop)
    }

    async fn remove(&self, aws: &Calls<'_>, id: &str) -> Result<(), CloudError> {
        let send = || aws.ecr().delete_lifecycle_policy().repository_name(id).send();
        aws.call("ecr:DeleteLifecyclePolicy", send).await.map(drop)
    }
}
