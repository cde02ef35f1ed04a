//! `elasticache.SubnetGroup`

use ironwright_core::check::{Inputs as Known, Problems};
use ironwright_core::{Input, InputMap, Inputs, Options, Output};
use ironwright_macros::{Outputs, Resource};

use crate::ec2::SubnetId;

ironwright_core::references! {
    /// The name of a subnet group, `shop`.
    SubnetGroupName = "elasticache.SubnetGroup" . "cache_subnet_group_name";
}

/// Subnets of a VPC in which caches may stand.
///
/// ```
/// use ironwright::aws::{ec2, elasticache};
/// use ironwright::prelude::*;
///
/// let mut stack = Stack::new("demo");
/// let vpc = stack.add("main", ec2::Vpc::new(cidr("10.0.0.0/16")));
/// let a = stack.add("a", ec2::Subnet::new(&vpc, vpc.cidr_block.subnet(8, 0)));
/// stack.add("caches", elasticache::SubnetGroup::new("shop", "The shop's caches", [&a]));
/// assert!(stack.graph().is_ok());
/// ```
#[derive(Resource, Clone, Debug)]
#[resource(
    kind = "elasticache.SubnetGroup",
    id = "{cache_subnet_group_name}",
    outputs = SubnetGroupOutputs,
    page = "https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/SubnetGroups.html",
    cloudformation = "AWS::ElastiCache::SubnetGroup",
    unique = [["cache_subnet_group_name"]],
    check = check,
    yields(SubnetGroupName = cache_subnet_group_name)
)]
pub struct SubnetGroup {
    /// The name, one of its kind in account and region: up to 255 small letters, digits and hyphens.
    #[input(replaces, length = 1..=255, pattern("[a-z0-9-]+", "a name of small letters, digits and hyphens"))]
    cache_subnet_group_name: Input<SubnetGroupName>,
    /// What the group is for.
    #[input(cloudformation = "Description")]
    cache_subnet_group_description: Input<String>,
    /// The subnets.
    #[input(unordered)]
    subnet_ids: Inputs<SubnetId>,
    /// Names and values for people and bills.
    #[input(each = tag, tags = super::TAGS)]
    tags: Option<InputMap<String>>,
    options: Options,
}

/// What AWS gives back of a [`SubnetGroup`].
#[derive(Outputs, Debug)]
pub struct SubnetGroupOutputs {
    /// The group's name.
    pub cache_subnet_group_name: Output<SubnetGroupName>,
    /// The group's ARN.
    #[output("arn:aws:elasticache:{region}:{account}:subnetgroup:{cache_subnet_group_name}")]
    pub arn: Output<String>,
}

fn check(inputs: &Known<'_>, problems: &mut Problems<'_>) {
    if inputs.text("cache_subnet_group_name") == Some("default") {
        problems.report("cache_subnet_group_name", "`default` is AWS's own", "choose another name");
    }
    if inputs.value("subnet_ids").and_then(|ids| ids.as_list()).is_some_and(<[_]>::is_empty) {
        problems.report(
            "subnet_ids",
            "names no subnet",
            "name one, and one of another zone for a cache that takes over",
        );
    }
}
