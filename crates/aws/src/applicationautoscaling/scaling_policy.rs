//! `applicationautoscaling.ScalingPolicy`

use ironwright_core::check::{Inputs, Problems};
use ironwright_core::{Input, Options, Output};
use ironwright_macros::{Block, Outputs, Resource};

use super::ScalableTargetId;

ironwright_core::references! {
    /// The ARN of a scaling policy: what an alarm calls.
    ScalingPolicyArn = "applicationautoscaling.ScalingPolicy" . "arn";
}

ironwright_core::choices! {
    /// What is measured of a service.
    MetricType {
        /// How much of the CPU that its tasks have they use, in percent.
        EcsServiceAverageCpuUtilization = "ECSServiceAverageCPUUtilization",
        /// How much of the memory that its tasks have they use, in percent.
        EcsServiceAverageMemoryUtilization = "ECSServiceAverageMemoryUtilization",
        /// How many requests a minute a load balancer sends to each of its tasks.
        AlbRequestCountPerTarget = "ALBRequestCountPerTarget",
    }

    /// What the number of a step means.
    AdjustmentType {
        /// So many tasks more, or fewer.
        ChangeInCapacity = "ChangeInCapacity",
        /// So many percent more, or fewer.
        PercentChangeInCapacity = "PercentChangeInCapacity",
        /// So many tasks.
        ExactCapacity = "ExactCapacity",
    }

    /// What several measurements of an alarm come to.
    MetricAggregationType {
        /// Their average.
        Average = "Average",
        /// The least of them.
        Minimum = "Minimum",
        /// The greatest of them.
        Maximum = "Maximum",
    }
}

/// Sets the number of a service's tasks by what is measured: so that a metric keeps to a value, or in steps when an alarm
/// goes off.
///
/// ```
/// use ironwright::aws::applicationautoscaling::{ScalingPolicy, StepAdjustment, StepScaling, TargetTracking};
/// use ironwright::prelude::*;
///
/// let service = "arn:aws:ecs:us-east-1:123456789012:service/main/web";
/// let mut stack = Stack::new("demo");
/// let memory = TargetTracking::memory(70.0).scale_in_cooldown(300);
/// stack.add("memory", ScalingPolicy::new("memory", service).target_tracking(memory));
/// let more = StepAdjustment::new(1).metric_interval_lower_bound(0.0);
/// stack.add("queue", ScalingPolicy::new("queue", service).step_scaling(StepScaling::new().step_adjustment(more)));
/// assert!(stack.graph().is_ok());
/// ```
#[derive(Resource, Clone, Debug)]
#[resource(
    kind = "applicationautoscaling.ScalingPolicy",
    id = "{scalable_target}|{policy_name}",
    outputs = ScalingPolicyOutputs,
    page = "https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-target-tracking.html",
    cloudformation = "AWS::ApplicationAutoScaling::ScalingPolicy",
    unique = [["scalable_target", "policy_name"]],
    check = check,
    yields(ScalingPolicyArn = arn)
)]
pub struct ScalingPolicy {
    /// The name, one of its kind for the service: up to 255 characters of ASCII.
    #[input(replaces, length = 1..=255, pattern("[ -~]+", "made of characters of ASCII"))]
    policy_name: Input<String>,
    /// The service that is scaled: its scalable target.
    #[input(replaces, cloudformation = "ResourceId")]
    scalable_target: Input<ScalableTargetId>,
    /// Keeps a metric to a value.
    #[input(cloudformation = "TargetTrackingScalingPolicyConfiguration")]
    target_tracking: Option<TargetTracking>,
    /// Takes steps when an alarm goes off that calls the policy.
    #[input(cloudformation = "StepScalingPolicyConfiguration")]
    step_scaling: Option<StepScaling>,
    options: Options,
}

/// Which value a metric is kept to.
#[derive(Block, Clone, Debug)]
pub struct TargetTracking {
    /// The value.
    target_value: Input<f64>,
    /// What is measured.
    predefined_metric_type: Input<MetricType>,
    /// Load balancer and target group whose requests are counted, `app/web/778d41231b141a0f/targetgroup/web/943f017f100becff`.
    #[input(length = 1..=1023)]
    resource_label: Option<Input<String>>,
    /// Seconds after tasks were taken in which no more are. AWS takes 300 when it is not set.
    #[input(range = 0..=2_147_483_647)]
    scale_in_cooldown: Option<Input<u32>>,
    /// Seconds after tasks were started in which no more are. AWS takes 300 when it is not set.
    #[input(range = 0..=2_147_483_647)]
    scale_out_cooldown: Option<Input<u32>>,
    /// Whether tasks are only ever started, and taken by somebody else.
    #[input(default = false)]
    disable_scale_in: Option<Input<bool>>,
}

