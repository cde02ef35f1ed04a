//! `opensearch.Domain` on AWS.
//!
//! `CreateDomain` has no token, but a name is given once: a second request is refused, and the tag then says whether the
//! domain that is there was made by the first. It answers at once with a domain that takes some twenty minutes to be there,
//! and has no host before; a deleted one takes as long to be gone.
//!
//! AWS tells settings of the engine that nobody has set: they are left out. What is below a setting that is not declared is
//! AWS's own choice.

use std::collections::HashMap;

use aws_sdk_opensearch::types::{DomainStatus, Tag as DomainTag};
use futures_util::future::try_join_all;
use ironwright_aws::opensearch::{Domain, DomainOutputs};

use super::api::{ByArn, OPENSEARCH, to_tags};
use super::options;
use crate::handler::prelude::*;
use crate::handler::{documents, owned};

const TAGS: Action = OPENSEARCH.action("ListTags");
const UPDATE: Action = OPENSEARCH.action("UpdateDomainConfig");
const UPGRADE: Action = OPENSEARCH.action("UpgradeDomain");

/// How many domains one call describes.
const AT_ONCE: usize = 5;

/// A domain with its tags.
type Described = (DomainStatus, Vec<DomainTag>);

on_aws!(Domain as AsTagged);

impl Tagged for Domain {
    type Described = Described;
    type Tags = ByArn;

    const ID: fn(&Described) -> Option<&str> = |(domain, _)| Some(domain.domain_name());
    const READ: Action = OPENSEARCH.action("DescribeDomains");
    const ALSO_READ: Actions = &[TAGS];
    const CREATE: Action = OPENSEARCH.action("CreateDomain");
    const UPDATE: Actions = &[UPDATE, UPGRADE];
    const DELETE: Action = OPENSEARCH.action("DeleteDomain");

    async fn list(aws: &Calls<'_>, which: Which<'_>) -> Result<Vec<Described>> {
        let mut found = described(aws, &which.names(Self::DOMAIN_NAME)).await?;
        // Nobody takes over what is on its way out.
        found.retain(|domain| matches!(which, Which::Read(_)) || domain.deleted() != Some(true));
        let whole = async |domain: DomainStatus| {
            let wanted = which.wants_tags(Some(domain.domain_name()));
            let tags = if wanted { tags(aws, domain.arn()).await? } else { Some(Vec::new()) };
            Ok(tags.map(|tags| (domain, tags)))
        };
        Ok(try_join_all(found.into_iter().map(whole)).await?.into_iter().flatten().collect())
    }

    fn observe(_: &Calls<'_>, (domain, tags): &Described, inputs: &Map) -> Properties {
        let policies = domain.access_policies().and_then(documents::parsed);
        let node_to_node = domain.node_to_node_encryption_options();
        let snapshots = domain.snapshot_options();
        Properties::default()
            .with(Self::DOMAIN_NAME, domain.domain_name())
            .with(DomainOutputs::ARN, domain.arn())
            .with(DomainOutputs::ENDPOINT, host(domain))
            .with(Self::ENGINE_VERSION, domain.engine_version())
            .with(Self::CLUSTER_CONFIG, domain.cluster_config().map(options::of_cluster))
            .with(Self::EBS_OPTIONS, domain.ebs_options().map(options::of_storage))
            .with(Self::ACCESS_POLICIES, documents::as_applied(policies, inputs.get(Self::ACCESS_POLICIES)))
            .with(Self::VPC_OPTIONS, domain.vpc_options().and_then(options::of_vpc))
            .with(
                Self::ENCRYPTION_AT_REST_OPTIONS,
                domain.encryption_at_rest_options().map(options::of_encryption),
            )
            .with(Self::NODE_TO_NODE_ENCRYPTION, node_to_node.and_then(|it| it.enabled()))
            .with(Self::DOMAIN_ENDPOINT_OPTIONS, domain.domain_endpoint_options().map(options::of_endpoint))
            .with(
                Self::AUTOMATED_SNAPSHOT_START_HOUR,
                snapshots.and_then(|it| it.automated_snapshot_start_hour()),
            )
            .with_texts(Self::ADVANCED_OPTIONS, settings(domain, inputs))
            .with_tags(tags)
    }

    async fn create(aws: &Calls<'_>, request: &CreateRequest) -> Result<Made> {
        let inputs = &request.inputs;
        let node_to_node = flag(inputs, Self::NODE_TO_NODE_ENCRYPTION).map(options::to_node_to_node);
        let snapshots = number(inputs, Self::AUTOMATED_SNAPSHOT_START_HOUR).map(options::to_snapshots);
        let send = || {
            aws.opensearch()
                .create_domain()
                .set_domain_name(text(inputs, Self::DOMAIN_NAME))
                .set_engine_version(text(inputs, Self::ENGINE_VERSION))
                .set_cluster_config(block(inputs, Self::CLUSTER_CONFIG).map(options::to_cluster))
                .set_ebs_options(block(inputs, Self::EBS_OPTIONS).map(options::to_storage))
                .set_access_policies(documents::text(inputs, Self::ACCESS_POLICIES))
                .set_vpc_options(block(inputs, Self::VPC_OPTIONS).map(options::to_vpc))
                .set_encryption_at_rest_options(
                    block(inputs, Self::ENCRYPTION_AT_REST_OPTIONS).map(options::to_encryption),
                )
                .set_node_to_node_encryption_options(node_to_node.clone())
                .set_domain_endpoint_options(
                    block(inputs, Self::DOMAIN_ENDPOINT_OPTIONS).map(options::to_endpoint),
                )
                .set_snapshot_options(snapshots.clone())
                .set_advanced_options(to_settings(inputs))
                .set_tag_list(Some(to_tags(&owned(request))))
                .send()
        };
        let answer = aws.call(Self::CREATE, send).await?;
        Made::named(Self::CREATE, answer.domain_status().map(DomainStatus::domain_name))
    }

