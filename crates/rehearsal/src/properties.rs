//! The properties that the cloud makes up: ids, ARNs and other outputs whose shape a kind's templates tell.

use std::sync::Arc;

use ironwright_core::behaviour::Refusal;
use ironwright_core::check::item_path;
use ironwright_core::kind::{Field, Type};
use ironwright_core::template::{self, Fill};
use ironwright_core::{Kind, Map, Value, unmodelled};

use crate::world::World;

/// How often an id is made up again when the one made up is taken.
const TRIES: usize = 8;

/// Makes up a physical id and the outputs that have a template and no value yet.
///
/// An id may be made of outputs and outputs of the id, in any order that leads to an end.
pub(crate) fn make_up(
    world: &mut World,
    kind: &'static Kind,
    id: Option<Arc<str>>,
    properties: &mut Map,
) -> Result<Arc<str>, Refusal> {
    let mut id = id;
    loop {
        let mut made = false;
        if id.is_none() && is_fillable(kind.id, None, properties) {
            id = Some(new_id(world, kind, properties)?);
            made = true;
        }
        for output in kind.outputs {
            let Some(template) = output.template else { continue };
            if !properties.contains_key(output.name) && is_fillable(template, id.as_ref(), properties) {
                let value =
                    fill(world, template, id.as_ref(), properties).map_err(|name| unknown(kind, &name))?;
                properties.insert(output.name.into(), typed(&output.ty, value));
                made = true;
            }
        }
        if !made {
            break;
        }
    }
    // What is left over is made of optional inputs that are not set; only a resource without a name is a mistake.
    id.ok_or_else(|| {
        let missing = placeholders(kind.id).find(|name| !properties.contains_key(name)).unwrap_or("id");
        unknown(kind, missing)
    })
}

/// The outputs that are made of any of these properties, of the outputs made of those, and so on.
pub(crate) fn made_of(kind: &'static Kind, properties: &[&str]) -> Vec<&'static str> {
    let mut found = Vec::<&'static str>::new();
    loop {
        let next = kind.outputs.iter().find(|output| {
            let made_of = |name| properties.contains(&name) || found.contains(&name);
            !found.contains(&output.name)
                && output.template.is_some_and(|template| placeholders(template).any(made_of))
        });
        match next {
            Some(output) => found.push(output.name),
            None => return found,
        }
    }
}

/// Fills a template that needs no resource.
pub(crate) fn fill_alone(world: &mut World, template: &str) -> String {
    fill(world, template, None, &Map::new()).unwrap_or_else(|_| template.to_owned())
}

/// The properties that the cloud gives back, with a note of those that somebody else has set and the kind does not know.
pub(crate) fn given_back(kind: &'static Kind, properties: &Map) -> Map {
    let (mut shown, mut unknown) = (Map::new(), Vec::new());
    for (name, value) in properties {
        match kind.input(name) {
            Some(field) if field.write_only => {}
            Some(field) => drop(shown.insert(Arc::clone(name), shown_of(field, name, value, &mut unknown))),
            None if kind.output(name).is_some() => drop(shown.insert(Arc::clone(name), value.clone())),
            None => unknown.push(name.to_string()),
        }
    }
    unmodelled::note(&mut shown, unknown);
    shown
}

/// What is given back of a property: of blocks, the members that the kind knows.
fn shown_of(field: &Field, path: &str, value: &Value, unknown: &mut Vec<String>) -> Value {
    match (field.ty, value) {
        (Type::Block(fields), Value::Map(block)) => Value::map(shown_in(fields, path, block, unknown)),
        (Type::List(Type::Block(fields)), Value::List(items)) => {
            Value::list(items.iter().enumerate().map(|(at, item)| match item {
                Value::Map(block) => {
                    Value::map(shown_in(fields, &item_path(path, field.key, at, item), block, unknown))
                }
                other => other.clone(),
            }))
        }
        _ => value.clone(),
    }
}

fn shown_in(fields: &'static [Field], path: &str, block: &Map, unknown: &mut Vec<String>) -> Map {
    let mut shown = Map::new();
    for (name, value) in block {
        let path = format!("{path}.{name}");
        match fields.iter().find(|field| *field.name == **name) {
            Some(field) if field.write_only => {}
            Some(field) => drop(shown.insert(Arc::clone(name), shown_of(field, &path, value, unknown))),
            None => unknown.push(path),
        }
    }
    shown
}

fn new_id(world: &mut World, kind: &'static Kind, properties: &Map) -> Result<Arc<str>, Refusal> {
    let mut id = String::new();
    for _ in 0..TRIES {
        let before = world.draws();
        id = fill(world, kind.id, None, properties).map_err(|name| unknown(kind, &name))?;
        // An id without chance in it comes out the same every time: whether it may be taken is not decided here.
        if world.draws() == before || world.get(kind.name, &id).is_none() {
            break;
        }
    }
    Ok(id.into())
}

fn unknown(kind: &Kind, placeholder: &str) -> Refusal {
    let message = format!("an id or output of {} is made of `{placeholder}`, which has no value", kind.name);
    Refusal::new("InternalFailure", message)
}

/// A made-up text as what the output holds.
fn typed(ty: &Type, text: String) -> Value {
    match ty {
        Type::Int => text.parse().map_or_else(|_| Value::text(text), Value::Int),
        Type::Bool => text.parse().map_or_else(|_| Value::text(text), Value::Bool),
        _ => Value::text(text),
    }
}

fn is_fillable(template: &str, id: Option<&Arc<str>>, properties: &Map) -> bool {
    placeholders(template).all(|name| match name {
        "region" | "account" => true,
        "id" => id.is_some(),
        name => properties.contains_key(name),
    })
}

/// The names in a template; what is made up by chance has none.
fn placeholders(template: &str) -> impl Iterator<Item = &str> {
    let parts = template.split('{').skip(1).filter_map(|part| part.split('}').next());
    parts.filter(|name| *name != "ip" && !name.contains(':'))
}

fn fill(
    world: &mut World,
    template: &str,
    id: Option<&Arc<str>>,
    properties: &Map,
) -> Result<String, String> {
    template::fill(template, &mut Filler { world, id, properties })
}

struct Filler<'a> {
    world: &'a mut World,
    id: Option<&'a Arc<str>>,
    properties: &'a Map,
}

impl Fill for Filler<'_> {
    fn named(&mut self, name: &str) -> Option<String> {
        match name {
            "region" => Some(self.world.location.region.clone()),
            "account" => Some(self.world.location.account.clone()),
            "id" => self.id.map(ToString::to_string),
            name => self.properties.get(name).and_then(as_part_of_a_name),
        }
    }

    fn random(&mut self, bound: u32) -> u32 {
        self.world.random(bound)
    }
}

fn as_part_of_a_name(value: &Value) -> Option<String> {
    match value {
        Value::Text(text) => Some(text.to_string()),
        Value::Int(number) => Some(number.to_string()),
        Value::Bool(truth) => Some(truth.to_string()),
        Value::Secret(inner) => as_part_of_a_name(inner),
        Value::List(items) => {
            items.iter().map(as_part_of_a_name).collect::<Option<Vec<_>>>().map(|parts| parts.join(","))
        }
        Value::Null | Value::Float(_) | Value::Map(_) | Value::Unknown(_) => None,
    }
}
