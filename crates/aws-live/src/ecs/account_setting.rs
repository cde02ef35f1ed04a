//! `ecs.AccountSetting` on AWS: a value for all who have said nothing else, which the account's root stands for.
//!
//! AWS always has some value, and tells which ones somebody has set: only those are there.

use std::collections::BTreeMap;

use aws_sdk_ecs::types::{Setting, SettingName};
use ironwright_aws::ecs::AccountSetting;

use super::api::ECS;
use crate::handler::prelude::*;

const LIST: Action = ECS.action("ListAccountSettings");
const PUT: Action = ECS.action("PutAccountSettingDefault");
const DELETE: Action = ECS.action("DeleteAccountSetting");

on_aws!(AccountSetting as AsPlaced);

impl Placed for AccountSetting {
    const LOOK: Actions = &[LIST];
    const PUT: Actions = &[PUT];
    const REMOVE: Actions = &[DELETE];

    fn id(inputs: &Map) -> String {
        text(inputs, Self::NAME).unwrap_or_default()
    }

    async fn look(aws: &Calls<'_>, places: &[ReadRequest]) -> Result<Vec<Option<Map>>> {
        let root = root_of(aws);
        let list = || aws.ecs().list_account_settings().principal_arn(&root).effective_settings(false);
        let send = |page| list().set_next_token(page).send();
        let all = aws.pages(LIST, send, |it| (it.settings, it.next_token)).await?;
        let of_root = |it: &&Setting| it.principal_arn().is_none_or(|principal| principal == root);
        let set: BTreeMap<&str, &Setting> =
            all.iter().filter(of_root).filter_map(|it| Some((it.name()?.as_str(), it))).collect();
        let look = |place: &ReadRequest| {
            let setting = set.get(&*place.id)?;
            let named = Properties::default().with(Self::NAME, &*place.id);
            Some(named.with(Self::VALUE, setting.value()).into_map())
        };
        Ok(places.iter().map(look).collect())
    }

    async fn put(aws: &Calls<'_>, id: &str, inputs: &Map) -> Result<Option<Map>> {
        let value: Option<String> = text(inputs, Self::VALUE);
        let put = || aws.ecs().put_account_setting_default().name(SettingName::from(id));
        aws.call(PUT, || put().set_value(value.clone()).send()).await?;
        Ok(Some(inputs.clone()))
    }

    async fn remove(aws: &Calls<'_>, request: &DeleteRequest) -> Result<()> {
        let root = root_of(aws);
        let delete = || aws.ecs().delete_account_setting().name(SettingName::from(&*request.id));
        aws.call(DELETE, || delete().principal_arn(&root).send()).await.map(drop)
    }
}

/// The account's root, which stands for all who have said nothing else.
fn root_of(aws: &Calls<'_>) -> String {
    let place = aws.place();
    format!("arn:{}:iam::{}:root", place.partition, place.account)
}
