//! How few calls tell of network ACLs, and whose choice of an ACL is left alone.

use ironwright_aws::ec2;
use ironwright_core::state::Observation;
use ironwright_core::{Kind, Map, Resource as _};
use ironwright_engine::Cloud as _;
use ironwright_engine::cloud::{CreateRequest, DeleteRequest, ErrorClass, ReadRequest};

use crate::player::Player;

/// An ACL that guards one subnet, with a rule in each direction.
const ACLS: &str = "<DescribeNetworkAclsResponse><networkAclSet><item><networkAclId>acl-1</networkAclId>\
    <vpcId>vpc-1</vpcId><default>false</default><entrySet>\
    <item><ruleNumber>100</ruleNumber><protocol>6</protocol><ruleAction>allow</ruleAction><egress>false</egress>\
    <cidrBlock>0.0.0.0/0</cidrBlock><portRange><from>443</from><to>443</to></portRange></item>\
    <item><ruleNumber>100</ruleNumber><protocol>1</protocol><ruleAction>deny</ruleAction><egress>true</egress>\
    <cidrBlock>0.0.0.0/0</cidrBlock><icmpTypeCode><code>-1</code><type>8</type></icmpTypeCode></item></entrySet>\
    <associationSet><item><networkAclAssociationId>aclassoc-1</networkAclAssociationId>\
    <networkAclId>acl-1</networkAclId><subnetId>subnet-1</subnetId></item></associationSet></item></networkAclSet>\
    </DescribeNetworkAclsResponse>";

const DEFAULT: &str = "<DescribeNetworkAclsResponse><networkAclSet><item><networkAclId>acl-0</networkAclId>\
    <vpcId>vpc-1</vpcId><default>true</default><associationSet><item>\
    <networkAclAssociationId>aclassoc-0</networkAclAssociationId><networkAclId>acl-0</networkAclId>\
    <subnetId>subnet-1</subnetId></item></associationSet></item></networkAclSet></DescribeNetworkAclsResponse>";

const REPLACED: &str = "<ReplaceNetworkAclAssociationResponse><newAssociationId>aclassoc-2</newAssociationId>\
    </ReplaceNetworkAclAssociationResponse>";

fn reads(ids: &[&str]) -> Vec<ReadRequest> {
    ids.iter().map(|&id| ReadRequest { id: id.into(), inputs: Map::new() }).collect()
}

fn association(acl: &str) -> CreateRequest {
    let kind: &'static Kind = ec2::NetworkAclAssociation::kind();
    let inputs = Map::from([("subnet_id".into(), "subnet-1".into()), ("network_acl_id".into(), acl.into())]);
    let address = "ec2.NetworkAclAssociation.it".parse().expect("an address");
    CreateRequest { stack: "demo".to_owned(), address, kind, inputs, token: "0".repeat(32) }
}

#[tokio::test]
async fn acls_and_all_their_rules_are_read_with_one_call() {
    let player = Player::new(&[("DescribeNetworkAcls", &[ACLS])]);
    let live = player.connect().await;
    let (acls, rules) = (reads(&["acl-1"]), reads(&["acl-1|false|100", "acl-1|true|100", "acl-1|true|200"]));
    let (acls, rules) = tokio::try_join!(
        live.read(ec2::NetworkAcl::kind(), &acls),
        live.read(ec2::NetworkAclRule::kind(), &rules),
    )
    .expect("reads");
    assert!(matches!(&acls[..], [Observation::Present(_)]), "{acls:?}");
    let [Observation::Present(https), Observation::Present(ping), Observation::Gone] = &rules[..] else {
        panic!("{rules:?}");
    };
    assert_eq!(https.get("from_port"), Some(&443.into()));
    assert_eq!((ping.get("icmp_type"), ping.get("icmp_code")), (Some(&8.into()), Some(&(-1).into())));
    assert_eq!(player.actions(), ["DescribeNetworkAcls"]);
}

#[tokio::test]
async fn an_acl_that_is_gone_does_not_hide_the_others() {
    let missing = "!InvalidNetworkAclID.NotFound The networkAcl ID 'acl-2' does not exist";
    let player = Player::new(&[("DescribeNetworkAcls", &[missing, ACLS])]);
    let found = player.connect().await.read(ec2::NetworkAcl::kind(), &reads(&["acl-1", "acl-2"])).await;
    let found = found.expect("reads");
    assert!(matches!(&found[..], [Observation::Present(_), Observation::Gone]), "{found:?}");
    assert_eq!(player.actions().len(), 2);
}

#[tokio::test]
async fn a_subnet_under_its_default_acl_is_put_under_another() {
    let player =
        Player::new(&[("DescribeNetworkAcls", &[DEFAULT]), ("ReplaceNetworkAclAssociation", &[REPLACED])]);
    let made = player.connect().await.create(&association("acl-1")).await.expect("makes it");
    assert_eq!(&*made.id, "aclassoc-2");
    assert_eq!(player.actions(), ["DescribeNetworkAcls", "ReplaceNetworkAclAssociation"]);
}

#[tokio::test]
async fn somebody_elses_choice_for_a_subnet_that_is_not_ours_is_left_alone() {
    let nothing = "<DescribeSubnetsResponse/>";
    let player = Player::new(&[("DescribeNetworkAcls", &[ACLS]), ("DescribeSubnets", &[nothing])]);
    let error = player.connect().await.create(&association("acl-2")).await.expect_err("is taken");
    assert_eq!(error.class, ErrorClass::Conflict, "{error}");
    assert!(!player.actions().contains(&"ReplaceNetworkAclAssociation".to_owned()));
}

#[tokio::test]
async fn what_moved_a_subnet_of_ours_is_undone() {
    let ours = "<DescribeSubnetsResponse><subnetSet><item><subnetId>subnet-1</subnetId></item></subnetSet>\
                </DescribeSubnetsResponse>";
    let player = Player::new(&[
        ("DescribeNetworkAcls", &[ACLS]),
        ("DescribeSubnets", &[ours]),
        ("ReplaceNetworkAclAssociation", &[REPLACED]),
    ]);
    let made = player.connect().await.create(&association("acl-2")).await.expect("makes it");
    assert_eq!(&*made.id, "aclassoc-2");
    let asked = player.requests();
    let owner = asked.iter().find(|request| request.contains("DescribeSubnets")).expect("asks whose it is");
    assert!(owner.contains("tag%3Aironwright%3Astack") && owner.contains("demo"), "{owner}");
}

#[tokio::test]
async fn a_subnet_is_put_back_under_the_default_acl_of_its_vpc() {
    let player = Player::new(&[
        ("DescribeNetworkAcls", &[ACLS, DEFAULT]),
        ("ReplaceNetworkAclAssociation", &[REPLACED]),
    ]);
    let made = association("acl-1");
    let (address, kind, inputs) = (made.address, made.kind, made.inputs);
    let delete = DeleteRequest { address, kind, id: "aclassoc-1".into(), inputs };
    player.connect().await.delete(&delete).await.expect("deletes it");
    let sent = player.requests().pop().unwrap_or_default();
    assert!(sent.contains("NetworkAclId=acl-0") && sent.contains("AssociationId=aclassoc-1"), "{sent}");
}
