//! `servicediscovery.HttpNamespace` on AWS.
//!
//! `CreateHttpNamespace` has a token, by which AWS gives back the first request's operation; and the name of a namespace is
//! given once, so that the tag tells whose one is.

use aws_sdk_servicediscovery::types::{HttpNamespaceChange, NamespaceType};
use ironwright_aws::servicediscovery::{HttpNamespace, HttpNamespaceOutputs};

use super::api::{ByArn, SERVICE_DISCOVERY, to_tags};
use super::namespaces::{self, Described};
use super::operations::{self, finished, namespace_made_by};
use crate::handler::owned;
use crate::handler::prelude::*;

const UPDATE: Action = SERVICE_DISCOVERY.action("UpdateHttpNamespace");

on_aws!(HttpNamespace as AsTagged);

impl Tagged for HttpNamespace {
    type Described = Described;
    type Tags = ByArn;

    const ID: fn(&Described) -> Option<&str> = |(namespace, _)| namespace.id();
    const READ: Action = namespaces::GET;
    const ALSO_READ: Actions = namespaces::ALSO_READ;
    const CREATE: Action = SERVICE_DISCOVERY.action("CreateHttpNamespace");
    const ALSO_CREATE: Actions = &[operations::GET];
    const UPDATE: Actions = &[UPDATE, operations::GET];
    const DELETE: Action = namespaces::DELETE;
    const READINESS: Actions = namespaces::READINESS;

    async fn list(aws: &Calls<'_>, which: Which<'_>) -> Result<Vec<Described>> {
        namespaces::list(aws, which, NamespaceType::Http).await
    }

    fn observe(_: &Calls<'_>, (namespace, tags): &Described, _: &Map) -> Properties {
        Properties::default()
            .with(Self::NAME, namespace.name())
            .with(Self::DESCRIPTION, namespace.description().filter(|text| !text.is_empty()))
            .with(HttpNamespaceOutputs::ARN, namespace.arn())
            .with_tags(tags)
    }

    async fn create(aws: &Calls<'_>, request: &CreateRequest) -> Result<Made> {
        let inputs = &request.inputs;
        let send = || {
            aws.servicediscovery()
                .create_http_namespace()
                .creator_request_id(&request.token)
                .set_name(text(inputs, Self::NAME))
                .set_description(text(inputs, Self::DESCRIPTION))
                .set_tags(Some(to_tags(&owned(request))))
                .send()
        };
        let answer = aws.call(Self::CREATE, send).await?;
        namespace_made_by(aws, Self::CREATE, answer.operation_id()).await
    }

    async fn update(aws: &Calls<'_>, change: &Change<'_>) -> Result<()> {
        if change.of(Self::DESCRIPTION).is_none() {
            return Ok(());
        }
        let description: String = change.text(Self::DESCRIPTION).unwrap_or_default();
        let wanted = HttpNamespaceChange::builder().description(description).build().ok();
        let update = || aws.servicediscovery().update_http_namespace().id(change.id);
        let answer = aws.call(UPDATE, || update().set_namespace(wanted.clone()).send()).await?;
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
        namespaces::ready(aws, (NamespaceType::Http, Self::CREATE), resource, observed).await
    }
}
