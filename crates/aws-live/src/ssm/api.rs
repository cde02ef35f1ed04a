//! Systems Manager's API: its client, its errors and limits, and its tags.

use aws_config::SdkConfig;
use aws_sdk_ssm::types::{ResourceTypeForTagging, Tag as SsmTag};

use crate::call::service::{Service, at_once, code};
use crate::clients::Connection;
use crate::handler::Tags;
use crate::handler::prelude::*;

/// What Systems Manager says of itself.
pub(crate) static SSM: Service = Service {
    not_found: &[
        code("ParameterNotFound"),
        code("InvalidResourceId").of("ListTags"),
        code("InvalidResourceId").of("RemoveTags"),
    ],
    limits: &[
        (&["PutParameter"], at_once(3).then(3.0)),
        (&["DeleteParameter"], at_once(5).then(5.0)),
        (&["DescribeParameters"], at_once(5).then(5.0)),
        (&["GetParameter", "GetParameters"], at_once(40).then(40.0)),
        (&["AddTagsToResource", "RemoveTagsFromResource", "ListTagsForResource"], at_once(5).then(5.0)),
    ],
    ..Service::named("ssm")
};

/// The client.
pub(crate) struct Connected {
    client: aws_sdk_ssm::Client,
}

impl Connection for Connected {
    fn new(config: &SdkConfig) -> Self {
        Self { client: aws_sdk_ssm::Client::new(config) }
    }
}

impl<'a> Calls<'a> {
    pub(super) fn ssm(&self) -> &'a aws_sdk_ssm::Client {
        &self.services().ssm.client
    }
}

/// Tags of parameters, by their names.
pub(crate) struct OfParameter;

impl Tagging for OfParameter {
    const WITH_CREATE: Actions = &[Self::SET];
    const SET: Action = SSM.action("AddTagsToResource");
    const REMOVE: Action = SSM.action("RemoveTagsFromResource");

    async fn set(aws: &Calls<'_>, of: &str, tags: Tags) -> Result<()> {
        let add = || aws.ssm().add_tags_to_resource().resource_type(ResourceTypeForTagging::Parameter);
        let send = || add().resource_id(of).set_tags(Some(to_tags(&tags))).send();
        aws.call(Self::SET, send).await.map(drop)
    }

    async fn remove(aws: &Calls<'_>, of: &str, names: Vec<String>) -> Result<()> {
        let remove =
            || aws.ssm().remove_tags_from_resource().resource_type(ResourceTypeForTagging::Parameter);
        let send = || remove().resource_id(of).set_tag_keys(Some(names.clone())).send();
        aws.call(Self::REMOVE, send).await.map(drop)
    }
}

impl Tag for SsmTag {
    fn pair(&self) -> (Option<&str>, Option<&str>) {
        (Some(self.key()), Some(self.value()))
    }
}

/// Tags as a call takes them.
pub(super) fn to_tags(tags: &Tags) -> Vec<SsmTag> {
    tags.iter().filter_map(|(key, value)| SsmTag::builder().key(key).value(value).build().ok()).collect()
}
