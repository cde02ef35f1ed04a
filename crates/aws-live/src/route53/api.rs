//! Amazon Route 53's API: its client, its errors and limits, and its tags.

use aws_config::SdkConfig;
use aws_sdk_route53::types::{Tag as ZoneTag, TagResourceType};

use crate::call::service::{Service, at_once, code};
use crate::clients::Connection;
use crate::handler::Tags;
use crate::handler::prelude::*;

/// What Route 53 says of itself.
pub(crate) static ROUTE53: Service = Service {
    regional: false,
    not_found: &[
        code("NoSuchHostedZone"),
        code("VPCAssociationNotFound"),
        code("InvalidChangeBatch").saying("it was not found"),
    ],
    // A zone is made once by a reference.
    taken: &[code("HostedZoneAlreadyExists"), code("InvalidChangeBatch").saying("it already exists")],
    in_use: &[code("HostedZoneNotEmpty")],
    // <https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/DNSLimitations.html#limits-api-requests>: five requests a
    // second in an account.
    reads: at_once(5).then(5.0),
    writes: at_once(5).then(5.0),
    ..Service::named("route53")
};

/// The client.
pub(crate) struct Connected {
    client: aws_sdk_route53::Client,
}

impl Connection for Connected {
    fn new(config: &SdkConfig) -> Self {
        Self { client: aws_sdk_route53::Client::new(config) }
    }
}

impl<'a> Calls<'a> {
    pub(super) fn route53(&self) -> &'a aws_sdk_route53::Client {
        &self.services().route53.client
    }
}

/// How many tags one call takes.
const AT_ONCE: usize = 10;

/// Tags of hosted zones, by id. No call makes a zone with its tags.
pub(crate) struct OfZone;

impl Tagging for OfZone {
    const WITH_CREATE: Actions = &[];
    const SET: Action = ROUTE53.action("ChangeTagsForResource");
    const REMOVE: Action = Self::SET;

    async fn set(aws: &Calls<'_>, of: &str, tags: Tags) -> Result<()> {
        let change = || aws.route53().change_tags_for_resource().resource_type(TagResourceType::Hostedzone);
        let tag = |(key, value): (&String, &String)| ZoneTag::builder().key(key).value(value).build();
        let all: Vec<ZoneTag> = tags.iter().map(tag).collect();
        for some in all.chunks(AT_ONCE) {
            let some = || Some(some.to_vec());
            aws.call(Self::SET, || change().resource_id(of).set_add_tags(some()).send()).await?;
        }
        Ok(())
    }

    async fn remove(aws: &Calls<'_>, of: &str, names: Vec<String>) -> Result<()> {
        let change = || aws.route53().change_tags_for_resource().resource_type(TagResourceType::Hostedzone);
        for some in names.chunks(AT_ONCE) {
            let some = || Some(some.to_vec());
            aws.call(Self::SET, || change().resource_id(of).set_remove_tag_keys(some()).send()).await?;
        }
        Ok(())
    }
}
