//! Entries below the scopes that they are in, each scope where it is first spoken of.
//!
//! A scope with a single entry needs no heading: the whole address tells where it is.

use super::Layout;
use super::entries::Entry;
use super::fold::folded;
use super::rows::Row;

/// The rows of entries.
pub(super) fn rows(entries: Vec<Entry<'_>>, layout: Layout) -> Vec<Row> {
    let mut root = Scope::default();
    for entry in entries {
        root.take(entry);
    }
    let mut rows = Vec::new();
    root.write(0, 2, layout, &mut rows);
    rows
}

/// What is to be read of a scope: its own entries, and those of the scopes in it.
#[derive(Default)]
struct Scope<'a> {
    name: &'a str,
    entries: Vec<Entry<'a>>,
    scopes: Vec<Scope<'a>>,
}

impl<'a> Scope<'a> {
    fn take(&mut self, entry: Entry<'a>) {
        let mut scope = self;
        for name in entry.address.scope().split('/').filter(|name| !name.is_empty()) {
            // Entries of one scope mostly follow one another.
            let at = scope.scopes.iter().rposition(|inner| inner.name == name).unwrap_or_else(|| {
                scope.scopes.push(Scope { name, ..Scope::default() });
                scope.scopes.len() - 1
            });
            scope = &mut scope.scopes[at];
        }
        scope.entries.push(entry);
    }

    /// Writes what is in it. Of each address, headings have said so many letters already.
    fn write(self, said: usize, indent: usize, layout: Layout, rows: &mut Vec<Row>) {
        for entry in folded(self.entries, layout.detail) {
            entry.write(indent, |address| &address.as_str()[said..], rows);
        }
        for scope in self.scopes {
            match scope.only() {
                Some(entry) => entry.write(indent, |address| &address.as_str()[said..], rows),
                None => scope.write_below_heading(said, indent, layout, rows),
            }
        }
    }

    fn write_below_heading(mut self, said: usize, indent: usize, layout: Layout, rows: &mut Vec<Row>) {
        let mut heading = format!("{}/", self.name);
        while self.entries.is_empty() && self.scopes.len() == 1 {
            self = self.scopes.swap_remove(0);
            heading = format!("{heading}{}/", self.name);
        }
        let said = said + heading.len();
        rows.push(Row::heading(indent, heading));
        self.write(said, indent + 2, layout, rows);
    }

    /// The only entry in it, if there are no others.
    fn only(&self) -> Option<&Entry<'a>> {
        match (self.entries.as_slice(), self.scopes.as_slice()) {
            ([entry], []) => Some(entry),
            ([], [scope]) => scope.only(),
            _ => None,
        }
    }
}
