//! What was measured, as a page for `docs/`.

use std::fmt::{self, Display, Write as _};
use std::time::Duration;

use crate::figures::{Table, median, readable};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Tool {
    Ironwright,
    Terraform,
}

impl Display for Tool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Ironwright => "Ironwright",
            Self::Terraform => "Terraform",
        })
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Operation {
    Plan,
    Up,
    Unchanged,
    Destroy,
}

impl Operation {
    /// In the order in which they are done.
    pub(super) const ALL: [Self; 4] = [Self::Plan, Self::Up, Self::Unchanged, Self::Destroy];

    fn words(self) -> &'static str {
        match self {
            Self::Plan => "plan from nothing",
            Self::Up => "`up` of 89 resources",
            Self::Unchanged => "preview, nothing to do",
            Self::Destroy => "`destroy`",
        }
    }

    /// The most calls that we allow ourselves.
    fn most_calls(self) -> Option<usize> {
        match self {
            Self::Up => Some(150),
            Self::Unchanged => Some(30),
            Self::Plan | Self::Destroy => None,
        }
    }

    /// The part of Terraform's time that we allow ourselves.
    fn most_time(self) -> Option<f64> {
        (self != Self::Plan).then_some(0.25)
    }
}

/// The part of Terraform's memory, with its provider's, that we allow ourselves.
const MOST_MEMORY: f64 = 0.2;

#[derive(Clone, Copy, Debug)]
pub(super) struct Figures {
    pub(super) wall: Duration,
    pub(super) calls: usize,
    /// The most at once, in bytes.
    pub(super) memory: u64,
}

pub(super) struct Results {
    circumstances: String,
    /// Terraform's version and its provider's, when there were both.
    beside: Option<String>,
    taken: Vec<(Tool, Operation, Figures)>,
}

impl Results {
    pub(super) fn new(circumstances: String, beside: Option<String>) -> Self {
        Self { circumstances, beside, taken: Vec::new() }
    }

    pub(super) fn add(&mut self, tool: Tool, operation: Operation, figures: Figures) {
        self.taken.push((tool, operation, figures));
    }

    /// The middle time, and the most calls and memory of any run.
    fn of(&self, tool: Tool, operation: Operation) -> Option<Figures> {
        let runs: Vec<Figures> = self
            .taken
            .iter()
            .filter(|(by, what, _)| (*by, *what) == (tool, operation))
            .map(|(.., figures)| *figures)
            .collect();
        let walls: Vec<Duration> = runs.iter().map(|run| run.wall).collect();
        Some(Figures {
            wall: if walls.is_empty() { return None } else { median(&walls) },
            calls: runs.iter().map(|run| run.calls).max()?,
            memory: runs.iter().map(|run| run.memory).max()?,
        })
    }

    pub(super) fn markdown(&self) -> String {
        let mut text = "# Beside Terraform on AWS's interface\n\n".to_owned();
        let _ = writeln!(
            text,
            "The 89 resources of `examples/dmp-frontend.rs`, by Ironwright and by Terraform with its AWS provider, in \
             turn and in one\nrun of `cargo xtask bench terraform`. Each starts with a moto server that knows nothing \
             yet; its log tells the calls. A call\ntakes moto longer than AWS's network would, and both tools alike. \
             Only Ironwright waits until the service is\nsteady, which moto says it is at once.\n\n{}{}.\n",
            self.circumstances,
            self.beside.as_ref().map(|beside| format!("; {beside}")).unwrap_or_default(),
        );
        let mut table =
            Table::new(["", "Ironwright", "calls", "memory", "Terraform", "calls", "memory", "time"]);
        for operation in Operation::ALL {
            let shown = |figures: Option<Figures>| {
                figures.map_or(["–".to_owned(), "–".to_owned(), "–".to_owned()], |figures| {
                    let mebibytes = figures.memory >> 20;
                    [readable(figures.wall), figures.calls.to_string(), format!("{mebibytes} MiB")]
                })
            };
            let (ours, theirs) = (self.of(Tool::Ironwright, operation), self.of(Tool::Terraform, operation));
            let [time, calls, memory] = shown(ours);
            let [their_time, their_calls, their_memory] = shown(theirs);
            let ratio = ours.zip(theirs).map_or("–".to_owned(), |(ours, theirs)| {
                format!("1/{:.1}", theirs.wall.as_secs_f64() / ours.wall.as_secs_f64())
            });
            let what = operation.words().to_owned();
            table.row([what, time, calls, memory, their_time, their_calls, their_memory, ratio]);
        }
        let _ = writeln!(text, "{table}\n| aim | reached |\n|---|---|");
        for (aim, reached) in self.aims() {
            let _ = writeln!(text, "| {aim} | {} |", if reached { "yes" } else { "**no**" });
        }
        text
    }

    /// What we have set ourselves, and whether it is reached.
    fn aims(&self) -> Vec<(String, bool)> {
        let mut aims = Vec::new();
        for operation in Operation::ALL {
            let Some(ours) = self.of(Tool::Ironwright, operation) else { continue };
            let words = operation.words();
            if let Some(most) = operation.most_calls() {
                aims.push((format!("{words}: at most {most} calls"), ours.calls <= most));
            }
            let Some(theirs) = self.of(Tool::Terraform, operation) else { continue };
            if let Some(part) = operation.most_time() {
                let reached = ours.wall.as_secs_f64() <= part * theirs.wall.as_secs_f64();
                aims.push((format!("{words}: at most a quarter of Terraform's time"), reached));
            }
        }
        let most =
            |tool| Operation::ALL.iter().filter_map(|&what| self.of(tool, what)).map(|it| it.memory).max();
        if let (Some(ours), Some(theirs)) = (most(Tool::Ironwright), most(Tool::Terraform)) {
            #[expect(clippy::cast_precision_loss, reason = "a ratio of two amounts of memory")]
            let reached = ours as f64 <= MOST_MEMORY * theirs as f64;
            aims.push(("memory: at most a fifth of Terraform's with its provider".to_owned(), reached));
        }
        aims
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figures(seconds: u64, calls: usize, memory: u64) -> Figures {
        Figures { wall: Duration::from_secs(seconds), calls, memory: memory << 20 }
    }

    #[test]
    fn an_aim_that_is_missed_says_so() {
        let mut results = Results::new("here".to_owned(), None);
        results.add(Tool::Ironwright, Operation::Up, figures(5, 151, 100));
        results.add(Tool::Terraform, Operation::Up, figures(24, 300, 600));
        let text = results.markdown();
        assert!(text.contains("at most 150 calls | **no** |"), "{text}");
        assert!(text.contains("at most a quarter of Terraform's time | yes |"), "{text}");
        assert!(text.contains("a fifth of Terraform's with its provider | yes |"), "{text}");
    }

    #[test]
    fn without_terraform_its_columns_are_empty() {
        let mut results = Results::new("here".to_owned(), None);
        results.add(Tool::Ironwright, Operation::Unchanged, figures(1, 28, 100));
        let text = results.markdown();
        assert!(text.contains("at most 30 calls | yes |") && !text.contains("a quarter"), "{text}");
    }
}
