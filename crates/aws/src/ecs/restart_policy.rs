//! Whether a container is started again by itself.

use ironwright_core::check::{Inputs as Known, Problems};
use ironwright_core::{Input, Inputs};
use ironwright_macros::Block;

/// Starts a container again when it ends, without the task being replaced.
///
/// ```
/// use ironwright::aws::ecs::{Container, RestartPolicy};
/// let agent = Container::new("agent", "agent:1").essential(false).restart_policy(RestartPolicy::new().ignored_exit_codes([0]));
/// # let _ = agent;
/// ```
#[derive(Block, Clone, Debug)]
pub struct RestartPolicy {
    /// Whether the container is started again.
    #[input(default = true)]
    pub(super) enabled: Option<Input<bool>>,
    /// Exit codes after which it is not: up to 50.
    #[input(unordered, length = 0..=50)]
    pub(super) ignored_exit_codes: Option<Inputs<i32>>,
    /// Seconds that the container must have run before it is started again: 60 to 1800. AWS's default: 300.
    #[input(range = 60..=1800)]
    pub(super) restart_attempt_period: Option<Input<u32>>,
}

/// AWS does not take a period or codes of a policy that is off.
pub(super) fn check(path: &str, container: &Known<'_>, problems: &mut Problems<'_>) {
    let Some(policy) = container.block("restart_policy") else { return };
    if policy.bool("enabled") != Some(false) {
        return;
    }
    for name in ["ignored_exit_codes", "restart_attempt_period"] {
        if policy.is_set(name) {
            problems.report(
                format!("{path}.restart_policy.{name}"),
                "needs `enabled`, which is off",
                "leave it out, or leave `enabled` on",
            );
        }
    }
}
