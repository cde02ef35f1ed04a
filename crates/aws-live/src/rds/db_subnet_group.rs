//! `rds.DbSubnetGroup` on AWS.
//!
//! `CreateDBSubnetGroup` has no token, but a name is given once: a second request is refused, and the tag then says whether
//! the group that is there was made by the first.

use aws_sdk_rds::types::{DbSubnetGroup as Listed, Tag as RdsTag};
use futures_util::future::try_join_all;
use ironwright_aws::rds::{DbSubnetGroup, DbSubnetGroupOutputs};

use super::api::{ByArn, LIST_TAGS, RDS, tags, to_tags};
use crate::handler::owned;
use crate::handler::prelude::*;

const MODIFY: Action = RDS.action("ModifyDBSubnetGroup");

/// A group with its tags.
type Described = (Listed, Vec<RdsTag>);

on_aws!(DbSubnetGroup as AsTagged);

impl Tagged for DbSubnetGroup {
    type Described = Described;
    type Tags = ByArn;

    const ID: fn(&Described) -> Option<&str> = |(group, _)| group.db_subnet_group_name();
    const READ: Action = RDS.action("DescribeDBSubnetGroups");
    const ALSO_READ: Actions = &[LIST_TAGS];
    const CREATE: Action = RDS.action("CreateDBSubnetGroup");
    const UPDATE: Actions = &[MODIFY];
    const DELETE: Action = RDS.action("DeleteDBSubnetGroup");

    async fn list(aws: &Calls<'_>, which: Which<'_>) -> Result<Vec<Described>> {
        let names = which.names(Self::DB_SUBNET_GROUP_NAME);
        let send = |page| aws.rds().describe_db_subnet_groups().set_marker(page).send();
        let mut listed = aws.pages(Self::READ, send, |it| (it.db_subnet_groups, it.marker)).await?;
        listed.retain(|group| names.iter().any(|name| group.db_subnet_group_name() == Some(name)));
        let whole = async |group: Listed| {
            let wanted = which.wants_tags(group.db_subnet_group_name());
            let tags = if wanted { tags(aws, group.db_subnet_group_arn()).await? } else { Some(Vec::new()) };
            Ok(tags.map(|tags| (group, tags)))
        };
        Ok(try_join_all(listed.into_iter().map(whole)).await?.into_iter().flatten().collect())
    }

    fn observe(_: &Calls<'_>, (group, tags): &Described, _: &Map) -> Properties {
        Properties::default()
            .with(Self::DB_SUBNET_GROUP_NAME, group.db_subnet_group_name())
            .with(DbSubnetGroupOutputs::ARN, group.db_subnet_group_arn())
            .with(Self::DB_SUBNET_GROUP_DESCRIPTION, group.db_subnet_group_description())
            .with_list(Self::SUBNET_IDS, group.subnets().iter().map(|subnet| subnet.subnet_identifier()))
            .with_tags(tags)
    }

    async fn create(aws: &Calls<'_>, request: &CreateRequest) -> Result<Made> {
        let inputs = &request.inputs;
        let send = || {
            aws.rds()
                .create_db_subnet_group()
                .set_db_subnet_group_name(text(inputs, Self::DB_SUBNET_GROUP_NAME))
                .set_db_subnet_group_description(text(inputs, Self::DB_SUBNET_GROUP_DESCRIPTION))
                .set_subnet_ids(texts(inputs, Self::SUBNET_IDS))
                .set_tags(Some(to_tags(&owned(request))))
                .send()
        };
        let answer = aws.call(Self::CREATE, send).await?;
        Made::named(Self::CREATE, answer.db_subnet_group().and_then(Listed::db_subnet_group_name))
    }

    async fn update(aws: &Calls<'_>, change: &Change<'_>) -> Result<()> {
        let changed = [Self::DB_SUBNET_GROUP_DESCRIPTION, Self::SUBNET_IDS];
        if changed.iter().all(|name| change.of(name).is_none()) {
            return Ok(());
        }
        // The subnets are asked for with each change.
        let send = || {
            aws.rds()
                .modify_db_subnet_group()
                .db_subnet_group_name(change.id)
                .set_db_subnet_group_description(text(change.wanted, Self::DB_SUBNET_GROUP_DESCRIPTION))
                .set_subnet_ids(texts(change.wanted, Self::SUBNET_IDS))
                .send()
        };
        aws.call(MODIFY, send).await.map(drop)
    }

    async fn delete(aws: &Calls<'_>, request: &DeleteRequest) -> Result<()> {
        let send = || aws.rds().delete_db_subnet_group().db_subnet_group_name(&*request.id).send();
        aws.call(Self::DELETE, send).await.map(drop)
    }
}
