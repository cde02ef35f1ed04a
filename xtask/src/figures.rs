//! Durations and tables as people read them, and as they paste them into the README.

use std::fmt::{self, Display};
use std::time::Duration;

/// `7.3 ms`, `12.3 s`, `3 min 5 s`: three digits are what a measurement is worth.
pub(crate) fn readable(duration: Duration) -> String {
    let seconds = duration.as_secs_f64();
    match seconds {
        s if s < 0.1 => format!("{:.1} ms", s * 1000.0),
        s if s < 1.0 => format!("{:.0} ms", s * 1000.0),
        s if s < 99.95 => format!("{s:.1} s"),
        _ => {
            let whole = duration.saturating_add(Duration::from_millis(500)).as_secs();
            format!("{} min {} s", whole / 60, whole % 60)
        }
    }
}

/// The middle one of the measurements, which must not be empty; of two in the middle the slower.
pub(crate) fn median(durations: &[Duration]) -> Duration {
    let mut sorted = durations.to_vec();
    sorted.sort_unstable();
    sorted[sorted.len() / 2]
}

/// A Markdown table whose columns line up in a terminal too.
pub(crate) struct Table {
    rows: Vec<Vec<String>>,
}

impl Table {
    pub(crate) fn new<const COLUMNS: usize>(head: [&str; COLUMNS]) -> Self {
        Self { rows: vec![Vec::from(head.map(str::to_owned))] }
    }

    pub(crate) fn row<const COLUMNS: usize>(&mut self, cells: [String; COLUMNS]) {
        self.rows.push(Vec::from(cells));
    }
}

impl Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width =
            |column: usize| self.rows.iter().map(|row| row[column].chars().count()).max().unwrap_or_default();
        for (index, row) in self.rows.iter().enumerate() {
            for (column, cell) in row.iter().enumerate() {
                write!(f, "| {cell:<width$} ", width = width(column))?;
            }
            writeln!(f, "|")?;
            if index == 0 {
                for column in 0..row.len() {
                    write!(f, "|{}", "-".repeat(width(column) + 2))?;
                }
                writeln!(f, "|")?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_keep_about_three_digits() {
        let shown = [0.0074, 0.142, 12.34, 184.6].map(|s| readable(Duration::from_secs_f64(s)));
        assert_eq!(shown, ["7.4 ms", "142 ms", "12.3 s", "3 min 5 s"]);
    }

    #[test]
    fn median_is_not_moved_by_one_slow_run() {
        let runs = [3, 900, 1, 2, 4].map(Duration::from_millis);
        assert_eq!(median(&runs), Duration::from_millis(3));
    }

    #[test]
    fn table_columns_line_up() {
        let mut table = Table::new(["what", "time"]);
        table.row(["second `up`".into(), "40 ms".into()]);
        assert_eq!(
            table.to_string(),
            "| what        | time  |\n|-------------|-------|\n| second `up` | 40 ms |\n"
        );
    }
}
