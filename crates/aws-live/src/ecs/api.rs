//! Amazon ECS's API: its client, its errors and limits, its tags, and what its kinds read together.

use std::time::Duration;

use aws_config::SdkConfig;
use aws_sdk_ecs::types::{Cluster, Tag as EcsTag};
use ironwright_aws::ecs;
use ironwright_core::{Kind, Resource as _};

use crate::call::gather::Gathering;
use crate::call::service::{Service, at_once, code};
use crate::clients::Connection;
use crate::handler::Tags;
use crate::handler::prelude::*;

/// What ECS says of itself.
pub(crate) static ECS: Service = Service {
    not_found: &[
        code("ClusterNotFoundException"),
        code("ServiceNotFoundException"),
        code("ServiceNotActiveException"),
        code("ClientException").of("DescribeTaskDefinition").saying("Unable to describe"),
        code("ClientException").of("DeregisterTaskDefinition").saying("Unable to describe"),
        code("ClientException").of("DeregisterTaskDefinition").saying("does not exist"),
        code("ClientException").of("DeregisterTaskDefinition").saying("nactive"),
        code("InvalidParameterException").of("DeregisterTaskDefinition").saying("nactive"),
    ],
    // By a request with another token.
    taken: &[
        code("InvalidParameterException").of("CreateService").saying("not idempotent"),
        code("ClientException").of("CreateService").saying("not idempotent"),
    ],
    in_use: &[
        code("ResourceInUseException"),
        code("ClusterContainsContainerInstancesException"),
        code("ClusterContainsServicesException"),
        code("ClusterContainsTasksException"),
        // The name is free again once the tasks of the service that had it have stopped.
        code("InvalidParameterException").of("CreateService").saying("Draining"),
    ],
    passing: &[code("ClientException").of("RegisterTaskDefinition").saying("Too many concurrent")],
    // Two minutes for what is IAM's, and one for the rest, are what Terraform's AWS provider has come to over the years.
    lags: &[
        (code("ClientException").saying("is not valid or"), TWO_MINUTES),
        (code("InvalidParameterException").saying("Unable to assume"), TWO_MINUTES),
        (code("InvalidParameterException").saying("verify that the"), TWO_MINUTES),
        (code("ClusterNotFoundException").of("Create"), Duration::from_mins(1)),
    ],
    limits: &[
        (&["CreateCluster", "UpdateCluster", "DeleteCluster"], at_once(20).then(1.0)),
        (&["RegisterTaskDefinition", "DeregisterTaskDefinition"], at_once(20).then(1.0)),
        (&["PutClusterCapacityProviders"], at_once(10).then(1.0)),
        (&["CreateService", "UpdateService", "DeleteService"], at_once(50).then(5.0)),
        (&["DescribeServices"], at_once(100).then(20.0)),
        (&["DescribeClusters", "DescribeTaskDefinition", "ListTaskDefinitions"], at_once(50).then(20.0)),
        (&["TagResource", "UntagResource", "ListTagsForResource"], at_once(20).then(10.0)),
    ],
    ..Service::named("ecs")
};

const TWO_MINUTES: Duration = Duration::from_mins(2);

/// ECS's client, and where questions for clusters come together.
pub(crate) struct Connected {
    client: aws_sdk_ecs::Client,
    pub(super) clusters: Gathering<Cluster>,
}

impl Connection for Connected {
    fn new(config: &SdkConfig) -> Self {
        let clusters = Gathering::of(&[ecs::Cluster::kind, ecs::ClusterCapacityProviders::kind]);
        Self { client: aws_sdk_ecs::Client::new(config), clusters }
    }

    fn begin_refresh(&self, ahead: &[(&'static Kind, usize)]) {
        self.clusters.expect(ahead);
    }
}

impl<'a> Calls<'a> {
    pub(super) fn ecs(&self) -> &'a aws_sdk_ecs::Client {
        &self.services().ecs.client
    }
}

/// Tags of whatever has an ARN of ECS's.
pub(crate) struct ByArn;

impl Tagging for ByArn {
    const WITH_CREATE: Actions = &[Self::SET];
    const SET: Action = ECS.action("TagResource");
    const REMOVE: Action = ECS.action("UntagResource");
    const BY_ARN: bool = true;

    async fn set(aws: &Calls<'_>, of: &str, tags: Tags) -> Result<()> {
        let send = || aws.ecs().tag_resource().resource_arn(of).set_tags(Some(to_tags(&tags))).send();
        aws.call(Self::SET, send).await.map(drop)
    }

    async fn remove(aws: &Calls<'_>, of: &str, names: Vec<String>) -> Result<()> {
        let send = || aws.ecs().untag_resource().resource_arn(of).set_tag_keys(Some(names.clone())).send();
        aws.call(Self::REMOVE, send).await.map(drop)
    }
}

impl Tag for EcsTag {
    fn pair(&self) -> (Option<&str>, Option<&str>) {
        (self.key(), self.value())
    }
}

/// Tags as a call takes them.
pub(super) fn to_tags(tags: &Tags) -> Vec<EcsTag> {
    tags.iter().map(|(key, value)| EcsTag::builder().key(key).value(value).build()).collect()
}
