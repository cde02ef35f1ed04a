//! `applicationautoscaling.ScalingPolicy` on AWS: a name under a service. Whatever differs, the whole policy is put anew.

use aws_sdk_applicationautoscaling::types::{
    PolicyType, PredefinedMetricSpecification, ScalableDimension, ScalingPolicy as Described,
    ServiceNamespace, StepAdjustment as Step, StepScalingPolicyConfiguration,
    TargetTrackingScalingPolicyConfiguration,
};
use futures_util::future::try_join_all;
use ironwright_aws::applicationautoscaling::{
    ScalingPolicy, ScalingPolicyOutputs, StepAdjustment, StepScaling, TargetTracking,
};

use super::api::{APPLICATION_AUTOSCALING, resource_id, target_and_name};
use crate::handler::prelude::*;

const DESCRIBE: Action = APPLICATION_AUTOSCALING.action("DescribeScalingPolicies");
const PUT: Action = APPLICATION_AUTOSCALING.action("PutScalingPolicy");
const DELETE: Action = APPLICATION_AUTOSCALING.action("DeleteScalingPolicy");

on_aws!(ScalingPolicy as AsPlaced);

impl Placed for ScalingPolicy {
    const LOOK: Actions = &[DESCRIBE];
    const PUT: Actions = &[PUT];
    const REMOVE: Actions = &[DELETE];

    fn id(inputs: &Map) -> String {
        let of = |name| text::<String>(inputs, name).unwrap_or_default();
        format!("{}|{}", of(Self::SCALABLE_TARGET), of(Self::POLICY_NAME))
    }

    async fn look(aws: &Calls<'_>, places: &[ReadRequest]) -> Result<Vec<Option<Map>>> {
        let look = async |place: &ReadRequest| {
            let (target, name) = target_and_name(&place.id);
            let describe = || {
                aws.application_autoscaling()
                    .describe_scaling_policies()
                    .service_namespace(ServiceNamespace::Ecs)
                    .resource_id(resource_id(target))
                    .policy_names(name)
            };
            let found = unless_missing(aws.call(DESCRIBE, || describe().send()).await)?;
            let found = found.and_then(|answer| {
                answer.scaling_policies?.into_iter().find(|policy| policy.policy_name() == name)
            });
            Ok(found.map(|policy| observed(target, &policy)))
        };
        try_join_all(places.iter().map(look)).await
    }

    async fn put(aws: &Calls<'_>, id: &str, inputs: &Map) -> Result<Option<Map>> {
        put(aws, id, inputs).await?;
        // The answer tells nothing but the ARN.
        Ok(None)
    }

    async fn change(aws: &Calls<'_>, change: &Change<'_>) -> Result<Map> {
        put(aws, change.id, change.wanted).await?;
        Ok(change.achieved())
    }

    async fn remove(aws: &Calls<'_>, request: &DeleteRequest) -> Result<()> {
        let (target, name) = target_and_name(&request.id);
        let send = || {
            aws.application_autoscaling()
                .delete_scaling_policy()
                .service_namespace(ServiceNamespace::Ecs)
                .scalable_dimension(ScalableDimension::EcsServiceDesiredCount)
                .resource_id(resource_id(target))
                .policy_name(name)
                .send()
        };
        aws.call(DELETE, send).await.map(drop)
    }
}

async fn put(aws: &Calls<'_>, id: &str, inputs: &Map) -> Result<()> {
    let (target, name) = target_and_name(id);
    let (tracking, steps) = (tracking(inputs), steps(inputs));
    let of_type =
        if tracking.is_some() { PolicyType::TargetTrackingScaling } else { PolicyType::StepScaling };
    let send = || {
        aws.application_autoscaling()
            .put_scaling_policy()
            .service_namespace(ServiceNamespace::Ecs)
            .scalable_dimension(ScalableDimension::EcsServiceDesiredCount)
            .resource_id(resource_id(target))
            .policy_name(name)
            .policy_type(of_type.clone())
            .set_target_tracking_scaling_policy_configuration(tracking.clone())
            .set_step_scaling_policy_configuration(steps.clone())
            .send()
    };
    aws.call(PUT, send).await.map(drop)
}

