//! Amazon ECR's API: its client, its errors and its tags.

use std::time::Duration;

use aws_config::SdkConfig;
use aws_sdk_ecr::types::Tag as EcrTag;

use crate::call::service::{Service, code};
use crate::clients::Connection;
use crate::handler::Tags;
use crate::handler::prelude::*;

/// What ECR says of itself.
pub(crate) static ECR: Service = Service {
    not_found: &[
        code("RepositoryNotFoundException"),
        code("RepositoryPolicyNotFoundException"),
        code("LifecyclePolicyNotFoundException"),
    ],
    lags: &[(
        // A repository's policy may name a role that was made just now. Two minutes are what Terraform's AWS provider has
        // come to over the years.
        code("InvalidParameterException").of("SetRepositoryPolicy").saying("Invalid repository policy"),
        Duration::from_mins(2),
    )],
    ..Service::named("ecr")
};

/// ECR's client.
pub(crate) struct Connected {
    client: aws_sdk_ecr::Client,
}

impl Connection for Connected {
    fn new(config: &SdkConfig) -> Self {
        Self { client: aws_sdk_ecr::Client::new(config) }
    }
}

impl<'a> Calls<'a> {
    pub(super) fn ecr(&self) -> &'a aws_sdk_ecr::Client {
        &self.services().ecr.client
    }
}

/// Tags of whatever has an ARN of ECR's.
pub(crate) struct ByArn;

impl Tagging for ByArn {
    const WITH_CREATE: Actions = &[Self::SET];
    const SET: Action = ECR.action("TagResource");
    const REMOVE: Action = ECR.action("UntagResource");
    const BY_ARN: bool = true;

    async fn set(aws: &Calls<'_>, of: &str, tags: Tags) -> Result<()> {
        let send = || aws.ecr().tag_resource().resource_arn(of).set_tags(Some(to_tags(&tags))).send();
        aws.call(Self::SET, send).await.map(drop)
    }

    async fn remove(aws: &Calls<'_>, of: &str, names: Vec<String>) -> Result<()> {
        let send = || aws.ecr().untag_resource().resource_arn(of).set_tag_keys(Some(names.clone())).send();
        aws.call(Self::REMOVE, send).await.map(drop)
    }
}

impl Tag for EcrTag {
    fn pair(&self) -> (Option<&str>, Option<&str>) {
        (Some(self.key()), Some(self.value()))
    }
}

/// Tags as a call takes them.
pub(super) fn to_tags(tags: &Tags) -> Vec<EcrTag> {
    let tag = |(key, value)| EcrTag::builder().key(key).value(value).build().ok();
    tags.iter().filter_map(tag).collect()
}
