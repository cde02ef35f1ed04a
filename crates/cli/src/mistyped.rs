//! What is answered where no verb was understood: help, the version, or what is wrong with the command line.

use std::env;
use std::io::{self, IsTerminal as _};

use clap::error::ErrorKind;
use ironwright_core::Diagnostic;

use crate::arguments::Color;
use crate::commands::version;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::screen::Screen;

/// Answers a command line that holds no verb to carry out.
pub(crate) fn answer(name: &str, error: &clap::Error) -> Exit {
    let typed = || env::args_os().skip(1).take_while(|word| word != "--");
    let screen = Screen::new(typed().any(|word| word == "--json"), Color::Auto);
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
