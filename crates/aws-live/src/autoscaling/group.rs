//! `autoscaling.Group` on AWS.
//!
//! `CreateAutoScalingGroup` has no token, but a name is given once: a second request is refused, and the tag then says
//! whether the group that is there was made by the first. Tags that instances get are tags of the group as well. It goes
//! by force, its instances with it, and keeps its name until the last of them is gone.

use std::collections::BTreeSet;

use aws_sdk_autoscaling::types::{
    AutoScalingGroup as Described, LaunchTemplateSpecification as Template, LifecycleState,
    ScalingActivityStatusCode, TagDescription,
};
use ironwright_aws::autoscaling::{Group, GroupOutputs, LaunchTemplateSpecification};

use super::api::{
    AUTOSCALING, DESCRIBE_TAGS, OfGroup, REMOVE_TAGS, SET_TAGS, remove_tags, set_tags, to_tags,
};
use crate::handler::prelude::*;
use crate::handler::{TagChange, Tags, owned};

const UPDATE: Action = AUTOSCALING.action("UpdateAutoScalingGroup");
const ATTACH_TARGETS: Action = AUTOSCALING.action("AttachLoadBalancerTargetGroups");
const DETACH_TARGETS: Action = AUTOSCALING.action("DetachLoadBalancerTargetGroups");
const ATTACH_BALANCERS: Action = AUTOSCALING.action("AttachLoadBalancers");
const DETACH_BALANCERS: Action = AUTOSCALING.action("DetachLoadBalancers");
const ACTIVITIES: Action = AUTOSCALING.action("DescribeScalingActivities");

/// How many attempts to start instances must have failed, one after the other, before no further one is waited for.
const ATTEMPTS: i32 = 3;

on_aws!(Group as AsTagged);

impl Tagged for Group {
    type Described = Described;
    type Tags = OfGroup;

    const ID: fn(&Described) -> Option<&str> = Described::auto_scaling_group_name;
    const READ: Action = AUTOSCALING.action("DescribeAutoScalingGroups");
    const CREATE: Action = AUTOSCALING.action("CreateAutoScalingGroup");
    const UPDATE: Actions = &[
        UPDATE,
        ATTACH_TARGETS,
        DETACH_TARGETS,
        ATTACH_BALANCERS,
        DETACH_BALANCERS,
        SET_TAGS,
        REMOVE_TAGS,
        DESCRIBE_TAGS,
    ];
    const DELETE: Action = AUTOSCALING.action("DeleteAutoScalingGroup");
    const READINESS: Actions = &[ACTIVITIES];

    async fn list(aws: &Calls<'_>, which: Which<'_>) -> Result<Vec<Described>> {
        let mut found = described(aws, which.names(Self::AUTO_SCALING_GROUP_NAME)).await?;
        // Nobody takes over what is on its way out.
        found.retain(|group| matches!(which, Which::Read(_)) || group.status().is_none());
        Ok(found)
    }

    fn observe(_: &Calls<'_>, group: &Described, _: &Map) -> Properties {
        let subnets = group.vpc_zone_identifier().unwrap_or_default().split(',').filter(|id| !id.is_empty());
        let (propagated, own): (Vec<&TagDescription>, Vec<&TagDescription>) =
            group.tags().iter().partition(|tag| tag.propagate_at_launch() == Some(true));
        let policies = group.termination_policies();
        // AWS's own answer for what nobody has asked for.
        let policies = if policies == ["Default"] { &[] } else { policies };
        Properties::default()
            .with(Self::AUTO_SCALING_GROUP_NAME, group.auto_scaling_group_name())
            .with(GroupOutputs::ARN, group.auto_scaling_group_arn())
            .with(Self::MIN_SIZE, group.min_size())
            .with(Self::MAX_SIZE, group.max_size())
            .with(Self::DESIRED_CAPACITY, group.desired_capacity())
            .with(Self::LAUNCH_TEMPLATE, group.launch_template().map(observed_template))
            .with(Self::LAUNCH_CONFIGURATION_NAME, group.launch_configuration_name())
            .with_some(Self::SUBNETS, subnets)
            .with_some(Self::AVAILABILITY_ZONES, group.availability_zones())
            .with_some(Self::TARGET_GROUP_ARNS, group.target_group_arns())
            .with_some(Self::LOAD_BALANCER_NAMES, group.load_balancer_names())
            .with(Self::HEALTH_CHECK_TYPE, group.health_check_type())
            .with(Self::HEALTH_CHECK_GRACE_PERIOD, group.health_check_grace_period())
            .with(Self::DEFAULT_COOLDOWN, group.default_cooldown())
            .with(Self::DEFAULT_INSTANCE_WARMUP, group.default_instance_warmup())
            .with_some(Self::TERMINATION_POLICIES, policies)
            .with(
                Self::NEW_INSTANCES_PROTECTED_FROM_SCALE_IN,
                group.new_instances_protected_from_scale_in().unwrap_or_default(),
            )
            .with(Self::CAPACITY_REBALANCE, group.capacity_rebalance().unwrap_or_default())
            .with(Self::MAX_INSTANCE_LIFETIME, group.max_instance_lifetime().filter(|it| *it > 0))
            .with_texts(Self::PROPAGATED_TAGS, propagated.iter().filter_map(|it| it.key().zip(it.value())))
            .with_tags(&own)
    }

