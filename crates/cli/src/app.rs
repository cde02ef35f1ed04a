//! The front door: a program, and what it brings along beside its stack.

use std::error::Error;
use std::process::ExitCode;
use std::sync::Arc;

use ironwright_core::{Project, Settings, Stack};
use ironwright_engine::{Cloud, OwnKinds};

use crate::invocation::Invocation;
use crate::own::Own;
use crate::program::Program;

/// A program with what it brings along: kinds, clouds and verbs of its own. [`run`](crate::run) is the short form of one
/// that brings nothing.
///
/// ```no_run
/// use std::process::ExitCode;
///
/// use ironwright::prelude::*;
/// use ironwright::{App, Invocation};
///
/// fn shop(stack: &mut Stack, _: &()) -> Result<()> {
///     stack.output("address", "https://shop.example.com");
///     Ok(())
/// }
///
/// /// What `shop address` does.
/// fn address(invocation: &Invocation<'_>) -> Result<()> {
///     invocation.print(&invocation.outputs()?.read::<String>("address")?);
///     Ok(())
/// }
///
/// fn main() -> ExitCode {
///     App::new("shop").verb("address", "Print where the shop is", address).stack(shop).main()
/// }
/// ```
#[must_use]
pub struct App<'a> {
    name: &'a str,
    own: Own<'a>,
}

impl<'a> App<'a> {
    /// A program whose stack has this name.
    pub fn new(name: &'a str) -> Self {
        Self { name, own: Own::default() }
    }

    /// Brings kinds along that no cloud has, with their handlers. `examples/own_kind.rs` shows one.
    ///
    /// On the rehearsal each is played or handled, as its handler says; on every other cloud it is handled.
    pub fn kinds(mut self, kinds: OwnKinds) -> Self {
        self.own.kinds = self.own.kinds.and(kinds);
        self
    }

    /// Brings a cloud along, which `--cloud NAME` chooses beside `rehearsal` and `aws`. What is done there is for real.
    pub fn cloud(mut self, name: &'static str, cloud: Arc<dyn Cloud>) -> Self {
        self.own.clouds.push((name, cloud));
        self
    }

    /// Brings a verb along, beside `up` and all others: its name, a sentence for `--help`, and what it does. What is typed
    /// behind it, options of every verb excepted, are its [arguments](Invocation::arguments).
    pub fn verb(
        mut self,
        name: &'static str,
        about: &'static str,
        run: impl Fn(&Invocation<'_>) -> Result<(), Box<dyn Error + Send + Sync>> + 'a,
    ) -> Self {
        self.own.add_verb(name, about, run);
        self
    }

    /// The function that declares the stack's resources; it is run for every verb that needs to know them, and has no side
    /// effects. Settings come from `--set`, from variables `IRONWRIGHT_…` and from `ironwright.toml`.
    pub fn stack<S: Settings>(
        self,
        program: impl Fn(&mut Stack, &S) -> Result<(), Box<dyn Error + Send + Sync>> + 'a,
    ) -> Runnable<'a> {
        Runnable { program: Program::new(self.name, program).bringing(self.own) }
    }

    /// The function that declares the stacks of a project, instead of the one stack: see [`project`](crate::project).
    pub fn project<S: Settings>(
        self,
        program: impl Fn(&mut Project, &S) -> Result<(), Box<dyn Error + Send + Sync>> + 'a,
    ) -> Runnable<'a> {
        Runnable { program: Program::of_project(self.name, program).bringing(self.own) }
    }
}

/// A program that is complete.
#[must_use]
pub struct Runnable<'a> {
    program: Program<'a>,
}

impl Runnable<'_> {
    /// Runs the program's command line: `main` returns what this returns.
    pub fn main(self) -> ExitCode {
        crate::entry::main(&self.program)
    }
}
