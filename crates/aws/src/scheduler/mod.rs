//! Amazon EventBridge Scheduler: what is done at which times.

use ironwright_core::check::{Inputs, Problems};
use ironwright_core::tags::TagRules;

mod schedule;
mod schedule_group;

pub use schedule::{
    ActionAfterCompletion, Schedule, ScheduleArn, ScheduleOutputs, ScheduleState, ScheduleTarget,
};
pub use schedule_group::{ScheduleGroup, ScheduleGroupArn, ScheduleGroupName, ScheduleGroupOutputs};

pub use crate::events::{EcsParameters, RetryPolicy};

/// What EventBridge Scheduler takes of tags:
/// <https://docs.aws.amazon.com/scheduler/latest/APIReference/API_Tag.html>.
const TAGS: TagRules = TagRules {
    reserved: "aws:",
    reserved_in_values: false,
    most: 200,
    longest_name: 128,
    longest_value: 256,
    symbols: None,
    ignores_case: false,
};

/// How schedules and their groups are named.
const NAME: &str = "[0-9a-zA-Z_.-]+";
/// The same in words.
const NAME_IN_WORDS: &str = "a name of letters, digits and `-_.`";

/// Checks the times that a property says: `rate(5 minutes)`, `cron(0 12 * * ? *)`, `at(2026-12-24T18:00:00)`.
pub(crate) fn check_expression(
    property: &str,
    forms: &[&str],
    inputs: &Inputs<'_>,
    problems: &mut Problems<'_>,
) {
    let Some(text) = inputs.text(property) else { return };
    let parsed = text.strip_suffix(')').and_then(|text| text.split_once('('));
    let wrong = match parsed {
        Some((form, _)) if !forms.contains(&form) => Some(format!("{text:?} is no time")),
        Some(("rate", rate)) => wrong_rate(rate),
        Some(("cron", cron)) => {
            let fields: Vec<&str> = cron.split_whitespace().collect();
            match fields[..] {
                [_, _, day, _, weekday, _] if (day == "?") == (weekday == "?") => {
                    Some("one of day of the month and day of the week must be `?`".to_owned())
                }
                [_, _, _, _, _, _] => None,
                _ => Some(format!("a cron has 6 fields, this has {}", fields.len())),
            }
        }
        Some(_) => None,
        None => Some(format!("{text:?} is no time")),
    };
    if let Some(wrong) = wrong {
        let examples = [
            ("rate", "`rate(5 minutes)`"),
            ("cron", "`cron(0 12 * * ? *)`"),
            ("at", "`at(2026-12-24T18:00:00)`"),
        ];
        let examples = examples.iter().filter(|(form, _)| forms.contains(form)).map(|(_, example)| *example);
        problems.report(
            property,
            wrong,
            format!("write it like {}", examples.collect::<Vec<_>>().join(" or ")),
        );
    }
}

/// AWS counts one minute and several minutes.
fn wrong_rate(rate: &str) -> Option<String> {
    let (number, unit) = rate.trim().split_once(' ').unwrap_or((rate, ""));
    let count: Option<u32> = number.parse().ok().filter(|count| *count > 0);
    let units = ["minute", "hour", "day"];
    match count {
        Some(1) if units.contains(&unit) => None,
        // Scheduler takes the plural of one too.
        Some(1) if units.iter().any(|it| unit.strip_suffix('s') == Some(it)) => None,
        Some(_) if units.iter().any(|it| unit.strip_suffix('s') == Some(it)) => None,
        Some(count) if units.contains(&unit) => Some(format!("{count} {unit} is {count} {unit}s")),
        _ => Some(format!("{rate:?} is no number of minutes, hours or days")),
    }
}
