//! `ec2.NetworkAcl`

use ironwright_core::behaviour::{Behaviour, Refusal, World};
use ironwright_core::{Input, InputMap, Map, Output};
use ironwright_macros::{Outputs, Resource};

use super::VpcId;
use super::belongings::remove_belongings;

ironwright_core::references! {
    /// The id of a network ACL, `acl-a9a963f93064e4daa`.
    NetworkAclId = "ec2.NetworkAcl" . "id";
    /// The ARN of a network ACL.
    NetworkAclArn = "ec2.NetworkAcl" . "arn";
}

/// A network ACL: the numbered rules that packets meet where they enter and leave a subnet.
///
/// It keeps no track of connections, so answers need rules of their own, and what no rule allows is denied. Each
/// [`NetworkAclRule`](super::NetworkAclRule) and each [`NetworkAclAssociation`](super::NetworkAclAssociation) is a
/// resource of its own. AWS keeps an ACL as long as a subnet is associated with it; its rules go with it.
///
/// ```
/// use ironwright_aws::ec2::{NetworkAcl, Vpc};
/// use ironwright_core::{Stack, cidr};
///
/// let mut stack = Stack::new("demo");
/// let vpc = stack.add("main", Vpc::new(cidr("10.12.1.0/24")));
/// stack.add("public", NetworkAcl::new(&vpc).tag("Name", "public"));
/// assert!(stack.graph().is_ok());
/// ```
#[derive(Resource, Clone, Debug)]
#[resource(
    kind = "ec2.NetworkAcl",
    id = "acl-{hex:17}",
    outputs = NetworkAclOutputs,
    page = "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html",
    cloudformation = "AWS::EC2::NetworkAcl",
    behaviour = TakesRulesAlong,
    yields(NetworkAclId = id, NetworkAclArn = arn)
)]
pub struct NetworkAcl {
    /// The VPC whose subnets the ACL can guard.
    #[input(replaces)]
    vpc_id: Input<VpcId>,
    /// Names and values for people and bills.
    #[input(each = tag, tags = super::TAGS)]
    tags: Option<InputMap<String>>,
}

/// What AWS gives back of a [`NetworkAcl`].
#[derive(Outputs, Debug)]
pub struct NetworkAclOutputs {
    /// The network ACL's id.
    #[output("{id}")]
    pub id: Output<NetworkAclId>,
    /// The network ACL's ARN.
    #[output("arn:aws:ec2:{region}:{account}:network-acl/{id}")]
    pub arn: Output<NetworkAclArn>,
}

/// AWS deletes an ACL with its rules.
struct TakesRulesAlong;

impl Behaviour for TakesRulesAlong {
    fn deleting(&self, world: &mut dyn World, id: &str, _: &Map) -> Result<(), Refusal> {
        remove_belongings(world, "ec2.NetworkAclRule", "network_acl_id", id);
        Ok(())
    }
}
