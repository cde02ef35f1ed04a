//! AWS Certificate Manager: certificates for load balancers.

use ironwright_core::tags::TagRules;

mod certificate;
mod certificate_validation;

pub use certificate::{
    Certificate, CertificateArn, CertificateOutputs, KeyAlgorithm, ValidationMethod, ValidationRecord,
};
pub use certificate_validation::{CertificateValidation, CertificateValidationOutputs};

/// What ACM takes of tags: <https://docs.aws.amazon.com/acm/latest/userguide/tags-restrictions.html>.
const TAGS: TagRules = TagRules {
    reserved: "aws:",
    reserved_in_values: false,
    most: 50,
    longest_name: 128,
    longest_value: 256,
    symbols: Some("_.:/=+-@"),
    ignores_case: false,
};