    async fn create(aws: &Calls<'_>, request: &CreateRequest) -> Result<Made> {
        let inputs = &request.inputs;
        let name: String = text(inputs, Self::AUTO_SCALING_GROUP_NAME).unwrap_or_default();
        let propagated: Tags = texts_by_name(inputs, Self::PROPAGATED_TAGS).collect();
        let own = owned(request);
        let tags = to_tags(&name, &own, false).chain(to_tags(&name, &propagated, true));
        let tags: Vec<_> = tags.collect();
        let send = || {
            aws.autoscaling()
                .create_auto_scaling_group()
                .auto_scaling_group_name(&name)
                .set_min_size(number(inputs, Self::MIN_SIZE))
                .set_max_size(number(inputs, Self::MAX_SIZE))
                .set_desired_capacity(number(inputs, Self::DESIRED_CAPACITY))
                .set_launch_template(template(inputs))
                .set_launch_configuration_name(text(inputs, Self::LAUNCH_CONFIGURATION_NAME))
                .set_vpc_zone_identifier(joined(inputs))
                .set_availability_zones(texts(inputs, Self::AVAILABILITY_ZONES))
                .set_target_group_arns(texts(inputs, Self::TARGET_GROUP_ARNS))
                .set_load_balancer_names(texts(inputs, Self::LOAD_BALANCER_NAMES))
                .set_health_check_type(text(inputs, Self::HEALTH_CHECK_TYPE))
                .set_health_check_grace_period(number(inputs, Self::HEALTH_CHECK_GRACE_PERIOD))
                .set_default_cooldown(number(inputs, Self::DEFAULT_COOLDOWN))
                .set_default_instance_warmup(number(inputs, Self::DEFAULT_INSTANCE_WARMUP))
                .set_termination_policies(texts(inputs, Self::TERMINATION_POLICIES))
                .set_new_instances_protected_from_scale_in(flag(
                    inputs,
                    Self::NEW_INSTANCES_PROTECTED_FROM_SCALE_IN,
                ))
                .set_capacity_rebalance(flag(inputs, Self::CAPACITY_REBALANCE))
                .set_max_instance_lifetime(number(inputs, Self::MAX_INSTANCE_LIFETIME))
                .set_tags(Some(tags.clone()))
                .send()
        };
        aws.call(Self::CREATE, send).await?;
        // The answer says nothing.
        Made::named(Self::CREATE, Some(&name))
    }

    async fn update(aws: &Calls<'_>, change: &Change<'_>) -> Result<()> {
        update_group(aws, change).await?;
        let targets = Members::of(change, Self::TARGET_GROUP_ARNS);
        if let Some(arns) = targets.add {
            let attach = || aws.autoscaling().attach_load_balancer_target_groups();
            let send =
                || attach().auto_scaling_group_name(change.id).set_target_group_arns(Some(arns.clone()));
            aws.call(ATTACH_TARGETS, || send().send()).await?;
        }
        if let Some(arns) = targets.remove {
            let detach = || aws.autoscaling().detach_load_balancer_target_groups();
            let send =
                || detach().auto_scaling_group_name(change.id).set_target_group_arns(Some(arns.clone()));
            aws.call(DETACH_TARGETS, || send().send()).await?;
        }
        let balancers = Members::of(change, Self::LOAD_BALANCER_NAMES);
        if let Some(names) = balancers.add {
            let attach = || aws.autoscaling().attach_load_balancers().auto_scaling_group_name(change.id);
            aws.call(ATTACH_BALANCERS, || attach().set_load_balancer_names(Some(names.clone())).send())
                .await?;
        }
        if let Some(names) = balancers.remove {
            let detach = || aws.autoscaling().detach_load_balancers().auto_scaling_group_name(change.id);
            aws.call(DETACH_BALANCERS, || detach().set_load_balancer_names(Some(names.clone())).send())
                .await?;
        }
        change_propagated_tags(aws, change).await
    }

