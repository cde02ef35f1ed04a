//! `iam.RolePolicy` on AWS: a document in a role, under a name.

use futures_util::future::try_join_all;
use ironwright_aws::iam::RolePolicy;

use super::account::{self, DETAILS};
use super::api::{IAM, decoded};
use crate::handler::documents;
use crate::handler::prelude::*;

const GET: Action = IAM.action("GetRolePolicy");
const PUT: Action = IAM.action("PutRolePolicy");
const DELETE: Action = IAM.action("DeleteRolePolicy");

on_aws!(RolePolicy as AsPlaced);

impl Placed for RolePolicy {
    const LOOK: Actions = &[DETAILS, GET];
    const PUT: Actions = &[PUT];
    const REMOVE: Actions = &[DELETE];

    fn id(inputs: &Map) -> String {
        let of = |name| text::<String>(inputs, name).unwrap_or_default();
        format!("{}:{}", of(Self::ROLE_NAME), of(Self::POLICY_NAME))
    }

    async fn look(aws: &Calls<'_>, places: &[ReadRequest]) -> Result<Vec<Option<Map>>> {
        let account = &account::known(aws).await?;
        let look = async |place: &ReadRequest| {
            let (role, name) = role_and_name(&place.id);
            let there = match account.inline(role, name) {
                Some(known) => Some(known.clone()),
                None => get(aws, role, name).await?,
            };
            let document = documents::as_applied(there, place.inputs.get(Self::POLICY));
            let at = Properties::default().with(Self::ROLE_NAME, role).with(Self::POLICY_NAME, name);
            Ok(document.map(|document| at.with(Self::POLICY, document).into_map()))
        };
        try_join_all(places.iter().map(look)).await
    }

    async fn put(aws: &Calls<'_>, id: &str, inputs: &Map) -> Result<Option<Map>> {
        let (role, name) = role_and_name(id);
        let put = || aws.iam().put_role_policy().role_name(role).policy_name(name);
        let document = || documents::text(inputs, Self::POLICY);
        aws.call(PUT, || put().set_policy_document(document()).send()).await?;
        Ok(Some(inputs.clone()))
    }

    async fn remove(aws: &Calls<'_>, request: &DeleteRequest) -> Result<()> {
        let (role, name) = role_and_name(&request.id);
        let send = || aws.iam().delete_role_policy().role_name(role).policy_name(name).send();
        aws.call(DELETE, send).await.map(drop)
    }
}

async fn get(aws: &Calls<'_>, role: &str, name: &str) -> Result<Option<Value>> {
    let send = || aws.iam().get_role_policy().role_name(role).policy_name(name).send();
    let answer = unless_missing(aws.call(GET, send).await)?;
    Ok(answer.and_then(|answer| decoded(Some(answer.policy_document()))))
}

/// The role and the policy's name; neither holds a colon.
fn role_and_name(id: &str) -> (&str, &str) {
    id.split_once(':').unwrap_or((id, ""))
}
