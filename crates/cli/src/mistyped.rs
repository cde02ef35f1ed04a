//! What is answered where no verb was understood: help, the version, or what is wrong with the command line.

use std::env;
use std::ffi::OsString;
use std::io::{self, IsTerminal as _};

use clap::error::{ContextKind, ContextValue, ErrorKind};
use ironwright_core::Diagnostic;

use crate::arguments::{Color, OWN_VARIABLES};
use crate::commands::version;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::screen::Screen;

/// Answers a command line that holds no verb to carry out.
pub(crate) fn answer(name: &str, error: &clap::Error) -> Exit {
    let typed = || env::args_os().skip(1).take_while(|word| word != "--");
    let screen = Screen::new(typed().any(|word| word == "--json"), Color::Auto);
    if let Some(variable) = empty_variable(error) {
        let hint = "unset it, or give it a value";
        screen.failure(&Failure::wrong(format!("the variable {variable} is empty"), hint));
        return Exit::Wrong;
    }
    match error.kind() {
        ErrorKind::DisplayVersion => return version::run(screen, name),
        ErrorKind::DisplayHelp => Screen::raw(&rendered(error)),
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand if screen.json => {
            screen.failure(&Failure::wrong("there is no verb", "`--help` shows which there are"));
        }
        _ if screen.json => screen.failure(&failure(&error.render().to_string())),
        _ => {
            // Where stderr cannot be written, nobody is to be told.
            let _ = error.print();
        }
    }
    if error.use_stderr() { Exit::Wrong } else { Exit::Success }
}

/// The variable that is set to nothing, if that is what is wrong: nobody has typed the option that is complained about.
fn empty_variable(error: &clap::Error) -> Option<&'static str> {
    let said = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.as_str(),
        _ => "",
    };
    let option = said(ContextKind::InvalidArg).split(' ').next().unwrap_or_default();
    let typed = |word: OsString| word.to_string_lossy().starts_with(option);
    if option.is_empty() || !said(ContextKind::InvalidValue).is_empty() || env::args_os().any(typed) {
        return None;
    }
    let of_option = |name: &str| name["IRONWRIGHT_".len()..].to_lowercase().replace('_', "-") == option[2..];
    OWN_VARIABLES.into_iter().find(|name| of_option(name))
}

/// Help, with its bold and underlined words where they are read on a terminal.
fn rendered(error: &clap::Error) -> String {
    let text = error.render();
    let plain = anstream::AutoStream::choice(&io::stdout()) == anstream::ColorChoice::Never;
    if plain || !io::stdout().is_terminal() { text.to_string() } else { text.ansi().to_string() }
}

/// The sentence is the error; what stands below it leads on.
fn failure(text: &str) -> Failure {
    let text = text.strip_prefix("error: ").unwrap_or(text);
    let (message, rest) = text.split_once("\n\n").unwrap_or((text, ""));
    let on_a_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let (message, hint) = (on_a_line(message), on_a_line(rest));
    let diagnostic = Diagnostic::new(message);
    let diagnostic = if hint.is_empty() { diagnostic } else { diagnostic.hint(hint) };
    Failure { exit: Exit::Wrong, diagnostics: vec![diagnostic] }
}
