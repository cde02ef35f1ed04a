//! `elbv2.TargetGroupAttachment` on AWS: a target in a group, there or not. All targets of a group are read with one call.
//!
//! A target that leaves is told of as `draining` for as long as the group's delay: it counts as gone.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_elasticloadbalancingv2::types::TargetDescription;
use futures_util::future::try_join_all;
use ironwright_aws::elbv2::TargetGroupAttachment;

use super::api::ELBV2;
use super::targets::{GROUPS, HEALTH, registered};
use crate::handler::prelude::*;

const REGISTER: Action = ELBV2.action("RegisterTargets");
const DEREGISTER: Action = ELBV2.action("DeregisterTargets");

on_aws!(TargetGroupAttachment as AsPlaced);

impl Placed for TargetGroupAttachment {
    const LOOK: Actions = &[HEALTH, GROUPS];
    const PUT: Actions = &[REGISTER];
    const REMOVE: Actions = &[DEREGISTER];

    fn id(inputs: &Map) -> String {
        let of = |name| text::<String>(inputs, name).unwrap_or_default();
        let port = number(inputs, Self::PORT).map(|port| port.to_string()).unwrap_or_default();
        [of(Self::TARGET_GROUP_ARN), of(Self::TARGET_ID), port, of(Self::AVAILABILITY_ZONE)].join("|")
    }

    async fn look(aws: &Calls<'_>, places: &[ReadRequest]) -> Result<Vec<Option<Map>>> {
        let groups: BTreeSet<&str> = places.iter().map(|place| parts(&place.id)[0]).collect();
        let list = async |group| Ok::<_, CloudError>((group, registered(aws, group).await?));
        let of_groups: BTreeMap<_, _> =
            try_join_all(groups.into_iter().map(list)).await?.into_iter().collect();
        let is_there = |parts: &[&str; 4]| {
            let [group, target, port, _] = *parts;
            let Some(Some(registered)) = of_groups.get(group) else { return false };
            let port = if port.is_empty() { registered.port } else { port.parse().ok() };
            registered.targets.iter().any(|it| it.id() == Some(target) && it.port() == port)
        };
        Ok(places.iter().map(|place| Some(parts(&place.id)).filter(is_there).map(observed)).collect())
    }

    async fn put(aws: &Calls<'_>, id: &str, _: &Map) -> Result<Option<Map>> {
        let [group, ..] = parts(id);
        let send = || aws.elbv2().register_targets().target_group_arn(group).targets(target(id)).send();
        aws.call(REGISTER, send).await?;
        Ok(Some(observed(parts(id))))
    }

    async fn remove(aws: &Calls<'_>, request: &DeleteRequest) -> Result<()> {
        let id = &*request.id;
        let [group, ..] = parts(id);
        let send = || aws.elbv2().deregister_targets().target_group_arn(group).targets(target(id)).send();
        aws.call(DEREGISTER, send).await.map(drop)
    }
}

/// Group, target, port and zone, as far as they were told.
fn parts(id: &str) -> [&str; 4] {
    let mut parts = id.splitn(4, '|');
    std::array::from_fn(|_| parts.next().unwrap_or_default())
}

fn target(id: &str) -> TargetDescription {
    let [_, target, port, zone] = parts(id);
    TargetDescription::builder()
        .id(target)
        .set_port(port.parse().ok())
        .set_availability_zone(Some(zone.to_owned()).filter(|zone| !zone.is_empty()))
        .build()
}

/// There is nothing more to it than its place.
fn observed([group, target, port, zone]: [&str; 4]) -> Map {
    Properties::default()
        .with(TargetGroupAttachment::TARGET_GROUP_ARN, group)
        .with(TargetGroupAttachment::TARGET_ID, target)
        .with(TargetGroupAttachment::PORT, port.parse::<i64>().ok())
        .with(TargetGroupAttachment::AVAILABILITY_ZONE, Some(zone).filter(|zone| !zone.is_empty()))
        .into_map()
}
