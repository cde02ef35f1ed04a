//! `ec2.NetworkAclAssociation`

use ironwright_core::{Input, Options, Output};
use ironwright_macros::{Outputs, Resource};

use super::{NetworkAclId, SubnetId};

ironwright_core::references! {
    /// The id of a subnet's association with a network ACL, `aclassoc-0c86e2a5e2c1b3f4d`.
    NetworkAclAssociationId = "ec2.NetworkAclAssociation" . "id";
}

/// The choice of a network ACL for a subnet.
///
/// AWS associates each new subnet with the default ACL of its VPC, which allows everything. This resource takes that
/// association's place, and deleting it puts the subnet back under the default ACL.
///
/// ```
/// use ironwright::aws::ec2::{NetworkAcl, NetworkAclAssociation, Subnet, Vpc};
/// use ironwright::prelude::*;
///
/// let mut stack = Stack::new("demo");
/// let vpc = stack.add("main", Vpc::new(cidr("10.12.1.0/24")));
/// let subnet = stack.add("public-a", Subnet::new(&vpc, vpc.cidr_block.subnet(3, 0)));
/// let acl = stack.add("public", NetworkAcl::new(&vpc));
/// stack.add("public-a", NetworkAclAssociation::new(&subnet, &acl));
/// assert!(stack.graph().is_ok());
/// ```
#[derive(Resource, Clone, Debug)]
#[resource(
    kind = "ec2.NetworkAclAssociation",
    id = "aclassoc-{hex:17}",
    outputs = NetworkAclAssociationOutputs,
    page = "https://docs.aws.amazon.com/vpc/latest/userguide/network-acl-associations.html",
    cloudformation = "AWS::EC2::SubnetNetworkAclAssociation",
    unique = [["subnet_id"]],
    completes = ["subnet_id"],
    yields(NetworkAclAssociationId = id)
)]
pub struct NetworkAclAssociation {
    /// The subnet, which has one association at a time. It takes the association along when it is deleted.
    #[input(replaces, weak)]
    subnet_id: Input<SubnetId>,
    /// The ACL that guards the subnet, of the same VPC.
    #[input(replaces)]
    network_acl_id: Input<NetworkAclId>,
    options: Options,
}

/// What AWS gives back of a [`NetworkAclAssociation`].
#[derive(Outputs, Debug)]
pub struct NetworkAclAssociationOutputs {
    /// The association's id.
    #[output("{id}")]
    pub id: Output<NetworkAclAssociationId>,
}
