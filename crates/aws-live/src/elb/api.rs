//! Elastic Load Balancing's API, its first version: its client, its errors and limits, and its tags.

use aws_config::SdkConfig;
use aws_sdk_elasticloadbalancing::types::{Tag as ElbTag, TagKeyOnly};

use crate::call::service::{Service, at_once, code};
use crate::clients::Connection;
use crate::handler::Tags;
use crate::handler::prelude::*;

/// What classic Elastic Load Balancing says of itself.
pub(crate) static ELB: Service = Service {
    not_found: &[code("LoadBalancerNotFound"), code("ListenerNotFound")],
    taken: &[code("DuplicateLoadBalancerName"), code("DuplicateListener")],
    // <https://docs.aws.amazon.com/elasticloadbalancing/latest/userguide/elb-api-throttling.html>
    reads: at_once(40).then(10.0),
    ..Service::named("elasticloadbalancing")
};

/// The client.
pub(crate) struct Connected {
    client: aws_sdk_elasticloadbalancing::Client,
}

impl Connection for Connected {
    fn new(config: &SdkConfig) -> Self {
        Self { client: aws_sdk_elasticloadbalancing::Client::new(config) }
    }
}

impl<'a> Calls<'a> {
    pub(super) fn elb(&self) -> &'a aws_sdk_elasticloadbalancing::Client {
        &self.services().elb.client
    }
}

/// Tags of load balancers, by name.
pub(crate) struct ByName;

impl Tagging for ByName {
    const WITH_CREATE: Actions = &[Self::SET];
    const SET: Action = ELB.action("AddTags");
    const REMOVE: Action = ELB.action("RemoveTags");

    async fn set(aws: &Calls<'_>, of: &str, tags: Tags) -> Result<()> {
        let send = || aws.elb().add_tags().load_balancer_names(of).set_tags(Some(to_tags(&tags))).send();
        aws.call(Self::SET, send).await.map(drop)
    }

    async fn remove(aws: &Calls<'_>, of: &str, names: Vec<String>) -> Result<()> {
        let keys = || Some(names.iter().map(|name| TagKeyOnly::builder().key(name).build()).collect());
        let send = || aws.elb().remove_tags().load_balancer_names(of).set_tags(keys()).send();
        aws.call(Self::REMOVE, send).await.map(drop)
    }
}

impl Tag for ElbTag {
    fn pair(&self) -> (Option<&str>, Option<&str>) {
        (Some(self.key()), self.value())
    }
}

/// Tags as a call takes them.
pub(super) fn to_tags(tags: &Tags) -> Vec<ElbTag> {
    tags.iter().filter_map(|(key, value)| ElbTag::builder().key(key).value(value).build().ok()).collect()
}
