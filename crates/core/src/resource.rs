//! Resources as a program declares them, and the handles it gets back.

use std::collections::BTreeMap;
use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;

use crate::expression::Expression;
use crate::input::{Data, Input, InputMap, Inputs, Output};
use crate::kind::{Field, Kind, OutputField, Replacement, Type};
use crate::printed::marked;
use crate::{Address, Value};

/// A type of resource that a program can declare. `derive(Resource)` implements it.
pub trait Resource: Sized {
    /// What the cloud gives back: the fields of a handle.
    type Outputs: Outputs;

    /// What the engine knows of the kind.
    fn kind() -> &'static Kind;

    /// The inputs that are set, as data.
    fn into_inputs(self) -> Vec<(&'static str, Expression)>;

    /// What else is said of it: [`Declare`] has a setter for each.
    fn options_mut(&mut self) -> &mut Options;
}

/// What the cloud gives back of a kind. `derive(Outputs)` implements it.
pub trait Outputs: Sized {
    /// The outputs.
    const FIELDS: &'static [OutputField];

    /// The outputs of the resource at an address.
    fn of(address: &Address) -> Self;
}

/// A kind whose handle may be given where an id, an ARN or a name of that kind is asked for.
#[diagnostic::on_unimplemented(
    message = "a `{Self}` cannot stand where a `{T}` belongs",
    label = "a `{T}` is wanted here, and this is a handle of a `{Self}`",
    note = "give the handle of the resource that is meant, or one of the outputs that are its fields"
)]
pub trait Yields<T>: Resource {
    /// The output that is meant.
    fn pick(outputs: &Self::Outputs) -> Output<T>;
}

/// A nested block. `derive(Block)` implements it.
pub trait Block {
    /// The properties of the block.
    const FIELDS: &'static [Field];
    /// Whether `new` with the required properties makes one.
    #[doc(hidden)]
    const BY_NEW: bool;

    /// The block as data.
    fn to_expression(&self) -> Expression;
}

/// A Rust type that a field of a resource or block may have.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a property of a kind",
    note = "a property is an `Input<…>`, `Inputs<…>`, `InputMap<…>`, a block, a `Vec` of blocks, or an `Option` of these"
)]
pub trait Property {
    /// What the engine calls it.
    const TYPE: Type;

    /// The property as data; `None` when it is not set.
    fn to_expression(&self) -> Option<Expression>;
}

impl<T: Data> Property for Input<T> {
    const TYPE: Type = T::TYPE;

    fn to_expression(&self) -> Option<Expression> {
        Some(self.expression().clone())
    }
}

impl<T: Data> Property for Inputs<T> {
    const TYPE: Type = Type::List(&T::TYPE);

    fn to_expression(&self) -> Option<Expression> {
        Some(self.expression().clone())
    }
}

impl<T: Data> Property for InputMap<T> {
    const TYPE: Type = Type::Map(&T::TYPE);

    fn to_expression(&self) -> Option<Expression> {
        Some(self.expression())
    }
}

impl<B: Block> Property for Vec<B> {
    const TYPE: Type = Type::List(&Type::Block(B::FIELDS));

    fn to_expression(&self) -> Option<Expression> {
        if self.is_empty() {
            return None;
        }
        Some(Expression::List(self.iter().map(Block::to_expression).collect()))
    }
}

impl<B: Block> Property for B {
    const TYPE: Type = Type::Block(B::FIELDS);

    fn to_expression(&self) -> Option<Expression> {
        Some(Block::to_expression(self))
    }
}

impl<P: Property> Property for Option<P> {
    const TYPE: Type = P::TYPE;

    fn to_expression(&self) -> Option<Expression> {
        self.as_ref().and_then(Property::to_expression)
    }
}

/// Gathers the members of a block; `derive(Block)` calls it.
#[doc(hidden)]
pub fn block_expression(members: impl IntoIterator<Item = (&'static str, Option<Expression>)>) -> Expression {
    let members: BTreeMap<Arc<str>, Expression> =
        members.into_iter().filter_map(|(name, member)| Some((name.into(), member?))).collect();
    Expression::Map(Arc::new(members))
}

/// A document of free form, such as an IAM policy: data with outputs inside.
#[derive(Clone, Debug, PartialEq)]
pub struct Document(pub Value);

impl Data for Document {
    const TYPE: Type = Type::Document;

    fn encode(&self) -> Value {
        self.0.clone()
    }

    fn decode(value: &Value) -> Result<Self, String> {
        Ok(Self(value.clone()))
    }
}

/// The handle of a declared resource: its fields are the typed outputs of the kind.
pub struct Declared<R: Resource> {
    address: Address,
    outputs: R::Outputs,
}

impl<R: Resource> Declared<R> {
    pub(crate) fn new(address: Address) -> Self {
        let outputs = R::Outputs::of(&address);
        Self { address, outputs }
    }

    /// The resource's address.
    pub fn address(&self) -> &Address {
        &self.address
    }
}

impl<R: Resource> Deref for Declared<R> {
    type Target = R::Outputs;

    fn deref(&self) -> &R::Outputs {
        &self.outputs
    }
}

impl<R: Resource> Clone for Declared<R> {
    fn clone(&self) -> Self {
        Self::new(self.address.clone())
    }
}

impl<R: Resource> std::fmt::Debug for Declared<R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        marked(f, &self.address)
    }
}

impl<T, R: Yields<T>> From<Declared<R>> for Input<T> {
    fn from(declared: Declared<R>) -> Self {
        (&declared).into()
    }
}

impl<T, R: Yields<T>> From<&Declared<R>> for Input<T> {
    fn from(declared: &Declared<R>) -> Self {
        R::pick(&declared.outputs).into()
    }
}

