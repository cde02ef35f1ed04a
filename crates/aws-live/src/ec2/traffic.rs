//! Rules of security groups as EC2's calls take them.

use aws_sdk_ec2::types::{IpPermission, IpRange, SecurityGroupRuleRequest, UserIdGroupPair};
use ironwright_aws::ec2::SecurityGroupRule as Rule;

use super::api::prelude::*;

/// A rule as the calls take it that make one.
pub(super) fn permission(inputs: &Map) -> IpPermission {
    let description: Option<String> = text(inputs, Rule::DESCRIPTION);
    let range = text::<String>(inputs, Rule::CIDR_IPV4)
        .map(|cidr| IpRange::builder().cidr_ip(cidr).set_description(description.clone()).build());
    let pair = text::<String>(inputs, Rule::REFERENCED_SECURITY_GROUP_ID)
        .map(|group| UserIdGroupPair::builder().group_id(group).set_description(description).build());
    IpPermission::builder()
        .set_ip_protocol(text(inputs, Rule::IP_PROTOCOL))
        .set_from_port(number(inputs, Rule::FROM_PORT))
        .set_to_port(number(inputs, Rule::TO_PORT))
        .set_ip_ranges(range.map(|range| vec![range]))
        .set_user_id_group_pairs(pair.map(|pair| vec![pair]))
        .build()
}

/// A rule as the call takes it that changes one: what it leaves out is not kept.
pub(super) fn whole(wanted: &Map) -> SecurityGroupRuleRequest {
    SecurityGroupRuleRequest::builder()
        .set_ip_protocol(text(wanted, Rule::IP_PROTOCOL))
        .set_from_port(number(wanted, Rule::FROM_PORT))
        .set_to_port(number(wanted, Rule::TO_PORT))
        .set_cidr_ipv4(text(wanted, Rule::CIDR_IPV4))
        .set_referenced_group_id(text(wanted, Rule::REFERENCED_SECURITY_GROUP_ID))
        // One that is left out might stay.
        .description(text::<String>(wanted, Rule::DESCRIPTION).unwrap_or_default())
        .build()
}
