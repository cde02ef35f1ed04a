//! Expressions: what a declaration says before everything in it is known.

use std::any::Any;
use std::collections::BTreeMap;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Place};
use crate::digest::Digest;
use crate::printed;
use crate::value::{Map, OutputRef, Value};

/// A value to be: literals, outputs of other resources, and what is computed from them.
#[derive(Clone)]
pub enum Expression {
    /// Known now.
    Value(Value),
    /// An output of a resource.
    Output(Arc<OutputRef>),
    /// Items in order.
    List(Arc<[Expression]>),
    /// Members by name.
    Map(Arc<BTreeMap<Arc<str>, Expression>>),
    /// A function of other expressions.
    Apply(Arc<Apply>),
    /// What it holds must not be shown.
    Secret(Arc<Expression>),
    /// A mistake made where the expression was written, reported with all others.
    Invalid(Arc<Mistake>),
}

/// A pure function of expressions.
pub struct Apply {
    inputs: Vec<Expression>,
    /// Names the function in fingerprints: the type of a closure names the function it stands in.
    name: &'static str,
    place: Place,
    function: Box<Function>,
}

type Function = dyn Fn(&[Value]) -> Result<Value, String> + Send + Sync;

/// Something wrong with an expression, and where it was written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Mistake {
    /// A sentence in lower case.
    pub message: String,
    /// Where it was written.
    pub place: Place,
    /// What to do, where that is always the same.
    pub hint: Option<&'static str>,
}

impl Mistake {
    /// The mistake as it is told.
    pub(crate) fn diagnostic(&self) -> Diagnostic {
        let told = Diagnostic::new(self.message.as_str()).declared(self.place);
        match self.hint {
            Some(hint) => told.hint(hint),
            None => told,
        }
    }
}

impl Expression {
    /// A function of other expressions; secret as soon as one of them is.
    #[track_caller]
    pub fn apply<F>(inputs: Vec<Self>, function: F) -> Self
    where
        F: Fn(&[Value]) -> Result<Value, String> + Send + Sync + 'static,
    {
        let (name, place) = (std::any::type_name::<F>(), Place::caller());
        Self::Apply(Arc::new(Apply { inputs, name, place, function: Box::new(function) }))
    }

    /// A mistake made where the caller stands.
    #[track_caller]
    pub fn invalid(message: impl Into<String>) -> Self {
        Self::Invalid(Arc::new(Mistake { message: message.into(), place: Place::caller(), hint: None }))
    }

    /// A text of the program, which must not hold what `Debug` printed of something that is no text.
    #[track_caller]
    pub(crate) fn of_text(text: &str, value: Value) -> Self {
        match printed::printed_in(text) {
            None => Self::Value(value),
            Some(printed) => {
                let (message, place) = (printed::sentence(printed), Place::caller());
                Self::Invalid(Arc::new(Mistake { message, place, hint: Some(printed::HINT) }))
            }
        }
    }

    /// Computes the value, asking `lookup` for the outputs of resources.
    ///
    /// # Errors
    /// The first mistake inside; outputs that are not known yet are no mistake, they make the value unknown.
    pub fn evaluate(&self, lookup: &dyn Fn(&OutputRef) -> Value) -> Result<Value, Mistake> {
        match self {
            Self::Value(value) => Ok(value.clone()),
            Self::Output(output) => Ok(lookup(output)),
            Self::List(items) => {
                Ok(Value::List(items.iter().map(|item| item.evaluate(lookup)).collect::<Result<_, _>>()?))
            }
            Self::Map(members) => {
                let mut map = Map::new();
                for (name, member) in members.iter() {
                    map.insert(Arc::clone(name), member.evaluate(lookup)?);
                }
                Ok(Value::map(map))
            }
            Self::Secret(inner) => Ok(inner.evaluate(lookup)?.into_secret()),
            Self::Invalid(mistake) => Err((**mistake).clone()),
            Self::Apply(apply) => {
                let mut inputs = Vec::with_capacity(apply.inputs.len());
                for input in &apply.inputs {
                    inputs.push(input.evaluate(lookup)?);
                }
                let secret = inputs.iter().any(Value::has_secret);
                let taint = |value: Value| if secret { value.into_secret() } else { value };
                if inputs.iter().any(Value::has_unknown) {
                    return Ok(taint(Value::Unknown(None)));
                }
                let revealed: Vec<Value> =
                    if secret { inputs.iter().map(Value::reveal).collect() } else { inputs };
                // The function is the user's: its panic is a mistake like any other, with the line where it was given.
                let computed = catch_unwind(AssertUnwindSafe(|| (apply.function)(&revealed)));
                computed.unwrap_or_else(|panic| Err(said_by(&*panic))).map(taint).map_err(|message| Mistake {
                    message: if secret { "a value made from a secret is not valid".into() } else { message },
                    place: apply.place,
                    hint: None,
                })
            }
        }
    }

