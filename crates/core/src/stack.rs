//! The stack: what a program declares its resources on.
//!
//! - `scopes.rs`: what is said of a scope, and holds for all that is declared in it.
//! - `each.rs`: a change of all resources at once.

mod each;
mod scopes;

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use crate::Address;
use crate::address::check_name;
use crate::diagnostic::{Diagnostic, Diagnostics, Place};
use crate::environment::Environment;
use crate::expression::Expression;
use crate::graph::{Graph, Node, Paths};
use crate::input::{Data, Output};
use crate::kind::Type;
use crate::printed;
use crate::resource::{Declared, Resource};

pub use each::AnyResource;
pub(crate) use each::Each;
pub(crate) use scopes::{DefaultTags, FormerScopes};

/// A set of resources that is planned, applied and destroyed together, under one name.
///
/// Declaring has no side effects: the same program is previewed, applied, drawn and tested. A scope of a stack is a
/// `Stack` too, so a reusable part is a function that takes one.
pub struct Stack {
    program: Rc<RefCell<Program>>,
    scope: String,
}

/// Where a stack belongs: resources of one account and region.
#[derive(Clone, PartialEq, Eq, Debug, Default, serde::Serialize, serde::Deserialize)]
pub struct Location {
    /// The account's number.
    pub account: String,
    /// The region's name.
    pub region: String,
}

#[derive(Clone, Default)]
pub(crate) struct Program {
    pub(crate) name: String,
    pub(crate) environment: Option<Environment>,
    pub(crate) nodes: Vec<Node>,
    pub(crate) outputs: Vec<StackOutput>,
    pub(crate) default_tags: DefaultTags,
    pub(crate) former_scopes: FormerScopes,
    pub(crate) each: Vec<Each>,
    pub(crate) location: Option<Location>,
    pub(crate) problems: Diagnostics,
}

/// A named, typed result of a stack.
#[derive(Clone, Debug)]
pub struct StackOutput {
    /// Its name.
    pub name: Arc<str>,
    /// What it holds.
    pub ty: Type,
    /// What it will be.
    pub expression: Expression,
    /// Where it was declared.
    pub place: Place,
}

impl Stack {
    /// An empty stack.
    #[track_caller]
    pub fn new(name: &str) -> Self {
        let mut problems = Diagnostics::default();
        if let Err(error) = check_name(name) {
            problems.push(Diagnostic::new(format!("the stack's name: {error}")).declared(Place::caller()));
        }
        let program = Program { name: name.to_owned(), problems, ..Program::default() };
        Self { program: Rc::new(RefCell::new(program)), scope: String::new() }
    }

    /// The stack's name.
    pub fn name(&self) -> String {
        self.program.borrow().name.clone()
    }

    /// The same stack, declared for an environment: an instance of it, with a state of its own.
    #[must_use]
    pub fn for_environment(self, environment: impl Into<Option<Environment>>) -> Self {
        self.program.borrow_mut().environment = environment.into();
        self
    }

    /// The environment that the stack is declared for, as `--env` names it; nothing for a stack that has only one.
    ///
    /// ```
    /// # use ironwright_core::Stack;
    /// # let stack = Stack::new("web");
    /// let replicas = if stack.environment().is_some_and(|environment| environment == "prod") { 3 } else { 1 };
    /// # assert_eq!(replicas, 1);
    /// ```
    pub fn environment(&self) -> Option<Environment> {
        self.program.borrow().environment.clone()
    }

    /// Declares a resource under a logical name and returns its handle.
    ///
    /// The name is its identity together with the kind and the scope: renaming it without `renamed_from` deletes one
    /// resource and creates another.
    #[track_caller]
    pub fn add<R: Resource>(&mut self, name: impl AsRef<str>, resource: R) -> Declared<R> {
        let (place, kind) = (Place::caller(), R::kind());
        let mut resource = resource;
        let options = std::mem::take(resource.options_mut());
        let mut program = self.program.borrow_mut();
        let address = Address::new(&self.scope, kind.name, name.as_ref()).unwrap_or_else(|error| {
            program.problems.push(Diagnostic::new(format!("{}: {error}", kind.name)).declared(place));
            let stand_in = format!("invalid-name-{}", program.nodes.len());
            Address::new("", kind.name, &stand_in).expect("a stand-in is a name")
        });
        program.nodes.push(Node {
            address: address.clone(),
            kind,
            inputs: resource.into_inputs(),
            options,
            paths: Paths::default(),
            place,
        });
        Declared::new(address)
    }

    /// A scope: what is declared on it carries its name, so that a part can be used twice.
    ///
    /// ```
    /// # use ironwright::prelude::*;
    /// fn part(stack: &mut Stack) { /* declares several resources */ }
    ///
    /// let mut stack = Stack::new("demo");
    /// part(&mut stack.scope("blue"));
    /// part(&mut stack.scope("green"));
    /// ```
    #[track_caller]
    pub fn scope(&self, name: impl AsRef<str>) -> Self {
        let (name, place) = (name.as_ref(), Place::caller());
        if let Err(error) = check_name(name) {
            self.problem(Diagnostic::new(format!("scope: {error}")).declared(place));
            return Self { program: Rc::clone(&self.program), scope: self.scope.clone() };
        }
        let scope = if self.scope.is_empty() { name.to_owned() } else { format!("{}/{name}", self.scope) };
        Self { program: Rc::clone(&self.program), scope }
    }

