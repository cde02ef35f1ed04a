//! What becomes of each input of a kind when somebody changes it behind the program's back, or the program drops it.
//!
//! Nothing here is written for a kind: its fields say what there is, its case has samples with all of them, and each place
//! in each value is taken away, changed and put in another order. A kind whose samples leave an input out is told so.

use std::collections::BTreeSet;
use std::sync::Arc;

use ironwright_core::check::item_path;
use ironwright_core::kind::{Change, Field, Literal, Type};
use ironwright_core::plan::planner::output_of;
use ironwright_core::plan::{Action, decide};
use ironwright_core::state::Object;
use ironwright_core::{Address, Diagnostics, Graph, Kind, Map, Value};
use ironwright_engine::cloud::{Cloud as _, UpdateRequest};
use ironwright_rehearsal::Rehearsal;

use super::case::{Case, Declares};
use super::claims::kind_of;
use super::scene::{IT, Scene};

/// Tries all that can happen to the inputs of a case's kind and gives back what is not as it should be, a sentence for
/// each; none is good.
pub async fn check_inputs(cloud: &Arc<Rehearsal>, case: &Case) -> Vec<String> {
    let mut trial =
        Trial { cloud, kind: case.kind, tried: BTreeSet::new(), set: BTreeSet::new(), wrong: Vec::new() };
    let samples = [case.first].into_iter().chain(case.changes.iter().map(|(_, sample)| *sample));
    let samples = samples.chain(case.replaces.iter().map(|(_, sample)| *sample));
    for sample in samples.chain(case.samples.iter().copied()) {
        if let Err(why) = trial.sample(sample).await {
            trial.wrong.push(format!("{}: {why}", case.kind));
        }
    }
    let mut all = BTreeSet::new();
    match kind_of(case.kind) {
        Ok(kind) => all_places(kind.inputs, "", &mut all),
        Err(why) => trial.wrong.push(why),
    }
    let missing = all.difference(&trial.set);
    let missing = missing.map(|place| {
        format!("{}: no sample of its case sets `{place}`: add one with `.sample(…)`", case.kind)
    });
    trial.wrong.extend(missing);
    trial.wrong
}

/// The samples of one kind, and what was tried with them.
struct Trial<'a> {
    cloud: &'a Arc<Rehearsal>,
    kind: &'static str,
    tried: BTreeSet<String>,
    /// Places that some sample has set, without keys.
    set: BTreeSet<String>,
    wrong: Vec<String>,
}

/// What somebody does to a property.
struct Mutation {
    /// `removes containers["web"].image`
    what: String,
    /// The property as it then is; `Null` when it is gone.
    value: Value,
    /// Whether it is another resource after that.
    matters: bool,
}

