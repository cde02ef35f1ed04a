//! `ec2.SecurityGroupRule` on AWS.
//!
//! The two `Authorize…` calls have no token, but a group has one of each rule: a second request is refused, and the tag
//! then says whether the rule that is there was made by the first. The answer tells all there is to know. Rules of all
//! groups are read by one call.

use std::sync::Arc;

use async_trait::async_trait;
use aws_sdk_ec2::types::{
    IpPermission, IpRange, ResourceType, SecurityGroupRule as Described, SecurityGroupRuleRequest,
    SecurityGroupRuleUpdate, UserIdGroupPair,
};
use ironwright_aws::ec2;
use ironwright_core::state::Observation;
use ironwright_core::{Kind, Map, Resource as _};
use ironwright_engine::cloud::{CloudError, CreateRequest, DeleteRequest, ReadRequest};

use super::{change_tags, filter, made_by, owned, users};
use crate::calls::Calls;
use crate::change::Change;
use crate::handler::{Handler, Made, Permissions};
use crate::properties::{Properties, ids, number, observations, text};

pub(crate) struct SecurityGroupRule;

#[async_trait]
impl Handler for SecurityGroupRule {
    fn kind(&self) -> &'static Kind {
        ec2::SecurityGroupRule::kind()
    }

    fn permissions(&self) -> Permissions {
        Permissions {
            find: &["ec2:DescribeSecurityGroupRules"],
            read: &["ec2:DescribeSecurityGroupRules"],
            create: &[
                "ec2:AuthorizeSecurityGroupIngress",
                "ec2:AuthorizeSecurityGroupEgress",
                "ec2:CreateTags",
            ],
            update: &["ec2:ModifySecurityGroupRules", "ec2:CreateTags", "ec2:DeleteTags"],
            delete: &["ec2:RevokeSecurityGroupIngress", "ec2:RevokeSecurityGroupEgress"],
            ..Permissions::default()
        }
    }

    async fn find(&self, aws: &Calls<'_>, request: &CreateRequest) -> Result<Option<Arc<str>>, CloudError> {
        let send = || aws.ec2().describe_security_group_rules().filters(made_by(request)).send();
        let found = aws.call("ec2:DescribeSecurityGroupRules", send).await?;
        Ok(found.security_group_rules().iter().find_map(|rule| rule.security_group_rule_id().map(Arc::from)))
    }

    async fn read(&self, aws: &Calls<'_>, resources: &[ReadRequest]) -> Result<Vec<Observation>, CloudError> {
        let of_ids = filter("security-group-rule-id", ids(resources));
        let send = || aws.ec2().describe_security_group_rules().filters(of_ids.clone()).send();
        let found = aws.call("ec2:DescribeSecurityGroupRules", send).await?;
        let observed = found.security_group_rules().iter().filter_map(|rule| observed(aws, rule));
        Ok(observations(resources, observed.collect()))
    }

    async fn create(&self, aws: &Calls<'_>, request: &CreateRequest) -> Result<Made, CloudError> {
        let inputs = &request.inputs;
        let group = text(inputs, "security_group_id").unwrap_or_default();
        let (rule, tags) = (permission(inputs), owned(ResourceType::SecurityGroupRule, request));
        let rules = if is_egress(inputs) {
            let authorize = || aws.ec2().authorize_security_group_egress().group_id(&group);
            let send = || authorize().ip_permissions(rule.clone()).tag_specifications(tags.clone()).send();
            aws.call("ec2:AuthorizeSecurityGroupEgress", send).await?.security_group_rules
        } else {
            let authorize = || aws.ec2().authorize_security_group_ingress().group_id(&group);
            let send = || authorize().ip_permissions(rule.clone()).tag_specifications(tags.clone()).send();
            aws.call("ec2:AuthorizeSecurityGroupIngress", send).await?.security_group_rules
        };
        let made = rules.unwrap_or_default().first().and_then(|rule| observed(aws, rule));
        let (id, observed) = made.unzip();
        Ok(Made { id: id.unwrap_or_default().into(), observed })
    }

    async fn update(&self, aws: &Calls<'_>, change: &Change<'_>) -> Result<Map, CloudError> {
        if change.of("description").is_some() {
            let group = text(change.wanted, "security_group_id").unwrap_or_default();
            let update = SecurityGroupRuleUpdate::builder()
                .security_group_rule_id(change.id)
                .security_group_rule(whole(change.wanted))
                .build();
            let modify = || aws.ec2().modify_security_group_rules().group_id(&group);
            let send = || modify().security_group_rules(update.clone()).send();
            aws.call("ec2:ModifySecurityGroupRules", send).await?;
        }
        change_tags(aws, change).await?;
        Ok(change.achieved())
    }

    async fn delete(&self, aws: &Calls<'_>, request: &DeleteRequest) -> Result<(), CloudError> {
        let group = text(&request.inputs, "security_group_id").unwrap_or_default();
        if is_egress(&request.inputs) {
            let revoke = || aws.ec2().revoke_security_group_egress().group_id(&group);
            let send = || revoke().security_group_rule_ids(&*request.id).send();
            aws.call("ec2:RevokeSecurityGroupEgress", send).await.map(drop)
        } else {
            let revoke = || aws.ec2().revoke_security_group_ingress().group_id(&group);
            let send = || revoke().security_group_rule_ids(&*request.id).send();
            aws.call("ec2:RevokeSecurityGroupIngress", send).await.map(drop)
        }
    }
}