    /// Says that the scope had another name: what is declared in it is known by its former addresses too, and nothing is
    /// replaced. `"net"` was beside where it is now, `"old/net"` is a whole path, and `"/"` was no scope at all.
    ///
    /// ```
    /// # use ironwright::prelude::*;
    /// let mut stack = Stack::new("demo");
    /// let network = stack.scope("network").renamed_from("net");
    /// ```
    #[track_caller]
    pub fn renamed_from(self, former: impl Into<String>) -> Self {
        let (former, place) = (former.into(), Place::caller());
        let parts = || former.split('/').filter(|part| !part.is_empty());
        let wrong = match parts().find_map(|part| check_name(part).err()) {
            _ if self.scope.is_empty() => Some("the stack itself is no scope".to_owned()),
            Some(error) => Some(error.to_string()),
            None => former.is_empty().then(|| "a name may not be empty".to_owned()),
        };
        match wrong {
            None => self.program.borrow_mut().former_scopes.add(&self.scope, former),
            Some(wrong) => self.problem(
                Diagnostic::new(format!("`renamed_from` of a scope: {wrong}"))
                    .declared(place)
                    .hint("write the scope's former name, `net`, its whole path, `old/net`, or `/` where it was none"),
            ),
        }
        self
    }

    /// Runs a function over every resource of the stack, or of the scope: those that are declared already and those that
    /// still will be. Several run in the order in which they were given, once all is declared.
    ///
    /// ```
    /// # use ironwright::prelude::*;
    /// # let mut stack = Stack::new("demo");
    /// stack.each(|resource| {
    ///     if resource.kind().starts_with("ec2.") {
    ///         resource.options().protect = true;
    ///     }
    /// });
    /// ```
    pub fn each(&mut self, change: impl Fn(&mut AnyResource<'_>) + 'static) {
        self.program.borrow_mut().each.push(Each::new(&self.scope, change));
    }

    fn problem(&self, problem: Diagnostic) {
        self.program.borrow_mut().problems.push(problem);
    }

    /// Publishes a value under a name: shown after `up`, and by `outputs` for scripts.
    #[track_caller]
    pub fn output<T: Data>(&mut self, name: &str, value: impl Into<Output<T>>) {
        let place = Place::caller();
        let mut program = self.program.borrow_mut();
        if program.outputs.iter().any(|output| &*output.name == name) {
            let problem = Diagnostic::new(format!("the output `{name}` is declared twice")).declared(place);
            program.problems.push(problem.hint("give each output a name of its own"));
        }
        let printed = printed::problem(&name.into()).map(|problem| problem.declared(place));
        if let Some(problem) = printed {
            program.problems.push(problem.hint("a name is plain text"));
        }
        let expression = value.into().expression().clone();
        program.outputs.push(StackOutput { name: name.into(), ty: T::TYPE, expression, place });
    }

    /// Puts a tag on every resource of the stack, or of the scope, that takes tags, whether it is declared before or after.
    /// A scope in it that says the same tag, and a resource that sets it, go their own way.
    ///
    /// ```
    /// # use ironwright::prelude::*;
    /// let mut stack = Stack::new("demo");
    /// stack.default_tag("team", "web");
    /// stack.scope("logs").default_tag("team", "audit");
    /// ```
    #[track_caller]
    pub fn default_tag(&mut self, name: &str, value: impl AsRef<str>) {
        let printed = [name, value.as_ref()].into_iter().find_map(|text| printed::problem(&text.into()));
        let place = Place::caller();
        match printed {
            None => self.program.borrow_mut().default_tags.set(&self.scope, name, value.as_ref()),
            Some(problem) => self.problem(
                problem.declared(place).hint("a default tag is plain text; set one with an output by `each`"),
            ),
        }
    }

    /// Binds the stack to an account and a region: another one is refused.
    pub fn located(&mut self, account: impl Into<String>, region: impl Into<String>) {
        self.program.borrow_mut().location =
            Some(Location { account: account.into(), region: region.into() });
    }

    /// Reports a mistake in the settings or in what the program was given, with the line of the caller.
    #[track_caller]
    pub fn reject(&mut self, message: impl Into<String>, hint: impl Into<String>) {
        let problem = Diagnostic::new(message).declared(Place::caller()).hint(hint);
        self.program.borrow_mut().problems.push(problem);
    }

    /// The dependency graph of all that was declared.
    ///
    /// # Errors
    /// Everything that is wrong with the program, at once.
    pub fn graph(&self) -> Result<Graph, Diagnostics> {
        Graph::build(self.program.borrow().clone())
    }

    /// The dependency graph of all that was declared, made of it instead of a copy; scopes of the stack are empty then.
    ///
    /// # Errors
    /// As for [`Stack::graph`].
    pub fn into_graph(self) -> Result<Graph, Diagnostics> {
        Graph::build(self.program.take())
    }
}
