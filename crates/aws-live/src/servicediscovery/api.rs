//! AWS Cloud Map's API: its client, its errors and limits, and its tags.

use std::time::Duration;

use aws_config::SdkConfig;
use aws_sdk_servicediscovery::types::Tag as CloudMapTag;

use crate::call::service::{Service, at_once, code};
use crate::clients::Connection;
use crate::handler::Tags;
use crate::handler::prelude::*;

/// What Cloud Map says of itself.
pub(crate) static SERVICE_DISCOVERY: Service = Service {
    not_found: &[code("NamespaceNotFound"), code("ServiceNotFound")],
    taken: &[code("NamespaceAlreadyExists"), code("ServiceAlreadyExists")],
    // A service while instances are registered with it, a namespace while it has services.
    in_use: &[code("ResourceInUse")],
    passing: &[code("RequestLimitExceeded"), code("DuplicateRequest")],
    lags: &[(code("NamespaceNotFound").of("Create"), Duration::from_mins(1))],
    limits: &[(&["CreateHttpNamespace", "CreatePrivateDnsNamespace"], at_once(5).then(1.0))],
    ..Service::named("servicediscovery")
};

/// Route 53, which Cloud Map asks as whoever calls it, when it makes and deletes a namespace's zone:
/// <https://docs.aws.amazon.com/cloud-map/latest/dg/security_iam_id-based-policy-examples.html>.
pub(super) static ROUTE_53: Service = Service { regional: false, ..Service::named("route53") };

/// The client.
pub(crate) struct Connected {
    client: aws_sdk_servicediscovery::Client,
}

impl Connection for Connected {
    fn new(config: &SdkConfig) -> Self {
        Self { client: aws_sdk_servicediscovery::Client::new(config) }
    }
}

impl<'a> Calls<'a> {
    pub(super) fn servicediscovery(&self) -> &'a aws_sdk_servicediscovery::Client {
        &self.services().servicediscovery.client
    }
}

/// Tags of whatever has an ARN of Cloud Map's.
pub(crate) struct ByArn;

impl Tagging for ByArn {
    const WITH_CREATE: Actions = &[Self::SET];
    const SET: Action = SERVICE_DISCOVERY.action("TagResource");
    const REMOVE: Action = SERVICE_DISCOVERY.action("UntagResource");
    const BY_ARN: bool = true;

    async fn set(aws: &Calls<'_>, of: &str, tags: Tags) -> Result<()> {
        let set = || aws.servicediscovery().tag_resource().resource_arn(of);
        aws.call(Self::SET, || set().set_tags(Some(to_tags(&tags))).send()).await.map(drop)
    }

    async fn remove(aws: &Calls<'_>, of: &str, names: Vec<String>) -> Result<()> {
        let remove = || aws.servicediscovery().untag_resource().resource_arn(of);
        aws.call(Self::REMOVE, || remove().set_tag_keys(Some(names.clone())).send()).await.map(drop)
    }
}

impl Tag for CloudMapTag {
    fn pair(&self) -> (Option<&str>, Option<&str>) {
        (Some(self.key()), Some(self.value()))
    }
}

/// Tags as a call takes them.
pub(super) fn to_tags(tags: &Tags) -> Vec<CloudMapTag> {
    tags.iter().filter_map(|(key, value)| CloudMapTag::builder().key(key).value(value).build().ok()).collect()
}

/// The call that tells the tags of one resource.
pub(super) const TAGS: Action = SERVICE_DISCOVERY.action("ListTagsForResource");

/// The tags of what has an ARN.
pub(super) async fn tags(aws: &Calls<'_>, arn: Option<&str>) -> Result<Vec<CloudMapTag>> {
    let send =
        || aws.servicediscovery().list_tags_for_resource().set_resource_arn(arn.map(str::to_owned)).send();
    Ok(unless_missing(aws.call(TAGS, send).await)?.and_then(|answer| answer.tags).unwrap_or_default())
}
