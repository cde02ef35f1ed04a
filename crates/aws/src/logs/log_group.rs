//! `logs.LogGroup`

use ironwright_core::behaviour::Behaviour;
use ironwright_core::{Input, InputMap, Options, Output};
use ironwright_macros::{Outputs, Resource};

ironwright_core::references! {
    /// The name of a log group, `poc`.
    LogGroupName = "logs.LogGroup" . "log_group_name";
    /// The ARN of a log group.
    LogGroupArn = "logs.LogGroup" . "arn";
}

/// Log streams that share how long they are kept and who may read them.
///
/// ```
/// use ironwright::aws::logs::LogGroup;
/// use ironwright::prelude::*;
///
/// let mut stack = Stack::new("demo");
/// let group = stack.add("web", LogGroup::new("web").retention_in_days(30));
/// stack.output("streams", text!("{}:log-stream:*", group.arn));
/// assert!(stack.graph().is_ok());
/// ```
#[derive(Resource, Clone, Debug)]
#[resource(
    kind = "logs.LogGroup",
    id = "{log_group_name}",
    outputs = LogGroupOutputs,
    page = "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/Working-with-log-groups-and-streams.html",
    cloudformation = "AWS::Logs::LogGroup",
    unique = [["log_group_name"]],
    behaviour = RetentionIsPut,
    yields(LogGroupName = log_group_name, LogGroupArn = arn)
)]
pub struct LogGroup {
    /// The name, one of its kind in account and region: 1 to 512 letters, digits and `.-_/#`.
    #[input(replaces, length = 1..=512, pattern("[.\\-_/#A-Za-z0-9]+", "a name of letters, digits and `.-_/#`"))]
    log_group_name: Input<LogGroupName>,
    /// For how many days events are kept. They are kept for ever when it is not set.
    #[input(one_of = [
        1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653
    ])]
    retention_in_days: Option<Input<u32>>,
    /// Names and values for people and bills.
    #[input(each = tag, tags = super::TAGS)]
    tags: Option<InputMap<String>>,
    options: Options,
}

/// What AWS gives back of a [`LogGroup`].
#[derive(Outputs, Debug)]
pub struct LogGroupOutputs {
    /// The log group's name.
    pub log_group_name: Output<LogGroupName>,
    /// The log group's ARN, without the `:*` that means its streams.
    #[output("arn:aws:logs:{region}:{account}:log-group:{log_group_name}")]
    pub arn: Output<LogGroupArn>,
}

/// `CreateLogGroup` says nothing of retention: `PutRetentionPolicy` does.
struct RetentionIsPut;

impl Behaviour for RetentionIsPut {
    fn set_afterwards(&self) -> &'static [&'static str] {
        &["retention_in_days"]
    }
}
