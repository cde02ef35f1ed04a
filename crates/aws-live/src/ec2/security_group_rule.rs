//! `ec2.SecurityGroupRule` on AWS.
//!
//! The two `Authorize…` calls have no token, but a group has one of each rule: a second request is refused, and the tag
//! then says whether the rule that is there was made by the first. The answer tells all there is to know. Rules of all
//! groups are read by one call.

use aws_sdk_ec2::types::{SecurityGroupRule as Described, SecurityGroupRuleUpdate};
use ironwright_aws::ec2::SecurityGroupRule;

use super::api::prelude::*;
use super::traffic::{permission, whole};

const AUTHORIZE_OUT: Action = EC2.action("AuthorizeSecurityGroupEgress");
const MODIFY: Action = EC2.action("ModifySecurityGroupRules");
const REVOKE_OUT: Action = EC2.action("RevokeSecurityGroupEgress");

on_aws!(SecurityGroupRule as AsTagged);

impl Tagged for SecurityGroupRule {
    type Described = Described;
    type Tags = ById;

    const ID: fn(&Described) -> Option<&str> = Described::security_group_rule_id;
    const READ: Action = EC2.action("DescribeSecurityGroupRules");
    const CREATE: Action = EC2.action("AuthorizeSecurityGroupIngress");
    const ALSO_CREATE: Actions = &[AUTHORIZE_OUT];
    const UPDATE: Actions = &[MODIFY];
    const DELETE: Action = EC2.action("RevokeSecurityGroupIngress");
    const ALSO_DELETE: Actions = &[REVOKE_OUT];

    async fn list(aws: &Calls<'_>, which: Which<'_>) -> Result<Vec<Described>> {
        let list =
            || aws.ec2().describe_security_group_rules().filters(select(which, "security-group-rule-id"));
        let send = |page| list().set_next_token(page).send();
        aws.pages(Self::READ, send, |it| (it.security_group_rules, it.next_token)).await
    }

    fn observe(_: &Calls<'_>, rule: &Described, _: &Map) -> Properties {
        // AWS speaks of ports also where the protocol has none.
        let has_ports = rule.ip_protocol() != Some("-1");
        Properties::default()
            .with(Self::SECURITY_GROUP_ID, rule.group_id())
            .with(Self::DIRECTION, rule.is_egress().map(|out| if out { "egress" } else { "ingress" }))
            .with(Self::IP_PROTOCOL, rule.ip_protocol())
            .with(Self::FROM_PORT, rule.from_port().filter(|_| has_ports))
            .with(Self::TO_PORT, rule.to_port().filter(|_| has_ports))
            .with(Self::CIDR_IPV4, rule.cidr_ipv4())
            .with(
                Self::REFERENCED_SECURITY_GROUP_ID,
                rule.referenced_group_info().and_then(|group| group.group_id()),
            )
            .with(Self::DESCRIPTION, rule.description().filter(|text| !text.is_empty()))
            .with_tags(rule.tags())
            .noting_present([
                ("cidr_ipv6", rule.cidr_ipv6().is_some_and(|range| !range.is_empty())),
                ("prefix_list_id", rule.prefix_list_id().is_some_and(|list| !list.is_empty())),
            ])
    }

    async fn create(aws: &Calls<'_>, request: &CreateRequest) -> Result<Made> {
        let inputs = &request.inputs;
        let group: String = text(inputs, Self::SECURITY_GROUP_ID).unwrap_or_default();
        let (rule, tags) = (permission(inputs), tagged(ResourceType::SecurityGroupRule, request));
        let rules = if is_egress(inputs) {
            let authorize = || aws.ec2().authorize_security_group_egress().group_id(&group);
            let send = || authorize().ip_permissions(rule.clone()).tag_specifications(tags.clone()).send();
            aws.call(AUTHORIZE_OUT, send).await?.security_group_rules
        } else {
            let authorize = || aws.ec2().authorize_security_group_ingress().group_id(&group);
            let send = || authorize().ip_permissions(rule.clone()).tag_specifications(tags.clone()).send();
            aws.call(Self::CREATE, send).await?.security_group_rules
        };
        Self::made(aws, rules.unwrap_or_default().first(), request)
    }

    async fn update(aws: &Calls<'_>, change: &Change<'_>) -> Result<()> {
        if change.of(Self::DESCRIPTION).is_none() {
            return Ok(());
        }
        let update = SecurityGroupRuleUpdate::builder()
            .security_group_rule_id(change.id)
            .security_group_rule(whole(change.wanted))
            .build();
        let group: String = text(change.wanted, Self::SECURITY_GROUP_ID).unwrap_or_default();
        let modify = || aws.ec2().modify_security_group_rules().group_id(&group);
        aws.call(MODIFY, || modify().security_group_rules(update.clone()).send()).await.map(drop)
    }

    async fn delete(aws: &Calls<'_>, request: &DeleteRequest) -> Result<()> {
        let group: String = text(&request.inputs, Self::SECURITY_GROUP_ID).unwrap_or_default();
        if is_egress(&request.inputs) {
            let revoke = || aws.ec2().revoke_security_group_egress().group_id(&group);
            let send = || revoke().security_group_rule_ids(&*request.id).send();
            aws.call(REVOKE_OUT, send).await.map(drop)
        } else {
            let revoke = || aws.ec2().revoke_security_group_ingress().group_id(&group);
            let send = || revoke().security_group_rule_ids(&*request.id).send();
            aws.call(Self::DELETE, send).await.map(drop)
        }
    }
}

fn is_egress(inputs: &Map) -> bool {
    inputs.get(SecurityGroupRule::DIRECTION).and_then(Value::as_text) == Some("egress")
}
