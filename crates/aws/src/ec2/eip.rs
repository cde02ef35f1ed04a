//! `ec2.Eip`

use ironwright_core::{Input, InputMap, Output};
use ironwright_macros::{Outputs, Resource};

ironwright_core::references! {
    /// The id of an elastic IP address's allocation, `eipalloc-64d5b6d6a2d5f9b1c`.
    AllocationId = "ec2.Eip" . "allocation_id";
    /// The ARN of an elastic IP address.
    EipArn = "ec2.Eip" . "arn";
}

ironwright_core::choices! {
    /// Where an elastic IP address is used.
    EipDomain {
        /// In VPCs: the only networks there are since EC2-Classic was retired.
        Vpc = "vpc",
    }
}

/// An elastic IP address: a public IPv4 address that stays the account's until it is released.
///
/// AWS bills it also while nothing uses it, and releases none that a NAT gateway uses.
///
/// ```
/// use ironwright_aws::ec2::Eip;
/// use ironwright_core::Stack;
///
/// let mut stack = Stack::new("demo");
/// let address = stack.add("nat-a", Eip::new().tag("Name", "nat-a"));
/// stack.output("egress_address", &address.public_ip);
/// assert!(stack.graph().is_ok());
/// ```
#[derive(Resource, Clone, Debug)]
#[resource(
    kind = "ec2.Eip",
    id = "eipalloc-{hex:17}",
    outputs = EipOutputs,
    page = "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-eips.html",
    cloudformation = "AWS::EC2::EIP",
    yields(AllocationId = allocation_id, EipArn = arn)
)]
pub struct Eip {
    /// Where the address is used.
    #[input(default = "vpc")]
    domain: Option<Input<EipDomain>>,
    /// Names and values for people and bills.
    #[input(each = tag, tags = super::TAGS)]
    tags: Option<InputMap<String>>,
}

/// What AWS gives back of an [`Eip`].
#[derive(Outputs, Debug)]
pub struct EipOutputs {
    /// The allocation's id: what others refer to the address by.
    #[output("{id}")]
    pub allocation_id: Output<AllocationId>,
    /// The address's ARN.
    #[output("arn:aws:ec2:{region}:{account}:elastic-ip/{id}")]
    pub arn: Output<EipArn>,
    /// The address itself.
    #[output("{ip}")]
    pub public_ip: Output<String>,
}
