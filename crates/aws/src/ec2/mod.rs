//! Amazon EC2: networks and who may talk to whom.

use ironwright_core::tags::TagRules;

mod availability_zones;
mod default_route_table;
mod default_subnet;
mod default_vpc;
mod eip;
mod image;
mod internet_gateway;
mod key_pair;
mod launch_template;
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
mod vpc_endpoint;

mod alternatives;
mod belongings;
mod block_device_mapping;
mod metadata_options;
mod traffic;
mod user_data;
pub(crate) mod zones;

pub use availability_zones::{AvailabilityZones, AvailabilityZonesOutputs};
pub(crate) use block_device_mapping::check_volumes;
pub use block_device_mapping::{BlockDeviceMapping, VolumeType};
pub use default_route_table::{DefaultRouteTable, DefaultRouteTableOutputs};
pub use default_subnet::{DefaultSubnet, DefaultSubnetOutputs};
pub use default_vpc::{DefaultVpc, DefaultVpcOutputs};
pub use eip::{AllocationId, Eip, EipArn, EipDomain, EipOutputs};
pub use image::{Image, ImageId, ImageOutputs};
pub use internet_gateway::{InternetGateway, InternetGatewayArn, InternetGatewayId, InternetGatewayOutputs};
pub use key_pair::{KeyName, KeyPair, KeyPairArn, KeyPairId, KeyPairOutputs};
pub use launch_template::{LaunchTemplate, LaunchTemplateArn, LaunchTemplateId, LaunchTemplateOutputs};
pub use metadata_options::{HttpEndpoint, HttpTokens, MetadataOptions};
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
pub(crate) use user_data::check_user_data;
pub use user_data::{CloudConfig, ShellScript, UserData};
pub use vpc::{Tenancy, Vpc, VpcArn, VpcId, VpcOutputs};
pub use vpc_endpoint::{VpcEndpoint, VpcEndpointArn, VpcEndpointId, VpcEndpointOutputs, VpcEndpointType};

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
