//! `logs.LogGroup`

ironwright_core::references! {
    /// The name of a log group, `poc`.
    LogGroupName = "logs.LogGroup" . "log_group_name";
    /// The ARN of a log group.
    LogGroupArn = "logs.LogGroup" . "arn";
}
