//! AWS Certificate Manager's API: its client, its errors, its tags, and how one certificate is described.

use aws_config::SdkConfig;
use aws_sdk_acm::types::{CertificateDetail, Tag as AcmTag};

use crate::call::service::{Service, at_once, code};
use crate::clients::Connection;
use crate::handler::Tags;
use crate::handler::prelude::*;

/// What ACM says of itself.
pub(crate) static ACM: Service = Service {
    not_found: &[code("ResourceNotFoundException")],
    in_use: &[code("ResourceInUseException")],
    // <https://docs.aws.amazon.com/acm/latest/userguide/acm-limits.html>
    limits: &[
        (&["RequestCertificate"], at_once(5).then(5.0)),
        (&["DeleteCertificate"], at_once(10).then(10.0)),
        (&["DescribeCertificate", "ListTagsForCertificate"], at_once(10).then(10.0)),
        (&["ListCertificates"], at_once(8).then(8.0)),
    ],
    ..Service::named("acm")
};

/// The client.
pub(crate) struct Connected {
    client: aws_sdk_acm::Client,
}

impl Connection for Connected {
    fn new(config: &SdkConfig) -> Self {
        Self { client: aws_sdk_acm::Client::new(config) }
    }
}

impl<'a> Calls<'a> {
    pub(super) fn acm(&self) -> &'a aws_sdk_acm::Client {
        &self.services().acm.client
    }
}

pub(super) const DESCRIBE: Action = ACM.action("DescribeCertificate");

/// A certificate, if there is one.
pub(super) async fn described(aws: &Calls<'_>, arn: &str) -> Result<Option<CertificateDetail>> {
    let send = || aws.acm().describe_certificate().certificate_arn(arn).send();
    Ok(unless_missing(aws.call(DESCRIBE, send).await)?.and_then(|answer| answer.certificate))
}

/// Tags of certificates.
pub(crate) struct ByArn;

impl Tagging for ByArn {
    const WITH_CREATE: Actions = &[Self::SET];
    const SET: Action = ACM.action("AddTagsToCertificate");
    const REMOVE: Action = ACM.action("RemoveTagsFromCertificate");

    async fn set(aws: &Calls<'_>, of: &str, tags: Tags) -> Result<()> {
        let send =
            || aws.acm().add_tags_to_certificate().certificate_arn(of).set_tags(Some(to_tags(&tags))).send();
        aws.call(Self::SET, send).await.map(drop)
    }

    async fn remove(aws: &Calls<'_>, of: &str, names: Vec<String>) -> Result<()> {
        let tag = |name: &String| AcmTag::builder().key(name).build().ok();
        let tags = || Some(names.iter().filter_map(tag).collect());
        let remove = || aws.acm().remove_tags_from_certificate().certificate_arn(of);
        aws.call(Self::REMOVE, || remove().set_tags(tags()).send()).await.map(drop)
    }
}

impl Tag for AcmTag {
    fn pair(&self) -> (Option<&str>, Option<&str>) {
        (Some(self.key()), self.value())
    }
}

/// Tags as a call takes them.
pub(super) fn to_tags(tags: &Tags) -> Vec<AcmTag> {
    tags.iter().filter_map(|(key, value)| AcmTag::builder().key(key).value(value).build().ok()).collect()
}
