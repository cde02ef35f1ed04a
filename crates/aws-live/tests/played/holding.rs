//! What a person reads when AWS does not let go of something: what holds it.

use ironwright_aws::ec2;
use ironwright_core::{Kind, Map, Resource as _};
use ironwright_engine::Cloud as _;
use ironwright_engine::cloud::{CloudError, DeleteRequest, Effect, ErrorClass};

use crate::player::Player;

const IN_USE: &str = "!DependencyViolation resource has a dependent object.";

/// The error of a delete that AWS refuses.
async fn refusal(player: &Player, kind: &'static Kind, id: &str, inputs: Map) -> CloudError {
    let address = format!("{}.it", kind.name).parse().expect("an address");
    let request = DeleteRequest { address, kind, id: id.into(), inputs };
    let error = player.connect().await.delete(&request).await.expect_err("AWS refuses");
    assert_eq!((error.class, error.effect), (ErrorClass::Blocked, Effect::None), "{error}");
    error
}

#[tokio::test]
async fn a_subnet_is_held_by_network_interfaces_whose_owners_are_told() {
    let player = Player::new(&[
        ("DeleteSubnet", &[IN_USE]),
        (
            "DescribeNetworkInterfaces",
            &["<DescribeNetworkInterfacesResponse><networkInterfaceSet>\
               <item><networkInterfaceId>eni-1</networkInterfaceId><status>in-use</status>\
               <description>Interface for NAT Gateway nat-1</description><interfaceType>nat_gateway</interfaceType>\
               <requesterManaged>true</requesterManaged><requesterId>amazon-vpc</requesterId></item>\
               <item><networkInterfaceId>eni-2</networkInterfaceId><status>in-use</status><description/>\
               <interfaceType>interface</interfaceType><attachment><instanceId>i-1</instanceId></attachment></item>\
               <item><networkInterfaceId>eni-3</networkInterfaceId><status>in-use</status>\
               <description>ELB app/web/1</description><interfaceType>interface</interfaceType>\
               <requesterManaged>true</requesterManaged><requesterId>amazon-elb</requesterId></item>\
               </networkInterfaceSet></DescribeNetworkInterfacesResponse>"],
        ),
    ]);
    let error = refusal(&player, ec2::Subnet::kind(), "subnet-1", Map::new()).await;
    assert_eq!(
        error.message,
        "resource has a dependent object; it is held by network interface eni-1 (\"Interface for NAT Gateway nat-1\", \
         in-use, a nat_gateway's), network interface eni-2 (in-use, of instance i-1), network interface eni-3 (\"ELB \
         app/web/1\", in-use, made by amazon-elb)"
    );
    assert_eq!(
        player.actions(),
        ["DeleteSubnet", "DescribeNetworkInterfaces"],
        "it looks, and touches nothing"
    );
}

#[tokio::test]
async fn a_vpc_is_held_by_what_is_still_in_it_but_not_by_what_goes_with_it() {
    let player = Player::new(&[
        ("DeleteVpc", &[IN_USE]),
        (
            "DescribeSubnets",
            &["<DescribeSubnetsResponse><subnetSet><item><subnetId>subnet-1</subnetId><tagSet>\
               <item><key>Name</key><value>public-a</value></item>\
               <item><key>ironwright:stack</key><value>other</value></item></tagSet></item></subnetSet>\
               </DescribeSubnetsResponse>"],
        ),
        (
            "DescribeInternetGateways",
            &["<DescribeInternetGatewaysResponse><internetGatewaySet><item><internetGatewayId>igw-1\
               </internetGatewayId></item></internetGatewaySet></DescribeInternetGatewaysResponse>"],
        ),
        (
            "DescribeSecurityGroups",
            &["<DescribeSecurityGroupsResponse><securityGroupInfo>\
               <item><groupId>sg-1</groupId><groupName>default</groupName></item></securityGroupInfo>\
               </DescribeSecurityGroupsResponse>"],
        ),
        (
            "DescribeRouteTables",
            &["<DescribeRouteTablesResponse><routeTableSet><item><routeTableId>rtb-1</routeTableId>\
               <associationSet><item><main>true</main></item></associationSet></item></routeTableSet>\
               </DescribeRouteTablesResponse>"],
        ),
        ("DescribeNetworkAcls", &["<DescribeNetworkAclsResponse/>"]),
    ]);
    let error = refusal(&player, ec2::Vpc::kind(), "vpc-1", Map::new()).await;
    assert_eq!(
        error.message,
        "resource has a dependent object; it is held by subnet subnet-1 (\"public-a\", of stack other), internet \
         gateway igw-1"
    );
}

#[tokio::test]
async fn who_may_not_look_reads_the_refusal_as_it_is() {
    let player = Player::new(&[
        ("DeleteSubnet", &[IN_USE]),
        ("DescribeNetworkInterfaces", &["!UnauthorizedOperation You are not authorized."]),
    ]);
    let error = refusal(&player, ec2::Subnet::kind(), "subnet-1", Map::new()).await;
    assert_eq!(error.message, "resource has a dependent object.");
    let hint = error.hint.expect("a hint");
    assert!(hint.starts_with("what holds it cannot be told: ec2:DescribeNetworkInterfaces"), "{hint}");
}

#[tokio::test]
async fn an_address_is_held_by_the_interface_that_has_it() {
    let player = Player::new(&[
        ("ReleaseAddress", &["!InvalidIPAddress.InUse Address is in use."]),
        (
            "DescribeAddresses",
            &["<DescribeAddressesResponse><addressesSet><item><allocationId>eipalloc-1</allocationId>\
               <networkInterfaceId>eni-1</networkInterfaceId></item></addressesSet></DescribeAddressesResponse>"],
        ),
        (
            "DescribeNetworkInterfaces",
            &["<DescribeNetworkInterfacesResponse><networkInterfaceSet><item>\
               <networkInterfaceId>eni-1</networkInterfaceId><status>in-use</status></item></networkInterfaceSet>\
               </DescribeNetworkInterfacesResponse>"],
        ),
    ]);
    let error = refusal(&player, ec2::Eip::kind(), "eipalloc-1", Map::new()).await;
    assert_eq!(error.message, "Address is in use; it is held by network interface eni-1 (in-use)");
}
