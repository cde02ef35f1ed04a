//! `ec2.NetworkAclRule` on AWS: a number and a direction in an ACL, of which there is one rule. All rules of all ACLs are
//! read by one call.

use std::collections::{BTreeSet, HashMap};

use aws_sdk_ec2::types::NetworkAcl;
use ironwright_aws::ec2::NetworkAclRule;

use super::acls;
use super::api::prelude::*;
use super::entries::{Place, icmp, observed, ports, protocol};

const CREATE: Action = EC2.action("CreateNetworkAclEntry");
const REPLACE: Action = EC2.action("ReplaceNetworkAclEntry");
const DELETE: Action = EC2.action("DeleteNetworkAclEntry");

on_aws!(NetworkAclRule as AsPlaced);

impl Placed for NetworkAclRule {
    const LOOK: Actions = &[acls::DESCRIBE];
    const PUT: Actions = &[CREATE];
    const CHANGE: Actions = &[REPLACE];
    const REMOVE: Actions = &[DELETE];

    fn id(inputs: &Map) -> String {
        let acl: String = text(inputs, Self::NETWORK_ACL_ID).unwrap_or_default();
        let egress = flag(inputs, Self::EGRESS).unwrap_or_default();
        Place { acl: &acl, egress, number: number(inputs, Self::RULE_NUMBER).unwrap_or_default() }.id()
    }

    async fn look(aws: &Calls<'_>, places: &[ReadRequest]) -> Result<Vec<Option<Map>>> {
        let acls: BTreeSet<String> =
            places.iter().filter_map(|place| Some(Place::parse(&place.id)?.acl.to_owned())).collect();
        let found = acls::with_ids(aws, acls.into_iter().collect()).await?;
        let of_acl = |acl: &'_ NetworkAcl| -> Vec<(String, Map)> {
            let id = acl.network_acl_id().unwrap_or_default();
            acl.entries().iter().filter_map(|entry| observed(id, entry)).collect()
        };
        let rules: HashMap<String, Map> = found.iter().flat_map(of_acl).collect();
        Ok(places.iter().map(|place| rules.get(&*place.id).cloned()).collect())
    }

    async fn put(aws: &Calls<'_>, id: &str, inputs: &Map) -> Result<Option<Map>> {
        let Some(place) = Place::parse(id) else { return Ok(None) };
        let send = || {
            aws.ec2()
                .create_network_acl_entry()
                .network_acl_id(place.acl)
                .egress(place.egress)
                .rule_number(place.number)
                .set_protocol(protocol(inputs))
                .set_rule_action(text(inputs, Self::RULE_ACTION))
                .set_cidr_block(text(inputs, Self::CIDR_BLOCK))
                .set_port_range(ports(inputs))
                .set_icmp_type_code(icmp(inputs))
                .send()
        };
        aws.call(CREATE, send).await?;
        // The answer is a bare yes to all that was asked for, and there is nothing else to a rule.
        Ok(Some(inputs.clone()))
    }

    async fn change(aws: &Calls<'_>, change: &Change<'_>) -> Result<Map> {
        let Some(place) = Place::parse(change.id) else { return Ok(change.achieved()) };
        let wanted = change.wanted;
        let send = || {
            aws.ec2()
                .replace_network_acl_entry()
                .network_acl_id(place.acl)
                .egress(place.egress)
                .rule_number(place.number)
                .set_protocol(protocol(wanted))
                .set_rule_action(text(wanted, Self::RULE_ACTION))
                .set_cidr_block(text(wanted, Self::CIDR_BLOCK))
                .set_port_range(ports(wanted))
                .set_icmp_type_code(icmp(wanted))
                .send()
        };
        aws.call(REPLACE, send).await?;
        Ok(change.achieved())
    }

    async fn remove(aws: &Calls<'_>, request: &DeleteRequest) -> Result<()> {
        let Some(place) = Place::parse(&request.id) else { return Ok(()) };
        let delete = || aws.ec2().delete_network_acl_entry().network_acl_id(place.acl);
        aws.call(DELETE, || delete().egress(place.egress).rule_number(place.number).send()).await.map(drop)
    }
}