impl TargetTracking {
    /// Keeps the tasks' use of their CPU to so many percent.
    #[track_caller]
    pub fn cpu(percent: impl Into<Input<f64>>) -> Self {
        Self::new(percent, MetricType::EcsServiceAverageCpuUtilization)
    }

    /// Keeps the tasks' use of their memory to so many percent.
    #[track_caller]
    pub fn memory(percent: impl Into<Input<f64>>) -> Self {
        Self::new(percent, MetricType::EcsServiceAverageMemoryUtilization)
    }
}

/// Which steps are taken when an alarm goes off.
#[derive(Block, Clone, Debug)]
pub struct StepScaling {
    /// What the number of a step means.
    #[input(default = "ChangeInCapacity")]
    adjustment_type: Option<Input<AdjustmentType>>,
    /// The steps, by how far the metric is beyond the alarm's threshold: up to 20, without gaps.
    #[input(each = step_adjustment, length = 0..=20)]
    step_adjustments: Vec<StepAdjustment>,
    /// The fewest tasks that a change by percent makes.
    #[input(range = 1..=2_147_483_647)]
    min_adjustment_magnitude: Option<Input<u32>>,
    /// Seconds after a step in which its effect counts as part of the next. AWS takes 300 when it is not set.
    #[input(range = 0..=2_147_483_647)]
    cooldown: Option<Input<u32>>,
    /// What several measurements come to. AWS takes `Average` when it is not set.
    metric_aggregation_type: Option<Input<MetricAggregationType>>,
}

/// What is done while the metric is so far beyond the threshold.
#[derive(Block, Clone, Debug)]
pub struct StepAdjustment {
    /// How many tasks: more, or fewer when it is negative.
    #[input(range = -2_147_483_648..=2_147_483_647)]
    scaling_adjustment: Input<i32>,
    /// How far beyond the threshold the step begins. Without it, wherever there is no other step.
    metric_interval_lower_bound: Option<Input<f64>>,
    /// How far beyond the threshold the step ends. Without it, nowhere.
    metric_interval_upper_bound: Option<Input<f64>>,
}

/// What AWS gives back of a [`ScalingPolicy`].
#[derive(Outputs, Debug)]
pub struct ScalingPolicyOutputs {
    /// The policy's ARN: what an alarm calls.
    #[output("arn:aws:autoscaling:{region}:{account}:scalingPolicy:{hex:32}:policyName/{policy_name}")]
    pub arn: Output<ScalingPolicyArn>,
}

fn check(inputs: &Inputs<'_>, problems: &mut Problems<'_>) {
    let hint = "say what it scales by: `.target_tracking(TargetTracking::cpu(80.0))`, or `.step_scaling(…)`";
    match (inputs.block("target_tracking"), inputs.block("step_scaling")) {
        (None, None) => problems.report("target_tracking", "either it or `step_scaling` must be set", hint),
        (Some(_), Some(_)) => problems.report("step_scaling", "cannot be set beside `target_tracking`", hint),
        (Some(tracking), None) => check_tracking(&tracking, problems),
        (None, Some(steps)) => {
            if steps.items("step_adjustments").is_empty() {
                problems.report(
                    "step_scaling.step_adjustments",
                    "has no step",
                    "add one: `.step_adjustment(StepAdjustment::new(1).metric_interval_lower_bound(0.0))`",
                );
            }
        }
    }
}

fn check_tracking(tracking: &Inputs<'_>, problems: &mut Problems<'_>) {
    let counts_requests = tracking.text("predefined_metric_type") == Some("ALBRequestCountPerTarget");
    match (counts_requests, tracking.is_set("resource_label")) {
        (true, false) => problems.report(
            "target_tracking.resource_label",
            "is needed to count requests",
            "name the load balancer and the target group: `app/NAME/ID/targetgroup/NAME/ID`",
        ),
        (false, true) => problems.report(
            "target_tracking.resource_label",
            "means nothing to this metric",
            "leave it out, or count requests with `ALBRequestCountPerTarget`",
        ),
        _ => {}
    }
}
