//! What ACM lists: certificates, and the tags of one.

use aws_sdk_acm::types::{Filters, KeyAlgorithm, Tag as AcmTag};
use ironwright_aws::acm::Certificate;

use super::api::ACM;
use crate::handler::prelude::*;

pub(super) const LIST: Action = ACM.action("ListCertificates");
pub(super) const TAGS: Action = ACM.action("ListTagsForCertificate");

/// The certificates of a domain. Without the filter AWS lists those with keys of RSA alone.
pub(super) async fn of_domain(aws: &Calls<'_>, inputs: &Map) -> Result<Vec<String>> {
    let domain: Option<String> = text(inputs, Certificate::DOMAIN_NAME);
    let filters = || {
        let algorithms = KeyAlgorithm::values().iter().map(|word| KeyAlgorithm::from(*word));
        Filters::builder().set_key_types(Some(algorithms.collect())).build()
    };
    let send = |page| aws.acm().list_certificates().includes(filters()).set_next_token(page).send();
    let listed = aws.pages(LIST, send, |it| (it.certificate_summary_list, it.next_token)).await?;
    let of_domain = listed.into_iter().filter(|it| it.domain_name() == domain.as_deref());
    Ok(of_domain.filter_map(|it| it.certificate_arn).collect())
}

/// All tags of a certificate; `None` when it has gone meanwhile.
pub(super) async fn tags(aws: &Calls<'_>, arn: &str) -> Result<Option<Vec<AcmTag>>> {
    let send = || aws.acm().list_tags_for_certificate().certificate_arn(arn).send();
    Ok(unless_missing(aws.call(TAGS, send).await)?.map(|answer| answer.tags.unwrap_or_default()))
}
