//! `ec2.InternetGateway` on AWS.
//!
//! `CreateInternetGateway` has no token and knows nothing of a VPC: a lost answer is found again by the tag alone, and
//! the attachment is the update that follows. A gateway goes only once it is detached.

use aws_sdk_ec2::types::{
    AttachmentStatus, InternetGateway as Described, InternetGatewayAttachment as Attachment,
};
use ironwright_aws::ec2::InternetGateway;

use super::api::prelude::*;

const ATTACH: Action = EC2.action("AttachInternetGateway");
const DETACH: Action = EC2.action("DetachInternetGateway");

on_aws!(InternetGateway as AsTagged);

impl Tagged for InternetGateway {
    type Described = Described;
    type Tags = ById;

    const ID: fn(&Described) -> Option<&str> = Described::internet_gateway_id;
    const READ: Action = EC2.action("DescribeInternetGateways");
    const CREATE: Action = EC2.action("CreateInternetGateway");
    const UPDATE: Actions = &[ATTACH, DETACH];
    const DELETE: Action = EC2.action("DeleteInternetGateway");
    const ALSO_DELETE: Actions = &[DETACH];
    const BLOCKERS: Actions = blockers::INTERFACES;

    async fn list(aws: &Calls<'_>, which: Which<'_>) -> Result<Vec<Described>> {
        described(aws, select(which, "internet-gateway-id")).await
    }

    fn observe(_: &Calls<'_>, gateway: &Described, _: &Map) -> Properties {
        Properties::default().with_or_none(Self::VPC_ID, attached_to(gateway)).with_tags(gateway.tags())
    }

    async fn create(aws: &Calls<'_>, request: &CreateRequest) -> Result<Made> {
        let tags = || tagged(ResourceType::InternetGateway, request);
        let send = || aws.ec2().create_internet_gateway().tag_specifications(tags()).send();
        Self::made(aws, aws.call(Self::CREATE, send).await?.internet_gateway(), request)
    }

    async fn update(aws: &Calls<'_>, change: &Change<'_>) -> Result<()> {
        let Some(vpc) = change.of(Self::VPC_ID) else { return Ok(()) };
        if let Some(before) = text::<String>(change.observed, Self::VPC_ID) {
            detach(aws, change.id, &before).await?;
        }
        let Some(vpc) = vpc.as_text() else { return Ok(()) };
        let send = || aws.ec2().attach_internet_gateway().internet_gateway_id(change.id).vpc_id(vpc).send();
        aws.call(ATTACH, send).await.map(drop)
    }

    async fn delete(aws: &Calls<'_>, request: &DeleteRequest) -> Result<()> {
        // What it is attached to may be another VPC than the one it was declared for.
        let found = described(aws, filter("internet-gateway-id", [&*request.id])).await?;
        for vpc in found.iter().filter_map(attached_to) {
            detach(aws, &request.id, vpc).await?;
        }
        let send = || aws.ec2().delete_internet_gateway().internet_gateway_id(&*request.id).send();
        aws.call(Self::DELETE, send).await.map(drop)
    }

    async fn blockers(aws: &Calls<'_>, request: &DeleteRequest) -> Result<Vec<String>> {
        // A VPC keeps its gateway as long as it has public addresses.
        let Some(vpc) = text::<String>(&request.inputs, Self::VPC_ID) else { return Ok(Vec::new()) };
        blockers::public_interfaces(aws, &vpc).await
    }
}

async fn described(aws: &Calls<'_>, by: Filter) -> Result<Vec<Described>> {
    let send = |page| aws.ec2().describe_internet_gateways().filters(by.clone()).set_next_token(page).send();
    aws.pages(InternetGateway::READ, send, |it| (it.internet_gateways, it.next_token)).await
}

/// Detaches a gateway; one that is not attached any more is detached.
async fn detach(aws: &Calls<'_>, id: &str, vpc: &str) -> Result<()> {
    let send = || aws.ec2().detach_internet_gateway().internet_gateway_id(id).vpc_id(vpc).send();
    unless_missing(aws.call(DETACH, send).await).map(drop)
}

/// The VPC that a gateway is attached to; AWS allows one.
fn attached_to(gateway: &Described) -> Option<&str> {
    let holds = |attachment: &&Attachment| {
        let state = attachment.state().map(AttachmentStatus::as_str);
        !matches!(state, Some("detaching" | "detached"))
    };
    gateway.attachments().iter().find(holds).and_then(Attachment::vpc_id)
}