impl Trial<'_> {
    async fn sample(&mut self, sample: Declares) -> Result<(), String> {
        let scene = Scene::new(Arc::clone(self.cloud) as Arc<dyn ironwright_engine::Cloud>);
        scene.up(sample).await?;
        let (address, object) = scene.object()?;
        let kind = kind_of(address.kind())?;
        for field in kind.inputs {
            let Some(value) = object.inputs.get(field.name) else { continue };
            places(field, value, field.name, &mut self.set);
            for mutation in mutations(field, value) {
                if self.tried.insert(mutation.what.clone()) {
                    let judged = self.outside(&scene, sample, (kind, &object), field, &mutation).await?;
                    self.wrong.extend(
                        judged.map(|why| format!("{}: somebody {}: {why}", self.kind, mutation.what)),
                    );
                }
            }
            if self.tried.insert(format!("drops {}", field.name)) {
                let judged = self.dropped(&scene, sample, &address, field).await?;
                self.wrong.extend(
                    judged.map(|why| format!("{}: the program drops {}: {why}", self.kind, field.name)),
                );
            }
        }
        scene.destroy(sample).await
    }

    /// Somebody changes a property; what is wrong with what the plan and the run then do.
    async fn outside(
        &self,
        scene: &Scene,
        sample: Declares,
        (kind, object): (&Kind, &Object),
        field: &Field,
        mutation: &Mutation,
    ) -> Result<Option<String>, String> {
        let (cloud, id) = (self.cloud, &object.id);
        let before =
            cloud.get(self.kind, id).and_then(|it| it.get(field.name).cloned()).unwrap_or(Value::Null);
        let set = |value: Value| {
            cloud.change_outside(self.kind, id, field.name, value).map_err(|error| error.to_string())
        };
        set(mutation.value.clone())?;
        let plan = scene.preview(sample).await?;
        let action = plan.steps.iter().find(|step| step.address.name() == IT).map(|step| step.action);
        let mut mutated = object.inputs.clone();
        mutated.insert(field.name.into(), mutation.value.clone());
        let matters = mutation.matters && *kind.normal(&mutated) != *kind.normal(&object.inputs);
        let expected = match (matters, field.change) {
            (false, _) => plan.is_empty(),
            (true, Change::InPlace) => action == Some(Action::Update),
            (true, Change::Replaces) => matches!(action, Some(Action::Replace(_))),
        };
        if !expected {
            set(before)?;
            return Ok(Some(format!("the plan is another:\n{plan}")));
        }
        if action == Some(Action::Update) {
            scene.up(sample).await?;
            let after =
                cloud.get(self.kind, id).and_then(|it| it.get(field.name).cloned()).unwrap_or(Value::Null);
            if after != before {
                set(before.clone())?;
                return Ok(Some(format!("it was {before}, and was put back as {after}")));
            }
        } else {
            set(before)?;
        }
        let left = scene.preview(sample).await?;
        Ok((!left.is_empty()).then(|| format!("there is something left to do:\n{left}")))
    }

    /// The program no longer says a property; what is wrong with what is decided and done then.
    async fn dropped(
        &self,
        scene: &Scene,
        sample: Declares,
        address: &Address,
        field: &Field,
    ) -> Result<Option<String>, String> {
        let (_, object) = scene.object()?;
        let graph = scene.graph(sample)?;
        let Some((node, full, without)) = inputs_without(&graph, scene, address, field)? else {
            return Ok(None);
        };
        if field.required || full == without {
            return Ok(None);
        }
        let decision = decide(node, without.clone(), object.trigger.clone(), Vec::new(), Some(&object));
        let told = decision.changes.iter().any(|change| change.path.starts_with(field.name));
        let expected = match field.change {
            Change::InPlace => decision.action == Action::Update,
            Change::Replaces => matches!(decision.action, Action::Replace(_)),
        };
        if !expected || !told {
            return Ok(Some(format!("{:?} is decided, for {:?}", decision.action, decision.changes)));
        }
        if field.change == Change::Replaces {
            return Ok(None);
        }
        let update = |inputs: &Map, applied: &Map| UpdateRequest {
            address: address.clone(),
            kind: node.kind,
            id: Arc::clone(&object.id),
            inputs: inputs.clone(),
            applied: applied.clone(),
            ignored: Vec::new(),
        };
        let text = |error: ironwright_engine::cloud::CloudError| error.to_string();
        let gone = self.cloud.update(&update(&without, &full)).await.map_err(text)?;
        let left = gone.observed.get(field.name).cloned();
        self.cloud.update(&update(&full, &without)).await.map_err(text)?;
        let usual = field.default.map(Literal::value);
        Ok((!field.write_only && left != usual).then(|| format!("the cloud still has {left:?}")))
    }
}

/// The inputs of the resource under test with and without one of them; nothing where its kind forbids to drop it.
fn inputs_without<'g>(
    graph: &'g Graph,
    scene: &Scene,
    address: &Address,
    field: &Field,
) -> Result<Option<(&'g ironwright_core::graph::Node, Map, Map)>, String> {
    let at = graph.position(address).ok_or("it is not declared")?;
    let state = scene.state();
    let lookup = |output: &ironwright_core::value::OutputRef| {
        let object = graph.get(&output.address).zip(state.object(&output.address));
        object.map_or(Value::Null, |(node, object)| output_of(node.kind, object, output))
    };
    let full = graph.evaluate(at, &lookup).map_err(|wrong| wrong.to_string())?;
    let node = &graph.nodes()[at];
    let mut without = full.clone();
    without.remove(field.name);
    let without = node.kind.with_defaults(without);
    let mut found = Diagnostics::default();
    graph.check(at, &without, &mut found);
    Ok(found.0.is_empty().then_some((node, full, without)))
}

/// All that somebody can do to a property.
fn mutations(field: &'static Field, value: &Value) -> Vec<Mutation> {
    let mut found = Vec::new();
    mutate(field, field.ty, value, field.name, &mut |what, path, value, matters| {
        found.push(Mutation { what: format!("{what} {path}"), value, matters });
    });
    if !field.required && !field.write_only && !field.secret {
        let usual = field.default.is_some_and(|default| default.value() == *value);
        let (what, matters) = (format!("removes {}", field.name), !usual && !is_empty(value));
        found.push(Mutation { what, value: Value::Null, matters });
    }
    found
}

/// Calls back with each way to change a value, or something in it: what is done, where, the value then, and whether that
/// is another one.
fn mutate(
    field: &'static Field,
    ty: Type,
    value: &Value,
    path: &str,
    found: &mut dyn FnMut(&str, &str, Value, bool),
) {
    if field.write_only || field.secret {
        return;
    }
    match (ty, value) {
        (Type::Block(fields), Value::Map(block)) => mutate_block(fields, block, path, found),
        (Type::List(item), Value::List(items)) => mutate_list(field, *item, items, path, found),
        (Type::Map(_), Value::Map(map)) => mutate_map(map, path, found),
        (Type::Document, _) => {
            found("reorders", path, reversed(value), !field.unordered && reversed(value) != *value);
            if let Value::Map(map) = value {
                mutate_map(map, path, found);
            }
        }
        _ => {
            if let Some(other) = another(ty, value) {
                found("changes", path, other, true);
            }
        }
    }
}

