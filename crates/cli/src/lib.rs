//! The command line that every program brings along: verbs, settings, progress, exit codes. The only crate that prints.
//!
//! [`run`] is all there is to call. Each verb is a file of `commands`; what `up` and `destroy` share is `change`.

mod commands;

mod arguments;
mod asked;
mod exit;

mod change;
mod least;
mod summary;

mod buckets;
mod clouds;
mod consent;
mod environments;
mod interrupts;
mod kept;
mod kms;
mod program;
mod project;
mod session;
mod settings;
mod stores;

mod failure;
mod holders;
mod meant;
mod mistyped;
mod paint;
mod progress;
mod screen;
mod typed;
mod vault;
mod words;

use std::error::Error;
use std::process::ExitCode;

use clap::FromArgMatches as _;
use ironwright_core::{Settings, Stack};

pub use crate::settings::LoadSettings;

use crate::arguments::Arguments;
use crate::asked::Asked;
use crate::failure::Failure;
use crate::program::{Program, caught, keep_panics_quiet, panicked};
use crate::project::Project;
use crate::screen::Screen;
use crate::session::Session;

/// Runs a program's command line: `main` is this one call.
///
/// `name` is the stack's name. `program` declares its resources; it is run for every verb that needs to know them, and
/// has no side effects. Settings come from `--set`, from variables `IRONWRIGHT_…` and from `ironwright.toml`.
///
/// ```no_run
/// use std::process::ExitCode;
///
/// use ironwright::prelude::*;
///
/// fn main() -> ExitCode {
///     ironwright::run("demo", |stack: &mut Stack, _: &()| {
///         stack.output("greeting", "hello".to_owned());
///         Ok(())
///     })
/// }
/// ```
pub fn run<S: Settings>(
    name: &str,
    program: impl Fn(&mut Stack, &S) -> Result<(), Box<dyn Error + Send + Sync>>,
) -> ExitCode {
    keep_panics_quiet();
    let typed =
        arguments::command(Screen::columns()).try_get_matches().and_then(|m| Arguments::from_arg_matches(&m));
    let Arguments { command, mut global } = match typed {
        Ok(arguments) => arguments,
        Err(error) => return Screen::end(mistyped::answer(name, &meant::suggested(name, error))).into(),
    };
    let screen = Screen::new(global.json, global.color);
    let program = Program::new(name, program);
    let project = Project::find();
    let run = || {
        environments::meant(&command, &mut global)?;
        let asked = Asked { program: &program, global: &global, project: &project };
        let place = stores::of(&command, asked)?;
        let vault = vault::of(&command, asked, place.is_shared())?;
        let session = Session::new(program, global, screen, project, place, vault);
        environments::check(&session, &command)?;
        commands::run(&session, &command)
    };
    let ended = caught(run).unwrap_or_else(|panic| {
        let hint = "this is a defect of Ironwright: please report it with the command and this line";
        Err(Failure::failed(panic, hint))
    });
    let exit = ended.unwrap_or_else(|failure| {
        screen.failure(&failure);
        failure.exit
    });
    for place in panicked() {
        screen.panicked(&place);
    }
    Screen::end(exit).into()
}

#[cfg(test)]
#[path = "../tests/plans/mod.rs"]
mod plans;
