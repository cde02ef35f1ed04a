//! `logs.ResourcePolicy` on AWS: a document under a name, which `PutResourcePolicy` overwrites. All are read with one call.

use ironwright_aws::logs::ResourcePolicy;

use super::api::LOGS;
use crate::handler::documents;
use crate::handler::prelude::*;

const LIST: Action = LOGS.action("DescribeResourcePolicies");
const PUT: Action = LOGS.action("PutResourcePolicy");
const DELETE: Action = LOGS.action("DeleteResourcePolicy");

on_aws!(ResourcePolicy as AsPlaced);

impl Placed for ResourcePolicy {
    const LOOK: Actions = &[LIST];
    const PUT: Actions = &[PUT];
    const REMOVE: Actions = &[DELETE];

    fn id(inputs: &Map) -> String {
        text(inputs, Self::POLICY_NAME).unwrap_or_default()
    }

    async fn look(aws: &Calls<'_>, places: &[ReadRequest]) -> Result<Vec<Option<Map>>> {
        let send = |page| aws.logs().describe_resource_policies().set_next_token(page).send();
        let all = aws.pages(LIST, send, |it| (it.resource_policies, it.next_token)).await?;
        let look = |place: &ReadRequest| {
            let found = all.iter().find(|it| it.policy_name() == Some(&*place.id))?;
            let there = documents::parsed(found.policy_document()?);
            let document = documents::as_applied(there, place.inputs.get(Self::POLICY_DOCUMENT))?;
            let at = Properties::default().with(Self::POLICY_NAME, &*place.id);
            Some(at.with(Self::POLICY_DOCUMENT, document).into_map())
        };
        Ok(places.iter().map(look).collect())
    }

    async fn put(aws: &Calls<'_>, id: &str, inputs: &Map) -> Result<Option<Map>> {
        let document = || documents::text(inputs, Self::POLICY_DOCUMENT);
        let put = || aws.logs().put_resource_policy().policy_name(id);
        aws.call(PUT, || put().set_policy_document(document()).send()).await?;
        Ok(Some(inputs.clone()))
    }

    async fn remove(aws: &Calls<'_>, request: &DeleteRequest) -> Result<()> {
        let send = || aws.logs().delete_resource_policy().policy_name(&*request.id).send();
        aws.call(DELETE, send).await.map(drop)
    }
}