/// What names a resource: a handle, or the text of an address.
pub trait Addressed {
    /// The address, or what is wrong with the text.
    ///
    /// # Errors
    /// When a text is not an address.
    fn address(&self) -> Result<Address, String>;
}

impl<R: Resource> Addressed for Declared<R> {
    fn address(&self) -> Result<Address, String> {
        Ok(self.address.clone())
    }
}

impl Addressed for str {
    fn address(&self) -> Result<Address, String> {
        self.parse().map_err(|e: crate::address::AddressError| e.to_string())
    }
}

impl<A: Addressed + ?Sized> Addressed for &A {
    fn address(&self) -> Result<Address, String> {
        (**self).address()
    }
}

impl Addressed for Address {
    fn address(&self) -> Result<Address, String> {
        Ok(self.clone())
    }
}

/// What a program says of a resource beyond its properties.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Never deleted, never replaced.
    pub protect: bool,
    /// Left in the cloud when it leaves the program or is replaced.
    pub retain: bool,
    /// Properties whose differences are not acted upon.
    pub ignore_changes: Vec<String>,
    /// Properties whose changes replace the resource.
    pub replace_on_change: Vec<String>,
    /// What a replacement does first.
    pub replacement: Option<Replacement>,
    /// A value whose change replaces the resource.
    pub replace_when: Option<Expression>,
    /// Whether this run replaces it, though nothing has changed: `up --replace`.
    pub replace_now: bool,
    /// What must exist before, though no property refers to it.
    pub depends_on: Vec<Result<Address, String>>,
    /// Former addresses: a scope path and a name, `vpc/main`.
    pub renamed_from: Vec<String>,
    /// The physical id of an existing resource to adopt instead of creating one.
    pub import: Option<String>,
    /// How long a step may wait, instead of the kind's own time.
    pub timeout: Option<Duration>,
}

/// Options that every resource takes, chained among its own setters.
///
/// ```
/// use ironwright::core::builtin::Record;
/// use ironwright::prelude::*;
///
/// let mut stack = Stack::new("demo");
/// stack.add("motto", Record::of("slow and steady").protect().replace_when(1));
/// ```
pub trait Declare: Resource {
    /// Refuses to delete or replace the resource, also after its declaration has gone: the state remembers it.
    fn protect(self) -> Self {
        self.option(|options| options.protect = true)
    }

    /// Leaves the resource in the cloud when its declaration goes, the stack is destroyed, or another one replaces it:
    /// it is forgotten. A replacement that needs the name of what stays is an error of the plan.
    fn retain(self) -> Self {
        self.option(|options| options.retain = true)
    }

    /// Does not act upon differences of these properties: `["desired_count"]`, `["containers[\"nginx\"].image"]`.
    fn ignore_changes<P: Into<String>>(self, properties: impl IntoIterator<Item = P>) -> Self {
        self.option(|options| options.ignore_changes.extend(properties.into_iter().map(Into::into)))
    }

    /// Replaces the resource when one of these properties changes, though AWS could change it in place.
    fn replace_on_change<P: Into<String>>(self, properties: impl IntoIterator<Item = P>) -> Self {
        self.option(|options| options.replace_on_change.extend(properties.into_iter().map(Into::into)))
    }

    /// A replacement makes the new resource before it deletes the old one.
    fn create_before_delete(self) -> Self {
        self.option(|options| options.replacement = Some(Replacement::CreateFirst))
    }

    /// A replacement deletes the old resource before it makes the new one.
    fn delete_before_create(self) -> Self {
        self.option(|options| options.replacement = Some(Replacement::DeleteFirst))
    }

    /// Replaces the resource whenever this value is another than at the last `up`.
    #[track_caller]
    fn replace_when<T: Data>(self, value: impl Into<Output<T>>) -> Self {
        let expression = value.into().expression().clone();
        self.option(|options| options.replace_when = Some(expression))
    }

    /// Comes after another resource, though no property refers to it: a handle, or the text of an address.
    fn depends_on(self, other: &(impl Addressed + ?Sized)) -> Self {
        let address = other.address();
        self.option(|options| options.depends_on.push(address))
    }

    /// Comes after several others, `&permissions` of a list of handles; of handles of different kinds, give their addresses:
    /// `[role.address(), group.address()]`.
    fn depends_on_all<A: Addressed>(self, others: impl IntoIterator<Item = A>) -> Self {
        self.option(|options| options.depends_on.extend(others.into_iter().map(|other| other.address())))
    }

    /// Was declared under another name or scope before: `"public"`, or `"network/public"` for another scope, or
    /// `"/public"` for none. An old address that is still declared, or that two resources were, is an error of the program.
    fn renamed_from(self, former: impl Into<String>) -> Self {
        let former = former.into();
        self.option(|options| options.renamed_from.push(former))
    }

    /// Adopts the existing resource with this physical id instead of creating one.
    fn import(self, physical_id: impl Into<String>) -> Self {
        let id = physical_id.into();
        self.option(|options| options.import = Some(id))
    }

    /// Waits at most so long in a step of this resource: until it is ready, until what it needs is ready and, when it is
    /// deleted, until nothing holds on to it any more. Without it, the engine's options decide: twenty minutes.
    fn timeout(self, limit: Duration) -> Self {
        self.option(|options| options.timeout = Some(limit))
    }

    /// Changes the options.
    #[doc(hidden)]
    fn option(mut self, edit: impl FnOnce(&mut Options)) -> Self {
        edit(self.options_mut());
        self
    }
}

impl<R: Resource> Declare for R {}