fn tracking(inputs: &Map) -> Option<TargetTrackingScalingPolicyConfiguration> {
    let of = block(inputs, ScalingPolicy::TARGET_TRACKING)?;
    let metric = PredefinedMetricSpecification::builder()
        .set_predefined_metric_type(text(of, TargetTracking::PREDEFINED_METRIC_TYPE))
        .set_resource_label(text(of, TargetTracking::RESOURCE_LABEL));
    let tracking = TargetTrackingScalingPolicyConfiguration::builder()
        .set_target_value(float(of, TargetTracking::TARGET_VALUE))
        .set_predefined_metric_specification(metric.build().ok())
        .set_scale_in_cooldown(number(of, TargetTracking::SCALE_IN_COOLDOWN))
        .set_scale_out_cooldown(number(of, TargetTracking::SCALE_OUT_COOLDOWN))
        .set_disable_scale_in(flag(of, TargetTracking::DISABLE_SCALE_IN));
    tracking.build().ok()
}

fn steps(inputs: &Map) -> Option<StepScalingPolicyConfiguration> {
    let of = block(inputs, ScalingPolicy::STEP_SCALING)?;
    let step = |of: &Map| {
        let step = Step::builder()
            .set_metric_interval_lower_bound(float(of, StepAdjustment::METRIC_INTERVAL_LOWER_BOUND))
            .set_metric_interval_upper_bound(float(of, StepAdjustment::METRIC_INTERVAL_UPPER_BOUND))
            .set_scaling_adjustment(number(of, StepAdjustment::SCALING_ADJUSTMENT));
        step.build().ok()
    };
    let steps = StepScalingPolicyConfiguration::builder()
        .set_adjustment_type(text(of, StepScaling::ADJUSTMENT_TYPE))
        .set_step_adjustments(some(blocks(of, StepScaling::STEP_ADJUSTMENTS).filter_map(step).collect()))
        .set_min_adjustment_magnitude(number(of, StepScaling::MIN_ADJUSTMENT_MAGNITUDE))
        .set_cooldown(number(of, StepScaling::COOLDOWN))
        .set_metric_aggregation_type(text(of, StepScaling::METRIC_AGGREGATION_TYPE));
    Some(steps.build())
}

fn float(inputs: &Map, name: &str) -> Option<f64> {
    match inputs.get(name)? {
        Value::Float(number) => Some(*number),
        _ => None,
    }
}

fn observed(target: &str, policy: &Described) -> Map {
    let tracking = policy.target_tracking_scaling_policy_configuration().map(|it| {
        let metric = it.predefined_metric_specification();
        Properties::default()
            .with(TargetTracking::TARGET_VALUE, it.target_value())
            .with(TargetTracking::PREDEFINED_METRIC_TYPE, metric.map(|it| it.predefined_metric_type()))
            .with(TargetTracking::RESOURCE_LABEL, metric.and_then(|it| it.resource_label()))
            .with(TargetTracking::SCALE_IN_COOLDOWN, it.scale_in_cooldown())
            .with(TargetTracking::SCALE_OUT_COOLDOWN, it.scale_out_cooldown())
            .with(TargetTracking::DISABLE_SCALE_IN, it.disable_scale_in().unwrap_or_default())
            .into_value()
    });
    let step = |step: &Step| {
        Properties::default()
            .with(StepAdjustment::METRIC_INTERVAL_LOWER_BOUND, step.metric_interval_lower_bound())
            .with(StepAdjustment::METRIC_INTERVAL_UPPER_BOUND, step.metric_interval_upper_bound())
            .with(StepAdjustment::SCALING_ADJUSTMENT, step.scaling_adjustment())
            .into_value()
    };
    let steps = policy.step_scaling_policy_configuration().map(|it| {
        Properties::default()
            .with(StepScaling::ADJUSTMENT_TYPE, it.adjustment_type())
            .with_some(StepScaling::STEP_ADJUSTMENTS, it.step_adjustments().iter().map(step))
            .with(StepScaling::MIN_ADJUSTMENT_MAGNITUDE, it.min_adjustment_magnitude())
            .with(StepScaling::COOLDOWN, it.cooldown())
            .with(StepScaling::METRIC_AGGREGATION_TYPE, it.metric_aggregation_type())
            .into_value()
    });
    Properties::default()
        .with(ScalingPolicy::POLICY_NAME, policy.policy_name())
        .with(ScalingPolicy::SCALABLE_TARGET, target)
        .with(ScalingPolicy::TARGET_TRACKING, tracking)
        .with(ScalingPolicy::STEP_SCALING, steps)
        .with(ScalingPolicyOutputs::ARN, policy.policy_arn())
        .into_map()
}
