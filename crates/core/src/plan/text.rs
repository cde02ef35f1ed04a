//! The plan as people read it and tests compare it: the lines of its [view](super::view), none of them broken.

use std::fmt;

use crate::plan::view::{Detail, Layout, Line};
use crate::plan::{Counts, Plan};

/// A plan to be shown with some detail.
pub struct Shown<'a> {
    plan: &'a Plan,
    detail: Detail,
}

impl Plan {
    /// The plan's text with every property of everything.
    pub fn detailed(&self) -> Shown<'_> {
        Shown { plan: self, detail: Detail::Full }
    }
}

impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Shown { plan: self, detail: Detail::Brief }.fmt(f)
    }
}

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_lines(f, &self.plan.view(Layout { detail: self.detail, width: None }))
    }
}

/// Lines with ends between them, and none after the last.
fn write_lines(f: &mut fmt::Formatter<'_>, lines: &[Line]) -> fmt::Result {
    for (at, line) in lines.iter().enumerate() {
        write!(f, "{}{line}", if at == 0 { "" } else { "\n" })?;
    }
    Ok(())
}

/// `2 to create, 1 to update, 86 unchanged`.
impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let told: Vec<String> = [
            (self.rename, "to rename"),
            (self.create, "to create"),
            (self.adopt, "to adopt"),
            (self.update, "to update"),
            (self.replace, "to replace"),
            (self.settle, "to wait for"),
            (self.delete, "to delete"),
            (self.forget, "to forget"),
            (self.keep, "unchanged"),
            (self.skip, "left out"),
        ]
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, fate)| format!("{count} {fate}"))
        .collect();
        f.write_str(if told.is_empty() { "nothing to do" } else { "" })?;
        f.write_str(&told.join(", "))
    }
}
