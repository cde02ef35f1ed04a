//! Secrets Manager's API: its client, its errors and limits, and its tags.

use aws_config::SdkConfig;
use aws_sdk_secretsmanager::types::Tag as SecretTag;

use crate::call::service::{Service, at_once, code};
use crate::clients::Connection;
use crate::handler::Tags;
use crate::handler::prelude::*;

/// What Secrets Manager says of itself.
pub(crate) static SECRETS_MANAGER: Service = Service {
    not_found: &[code("ResourceNotFoundException")],
    taken: &[code("ResourceExistsException")],
    limits: &[
        (&["CreateSecret", "DeleteSecret", "UpdateSecret", "PutSecretValue"], at_once(40).then(40.0)),
        (&["TagResource", "UntagResource", "GetRandomPassword"], at_once(40).then(40.0)),
        (&["DescribeSecret", "GetSecretValue"], at_once(500).then(500.0)),
    ],
    ..Service::named("secretsmanager")
};

/// The client.
pub(crate) struct Connected {
    client: aws_sdk_secretsmanager::Client,
}

impl Connection for Connected {
    fn new(config: &SdkConfig) -> Self {
        Self { client: aws_sdk_secretsmanager::Client::new(config) }
    }
}

impl<'a> Calls<'a> {
    pub(super) fn secretsmanager(&self) -> &'a aws_sdk_secretsmanager::Client {
        &self.services().secretsmanager.client
    }
}

/// Tags of a secret, by its ARN.
pub(crate) struct ById;

impl Tagging for ById {
    const WITH_CREATE: Actions = &[Self::SET];
    const SET: Action = SECRETS_MANAGER.action("TagResource");
    const REMOVE: Action = SECRETS_MANAGER.action("UntagResource");

    async fn set(aws: &Calls<'_>, of: &str, tags: Tags) -> Result<()> {
        let send = || aws.secretsmanager().tag_resource().secret_id(of).set_tags(Some(to_tags(&tags))).send();
        aws.call(Self::SET, send).await.map(drop)
    }

    async fn remove(aws: &Calls<'_>, of: &str, names: Vec<String>) -> Result<()> {
        let untag = || aws.secretsmanager().untag_resource().secret_id(of);
        aws.call(Self::REMOVE, || untag().set_tag_keys(Some(names.clone())).send()).await.map(drop)
    }
}

impl Tag for SecretTag {
    fn pair(&self) -> (Option<&str>, Option<&str>) {
        (self.key(), self.value())
    }
}

/// Tags as a call takes them.
pub(super) fn to_tags(tags: &Tags) -> Vec<SecretTag> {
    tags.iter().map(|(key, value)| SecretTag::builder().key(key).value(value).build()).collect()
}
