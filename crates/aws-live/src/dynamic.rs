//! Dynamic references: what a value that only AWS keeps is replaced with when AWS is called, and how nobody hears of it.
//!
//! Only inputs that a kind declares `secret` and `write_only` may have any, so that no answer gives a value back. What was
//! read lives as long as the call, and is hidden in what AWS says of it.

use std::sync::Arc;

use ironwright_core::dynamic::{Part, has_reference, parts};
use ironwright_core::kind::{Field, Type};
use ironwright_core::redactor::Redactor;
use ironwright_core::{Kind, Map, Value};
use ironwright_engine::cloud::{CloudError, ErrorClass};

use crate::call::Calls;
use crate::call::service::Action;
use crate::handler::Result;

/// What keeps values.
struct Keeper {
    /// How a reference names it.
    name: &'static str,
    /// The call that reads a value.
    action: Option<Action>,
    /// The feature that compiles it in.
    feature: &'static str,
}

/// Everything that keeps values.
const KEEPERS: &[Keeper] = &[
    Keeper {
        name: "secretsmanager",
        #[cfg(feature = "secretsmanager")]
        action: Some(crate::secretsmanager::GET_VALUE),
        #[cfg(not(feature = "secretsmanager"))]
        action: None,
        feature: "aws-secretsmanager",
    },
    Keeper {
        name: "ssm-secure",
        #[cfg(feature = "ssm")]
        action: Some(crate::ssm::GET_VALUE),
        #[cfg(not(feature = "ssm"))]
        action: None,
        feature: "aws-ssm",
    },
];

/// The calls that read values.
pub(crate) fn actions() -> impl Iterator<Item = Action> {
    KEEPERS.iter().filter_map(|keeper| keeper.action)
}

/// The calls that a value's references need.
pub(crate) fn actions_of(value: &Value) -> Vec<Action> {
    let mut found = Vec::new();
    each_text(value, &mut |text| {
        let services = parts(text).filter_map(|part| match part {
            Part::Reference { service, .. } => Some(service),
            Part::Literal(_) => None,
        });
        found.extend(services.filter_map(|service| keeper(service)?.action));
    });
    found
}

/// Inputs in which values stand for their references.
pub(crate) struct Resolved {
    pub(crate) inputs: Map,
    redactor: Redactor,
}

impl Resolved {
    /// An error without the values that were read.
    pub(crate) fn hide(&self, mut error: CloudError) -> CloudError {
        error.message = self.redactor.hide(&error.message);
        error.hint = error.hint.map(|hint| self.redactor.hide(&hint));
        error
    }
}

/// Reads the values of the references that inputs have, where `wanted` says that an input is told to AWS.
///
/// # Errors
/// When a value cannot be read, or nobody has filled it in.
pub(crate) async fn resolved(
    aws: &Calls<'_>,
    kind: &Kind,
    inputs: &Map,
    wanted: impl Fn(&str) -> bool,
) -> Result<Resolved> {
    let redactor = Redactor::default();
    let mut all = inputs.clone();
    for field in kind.inputs.iter().filter(|field| wanted(field.name)) {
        let Some(value) = inputs.get(field.name).filter(|value| has_reference(value)) else { continue };
        let value = Box::pin(of_field(aws, field, value, &redactor)).await?;
        all.insert(Arc::from(field.name), value);
    }
    Ok(Resolved { inputs: all, redactor })
}

async fn of_field(aws: &Calls<'_>, field: &Field, value: &Value, redactor: &Redactor) -> Result<Value> {
    match (field.ty, value) {
        (Type::Block(fields), Value::Map(block)) => {
            let mut all = (**block).clone();
            for field in fields {
                let Some(value) = block.get(field.name).filter(|value| has_reference(value)) else {
                    continue;
                };
                let value = Box::pin(of_field(aws, field, value, redactor)).await?;
                all.insert(Arc::from(field.name), value);
            }
            Ok(Value::map(all))
        }
        (_, value) if field.secret && field.write_only => match value.as_text() {
            Some(text) => Ok(Value::text(of_text(aws, text, redactor).await?)),
            None => Ok(value.clone()),
        },
        (_, value) => Ok(value.clone()),
    }
}

async fn of_text(aws: &Calls<'_>, text: &str, redactor: &Redactor) -> Result<String> {
    let mut whole = String::new();
    for part in parts(text) {
        match part {
            Part::Literal(literal) => whole.push_str(literal),
            Part::Reference { service, place } => {
                let value = read(aws, service, place).await?;
                redactor.note(&Value::text(value.as_str()).into_secret());
                whole.push_str(&value);
            }
        }
    }
    Ok(whole)
}

fn keeper(service: &str) -> Option<&'static Keeper> {
    KEEPERS.iter().find(|keeper| keeper.name == service)
}

async fn read(aws: &Calls<'_>, service: &str, place: &str) -> Result<String> {
    match keeper(service) {
        #[cfg(feature = "secretsmanager")]
        Some(Keeper { name: "secretsmanager", .. }) => crate::secretsmanager::value(aws, place).await,
        #[cfg(feature = "ssm")]
        Some(Keeper { name: "ssm-secure", .. }) => crate::ssm::value(aws, place).await,
        Some(keeper) => {
            let message = format!("values of {service} cannot be read: it was not compiled in");
            let error = CloudError::new("resolve", "NotCompiledIn", message, ErrorClass::Refused);
            let _ = (aws, place);
            Err(error.hint(format!("build with `--features {}`", keeper.feature)))
        }
        None => {
            let message = format!("{service} keeps no values that can be read: {{{{resolve:{service}:…}}}}");
            let names: Vec<&str> = KEEPERS.iter().map(|keeper| keeper.name).collect();
            let error = CloudError::new("resolve", "UnknownService", message, ErrorClass::Refused);
            Err(error.hint(format!("values are read from {}", names.join(" and "))))
        }
    }
}

fn each_text(value: &Value, found: &mut dyn FnMut(&str)) {
    match value {
        Value::Text(text) => found(text),
        Value::List(items) => items.iter().for_each(|item| each_text(item, found)),
        Value::Map(map) => map.values().for_each(|item| each_text(item, found)),
        Value::Secret(inner) => each_text(inner, found),
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::Unknown(_) => {}
    }
}
