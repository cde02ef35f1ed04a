//! What there is to read of one resource: the rows of a step, or of what changed outside.

use std::collections::BTreeSet;

use std::sync::Arc;

use crate::Address;
use crate::diff::PropertyChange;
use crate::kind::{Field, Kind, Replacement, Type};
use crate::plan::{Action, Drift, Step};
use crate::value::Value;

use super::compare::Place;
use super::contents::contents;
use super::properties;
use super::rows::{Row, Tone};
use super::{Detail, Layout, fold};

/// What there is to read of one resource.
pub(super) struct Entry<'a> {
    pub(super) address: &'a Address,
    /// Its former address, when the program renamed it.
    pub(super) renamed_from: Option<&'a Address>,
    /// What happens to it, where more than its address changes.
    pub(super) header: Option<Header>,
    /// What is below the header, as at the left edge.
    pub(super) body: Vec<Row>,
    /// What earlier runs replaced and this one deletes.
    pub(super) deposed: &'a [Arc<str>],
    /// What is replaced and stays in the cloud.
    pub(super) released: &'a [Arc<str>],
    /// All that it stands for, where those are many.
    pub(super) many: Vec<&'a Address>,
}

/// What happens to a resource, in a line.
#[derive(Clone, PartialEq)]
pub(super) struct Header {
    pub(super) sign: &'static str,
    /// What is said after the address.
    pub(super) note: String,
    /// What is said after the address where many are told together.
    pub(super) note_of_many: Option<String>,
    /// Why it is replaced.
    pub(super) cause: Option<String>,
    /// The few inputs of a new resource that tell it from its siblings.
    pub(super) telling: Vec<(String, String)>,
}

/// Warns of what a plan cannot know.
fn unmodelled(step: &Step, path: &str) -> Row {
    let fate = match step.action {
        Action::Replace(_) => "its successor will not have it",
        _ => "it stays, and is not looked after",
    };
    let text = format!("{path}: {} does not know this property; {fate}", step.kind.name);
    Row::signed(0, "!").with(Tone::Plain, text)
}

impl<'a> Entry<'a> {
    pub(super) fn of_step(step: &'a Step, layout: Layout) -> Self {
        let header = header(step, layout.detail);
        let place = Place { indent: 0, layout };
        let mut body = match step.action {
            Action::Create | Action::Adopt
                if layout.detail == Detail::Brief && (step.action == Action::Create || !step.compared) =>
            {
                contents(step, place)
            }
            _ if header.is_some() => properties::rows(Some(step.kind), &step.changes, place),
            _ => Vec::new(),
        };
        body.extend(step.unmodelled.iter().map(|path| unmodelled(step, path)));
        Self {
            address: &step.address,
            renamed_from: step.renamed_from.as_ref(),
            header,
            body,
            deposed: &step.deposed,
            released: &step.released,
            many: Vec::new(),
        }
    }

    pub(super) fn of_drift(drift: &'a Drift, kind: Option<&'static Kind>, layout: Layout) -> Self {
        let note = if drift.gone { "  is gone" } else { "" };
        Self {
            address: &drift.address,
            renamed_from: None,
            header: Some(Header {
                sign: "!",
                note: note.to_owned(),
                note_of_many: (drift.gone).then(|| "  are gone".to_owned()),
                cause: None,
                telling: Vec::new(),
            }),
            body: properties::rows(kind, &drift.changes, Place { indent: 0, layout }),
            deposed: &[],
            released: &[],
            many: Vec::new(),
        }
    }

    /// Writes its rows, with the address as it is to be called there.
    pub(super) fn write(&self, indent: usize, name: impl Fn(&Address) -> &str, rows: &mut Vec<Row>) {
        if let Some(former) = self.renamed_from {
            rows.push(match self.many.len() {
                0 => renamed(indent, former.as_str(), self.address.as_str()),
                many => {
                    let scope = |address: &Address| format!("{}/", address.scope());
                    let row = renamed(indent, &scope(former), &scope(self.address));
                    row.with(Tone::Quiet, format!("  with {many} resources"))
                }
            });
        }
        if let Some(header) = &self.header {
            rows.push(self.first_row(header, Row::signed(indent, header.sign), name(self.address)));
            rows.extend(self.body.iter().map(|row| row.clone().moved(indent + 2)));
        }
        for id in self.deposed {
            let row = Row::signed(indent, "-").with(Tone::Plain, name(self.address));
            rows.push(row.with(Tone::Quiet, format!("  delete {id}, which it replaced")));
        }
        for id in self.released {
            let row = Row::signed(indent, "x").with(Tone::Plain, name(self.address));
            rows.push(
                row.with(
                    Tone::Quiet,
                    format!("  forget {id}, which it replaced and which stays in the cloud"),
                ),
            );
        }
    }

