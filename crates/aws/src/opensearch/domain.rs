//! `opensearch.Domain`

use std::time::Duration;

use ironwright_core::behaviour::Behaviour;
use ironwright_core::check::{Inputs, Problems};
use ironwright_core::{Document, Input, InputMap, Map, Options, Output};
use ironwright_macros::{Outputs, Resource};

use super::options::{
    self, ClusterConfig, DomainEndpointOptions, EbsOptions, EncryptionAtRestOptions, VpcOptions,
};
use crate::iam::{PolicyOf, check_policy};

ironwright_core::references! {
    /// The name of a domain, `shop`.
    DomainName = "opensearch.Domain" . "domain_name";
    /// The ARN of a domain.
    DomainArn = "opensearch.Domain" . "arn";
}

/// A cluster of OpenSearch or Elasticsearch that AWS runs.
///
/// It takes some twenty minutes until it is there, and as long until it is changed.
///
/// ```
/// use ironwright::aws::opensearch::{ClusterConfig, Domain, EbsOptions, VolumeType};
/// use ironwright::prelude::*;
///
/// let mut stack = Stack::new("demo");
/// let domain = Domain::new("shop")
///     .engine_version("OpenSearch_2.11")
///     .cluster_config(ClusterConfig::new().instance_type("t3.small.search"))
///     .ebs_options(EbsOptions::new().volume_type(VolumeType::Gp3).volume_size(10u32))
///     .node_to_node_encryption(true);
/// let domain = stack.add("search", domain);
/// stack.output("host", &domain.endpoint);
/// assert!(stack.graph().is_ok());
/// ```
#[derive(Resource, Clone, Debug)]
#[resource(
    kind = "opensearch.Domain",
    id = "{domain_name}",
    outputs = DomainOutputs,
    page = "https://docs.aws.amazon.com/opensearch-service/latest/developerguide/createupdatedomains.html",
    cloudformation = "AWS::OpenSearchService::Domain",
    unique = [["domain_name"]],
    ready_when = "active",
    check = check,
    behaviour = Growing,
    yields(DomainName = domain_name, DomainArn = arn)
)]
pub struct Domain {
    /// The name, one of its kind in account and region: 3 to 28 small letters, digits and hyphens.
    #[input(
        replaces,
        length = 3..=28,
        pattern("[a-z][a-z0-9-]+", "a name of small letters, digits and hyphens that begins with a letter")
    )]
    domain_name: Input<DomainName>,
    /// The engine and its version, `OpenSearch_2.11` or `Elasticsearch_6.8`: AWS takes the newest when it is not set. A later
    /// version is an upgrade in place.
    #[input(
        length = 14..=18,
        pattern("(Elasticsearch_[0-9]\\.[0-9]{1,2}|OpenSearch_[0-9]{1,2}\\.[0-9]{1,2})", "an engine and its version, `OpenSearch_2.11` or `Elasticsearch_6.8`")
    )]
    engine_version: Option<Input<String>>,
    /// The machines.
    cluster_config: Option<ClusterConfig>,
    /// The storage of each machine.
    #[input(cloudformation = "EBSOptions")]
    ebs_options: Option<EbsOptions>,
    /// Who may do what with the domain: nobody when it is not set and the domain stands in no VPC.
    #[input(weak, unordered)]
    access_policies: Option<Input<Document>>,
    /// Where the domain stands: in no VPC when it is not set. A domain moves neither into one nor out of one.
    #[input(cloudformation = "VPCOptions")]
    vpc_options: Option<VpcOptions>,
    /// How data is encrypted where it is kept.
    #[input(replaces)]
    encryption_at_rest_options: Option<EncryptionAtRestOptions>,
    /// Whether data is encrypted between machines. There is no way back.
    #[input(cloudformation = "NodeToNodeEncryptionOptions")]
    node_to_node_encryption: Option<Input<bool>>,
    /// How the domain is reached.
    domain_endpoint_options: Option<DomainEndpointOptions>,
    /// At which hour, in UTC, a snapshot is made every day, of Elasticsearch before 5.3.
    #[input(range = 0..=23, cloudformation = "SnapshotOptions")]
    automated_snapshot_start_hour: Option<Input<u8>>,
    /// Settings of the engine, as `rest.action.multi.allow_explicit_index`.
    #[input(each = advanced_option)]
    advanced_options: Option<InputMap<String>>,
    /// Names and values for people and bills.
    #[input(each = tag, tags = super::TAGS)]
    tags: Option<InputMap<String>>,
    options: Options,
}

/// What AWS gives back of a [`Domain`].
#[derive(Outputs, Debug)]
pub struct DomainOutputs {
    /// The domain's name.
    pub domain_name: Output<DomainName>,
    /// The domain's ARN.
    #[output("arn:aws:es:{region}:{account}:domain/{domain_name}")]
    pub arn: Output<DomainArn>,
    /// The host that requests go to.
    #[output("search-{domain_name}-{hex:26}.{region}.es.amazonaws.com")]
    pub endpoint: Output<String>,
}

fn check(inputs: &Inputs<'_>, problems: &mut Problems<'_>) {
    check_policy(PolicyOf::Resource, "access_policies", inputs, problems);
    options::check(inputs, problems);
}

/// A domain takes its time.
struct Growing;

impl Behaviour for Growing {
    fn settling_time(&self, _: &Map) -> Duration {
        Duration::from_mins(15)
    }
}
