//! `ec2.VpcEndpoint`

use std::time::Duration;

use ironwright_core::behaviour::{Behaviour, Refusal, World};
use ironwright_core::check::{Inputs as Known, Problems, Together};
use ironwright_core::{Diagnostics, Document, Input, InputMap, Inputs, Map, Options, Output, Value};
use ironwright_macros::{Outputs, Resource};

use super::belongings::text;
use super::{RouteTableId, SecurityGroupId, SubnetId, VpcId};
use crate::iam::{PolicyOf, check_policy};

ironwright_core::references! {
    /// The id of a VPC endpoint, `vpce-0d1fbb7a2c4d5e6f7`.
    VpcEndpointId = "ec2.VpcEndpoint" . "id";
    /// The ARN of a VPC endpoint.
    VpcEndpointArn = "ec2.VpcEndpoint" . "arn";
}

ironwright_core::choices! {
    /// How an endpoint leads to its service.
    VpcEndpointType {
        /// By routes: to S3 and DynamoDB, without charge.
        Gateway = "Gateway",
        /// By network interfaces with private addresses in the VPC's subnets.
        Interface = "Interface",
        /// By a route to appliances behind a Gateway Load Balancer.
        GatewayLoadBalancer = "GatewayLoadBalancer",
    }
}

/// Leads from a VPC to a service of AWS without the internet.
///
/// ```
/// use ironwright::aws::ec2::{RouteTable, SecurityGroup, Subnet, Vpc, VpcEndpoint};
/// use ironwright::prelude::*;
///
/// let mut stack = Stack::new("demo");
/// let vpc = stack.add("main", Vpc::new(cidr("10.2.0.0/16")).enable_dns_hostnames(true));
/// let private = stack.add("private-a", Subnet::new(&vpc, vpc.cidr_block.subnet(8, 6)));
/// let table = stack.add("private", RouteTable::new(&vpc));
/// let group = stack.add("endpoints", SecurityGroup::new(&vpc, "endpoints", "Interfaces of VPC endpoints"));
/// stack.add("s3", VpcEndpoint::gateway(&vpc, "com.amazonaws.us-east-1.s3").route_tables([&table]));
/// stack.add(
///     "sqs",
///     VpcEndpoint::interface(&vpc, "com.amazonaws.us-east-1.sqs")
///         .subnets([&private])
///         .security_groups([&group])
///         .private_dns_enabled(true),
/// );
/// assert!(stack.graph().is_ok());
/// ```
#[derive(Resource, Clone, Debug)]
#[resource(
    kind = "ec2.VpcEndpoint",
    id = "vpce-{hex:17}",
    outputs = VpcEndpointOutputs,
    page = "https://docs.aws.amazon.com/vpc/latest/privatelink/what-is-privatelink.html",
    cloudformation = "AWS::EC2::VPCEndpoint",
    ready_when = "available",
    check = check,
    check_together = check_together,
    behaviour = BecomesAvailable,
    yields(VpcEndpointId = id, VpcEndpointArn = arn)
)]
pub struct VpcEndpoint {
    /// The VPC that the endpoint leads out of.
    #[input(replaces)]
    vpc_id: Input<VpcId>,
    /// The service it leads to, `com.amazonaws.us-east-1.ecr.dkr`.
    #[input(
        replaces,
        pattern(r"[a-z0-9-]+(\.[a-zA-Z0-9_-]+)+", "the name of a service, `com.amazonaws.us-east-1.s3`")
    )]
    service_name: Input<String>,
    /// How it leads there.
    #[input(default = "Gateway", replaces)]
    vpc_endpoint_type: Option<Input<VpcEndpointType>>,
    /// Whether the service's public names mean the endpoint inside the VPC. Of interface endpoints; AWS has it on unless it
    /// is told otherwise. The VPC needs `enable_dns_hostnames` and `enable_dns_support`.
    private_dns_enabled: Option<Input<bool>>,
    /// The subnets that an interface endpoint has network interfaces in: one in an availability zone.
    #[input(unordered, cloudformation = "SubnetIds")]
    subnets: Option<Inputs<SubnetId>>,
    /// The security groups of an interface endpoint's network interfaces. The VPC's default group when it is not set.
    #[input(unordered, cloudformation = "SecurityGroupIds")]
    security_groups: Option<Inputs<SecurityGroupId>>,
    /// The route tables that get a route to a gateway endpoint.
    #[input(unordered, cloudformation = "RouteTableIds")]
    route_tables: Option<Inputs<RouteTableId>>,
    /// Who may do what through the endpoint, of what they may do anyway. Everything when it is not set.
    #[input(weak, unordered)]
    policy_document: Option<Input<Document>>,
    /// Names and values for people and bills.
    #[input(each = tag, tags = super::TAGS)]
    tags: Option<InputMap<String>>,
    options: Options,
}

