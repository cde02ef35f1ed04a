//! Amazon EC2's API: its client, its errors and limits, its tags, and what its kinds read together.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use std::time::Duration;

use aws_config::SdkConfig;
use aws_sdk_ec2::types::{
    Filter, ResourceType, RouteTable, SecurityGroup, Tag as Ec2Tag, TagDescription, TagSpecification,
};
use ironwright_aws::ec2;
use ironwright_core::{Kind, Resource as _};
use ironwright_engine::cloud::CreateRequest;

use super::acls::Acls;
use crate::call::gather::Gathering;
use crate::call::service::{Service, at_once, code};
use crate::clients::Connection;
use crate::handler::prelude::*;
use crate::handler::{TOKEN, Tags, ids, owned};

/// What EC2 says of itself.
pub(crate) static EC2: Service = Service {
    not_found: &[code("*.NotFound"), code("NatGatewayNotFound"), code("Gateway.NotAttached")],
    taken: &[code("*.AlreadyAssociated"), code("InvalidSubnet.Conflict")],
    in_use: &[
        code("DependencyViolation"),
        code("InvalidGroup.InUse"),
        code("InvalidIPAddress.InUse"),
        // The interface that holds the address is AWS's own, a NAT gateway's, and not ours to take the address from.
        code("AuthFailure").of("ReleaseAddress").saying("permission to access the specified resource"),
    ],
    // Ids are known to the call that made them before they are known to the next: "up to five minutes", says AWS. One is
    // what Terraform's AWS provider has come to over the years.
    lags: &[
        (code("*.NotFound").of("Create"), A_MINUTE),
        (code("*.NotFound").of("Modify"), A_MINUTE),
        (code("*.NotFound").of("Attach"), A_MINUTE),
        (code("*.NotFound").of("Associate"), A_MINUTE),
        (code("*.NotFound").of("Replace"), A_MINUTE),
        (code("NatGatewayNotFound").of("Create"), A_MINUTE),
        (code("NatGatewayNotFound").of("Replace"), A_MINUTE),
        // Only after the VPC itself was shown: other describe calls leave out what is not there, or fail rightly.
        (code("*.NotFound").of("DescribeVpcAttribute"), A_MINUTE),
        (code("InvalidGroup.NotFound").of("Authorize"), A_MINUTE),
    ],
    limits: &[
        (&["AuthorizeSecurityGroupIngress"], at_once(50).then(5.0)),
        (&["AuthorizeSecurityGroupEgress"], at_once(50).then(5.0)),
        (&["CreateTags"], at_once(100).then(10.0)),
        (&["RunInstances"], at_once(5).then(2.0)),
        (&["CreateNatGateway"], at_once(10).then(1.0)),
        (&["CreateVpcEndpoint"], at_once(4).then(0.3)),
    ],
    reads: at_once(100).then(20.0),
    writes: at_once(50).then(5.0),
    ..Service::named("ec2")
};

const A_MINUTE: Duration = Duration::from_mins(1);

/// What EC2's handlers need beside what all need.
pub(super) mod prelude {
    pub(in crate::ec2) use aws_sdk_ec2::types::{Filter, ResourceType};

    pub(in crate::ec2) use super::super::blockers;
    pub(in crate::ec2) use super::{ById, EC2, filter, select, tagged, to_tags};
    pub(in crate::ec2) use crate::handler::ids;
    pub(in crate::ec2) use crate::handler::prelude::*;
}

/// EC2's client, and where questions for what its kinds have in common come together.
pub(crate) struct Connected {
    client: aws_sdk_ec2::Client,
    pub(super) route_tables: Gathering<RouteTable>,
    pub(super) acls: Acls,
    pub(super) security_groups: Gathering<SecurityGroup>,
}

impl Connection for Connected {
    fn new(config: &SdkConfig) -> Self {
        Self {
            client: aws_sdk_ec2::Client::new(config),
            route_tables: Gathering::of(&[
                ec2::DefaultRouteTable::kind,
                ec2::Route::kind,
                ec2::RouteTable::kind,
                ec2::RouteTableAssociation::kind,
                ec2::Vpc::kind,
            ]),
            acls: Acls::default(),
            security_groups: Gathering::of(&[ec2::SecurityGroup::kind, ec2::Vpc::kind]),
        }
    }

