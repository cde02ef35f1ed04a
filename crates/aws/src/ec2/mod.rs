//! Amazon EC2: networks and who may talk to whom.

use ironwright_core::tags::TagRules;

mod default_route_table;
mod eip;
mod internet_gateway;
mod nat_gateway;
mod network_acl;
mod network_acl_association;
mod network_acl_rule;
mod route;
mod route_table;
mod route_table_association;
mod security_group;
mod security_group_rule;
mod subnet;
mod vpc;

mod alternatives;
mod belongings;
mod traffic;

pub use default_route_table::{DefaultRouteTable, DefaultRouteTableOutputs};
pub use eip::{AllocationId, Eip, EipArn, EipDomain, EipOutputs};
pub use internet_gateway::{InternetGateway, InternetGatewayArn, InternetGatewayId, InternetGatewayOutputs};
pub use nat_gateway::{ConnectivityType, NatGateway, NatGatewayArn, NatGatewayId, NatGatewayOutputs};
pub use network_acl::{NetworkAcl, NetworkAclArn, NetworkAclId, NetworkAclOutputs};
pub use network_acl_association::{
    NetworkAclAssociation, NetworkAclAssociationId, NetworkAclAssociationOutputs,
};
pub use network_acl_rule::{NeedsCidr, NeedsDirection, NetworkAclRule, NetworkAclRuleOutputs, RuleAction};
pub use route::{Route, RouteOutputs};
pub use route_table::{RouteTable, RouteTableArn, RouteTableId, RouteTableOutputs};
pub use route_table_association::{
    RouteTableAssociation, RouteTableAssociationId, RouteTableAssociationOutputs,
};
pub use security_group::{SecurityGroup, SecurityGroupArn, SecurityGroupId, SecurityGroupOutputs};
pub use security_group_rule::{
    Direction, NeedsDestination, NeedsSource, SecurityGroupRule, SecurityGroupRuleArn, SecurityGroupRuleId,
    SecurityGroupRuleOutputs,
};
pub use subnet::{Subnet, SubnetArn, SubnetId, SubnetOutputs};
pub use traffic::{NeedsTraffic, Ports, Protocol};
pub use vpc::{Tenancy, Vpc, VpcArn, VpcId, VpcOutputs};

/// What EC2 takes of tags: <https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Tags.html#tag-restrictions>.
const TAGS: TagRules = TagRules {
    reserved: "aws:",
    reserved_in_values: false,
    most: 50,
    longest_name: 128,
    longest_value: 256,
    symbols: None,
    ignores_case: false,
};