fn is_egress(inputs: &Map) -> bool {
    text(inputs, "direction").as_deref() == Some("egress")
}

/// A rule as the calls take it that make one.
fn permission(inputs: &Map) -> IpPermission {
    let description = text(inputs, "description");
    let range = text(inputs, "cidr_ipv4")
        .map(|cidr| IpRange::builder().cidr_ip(cidr).set_description(description.clone()).build());
    let pair = text(inputs, "referenced_security_group_id")
        .map(|group| UserIdGroupPair::builder().group_id(group).set_description(description).build());
    IpPermission::builder()
        .set_ip_protocol(text(inputs, "ip_protocol"))
        .set_from_port(number(inputs, "from_port"))
        .set_to_port(number(inputs, "to_port"))
        .set_ip_ranges(range.map(|range| vec![range]))
        .set_user_id_group_pairs(pair.map(|pair| vec![pair]))
        .build()
}

/// A rule as the call takes it that changes one: what it leaves out is not kept.
fn whole(wanted: &Map) -> SecurityGroupRuleRequest {
    SecurityGroupRuleRequest::builder()
        .set_ip_protocol(text(wanted, "ip_protocol"))
        .set_from_port(number(wanted, "from_port"))
        .set_to_port(number(wanted, "to_port"))
        .set_cidr_ipv4(text(wanted, "cidr_ipv4"))
        .set_referenced_group_id(text(wanted, "referenced_security_group_id"))
        // One that is left out might stay.
        .description(text(wanted, "description").unwrap_or_default())
        .build()
}

fn observed(aws: &Calls<'_>, rule: &Described) -> Option<(String, Map)> {
    let id = rule.security_group_rule_id()?;
    let direction = if rule.is_egress()? { "egress" } else { "ingress" };
    // AWS speaks of ports also where the protocol has none.
    let has_ports = rule.ip_protocol() != Some("-1");
    let observed = Properties::default()
        .with("id", id)
        .with("arn", aws.arn("ec2", &format!("security-group-rule/{id}")))
        .with("security_group_id", rule.group_id())
        .with("direction", direction)
        .with("ip_protocol", rule.ip_protocol())
        .with("from_port", rule.from_port().filter(|_| has_ports))
        .with("to_port", rule.to_port().filter(|_| has_ports))
        .with("cidr_ipv4", rule.cidr_ipv4())
        .with("referenced_security_group_id", rule.referenced_group_info().and_then(|group| group.group_id()))
        .with("description", rule.description().filter(|text| !text.is_empty()))
        .with_tags(users(rule.tags()));
    Some((id.to_owned(), observed.into_map()))
}
