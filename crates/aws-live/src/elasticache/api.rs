//! ElastiCache's API: its client, its errors and limits, and its tags.

use aws_config::SdkConfig;
use aws_sdk_elasticache::types::Tag as CacheTag;

use crate::call::service::{Service, code};
use crate::clients::Connection;
use crate::handler::Tags;
use crate::handler::prelude::*;

/// What ElastiCache says of itself.
pub(crate) static ELASTICACHE: Service = Service {
    not_found: &[code("*NotFound"), code("*NotFoundFault")],
    in_use: &[
        code("CacheSubnetGroupInUse"),
        code("InvalidReplicationGroupState"),
        code("InvalidCacheClusterState"),
    ],
    ..Service::named("elasticache")
};

/// The client.
pub(crate) struct Connected {
    client: aws_sdk_elasticache::Client,
}

impl Connection for Connected {
    fn new(config: &SdkConfig) -> Self {
        Self { client: aws_sdk_elasticache::Client::new(config) }
    }
}

impl<'a> Calls<'a> {
    pub(super) fn elasticache(&self) -> &'a aws_sdk_elasticache::Client {
        &self.services().elasticache.client
    }
}

/// The call that tells tags.
pub(super) const LIST_TAGS: Action = ELASTICACHE.action("ListTagsForResource");

/// All tags of what has an ARN of ElastiCache's; `None` when it has gone meanwhile, or has no tags yet because it is made.
pub(super) async fn tags(aws: &Calls<'_>, arn: Option<&str>) -> Result<Option<Vec<CacheTag>>> {
    let list = || aws.elasticache().list_tags_for_resource().set_resource_name(arn.map(str::to_owned));
    let answer = unless_missing(aws.call(LIST_TAGS, || list().send()).await)?;
    Ok(answer.map(|answer| answer.tag_list.unwrap_or_default()))
}

/// Tags of whatever has an ARN of ElastiCache's.
pub(crate) struct ByArn;

impl Tagging for ByArn {
    const WITH_CREATE: Actions = &[Self::SET];
    const SET: Action = ELASTICACHE.action("AddTagsToResource");
    const REMOVE: Action = ELASTICACHE.action("RemoveTagsFromResource");
    const BY_ARN: bool = true;

    async fn set(aws: &Calls<'_>, of: &str, tags: Tags) -> Result<()> {
        let add = || aws.elasticache().add_tags_to_resource().resource_name(of);
        aws.call(Self::SET, || add().set_tags(Some(to_tags(&tags))).send()).await.map(drop)
    }

    async fn remove(aws: &Calls<'_>, of: &str, names: Vec<String>) -> Result<()> {
        let remove = || aws.elasticache().remove_tags_from_resource().resource_name(of);
        aws.call(Self::REMOVE, || remove().set_tag_keys(Some(names.clone())).send()).await.map(drop)
    }
}

impl Tag for CacheTag {
    fn pair(&self) -> (Option<&str>, Option<&str>) {
        (self.key(), self.value())
    }
}

/// Tags as a call takes them.
pub(super) fn to_tags(tags: &Tags) -> Vec<CacheTag> {
    tags.iter().map(|(key, value)| CacheTag::builder().key(key).value(value).build()).collect()
}
