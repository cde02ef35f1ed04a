//! `completions`: a script that completes this command line in a shell.

use std::env;
use std::path::Path;

use clap::CommandFactory as _;
use clap_complete::{Shell, generate};

use crate::arguments::Arguments;
use crate::exit::Exit;
use crate::failure::Result;
use crate::session::Session;

pub(super) fn run(session: &Session<'_>, shell: Shell) -> Result<Exit> {
    let path = env::args_os().next().unwrap_or_default();
    let name = Path::new(&path).file_name().unwrap_or_default().to_string_lossy().into_owned();
    let mut script = Vec::new();
    generate(shell, &mut Arguments::command(), name, &mut script);
    session.screen.raw(&String::from_utf8_lossy(&script));
    Ok(Exit::Success)
}
