//! The log router of a task.

use ironwright_core::{Input, InputMap};
use ironwright_macros::Block;

ironwright_core::choices! {
    /// The program that routes logs.
    FirelensConfigurationType {
        /// Fluentd.
        Fluentd = "fluentd",
        /// Fluent Bit.
        Fluentbit = "fluentbit",
    }
}

/// Makes a container the log router of its task: to it goes what other containers log with
/// [`LogDriver::Awsfirelens`](super::LogDriver::Awsfirelens).
///
/// ```
/// use ironwright::aws::ecs::{Container, FirelensConfiguration, FirelensConfigurationType};
/// let router = Container::new("router", "public.ecr.aws/aws-observability/aws-for-fluent-bit:stable")
///     .firelens_configuration(FirelensConfiguration::new(FirelensConfigurationType::Fluentbit));
/// # let _ = router;
/// ```
#[derive(Block, Clone, Debug)]
pub struct FirelensConfiguration {
    /// The program that the container runs.
    pub(super) r#type: Input<FirelensConfigurationType>,
    /// Options: `enable-ecs-log-metadata`, and `config-file-type` with `config-file-value` for a configuration of one's own.
    #[input(each = option)]
    pub(super) options: Option<InputMap<String>>,
}
