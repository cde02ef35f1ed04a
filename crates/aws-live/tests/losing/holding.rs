//! What holds something that AWS does not let go is found on a server that speaks AWS, made there by somebody else, and
//! left alone. moto deletes what AWS would not, so that the refusal itself is played.

use std::time::Duration;

use ironwright_aws::ec2;
use ironwright_aws_live::{Live, Options};
use ironwright_core::{Kind, Map, Resource as _};
use ironwright_engine::Cloud as _;
use ironwright_engine::cloud::{CloudError, DeleteRequest, ErrorClass};

use crate::between::{Fate, ask, between, moto};

/// The text of the first element of a name in an answer.
fn element(answer: &str, name: &str) -> String {
    let text = answer.split(&format!("<{name}>")).nth(1).and_then(|rest| rest.split('<').next());
    text.unwrap_or_else(|| panic!("no {name} in {answer}")).to_owned()
}

async fn refusal(kind: &'static Kind, id: &str) -> CloudError {
    let refuse = |request: &str| {
        let refused = ["Action=DeleteSubnet&", "Action=DeleteSecurityGroup&"];
        let is_refused = refused.iter().any(|action| request.contains(action));
        if is_refused { Fate::Refused("DependencyViolation", "has a dependent object") } else { Fate::Passes }
    };
    let options = Options {
        endpoint: Some(between(&moto(), refuse)),
        region: Some("us-east-1".to_owned()),
        keys: Some(("test".to_owned(), "test".to_owned())),
        late_create_window: Some(Duration::ZERO),
        ..Options::default()
    };
    let live = Live::connect(&options).await.expect("connects");
    let address = format!("{}.it", kind.name).parse().expect("an address");
    let delete = DeleteRequest { address, kind, id: id.into(), inputs: Map::new() };
    let error = live.delete(&delete).await.expect_err("it is in use");
    assert_eq!(error.class, ErrorClass::Blocked, "{error}");
    error
}

#[tokio::test]
async fn a_subnet_is_held_by_the_network_interface_that_somebody_made_in_it() {
    let moto = moto();
    let vpc = element(&ask(&moto, "Action=CreateVpc&CidrBlock=10.93.0.0/16"), "vpcId");
    let subnet = format!("Action=CreateSubnet&VpcId={vpc}&CidrBlock=10.93.0.0/24");
    let subnet = element(&ask(&moto, &subnet), "subnetId");
    let interface = format!("Action=CreateNetworkInterface&SubnetId={subnet}&Description=by+hand");
    let interface = element(&ask(&moto, &interface), "networkInterfaceId");

    let error = refusal(ec2::Subnet::kind(), &subnet).await;
    let holder = format!("it is held by network interface {interface} (\"by hand\"");
    assert!(error.message.contains(&holder), "{error}");
    let there = format!(
        "Action=DescribeNetworkInterfaces&Filter.1.Name=network-interface-id&Filter.1.Value.1={interface}"
    );
    assert_eq!(element(&ask(&moto, &there), "networkInterfaceId"), interface, "it is left alone");

    for action in [
        format!("Action=DeleteNetworkInterface&NetworkInterfaceId={interface}"),
        format!("Action=DeleteSubnet&SubnetId={subnet}"),
        format!("Action=DeleteVpc&VpcId={vpc}"),
    ] {
        ask(&moto, &action);
    }
}

#[tokio::test]
async fn a_group_is_held_by_the_group_whose_rule_names_it() {
    let moto = moto();
    let vpc = element(&ask(&moto, "Action=CreateVpc&CidrBlock=10.94.0.0/16"), "vpcId");
    let [held, holder] = ["held", "holder"].map(|name| {
        let group =
            format!("Action=CreateSecurityGroup&VpcId={vpc}&GroupName={name}&GroupDescription={name}");
        element(&ask(&moto, &group), "groupId")
    });
    for group in [&held, &holder] {
        ask(
            &moto,
            &format!(
                "Action=AuthorizeSecurityGroupIngress&GroupId={group}&IpPermissions.1.IpProtocol=tcp&\
                 IpPermissions.1.FromPort=80&IpPermissions.1.ToPort=80&IpPermissions.1.Groups.1.GroupId={held}"
            ),
        );
    }

    let error = refusal(ec2::SecurityGroup::kind(), &held).await;
    assert_eq!(
        error.message,
        format!("has a dependent object; it is held by a rule of security group {holder}"),
        "a group's own rules go with it"
    );

    for action in [
        format!("Action=DeleteSecurityGroup&GroupId={holder}"),
        format!("Action=DeleteSecurityGroup&GroupId={held}"),
        format!("Action=DeleteVpc&VpcId={vpc}"),
    ] {
        ask(&moto, &action);
    }
}