    /// The row that says what happens to it, or to all that it stands for.
    fn first_row(&self, header: &Header, row: Row, name: &str) -> Row {
        let row = if self.many.is_empty() {
            row.with(Tone::Plain, name).with(Tone::Quiet, header.note.as_str())
        } else {
            let (title, names) = fold::title(&self.many, matches!(header.sign, "-" | "±" | "x"));
            let note = header.note_of_many.as_ref().unwrap_or(&header.note);
            row.with(Tone::Plain, title).with(Tone::Quiet, format!("  {names}{note}"))
        };
        let row = match &header.cause {
            Some(cause) => row.with(Tone::Quiet, ", because ").with(Tone::Cause, cause.as_str()),
            None => row,
        };
        let told = header.telling.iter().map(|(name, value)| format!("{name}: {value}"));
        let told: Vec<String> = told.collect();
        if told.is_empty() { row } else { row.with(Tone::Quiet, format!("  {}", told.join(", "))) }
    }
}

fn renamed(indent: usize, former: &str, now: &str) -> Row {
    let row = Row::signed(indent, ">").with(Tone::Plain, former);
    row.with(Tone::Quiet, "  becomes ").with(Tone::Plain, now)
}

fn header(step: &Step, detail: Detail) -> Option<Header> {
    let id = step.id.as_deref().unwrap_or_default();
    let (note, note_of_many) = match step.action {
        Action::Keep | Action::Skip if step.remember.is_some() => {
            return Some(Header {
                sign: "*",
                note: "  noted, nothing changes in the cloud".to_owned(),
                note_of_many: None,
                cause: None,
                telling: Vec::new(),
            });
        }
        Action::Keep | Action::Skip => return None,
        Action::Create | Action::Update => (String::new(), None),
        Action::Replace(_) if !step.released.is_empty() => ("  replace: the old one stays".to_owned(), None),
        Action::Replace(Replacement::CreateFirst) => ("  replace: the new one first".to_owned(), None),
        Action::Replace(Replacement::DeleteFirst) => ("  replace: the old one goes first".to_owned(), None),
        Action::Forget => (
            format!("  forget {id}, which stays in the cloud"),
            Some("  forget, they stay in the cloud".to_owned()),
        ),
        Action::Settle => {
            ("  wait for it to be ready".to_owned(), Some("  wait for them to be ready".to_owned()))
        }
        Action::Adopt if step.compared && step.changes.is_empty() && !step.unmodelled.is_empty() => (
            format!("  adopt {id}, which is as declared as far as a declaration can say"),
            Some("  adopt, they are as declared as far as a declaration can say".to_owned()),
        ),
        Action::Adopt if step.compared && step.changes.is_empty() => {
            (format!("  adopt {id}, which is as declared"), Some("  adopt, they are as declared".to_owned()))
        }
        Action::Adopt if step.compared => {
            (format!("  adopt {id}, and change it"), Some("  adopt, and change them".to_owned()))
        }
        Action::Adopt => (format!("  adopt {id}"), Some("  adopt".to_owned())),
        Action::Delete => (format!("  {id}"), Some(String::new())),
    };
    let cause = match step.action {
        Action::Replace(_) => properties::reasons(&step.changes),
        _ => None,
    };
    let is_summed_up = detail == Detail::Brief && step.action == Action::Create;
    let telling = if is_summed_up { telling(step) } else { Vec::new() };
    Some(Header { sign: step.action.sign(), note, note_of_many, cause, telling })
}

/// How many inputs of a new resource are told.
const TOLD: usize = 4;

/// The few inputs of a new resource that tell it from its siblings.
fn telling(step: &Step) -> Vec<(String, String)> {
    let telling: Vec<&PropertyChange> =
        step.changes.iter().filter(|change| tells(step.kind, change)).collect();
    let of = |name: &str| telling.iter().position(|change| change.path == name);
    let mut shown: BTreeSet<usize> = (0..telling.len().min(TOLD)).collect();
    // Whether something is let through is what a reviewer asks first.
    if let Some(action) = of("rule_action").filter(|&at| at >= TOLD) {
        shown.remove(&(TOLD - 1));
        shown.insert(action);
    }
    // A range of ports without its end says something else.
    if let (Some(from), Some(to)) = (of("from_port"), of("to_port"))
        && (shown.contains(&from) || shown.contains(&to))
    {
        shown.extend([from, to]);
    }
    shown.into_iter().map(|at| (telling[at].path.clone(), telling[at].after.to_string())).collect()
}

fn tells(kind: &Kind, change: &PropertyChange) -> bool {
    let Some(field) = kind.input(&change.path) else { return false };
    let short = match &change.after {
        Value::Text(text) => text.len() <= 32,
        Value::Int(_) | Value::Bool(_) => true,
        _ => false,
    };
    let usual = field.default.is_some_and(|default| default.value() == change.after);
    short && !usual && !field.secret && !is_reference(kind, field)
}

fn is_reference(kind: &Kind, field: &Field) -> bool {
    matches!(field.ty, Type::Reference { .. }) && !kind.names_itself_by(field)
}
