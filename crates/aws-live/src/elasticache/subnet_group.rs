//! `elasticache.SubnetGroup` on AWS.
//!
//! `CreateCacheSubnetGroup` has no token, but a name is given once: a second request is refused, and the tag then says
//! whether the group that is there was made by the first.

use aws_sdk_elasticache::types::{CacheSubnetGroup as Listed, Tag as CacheTag};
use futures_util::future::try_join_all;
use ironwright_aws::elasticache::{SubnetGroup, SubnetGroupOutputs};

use super::api::{ByArn, ELASTICACHE, LIST_TAGS, tags, to_tags};
use crate::handler::owned;
use crate::handler::prelude::*;

const MODIFY: Action = ELASTICACHE.action("ModifyCacheSubnetGroup");

/// A group with its tags.
type Described = (Listed, Vec<CacheTag>);

on_aws!(SubnetGroup as AsTagged);

impl Tagged for SubnetGroup {
    type Described = Described;
    type Tags = ByArn;

    const ID: fn(&Described) -> Option<&str> = |(group, _)| group.cache_subnet_group_name();
    const READ: Action = ELASTICACHE.action("DescribeCacheSubnetGroups");
    const ALSO_READ: Actions = &[LIST_TAGS];
    const CREATE: Action = ELASTICACHE.action("CreateCacheSubnetGroup");
    const UPDATE: Actions = &[MODIFY];
    const DELETE: Action = ELASTICACHE.action("DeleteCacheSubnetGroup");

    async fn list(aws: &Calls<'_>, which: Which<'_>) -> Result<Vec<Described>> {
        let names = which.names(Self::CACHE_SUBNET_GROUP_NAME);
        let send = |page| aws.elasticache().describe_cache_subnet_groups().set_marker(page).send();
        let mut listed = aws.pages(Self::READ, send, |it| (it.cache_subnet_groups, it.marker)).await?;
        listed.retain(|group| names.iter().any(|name| group.cache_subnet_group_name() == Some(name)));
        let whole = async |group: Listed| {
            let wanted = which.wants_tags(group.cache_subnet_group_name());
            let tags = if wanted { tags(aws, group.arn()).await? } else { Some(Vec::new()) };
            Ok(tags.map(|tags| (group, tags)))
        };
        Ok(try_join_all(listed.into_iter().map(whole)).await?.into_iter().flatten().collect())
    }

    fn observe(_: &Calls<'_>, (group, tags): &Described, _: &Map) -> Properties {
        Properties::default()
            .with(Self::CACHE_SUBNET_GROUP_NAME, group.cache_subnet_group_name())
            .with(SubnetGroupOutputs::ARN, group.arn())
            .with(Self::CACHE_SUBNET_GROUP_DESCRIPTION, group.cache_subnet_group_description())
            .with_list(Self::SUBNET_IDS, group.subnets().iter().map(|subnet| subnet.subnet_identifier()))
            .with_tags(tags)
    }

    async fn create(aws: &Calls<'_>, request: &CreateRequest) -> Result<Made> {
        let inputs = &request.inputs;
        let send = || {
            aws.elasticache()
                .create_cache_subnet_group()
                .set_cache_subnet_group_name(text(inputs, Self::CACHE_SUBNET_GROUP_NAME))
                .set_cache_subnet_group_description(text(inputs, Self::CACHE_SUBNET_GROUP_DESCRIPTION))
                .set_subnet_ids(texts(inputs, Self::SUBNET_IDS))
                .set_tags(Some(to_tags(&owned(request))))
                .send()
        };
        let answer = aws.call(Self::CREATE, send).await?;
        Made::named(Self::CREATE, answer.cache_subnet_group().and_then(Listed::cache_subnet_group_name))
    }

    async fn update(aws: &Calls<'_>, change: &Change<'_>) -> Result<()> {
        let subnets =
            texts(change.wanted, Self::SUBNET_IDS).filter(|_| change.of(Self::SUBNET_IDS).is_some());
        let description = change.text::<String>(Self::CACHE_SUBNET_GROUP_DESCRIPTION);
        if subnets.is_none() && description.is_none() {
            return Ok(());
        }
        let modify = || aws.elasticache().modify_cache_subnet_group().cache_subnet_group_name(change.id);
        let set = || modify().set_cache_subnet_group_description(description.clone());
        aws.call(MODIFY, || set().set_subnet_ids(subnets.clone()).send()).await.map(drop)
    }

    async fn delete(aws: &Calls<'_>, request: &DeleteRequest) -> Result<()> {
        let delete = || aws.elasticache().delete_cache_subnet_group();
        let send = || delete().cache_subnet_group_name(&*request.id).send();
        aws.call(Self::DELETE, send).await.map(drop)
    }
}