    async fn delete(aws: &Calls<'_>, request: &DeleteRequest) -> Result<()> {
        let delete = || aws.autoscaling().delete_auto_scaling_group().auto_scaling_group_name(&*request.id);
        aws.call(Self::DELETE, || delete().force_delete(true).send()).await.map(drop)
    }

    async fn deletion_progress(aws: &Calls<'_>, id: &str) -> Result<Option<String>> {
        let stays = described(aws, vec![id.to_owned()]).await?.pop();
        Ok(stays.map(|group| format!("{} of its instances are left", group.instances().len())))
    }

    async fn readiness(aws: &Calls<'_>, resource: &ReadRequest) -> Result<Readiness> {
        let Some(group) = described(aws, vec![resource.id.to_string()]).await?.pop() else {
            return Ok(Readiness::Waiting("AWS does not show it yet".to_owned()));
        };
        let desired = usize::try_from(group.desired_capacity().unwrap_or_default()).unwrap_or_default();
        let in_service = group.instances().iter().filter(|instance| {
            instance.lifecycle_state() == Some(&LifecycleState::InService)
                && instance.health_status() == Some("Healthy")
        });
        let in_service = in_service.count();
        if in_service >= desired {
            return Ok(Readiness::Ready(Self::observed(aws, &group, &resource.inputs)));
        }
        if in_service == 0
            && let Some(why) = failure(aws, &resource.id).await?
        {
            let error = CloudError::new(ACTIVITIES.to_string(), "Failed", why, ErrorClass::Refused);
            return Err(error.hint("put right what instances are made from, and type the same command again"));
        }
        Ok(Readiness::Waiting(format!("{in_service} of {desired} instances are in service")))
    }
}

/// Sets what is the group's own; what is to go is set to what AWS takes when it is not set.
async fn update_group(aws: &Calls<'_>, change: &Change<'_>) -> Result<()> {
    const PROPERTIES: [&str; 14] = [
        Group::MIN_SIZE,
        Group::MAX_SIZE,
        Group::DESIRED_CAPACITY,
        Group::LAUNCH_TEMPLATE,
        Group::LAUNCH_CONFIGURATION_NAME,
        Group::SUBNETS,
        Group::AVAILABILITY_ZONES,
        Group::HEALTH_CHECK_TYPE,
        Group::HEALTH_CHECK_GRACE_PERIOD,
        Group::DEFAULT_COOLDOWN,
        Group::DEFAULT_INSTANCE_WARMUP,
        Group::NEW_INSTANCES_PROTECTED_FROM_SCALE_IN,
        Group::CAPACITY_REBALANCE,
        Group::MAX_INSTANCE_LIFETIME,
    ];
    let policies = change.of(Group::TERMINATION_POLICIES).map(|_| {
        texts(change.wanted, Group::TERMINATION_POLICIES).unwrap_or_else(|| vec!["Default".to_owned()])
    });
    if policies.is_none() && !PROPERTIES.iter().any(|name| change.of(name).is_some()) {
        return Ok(());
    }
    let integer = |name| change.of(name).and_then(|_| number(change.wanted, name));
    let integer_or = |name, none| change.of(name).map(|_| number(change.wanted, name).unwrap_or(none));
    let send = || {
        aws.autoscaling()
            .update_auto_scaling_group()
            .auto_scaling_group_name(change.id)
            .set_min_size(integer(Group::MIN_SIZE))
            .set_max_size(integer(Group::MAX_SIZE))
            .set_desired_capacity(integer(Group::DESIRED_CAPACITY))
            .set_launch_template(change.of(Group::LAUNCH_TEMPLATE).and_then(|_| template(change.wanted)))
            .set_launch_configuration_name(change.text(Group::LAUNCH_CONFIGURATION_NAME))
            .set_vpc_zone_identifier(change.of(Group::SUBNETS).and_then(|_| joined(change.wanted)))
            .set_availability_zones(
                change
                    .of(Group::AVAILABILITY_ZONES)
                    .and_then(|_| texts(change.wanted, Group::AVAILABILITY_ZONES)),
            )
            .set_health_check_type(change.text(Group::HEALTH_CHECK_TYPE))
            .set_health_check_grace_period(integer(Group::HEALTH_CHECK_GRACE_PERIOD))
            .set_default_cooldown(integer(Group::DEFAULT_COOLDOWN))
            .set_default_instance_warmup(integer_or(Group::DEFAULT_INSTANCE_WARMUP, -1))
            .set_termination_policies(policies.clone())
            .set_new_instances_protected_from_scale_in(
                change.flag(Group::NEW_INSTANCES_PROTECTED_FROM_SCALE_IN),
            )
            .set_capacity_rebalance(change.flag(Group::CAPACITY_REBALANCE))
            .set_max_instance_lifetime(integer_or(Group::MAX_INSTANCE_LIFETIME, 0))
            .send()
    };
    aws.call(UPDATE, send).await.map(drop)
}

