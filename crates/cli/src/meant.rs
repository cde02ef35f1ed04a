//! What was meant by an option or a verb that there is not: the nearest word, or ours for what other tools call it.

use std::env;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, Command, CommandFactory as _};
use ironwright_core::diagnostic::nearest;

use crate::arguments::Arguments;

/// What other tools call an option, and what it is called here.
const OPTIONS: [(&str, &str); 11] = [
    ("width", "parallelism"),
    ("jobs", "parallelism"),
    ("concurrency", "parallelism"),
    ("auto-approve", "yes"),
    ("non-interactive", "yes"),
    ("var", "set"),
    ("config", "set"),
    ("var-file", "env"),
    ("workspace", "env"),
    ("backend", "store"),
    ("no-color", "color"),
];

/// What other tools call a verb, and what it is called here.
const VERBS: [(&str, &str); 9] = [
    ("apply", "up"),
    ("deploy", "up"),
    ("plan", "preview"),
    ("diff", "preview"),
    ("down", "destroy"),
    ("delete", "destroy"),
    ("remove", "destroy"),
    ("unlock", "lock"),
    ("config", "settings"),
];

/// The error with our own suggestion in place of clap's, which likes any word that shares some letters.
pub(crate) fn suggested(name: &str, mut error: clap::Error) -> clap::Error {
    let said = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        _ => String::new(),
    };
    let mut verb = typed_verb(name);
    match error.kind() {
        ErrorKind::UnknownArgument => {
            let said = said(ContextKind::InvalidArg);
            let Some(wrong) = said.strip_prefix("--") else { return error };
            let wrong = wrong.split(['=', ' ']).next().unwrap_or_default().to_owned();
            error.remove(ContextKind::SuggestedArg);
            if let Some(option) = option(&verb, &wrong) {
                error.insert(ContextKind::SuggestedArg, ContextValue::String(format!("--{option}")));
            }
            // Clap's own is about the option that it suggests.
            error.insert(ContextKind::Usage, ContextValue::StyledStr(verb.render_usage()));
        }
        ErrorKind::InvalidSubcommand => {
            let wrong = said(ContextKind::InvalidSubcommand);
            error.remove(ContextKind::SuggestedSubcommand);
            if let Some(verb) = subcommand(&verb, &wrong) {
                error.insert(ContextKind::SuggestedSubcommand, ContextValue::Strings(vec![verb]));
            }
        }
        _ => {}
    }
    error
}

/// The verb that was typed, or all of the command line where none was.
fn typed_verb(name: &str) -> Command {
    let mut command = Arguments::command().bin_name(name);
    command.build();
    for word in env::args().skip(1) {
        if let Some(verb) = command.find_subcommand(&word) {
            command = verb.clone();
        }
    }
    command
}

fn option(verb: &Command, wrong: &str) -> Option<String> {
    let longs: Vec<&str> = verb.get_arguments().filter_map(Arg::get_long).collect();
    let ours =
        OPTIONS.iter().find(|(theirs, ours)| *theirs == wrong && longs.contains(ours)).map(|(_, ours)| *ours);
    ours.or_else(|| nearest(wrong, longs)).map(ToOwned::to_owned)
}

fn subcommand(command: &Command, wrong: &str) -> Option<String> {
    let verbs: Vec<&str> =
        command.get_subcommands().filter(|verb| !verb.is_hide_set()).map(Command::get_name).collect();
    let ours =
        VERBS.iter().find(|(theirs, ours)| *theirs == wrong && verbs.contains(ours)).map(|(_, ours)| *ours);
    ours.or_else(|| nearest(wrong, verbs)).map(ToOwned::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(verb: &str) -> Command {
        let mut command = Arguments::command();
        command.build();
        command.find_subcommand(verb).expect("a verb").clone()
    }

    #[test]
    fn what_is_meant_by_an_option_is_near_or_known_by_another_name() {
        let up = of("up");
        for (wrong, meant) in [
            ("parallel", Some("parallelism")),
            ("paralel", Some("parallelism")),
            ("width", Some("parallelism")),
            ("auto-approve", Some("yes")),
            ("tagret", Some("target")),
            ("workspace", Some("env")),
            ("quux", None),
        ] {
            assert_eq!(option(&up, wrong).as_deref(), meant, "{wrong}");
        }
        assert_eq!(option(&of("drift"), "auto-approve"), None, "it asks nothing");
    }

    #[test]
    fn every_word_of_ours_is_one() {
        let command = Arguments::command();
        let (up, verbs) = (of("up"), command.get_subcommands().map(Command::get_name).collect::<Vec<_>>());
        assert!(
            OPTIONS.iter().all(|(_, ours)| up.get_arguments().any(|option| option.get_long() == Some(ours)))
        );
        assert!(VERBS.iter().all(|(theirs, ours)| verbs.contains(ours) && !verbs.contains(theirs)));
        assert_eq!(subcommand(&command, "apply").as_deref(), Some("up"));
        assert_eq!(subcommand(&command, "preveiw").as_deref(), Some("preview"));
        assert_eq!(subcommand(&command, "comple"), Some("completions".to_owned()));
    }
}
