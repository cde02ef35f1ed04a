//! Stand-ins: values of the right shape in the place of outputs, so that a program's functions can be tried before
//! anything exists.
//!
//! A function that computes a property from an output has captured what its program read: a setting, a variable of the
//! environment, a file. That is not data and cannot be compared; what the function returns for a stand-in can.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::expression::{Expression, Mistake};
use crate::graph::{Graph, echoed};
use crate::kind::{Kind, Type};
use crate::template::{self, Fill};
use crate::value::{Map, OutputRef, Value};

/// What a program says where every output is a stand-in.
pub(super) struct StandIns<'a> {
    graph: &'a Graph,
    /// The inputs of what was tried already: some outputs give them back.
    tried: HashMap<usize, Map>,
}

/// What came of trying an expression.
pub(super) enum Tried {
    Value(Value),
    /// It found the stand-ins wrong.
    Mistaken(String),
    /// It panicked: it relies on more than the shape of a value.
    Panicked,
}

impl<'a> StandIns<'a> {
    pub(super) fn new(graph: &'a Graph) -> Self {
        Self { graph, tried: HashMap::with_capacity(graph.nodes().len()) }
    }

    /// Tries the inputs of a resource; what it depends on must have been tried before.
    pub(super) fn inputs(&mut self, at: usize) -> Vec<(&'static str, Tried)> {
        let node = &self.graph.nodes()[at];
        let tried: Vec<_> =
            node.inputs.iter().map(|(name, expression)| (*name, self.evaluate(expression))).collect();
        let values = tried.iter().filter_map(|(name, tried)| match tried {
            Tried::Value(value) => Some(((*name).into(), value.clone())),
            Tried::Mistaken(_) | Tried::Panicked => None,
        });
        self.tried.insert(at, node.kind.with_secrets(node.kind.with_defaults(values.collect())));
        tried
    }

    pub(super) fn evaluate(&self, expression: &Expression) -> Tried {
        let evaluated =
            catch_unwind(AssertUnwindSafe(|| expression.evaluate(&|output| self.stand_in(output))));
        match evaluated {
            Ok(Ok(value)) => Tried::Value(value),
            Ok(Err(Mistake { message, .. })) => Tried::Mistaken(message),
            Err(_) => Tried::Panicked,
        }
    }

    fn stand_in(&self, output: &OutputRef) -> Value {
        let Some(at) = self.graph.position(&output.address) else { return Value::text("") };
        let kind = self.graph.nodes()[at].kind;
        let nothing = Map::new();
        let inputs = self.tried.get(&at).unwrap_or(&nothing);
        let given_back = echoed(kind, inputs, output);
        if !given_back.has_unknown() {
            return given_back;
        }
        let Some(field) = kind.output(&output.output) else { return Value::text("") };
        match (field.template, field.ty) {
            (Some(template), ty) => typed(ty, &Shape { kind, inputs }.filled(template)),
            (None, ty) => plain(ty),
        }
    }
}

/// Fills templates with the same digits each time.
struct Shape<'a> {
    kind: &'a Kind,
    inputs: &'a Map,
}

impl Shape<'_> {
    fn filled(mut self, template: &str) -> String {
        template::fill(template, &mut self).unwrap_or_else(|_| template.to_owned())
    }
}

impl Fill for Shape<'_> {
    fn named(&mut self, name: &str) -> Option<String> {
        Some(match name {
            "region" => "us-east-1".to_owned(),
            "account" => "123456789012".to_owned(),
            // An id may be made of inputs, and of nothing that is made of it.
            "id" if !self.kind.id.contains("{id}") => {
                Shape { kind: self.kind, inputs: self.inputs }.filled(self.kind.id)
            }
            name => match self.inputs.get(name) {
                Some(Value::Int(n)) => n.to_string(),
                Some(value) => value.as_text().unwrap_or(name).to_owned(),
                None => name.to_owned(),
            },
        })
    }

    fn random(&mut self, bound: u32) -> u32 {
        bound / 2
    }
}

fn typed(ty: Type, text: &str) -> Value {
    match ty {
        Type::Text | Type::Reference { .. } => Value::text(text),
        Type::Int => Value::Int(text.parse().unwrap_or(1)),
        other => plain(other),
    }
}

fn plain(ty: Type) -> Value {
    match ty {
        Type::Bool => Value::Bool(true),
        Type::Int => Value::Int(1),
        Type::Float => Value::Float(1.0),
        Type::Text | Type::Reference { .. } => Value::text("stand-in"),
        Type::Choice(words) => Value::text(*words.first().unwrap_or(&"stand-in")),
        Type::Cidr => Value::text("10.0.0.0/16"),
        Type::List(item) => Value::list([plain(*item)]),
        Type::Document | Type::Map(_) => Value::map(Map::new()),
        Type::Block(fields) => {
            Value::map(fields.iter().map(|field| (field.name.into(), plain(field.ty))).collect())
        }
    }
}
