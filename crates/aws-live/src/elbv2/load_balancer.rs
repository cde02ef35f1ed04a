//! `elbv2.LoadBalancer` on AWS.
//!
//! `CreateLoadBalancer` has no token, and where a load balancer of the name exists that is just as asked for it gives that
//! one back as if it had made it: so the name is looked up first, and one that is there is ours only when its tag says so.
//!
//! AWS makes one in two or three minutes. It is gone at once when it is deleted, but its network interfaces stay for
//! minutes more: until then its subnets and security groups are in use.

use aws_sdk_elasticloadbalancingv2::types::{LoadBalancer as Listed, LoadBalancerStateEnum as State};
use ironwright_aws::elbv2::{LoadBalancer, LoadBalancerOutputs};

use super::api::{ByArn, ELBV2, TAGS, to_tags};
use super::load_balancers::{
    self, ATTRIBUTES, DESCRIBE, Described, MODIFY_ATTRIBUTES, named, set_attributes, to_mappings,
};
use crate::handler::prelude::*;
use crate::handler::{ids, owned};

const SET_SUBNETS: Action = ELBV2.action("SetSubnets");
const SET_GROUPS: Action = ELBV2.action("SetSecurityGroups");
const SET_ADDRESS_TYPE: Action = ELBV2.action("SetIpAddressType");

on_aws!(LoadBalancer as AsTagged);

impl Tagged for LoadBalancer {
    type Described = Described;
    type Tags = ByArn;

    const ID: fn(&Described) -> Option<&str> = |it| it.balancer.load_balancer_arn();
    const READ: Action = DESCRIBE;
    const ALSO_READ: Actions = &[ATTRIBUTES, TAGS];
    const CREATE: Action = ELBV2.action("CreateLoadBalancer");
    const ALSO_CREATE: Actions = &[Self::READ];
    const UPDATE: Actions = &[SET_SUBNETS, SET_GROUPS, SET_ADDRESS_TYPE, MODIFY_ATTRIBUTES];
    const DELETE: Action = ELBV2.action("DeleteLoadBalancer");

    async fn list(aws: &Calls<'_>, which: Which<'_>) -> Result<Vec<Described>> {
        let listed = match which {
            Which::Read(resources) => load_balancers::described(aws, ids(resources)).await?,
            Which::MadeBy(request) => named(aws, &request.inputs).await?,
        };
        load_balancers::whole(aws, which, listed).await
    }

    fn observe(_: &Calls<'_>, it: &Described, applied: &Map) -> Properties {
        let balancer = &it.balancer;
        let full_name = balancer.load_balancer_arn().and_then(|arn| arn.split_once("loadbalancer/"));
        let properties = Properties::default()
            .with(Self::NAME, balancer.load_balancer_name())
            .with(LoadBalancerOutputs::FULL_NAME, full_name.map(|(_, full_name)| full_name))
            .with(LoadBalancerOutputs::DNS_NAME, balancer.dns_name())
            .with(LoadBalancerOutputs::CANONICAL_HOSTED_ZONE_ID, balancer.canonical_hosted_zone_id())
            .with(Self::TYPE, balancer.r#type())
            .with(Self::SCHEME, balancer.scheme())
            .with(Self::IP_ADDRESS_TYPE, balancer.ip_address_type())
            .with_list(Self::SECURITY_GROUPS, balancer.security_groups());
        let with = |properties: Properties, (name, value): (Arc<str>, Value)| properties.with(&name, value);
        it.attributes().fold(it.with_subnets(properties, applied), with).with_tags(&it.tags)
    }

    async fn create(aws: &Calls<'_>, request: &CreateRequest) -> Result<Made> {
        let inputs = &request.inputs;
        let name: String = text(inputs, Self::NAME).unwrap_or_default();
        if !named(aws, inputs).await?.is_empty() {
            return Err(exists_already(Self::CREATE, &format!("a load balancer {name}")));
        }
        let send = || {
            aws.elbv2()
                .create_load_balancer()
                .name(&name)
                .set_type(text(inputs, Self::TYPE))
                .set_scheme(text(inputs, Self::SCHEME))
                .set_subnets(texts(inputs, Self::SUBNETS))
                .set_subnet_mappings(to_mappings(inputs))
                .set_security_groups(texts(inputs, Self::SECURITY_GROUPS))
                .set_ip_address_type(text(inputs, Self::IP_ADDRESS_TYPE))
                .set_tags(Some(to_tags(&owned(request))))
                .send()
        };
        let answer = aws.call(Self::CREATE, send).await?;
        Made::named(Self::CREATE, answer.load_balancers().first().and_then(Listed::load_balancer_arn))
    }

    async fn update(aws: &Calls<'_>, change: &Change<'_>) -> Result<()> {
        let (elbv2, arn, wanted) = (aws.elbv2(), change.id, change.wanted);
        if change.of(Self::SUBNETS).is_some() || change.of(Self::SUBNET_MAPPINGS).is_some() {
            let set = || elbv2.set_subnets().load_balancer_arn(arn).set_subnets(texts(wanted, Self::SUBNETS));
            aws.call(SET_SUBNETS, || set().set_subnet_mappings(to_mappings(wanted)).send()).await?;
        }
        if change.of(Self::SECURITY_GROUPS).is_some() {
            let groups = || Some(texts(wanted, Self::SECURITY_GROUPS).unwrap_or_default());
            let set = || elbv2.set_security_groups().load_balancer_arn(arn);
            aws.call(SET_GROUPS, || set().set_security_groups(groups()).send()).await?;
        }
        if change.of(Self::IP_ADDRESS_TYPE).is_some() {
            let set = || elbv2.set_ip_address_type().load_balancer_arn(arn);
            aws.call(SET_ADDRESS_TYPE, || {
                set().set_ip_address_type(text(wanted, Self::IP_ADDRESS_TYPE)).send()
            })
            .await?;
        }
        set_attributes(aws, change).await
    }

    async fn delete(aws: &Calls<'_>, request: &DeleteRequest) -> Result<()> {
        let send = || aws.elbv2().delete_load_balancer().load_balancer_arn(&*request.id).send();
        aws.call(Self::DELETE, send).await.map(drop).map_err(|error| match &*error.code {
            "OperationNotPermitted" => error.hint(
                "it is protected: say `.deletion_protection_enabled(false)`, type `up`, and then delete it",
            ),
            _ => error,
        })
    }

    async fn readiness(aws: &Calls<'_>, resource: &ReadRequest) -> Result<Readiness> {
        let request = std::slice::from_ref(resource);
        let Some(found) = Self::list(aws, Which::Read(request)).await?.pop() else {
            return Ok(Readiness::Waiting("AWS does not show it yet".to_owned()));
        };
        let state = found.balancer.state();
        match state.and_then(|state| state.code()) {
            Some(State::Provisioning) => Ok(Readiness::Waiting("AWS says it is provisioning".to_owned())),
            Some(State::Failed) => {
                let reason = state.and_then(|state| state.reason()).unwrap_or("AWS does not say why");
                Err(CloudError::new(Self::CREATE.to_string(), "Failed", reason, ErrorClass::Refused))
            }
            // One that is `active_impaired` works, and grows no more.
            _ => Ok(Readiness::Ready(Self::observed(aws, &found, &resource.inputs))),
        }
    }
}
