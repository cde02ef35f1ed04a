//! From `main` to the verb that was typed, and back to an exit code.

use std::process::ExitCode;

use crate::arguments::Arguments;
use crate::asked::Asked;
use crate::failure::Failure;
use crate::program::{Program, caught, keep_panics_quiet, panicked};
use crate::project::Project;
use crate::screen::Screen;
use crate::session::Session;
use crate::{commands, environments, meant, mistyped, stacks};

/// Runs what was typed.
pub(crate) fn main(program: &Program<'_>) -> ExitCode {
    keep_panics_quiet();
    let matches = program.own.command(Screen::columns()).try_get_matches();
    let Arguments { command, mut global } = match matches.and_then(|matches| program.own.typed(&matches)) {
        Ok(arguments) => arguments,
        Err(error) => {
            let error = meant::suggested(error, program.own.command(None).bin_name(program.name));
            return Screen::end(mistyped::answer(program.name, &error)).into();
        }
    };
    let screen = Screen::new(global.json, global.color);
    let project = Project::find();
    let run = || {
        program.own.check()?;
        environments::meant(&command, &mut global)?;
        let asked = Asked { program, stack: program.name, global: &global, project: &project };
        if program.is_project() {
            return stacks::run(asked, &command, screen);
        }
        stacks::refuse_others(program.name, &global)?;
        let session = Session::new(asked, &command, screen)?;
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
