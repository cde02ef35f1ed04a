//! `acm.CertificateValidation` on AWS: nothing but the wait until a certificate is issued.

use async_trait::async_trait;
use aws_sdk_acm::types::{CertificateDetail, CertificateStatus, FailureReason};
use futures_util::future::try_join_all;
use ironwright_aws::acm::CertificateValidation;
use ironwright_core::state::Observation;
use ironwright_core::{Kind, Resource as _};

use super::api::{DESCRIBE, described};
use crate::handler::Verb;
use crate::handler::prelude::*;

/// Its handler.
pub(crate) struct OfCertificate;

impl OnAws for CertificateValidation {
    const HANDLER: &'static dyn Handler = &OfCertificate;
}

#[async_trait]
impl Handler for OfCertificate {
    fn kind(&self) -> &'static Kind {
        CertificateValidation::kind()
    }

    fn actions(&self, verb: Verb) -> Vec<Action> {
        match verb {
            Verb::Find | Verb::Read | Verb::Create | Verb::Delete | Verb::Settle => vec![DESCRIBE],
            Verb::Update | Verb::Sweep | Verb::Explain => Vec::new(),
        }
    }

    fn has_ownership_tag(&self) -> bool {
        false
    }

    async fn find(&self, aws: &Calls<'_>, request: &CreateRequest) -> Result<Option<Arc<str>>> {
        let arn = certificate(&request.inputs);
        Ok(described(aws, &arn).await?.map(|_| arn.into()))
    }

    /// One of a certificate that is not issued yet is there too: it is what is waited for.
    async fn read(&self, aws: &Calls<'_>, resources: &[ReadRequest]) -> Result<Vec<Observation>> {
        let look = async |request: &ReadRequest| {
            let found = described(aws, &request.id).await?;
            Ok::<_, CloudError>(
                found.map_or(Observation::Gone, |_| Observation::Present(observed(&request.id))),
            )
        };
        try_join_all(resources.iter().map(look)).await
    }

    async fn create(&self, aws: &Calls<'_>, request: &CreateRequest) -> Result<Made> {
        let arn = certificate(&request.inputs);
        match described(aws, &arn).await? {
            Some(_) => Ok(Made::named(DESCRIBE, Some(&arn))?.with(observed(&arn))),
            None => {
                let message = format!("there is no certificate {arn}");
                Err(CloudError::new(DESCRIBE.to_string(), "NotFound", message, ErrorClass::Refused))
            }
        }
    }

    async fn update(&self, _: &Calls<'_>, change: &Change<'_>) -> Result<Map> {
        Ok(change.achieved())
    }

    /// Nothing was made for it.
    async fn delete(&self, _: &Calls<'_>, _: &DeleteRequest) -> Result<()> {
        Ok(())
    }

    async fn readiness(&self, aws: &Calls<'_>, resource: &ReadRequest) -> Result<Readiness> {
        let Some(certificate) = described(aws, &resource.id).await? else {
            return Ok(Readiness::Waiting("AWS does not show the certificate".to_owned()));
        };
        match certificate.status() {
            Some(CertificateStatus::Issued) => Ok(Readiness::Ready(observed(&resource.id))),
            Some(CertificateStatus::PendingValidation) => Ok(Readiness::Waiting(pending(&certificate))),
            status => {
                let word = status.map_or("unknown", CertificateStatus::as_str);
                let reason =
                    certificate.failure_reason().map_or("AWS does not say why", FailureReason::as_str);
                let message = format!("{} is {word}: {reason}", resource.id);
                let error = CloudError::new(DESCRIBE.to_string(), word, message, ErrorClass::Refused);
                Err(error.hint("a certificate that failed stays so: replace it, `--replace` names it"))
            }
        }
    }
}

fn certificate(inputs: &Map) -> String {
    text(inputs, CertificateValidation::CERTIFICATE_ARN).unwrap_or_default()
}

fn observed(arn: &str) -> Map {
    Properties::default().with(CertificateValidation::CERTIFICATE_ARN, arn).into_map()
}

/// Which domains AWS has not seen the records of.
fn pending(certificate: &CertificateDetail) -> String {
    let validations = certificate.domain_validation_options().iter();
    let open = validations.filter(|it| it.validation_status().is_none_or(|it| it.as_str() != "SUCCESS"));
    let domains: Vec<&str> = open.map(|it| it.domain_name()).collect();
    format!("AWS has not seen yet whose these are: {}", domains.join(", "))
}
