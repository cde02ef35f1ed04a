//! The screen: data goes to stdout, all else to stderr. A reader who has gone is no reason to fail; a full disk is.

use std::io::{self, IsTerminal as _, Write as _};
use std::sync::OnceLock;

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
            note(writeln!(anstream::stdout(), "{}", paint::lines(text)));
        }
    }

    /// Writes data as it is, for scripts.
    pub(crate) fn raw(text: &str) {
        note(io::stdout().write_all(text.as_bytes()));
    }

    /// Writes a document for machines.
    pub(crate) fn document(self, document: &Json) {
        if self.json {
            note(writeln!(io::stdout(), "{document:#}"));
        }
    }

    /// Writes an event for machines.
    pub(crate) fn event(self, name: &str, mut event: Json) {
        if self.json {
            if let Some(event) = event.as_object_mut() {
                event.insert("event".to_owned(), name.into());
            }
            note(writeln!(io::stdout(), "{event}"));
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

    /// Tells where a part of the program panicked.
    pub(crate) fn panicked(self, place: &str) {
        self.event("panicked", serde_json::json!({ "at": place }));
        self.message(&format!(
            "warning: there was a panic at {place}\n  hint: where that is not your own program, it is a defect of Ironwright: \
             please report it with the command and this line"
        ));
    }

    /// Tells why something was not done.
    pub(crate) fn failure(self, failure: &Failure) {
        let mut diagnostics = failure.diagnostics.iter().peekable();
        while let Some(diagnostic) = diagnostics.next() {
            self.event("error", error(diagnostic, failure.exit));
            let mut told = diagnostic.clone();
            // What leads on from several errors in a row is said once, below the last of them.
            told.hint =
                told.hint.filter(|_| diagnostics.peek().is_none_or(|next| next.hint != diagnostic.hint));
            self.message(&told.to_string());
        }
    }

    /// Ends the program as `exit` says, unless what it was to write could not be written.
    pub(crate) fn end(exit: Exit) -> Exit {
        note(io::stdout().flush());
        let Some(error) = UNWRITTEN.get() else { return exit };
        let problem = Diagnostic::new(format!("writing to stdout: {error}"));
        Self::for_people()
            .message(&problem.hint("see where stdout leads to, and type the command again").to_string());
        if matches!(exit, Exit::Success | Exit::Changes) { Exit::Failed } else { exit }
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
            if line.is_empty() {
                // Nobody has typed the end of the line.
                let _ = writeln!(anstream::stderr());
            }
            let _ = answer.send(read.is_ok() && matches!(line.trim(), "y" | "Y" | "yes" | "Yes"));
        });
        answered.await.unwrap_or(false)
    }
}

/// Why stdout could not be written, the first time.
static UNWRITTEN: OnceLock<io::Error> = OnceLock::new();

/// A reader who has gone wants no more; anything else keeps a reader from what was to be read.
fn note(written: io::Result<()>) {
    if let Err(error) = written
        && error.kind() != io::ErrorKind::BrokenPipe
    {
        let _ = UNWRITTEN.set(error);
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
