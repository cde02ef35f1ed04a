//! `ec2.VpcEndpoint` on AWS.
//!
//! `CreateVpcEndpoint` takes a token and answers with an endpoint that may be `pending` for some minutes. It goes as
//! slowly: until it is gone, its network interfaces keep the subnets they are in. Its lists are changed by what is to come
//! and what is to go.

use std::collections::BTreeSet;

use aws_sdk_ec2::types::{State, VpcEndpoint as Described, VpcEndpointType};
use ironwright_aws::ec2::{VpcEndpoint, VpcEndpointOutputs};

use super::api::prelude::*;
use super::groups;
use crate::handler::documents;

const MODIFY: Action = EC2.action("ModifyVpcEndpoint");

on_aws!(VpcEndpoint as AsTagged);

impl Tagged for VpcEndpoint {
    type Described = Described;
    type Tags = ById;

    const ID: fn(&Described) -> Option<&str> = Described::vpc_endpoint_id;
    const READ: Action = EC2.action("DescribeVpcEndpoints");
    const CREATE: Action = EC2.action("CreateVpcEndpoint");
    const UPDATE: Actions = &[MODIFY, groups::DESCRIBE];
    const DELETE: Action = EC2.action("DeleteVpcEndpoints");

    async fn list(aws: &Calls<'_>, which: Which<'_>) -> Result<Vec<Described>> {
        let mut found = described(aws, select(which, "vpc-endpoint-id")).await?;
        found.retain(|endpoint| match stage(endpoint) {
            Stage::Coming | Stage::There => true,
            // Nobody takes over what is on its way out.
            Stage::Leaving => matches!(which, Which::Read(_)),
            Stage::Failed | Stage::Gone => false,
        });
        Ok(found)
    }

    fn observe(_: &Calls<'_>, endpoint: &Described, applied: &Map) -> Properties {
        let policy = endpoint.policy_document().and_then(documents::parsed);
        let of_type = endpoint.vpc_endpoint_type();
        // Of a gateway AWS tells it too, where it means nothing.
        let private_dns =
            endpoint.private_dns_enabled().filter(|_| of_type == Some(&VpcEndpointType::Interface));
        Properties::default()
            .with(Self::VPC_ID, endpoint.vpc_id())
            .with(Self::SERVICE_NAME, endpoint.service_name())
            .with(Self::VPC_ENDPOINT_TYPE, of_type)
            .with(Self::PRIVATE_DNS_ENABLED, private_dns)
            .with_some(Self::SUBNETS, endpoint.subnet_ids())
            .with_some(Self::SECURITY_GROUPS, endpoint.groups().iter().map(|group| group.group_id()))
            .with_some(Self::ROUTE_TABLES, endpoint.route_table_ids())
            .with(Self::POLICY_DOCUMENT, documents::as_applied(policy, applied.get(Self::POLICY_DOCUMENT)))
            .with_list(VpcEndpointOutputs::DNS_NAMES, endpoint.dns_entries().iter().map(|it| it.dns_name()))
            .with_tags(endpoint.tags())
    }

    async fn create(aws: &Calls<'_>, request: &CreateRequest) -> Result<Made> {
        let inputs = &request.inputs;
        let send = || {
            aws.ec2()
                .create_vpc_endpoint()
                .client_token(&request.token)
                .set_vpc_id(text(inputs, Self::VPC_ID))
                .set_service_name(text(inputs, Self::SERVICE_NAME))
                .set_vpc_endpoint_type(text(inputs, Self::VPC_ENDPOINT_TYPE))
                .set_private_dns_enabled(flag(inputs, Self::PRIVATE_DNS_ENABLED))
                .set_subnet_ids(texts(inputs, Self::SUBNETS))
                .set_security_group_ids(texts(inputs, Self::SECURITY_GROUPS))
                .set_route_table_ids(texts(inputs, Self::ROUTE_TABLES))
                .set_policy_document(documents::text(inputs, Self::POLICY_DOCUMENT))
                .tag_specifications(tagged(ResourceType::VpcEndpoint, request))
                .send()
        };
        Self::made(aws, aws.call(Self::CREATE, send).await?.vpc_endpoint(), request)
    }

    async fn update(aws: &Calls<'_>, change: &Change<'_>) -> Result<()> {
        let [subnets, tables] = [Self::SUBNETS, Self::ROUTE_TABLES].map(|list| Difference::of(change, list));
        let mut groups = Difference::of(change, Self::SECURITY_GROUPS);
        // AWS puts the VPC's default group in when an endpoint is made without any, and leaves none without.
        if groups.leaves_nothing {
            groups.add = Some(vec![default_group(aws, change.wanted).await?]);
        }
        let policy = change.of(Self::POLICY_DOCUMENT);
        let resets = policy.is_some_and(|policy| *policy == Value::Null);
        let is_same = [&subnets, &tables, &groups].iter().all(|lists| lists.is_empty());
        let private_dns = change.flag(Self::PRIVATE_DNS_ENABLED);
        if is_same && policy.is_none() && private_dns.is_none() {
            return Ok(());
        }
        let send = || {
            aws.ec2()
                .modify_vpc_endpoint()
                .vpc_endpoint_id(change.id)
                .set_add_subnet_ids(subnets.add.clone())
                .set_remove_subnet_ids(subnets.remove.clone())
                .set_add_route_table_ids(tables.add.clone())
                .set_remove_route_table_ids(tables.remove.clone())
                .set_add_security_group_ids(groups.add.clone())
                .set_remove_security_group_ids(groups.remove.clone())
                .set_private_dns_enabled(private_dns)
                .set_reset_policy(resets.then_some(true))
                .set_policy_document(
                    policy.filter(|_| !resets).map(|policy| policy.to_public_json().to_string()),
                )
                .send()
        };
        aws.call(MODIFY, send).await.map(drop)
    }

