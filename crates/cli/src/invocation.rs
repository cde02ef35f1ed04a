//! What a verb of a program's own is given.

use std::error::Error;

use ironwright_core::{Diagnostics, Environment, Graph, Map, State};
use ironwright_engine::store::View as _;

use crate::failure::Failure;
use crate::screen::Screen;
use crate::session::Session;

/// A verb of a program's own that was typed, and what it may look at: what the program declares, and what is known to
/// exist. Nothing of it writes to the state.
pub struct Invocation<'a> {
    session: &'a Session<'a>,
    arguments: &'a [String],
}

type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

impl<'a> Invocation<'a> {
    pub(crate) fn new(session: &'a Session<'a>, arguments: &'a [String]) -> Self {
        Self { session, arguments }
    }

    /// What is typed behind the verb.
    pub fn arguments(&self) -> &[String] {
        self.arguments
    }

    /// The stack's name.
    pub fn stack(&self) -> &str {
        &self.session.stack
    }

    /// The environment that `--env` names.
    pub fn environment(&self) -> Option<&Environment> {
        self.session.global.env.as_ref()
    }

    /// Whether JSON is asked for.
    pub fn wants_json(&self) -> bool {
        self.session.screen.json
    }

    /// Writes a line to stdout; a reader who has gone is no reason to fail.
    pub fn print(&self, line: &str) {
        Screen::raw(&format!("{line}\n"));
    }

    /// What the program declares.
    ///
    /// # Errors
    /// Everything that is wrong with the settings or the program.
    pub fn graph(&self) -> Result<Graph> {
        self.session.graph().map_err(told)
    }

    /// What is known to exist; nothing before the first `up`.
    ///
    /// # Errors
    /// When the state cannot be read.
    pub fn state(&self) -> Result<State> {
        let runtime = self.session.runtime().map_err(told)?;
        Ok(runtime.block_on(self.session.store().load())?)
    }

    /// The stack's outputs as the last run left them; nothing before the first `up`. Secrets are in it, and hide themselves
    /// where they are printed.
    ///
    /// # Errors
    /// When the state cannot be read.
    pub fn outputs(&self) -> Result<Map> {
        Ok(self.state()?.outputs)
    }
}

fn told(failure: Failure) -> Box<dyn Error + Send + Sync> {
    Diagnostics(failure.diagnostics).into()
}
