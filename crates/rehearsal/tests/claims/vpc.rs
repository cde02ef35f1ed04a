//! A kind of AWS, through nothing but what it says of itself.

use ironwright_aws::ec2::{Subnet, Vpc};
use ironwright_core::Resource as _;
use serde_json::json;

use crate::common::{cloud, create, delete, refused, text};

#[tokio::test]
async fn the_defaults_of_a_vpc_come_and_go_with_it() {
    let cloud = cloud();
    let vpc = create(&cloud, Vpc::kind(), "main", json!({"cidr_block": "10.12.1.0/24"})).await;
    let kinds = |cloud: &ironwright_rehearsal::Rehearsal| {
        cloud.objects().iter().map(|object| object.kind.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(kinds(&cloud), ["ec2.NetworkAcl", "ec2.RouteTable", "ec2.SecurityGroup", "ec2.Vpc"]);
    let group = text(&vpc.observed, "default_security_group_id");
    let group = cloud.get("ec2.SecurityGroup", group).expect("exists");
    assert_eq!((text(&group, "group_name"), text(&group, "vpc_id")), ("default", &*vpc.id));

    let inputs = json!({"vpc_id": *vpc.id, "cidr_block": "10.12.1.0/27"});
    let subnet = create(&cloud, Subnet::kind(), "a", inputs).await;
    let error = delete(&cloud, Vpc::kind(), &vpc.id).await.expect_err("is in use");
    assert_eq!(error.message, format!("ec2.Vpc {} is in use by ec2.Subnet {}", vpc.id, subnet.id));
    delete(&cloud, Subnet::kind(), &subnet.id).await.expect("is deleted");
    delete(&cloud, Vpc::kind(), &vpc.id).await.expect("is deleted");
    assert_eq!(kinds(&cloud), [""; 0]);
}

#[tokio::test]
async fn a_subnet_of_no_vpc_is_refused() {
    let inputs = json!({"vpc_id": "vpc-1", "cidr_block": "10.12.1.0/27"});
    let error = refused(&cloud(), Subnet::kind(), "a", inputs).await;
    assert_eq!(
        error.to_string(),
        r#"ec2:CreateSubnet: ReferenceNotFound: vpc_id: there is no ec2.Vpc whose id is "vpc-1""#
    );
}

#[tokio::test]
async fn the_rules_of_the_plan_hold_in_the_cloud_too() {
    let error = refused(&cloud(), Vpc::kind(), "main", json!({"cidr_block": "10.0.0.0/8"})).await;
    assert_eq!(error.message, "cidr_block: 10.0.0.0/8 is not between a /16 and a /28");
}
