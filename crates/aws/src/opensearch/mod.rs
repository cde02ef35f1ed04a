//! Amazon OpenSearch Service: search, by OpenSearch or Elasticsearch.

use ironwright_core::tags::TagRules;

mod domain;
mod options;

pub use domain::{Domain, DomainArn, DomainName, DomainOutputs};
pub use options::{
    ClusterConfig, DomainEndpointOptions, EbsOptions, EncryptionAtRestOptions, TlsSecurityPolicy, VolumeType,
    VpcOptions, ZoneAwarenessConfig,
};

/// What OpenSearch Service takes of tags:
/// <https://docs.aws.amazon.com/opensearch-service/latest/developerguide/managedomains-awsresourcetagging.html>.
const TAGS: TagRules = TagRules {
    reserved: "aws:",
    reserved_in_values: false,
    most: 50,
    longest_name: 128,
    longest_value: 256,
    symbols: Some("_.:/=+-@"),
    ignores_case: false,
};
