//! Amazon EC2: networks and who may talk to whom.

mod network_acl;
mod route_table;
mod security_group;
mod subnet;
mod vpc;

pub use network_acl::{NetworkAclArn, NetworkAclId};
pub use route_table::{RouteTableArn, RouteTableId};
pub use security_group::{SecurityGroupArn, SecurityGroupId};
pub use subnet::{Subnet, SubnetArn, SubnetId, SubnetOutputs};
pub use vpc::{Tenancy, Vpc, VpcArn, VpcId, VpcOutputs};
