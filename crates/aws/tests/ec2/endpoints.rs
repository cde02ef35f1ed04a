//! Endpoints of VPCs, and what AWS has made in each region.

use ironwright_aws::ec2::{DefaultSubnet, DefaultVpc, SecurityGroup, Vpc, VpcEndpoint};
use ironwright_core::cidr;

use crate::common::problems;

#[test]
fn an_endpoint_has_what_its_type_has() {
    let with = |change: fn(VpcEndpoint) -> VpcEndpoint, is_interface: bool| {
        problems(|stack| {
            let vpc = stack.add("main", Vpc::new(cidr("10.0.0.0/16")).enable_dns_hostnames(true));
            let service = "com.amazonaws.us-east-1.s3";
            let endpoint = if is_interface {
                VpcEndpoint::interface(&vpc, service)
            } else {
                VpcEndpoint::gateway(&vpc, service)
            };
            stack.add("s3", change(endpoint));
        })
    };
    assert_eq!(with(|it| it.route_tables(["rtb-1"]), false), [""; 0]);
    assert_eq!(with(|it| it.subnets(["subnet-1"]).private_dns_enabled(true), true), [""; 0]);
    assert_eq!(
        with(|it| it.subnets(["subnet-1"]), false),
        ["error: ec2.VpcEndpoint.s3: subnets: a gateway endpoint has no network interfaces\n  \
          hint: leave it out, or take the type of endpoint that has it: `VpcEndpoint::interface` or `::gateway`"]
    );
    let found = with(|it| it.route_tables(["rtb-1"]), true);
    assert!(found[0].contains("an interface endpoint is reached by its addresses"), "{found:#?}");
}

#[test]
fn private_names_need_the_vpcs_own_dns() {
    let found = problems(|stack| {
        let vpc = stack.add("main", Vpc::new(cidr("10.0.0.0/16")));
        stack.add(
            "sqs",
            VpcEndpoint::interface(&vpc, "com.amazonaws.us-east-1.sqs").private_dns_enabled(true),
        );
    });
    assert_eq!(
        found,
        [
            "error: ec2.VpcEndpoint.sqs: private_dns_enabled: needs `enable_dns_hostnames`, which is off in ec2.Vpc.main\n  \
          hint: set `.enable_dns_hostnames(true)` there, or `.private_dns_enabled(false)` here"
        ]
    );
}

#[test]
fn a_region_has_one_default_vpc_and_a_zone_one_default_subnet() {
    let found = problems(|stack| {
        let vpc = stack.add("first", DefaultVpc::new());
        stack.add("web", SecurityGroup::new(&vpc, "web", "Web"));
        stack.add("second", DefaultVpc::new());
        stack.add("a", DefaultSubnet::new("us-east-1a"));
        stack.add("b", DefaultSubnet::new("us-east-1a"));
    });
    assert_eq!(found.len(), 2, "{found:#?}");
    assert!(
        found.iter().any(|it| it.starts_with("error: ec2.DefaultVpc.second: is the same VPC as")),
        "{found:#?}"
    );
    let same = "error: ec2.DefaultSubnet.b: has the same availability_zone as";
    assert!(found.iter().any(|it| it.starts_with(same)), "{found:#?}");
}
