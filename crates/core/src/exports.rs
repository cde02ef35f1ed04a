//! Exports: what a stack gives to programs elsewhere, as a contract that both sides name by one struct.
//!
//! Within a project handles go from stack to stack as they are. Between programs there is a struct of outputs, which one
//! stack exports and another imports: a resource of the stack that the state keeps, whose members are typed. So what others
//! rely upon stands in the plan when it changes, and what is missing or of another type is an error when they plan.

use std::sync::Arc;

use ironwright_macros::Resource;

use crate::Address;
use crate::diagnostic::Place;
use crate::expression::Expression;
use crate::graph::Supplies;
use crate::input::{Input, Output};
use crate::kind::Type;
use crate::resource::{Document, Options, Outputs};
use crate::state::{Object, State};
use crate::value::{Map, OutputRef, Value};

/// What a stack gives to programs elsewhere: a struct of outputs. `derive(Exports)` implements it.
///
/// ```
/// use ironwright::aws::ec2::{Subnet, SubnetId, Vpc, VpcId};
/// use ironwright::prelude::*;
///
/// /// What the network gives to whoever lives in it.
/// #[derive(Exports)]
/// pub struct NetworkExports {
///     /// The VPC.
///     pub vpc: Output<VpcId>,
///     /// The subnets that reach the internet.
///     pub public: Output<Vec<SubnetId>>,
/// }
///
/// fn network(stack: &mut Stack) {
///     let vpc = stack.add("main", Vpc::new(cidr("10.0.0.0/16")));
///     let a = stack.add("a", Subnet::new(&vpc, vpc.cidr_block.subnet(8, 0)));
///     stack.export(NetworkExports { vpc: vpc.id.clone(), public: all([&a.id]) });
/// }
///
/// fn elsewhere(stack: &mut Stack) {
///     let network = stack.import::<NetworkExports>("network");
///     stack.add("b", Subnet::new(&network.vpc, cidr("10.0.1.0/24")));
/// }
///
/// let mut stack = Stack::new("network");
/// network(&mut stack);
/// assert!(stack.graph().is_ok());
/// let mut stack = Stack::new("web");
/// elsewhere(&mut stack);
/// assert_eq!(stack.graph().unwrap().imports().next().unwrap().stack, "network");
/// ```
pub trait Exports: Sized {
    /// The name of the contract: the struct's own.
    const NAME: &'static str;
    /// Its members.
    const FIELDS: &'static [ExportField];

    /// The members' values, in their order.
    fn into_expressions(self) -> Vec<Expression>;

    /// The struct, of what each member is.
    fn of(member: &dyn Fn(&'static ExportField) -> Expression) -> Self;
}

/// A member of what a stack exports.
#[derive(Clone, Copy, Debug)]
pub struct ExportField {
    /// Its name.
    pub name: &'static str,
    /// What it holds.
    pub ty: Type,
}

/// A place where a stack imports what another one exports.
#[derive(Clone, Debug)]
pub struct Import {
    /// The stack that exports it.
    pub stack: String,
    /// The store where that is, if it is not the importing stack's own.
    pub store: Option<String>,
    /// The name of the contract.
    pub name: &'static str,
    /// Where it is imported.
    pub place: Place,
    /// Nothing, or a mistake: what is not as the importing side has it.
    pub(crate) agrees: Expression,
}

/// What a stack gives to others, as one resource that the state keeps.
#[derive(Resource, Clone, Debug)]
#[resource(
    kind = "builtin.Export",
    id = "export-{hex:17}",
    outputs = ExportOutputs,
    page = "https://docs.rs/ironwright",
    local,
    private_new
)]
pub struct Export {
    /// The members and what they are.
    values: Input<Document>,
    /// The members and what they hold.
    types: Input<Document>,
    /// The source file that exports it.
    file: Input<String>,
    options: Options,
}

/// What an [`Export`] gives back: itself. Its members are outputs that each export has of its own.
#[derive(ironwright_macros::Outputs, Debug)]
pub struct ExportOutputs {
    /// The members and what they hold.
    pub types: Output<Document>,
    /// The source file that exports it.
    pub file: Output<String>,
}

/// The kind's name.
pub(crate) const KIND: &str = "builtin.Export";
/// What stands before a member's name in the name of its output.
const MEMBER: &str = "values.";

