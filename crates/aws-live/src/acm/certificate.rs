//! `acm.Certificate` on AWS.
//!
//! `RequestCertificate` takes a token, by which AWS gives back what the first request made for an hour; after that the tag
//! tells it among the certificates of its domain. AWS takes some seconds until it says which records show whose the
//! domains are: until then the certificate is not ready.

use aws_sdk_acm::types::{
    CertificateDetail, DomainValidation, ResourceRecord, Tag as AcmTag, ValidationMethod,
};
use futures_util::future::try_join_all;
use ironwright_aws::acm::{Certificate, CertificateOutputs};

use super::api::{ACM, ByArn, DESCRIBE, described, to_tags};
use super::lists::{LIST, TAGS, of_domain, tags};
use crate::handler::prelude::*;
use crate::handler::{ids, owned};

/// A certificate with its tags.
type Described = (CertificateDetail, Vec<AcmTag>);

on_aws!(Certificate as AsTagged);

impl Tagged for Certificate {
    type Described = Described;
    type Tags = ByArn;

    const ID: fn(&Described) -> Option<&str> = |(certificate, _)| certificate.certificate_arn();
    const READ: Action = DESCRIBE;
    const ALSO_READ: Actions = &[LIST, TAGS];
    const CREATE: Action = ACM.action("RequestCertificate");
    const DELETE: Action = ACM.action("DeleteCertificate");

    async fn list(aws: &Calls<'_>, which: Which<'_>) -> Result<Vec<Described>> {
        let arns = match which {
            Which::Read(resources) => ids(resources),
            Which::MadeBy(request) => of_domain(aws, &request.inputs).await?,
        };
        let whole = async |arn: &String| {
            let Some(certificate) = described(aws, arn).await? else { return Ok(None) };
            let tags = if which.wants_tags(Some(arn)) { tags(aws, arn).await? } else { Some(Vec::new()) };
            Ok::<_, CloudError>(tags.map(|tags| (certificate, tags)))
        };
        Ok(try_join_all(arns.iter().map(whole)).await?.into_iter().flatten().collect())
    }

    fn observe(_: &Calls<'_>, (certificate, tags): &Described, _: &Map) -> Properties {
        let domain = certificate.domain_name();
        let others = certificate.subject_alternative_names().iter();
        let others = others.filter(|name| Some(name.as_str()) != domain);
        let validations = certificate.domain_validation_options();
        let method = validations.first().and_then(DomainValidation::validation_method);
        let records = |part: fn(&ResourceRecord) -> &str| {
            let record = |it: &DomainValidation| {
                Some((Arc::from(it.domain_name()), Value::text(part(it.resource_record()?))))
            };
            Value::map(validations.iter().filter_map(record).collect())
        };
        // AWS writes `RSA-2048` of what it takes as `RSA_2048`.
        let algorithm = certificate.key_algorithm().map(|it| it.as_str().replace('-', "_"));
        Properties::default()
            .with(Self::DOMAIN_NAME, domain)
            .with_some(Self::SUBJECT_ALTERNATIVE_NAMES, others)
            .with(Self::VALIDATION_METHOD, method)
            .with(Self::KEY_ALGORITHM, algorithm)
            .with(CertificateOutputs::VALIDATION_RECORD_NAMES, records(|record| record.name()))
            .with(CertificateOutputs::VALIDATION_RECORD_VALUES, records(|record| record.value()))
            .with_tags(tags)
    }

    async fn create(aws: &Calls<'_>, request: &CreateRequest) -> Result<Made> {
        let inputs = &request.inputs;
        let send = || {
            aws.acm()
                .request_certificate()
                .idempotency_token(&request.token)
                .set_domain_name(text(inputs, Self::DOMAIN_NAME))
                .set_subject_alternative_names(texts(inputs, Self::SUBJECT_ALTERNATIVE_NAMES))
                .set_validation_method(text(inputs, Self::VALIDATION_METHOD))
                .set_key_algorithm(text(inputs, Self::KEY_ALGORITHM))
                .set_tags(Some(to_tags(&owned(request))))
                .send()
        };
        let answer = aws.call(Self::CREATE, send).await?;
        Made::named(Self::CREATE, answer.certificate_arn())
    }

    async fn delete(aws: &Calls<'_>, request: &DeleteRequest) -> Result<()> {
        let send = || aws.acm().delete_certificate().certificate_arn(&*request.id).send();
        aws.call(Self::DELETE, send).await.map(drop)
    }

    async fn readiness(aws: &Calls<'_>, resource: &ReadRequest) -> Result<Readiness> {
        let request = std::slice::from_ref(resource);
        let Some(found) = Self::list(aws, Which::Read(request)).await?.pop() else {
            return Ok(Readiness::Waiting("AWS does not show it yet".to_owned()));
        };
        let validations = found.0.domain_validation_options();
        let is_told = |it: &DomainValidation| {
            it.resource_record().is_some() || it.validation_method() == Some(&ValidationMethod::Email)
        };
        if validations.is_empty() || !validations.iter().all(is_told) {
            return Ok(Readiness::Waiting("AWS does not say yet how it is to be validated".to_owned()));
        }
        Ok(Readiness::Ready(Self::observed(aws, &found, &resource.inputs)))
    }
}
