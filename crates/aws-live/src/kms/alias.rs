//! `kms.Alias` on AWS: a name that stands for a key. KMS lists all aliases of a region, and refuses a second of one name.

use ironwright_aws::kms::{Alias, AliasOutputs};

use super::api::KMS;
use crate::handler::prelude::*;

const LIST: Action = KMS.action("ListAliases");
const CREATE: Action = KMS.action("CreateAlias");
const UPDATE: Action = KMS.action("UpdateAlias");
const DELETE: Action = KMS.action("DeleteAlias");

on_aws!(Alias as AsPlaced);

impl Placed for Alias {
    const LOOK: Actions = &[LIST];
    const PUT: Actions = &[CREATE];
    const CHANGE: Actions = &[UPDATE];
    const REMOVE: Actions = &[DELETE];

    fn id(inputs: &Map) -> String {
        text(inputs, Self::ALIAS_NAME).unwrap_or_default()
    }

    async fn look(aws: &Calls<'_>, places: &[ReadRequest]) -> Result<Vec<Option<Map>>> {
        let send = |page| aws.kms().list_aliases().set_marker(page).send();
        let all = aws.pages(LIST, send, |it| (it.aliases, it.next_marker)).await?;
        let look = |place: &ReadRequest| {
            let there = all.iter().find(|alias| alias.alias_name() == Some(&*place.id))?;
            let observed = Properties::default()
                .with(Self::ALIAS_NAME, there.alias_name())
                .with(AliasOutputs::ARN, there.alias_arn())
                .with(Self::TARGET_KEY_ID, there.target_key_id());
            Some(observed.into_map())
        };
        Ok(places.iter().map(look).collect())
    }

    async fn put(aws: &Calls<'_>, id: &str, inputs: &Map) -> Result<Option<Map>> {
        let create = || aws.kms().create_alias().alias_name(id);
        let send = || create().set_target_key_id(text(inputs, Self::TARGET_KEY_ID)).send();
        aws.call(CREATE, send).await?;
        Ok(None)
    }

    async fn change(aws: &Calls<'_>, change: &Change<'_>) -> Result<Map> {
        let update = || aws.kms().update_alias().alias_name(change.id);
        let send = || update().set_target_key_id(text(change.wanted, Self::TARGET_KEY_ID)).send();
        aws.call(UPDATE, send).await?;
        Ok(change.achieved())
    }

    async fn remove(aws: &Calls<'_>, request: &DeleteRequest) -> Result<()> {
        let send = || aws.kms().delete_alias().alias_name(&*request.id).send();
        aws.call(DELETE, send).await.map(drop)
    }
}
