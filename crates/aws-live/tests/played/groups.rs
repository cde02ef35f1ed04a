//! How a security group's rule is changed, where servers for tests keep what AWS does not.

use ironwright_aws::ec2;
use ironwright_core::{Map, Resource as _, Value};
use ironwright_engine::Cloud as _;
use ironwright_engine::cloud::UpdateRequest;

use crate::player::Player;

const RULE: &str = "<DescribeSecurityGroupRulesResponse><securityGroupRuleSet><item>\
    <securityGroupRuleId>sgr-1</securityGroupRuleId><groupId>sg-1</groupId><isEgress>true</isEgress>\
    <ipProtocol>-1</ipProtocol><fromPort>-1</fromPort><toPort>-1</toPort><cidrIpv4>10.0.0.0/8</cidrIpv4>\
    <description>Pages</description></item></securityGroupRuleSet></DescribeSecurityGroupRulesResponse>";

#[tokio::test]
async fn a_description_that_is_not_wanted_any_more_is_set_to_nothing() {
    let changed =
        "<ModifySecurityGroupRulesResponse><return>true</return></ModifySecurityGroupRulesResponse>";
    let player =
        Player::new(&[("DescribeSecurityGroupRules", &[RULE]), ("ModifySecurityGroupRules", &[changed])]);
    let wanted: Map = [
        ("security_group_id", "sg-1"),
        ("direction", "egress"),
        ("ip_protocol", "-1"),
        ("cidr_ipv4", "10.0.0.0/8"),
    ]
    .into_iter()
    .map(|(name, value)| (name.into(), Value::text(value)))
    .collect();
    let mut applied = wanted.clone();
    applied.insert("description".into(), Value::text("Pages"));
    let request = UpdateRequest {
        address: "ec2.SecurityGroupRule.it".parse().expect("an address"),
        kind: ec2::SecurityGroupRule::kind(),
        id: "sgr-1".into(),
        inputs: wanted,
        applied,
        ignored: Vec::new(),
    };
    let now = player.connect().await.update(&request).await.expect("changes it");
    assert_eq!(now.observed.get("description"), None);
    let sent = player.requests().pop().unwrap_or_default();
    assert!(sent.contains("SecurityGroupRule.Description=&") || sent.ends_with(".Description="), "{sent}");
}
