//! Resources of kinds that are made at run time: declared by the names of properties, with the checks of a typed builder.

use super::Stack;
use crate::Address;
use crate::diagnostic::{Diagnostic, Place, nearest};
use crate::expression::Expression;
use crate::input::{Data, Output};
use crate::kind::{KindRef, accepts};
use crate::printed::marked;
use crate::resource::{Addressed, Declare, Options};

/// A resource of a kind that a [`KindBuilder`](crate::kind::KindBuilder) made, or of any other, to be declared with
/// [`Stack::add_dynamic`].
///
/// It takes the options of every resource, as a typed one does: `protect`, `depends_on`, `import` and so on.
///
/// ```
/// use ironwright::core::kind::{Holds, InputBuilder, OutputBuilder};
/// use ironwright::core::{DynamicResource, Kind};
/// use ironwright::prelude::*;
///
/// let monitor = Kind::builder("acme.Monitor")
///     .doc("A page that is looked at every minute.")
///     .page("https://example.com/monitors")
///     .id("monitor-{hex:12}")
///     .input(InputBuilder::new("url", Holds::Text, "What is looked at.").required())
///     .output(OutputBuilder::new("page", Holds::Text, "Its results.").template("https://status.example.com/{id}"))
///     .build()?;
///
/// let mut stack = Stack::new("shop");
/// let front = stack.add_dynamic("front", DynamicResource::new(monitor).set("url", "https://example.com").protect());
/// stack.output("status", front.output::<String>("page"));
/// assert!(stack.graph().is_ok());
/// # Ok::<(), ironwright::core::Diagnostics>(())
/// ```
#[must_use]
pub struct DynamicResource {
    kind: KindRef,
    inputs: Vec<(&'static str, Expression)>,
    options: Options,
    problems: Vec<Diagnostic>,
}

impl DynamicResource {
    /// A resource of the kind, of which nothing is said yet.
    pub fn new(kind: KindRef) -> Self {
        Self { kind, inputs: Vec::new(), options: Options::default(), problems: Vec::new() }
    }

    /// Sets an input to a literal or to an output of another resource; a nested block is a
    /// [`Document`](crate::Document). What the kind does not know, or is not of its type, is an error of the program.
    #[track_caller]
    pub fn set<T: Data>(mut self, input: &str, value: impl Into<Output<T>>) -> Self {
        let place = Place::caller();
        let mut wrong = |message: String, hint: String| {
            self.problems.push(Diagnostic::new(message).property(input).declared(place).hint(hint));
        };
        match self.kind.input(input) {
            None => wrong(
                format!("{} has no input `{input}`", self.kind.name),
                near(input, self.kind.inputs.iter().map(|field| field.name)),
            ),
            Some(field) if !accepts(&field.ty, &T::TYPE) => wrong(
                format!("is {}, and {} is wanted", T::TYPE.noun(), field.ty.noun()),
                field.doc.to_owned(),
            ),
            Some(field) => {
                self.inputs.retain(|(name, _)| *name != field.name);
                self.inputs.push((field.name, value.into().expression().clone()));
            }
        }
        self
    }
}

impl Declare for DynamicResource {
    fn option(mut self, edit: impl FnOnce(&mut Options)) -> Self {
        edit(&mut self.options);
        self
    }
}

/// The handle of a resource that was declared by names.
#[derive(Clone)]
pub struct DynamicHandle {
    kind: KindRef,
    address: Address,
}

impl DynamicHandle {
    /// The resource's address.
    pub fn address(&self) -> &Address {
        &self.address
    }

    /// One of its outputs, as the type that it is. An output that the kind does not have, or not of that type, is an error
    /// of the program where it is used.
    #[track_caller]
    pub fn output<T: Data>(&self, name: &str) -> Output<T> {
        let wrong = |message: String| Output::new(Expression::invalid(message));
        match self.kind.output(name) {
            None => {
                let near = near(name, self.kind.outputs.iter().map(|output| output.name));
                wrong(format!("{} has no output `{name}`: {near}", self.kind.name))
            }
            Some(output) if !accepts(&T::TYPE, &output.ty) => wrong(format!(
                "the output `{name}` of {} is {}, and {} is wanted",
                self.kind.name,
                output.ty.noun(),
                T::TYPE.noun()
            )),
            Some(_) => Output::of(&self.address, name),
        }
    }
}

impl Addressed for DynamicHandle {
    fn address(&self) -> Result<Address, String> {
        Ok(self.address.clone())
    }
}

impl std::fmt::Debug for DynamicHandle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        marked(f, &self.address)
    }
}

impl Stack {
    /// Declares a resource by the names of its properties under a logical name, as [`Stack::add`] does a typed one.
    #[track_caller]
    pub fn add_dynamic(&mut self, name: impl AsRef<str>, resource: DynamicResource) -> DynamicHandle {
        let DynamicResource { kind, inputs, options, problems } = resource;
        let address = self.declare(kind, name.as_ref(), inputs, options, Place::caller());
        let problems = problems.into_iter().map(|problem| problem.at(&address));
        problems.for_each(|problem| self.problem(problem));
        DynamicHandle { kind, address }
    }
}

/// What to write instead of a name that nobody knows.
fn near(name: &str, names: impl Iterator<Item = &'static str> + Clone) -> String {
    match nearest(name, names.clone()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("there are {}", names.collect::<Vec<_>>().join(", ")),
    }
}
