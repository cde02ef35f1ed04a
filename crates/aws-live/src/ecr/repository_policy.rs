//! `ecr.RepositoryPolicy` on AWS: a document of which a repository has one. ECR reads one at a time only.

use async_trait::async_trait;
use ironwright_aws::ecr;
use ironwright_core::{Kind, Map, Resource as _, Value};
use ironwright_engine::cloud::CloudError;

use crate::calls::Calls;
use crate::documents;
use crate::error::unless_missing;
use crate::placed::{Actions, Placed};
use crate::properties::{Properties, text};

pub(crate) struct RepositoryPolicy;

#[async_trait]
impl Placed for RepositoryPolicy {
    fn kind(&self) -> &'static Kind {
        ecr::RepositoryPolicy::kind()
    }

    fn actions(&self) -> Actions {
        Actions {
            get: &["ecr:GetRepositoryPolicy"],
            get_all: &["ecr:GetRepositoryPolicy"],
            get_and_put: &["ecr:GetRepositoryPolicy", "ecr:SetRepositoryPolicy"],
            put: &["ecr:SetRepositoryPolicy"],
            remove: &["ecr:DeleteRepositoryPolicy"],
        }
    }

    fn id(&self, inputs: &Map) -> String {
        text(inputs, "repository_name").unwrap_or_default()
    }

    fn place(&self, id: &str) -> Properties {
        Properties::default().with("repository_name", id)
    }

    async fn get(&self, aws: &Calls<'_>, id: &str) -> Result<Option<Value>, CloudError> {
        let send = || aws.ecr().get_repository_policy().repository_name(id).send();
        let answer = unless_missing(aws.call("ecr:GetRepositoryPolicy", send).await)?;
        Ok(answer.and_then(|answer| documents::parsed(answer.policy_text()?)))
    }

    async fn put(&self, aws: &Calls<'_>, id: &str, document: Option<String>) -> Result<(), CloudError> {
        let put = || aws.ecr().set_repository_policy().repository_name(id);
        let send = || put().set_policy_text(document.clone()).send();
        aws.call("ecr:SetRepositoryPolicy", send).await.map(drop)
    }

    async fn remove(&self, aws: &Calls<'_>, id: &str) -> Result<(), CloudError> {
        let send = || aws.ecr().delete_repository_policy().repository_name(id).send();
        aws.call("ecr:DeleteRepositoryPolicy", send).await.map(drop)
    }
}
