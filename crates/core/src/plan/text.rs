//! The plan as people read it and tests compare it.

use std::collections::BTreeSet;
use std::fmt;

use crate::diff::{PropertyChange, Transition};
use crate::kind::{Kind, Replacement, Type};
use crate::plan::{Action, Counts, Drift, OutputChange, Plan, Step, landed};
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
        f.write_str(&landed::text(&plan.landed))?;
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
    let id = step.id.as_deref().unwrap_or_default();
    let notes = match step.action {
        Action::Replace(Replacement::CreateFirst) => "  replace: the new one first".to_owned(),
        Action::Replace(Replacement::DeleteFirst) => "  replace: the old one goes first".to_owned(),
        Action::Forget => format!("  forget {id}, which stays in the cloud"),
        Action::Settle => "  wait for it to be ready".to_owned(),
        Action::Adopt if step.compared && step.changes.is_empty() && step.unmodelled.is_empty() => {
            format!("  adopt {id}, which is as declared")
        }
        Action::Adopt if step.compared && step.changes.is_empty() => {
            format!("  adopt {id}, which is as declared as far as a declaration can say")
        }
        Action::Adopt if step.compared => format!("  adopt {id}, and change it"),
        Action::Adopt => format!("  adopt {id}"),
        Action::Delete => format!("  {id}"),
        Action::Keep | Action::Skip | Action::Create | Action::Update => String::new(),
    };
    if step.action.acts() {
        write!(f, "  {} {}{notes}", step.action.sign(), step.address)?;
        if detail == Detail::Brief && matches!(step.action, Action::Create) {
            write!(f, "{}", summary(step))?;
        }
        writeln!(f)?;
        let whole = step.action == Action::Create || step.action == Action::Adopt && !step.compared;
        let show = detail == Detail::Full || !whole;
        for change in step.changes.iter().filter(|_| show) {
            write_change(f, change)?;
        }
        write_unmodelled(f, step)?;
    } else if step.remember.is_some() {
        writeln!(f, "  * {}  noted, nothing changes in the cloud", step.address)?;
        step.changes.iter().try_for_each(|change| write_change(f, change))?;
    }
    for id in &step.deposed {
        writeln!(f, "  - {}  delete {id}, which it replaced", step.address)?;
    }
    Ok(())
}

/// Warns of what the plan cannot know.
fn write_unmodelled(f: &mut fmt::Formatter<'_>, step: &Step) -> fmt::Result {
    let fate = match step.action {
        Action::Replace(_) => "its successor will not have it",
        _ => "it stays, and is not looked after",
    };
    step.unmodelled.iter().try_for_each(|path| {
        writeln!(f, "      ! {path}: {} does not know this property; {fate}", step.kind.name)
    })
}

/// How long a line may get before its value is shown below it.
const LINE: usize = 100;

/// A change that fits takes one line; a longer one shows what goes and what comes below its path.
fn write_change(f: &mut fmt::Formatter<'_>, change: &PropertyChange) -> fmt::Result {
    let line = change.to_string();
    let whole = change.before == Value::Null && !fits_a_line(&change.after);
    if !whole && line.chars().count() <= LINE {
        return writeln!(f, "      {line}");
    }
    write!(f, "      {}:", change.path)?;
    change.replaces.iter().try_for_each(|reason| write!(f, "  # replaces: {reason}"))?;
    writeln!(f)?;
    match (&change.before, &change.after) {
        (Value::Null, after) => write_nested(f, after, 8),
        (Value::List(was), Value::List(is)) => {
            let (gone, new) = (without(was, is), without(is, was));
            if gone.is_empty() && new.is_empty() {
                return writeln!(f, "        the same in another order");
            }
            gone.iter().try_for_each(|item| write_side(f, '-', item))?;
            new.iter().try_for_each(|item| write_side(f, '+', item))?;
            // Where only a secret differs, both sides read the same.
            let shown = |items: &[&Value]| items.iter().map(ToString::to_string).collect::<Vec<_>>();
            if shown(&gone) == shown(&new) { writeln!(f, "        (another secret)") } else { Ok(()) }
        }
        (Value::Secret(_), Value::Secret(_)) => writeln!(f, "        (another secret)"),
        (before, Value::Null) => write_side(f, '-', before),
        (before, after) => write_side(f, '-', before).and_then(|()| write_side(f, '+', after)),
    }
}

/// The items of a list that another does not have.
fn without<'a>(items: &'a [Value], others: &[Value]) -> Vec<&'a Value> {
    let mut others: Vec<&Value> = others.iter().collect();
    let mut left = Vec::new();
    for item in items {
        match others.iter().position(|other| *other == item) {
            Some(at) => drop(others.swap_remove(at)),
            None => left.push(item),
        }
    }
    left
}

fn write_side(f: &mut fmt::Formatter<'_>, sign: char, value: &Value) -> fmt::Result {
    if fits_a_line(value) {
        return writeln!(f, "        {sign} {value}");
    }
    write_item(f, sign, value, 8)
}

/// An item of many lines, with the sign before the first of them.
fn write_item(f: &mut dyn fmt::Write, sign: char, item: &Value, indent: usize) -> fmt::Result {
    let mut text = String::new();
    write_nested(&mut text, item, indent + 2)?;
    write!(f, "{:indent$}{sign} {}", "", text.trim_start())
}

fn is_nested(value: &Value) -> bool {
    matches!(value, Value::Map(_) | Value::List(_))
}

fn fits_a_line(value: &Value) -> bool {
    match value {
        Value::Map(map) => map.is_empty(),
        Value::List(items) => !items.iter().any(is_nested) && value.to_string().chars().count() <= LINE,
        _ => true,
    }
}

fn write_nested(f: &mut dyn fmt::Write, value: &Value, indent: usize) -> fmt::Result {
    match value {
        Value::Map(map) => {
            for (name, value) in map.iter() {
                if fits_a_line(value) {
                    writeln!(f, "{:indent$}{name}: {value}", "")?;
                } else {
                    writeln!(f, "{:indent$}{name}:", "")?;
                    write_nested(f, value, indent + 2)?;
                }
            }
        }
        Value::List(items) if !fits_a_line(value) => {
            for item in items.iter() {
                if fits_a_line(item) {
                    writeln!(f, "{:indent$}- {item}", "")?;
                } else {
                    write_item(f, '-', item, indent)?;
                }
            }
        }
        other => writeln!(f, "{:indent$}{other}", "")?,
    }
    Ok(())
}

/// How many inputs of a new resource are told.
const TOLD: usize = 4;

/// The few inputs of a new resource that tell it from its siblings.
fn summary(step: &Step) -> String {
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
    let told: Vec<String> =
        shown.into_iter().map(|at| format!("{}: {}", telling[at].path, telling[at].after)).collect();
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
        (before, after) => writeln!(f, "  ~ {} = {}", output.name, Transition(before, after)),
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
