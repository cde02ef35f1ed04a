//! The screen: data goes to stdout, all else to stderr. A reader who has gone is no reason to fail.

use std::io::{self, IsTerminal as _, Write as _};

use anstream::ColorChoice;
use ironwright_core::Diagnostic;
use ironwright_engine::EngineError;
use serde_json::Value as Json;
use tokio::sync::oneshot;

use crate::arguments::Color;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::paint;

/// Where a command's words go.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Screen {
    /// Whether stdout carries JSON.
    pub(crate) json: bool,
}

impl Screen {
    pub(crate) fn new(json: bool, color: Color) -> Self {
        let choice = match color {
            Color::Auto => ColorChoice::Auto,
            Color::Always => ColorChoice::Always,
            Color::Never => ColorChoice::Never,
        };
        choice.write_global();
        Self { json }
    }

    /// A screen for the progress beside a document: that is for people in any case.
    pub(crate) fn for_people() -> Self {
        Self { json: false }
    }

    /// Writes data for people.
    pub(crate) fn data(self, text: &str) {
        if !self.json {
            let _ = writeln!(anstream::stdout(), "{}", paint::lines(text));
        }
    }

    /// Writes data as it is, for scripts.
    pub(crate) fn raw(text: &str) {
        let _ = io::stdout().write_all(text.as_bytes());
    }

    /// Writes a document for machines.
    pub(crate) fn document(self, document: &Json) {
        if self.json {
            let _ = writeln!(io::stdout(), "{document:#}");
        }
    }

    /// Writes an event for machines.
    pub(crate) fn event(self, name: &str, mut event: Json) {
        if self.json {
            if let Some(event) = event.as_object_mut() {
                event.insert("event".to_owned(), name.into());
            }
            let _ = writeln!(io::stdout(), "{event}");
        }
    }

    /// Tells a person something.
    pub(crate) fn message(self, text: &str) {
        if !self.json {
            let _ = writeln!(anstream::stderr(), "{}", paint::lines(text));
        }
    }

    /// Tells a person something that is not an error yet.
    pub(crate) fn warn(text: &str) {
        let _ = writeln!(anstream::stderr(), "{}", paint::lines(&format!("warning: {text}")));
    }

    /// Tells why something was not done.
    pub(crate) fn failure(self, failure: &Failure) {
        for diagnostic in &failure.diagnostics {
            self.event("error", error(diagnostic, failure.exit));
            self.message(&diagnostic.to_string());
        }
    }

    /// Whether there is a person to ask.
    pub(crate) fn can_ask(self) -> bool {
        !self.json && io::stdin().is_terminal() && io::stderr().is_terminal()
    }

    /// Asks a question that is answered with yes or no; the end of the input is a no.
    pub(crate) async fn ask(self, question: &str) -> bool {
        let _ = write!(anstream::stderr(), "{question} [y/N] ");
        let _ = io::stderr().flush();
        let (answer, answered) = oneshot::channel();
        // A thread of its own: nothing waits for it when the program ends in the midst of the question.
        std::thread::spawn(move || {
            let mut line = String::new();
            let read = io::stdin().read_line(&mut line);
            let _ = answer.send(read.is_ok() && matches!(line.trim(), "y" | "Y" | "yes" | "Yes"));
        });
        answered.await.unwrap_or(false)
    }
}

fn error(diagnostic: &Diagnostic, exit: Exit) -> Json {
    let mut error = diagnostic.to_json();
    if let Some(error) = error.as_object_mut() {
        error.insert("exit".to_owned(), exit.code().into());
    }
    error
}

/// What to tell when the journal could not be written and the run had to stop.
pub(crate) fn stopped(error: EngineError, again: &str) -> Failure {
    let durable = matches!(error, EngineError::Store(_));
    let mut failure = Failure::from(error);
    if durable && failure.exit == Exit::Failed {
        let hint = failure.diagnostics[0].hint.take().unwrap_or_default();
        failure.diagnostics[0].hint =
            Some(format!("{hint}\n  hint: what was done until then is known; to go on: `{again}`"));
    }
    failure
}
