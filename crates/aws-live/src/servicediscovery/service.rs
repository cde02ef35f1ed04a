//! `servicediscovery.Service` on AWS.
//!
//! `CreateService` has a token, by which AWS gives back what the first request made; and a name is given once in a
//! namespace, so that the tag tells whose one is.

use aws_sdk_servicediscovery::types::{
    DnsConfig, DnsConfigChange, DnsRecord as CloudMapRecord, FilterCondition, HealthCheckCustomConfig,
    Service as Found, ServiceChange, ServiceFilter, ServiceFilterName, ServiceTypeOption, Tag as CloudMapTag,
};
use futures_util::future::try_join_all;
use ironwright_aws::servicediscovery::{self, DnsRecord, Service, ServiceOutputs};

use super::api::{ByArn, SERVICE_DISCOVERY, TAGS, tags, to_tags};
use super::operations::{self, finished};
use crate::handler::prelude::*;
use crate::handler::{ids, owned};

const LIST: Action = SERVICE_DISCOVERY.action("ListServices");
const UPDATE: Action = SERVICE_DISCOVERY.action("UpdateService");

/// A service with its tags.
type Described = (Found, Vec<CloudMapTag>);

on_aws!(Service as AsTagged);

impl Tagged for Service {
    type Described = Described;
    type Tags = ByArn;

    const ID: fn(&Described) -> Option<&str> = |(service, _)| service.id();
    const READ: Action = SERVICE_DISCOVERY.action("GetService");
    const ALSO_READ: Actions = &[LIST, TAGS];
    const CREATE: Action = SERVICE_DISCOVERY.action("CreateService");
    const UPDATE: Actions = &[UPDATE, operations::GET];
    const DELETE: Action = SERVICE_DISCOVERY.action("DeleteService");

    async fn list(aws: &Calls<'_>, which: Which<'_>) -> Result<Vec<Described>> {
        let ids = match which {
            Which::Read(resources) => ids(resources),
            Which::MadeBy(request) => named(aws, &request.inputs).await?,
        };
        let whole = async |id: String| {
            let send = || aws.servicediscovery().get_service().id(&id).send();
            let found = unless_missing(aws.call(Self::READ, send).await)?.and_then(|answer| answer.service);
            let Some(service) = found else { return Ok(None) };
            let wanted = which.wants_tags(Some(&id));
            let tags = if wanted { tags(aws, service.arn()).await? } else { Vec::new() };
            Ok::<_, CloudError>(Some((service, tags)))
        };
        Ok(try_join_all(ids.into_iter().map(whole)).await?.into_iter().flatten().collect())
    }

    fn observe(_: &Calls<'_>, (service, tags): &Described, _: &Map) -> Properties {
        let dns = service.dns_config();
        let namespace = service.namespace_id().or(dns.and_then(namespace_of));
        let checked = service.health_check_config().map(|_| "health_check_config".to_owned());
        Properties::default()
            .with(Self::NAME, service.name())
            .with(Self::NAMESPACE_ID, namespace)
            .with(Self::DESCRIPTION, service.description().filter(|text| !text.is_empty()))
            .with_list(Self::DNS_RECORDS, dns.into_iter().flat_map(DnsConfig::dns_records).map(from_record))
            .with(Self::ROUTING_POLICY, dns.and_then(DnsConfig::routing_policy))
            .with(Self::HEALTH_CHECK_CUSTOM_CONFIG, service.health_check_custom_config().map(from_custom))
            .with(ServiceOutputs::ARN, service.arn())
            .with_tags(tags)
            .noting(checked)
    }

