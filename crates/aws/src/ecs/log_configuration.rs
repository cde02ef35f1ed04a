//! Where the output of a container goes.

use ironwright_core::{Input, InputMap};
use ironwright_macros::Block;

use crate::logs::LogGroupName;

ironwright_core::choices! {
    /// What carries a container's output away. Fargate has `awslogs`, `splunk` and `awsfirelens`.
    LogDriver {
        /// CloudWatch Logs.
        Awslogs = "awslogs",
        /// A FireLens container of the same task: Fluentd or Fluent Bit.
        Awsfirelens = "awsfirelens",
        /// Splunk's HTTP event collector.
        Splunk = "splunk",
        /// A Fluentd daemon.
        Fluentd = "fluentd",
        /// Graylog's extended log format.
        Gelf = "gelf",
        /// The host's systemd journal.
        Journald = "journald",
        /// Files of JSON on the host.
        JsonFile = "json-file",
        /// The host's syslog.
        Syslog = "syslog",
    }
}

/// Where the output of a container goes.
///
/// ```
/// use ironwright::aws::ecs::LogConfiguration;
/// let logs = LogConfiguration::awslogs("poc", "eu-west-2", "container").create_group(true);
/// # let _ = logs;
/// ```
#[derive(Block, Clone, Debug)]
pub struct LogConfiguration {
    /// What carries the output away.
    pub(super) log_driver: Input<LogDriver>,
    /// The driver's own options, by name.
    #[input(each = option)]
    pub(super) options: Option<InputMap<String>>,
    /// Options whose values are secrets: ARNs in Secrets Manager or Systems Manager, by the option's name.
    #[input(each = secret_option)]
    pub(super) secret_options: Option<InputMap<String>>,
}

impl LogConfiguration {
    /// Sends the output to a CloudWatch log group, into streams named `prefix/container/task`.
    #[track_caller]
    pub fn awslogs(
        group: impl Into<Input<LogGroupName>>,
        region: impl Into<Input<String>>,
        stream_prefix: impl Into<Input<String>>,
    ) -> Self {
        let group = Input::<String>::new(group.into().expression().clone());
        Self::new(LogDriver::Awslogs)
            .option("awslogs-group", group)
            .option("awslogs-region", region)
            .option("awslogs-stream-prefix", stream_prefix)
    }

    /// Whether ECS makes the log group when it is not there: the execution role needs `logs:CreateLogGroup`.
    pub fn create_group(self, create: bool) -> Self {
        self.option("awslogs-create-group", create.to_string())
    }
}
