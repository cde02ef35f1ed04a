//! From `main` to the verb that was typed, and back to an exit code.

use std::process::ExitCode;

use crate::arguments::Arguments;
use crate::asked::Asked;
use crate::failure::Failure;
use crate::own::Own;
use crate::program::{Program, caught, keep_panics_quiet, panicked};
use crate::project::Project;
use crate::screen::Screen;
use crate::session::Session;
use crate::{commands, environments, meant, mistyped, stores, vault};

/// Runs what was typed.
pub(crate) fn main(program: Program<'_>, own: &Own<'_>) -> ExitCode {
    keep_panics_quiet();
    let matches = own.command(Screen::columns()).try_get_matches();
    let Arguments { command, mut global } = match matches.and_then(|matches| own.typed(&matches)) {
        Ok(arguments) => arguments,
        Err(error) => {
            return Screen::end(mistyped::answer(program.name, &meant::suggested(error, own.command(None))))
                .into();
        }
    };
    let screen = Screen::new(global.json, global.color);
    let project = Project::find();
    let run = || {
        own.check()?;
        let registry = own.registry()?;
        environments::meant(&command, &mut global)?;
        let asked = Asked { program: &program, global: &global, project: &project };
        let place = stores::of(&command, asked)?;
        let vault = vault::of(&command, asked, place.is_shared())?;
        let session = Session::new(program, own, registry, global, screen, project, place, vault);
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