    async fn create(aws: &Calls<'_>, request: &CreateRequest) -> Result<Made> {
        let inputs = &request.inputs;
        let dns = some(to_records(inputs)).map(|records| {
            let built = DnsConfig::builder().set_dns_records(Some(records));
            built.set_routing_policy(text(inputs, Self::ROUTING_POLICY)).build()
        });
        let dns = dns.and_then(std::result::Result::ok);
        // What DNS is not to answer, AWS wants said in a namespace that has DNS.
        let kind = dns.is_none().then_some(ServiceTypeOption::Http);
        let custom = block(inputs, Self::HEALTH_CHECK_CUSTOM_CONFIG).map(to_custom);
        let send = || {
            aws.servicediscovery()
                .create_service()
                .creator_request_id(&request.token)
                .set_name(text(inputs, Self::NAME))
                .set_namespace_id(text(inputs, Self::NAMESPACE_ID))
                .set_description(text(inputs, Self::DESCRIPTION))
                .set_dns_config(dns.clone())
                .set_type(kind.clone())
                .set_health_check_custom_config(custom.clone())
                .set_tags(Some(to_tags(&owned(request))))
                .send()
        };
        let answer = aws.call(Self::CREATE, send).await?;
        // The answer leaves out tags.
        Made::named(Self::CREATE, answer.service().and_then(Found::id))
    }

    async fn update(aws: &Calls<'_>, change: &Change<'_>) -> Result<()> {
        if change.of(Self::DESCRIPTION).is_none() && change.of(Self::DNS_RECORDS).is_none() {
            return Ok(());
        }
        // What is left out of the records goes.
        let records = some(to_records(change.wanted));
        let records =
            records.and_then(|all| DnsConfigChange::builder().set_dns_records(Some(all)).build().ok());
        let description: String = text(change.wanted, Self::DESCRIPTION).unwrap_or_default();
        let wanted = ServiceChange::builder().description(description).set_dns_config(records).build();
        let update = || aws.servicediscovery().update_service().id(change.id);
        let answer = aws.call(UPDATE, || update().service(wanted.clone()).send()).await?;
        finished(aws, UPDATE, answer.operation_id()).await
    }

    async fn delete(aws: &Calls<'_>, request: &DeleteRequest) -> Result<()> {
        let send = || aws.servicediscovery().delete_service().id(&*request.id).send();
        aws.call(Self::DELETE, send).await.map(drop)
    }
}

/// The ids of the services of a name in a namespace.
async fn named(aws: &Calls<'_>, inputs: &Map) -> Result<Vec<String>> {
    let namespace: String = text(inputs, Service::NAMESPACE_ID).unwrap_or_default();
    let name: Option<String> = text(inputs, Service::NAME);
    let filter = ServiceFilter::builder()
        .name(ServiceFilterName::NamespaceId)
        .values(namespace)
        .condition(FilterCondition::Eq)
        .build();
    let filters = filter.ok().map(|filter| vec![filter]);
    let list = || aws.servicediscovery().list_services().set_filters(filters.clone());
    let send = |page| list().set_next_token(page).send();
    let all = aws.pages(LIST, send, |it| (it.services, it.next_token)).await?;
    Ok(all.into_iter().filter(|it| it.name == name).filter_map(|it| it.id).collect())
}

/// Where AWS told the namespace before 2019.
#[expect(deprecated, reason = "services of that time have it nowhere else")]
fn namespace_of(dns: &DnsConfig) -> Option<&str> {
    dns.namespace_id()
}

fn to_records(inputs: &Map) -> Vec<CloudMapRecord> {
    let record = |record: &Map| {
        let built = CloudMapRecord::builder().set_type(text(record, DnsRecord::TYPE));
        built.set_ttl(number(record, DnsRecord::TTL).map(i64::from)).build().ok()
    };
    blocks(inputs, Service::DNS_RECORDS).filter_map(record).collect()
}

fn from_record(record: &CloudMapRecord) -> Value {
    Properties::default()
        .with(DnsRecord::TYPE, record.r#type())
        .with(DnsRecord::TTL, record.ttl())
        .into_value()
}

#[expect(deprecated, reason = "AWS still takes it and gives it back")]
fn to_custom(custom: &Map) -> HealthCheckCustomConfig {
    let threshold = number(custom, servicediscovery::HealthCheckCustomConfig::FAILURE_THRESHOLD);
    HealthCheckCustomConfig::builder().set_failure_threshold(threshold).build()
}

#[expect(deprecated, reason = "AWS still takes it and gives it back")]
fn from_custom(custom: &HealthCheckCustomConfig) -> Value {
    Properties::default()
        .with(
            servicediscovery::HealthCheckCustomConfig::FAILURE_THRESHOLD,
            custom.failure_threshold().unwrap_or(1),
        )
        .into_value()
}
