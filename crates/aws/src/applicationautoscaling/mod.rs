//! Application Auto Scaling: how many tasks a service runs, by what it measures or by the clock.

mod scalable_target;
mod scaling_policy;
mod scheduled_action;

pub use scalable_target::{ScalableTarget, ScalableTargetArn, ScalableTargetId, ScalableTargetOutputs};
pub use scaling_policy::{
    AdjustmentType, MetricAggregationType, MetricType, ScalingPolicy, ScalingPolicyArn, ScalingPolicyOutputs,
    StepAdjustment, StepScaling, TargetTracking,
};
pub use scheduled_action::{ScheduledAction, ScheduledActionOutputs};