impl Export {
    /// What a struct gives, exported at a place.
    pub(crate) fn of<E: Exports>(exports: E, place: Place) -> Self {
        let names = || E::FIELDS.iter().map(|field| Arc::<str>::from(field.name));
        let values = names().zip(exports.into_expressions()).collect();
        let types = E::FIELDS.iter().map(|field| (field.name.into(), Value::text(called(field.ty))));
        Self::new(
            Input::new(Expression::Map(Arc::new(values))),
            Input::new(Expression::Value(Value::map(types.collect()))),
            Input::new(Expression::Value(Value::text(place.file))),
        )
    }

    /// The address of a contract in the stack that exports it.
    ///
    /// # Errors
    /// When the stack's name, or the struct's, is none.
    pub(crate) fn address<E: Exports>(stack: &str) -> Result<Address, crate::address::AddressError> {
        Address::new("", KIND, E::NAME)?.in_stack(stack)
    }
}

/// A struct of what an export at an address gives.
pub(crate) fn imported<E: Exports>(address: &Address) -> E {
    E::of(&|field| {
        let output = format!("{MEMBER}{}", field.name).into();
        Expression::Output(Arc::new(OutputRef { address: address.clone(), output }))
    })
}

/// Whether an export at an address is as the importing side has it.
pub(crate) fn agrees<E: Exports>(address: &Address, place: Place) -> Expression {
    let outputs = ExportOutputs::of(address);
    let inputs = vec![outputs.types.expression().clone(), outputs.file.expression().clone()];
    let stack = address.stack().unwrap_or_default().to_owned();
    Expression::apply_at(place, inputs, move |values| {
        let (types, file) = (values[0].as_map().cloned().unwrap_or_default(), values[1].as_text());
        let file = file.unwrap_or("a file that it does not name");
        let wrong: Vec<String> = E::FIELDS.iter().filter_map(|field| differs(field, &types)).collect();
        match wrong.is_empty() {
            true => Ok(Value::Null),
            false => Err(format!(
                "`{}` of the stack `{stack}`, exported in {file}, is another one than is imported here: {}",
                E::NAME,
                wrong.join("; ")
            )),
        }
    })
}

fn differs(field: &ExportField, types: &Map) -> Option<String> {
    let wanted = called(field.ty);
    match types.get(field.name).and_then(Value::as_text) {
        None => {
            let names: Vec<&str> = types.keys().map(|name| &**name).collect();
            Some(format!("there is no `{}`, and there are {}", field.name, names.join(", ")))
        }
        Some(given) if given != wanted => {
            Some(format!("`{}` is {given} there, and {wanted} here", field.name))
        }
        Some(_) => None,
    }
}

/// A member of what an export keeps in its inputs, where the output names one.
pub(crate) fn member<'a>(inputs: &'a Map, output: &str) -> Option<&'a Value> {
    inputs.get("values")?.as_map()?.get(output.strip_prefix(MEMBER)?)
}

/// What a stack exports, as its state knows it: [`Graph::supply`](crate::Graph::supply) of an importing stack takes it.
pub fn exports_of(state: &State) -> Supplies {
    let exports = state.resources.iter().filter(|(address, _)| address.kind() == KIND);
    let exports = exports.filter_map(|(address, resource)| Some((address, resource.current.as_ref()?)));
    exports.flat_map(|(address, object)| outputs_of(&state.stack, address, object)).collect()
}

fn outputs_of(stack: &str, address: &Address, object: &Object) -> Vec<(OutputRef, Value)> {
    let Ok(address) = address.in_stack(stack) else { return Vec::new() };
    let output = |output: &str, value: &Value| {
        (OutputRef { address: address.clone(), output: output.into() }, value.clone())
    };
    let own = ["types", "file"].into_iter().filter_map(|name| Some(output(name, object.inputs.get(name)?)));
    let members = object.inputs.get("values").and_then(Value::as_map).into_iter().flat_map(Map::iter);
    own.chain(members.map(|(name, value)| output(&format!("{MEMBER}{name}"), value))).collect()
}

/// What a type holds, in words that tell it from others: `the id of an ec2.Vpc`, `a list of text`.
fn called(ty: Type) -> String {
    match ty {
        Type::Reference { kind, output } => format!("the {output} of {kind}"),
        Type::List(of) => format!("a list of {}", called(*of)),
        Type::Map(of) => format!("names with {}", called(*of)),
        Type::Choice(words) => format!("one of {}", words.join(", ")),
        Type::Block(fields) => {
            let fields: Vec<String> =
                fields.iter().map(|field| format!("{} ({})", field.name, called(field.ty))).collect();
            format!("a block of {}", fields.join(", "))
        }
        Type::Bool | Type::Int | Type::Float | Type::Text | Type::Cidr | Type::Document => {
            ty.noun().to_owned()
        }
    }
}
