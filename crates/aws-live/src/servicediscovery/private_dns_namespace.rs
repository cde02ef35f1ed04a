//! `servicediscovery.PrivateDnsNamespace` on AWS.
//!
//! `CreatePrivateDnsNamespace` has a token, by which AWS gives back the first request's operation; and a VPC has one
//! namespace of a name, so that the tag tells whose one is. Which VPC that is, Cloud Map never says again: the hosted zone
//! that it makes knows.

use aws_sdk_servicediscovery::types::{
    NamespaceType, PrivateDnsNamespaceChange, PrivateDnsNamespaceProperties,
    PrivateDnsNamespacePropertiesChange, PrivateDnsPropertiesMutable, PrivateDnsPropertiesMutableChange, Soa,
    SoaChange,
};
use ironwright_aws::servicediscovery::{PrivateDnsNamespace, PrivateDnsNamespaceOutputs};

use super::api::{ByArn, ROUTE_53, SERVICE_DISCOVERY, to_tags};
use super::namespaces::{self, Described};
use super::operations::{self, finished, namespace_made_by};
use crate::handler::owned;
use crate::handler::prelude::*;

const UPDATE: Action = SERVICE_DISCOVERY.action("UpdatePrivateDnsNamespace");

/// What AWS takes for the answer that there is no such name.
const USUAL_TTL: i64 = 15;

on_aws!(PrivateDnsNamespace as AsTagged);

impl Tagged for PrivateDnsNamespace {
    type Described = Described;
    type Tags = ByArn;

    const ID: fn(&Described) -> Option<&str> = |(namespace, _)| namespace.id();
    const READ: Action = namespaces::GET;
    const ALSO_READ: Actions = namespaces::ALSO_READ;
    const CREATE: Action = SERVICE_DISCOVERY.action("CreatePrivateDnsNamespace");
    const ALSO_CREATE: Actions = &[
        operations::GET,
        ROUTE_53.action("CreateHostedZone"),
        ROUTE_53.action("GetHostedZone"),
        ROUTE_53.action("ListHostedZonesByName"),
        crate::ec2::SERVICE.action("DescribeVpcs"),
        crate::ec2::SERVICE.action("DescribeRegions"),
    ];
    const UPDATE: Actions = &[UPDATE, operations::GET, ROUTE_53.action("ChangeResourceRecordSets")];
    const DELETE: Action = namespaces::DELETE;
    const ALSO_DELETE: Actions = &[ROUTE_53.action("DeleteHostedZone"), ROUTE_53.action("GetHostedZone")];
    const READINESS: Actions = namespaces::READINESS;

    async fn list(aws: &Calls<'_>, which: Which<'_>) -> Result<Vec<Described>> {
        namespaces::list(aws, which, NamespaceType::DnsPrivate).await
    }

    fn observe(_: &Calls<'_>, (namespace, tags): &Described, _: &Map) -> Properties {
        let dns = namespace.properties().and_then(|properties| properties.dns_properties());
        Properties::default()
            .with(Self::NAME, namespace.name())
            .with(Self::DESCRIPTION, namespace.description().filter(|text| !text.is_empty()))
            .with(Self::SOA_TTL, dns.and_then(|dns| dns.soa()).map(Soa::ttl))
            .with(PrivateDnsNamespaceOutputs::ARN, namespace.arn())
            .with(PrivateDnsNamespaceOutputs::HOSTED_ZONE_ID, dns.and_then(|dns| dns.hosted_zone_id()))
            .with_tags(tags)
    }

    async fn create(aws: &Calls<'_>, request: &CreateRequest) -> Result<Made> {
        let inputs = &request.inputs;
        let properties = number(inputs, Self::SOA_TTL).and_then(|ttl| {
            let soa = Soa::builder().ttl(ttl.into()).build().ok()?;
            let dns = PrivateDnsPropertiesMutable::builder().soa(soa).build();
            Some(PrivateDnsNamespaceProperties::builder().dns_properties(dns).build())
        });
        let send = || {
            aws.servicediscovery()
                .create_private_dns_namespace()
                .creator_request_id(&request.token)
                .set_name(text(inputs, Self::NAME))
                .set_vpc(text(inputs, Self::VPC))
                .set_description(text(inputs, Self::DESCRIPTION))
                .set_properties(properties.clone())
                .set_tags(Some(to_tags(&owned(request))))
                .send()
        };
        let answer = aws.call(Self::CREATE, send).await?;
        namespace_made_by(aws, Self::CREATE, answer.operation_id()).await
    }

    async fn update(aws: &Calls<'_>, change: &Change<'_>) -> Result<()> {
        let (description, ttl) = (change.of(Self::DESCRIPTION), change.of(Self::SOA_TTL));
        if description.is_none() && ttl.is_none() {
            return Ok(());
        }
        let properties = ttl.and_then(|ttl| {
            let soa = SoaChange::builder().ttl(ttl.as_int().unwrap_or(USUAL_TTL)).build().ok()?;
            let dns = PrivateDnsPropertiesMutableChange::builder().soa(soa).build();
            Some(PrivateDnsNamespacePropertiesChange::builder().dns_properties(dns).build())
        });
        let description = description.map(|_| change.text(Self::DESCRIPTION).unwrap_or_default());
        let wanted = PrivateDnsNamespaceChange::builder()
            .set_description(description)
            .set_properties(properties)
            .build();
        let update = || aws.servicediscovery().update_private_dns_namespace().id(change.id);
        let answer = aws.call(UPDATE, || update().namespace(wanted.clone()).send()).await?;
        finished(aws, UPDATE, answer.operation_id()).await
    }

    async fn delete(aws: &Calls<'_>, request: &DeleteRequest) -> Result<()> {
        namespaces::delete(aws, request).await
    }

    async fn deletion_progress(aws: &Calls<'_>, id: &str) -> Result<Option<String>> {
        namespaces::deletion_progress(aws, id).await
    }

    async fn readiness(aws: &Calls<'_>, resource: &ReadRequest) -> Result<Readiness> {
        let observed = |found: &Described| Self::observed(aws, found, &resource.inputs);
        namespaces::ready(aws, (NamespaceType::DnsPrivate, Self::CREATE), resource, observed).await
    }
}
