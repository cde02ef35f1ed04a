//! AWS IAM's API: its client, its errors, its tags, and what its kinds read together.

use std::time::Duration;

use aws_config::SdkConfig;
use aws_sdk_iam::types::Tag as IamTag;
use ironwright_core::Kind;
use percent_encoding::percent_decode_str;

use super::account::Shared;
use crate::call::service::{Service, code};
use crate::clients::Connection;
use crate::handler::prelude::*;
use crate::handler::{Tags, documents};

/// What IAM says of itself.
pub(crate) static IAM: Service = Service {
    regional: false,
    not_found: &[code("NoSuchEntity"), code("NoSuchEntityException")],
    in_use: &[code("DeleteConflict")],
    // Two minutes are what Terraform's AWS provider has come to over the years.
    lags: &[
        (code("NoSuchEntity").of("TagRole"), TWO_MINUTES),
        (code("NoSuchEntity").of("Put"), TWO_MINUTES),
        (code("NoSuchEntity").of("Attach"), TWO_MINUTES),
        // A trust policy may name a role that was made just now.
        (code("MalformedPolicyDocument").saying("Invalid principal"), TWO_MINUTES),
    ],
    ..Service::named("iam")
};

const TWO_MINUTES: Duration = Duration::from_mins(2);

/// IAM's client, and what it has said of the account in the refresh that goes on.
pub(crate) struct Connected {
    client: aws_sdk_iam::Client,
    pub(super) account: Shared,
}

impl Connection for Connected {
    fn new(config: &SdkConfig) -> Self {
        Self { client: aws_sdk_iam::Client::new(config), account: Shared::default() }
    }

    fn begin_refresh(&self, ahead: &[(&'static Kind, usize)]) {
        self.account.open(ahead);
    }

    fn forget(&self) {
        self.account.close();
    }
}

impl<'a> Calls<'a> {
    pub(super) fn iam(&self) -> &'a aws_sdk_iam::Client {
        &self.services().iam.client
    }
}

impl Tag for IamTag {
    fn pair(&self) -> (Option<&str>, Option<&str>) {
        (Some(self.key()), Some(self.value()))
    }
}

/// Tags as a call takes them.
pub(super) fn to_tags(tags: &Tags) -> Vec<IamTag> {
    let tag = |(key, value)| IamTag::builder().key(key).value(value).build().ok();
    tags.iter().filter_map(tag).collect()
}

/// Tags of roles, by name. IAM tags each of its kinds by calls of their own.
pub(crate) struct OfRole;

impl Tagging for OfRole {
    const WITH_CREATE: Actions = &[Self::SET];
    const SET: Action = IAM.action("TagRole");
    const REMOVE: Action = IAM.action("UntagRole");

    async fn set(aws: &Calls<'_>, of: &str, tags: Tags) -> Result<()> {
        let send = || aws.iam().tag_role().role_name(of).set_tags(Some(to_tags(&tags))).send();
        aws.call(Self::SET, send).await.map(drop)
    }

    async fn remove(aws: &Calls<'_>, of: &str, names: Vec<String>) -> Result<()> {
        let send = || aws.iam().untag_role().role_name(of).set_tag_keys(Some(names.clone())).send();
        aws.call(Self::REMOVE, send).await.map(drop)
    }
}

/// Tags of managed policies, by ARN.
pub(crate) struct OfPolicy;

impl Tagging for OfPolicy {
    const WITH_CREATE: Actions = &[Self::SET];
    const SET: Action = IAM.action("TagPolicy");
    const REMOVE: Action = IAM.action("UntagPolicy");

    async fn set(aws: &Calls<'_>, of: &str, tags: Tags) -> Result<()> {
        let send = || aws.iam().tag_policy().policy_arn(of).set_tags(Some(to_tags(&tags))).send();
        aws.call(Self::SET, send).await.map(drop)
    }

    async fn remove(aws: &Calls<'_>, of: &str, names: Vec<String>) -> Result<()> {
        let send = || aws.iam().untag_policy().policy_arn(of).set_tag_keys(Some(names.clone())).send();
        aws.call(Self::REMOVE, send).await.map(drop)
    }
}

/// A policy document as IAM gives it back: JSON, percent-encoded.
pub(super) fn decoded(document: Option<&str>) -> Option<Value> {
    documents::parsed(&percent_decode_str(document?).decode_utf8().ok()?)
}
