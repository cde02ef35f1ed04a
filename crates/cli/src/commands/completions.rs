//! `completions`: a script that completes this command line in a shell.

use std::env;
use std::path::Path;

use clap::CommandFactory as _;
use clap_complete::{Shell, generate};

use crate::arguments::Arguments;
use crate::exit::Exit;
use crate::screen::Screen;

pub(super) fn run(shell: Shell) -> Exit {
    let path = env::args_os().next().unwrap_or_default();
    let name = Path::new(&path).file_name().unwrap_or_default().to_string_lossy().into_owned();
    let mut script = Vec::new();
    generate(shell, &mut Arguments::command(), name, &mut script);
    Screen::raw(&String::from_utf8_lossy(&script));
    Exit::Success
}