fn mutate_block(
    fields: &'static [Field],
    block: &Map,
    path: &str,
    found: &mut dyn FnMut(&str, &str, Value, bool),
) {
    for field in fields {
        let Some(value) = block.get(field.name) else { continue };
        let nested = format!("{path}.{}", field.name);
        let with = |value: Option<Value>| {
            let mut block = block.clone();
            match value {
                Some(value) => drop(block.insert(field.name.into(), value)),
                None => drop(block.remove(field.name)),
            }
            Value::map(block)
        };
        mutate(field, field.ty, value, &nested, &mut |what, path, value, matters| {
            found(what, path, with(Some(value)), matters);
        });
        if !field.required && !field.write_only && !field.secret {
            let usual = field.default.is_some_and(|default| default.value() == *value);
            found("removes", &nested, with(None), !usual && !is_empty(value));
        }
    }
}

fn mutate_list(
    field: &'static Field,
    item: Type,
    items: &[Value],
    path: &str,
    found: &mut dyn FnMut(&str, &str, Value, bool),
) {
    let backwards: Vec<Value> = items.iter().rev().cloned().collect();
    let ordered = field.key.is_none() && !field.unordered;
    if items.len() > 1 {
        found("reorders", path, Value::list(backwards.clone()), ordered && backwards != items);
    }
    for (at, value) in items.iter().enumerate() {
        let nested = item_path(path, field.key, at, value);
        let with = |value: Option<Value>| {
            let mut items = items.to_vec();
            match value {
                Some(value) => items[at] = value,
                None => drop(items.remove(at)),
            }
            Value::list(items)
        };
        found("removes", &nested, with(None), true);
        mutate(field, item, value, &nested, &mut |what, path, value, matters| {
            found(what, path, with(Some(value)), matters);
        });
    }
}

fn mutate_map(map: &Map, path: &str, found: &mut dyn FnMut(&str, &str, Value, bool)) {
    let with = |name: &str, value: Option<Value>| {
        let mut map = map.clone();
        match value {
            Some(value) => drop(map.insert(name.into(), value)),
            None => drop(map.remove(name)),
        }
        Value::map(map)
    };
    for name in map.keys() {
        found("removes", &format!("{path}.{name}"), with(name, None), true);
        found("changes", &format!("{path}.{name}"), with(name, Some("another".into())), true);
    }
    found("adds to", path, with("Another.name", Some("one more".into())), true);
}

/// Another value of a type.
fn another(ty: Type, value: &Value) -> Option<Value> {
    Some(match (ty, value) {
        (_, Value::Bool(on)) => Value::Bool(!on),
        (_, Value::Int(number)) => Value::Int(number + 1),
        (Type::Choice(words), Value::Text(text)) => {
            Value::text(*words.iter().find(|word| ***word != **text)?)
        }
        (Type::Cidr, Value::Text(_)) => Value::text("10.99.99.0/24"),
        (_, Value::Text(text)) => Value::text(format!("{text}-of-somebody-else")),
        _ => return None,
    })
}

/// The same with every list in it in another order.
fn reversed(value: &Value) -> Value {
    match value {
        Value::List(items) => Value::list(items.iter().rev().map(reversed)),
        Value::Map(map) => {
            Value::map(map.iter().map(|(name, value)| (Arc::clone(name), reversed(value))).collect())
        }
        other => other.clone(),
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::List(items) => items.is_empty(),
        Value::Map(map) => map.is_empty(),
        Value::Text(text) => text.is_empty(),
        _ => false,
    }
}

/// Every place that a kind's inputs have, without keys.
fn all_places(fields: &'static [Field], path: &str, found: &mut BTreeSet<String>) {
    for field in fields {
        let place = if path.is_empty() { field.name.to_owned() } else { format!("{path}.{}", field.name) };
        if let Type::Block(fields) | Type::List(&Type::Block(fields)) = field.ty {
            all_places(fields, &place, found);
        }
        found.insert(place);
    }
}

/// The places that a value has set.
fn places(field: &'static Field, value: &Value, path: &str, found: &mut BTreeSet<String>) {
    found.insert(path.to_owned());
    let (Type::Block(fields) | Type::List(&Type::Block(fields))) = field.ty else { return };
    let blocks = match value {
        Value::List(items) => &**items,
        block => std::slice::from_ref(block),
    };
    for block in blocks {
        for field in fields {
            if let Some(value) = block.get(field.name) {
                places(field, value, &format!("{path}.{}", field.name), found);
            }
        }
    }
}