    /// Visits every output inside, also inside functions.
    pub fn each_output(&self, visit: &mut dyn FnMut(&OutputRef)) {
        match self {
            Self::Value(_) | Self::Invalid(_) => {}
            Self::Output(output) => visit(output),
            Self::List(items) => items.iter().for_each(|item| item.each_output(visit)),
            Self::Map(members) => members.values().for_each(|member| member.each_output(visit)),
            Self::Apply(apply) => apply.inputs.iter().for_each(|input| input.each_output(visit)),
            Self::Secret(inner) => inner.each_output(visit),
        }
    }

    /// Visits every secret inside that is known already, also inside functions.
    pub fn each_secret(&self, visit: &mut dyn FnMut(&Value)) {
        match self {
            Self::Value(value) if value.has_secret() => visit(value),
            Self::Value(_) | Self::Output(_) | Self::Invalid(_) => {}
            Self::List(items) => items.iter().for_each(|item| item.each_secret(visit)),
            Self::Map(members) => members.values().for_each(|member| member.each_secret(visit)),
            Self::Apply(apply) => apply.inputs.iter().for_each(|input| input.each_secret(visit)),
            Self::Secret(inner) => match &**inner {
                Self::Value(value) => visit(&value.clone().into_secret()),
                other => other.each_secret(visit),
            },
        }
    }

    /// Visits every mistake inside.
    pub fn each_mistake(&self, visit: &mut dyn FnMut(&Mistake)) {
        match self {
            Self::Value(_) | Self::Output(_) => {}
            Self::Invalid(mistake) => visit(mistake),
            Self::List(items) => items.iter().for_each(|item| item.each_mistake(visit)),
            Self::Map(members) => members.values().for_each(|member| member.each_mistake(visit)),
            Self::Apply(apply) => apply.inputs.iter().for_each(|input| input.each_mistake(visit)),
            Self::Secret(inner) => inner.each_mistake(visit),
        }
    }

    /// Feeds what the expression says to a digest: two programs that differ in it differ in their fingerprint.
    pub fn hash_into(&self, digest: &mut Digest) {
        let mut tag = |tag: u8, count: usize| {
            digest.bytes(&[0x80 | tag]);
            digest.count(count);
        };
        match self {
            Self::Value(value) => value.hash_into(digest),
            Self::Output(output) => {
                tag(1, 0);
                digest.text_of(output);
            }
            Self::List(items) => {
                tag(2, items.len());
                items.iter().for_each(|item| item.hash_into(digest));
            }
            Self::Map(members) => {
                tag(3, members.len());
                for (name, member) in members.iter() {
                    digest.text(name);
                    member.hash_into(digest);
                }
            }
            Self::Apply(apply) => {
                tag(4, apply.inputs.len());
                digest.text(apply.name);
                apply.inputs.iter().for_each(|input| input.hash_into(digest));
            }
            Self::Secret(inner) => {
                tag(5, 0);
                if digest.is_exact() {
                    inner.hash_into(digest);
                } else {
                    inner.each_output(&mut |output| digest.text_of(output));
                }
            }
            Self::Invalid(mistake) => {
                tag(6, 0);
                digest.text(&mistake.message);
            }
        }
    }
}

/// What a panic of a user's function says.
fn said_by(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(ToString::to_string);
    let text = text.or_else(|| panic.downcast_ref::<String>().cloned());
    format!("the function panicked: {}", text.as_deref().unwrap_or("without a message"))
}

impl fmt::Debug for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Value(value) => write!(f, "{value}"),
            Self::Output(output) => write!(f, "{output}"),
            Self::List(items) => f.debug_list().entries(items.iter()).finish(),
            Self::Map(members) => f.debug_map().entries(members.iter()).finish(),
            Self::Apply(apply) => f.debug_tuple("apply").field(&apply.inputs).finish(),
            Self::Secret(_) => f.write_str("(secret)"),
            Self::Invalid(mistake) => write!(f, "invalid: {}", mistake.message),
        }
    }
}
