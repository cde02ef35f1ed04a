//! The project: one program that declares several stacks, whose outputs it hands from one to the other.
//!
//! - `graph.rs`: the stacks as data, each after those it uses, and what of them is chosen.
//! - `drawing.rs`: drawings of them.

mod drawing;
mod graph;

use std::error::Error;

use crate::Diagnostic;
use crate::diagnostic::{Diagnostics, Place};
use crate::environment::Environment;
use crate::stack::Stack;

pub use graph::{Choice, ProjectGraph};

/// Several stacks of one program.
///
/// A stack is what is planned, locked, journaled, applied and destroyed together. What one of them gives out is used in
/// another as it is in the same: there is no name to invent, and no type to lose.
///
/// ```
/// use ironwright::aws::ec2::{Subnet, Vpc};
/// use ironwright::prelude::*;
///
/// # fn main() -> ironwright::Result<()> {
/// let mut project = Project::new("shop");
/// let vpc = project.stack("network", |stack| Ok(stack.add("main", Vpc::new(cidr("10.0.0.0/16")))))?;
/// project.stack("web", |stack| {
///     stack.add("a", Subnet::new(&vpc, vpc.cidr_block.subnet(4, 0)));
///     Ok(())
/// })?;
/// let graph = project.into_graph()?;
/// assert_eq!(graph.names().collect::<Vec<_>>(), ["network", "web"]);
/// # Ok(())
/// # }
/// ```
pub struct Project {
    name: String,
    environment: Option<Environment>,
    default_tags: Vec<(String, String)>,
    stacks: Vec<(Stack, Place)>,
    problems: Diagnostics,
}

impl Project {
    /// A project without stacks.
    #[track_caller]
    pub fn new(name: &str) -> Self {
        let mut problems = Diagnostics::default();
        if let Err(error) = crate::address::check_stack_name(name) {
            problems.push(Diagnostic::new(format!("the project's name: {error}")).declared(Place::caller()));
        }
        let (default_tags, stacks) = (Vec::new(), Vec::new());
        Self { name: name.to_owned(), environment: None, default_tags, stacks, problems }
    }

    /// The project's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The same project, declared for an environment: all of its stacks are.
    #[must_use]
    pub fn for_environment(mut self, environment: impl Into<Option<Environment>>) -> Self {
        self.environment = environment.into();
        self
    }

    /// The environment that the project is declared for, as `--env` names it.
    pub fn environment(&self) -> Option<&Environment> {
        self.environment.as_ref()
    }

    /// Declares a stack, and returns what its function does: handles, outputs, or a struct of them for the stacks that
    /// follow. Its name is its place in the store and may have slashes, `vpc/ecs`.
    ///
    /// # Errors
    /// The error of the function. What is wrong with the stack itself is told with all else, by
    /// [`Project::into_graph`].
    #[track_caller]
    pub fn stack<T>(
        &mut self,
        name: impl AsRef<str>,
        declare: impl FnOnce(&mut Stack) -> Result<T, Box<dyn Error + Send + Sync>>,
    ) -> Result<T, Box<dyn Error + Send + Sync>> {
        let (name, place) = (name.as_ref(), Place::caller());
        let namesake = self.stacks.iter().find(|(stack, _)| stack.name() == name);
        if let Some((_, first)) = namesake {
            let problem = Diagnostic::new(format!("the stack `{name}` is declared twice, first at {first}"));
            self.problems.push(problem.declared(place).hint("give one of them another name"));
        }
        let mut stack = Stack::new(name).for_environment(self.environment.clone()).in_project();
        for (tag, value) in &self.default_tags {
            stack.default_tag(tag, value);
        }
        let given = declare(&mut stack);
        self.stacks.push((stack, place));
        given
    }

    /// Puts a tag on every resource that takes tags, of all stacks that are declared after this. A stack that says the same
    /// tag goes its own way.
    pub fn default_tag(&mut self, name: &str, value: impl AsRef<str>) {
        self.default_tags.push((name.to_owned(), value.as_ref().to_owned()));
    }

    /// Reports a mistake in the settings or in what the program was given, with the line of the caller.
    #[track_caller]
    pub fn reject(&mut self, message: impl Into<String>, hint: impl Into<String>) {
        self.problems.push(Diagnostic::new(message).declared(Place::caller()).hint(hint));
    }

    /// All that was declared, as data.
    ///
    /// # Errors
    /// Everything that is wrong with the stacks and with what they have of each other, at once.
    pub fn into_graph(self) -> Result<ProjectGraph, Diagnostics> {
        ProjectGraph::build(self.name, self.environment, self.stacks, self.problems)
    }
}
