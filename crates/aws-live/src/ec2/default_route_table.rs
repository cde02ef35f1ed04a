//! `ec2.DefaultRouteTable` on AWS.
//!
//! AWS has made the table with its VPC, and deletes it with it: to create is to take note of it, to delete is to take
//! the declared tags away again. It carries no ownership tags, since it is nobody's to sweep away.

use std::sync::Arc;

use async_trait::async_trait;
use aws_sdk_ec2::types::{RouteTable as Described, Tag};
use ironwright_aws::ec2;
use ironwright_core::state::Observation;
use ironwright_core::{Kind, Map, Resource as _, Value};
use ironwright_engine::cloud::{CloudError, CreateRequest, DeleteRequest, ReadRequest};

use super::tables::tables;
use super::{change_tags, users};
use crate::calls::Calls;
use crate::change::Change;
use crate::handler::{Handler, Made, Permissions};
use crate::properties::{Properties, ids, observations, text};

pub(crate) struct DefaultRouteTable;

#[async_trait]
impl Handler for DefaultRouteTable {
    fn kind(&self) -> &'static Kind {
        ec2::DefaultRouteTable::kind()
    }

    fn permissions(&self) -> Permissions {
        Permissions {
            find: &["ec2:DescribeRouteTables"],
            read: &["ec2:DescribeRouteTables"],
            create: &["ec2:DescribeRouteTables"],
            update: &["ec2:CreateTags", "ec2:DeleteTags"],
            delete: &["ec2:DeleteTags"],
            ..Permissions::default()
        }
    }

    async fn find(&self, aws: &Calls<'_>, request: &CreateRequest) -> Result<Option<Arc<str>>, CloudError> {
        let id = id_of(request).unwrap_or_default();
        let found = tables(aws, vec![id.clone()]).await?;
        let is_there = found.iter().any(|table| table.route_table_id() == Some(&id));
        Ok(is_there.then(|| id.into()))
    }

    async fn read(&self, aws: &Calls<'_>, resources: &[ReadRequest]) -> Result<Vec<Observation>, CloudError> {
        let found = tables(aws, ids(resources)).await?;
        Ok(observations(resources, found.iter().filter_map(observed).collect()))
    }

    async fn create(&self, aws: &Calls<'_>, request: &CreateRequest) -> Result<Made, CloudError> {
        let id = id_of(request).unwrap_or_default();
        let found = tables(aws, vec![id.clone()]).await?;
        // One that AWS does not show yet is read until it does.
        let observed = found.iter().find_map(|table| observed(table).filter(|(of, _)| *of == id));
        Ok(Made { id: id.into(), observed: observed.map(|(_, observed)| observed) })
    }

    async fn update(&self, aws: &Calls<'_>, change: &Change<'_>) -> Result<Map, CloudError> {
        change_tags(aws, change).await?;
        Ok(change.achieved())
    }

    async fn delete(&self, aws: &Calls<'_>, request: &DeleteRequest) -> Result<(), CloudError> {
        let declared = request.inputs.get("tags").and_then(Value::as_map).into_iter().flatten();
        let tags: Vec<Tag> = declared.map(|(key, _)| Tag::builder().key(&**key).build()).collect();
        if tags.is_empty() {
            return Ok(());
        }
        let send = || aws.ec2().delete_tags().resources(&*request.id).set_tags(Some(tags.clone())).send();
        aws.call("ec2:DeleteTags", send).await.map(drop)
    }
}

fn id_of(request: &CreateRequest) -> Option<String> {
    text(&request.inputs, "default_route_table_id")
}

fn observed(table: &Described) -> Option<(String, Map)> {
    let id = table.route_table_id()?;
    let observed = Properties::default()
        .with("id", id)
        .with("default_route_table_id", id)
        .with_tags(users(table.tags()));
    Some((id.to_owned(), observed.into_map()))
}
