//! The properties of one resource that change, as a tree: what several paths have in common is said once.

use crate::diff::{PropertyChange, Reason};
use crate::kind::Kind;

use super::compare::{self, Named, Place, Shape, joined};
use super::rows::{Row, Tone};

/// The rows of changes.
pub(super) fn rows(kind: Option<&'static Kind>, changes: &[PropertyChange], place: Place) -> Vec<Row> {
    let mut root = Branch::default();
    for change in changes {
        root.grow(&segments(&change.path), change);
    }
    let mut rows = Vec::new();
    for branch in &root.branches {
        let field = kind.and_then(|kind| kind.input(branch.label));
        branch.write("", field.map(Shape::of).unwrap_or_default(), place, &mut rows);
    }
    rows
}

/// Why a resource is replaced, once: `cidr_block and vpc_id cannot be changed in place`.
pub(super) fn reasons(changes: &[PropertyChange]) -> Option<String> {
    let mut said = Vec::new();
    for reason in REASONS {
        let mut names: Vec<&str> = Vec::new();
        for change in changes.iter().filter(|change| change.replaces == Some(reason)) {
            // What the program names is a path; what cannot be changed is a property.
            let name = match reason {
                Reason::Asked => change.path.as_str(),
                Reason::Immutable
                | Reason::Trigger
                | Reason::Named
                | Reason::InTheWay
                | Reason::Exchanged => segments(&change.path).first().copied().unwrap_or_default(),
            };
            if !names.contains(&name) {
                names.push(name);
            }
        }
        if !names.is_empty() {
            said.push(sentence(reason, &listed(&names)));
        }
    }
    if said.is_empty() { None } else { Some(said.join("; ")) }
}

/// The reasons in the order in which they are told.
const REASONS: [Reason; 6] =
    [Reason::Immutable, Reason::Asked, Reason::Trigger, Reason::Named, Reason::InTheWay, Reason::Exchanged];

fn sentence(reason: Reason, names: &str) -> String {
    match reason {
        Reason::Immutable => format!("{names} cannot be changed in place"),
        Reason::Asked => format!("`replace_on_change` names {names}"),
        Reason::Trigger => "`replace_when` has another value".to_owned(),
        Reason::Named => "`--replace` names it".to_owned(),
        Reason::InTheWay => format!("what {names} refers to goes before its successor comes"),
        Reason::Exchanged => format!("{names} is exchanged with that of another resource"),
    }
}

/// `a, b and c`.
fn listed(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

/// A part of a path, with what goes on from there.
#[derive(Default)]
struct Branch<'a> {
    label: &'a str,
    change: Option<&'a PropertyChange>,
    branches: Vec<Branch<'a>>,
}

impl<'a> Branch<'a> {
    fn grow(&mut self, path: &[&'a str], change: &'a PropertyChange) {
        let Some((label, rest)) = path.split_first() else {
            self.change = Some(change);
            return;
        };
        let at = self.branches.iter().position(|branch| branch.label == *label).unwrap_or_else(|| {
            self.branches.push(Branch { label, ..Branch::default() });
            self.branches.len() - 1
        });
        self.branches[at].grow(rest, change);
    }

    fn write(&self, path: &str, shape: Shape, place: Place, rows: &mut Vec<Row>) {
        let path = joined(path, self.label);
        if let Some(change) = self.change
            && let Some((before, after)) = compare::hiding(&change.before, &change.after)
        {
            compare::difference(Named::property(&path), (&before, &after), shape, place, rows);
        }
        let below = |branch: &Branch<'_>| {
            if branch.label.starts_with("[\"") {
                shape.named()
            } else if branch.label.starts_with('[') {
                shape.item()
            } else {
                shape.member(branch.label)
            }
        };
        if let [only] = self.branches.as_slice() {
            return only.write(&path, below(only), place, rows);
        }
        if !self.branches.is_empty() {
            rows.push(Row::signed(place.indent, "~").with(Tone::Plain, format!("{path}:")));
        }
        let inside = Place { indent: place.indent + 2, ..place };
        for branch in &self.branches {
            branch.write("", below(branch), inside, rows);
        }
    }
}

/// The parts of a path: `containers["nginx"].image` has `containers`, `["nginx"]` and `image`.
fn segments(path: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = path;
    while !rest.is_empty() {
        let length =
            if rest.starts_with('[') { bracketed(rest) } else { rest.find(['.', '[']).unwrap_or(rest.len()) };
        if length > 0 {
            parts.push(&rest[..length]);
        }
        rest = &rest[length..];
        rest = rest.strip_prefix('.').unwrap_or(rest);
    }
    parts
}

/// How long a part in brackets is; a quoted name may hold brackets of its own.
fn bracketed(text: &str) -> usize {
    let (mut is_quoted, mut is_escaped) = (false, false);
    for (at, c) in text.char_indices() {
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' if is_quoted => is_escaped = true,
            '"' => is_quoted = !is_quoted,
            ']' if !is_quoted => return at + 1,
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::segments;

    #[test]
    fn a_path_has_parts_and_quoted_ones_may_hold_anything() {
        for (path, parts) in [
            ("image", vec!["image"]),
            ("containers[\"nginx\"].image", vec!["containers", "[\"nginx\"]", "image"]),
            ("steps[3]", vec!["steps", "[3]"]),
            ("tags[\"a.b]\\\"c\"]", vec!["tags", "[\"a.b]\\\"c\"]"]),
            ("a[", vec!["a", "["]),
        ] {
            assert_eq!(segments(path), parts, "{path}");
        }
    }
}
