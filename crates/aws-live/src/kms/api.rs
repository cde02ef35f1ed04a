//! KMS's API: its client, its errors and limits, and its tags.

use aws_config::SdkConfig;
use aws_sdk_kms::types::Tag as KmsTag;

use crate::call::service::{Service, at_once, code};
use crate::clients::Connection;
use crate::handler::Tags;
use crate::handler::prelude::*;

/// What KMS says of itself.
pub(crate) static KMS: Service = Service {
    not_found: &[code("NotFoundException")],
    // A principal that was made a moment ago is not known to be one yet.
    lags: &[(code("MalformedPolicyDocumentException"), std::time::Duration::from_mins(1))],
    limits: &[
        (&["CreateKey", "CreateAlias", "DeleteAlias", "UpdateAlias"], at_once(5).then(5.0)),
        (&["ScheduleKeyDeletion", "TagResource", "UntagResource"], at_once(10).then(5.0)),
        (&["DescribeKey", "GetKeyPolicy", "GetKeyRotationStatus"], at_once(100).then(100.0)),
        (&["ListAliases", "ListKeys", "ListResourceTags"], at_once(100).then(100.0)),
    ],
    ..Service::named("kms")
};

/// The client.
pub(crate) struct Connected {
    client: aws_sdk_kms::Client,
}

impl Connection for Connected {
    fn new(config: &SdkConfig) -> Self {
        Self { client: aws_sdk_kms::Client::new(config) }
    }
}

impl<'a> Calls<'a> {
    pub(super) fn kms(&self) -> &'a aws_sdk_kms::Client {
        &self.services().kms.client
    }
}

/// Tags of a key, by its id.
pub(crate) struct ById;

impl Tagging for ById {
    const WITH_CREATE: Actions = &[Self::SET];
    const SET: Action = KMS.action("TagResource");
    const REMOVE: Action = KMS.action("UntagResource");

    async fn set(aws: &Calls<'_>, of: &str, tags: Tags) -> Result<()> {
        let send = || aws.kms().tag_resource().key_id(of).set_tags(Some(to_tags(&tags))).send();
        aws.call(Self::SET, send).await.map(drop)
    }

    async fn remove(aws: &Calls<'_>, of: &str, names: Vec<String>) -> Result<()> {
        let send = || aws.kms().untag_resource().key_id(of).set_tag_keys(Some(names.clone())).send();
        aws.call(Self::REMOVE, send).await.map(drop)
    }
}

impl Tag for KmsTag {
    fn pair(&self) -> (Option<&str>, Option<&str>) {
        (Some(self.tag_key()), Some(self.tag_value()))
    }
}

/// Tags as a call takes them.
pub(super) fn to_tags(tags: &Tags) -> Vec<KmsTag> {
    let tag = |(key, value): (&String, &String)| KmsTag::builder().tag_key(key).tag_value(value).build();
    tags.iter().filter_map(|pair| tag(pair).ok()).collect()
}
