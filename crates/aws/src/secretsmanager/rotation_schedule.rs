//! `secretsmanager.RotationSchedule`

use ironwright_core::check::{Inputs, Problems};
use ironwright_core::{Input, Options, Output};
use ironwright_macros::{Outputs, Resource};

use super::SecretArn;

/// When a secret gets a new value, and by which function of Lambda.
///
/// The function is yours: it makes the value up, sets it where it counts, and tries it.
///
/// ```
/// use ironwright::aws::secretsmanager::{RotationSchedule, Secret};
/// use ironwright::prelude::*;
///
/// let mut stack = Stack::new("demo");
/// let login = stack.add("login", Secret::new("shop/login"));
/// let rotate = "arn:aws:lambda:eu-west-2:123456789012:function:rotate";
/// stack.add("login", RotationSchedule::new(&login, rotate).automatically_after_days(30u32));
/// assert!(stack.graph().is_ok());
/// ```
#[derive(Resource, Clone, Debug)]
#[resource(
    kind = "secretsmanager.RotationSchedule",
    id = "{secret_id}",
    outputs = RotationScheduleOutputs,
    page = "https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotating-secrets.html",
    cloudformation = "AWS::SecretsManager::RotationSchedule",
    unique = [["secret_id"]],
    check = check
)]
pub struct RotationSchedule {
    /// The secret, which takes its schedule with it when it is deleted.
    #[input(replaces, weak, length = 1..=2048)]
    secret_id: Input<SecretArn>,
    /// The ARN of the function that makes the new value. Secrets Manager must be allowed to invoke it.
    #[input(length = 0..=2048, cloudformation = "RotationLambdaARN")]
    rotation_lambda_arn: Input<String>,
    /// After how many days the value changes, 1 to 1000.
    #[input(range = 1..=1000, cloudformation = "RotationRules")]
    automatically_after_days: Option<Input<u32>>,
    /// When the value changes, `cron(0 16 1,15 * ? *)` or `rate(10 days)`.
    #[input(
        length = 1..=256,
        pattern("[0-9A-Za-z(),#?*\\-/ ]+", "`cron(…)` or `rate(…)`"),
        cloudformation = "RotationRules"
    )]
    schedule_expression: Option<Input<String>>,
    /// How long the change may take, from when it is due: `3h`.
    #[input(length = 2..=3, pattern("[0-9h]+", "hours, `3h`"), cloudformation = "RotationRules")]
    duration: Option<Input<String>>,
    /// Whether the value also changes when the schedule is set or changed. AWS is told with each change.
    #[input(default = true, write_only)]
    rotate_immediately_on_update: Option<Input<bool>>,
    options: Options,
}

/// What AWS gives back of a [`RotationSchedule`].
#[derive(Outputs, Debug)]
pub struct RotationScheduleOutputs {
    /// The secret.
    pub secret_id: Output<SecretArn>,
}

fn check(inputs: &Inputs<'_>, problems: &mut Problems<'_>) {
    let [days, expression] = ["automatically_after_days", "schedule_expression"];
    match (inputs.is_set(days), inputs.is_set(expression)) {
        (true, true) => {
            problems.report(expression, "the days are said already", format!("leave out `{days}`, or this"));
        }
        (false, false) => problems.report(
            days,
            "nothing says when the value changes",
            "set `.automatically_after_days(30u32)`, or `.schedule_expression(\"rate(30 days)\")`",
        ),
        (true, false) | (false, true) => {}
    }
}
