//! How ECS finds out whether a container is healthy.

use ironwright_core::check::{Inputs as Known, Problems};
use ironwright_core::{Input, Inputs, Value};
use ironwright_macros::Block;

/// A command that runs in the container again and again: healthy is what ends with exit code 0.
///
/// ```
/// use ironwright::aws::ecs::HealthCheck;
/// let check = HealthCheck::shell("curl -f http://localhost:8080/ || exit 1").timeout(10u32).start_period(10u32);
/// # let _ = check;
/// ```
#[derive(Block, Clone, Debug)]
pub struct HealthCheck {
    /// The command: `CMD` and its arguments, or `CMD-SHELL` and a line for the container's shell; `NONE` for no check.
    pub(super) command: Inputs<String>,
    /// Seconds between two checks: 5 to 300.
    #[input(default = 30, range = 5..=300)]
    pub(super) interval: Option<Input<u32>>,
    /// Seconds after which a check that has not ended has failed: 2 to 60.
    #[input(default = 5, range = 2..=60)]
    pub(super) timeout: Option<Input<u32>>,
    /// How many failed checks in a row make a container unhealthy: 1 to 10.
    #[input(default = 3, range = 1..=10)]
    pub(super) retries: Option<Input<u32>>,
    /// Seconds after the start in which failed checks do not count: 0 to 300. None when it is not set.
    #[input(range = 0..=300)]
    pub(super) start_period: Option<Input<u32>>,
}

impl HealthCheck {
    /// Runs a line in the container's shell.
    #[track_caller]
    pub fn shell(line: impl Into<Input<String>>) -> Self {
        Self::new([Input::from("CMD-SHELL"), line.into()])
    }
}

const FORMS: [&str; 3] = ["CMD", "CMD-SHELL", "NONE"];

/// The first word of the command says how to read the others.
pub(super) fn check(path: &str, check: &Known<'_>, problems: &mut Problems<'_>) {
    let Some(command) = check.value("command").and_then(Value::as_list) else {
        return;
    };
    let message = match command.first() {
        None => "is empty".to_owned(),
        Some(Value::Text(form)) if !FORMS.contains(&&**form) => format!("begins with {form:?}"),
        Some(_) => return,
    };
    problems.report(
        format!("{path}.command"),
        message,
        "begin it with `CMD` or `CMD-SHELL`, or use `HealthCheck::shell`",
    );
}
