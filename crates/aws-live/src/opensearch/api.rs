//! OpenSearch Service's API: its client, its errors and limits, and its tags.

use std::time::Duration;

use aws_config::SdkConfig;
use aws_sdk_opensearch::types::Tag as DomainTag;

use crate::call::service::{Service, at_once, code};
use crate::clients::Connection;
use crate::handler::Tags;
use crate::handler::prelude::*;

/// What OpenSearch Service says of itself; IAM has it under its first name, Elasticsearch.
pub(crate) static OPENSEARCH: Service = Service {
    not_found: &[code("ResourceNotFoundException")],
    in_use: &[
        code("ConflictException"),
        code("ValidationException").saying("A change/update is in progress"),
        code("ValidationException").saying("already in progress"),
    ],
    // A role or principal that was made a moment ago is not known to be one yet.
    lags: &[
        (code("InvalidTypeException").saying("Error setting policy"), Duration::from_mins(2)),
        (code("ValidationException").saying("enable a service-linked role"), Duration::from_mins(1)),
    ],
    limits: &[(&["CreateDomain", "UpdateDomainConfig", "DeleteDomain"], at_once(5).then(1.0))],
    ..Service::named("es")
};

/// The client.
pub(crate) struct Connected {
    client: aws_sdk_opensearch::Client,
}

impl Connection for Connected {
    fn new(config: &SdkConfig) -> Self {
        Self { client: aws_sdk_opensearch::Client::new(config) }
    }
}

impl<'a> Calls<'a> {
    pub(super) fn opensearch(&self) -> &'a aws_sdk_opensearch::Client {
        &self.services().opensearch.client
    }
}

/// Tags of domains, by their ARNs.
pub(crate) struct ByArn;

impl Tagging for ByArn {
    const WITH_CREATE: Actions = &[Self::SET];
    const SET: Action = OPENSEARCH.action("AddTags");
    const REMOVE: Action = OPENSEARCH.action("RemoveTags");
    const BY_ARN: bool = true;

    async fn set(aws: &Calls<'_>, of: &str, tags: Tags) -> Result<()> {
        let send = || aws.opensearch().add_tags().arn(of).set_tag_list(Some(to_tags(&tags))).send();
        aws.call(Self::SET, send).await.map(drop)
    }

    async fn remove(aws: &Calls<'_>, of: &str, names: Vec<String>) -> Result<()> {
        let send = || aws.opensearch().remove_tags().arn(of).set_tag_keys(Some(names.clone())).send();
        aws.call(Self::REMOVE, send).await.map(drop)
    }
}

impl Tag for DomainTag {
    fn pair(&self) -> (Option<&str>, Option<&str>) {
        (Some(self.key()), Some(self.value()))
    }
}

/// Tags as a call takes them.
pub(super) fn to_tags(tags: &Tags) -> Vec<DomainTag> {
    tags.iter().filter_map(|(key, value)| DomainTag::builder().key(key).value(value).build().ok()).collect()
}