    fn begin_refresh(&self, ahead: &[(&'static Kind, usize)]) {
        self.route_tables.expect(ahead);
        self.acls.by_id.expect(ahead);
        self.security_groups.expect(ahead);
    }
}

impl<'a> Calls<'a> {
    pub(super) fn ec2(&self) -> &'a aws_sdk_ec2::Client {
        &self.services().ec2.client
    }
}

/// Tags of whatever has an id of EC2's.
pub(crate) struct ById;

const DESCRIBE_TAGS: Action = EC2.action("DescribeTags");

impl Tagging for ById {
    const WITH_CREATE: Actions = &[Self::SET];
    const SET: Action = EC2.action("CreateTags");
    const REMOVE: Action = EC2.action("DeleteTags");
    const SWEEP: Actions = &[DESCRIBE_TAGS];

    async fn set(aws: &Calls<'_>, of: &str, tags: Tags) -> Result<()> {
        let send = || aws.ec2().create_tags().resources(of).set_tags(Some(to_tags(&tags))).send();
        aws.call(Self::SET, send).await.map(drop)
    }

    async fn remove(aws: &Calls<'_>, of: &str, names: Vec<String>) -> Result<()> {
        let tags = || Some(names.iter().map(|name| Ec2Tag::builder().key(name).build()).collect());
        let send = || aws.ec2().delete_tags().resources(of).set_tags(tags()).send();
        aws.call(Self::REMOVE, send).await.map(drop)
    }

    async fn sweep(aws: &Calls<'_>, requests: &[CreateRequest]) -> Result<Vec<Vec<Arc<str>>>> {
        let mut found: HashMap<String, Vec<Arc<str>>> = HashMap::new();
        for requests in requests.chunks(VALUES) {
            let tokens = filter("value", requests.iter().map(|request| &request.token));
            let list = || aws.ec2().describe_tags().filters(filter("key", [TOKEN])).filters(tokens.clone());
            let send = |page| list().set_next_token(page).send();
            let tagged = aws.pages(DESCRIBE_TAGS, send, |it| (it.tags, it.next_token)).await?;
            for TagDescription { value, resource_id, .. } in tagged {
                if let (Some(token), Some(id)) = (value, resource_id) {
                    found.entry(token).or_default().push(id.into());
                }
            }
        }
        Ok(requests.iter().map(|request| found.remove(&request.token).unwrap_or_default()).collect())
    }
}

impl Tag for Ec2Tag {
    fn pair(&self) -> (Option<&str>, Option<&str>) {
        (self.key(), self.value())
    }
}

/// Tags as a call takes them.
pub(super) fn to_tags(tags: &Tags) -> Vec<Ec2Tag> {
    tags.iter().map(|(key, value)| Ec2Tag::builder().key(key).value(value).build()).collect()
}

/// The tags that a resource is made with.
pub(super) fn tagged(of: ResourceType, request: &CreateRequest) -> TagSpecification {
    TagSpecification::builder().resource_type(of).set_tags(Some(to_tags(&owned(request)))).build()
}

/// How many values a filter takes.
const VALUES: usize = 200;

/// A filter of a describe call. One for ids finds those that exist; an `…Ids` parameter would fail for one that is gone.
pub(super) fn filter(name: &str, values: impl IntoIterator<Item = impl Into<String>>) -> Filter {
    let values = values.into_iter().map(Into::into).collect();
    Filter::builder().name(name).set_values(Some(values)).build()
}

/// Selects what is to be listed: by a filter for ids, or by the tag with a request's token.
pub(super) fn select(which: Which<'_>, by: &str) -> Filter {
    match which {
        Which::Read(resources) => filter(by, ids(resources)),
        Which::MadeBy(request) => filter(&format!("tag:{TOKEN}"), [&request.token]),
    }
}

/// The ids of VPCs, and the others.
pub(super) fn apart(ids: BTreeSet<String>) -> (BTreeSet<String>, BTreeSet<String>) {
    ids.into_iter().partition(|id| id.starts_with("vpc-"))
}
