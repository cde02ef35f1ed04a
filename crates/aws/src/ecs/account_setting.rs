//! `ecs.AccountSetting`

use ironwright_core::check::{Inputs, Problems};
use ironwright_core::{Input, Options, Output};
use ironwright_macros::{Outputs, Resource};

ironwright_core::choices! {
    /// What an account can say for all that it does with ECS in a region.
    AccountSettingName {
        /// `enabled`: more network interfaces on a container instance, and so more tasks in network mode `awsvpc`.
        AwsvpcTrunking = "awsvpcTrunking",
        /// `enhanced`, `enabled` or `disabled`: what CloudWatch is told of new clusters.
        ContainerInsights = "containerInsights",
        /// `on` or `off`: whether who makes something with tags must be allowed to tag.
        TagResourceAuthorization = "tagResourceAuthorization",
        /// `0`, `7` or `14`: days that AWS waits before it replaces tasks on Fargate for a repair.
        FargateTaskRetirementWaitPeriod = "fargateTaskRetirementWaitPeriod",
        /// `enabled` or `disabled`: cryptography by FIPS 140 on Fargate.
        FargateFipsMode = "fargateFIPSMode",
        /// `on` or `off`: GuardDuty watches containers. GuardDuty sets it itself.
        GuardDutyActivate = "guardDutyActivate",
        /// `blocking` or `non-blocking`: whether a container waits when its output cannot be carried away.
        DefaultLogDriverMode = "defaultLogDriverMode",
        /// `enabled` or `disabled`: long ARNs of services.
        ServiceLongArnFormat = "serviceLongArnFormat",
        /// `enabled` or `disabled`: long ARNs of tasks.
        TaskLongArnFormat = "taskLongArnFormat",
        /// `enabled` or `disabled`: long ARNs of container instances.
        ContainerInstanceLongArnFormat = "containerInstanceLongArnFormat",
    }
}

/// What an account says for all that it does with ECS in a region: for everybody who has said nothing else.
///
/// A setting is always there. To delete one lets AWS's own value come back.
///
/// ```
/// use ironwright::aws::ecs::{AccountSetting, AccountSettingName};
/// use ironwright::prelude::*;
///
/// let mut stack = Stack::new("demo");
/// stack.add("trunking", AccountSetting::new(AccountSettingName::AwsvpcTrunking, "enabled"));
/// assert!(stack.graph().is_ok());
/// ```
#[derive(Resource, Clone, Debug)]
#[resource(
    kind = "ecs.AccountSetting",
    id = "{name}",
    outputs = AccountSettingOutputs,
    page = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-account-settings.html",
    unique = [["name"]],
    check = check
)]
pub struct AccountSetting {
    /// What is said.
    #[input(replaces)]
    name: Input<AccountSettingName>,
    /// The value, of those that the name has.
    value: Input<String>,
    options: Options,
}

/// What AWS gives back of an [`AccountSetting`].
#[derive(Outputs, Debug)]
pub struct AccountSettingOutputs {
    /// The value.
    #[output(volatile)]
    pub value: Output<String>,
}

fn check(inputs: &Inputs<'_>, problems: &mut Problems<'_>) {
    let (Some(name), Some(value)) = (inputs.text("name"), inputs.text("value")) else { return };
    let values: &[&str] = match name {
        "containerInsights" => &["enhanced", "enabled", "disabled"],
        "tagResourceAuthorization" | "guardDutyActivate" => &["on", "off"],
        "fargateTaskRetirementWaitPeriod" => &["0", "7", "14"],
        "defaultLogDriverMode" => &["blocking", "non-blocking"],
        _ => &["enabled", "disabled"],
    };
    if !values.contains(&value) {
        problems.report(
            "value",
            format!("`{name}` has no value {value:?}"),
            format!("take one of {}", values.join(", ")),
        );
    }
}
