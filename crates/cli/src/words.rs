//! The words for what is done and how long it took.

use std::time::Duration;

use ironwright_core::plan::Act;

/// What an act is called when it is done.
pub(crate) fn done(act: &Act) -> &'static str {
    match act {
        Act::Create => "created",
        Act::Adopt => "adopted",
        Act::Update => "updated",
        Act::Settle => "ready",
        Act::Delete(_) => "deleted",
        Act::Release(_) | Act::Forget => "forgotten",
    }
}

/// The sign of an act, the same as in plans.
pub(crate) fn sign(act: &Act) -> &'static str {
    match act {
        Act::Create => "+",
        Act::Adopt => "=",
        Act::Update => "~",
        Act::Settle => "…",
        Act::Delete(_) => "-",
        Act::Release(_) | Act::Forget => "x",
    }
}

/// A duration of at most three digits: `7.4 ms`, `123 ms`, `12.3 s`, `3 min 5 s`, `2 h 4 min`.
pub(crate) fn duration(duration: Duration) -> String {
    let seconds = duration.as_secs_f64();
    let digits = |value: f64, unit: &str| {
        if value < 99.95 { format!("{value:.1} {unit}") } else { format!("{value:.0} {unit}") }
    };
    if seconds < 0.9995 {
        return digits(seconds * 1_000.0, "ms");
    }
    if seconds < 59.95 {
        return digits(seconds, "s");
    }
    // Half a minute more or less is all the same after an hour.
    let whole = duration.as_secs() + u64::from(duration.subsec_millis() >= 500);
    if whole < 3_600 {
        format!("{} min {} s", whole / 60, whole % 60)
    } else {
        format!("{} h {} min", whole / 3_600, whole % 3_600 / 60)
    }
}

/// A moment, given in seconds since 1970: `2026-11-20 14:03:12 UTC`.
pub(crate) fn time(seconds: u64) -> String {
    let (days, second) = (seconds / 86_400, seconds % 86_400);
    // Years are counted from March, so that the day that comes every four years is the last: then months need no table.
    let day = days + 719_468;
    let (era, of_era) = (day / 146_097, day % 146_097);
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let shifted = (5 * of_year + 2) / 153;
    let date = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = era * 400 + year + u64::from(month <= 2);
    format!(
        "{year}-{month:02}-{date:02} {:02}:{:02}:{:02} UTC",
        second / 3_600,
        second % 3_600 / 60,
        second % 60
    )
}

/// `1 step`, `2 steps`.
pub(crate) fn count(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_dates_as_people_write_them() {
        let told = [0, 951_782_399, 951_782_400, 1_767_225_599, 1_795_183_392].map(time);
        let dates = [
            "1970-01-01 00:00:00 UTC",
            "2000-02-28 23:59:59 UTC",
            "2000-02-29 00:00:00 UTC",
            "2025-12-31 23:59:59 UTC",
            "2026-11-20 14:03:12 UTC",
        ];
        assert_eq!(told, dates);
    }

    #[test]
    fn durations_have_three_digits_at_most_and_a_unit() {
        let told = [0.0, 0.0074, 0.123, 0.9996, 12.34, 59.96, 185.0, 7_470.0]
            .map(|seconds| duration(Duration::from_secs_f64(seconds)));
        assert_eq!(
            told,
            ["0.0 ms", "7.4 ms", "123 ms", "1.0 s", "12.3 s", "1 min 0 s", "3 min 5 s", "2 h 4 min"]
        );
    }
}
