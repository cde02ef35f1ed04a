//! `secretsmanager.ResourcePolicy` on AWS: a document of which a secret has one.

use futures_util::future::try_join_all;
use ironwright_aws::secretsmanager::ResourcePolicy;

use super::api::SECRETS_MANAGER;
use crate::handler::documents;
use crate::handler::prelude::*;

const GET: Action = SECRETS_MANAGER.action("GetResourcePolicy");
const PUT: Action = SECRETS_MANAGER.action("PutResourcePolicy");
const DELETE: Action = SECRETS_MANAGER.action("DeleteResourcePolicy");

on_aws!(ResourcePolicy as AsPlaced);

impl Placed for ResourcePolicy {
    const LOOK: Actions = &[GET];
    const PUT: Actions = &[PUT];
    const REMOVE: Actions = &[DELETE];

    fn id(inputs: &Map) -> String {
        text(inputs, Self::SECRET_ID).unwrap_or_default()
    }

    async fn look(aws: &Calls<'_>, places: &[ReadRequest]) -> Result<Vec<Option<Map>>> {
        let look = async |place: &ReadRequest| {
            let send = || aws.secretsmanager().get_resource_policy().secret_id(&*place.id).send();
            let answer = unless_missing(aws.call(GET, send).await)?;
            let there = answer.and_then(|answer| documents::parsed(answer.resource_policy()?));
            let document = documents::as_applied(there, place.inputs.get(Self::RESOURCE_POLICY));
            let at = Properties::default().with(Self::SECRET_ID, &*place.id);
            Ok(document.map(|document| at.with(Self::RESOURCE_POLICY, document).into_map()))
        };
        try_join_all(places.iter().map(look)).await
    }

    async fn put(aws: &Calls<'_>, id: &str, inputs: &Map) -> Result<Option<Map>> {
        let put = || aws.secretsmanager().put_resource_policy().secret_id(id);
        let document = || put().set_resource_policy(documents::text(inputs, Self::RESOURCE_POLICY));
        let block = flag(inputs, Self::BLOCK_PUBLIC_POLICY);
        aws.call(PUT, || document().set_block_public_policy(block).send()).await?;
        Ok(None)
    }

    async fn change(aws: &Calls<'_>, change: &Change<'_>) -> Result<Map> {
        if change.of(Self::RESOURCE_POLICY).is_some() {
            Self::put(aws, change.id, change.wanted).await?;
        }
        Ok(change.achieved())
    }

    async fn remove(aws: &Calls<'_>, request: &DeleteRequest) -> Result<()> {
        let send = || aws.secretsmanager().delete_resource_policy().secret_id(&*request.id).send();
        aws.call(DELETE, send).await.map(drop)
    }
}
