//! What was measured: which tool, which shape, how many resources, which operation.

use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::measure::Taken;

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(super) enum Tool {
    Ironwright,
    Terraform,
}

/// What refers to what.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(super) enum Shape {
    Flat,
    Layered,
    Chain,
}

impl Shape {
    pub(super) const ALL: [Self; 3] = [Self::Flat, Self::Layered, Self::Chain];

    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Flat => "flat",
            Self::Layered => "layered",
            Self::Chain => "chain",
        }
    }
}

impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What is done, in this order in one folder.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(super) enum Operation {
    Preview,
    Up,
    Unchanged,
    Change,
    Cascade,
    Destroy,
}

impl Operation {
    pub(super) const ALL: [Self; 6] =
        [Self::Preview, Self::Up, Self::Unchanged, Self::Change, Self::Cascade, Self::Destroy];

    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Preview => "preview from empty",
            Self::Up => "up",
            Self::Unchanged => "no-op preview",
            Self::Change => "one change",
            Self::Cascade => "a change that cascades",
            Self::Destroy => "destroy",
        }
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One operation, measured.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(super) struct Figures {
    pub(super) taken: Taken,
    /// The bytes of the state afterwards: snapshot and journal, or Terraform's state file.
    pub(super) state: u64,
    /// The bytes that were added to journals.
    pub(super) journal: u64,
}

impl Default for Figures {
    fn default() -> Self {
        let taken = Taken { wall: Duration::ZERO, cpu: Duration::ZERO, memory: 0 };
        Self { taken, state: 0, journal: 0 }
    }
}

#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Results {
    pub(super) circumstances: String,
    pub(super) terraform: Option<String>,
    pub(super) start_up: Vec<(String, Taken)>,
    /// Every run of everything.
    pub(super) runs: Vec<(Tool, Shape, usize, [Figures; 6])>,
    /// 50,000 resources with little memory: what it took, or why not.
    pub(super) limited: Vec<(Operation, Result<Figures, String>)>,
}

impl Results {
    pub(super) fn add(&mut self, tool: Tool, shape: Shape, size: usize, figures: &[Figures; 6]) {
        self.runs.push((tool, shape, size, *figures));
    }

    /// The sizes that were measured, smallest first.
    pub(super) fn sizes(&self, tool: Tool, shape: Shape) -> Vec<usize> {
        let measured = self.runs.iter().filter(|(t, s, ..)| (*t, *s) == (tool, shape));
        let mut sizes: Vec<usize> = measured.map(|(_, _, size, _)| *size).collect();
        sizes.sort_unstable();
        sizes.dedup();
        sizes
    }

    /// The middle of all runs of an operation.
    pub(super) fn figures(
        &self,
        tool: Tool,
        shape: Shape,
        size: usize,
        operation: Operation,
    ) -> Option<Figures> {
        let of = |run: &&(Tool, Shape, usize, [Figures; 6])| (run.0, run.1, run.2) == (tool, shape, size);
        let runs: Vec<Figures> = self.runs.iter().filter(of).map(|run| run.3[operation as usize]).collect();
        let taken: Vec<Taken> = runs.iter().map(|figures| figures.taken).collect();
        let last = runs.last()?;
        Some(Figures { taken: middle(&taken), ..*last })
    }

    /// Sizes and figures of an operation, smallest first.
    pub(super) fn series(&self, tool: Tool, shape: Shape, operation: Operation) -> Vec<(usize, Figures)> {
        let sizes = self.sizes(tool, shape).into_iter();
        sizes.filter_map(|size| Some((size, self.figures(tool, shape, size, operation)?))).collect()
    }
}

/// The middle of each figure; there must be one.
pub(super) fn middle(taken: &[Taken]) -> Taken {
    fn of<T: Ord + Copy>(all: impl Iterator<Item = T>) -> Option<T> {
        let mut sorted: Vec<T> = all.collect();
        sorted.sort_unstable();
        sorted.get(sorted.len() / 2).copied()
    }
    Taken {
        wall: of(taken.iter().map(|taken| taken.wall)).unwrap_or_default(),
        cpu: of(taken.iter().map(|taken| taken.cpu)).unwrap_or_default(),
        memory: of(taken.iter().map(|taken| taken.memory)).unwrap_or_default(),
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(in super::super) fn sample() -> Results {
        let mut results = Results { circumstances: "one machine, one day".to_owned(), ..Results::default() };
        for (tool, factor) in [(Tool::Ironwright, 1), (Tool::Terraform, 100)] {
            for size in [1000_u32, 10_000] {
                let wall = Duration::from_millis(u64::from(size / 100 * factor));
                let taken = Taken { wall, cpu: wall, memory: u64::from(size * factor) << 10 };
                let figures = Figures { taken, state: u64::from(size) * 200, journal: 0 };
                results.add(tool, Shape::Flat, size as usize, &[figures; 6]);
            }
        }
        results
    }

    #[test]
    fn middle_run_counts() {
        let mut results = Results::default();
        for millis in [900, 3, 4] {
            let wall = Duration::from_millis(millis);
            let taken = Taken { wall, cpu: wall, memory: 1 };
            let figures = Figures { taken, ..Figures::default() };
            results.add(Tool::Ironwright, Shape::Chain, 10, &[figures; 6]);
        }
        let figures = results.figures(Tool::Ironwright, Shape::Chain, 10, Operation::Up).unwrap();
        assert_eq!(figures.taken.wall, Duration::from_millis(4));
        assert!(results.figures(Tool::Terraform, Shape::Chain, 10, Operation::Up).is_none());
    }
}
