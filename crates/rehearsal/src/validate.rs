//! What a request must keep to before anything happens: complete, within limits, referring to what exists.

use ironwright_core::check::{self, Problems};
use ironwright_core::kind::{Field, Type};
use ironwright_core::{Address, Diagnostics, Kind, Map, Place, Value};
use ironwright_engine::cloud::{CloudError, ErrorClass};

use crate::properties;
use crate::references;
use crate::refusal::Call;
use crate::world::{Thing, World};

/// Checks the inputs by themselves, defaults filled in.
pub(crate) fn inputs(call: Call, inputs: &Map) -> Result<(), CloudError> {
    if let Some((name, _)) = inputs.iter().find(|(_, value)| value.has_unknown()) {
        let message = format!("`{name}` is not known: a request must be complete before it is made");
        return Err(call.invalid(message));
    }
    if let Some(name) = inputs.keys().find(|name| call.kind.input(name).is_none()) {
        return Err(call.invalid(format!("{} has no input `{name}`", call.kind.name)));
    }
    let problems = problems(call.kind, inputs);
    let mut messages = problems.0.into_iter().map(|problem| match problem.property {
        Some(property) => format!("{property}: {}", problem.message),
        None => problem.message,
    });
    match messages.next() {
        None => Ok(()),
        Some(first) => Err(call.invalid(messages.fold(first, |all, next| format!("{all}; {next}")))),
    }
}

/// Checks that what some inputs refer to exists.
pub(crate) fn references(
    world: &World,
    call: Call,
    properties: &Map,
    concerns: &dyn Fn(&str) -> bool,
) -> Result<(), CloudError> {
    let mut dangling = None;
    references::each(call.kind, properties, &mut |reference| {
        let target = &reference.target;
        if dangling.is_some()
            || !concerns(reference.path.property())
            || world.index.kind(target.kind).is_none()
            || world.index.offers(target)
            || references::is_foreign(&target.value, &world.location.account)
        {
            return;
        }
        let message = format!(
            "{}: there is no {} whose {} is {:?}",
            reference.path, target.kind, target.output, target.value
        );
        dangling = Some(call.refused("ReferenceNotFound", message));
    });
    dangling.map_or(Ok(()), Err)
}

/// Checks that no other resource holds a name that this one claims.
pub(crate) fn names(world: &World, call: Call, id: &str, properties: &Map) -> Result<(), CloudError> {
    let Some((holder, inputs)) = world.index.holder(call.kind, id, properties) else { return Ok(()) };
    let shown = properties::given_back(call.kind, properties);
    let claims = inputs.iter().map(|input| match shown.get(input) {
        Some(value) if !is_secret(call.kind.inputs, input) => format!("{input} {value}"),
        _ => (*input).to_owned(),
    });
    let claims = claims.collect::<Vec<_>>().join(" and ");
    let message = format!("{} with {claims} exists already: {holder}", call.kind.name);
    Err(call.error(ErrorClass::Conflict, "AlreadyExists", message))
}

/// Things whose kind is known to be of the request's kind.
pub(crate) fn known(world: &World, call: Call) -> Result<(), CloudError> {
    if world.index.kind(call.kind.name).is_some() {
        return Ok(());
    }
    let message = format!("this rehearsal was not given the kind {}", call.kind.name);
    Err(call
        .refused("UnknownKind", message)
        .hint("add the kind to the registry that the rehearsal is made with"))
}

/// The thing a request is about.
pub(crate) fn present<'w>(world: &'w World, call: Call, id: &str) -> Result<&'w Thing, CloudError> {
    world.get(call.kind.name, id).ok_or_else(|| call.not_found(id))
}

fn is_secret(fields: &[Field], name: &str) -> bool {
    fields.iter().any(|field| field.name == name && field.secret)
}

/// What the kind's own rules find wrong.
fn problems(kind: &'static Kind, inputs: &Map) -> Diagnostics {
    let mut found = Diagnostics::default();
    // The rules want an address to report about; what they report is told here by its property alone.
    let Ok(address) = Address::new("", kind.name, "request") else { return found };
    let place = Place { file: "", line: 0 };
    let mut problems = Problems::new(&address, place, &mut found);
    let concealed = concealed(kind.inputs, inputs);
    check::check(kind, &concealed, &mut problems);
    found
}

/// Marks the values of secret inputs as such, so that no message shows them.
fn concealed(fields: &'static [Field], inputs: &Map) -> Map {
    let mut inputs = inputs.clone();
    for field in fields {
        if let Some(value) = inputs.get_mut(field.name) {
            *value = match field {
                Field { secret: true, .. } => value.clone().into_secret(),
                Field { ty, .. } => concealed_in(ty, value),
            };
        }
    }
    inputs
}

fn concealed_in(ty: &'static Type, value: &Value) -> Value {
    match (ty, value) {
        (Type::Block(fields), Value::Map(map)) => Value::map(concealed(fields, map)),
        (Type::List(of @ Type::Block(_)), Value::List(items)) => {
            Value::list(items.iter().map(|item| concealed_in(of, item)))
        }
        _ => value.clone(),
    }
}