    async fn delete(aws: &Calls<'_>, request: &DeleteRequest) -> Result<()> {
        let send = || aws.ec2().delete_vpc_endpoints().vpc_endpoint_ids(&*request.id).send();
        let answer = aws.call(Self::DELETE, send).await?;
        // The call succeeds, and its answer tells what it has not deleted.
        let Some(why) = answer.unsuccessful().iter().find_map(|item| item.error()) else { return Ok(()) };
        let code = why.code().unwrap_or("Failed");
        let class = if code.ends_with(".NotFound") { ErrorClass::NotFound } else { ErrorClass::Refused };
        let message = why.message().unwrap_or("AWS does not say why");
        Err(CloudError::new(Self::DELETE.to_string(), code, message, class))
    }

    async fn deletion_progress(aws: &Calls<'_>, id: &str) -> Result<Option<String>> {
        let stays = with_id(aws, id).await?.filter(|endpoint| stage(endpoint) != Stage::Gone);
        Ok(stays.map(|endpoint| format!("AWS says it is {}", word(&endpoint))))
    }

    async fn readiness(aws: &Calls<'_>, resource: &ReadRequest) -> Result<Readiness> {
        let Some(endpoint) = with_id(aws, &resource.id).await? else {
            return Ok(Readiness::Waiting("AWS does not show it yet".to_owned()));
        };
        match stage(&endpoint) {
            Stage::There => Ok(Readiness::Ready(Self::observed(aws, &endpoint, &resource.inputs))),
            Stage::Coming => Ok(Readiness::Waiting(format!("AWS says it is {}", word(&endpoint)))),
            Stage::Failed | Stage::Leaving | Stage::Gone => {
                let why = endpoint.last_error().and_then(|error| error.message());
                let message = format!("{} is {}", resource.id, word(&endpoint));
                let message = why.map_or(message, str::to_owned);
                Err(CloudError::new(Self::CREATE.to_string(), "Failed", message, ErrorClass::Refused))
            }
        }
    }
}

/// How far an endpoint has come.
#[derive(Clone, Copy, PartialEq)]
enum Stage {
    Coming,
    There,
    Failed,
    Leaving,
    Gone,
}

/// AWS's answers write the states otherwise than its model does: `pendingAcceptance` for `PendingAcceptance`.
fn stage(endpoint: &Described) -> Stage {
    match word(endpoint).to_ascii_lowercase().as_str() {
        "pending" | "partial" => Stage::Coming,
        "failed" | "rejected" | "expired" => Stage::Failed,
        "deleting" => Stage::Leaving,
        "deleted" => Stage::Gone,
        // One that waits until the service's owner accepts it may do so for days: all that is ours to do is done.
        _ => Stage::There,
    }
}

/// What is to come into a list and to go from it.
struct Difference {
    add: Option<Vec<String>>,
    remove: Option<Vec<String>>,
    /// Whether there is something in it now, and is to be nothing.
    leaves_nothing: bool,
}

impl Difference {
    fn of(change: &Change<'_>, list: &str) -> Self {
        let set = |inputs: &Map| -> BTreeSet<String> { texts(inputs, list).into_iter().flatten().collect() };
        let (there, wanted) = match change.of(list) {
            Some(_) => (set(change.observed), set(change.wanted)),
            None => Default::default(),
        };
        let some = |names: BTreeSet<String>| some(names.into_iter().collect());
        Self {
            add: some(&wanted - &there),
            remove: some(&there - &wanted),
            leaves_nothing: wanted.is_empty() && !there.is_empty(),
        }
    }

    fn is_empty(&self) -> bool {
        self.add.is_none() && self.remove.is_none()
    }
}

/// The group that AWS has made with an endpoint's VPC.
async fn default_group(aws: &Calls<'_>, wanted: &Map) -> Result<String> {
    let vpc: String = text(wanted, VpcEndpoint::VPC_ID).unwrap_or_default();
    let found = groups::described(aws, filter("vpc-id", [vpc.as_str()])).await?;
    let default = found.into_iter().find(|group| group.group_name() == Some("default"));
    default.and_then(|group| group.group_id).ok_or_else(|| {
        let message = format!("{vpc} has no default security group");
        CloudError::new(groups::DESCRIBE.to_string(), "NoDefaultGroup", message, ErrorClass::Refused)
    })
}

async fn described(aws: &Calls<'_>, by: Filter) -> Result<Vec<Described>> {
    let send = |page| aws.ec2().describe_vpc_endpoints().filters(by.clone()).set_next_token(page).send();
    aws.pages(VpcEndpoint::READ, send, |it| (it.vpc_endpoints, it.next_token)).await
}

async fn with_id(aws: &Calls<'_>, id: &str) -> Result<Option<Described>> {
    let found = described(aws, filter("vpc-endpoint-id", [id])).await?;
    Ok(found.into_iter().find(|endpoint| endpoint.vpc_endpoint_id() == Some(id)))
}

/// The state in AWS's own word.
fn word(endpoint: &Described) -> &str {
    endpoint.state().map_or("unknown", State::as_str)
}
