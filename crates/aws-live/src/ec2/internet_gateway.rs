//! `ec2.InternetGateway` on AWS.
//!
//! `CreateInternetGateway` has no token and knows nothing of a VPC: a lost answer is found again by the tag alone, and
//! the attachment is the update that follows. A gateway goes only once it is detached.

use std::sync::Arc;

use async_trait::async_trait;
use aws_sdk_ec2::types::{
    AttachmentStatus, InternetGateway as Described, InternetGatewayAttachment, ResourceType,
};
use ironwright_aws::ec2;
use ironwright_core::state::Observation;
use ironwright_core::{Kind, Map, Resource as _, Value};
use ironwright_engine::cloud::{CloudError, CreateRequest, DeleteRequest, ReadRequest};

use super::{change_tags, filter, holders, is_made_by, made_by, or_none, owned, users};
use crate::calls::Calls;
use crate::change::Change;
use crate::error::unless_missing;
use crate::handler::{Handler, Made, Permissions};
use crate::properties::{Properties, ids, observations, text};

pub(crate) struct InternetGateway;

#[async_trait]
impl Handler for InternetGateway {
    fn kind(&self) -> &'static Kind {
        ec2::InternetGateway::kind()
    }

    fn permissions(&self) -> Permissions {
        Permissions {
            find: &["ec2:DescribeInternetGateways"],
            read: &["ec2:DescribeInternetGateways"],
            create: &["ec2:CreateInternetGateway", "ec2:CreateTags"],
            update: &[
                "ec2:AttachInternetGateway",
                "ec2:DetachInternetGateway",
                "ec2:CreateTags",
                "ec2:DeleteTags",
            ],
            delete: &[
                "ec2:DescribeInternetGateways",
                "ec2:DetachInternetGateway",
                "ec2:DeleteInternetGateway",
            ],
            explain: &["ec2:DescribeNetworkInterfaces"],
            ..Permissions::default()
        }
    }

    async fn find(&self, aws: &Calls<'_>, request: &CreateRequest) -> Result<Option<Arc<str>>, CloudError> {
        let send = || aws.ec2().describe_internet_gateways().filters(made_by(request)).send();
        let found = aws.call("ec2:DescribeInternetGateways", send).await?;
        let ours = found.internet_gateways().iter().find(|gateway| is_made_by(request, gateway.tags()));
        Ok(ours.and_then(Described::internet_gateway_id).map(Arc::from))
    }

    async fn read(&self, aws: &Calls<'_>, resources: &[ReadRequest]) -> Result<Vec<Observation>, CloudError> {
        let found = describe(aws, ids(resources)).await?;
        Ok(observations(resources, found.iter().filter_map(|gateway| observed(aws, gateway)).collect()))
    }

    async fn create(&self, aws: &Calls<'_>, request: &CreateRequest) -> Result<Made, CloudError> {
        let create = || aws.ec2().create_internet_gateway();
        let send = || create().tag_specifications(owned(ResourceType::InternetGateway, request)).send();
        let answer = aws.call("ec2:CreateInternetGateway", send).await?;
        let (id, observed) = answer.internet_gateway().and_then(|gateway| observed(aws, gateway)).unzip();
        Ok(Made { id: id.unwrap_or_default().into(), observed })
    }

    async fn update(&self, aws: &Calls<'_>, change: &Change<'_>) -> Result<Map, CloudError> {
        if let Some(vpc) = change.of("vpc_id") {
            if let Some(before) = change.observed.get("vpc_id").and_then(Value::as_text) {
                detach(aws, change.id, before).await?;
            }
            if let Some(vpc) = vpc.as_text() {
                let attach = || aws.ec2().attach_internet_gateway().internet_gateway_id(change.id);
                let send = || attach().vpc_id(vpc).send();
                aws.call("ec2:AttachInternetGateway", send).await?;
            }
        }
        change_tags(aws, change).await?;
        Ok(change.achieved())
    }

    async fn delete(&self, aws: &Calls<'_>, request: &DeleteRequest) -> Result<(), CloudError> {
        // What it is attached to may be another VPC than the one it was declared for.
        let found = describe(aws, vec![request.id.to_string()]).await?;
        for vpc in found.iter().filter_map(attached_to) {
            detach(aws, &request.id, vpc).await?;
        }
        let send = || aws.ec2().delete_internet_gateway().internet_gateway_id(&*request.id).send();
        aws.call("ec2:DeleteInternetGateway", send).await.map(drop)
    }

    async fn holders(&self, aws: &Calls<'_>, request: &DeleteRequest) -> Result<Vec<String>, CloudError> {
        // A VPC keeps its gateway as long as it has public addresses.
        let Some(vpc) = text(&request.inputs, "vpc_id") else { return Ok(Vec::new()) };
        holders::public_interfaces(aws, &vpc).await
    }
}

async fn describe(aws: &Calls<'_>, ids: Vec<String>) -> Result<Vec<Described>, CloudError> {
    let of_ids = || filter("internet-gateway-id", ids.clone());
    let send = || aws.ec2().describe_internet_gateways().filters(of_ids()).send();
    let answer = aws.call("ec2:DescribeInternetGateways", send).await?;
    Ok(answer.internet_gateways.unwrap_or_default())
}

/// Detaches a gateway; one that is not attached any more is detached.
async fn detach(aws: &Calls<'_>, id: &str, vpc: &str) -> Result<(), CloudError> {
    let send = || aws.ec2().detach_internet_gateway().internet_gateway_id(id).vpc_id(vpc).send();
    unless_missing(aws.call("ec2:DetachInternetGateway", send).await).map(drop)
}

/// The VPC that a gateway is attached to; AWS allows one.
fn attached_to(gateway: &Described) -> Option<&str> {
    let holds = |attachment: &&InternetGatewayAttachment| {
        let state = attachment.state().map(AttachmentStatus::as_str);
        !matches!(state, Some("detaching" | "detached"))
    };
    gateway.attachments().iter().find(holds).and_then(InternetGatewayAttachment::vpc_id)
}

fn observed(aws: &Calls<'_>, gateway: &Described) -> Option<(String, Map)> {
    let id = gateway.internet_gateway_id()?;
    let observed = Properties::default()
        .with("id", id)
        .with("arn", aws.arn("ec2", &format!("internet-gateway/{id}")))
        .with("vpc_id", or_none(attached_to(gateway)))
        .with_tags(users(gateway.tags()));
    Some((id.to_owned(), observed.into_map()))
}
