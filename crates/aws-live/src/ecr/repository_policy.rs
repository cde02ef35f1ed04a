//! `ecr.RepositoryPolicy` on AWS: a document of which a repository has one. ECR reads one at a time only.

use futures_util::future::try_join_all;
use ironwright_aws::ecr::RepositoryPolicy;

use super::api::ECR;
use crate::handler::documents;
use crate::handler::prelude::*;

const GET: Action = ECR.action("GetRepositoryPolicy");
const PUT: Action = ECR.action("SetRepositoryPolicy");
const DELETE: Action = ECR.action("DeleteRepositoryPolicy");

on_aws!(RepositoryPolicy as AsPlaced);

impl Placed for RepositoryPolicy {
    const LOOK: Actions = &[GET];
    const PUT: Actions = &[PUT];
    const REMOVE: Actions = &[DELETE];

    fn id(inputs: &Map) -> String {
        text(inputs, Self::REPOSITORY_NAME).unwrap_or_default()
    }

    async fn look(aws: &Calls<'_>, places: &[ReadRequest]) -> Result<Vec<Option<Map>>> {
        let look = async |place: &ReadRequest| {
            let send = || aws.ecr().get_repository_policy().repository_name(&*place.id).send();
            let answer = unless_missing(aws.call(GET, send).await)?;
            let there = answer.and_then(|answer| documents::parsed(answer.policy_text()?));
            let document = documents::as_applied(there, place.inputs.get(Self::POLICY));
            let at = Properties::default().with(Self::REPOSITORY_NAME, &*place.id);
            Ok(document.map(|document| at.with(Self::POLICY, document).into_map()))
        };
        try_join_all(places.iter().map(look)).await
    }

    async fn put(aws: &Calls<'_>, id: &str, inputs: &Map) -> Result<Option<Map>> {
        let put = || aws.ecr().set_repository_policy().repository_name(id);
        let document = || documents::text(inputs, Self::POLICY);
        aws.call(PUT, || put().set_policy_text(document()).send()).await?;
        Ok(Some(inputs.clone()))
    }

    async fn remove(aws: &Calls<'_>, request: &DeleteRequest) -> Result<()> {
        let send = || aws.ecr().delete_repository_policy().repository_name(&*request.id).send();
        aws.call(DELETE, send).await.map(drop)
    }
}