    async fn update(aws: &Calls<'_>, change: &Change<'_>) -> Result<()> {
        let wanted = change.wanted;
        if let Some(version) = change.text::<String>(Self::ENGINE_VERSION) {
            let upgrade = || aws.opensearch().upgrade_domain().domain_name(change.id);
            aws.call(UPGRADE, || upgrade().target_version(&version).send()).await?;
        }
        let changed = [
            Self::CLUSTER_CONFIG,
            Self::EBS_OPTIONS,
            Self::ACCESS_POLICIES,
            Self::VPC_OPTIONS,
            Self::NODE_TO_NODE_ENCRYPTION,
            Self::DOMAIN_ENDPOINT_OPTIONS,
            Self::AUTOMATED_SNAPSHOT_START_HOUR,
            Self::ADVANCED_OPTIONS,
        ];
        if changed.iter().all(|name| change.of(name).is_none()) {
            return Ok(());
        }
        let of = |name| block(wanted, name).filter(|_| change.of(name).is_some());
        // No policy is an empty text.
        let policy = change
            .of(Self::ACCESS_POLICIES)
            .map(|_| documents::text(wanted, Self::ACCESS_POLICIES).unwrap_or_default());
        let node_to_node = change.flag(Self::NODE_TO_NODE_ENCRYPTION).map(options::to_node_to_node);
        let snapshots = change.number(Self::AUTOMATED_SNAPSHOT_START_HOUR).map(options::to_snapshots);
        let settings = to_settings(wanted).filter(|_| change.of(Self::ADVANCED_OPTIONS).is_some());
        let send = || {
            aws.opensearch()
                .update_domain_config()
                .domain_name(change.id)
                .set_cluster_config(of(Self::CLUSTER_CONFIG).map(options::to_cluster))
                .set_ebs_options(of(Self::EBS_OPTIONS).map(options::to_storage))
                .set_access_policies(policy.clone())
                .set_vpc_options(of(Self::VPC_OPTIONS).map(options::to_vpc))
                .set_node_to_node_encryption_options(node_to_node.clone())
                .set_domain_endpoint_options(of(Self::DOMAIN_ENDPOINT_OPTIONS).map(options::to_endpoint))
                .set_snapshot_options(snapshots.clone())
                .set_advanced_options(settings.clone())
                .send()
        };
        aws.call(UPDATE, send).await.map(drop)
    }

    async fn delete(aws: &Calls<'_>, request: &DeleteRequest) -> Result<()> {
        let send = || aws.opensearch().delete_domain().domain_name(&*request.id).send();
        aws.call(Self::DELETE, send).await.map(drop)
    }

    async fn deletion_progress(aws: &Calls<'_>, id: &str) -> Result<Option<String>> {
        let found = described(aws, &[id.to_owned()]).await?;
        Ok(found.first().map(|_| "AWS says it is being deleted".to_owned()))
    }

    async fn readiness(aws: &Calls<'_>, resource: &ReadRequest) -> Result<Readiness> {
        let found = Self::list(aws, Which::Read(std::slice::from_ref(resource))).await?;
        let Some(described) = found.first() else {
            return Ok(Readiness::Waiting("AWS does not show it yet".to_owned()));
        };
        let domain = &described.0;
        let busy = match (domain.upgrade_processing(), domain.processing()) {
            (Some(true), _) => Some("upgraded"),
            (_, Some(true)) => Some("made or changed"),
            _ if host(domain).is_none() => Some("made"),
            _ => None,
        };
        Ok(match busy {
            Some(busy) => Readiness::Waiting(format!("AWS says it is being {busy}")),
            None => Readiness::Ready(Self::observed(aws, described, &resource.inputs)),
        })
    }
}

async fn described(aws: &Calls<'_>, names: &[String]) -> Result<Vec<DomainStatus>> {
    let mut all = Vec::new();
    for some in names.chunks(AT_ONCE) {
        let send = || aws.opensearch().describe_domains().set_domain_names(Some(some.to_vec())).send();
        let answer = unless_missing(aws.call(Domain::READ, send).await)?;
        all.extend(answer.map(|answer| answer.domain_status_list).unwrap_or_default());
    }
    Ok(all)
}

/// All tags of a domain; `None` when it has gone meanwhile.
async fn tags(aws: &Calls<'_>, arn: &str) -> Result<Option<Vec<DomainTag>>> {
    let answer = unless_missing(aws.call(TAGS, || aws.opensearch().list_tags().arn(arn).send()).await)?;
    Ok(answer.map(|answer| answer.tag_list.unwrap_or_default()))
}

/// The host that requests go to, in a VPC or outside of one.
fn host(domain: &DomainStatus) -> Option<&str> {
    domain.endpoint().or_else(|| domain.endpoints()?.get("vpc").map(String::as_str))
}

/// The settings of the engine that were asked for; all of them where nobody knows what was.
fn settings<'a>(domain: &'a DomainStatus, inputs: &Map) -> Vec<(&'a str, &'a str)> {
    let asked = block(inputs, Domain::ADVANCED_OPTIONS);
    let told = |name: &str| inputs.is_empty() || asked.is_some_and(|asked| asked.contains_key(name));
    let all = domain.advanced_options().into_iter().flatten();
    all.map(|(name, value)| (&**name, &**value)).filter(|(name, _)| told(name)).collect()
}

fn to_settings(inputs: &Map) -> Option<HashMap<String, String>> {
    inputs
        .contains_key(Domain::ADVANCED_OPTIONS)
        .then(|| texts_by_name(inputs, Domain::ADVANCED_OPTIONS).collect())
}