impl VpcEndpoint {
    /// An endpoint with network interfaces in subnets: name them with `subnets`.
    #[track_caller]
    pub fn interface(vpc_id: impl Into<Input<VpcId>>, service_name: impl Into<Input<String>>) -> Self {
        Self::new(vpc_id, service_name).vpc_endpoint_type(VpcEndpointType::Interface)
    }

    /// An endpoint by routes, to S3 or DynamoDB: name the tables that get them with `route_tables`.
    #[track_caller]
    pub fn gateway(vpc_id: impl Into<Input<VpcId>>, service_name: impl Into<Input<String>>) -> Self {
        Self::new(vpc_id, service_name)
    }
}

/// What AWS gives back of a [`VpcEndpoint`].
#[derive(Outputs, Debug)]
pub struct VpcEndpointOutputs {
    /// The endpoint's id.
    #[output("{id}")]
    pub id: Output<VpcEndpointId>,
    /// The endpoint's ARN.
    #[output("arn:aws:ec2:{region}:{account}:vpc-endpoint/{id}")]
    pub arn: Output<VpcEndpointArn>,
    /// The names of an interface endpoint, first the one that is good in all zones; none of a gateway.
    #[output(volatile)]
    pub dns_names: Output<Vec<String>>,
}

fn check(inputs: &Known<'_>, problems: &mut Problems<'_>) {
    if inputs.is_set("policy_document") {
        check_policy(PolicyOf::Resource, "policy_document", inputs, problems);
    }
    let Some(of_type) = inputs.text("vpc_endpoint_type") else { return };
    let foreign: &[(&str, &str)] = match of_type {
        "Gateway" => &[
            ("subnets", "a gateway endpoint has no network interfaces"),
            ("security_groups", "a gateway endpoint has no network interfaces that could be members"),
            ("private_dns_enabled", "a gateway endpoint has no names of its own"),
        ],
        "Interface" => {
            &[("route_tables", "an interface endpoint is reached by its addresses, not by routes")]
        }
        _ => &[
            ("route_tables", "a route names the endpoint: `Route` is a kind of its own"),
            ("security_groups", "the interface of a Gateway Load Balancer endpoint has no security groups"),
            ("private_dns_enabled", "a Gateway Load Balancer endpoint has no names of its own"),
            ("policy_document", "a Gateway Load Balancer endpoint has no policy"),
        ],
    };
    for (property, why) in foreign.iter().filter(|(property, _)| inputs.is_set(property)) {
        problems.report(
            *property,
            *why,
            "leave it out, or take the type of endpoint that has it: `VpcEndpoint::interface` or `::gateway`",
        );
    }
}

/// Private names need the VPC's own DNS.
fn check_together(endpoints: &Together<'_>, found: &mut Diagnostics) {
    for endpoint in &endpoints.resources {
        if endpoint.inputs.bool("private_dns_enabled") != Some(true) {
            continue;
        }
        let Some(vpc) = endpoint.inputs.reference("vpc_id") else { continue };
        let Some(inputs) = (endpoints.inputs_of)(&vpc.address).map(Known) else { continue };
        for attribute in ["enable_dns_support", "enable_dns_hostnames"] {
            if inputs.bool(attribute) == Some(false) {
                Problems::new(endpoint.address, endpoint.place, found).report(
                    "private_dns_enabled",
                    format!("needs `{attribute}`, which is off in {}", vpc.address),
                    format!("set `.{attribute}(true)` there, or `.private_dns_enabled(false)` here"),
                );
            }
        }
    }
}

/// AWS takes a while to make an endpoint, and gives an interface endpoint names.
struct BecomesAvailable;

impl Behaviour for BecomesAvailable {
    fn created(&self, world: &mut dyn World, id: &str, properties: &mut Map) -> Result<(), Refusal> {
        let service = text(properties, "service_name").unwrap_or_default();
        let own = service.split('.').skip(3).collect::<Vec<_>>().join(".");
        let is_interface = text(properties, "vpc_endpoint_type") == Some("Interface");
        let region = world.region();
        let name = Value::text(format!("{id}.{own}.{region}.vpce.amazonaws.com"));
        properties.insert("dns_names".into(), Value::list(is_interface.then_some(name)));
        Ok(())
    }

    fn settling_time(&self, _: &Map) -> Duration {
        Duration::from_secs(20)
    }
}
