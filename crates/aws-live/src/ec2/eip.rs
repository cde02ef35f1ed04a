//! `ec2.Eip` on AWS.
//!
//! `AllocateAddress` has no token, and an address that nobody knows of costs money: a lost answer is found again by the
//! tag alone. AWS releases no address that is in use.

use std::sync::Arc;

use async_trait::async_trait;
use aws_sdk_ec2::types::{Address, DomainType, ResourceType};
use ironwright_aws::ec2;
use ironwright_core::state::Observation;
use ironwright_core::{Kind, Map, Resource as _, Value};
use ironwright_engine::cloud::{CloudError, CreateRequest, DeleteRequest, ReadRequest};

use super::{change_tags, filter, holders, is_made_by, made_by, owned, users};
use crate::calls::Calls;
use crate::change::Change;
use crate::handler::{Handler, Made, Permissions};
use crate::properties::{Properties, ids, observations, text};

pub(crate) struct Eip;

#[async_trait]
impl Handler for Eip {
    fn kind(&self) -> &'static Kind {
        ec2::Eip::kind()
    }

    fn permissions(&self) -> Permissions {
        Permissions {
            find: &["ec2:DescribeAddresses"],
            read: &["ec2:DescribeAddresses"],
            create: &["ec2:AllocateAddress", "ec2:CreateTags"],
            update: &["ec2:CreateTags", "ec2:DeleteTags"],
            delete: &["ec2:ReleaseAddress"],
            explain: &["ec2:DescribeAddresses", "ec2:DescribeNetworkInterfaces"],
            ..Permissions::default()
        }
    }

    async fn find(&self, aws: &Calls<'_>, request: &CreateRequest) -> Result<Option<Arc<str>>, CloudError> {
        let send = || aws.ec2().describe_addresses().filters(made_by(request)).send();
        let found = aws.call("ec2:DescribeAddresses", send).await?;
        let ours = found.addresses().iter().find(|address| is_made_by(request, address.tags()));
        Ok(ours.and_then(Address::allocation_id).map(Arc::from))
    }

    async fn read(&self, aws: &Calls<'_>, resources: &[ReadRequest]) -> Result<Vec<Observation>, CloudError> {
        let send = || aws.ec2().describe_addresses().filters(filter("allocation-id", ids(resources))).send();
        let found = aws.call("ec2:DescribeAddresses", send).await?;
        let observed = found.addresses().iter().filter_map(|address| {
            let id = address.allocation_id()?;
            let tags = users(address.tags());
            Some((id.to_owned(), properties(aws, id, address.public_ip(), address.domain(), tags)))
        });
        Ok(observations(resources, observed.collect()))
    }

    async fn create(&self, aws: &Calls<'_>, request: &CreateRequest) -> Result<Made, CloudError> {
        let domain = text(&request.inputs, "domain").map(|domain| DomainType::from(&*domain));
        let allocate = || aws.ec2().allocate_address().set_domain(domain.clone());
        let send = || allocate().tag_specifications(owned(ResourceType::ElasticIp, request)).send();
        let answer = aws.call("ec2:AllocateAddress", send).await?;
        let id = answer.allocation_id().unwrap_or_default();
        // The answer leaves out the tags alone, and they were set with the same call.
        let tags = request.inputs.get("tags").and_then(Value::as_map).cloned().unwrap_or_default();
        let observed = properties(aws, id, answer.public_ip(), answer.domain(), tags);
        Ok(Made { id: id.into(), observed: Some(observed) })
    }

    async fn update(&self, aws: &Calls<'_>, change: &Change<'_>) -> Result<Map, CloudError> {
        change_tags(aws, change).await?;
        Ok(change.achieved())
    }

    async fn delete(&self, aws: &Calls<'_>, request: &DeleteRequest) -> Result<(), CloudError> {
        let send = || aws.ec2().release_address().allocation_id(&*request.id).send();
        aws.call("ec2:ReleaseAddress", send).await.map(drop)
    }

    async fn holders(&self, aws: &Calls<'_>, request: &DeleteRequest) -> Result<Vec<String>, CloudError> {
        holders::with_address(aws, &request.id).await
    }
}

fn properties(
    aws: &Calls<'_>,
    id: &str,
    public_ip: Option<&str>,
    domain: Option<&DomainType>,
    tags: Map,
) -> Map {
    Properties::default()
        .with("allocation_id", id)
        .with("arn", aws.arn("ec2", &format!("elastic-ip/{id}")))
        .with("public_ip", public_ip)
        .with("domain", domain.map(DomainType::as_str))
        .with_tags(tags)
        .into_map()
}
