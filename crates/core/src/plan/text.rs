//! The plan as people read it and tests compare it.

use std::fmt;

use crate::diff::PropertyChange;
use crate::kind::{Kind, Replacement, Type};
use crate::plan::{Action, Counts, Drift, OutputChange, Plan, Step};
use crate::value::Value;

/// How much of a plan is shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Detail {
    /// A line for what is made or deleted, the properties of what changes.
    Brief,
    /// Every property of everything.
    Full,
}

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
        let plan = self.plan;
        if !plan.drift.is_empty() {
            writeln!(f, "Changed outside since the last run:")?;
            plan.drift.iter().try_for_each(|drift| writeln!(f, "{drift}"))?;
            writeln!(f)?;
        }
        for step in plan.steps.iter().filter(|step| !step.is_idle()) {
            write_step(f, step, self.detail)?;
        }
        if plan.steps.iter().any(|step| !step.is_idle()) {
            writeln!(f)?;
        }
        if !plan.outputs.is_empty() {
            writeln!(f, "Outputs:")?;
            plan.outputs.iter().try_for_each(|output| write_output(f, output))?;
            writeln!(f)?;
        }
        for hint in &plan.hints {
            writeln!(f, "hint: {hint}")?;
        }
        write!(f, "Plan: {}.", plan.counts())
    }
}

impl fmt::Display for Drift {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.gone {
            return write!(f, "  ! {}  is gone", self.address);
        }
        write!(f, "  ! {}", self.address)?;
        self.changes.iter().try_for_each(|change| write!(f, "\n      {change}"))
    }
}

fn write_step(f: &mut fmt::Formatter<'_>, step: &Step, detail: Detail) -> fmt::Result {
    if let Some(former) = &step.renamed_from {
        writeln!(f, "  > {former}  becomes {}", step.address)?;
    }
    let notes = match step.action {
        Action::Replace(Replacement::CreateFirst) => "  replace: the new one first",
        Action::Replace(Replacement::DeleteFirst) => "  replace: the old one goes first",
        Action::Forget => "  forget: it stays in the cloud",
        Action::Settle => "  wait for it to be ready",
        Action::Adopt => "  adopt",
        Action::Keep | Action::Skip | Action::Create | Action::Update | Action::Delete => "",
    };
    if step.action.acts() {
        write!(f, "  {} {}{notes}", step.action.sign(), step.address)?;
        if detail == Detail::Brief && matches!(step.action, Action::Create) {
            write!(f, "{}", summary(step))?;
        }
        writeln!(f)?;
        let show = detail == Detail::Full || !matches!(step.action, Action::Create | Action::Adopt);
        for change in step.changes.iter().filter(|_| show) {
            write_change(f, change)?;
        }
    } else if step.remember.is_some() {
        writeln!(
            f,
            "  * {}  remember what its declaration says; nothing changes in the cloud",
            step.address
        )?;
    }
    for id in &step.deposed {
        writeln!(f, "  - {}  delete {id}, which it replaced", step.address)?;
    }
    Ok(())
}

/// A changed block or list that is shown whole takes a line for each of its members.
fn write_change(f: &mut fmt::Formatter<'_>, change: &PropertyChange) -> fmt::Result {
    let nested = |value: &Value| matches!(value, Value::Map(_) | Value::List(_));
    if nested(&change.after) && change.before == Value::Null {
        writeln!(f, "      {}:", change.path)?;
        return write_nested(f, &change.after, 8);
    }
    writeln!(f, "      {change}")
}

fn write_nested(f: &mut fmt::Formatter<'_>, value: &Value, indent: usize) -> fmt::Result {
    let simple = |value: &Value| match value {
        Value::Map(map) => map.is_empty(),
        Value::List(items) => !items.iter().any(|item| matches!(item, Value::Map(_) | Value::List(_))),
        _ => true,
    };
    match value {
        Value::Map(map) => {
            for (name, value) in map.iter() {
                if simple(value) {
                    writeln!(f, "{:indent$}{name}: {value}", "")?;
                } else {
                    writeln!(f, "{:indent$}{name}:", "")?;
                    write_nested(f, value, indent + 2)?;
                }
            }
        }
        Value::List(items) if !simple(value) => {
            for item in items.iter() {
                writeln!(f, "{:indent$}-", "")?;
                write_nested(f, item, indent + 2)?;
            }
        }
        other => writeln!(f, "{:indent$}{other}", "")?,
    }
    Ok(())
}

/// The few inputs of a new resource that tell it from its siblings.
fn summary(step: &Step) -> String {
    let mut told: Vec<String> = Vec::new();
    for change in step.changes.iter().filter(|change| tells(step.kind, change)) {
        told.push(format!("{}: {}", change.path, change.after));
        if told.len() == 4 {
            break;
        }
    }
    if told.is_empty() { String::new() } else { format!("  {}", told.join(", ")) }
}

fn tells(kind: &Kind, change: &PropertyChange) -> bool {
    let Some(field) = kind.input(&change.path) else { return false };
    let short = match &change.after {
        Value::Text(text) => text.len() <= 32,
        Value::Int(_) | Value::Bool(_) => true,
        _ => false,
    };
    let usual = field.default.is_some_and(|default| default.value() == change.after);
    let reference = matches!(field.ty, Type::Reference { .. }) && !kind.names_itself_by(field);
    short && !usual && !field.secret && !reference
}

fn write_output(f: &mut fmt::Formatter<'_>, output: &OutputChange) -> fmt::Result {
    match (&output.before, &output.after) {
        (Value::Null, after) => writeln!(f, "  + {} = {after}", output.name),
        (before, Value::Null) => writeln!(f, "  - {} = {before}", output.name),
        (before, after) => writeln!(f, "  ~ {} = {before} -> {after}", output.name),
    }
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
