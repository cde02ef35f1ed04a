//! `rds.DbSubnetGroup`

use std::collections::BTreeSet;

use ironwright_core::Diagnostics;
use ironwright_core::check::{Inputs as Known, Problems, Together};
use ironwright_core::{Input, InputMap, Inputs, Options, Output};
use ironwright_macros::{Outputs, Resource};

use crate::ec2::SubnetId;
use crate::ec2::zones;

ironwright_core::references! {
    /// The name of a subnet group, `shop`.
    DbSubnetGroupName = "rds.DbSubnetGroup" . "db_subnet_group_name";
}

/// Subnets of a VPC, of at least two zones, in which databases may stand.
///
/// ```
/// use ironwright::aws::{ec2, rds};
/// use ironwright::prelude::*;
///
/// let mut stack = Stack::new("demo");
/// let vpc = stack.add("main", ec2::Vpc::new(cidr("10.0.0.0/16")));
/// let zone = |name, n| ec2::Subnet::new(&vpc, vpc.cidr_block.subnet(8, n)).availability_zone(name);
/// let a = stack.add("a", zone("us-east-1a", 0));
/// let b = stack.add("b", zone("us-east-1b", 1));
/// stack.add("databases", rds::DbSubnetGroup::new("shop", "The shop's databases", [&a, &b]));
/// assert!(stack.graph().is_ok());
/// ```
#[derive(Resource, Clone, Debug)]
#[resource(
    kind = "rds.DbSubnetGroup",
    id = "{db_subnet_group_name}",
    outputs = DbSubnetGroupOutputs,
    page = "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_VPC.WorkingWithRDSInstanceinaVPC.html#USER_VPC.Subnets",
    cloudformation = "AWS::RDS::DBSubnetGroup",
    unique = [["db_subnet_group_name"]],
    check = check,
    check_together = check_together,
    yields(DbSubnetGroupName = db_subnet_group_name)
)]
pub struct DbSubnetGroup {
    /// The name, one of its kind in account and region: up to 255 small letters, digits, spaces and `._-`.
    #[input(
        replaces,
        length = 1..=255,
        pattern("[a-z0-9 ._-]+", "a name of small letters, digits, spaces and `._-`"),
        cloudformation = "DBSubnetGroupName"
    )]
    db_subnet_group_name: Input<DbSubnetGroupName>,
    /// What the group is for.
    #[input(length = 1..=255, cloudformation = "DBSubnetGroupDescription")]
    db_subnet_group_description: Input<String>,
    /// The subnets, in at least two zones.
    #[input(unordered)]
    subnet_ids: Inputs<SubnetId>,
    /// Names and values for people and bills.
    #[input(each = tag, tags = super::TAGS)]
    tags: Option<InputMap<String>>,
    options: Options,
}

/// What AWS gives back of a [`DbSubnetGroup`].
#[derive(Outputs, Debug)]
pub struct DbSubnetGroupOutputs {
    /// The group's name.
    pub db_subnet_group_name: Output<DbSubnetGroupName>,
    /// The group's ARN.
    #[output("arn:aws:rds:{region}:{account}:subgrp:{db_subnet_group_name}")]
    pub arn: Output<String>,
}

fn check(inputs: &Known<'_>, problems: &mut Problems<'_>) {
    if inputs.text("db_subnet_group_name") == Some("default") {
        problems.report("db_subnet_group_name", "`default` is AWS's own", "choose another name");
    }
    if inputs.value("subnet_ids").is_some_and(|ids| ids.as_list().is_some_and(|ids| ids.len() < 2)) {
        problems.report(
            "subnet_ids",
            "a database needs subnets in two zones, also where it has one instance only",
            "add a subnet of another zone",
        );
    }
}

/// As far as the subnets are the program's own, their zones are known.
fn check_together(all: &Together<'_>, found: &mut Diagnostics) {
    for group in &all.resources {
        let subnets = group.inputs.items("subnet_ids");
        let zones: Option<BTreeSet<&str>> =
            subnets.iter().map(|subnet| zones::of_subnet(all, subnet)).collect();
        let Some(zones) = zones.filter(|zones| zones.len() == 1 && subnets.len() > 1) else { continue };
        let zone = zones.into_iter().next().unwrap_or_default();
        let mut problems = Problems::new(group.address, group.place, found);
        problems.report(
            "subnet_ids",
            format!("all subnets are in {zone}, and a database needs subnets in two zones"),
            "add a subnet of another zone",
        );
    }
}
