//! `ecr.LifecyclePolicy` on AWS: a document of which a repository has one. ECR reads one at a time only.

use futures_util::future::try_join_all;
use ironwright_aws::ecr::LifecyclePolicy;

use super::api::ECR;
use crate::handler::documents;
use crate::handler::prelude::*;

const GET: Action = ECR.action("GetLifecyclePolicy");
const PUT: Action = ECR.action("PutLifecyclePolicy");
const DELETE: Action = ECR.action("DeleteLifecyclePolicy");

on_aws!(LifecyclePolicy as AsPlaced);

impl Placed for LifecyclePolicy {
    const LOOK: Actions = &[GET];
    const PUT: Actions = &[PUT];
    const REMOVE: Actions = &[DELETE];

    fn id(inputs: &Map) -> String {
        text(inputs, Self::REPOSITORY_NAME).unwrap_or_default()
    }

    async fn look(aws: &Calls<'_>, places: &[ReadRequest]) -> Result<Vec<Option<Map>>> {
        let look = async |place: &ReadRequest| {
            let send = || aws.ecr().get_lifecycle_policy().repository_name(&*place.id).send();
            let answer = unless_missing(aws.call(GET, send).await)?;
            let there = answer.and_then(|answer| documents::parsed(answer.lifecycle_policy_text()?));
            let document = documents::as_applied(there, place.inputs.get(Self::POLICY));
            let at = Properties::default().with(Self::REPOSITORY_NAME, &*place.id);
            Ok(document.map(|document| at.with(Self::POLICY, document).into_map()))
        };
        try_join_all(places.iter().map(look)).await
    }

    async fn put(aws: &Calls<'_>, id: &str, inputs: &Map) -> Result<Option<Map>> {
        let put = || aws.ecr().put_lifecycle_policy().repository_name(id);
        let document = || documents::text(inputs, Self::POLICY);
        aws.call(PUT, || put().set_lifecycle_policy_text(document()).send()).await?;
        Ok(Some(inputs.clone()))
    }

    async fn remove(aws: &Calls<'_>, request: &DeleteRequest) -> Result<()> {
        let send = || aws.ecr().delete_lifecycle_policy().repository_name(&*request.id).send();
        aws.call(DELETE, send).await.map(drop)
    }
}
