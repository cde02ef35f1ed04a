//! How long it takes until a certificate is issued, and how it fails: servers for tests issue one unasked.

use ironwright_aws::acm::{Certificate, CertificateValidation};
use ironwright_core::{Map, Resource as _};
use ironwright_engine::Cloud as _;
use ironwright_engine::cloud::{ErrorClass, ReadRequest, Readiness};

use crate::player::Player;

const ARN: &str = "arn:aws:acm:us-east-1:123456789012:certificate/1f2e3d4c-5b6a-4789-8a9b-0c1d2e3f4a5b";

macro_rules! described {
    ($status:literal, $validation:literal) => {
        concat!(
            r#"{"Certificate": {"CertificateArn": "#,
            r#""arn:aws:acm:us-east-1:123456789012:certificate/1f2e3d4c-5b6a-4789-8a9b-0c1d2e3f4a5b", "#,
            r#""DomainName": "example.com", "SubjectAlternativeNames": ["example.com"], "KeyAlgorithm": "RSA-2048", "#,
            r#""Status": ""#, $status, r#"", "FailureReason": "CAA_ERROR", "DomainValidationOptions": ["#, $validation,
            r#"]}}"#,
        )
    };
}

const UNTOLD: &str = described!(
    "PENDING_VALIDATION",
    r#"{"DomainName": "example.com", "ValidationMethod": "DNS", "ValidationStatus": "PENDING_VALIDATION"}"#
);
const TOLD: &str = described!(
    "PENDING_VALIDATION",
    r#"{"DomainName": "example.com", "ValidationMethod": "DNS", "ValidationStatus": "PENDING_VALIDATION",
        "ResourceRecord": {"Name": "_x1.example.com.", "Type": "CNAME", "Value": "_x2.acm-validations.aws."}}"#
);
const ISSUED: &str = described!(
    "ISSUED",
    r#"{"DomainName": "example.com", "ValidationMethod": "DNS", "ValidationStatus": "SUCCESS",
        "ResourceRecord": {"Name": "_x1.example.com.", "Type": "CNAME", "Value": "_x2.acm-validations.aws."}}"#
);
const FAILED: &str = described!(
    "FAILED",
    r#"{"DomainName": "example.com", "ValidationMethod": "DNS", "ValidationStatus": "FAILED"}"#
);

fn named() -> ReadRequest {
    ReadRequest { id: ARN.into(), inputs: Map::new() }
}

#[tokio::test]
async fn a_certificate_is_made_once_its_records_are_told() {
    let player = Player::new(&[
        ("DescribeCertificate", &[UNTOLD, TOLD]),
        ("ListTagsForCertificate", &[r#"{"Tags": []}"#]),
    ]);
    let live = player.connect().await;
    let first = live.settle(Certificate::kind(), &named()).await.expect("looks");
    let Readiness::Waiting(condition) = first else { panic!("it is not told yet") };
    assert_eq!(condition, "AWS does not say yet how it is to be validated");
    let second = live.settle(Certificate::kind(), &named()).await.expect("looks");
    let Readiness::Ready(observed) = second else { panic!("it is told") };
    let names = observed.get("validation_record_names").expect("the names");
    assert_eq!(names.get("example.com"), Some(&"_x1.example.com.".into()));
    assert_eq!(observed.get("key_algorithm"), Some(&"RSA_2048".into()));
    assert_eq!(observed.get("subject_alternative_names"), None, "the domain itself is no further one");
}

#[tokio::test]
async fn the_wait_names_the_domains_that_are_open_and_ends_when_it_is_issued() {
    let player = Player::new(&[("DescribeCertificate", &[TOLD, ISSUED])]);
    let live = player.connect().await;
    let first = live.settle(CertificateValidation::kind(), &named()).await.expect("looks");
    let Readiness::Waiting(condition) = first else { panic!("it is not issued yet") };
    assert_eq!(condition, "AWS has not seen yet whose these are: example.com");
    let second = live.settle(CertificateValidation::kind(), &named()).await.expect("looks");
    assert!(matches!(second, Readiness::Ready(_)));
}

#[tokio::test]
async fn a_certificate_that_failed_is_an_error_with_awss_reason() {
    let player = Player::new(&[("DescribeCertificate", &[FAILED])]);
    let live = player.connect().await;
    let error = live.settle(CertificateValidation::kind(), &named()).await.expect_err("it failed");
    assert_eq!(error.class, ErrorClass::Refused);
    assert_eq!(error.to_string(), format!("acm:DescribeCertificate: FAILED: {ARN} is FAILED: CAA_ERROR"));
}
