//! `completions`: a script that completes this command line in a shell.

use std::env;
use std::path::Path;

use clap::CommandFactory as _;
use clap_complete::{Shell, generate};

use crate::arguments::Arguments;
use crate::exit::Exit;
use crate::screen::Screen;
use crate::typed;

pub(super) fn run(shell: Shell) -> Exit {
    let path = env::args_os().next().unwrap_or_default();
    let name = Path::new(&path).file_name().unwrap_or_default().to_string_lossy().into_owned();
    let written = |name: &str| {
        let mut script = Vec::new();
        generate(shell, &mut Arguments::command(), name, &mut script);
        String::from_utf8_lossy(&script).into_owned()
    };
    Screen::raw(&match shell {
        // The words that this script makes of verbs go wrong with hyphens in the program's name.
        Shell::Bash => {
            let inside = name.replace(|c: char| !c.is_ascii_alphanumeric(), "_");
            bash(&written(&inside), &inside, &name)
        }
        _ => written(&name),
    });
    Exit::Success
}

/// The script for a program with a name that is safe inside of it, for the program's own name.
fn bash(script: &str, inside: &str, name: &str) -> String {
    let named = |line: &str| match line.strip_suffix(inside) {
        Some(start) if line.trim_start().starts_with("complete ") => {
            format!("{start}-- {}", typed::quoted(name))
        }
        _ => line.to_owned(),
    };
    script.split('\n').map(named).collect::<Vec<_>>().join("\n")
}