/// Sets and removes the tags that instances get. One that is to be the group's alone from now on is set as such afterwards.
async fn change_propagated_tags(aws: &Calls<'_>, change: &Change<'_>) -> Result<()> {
    let Some(wanted) = change.of(Group::PROPAGATED_TAGS) else { return Ok(()) };
    let mut tags = TagChange::between(change.observed.get(Group::PROPAGATED_TAGS), wanted);
    tags.remove.retain(|name| !texts_by_name(change.wanted, Group::TAGS).any(|(own, _)| own == *name));
    if !tags.set.is_empty() {
        set_tags(aws, change.id, &tags.set, true).await?;
    }
    if !tags.remove.is_empty() {
        remove_tags(aws, change.id, &tags.remove).await?;
    }
    Ok(())
}

/// Why instances cannot be started, when the last attempts have all failed.
async fn failure(aws: &Calls<'_>, group: &str) -> Result<Option<String>> {
    let describe = || aws.autoscaling().describe_scaling_activities().auto_scaling_group_name(group);
    let last = aws.call(ACTIVITIES, || describe().max_records(ATTEMPTS).send()).await?;
    let failed = last
        .activities()
        .iter()
        .take_while(|activity| activity.status_code() == Some(&ScalingActivityStatusCode::Failed));
    if i32::try_from(failed.count()).is_ok_and(|failed| failed < ATTEMPTS) {
        return Ok(None);
    }
    let why = last.activities().first().and_then(|activity| activity.status_message());
    Ok(Some(why.unwrap_or("instances cannot be started, and AWS does not say why").to_owned()))
}

async fn described(aws: &Calls<'_>, names: Vec<String>) -> Result<Vec<Described>> {
    let describe = || aws.autoscaling().describe_auto_scaling_groups();
    let send =
        |page| describe().set_auto_scaling_group_names(Some(names.clone())).set_next_token(page).send();
    aws.pages(Group::READ, send, |it| (it.auto_scaling_groups, it.next_token)).await
}

fn template(inputs: &Map) -> Option<Template> {
    let of = block(inputs, Group::LAUNCH_TEMPLATE)?;
    let template = Template::builder()
        .set_launch_template_id(text(of, LaunchTemplateSpecification::LAUNCH_TEMPLATE_ID))
        .set_version(text(of, LaunchTemplateSpecification::VERSION));
    Some(template.build())
}

fn observed_template(template: &Template) -> Value {
    Properties::default()
        .with(LaunchTemplateSpecification::LAUNCH_TEMPLATE_ID, template.launch_template_id())
        .with(LaunchTemplateSpecification::VERSION, template.version().unwrap_or("$Default"))
        .into_value()
}

/// The subnets as Auto Scaling takes them: in one text.
fn joined(inputs: &Map) -> Option<String> {
    texts::<String>(inputs, Group::SUBNETS).map(|subnets| subnets.join(","))
}

/// What is to come into a list and to go from it.
struct Members {
    add: Option<Vec<String>>,
    remove: Option<Vec<String>>,
}

impl Members {
    fn of(change: &Change<'_>, list: &str) -> Self {
        if change.of(list).is_none() {
            return Self { add: None, remove: None };
        }
        let set = |inputs: &Map| -> BTreeSet<String> { texts(inputs, list).into_iter().flatten().collect() };
        let (there, wanted) = (set(change.observed), set(change.wanted));
        let members = |names: BTreeSet<String>| some(names.into_iter().collect());
        Self { add: members(&wanted - &there), remove: members(&there - &wanted) }
    }
}
