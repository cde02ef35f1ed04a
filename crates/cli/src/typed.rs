//! What a person types to run this program: for hints that can be copied.

use std::env;
use std::path::Path;

use clap::{Arg, CommandFactory as _};
use ironwright_core::kind::Field;
use ironwright_core::plan::Verb;
use ironwright_core::settings::{find, holds_secret};

use crate::arguments::Arguments;

/// The command that starts this program, `cargo run --example web --`.
pub(crate) fn program() -> String {
    let path = env::args_os().next().unwrap_or_default();
    let path = Path::new(&path);
    let name = path.file_stem().unwrap_or_default().to_string_lossy();
    let folder = path.parent().and_then(Path::file_name).unwrap_or_default();
    match env::var_os("CARGO_MANIFEST_DIR") {
        Some(_) if folder == "examples" => format!("cargo run --example {name} --"),
        Some(_) => "cargo run --".to_owned(),
        None => quoted(&path.to_string_lossy()),
    }
}

/// The command that deploys for real what was rehearsed, where the program was built with AWS.
pub(crate) fn for_real(fields: &'static [Field]) -> Option<String> {
    let program = with_aws(&program());
    let words = || format!("{program} up --cloud aws {}", on_aws(&arguments(), fields).join(" "));
    cfg!(feature = "aws").then(|| words().trim_end().to_owned())
}

/// A command of this program, in a build with AWS. The feature is named as a package that depends on us can name it.
pub(crate) fn with_aws(command: &str) -> String {
    command.replacen("cargo run", "cargo run --features ironwright/aws", 1)
}

/// How a build without AWS becomes one with it.
#[cfg(not(feature = "aws"))]
pub(crate) const BUILD_WITH_AWS: &str = "build it with AWS, as by `cargo build --features ironwright/aws`";

/// The options of every verb as they hold on AWS too.
fn on_aws(arguments: &[String], fields: &'static [Field]) -> Vec<String> {
    let mut kept = Vec::new();
    let mut words = of_every_verb(arguments, fields).into_iter();
    while let Some(word) = words.next() {
        if matches!(word.as_str(), "--cloud" | "--rehearse") {
            words.next();
        } else if !word.starts_with("--cloud=") && !word.starts_with("--rehearse=") {
            kept.push(word);
        }
    }
    kept
}

/// The same command again, without the options that hold for once and without secrets.
pub(crate) fn again(fields: &'static [Field]) -> String {
    format!("{} {}", program(), without_once(&arguments(), fields).join(" "))
}

/// The command that carries out a kept plan: with the options of every verb as they were typed.
pub(crate) fn carry_out(verb: Verb, plan: &Path, fields: &'static [Field]) -> String {
    let plan = quoted(&plan.to_string_lossy());
    let mut words = vec![program(), verb.as_str().to_owned(), "--plan".to_owned(), plan];
    words.extend(of_every_verb(&arguments(), fields));
    words.join(" ")
}

fn arguments() -> Vec<String> {
    env::args_os().skip(1).map(|a| a.to_string_lossy().into_owned()).collect()
}

fn without_once(arguments: &[String], fields: &'static [Field]) -> Vec<String> {
    let mut kept = Vec::new();
    let mut words = arguments.iter();
    while let Some(argument) = words.next() {
        // A stored plan is stale once a run has begun, and a rehearsed fault is not wished for again.
        if matches!(argument.as_str(), "--plan" | "--rehearse") {
            words.next();
        } else if argument != "--accept-state"
            && !argument.starts_with("--plan=")
            && !argument.starts_with("--rehearse=")
        {
            kept.push(word(argument, kept.last().map(String::as_str), fields));
        }
    }
    kept
}

fn of_every_verb(arguments: &[String], fields: &'static [Field]) -> Vec<String> {
    let command = Arguments::command();
    let mut kept = Vec::new();
    let mut words = arguments.iter();
    while let Some(argument) = words.next() {
        let name = argument.split('=').next().unwrap_or_default();
        let named =
            |option: &&Arg| option.get_long().is_some_and(|long| name.strip_prefix("--") == Some(long));
        let Some(option) = command.get_arguments().find(named) else { continue };
        kept.push(word(argument, None, fields));
        if option.get_action().takes_values() && !argument.contains('=') {
            kept.extend(words.next().map(|value| word(value, Some(name), fields)));
        }
    }
    kept
}

/// A word of the command line as it can be shown: a secret setting keeps its name only.
fn word(text: &str, before: Option<&str>, fields: &'static [Field]) -> String {
    let (option, pair) = match text.strip_prefix("--set=") {
        Some(pair) => ("--set=", pair),
        None if before == Some("--set") => ("", text),
        None => return quoted(text),
    };
    match pair.split_once('=') {
        Some((name, _)) if find(fields, name.trim()).is_some_and(holds_secret) => {
            format!("{option}{}=…", quoted(name.trim()))
        }
        _ => quoted(text),
    }
}

/// A word as a shell takes it.
pub(crate) fn quoted(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_=./:@%+,~".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use ironwright_core::{Secret, Settings as _};

    use super::*;

    #[derive(ironwright_macros::Settings)]
    #[setting(vocabulary = ::ironwright_core)]
    struct Web {
        /// What nobody should read.
        #[setting(secret)]
        password: Option<Secret<String>>,
    }

    fn typed(line: &str) -> Vec<String> {
        line.split('|').map(ToOwned::to_owned).collect()
    }

    #[test]
    fn the_same_command_again_can_be_copied() {
        let typed = typed("up|--plan|a b|--set|name=it's|--rehearse=seed=1|--yes");
        assert_eq!(without_once(&typed, Web::FIELDS).join(" "), r"up --set 'name=it'\''s' --yes");
    }

    #[test]
    fn no_command_that_is_shown_holds_a_secret() {
        let typed =
            typed("preview|--set|password=hunter2|--set=password=hunter2|--set| password =hunter2|--out|x");
        let shown = "--set password=… --set=password=… --set password=…";
        assert_eq!(without_once(&typed, Web::FIELDS).join(" "), format!("preview {shown} --out x"));
        assert_eq!(of_every_verb(&typed, Web::FIELDS).join(" "), shown);
    }

    #[test]
    fn what_was_rehearsed_is_deployed_with_the_same_settings_and_store() {
        let typed = typed("up|--yes|--store|s3://b/p|--set|tag=5|--cloud|rehearsal|--rehearse=seed=1");
        assert_eq!(on_aws(&typed, Web::FIELDS).join(" "), "--store s3://b/p --set tag=5");
    }

    #[test]
    fn a_kept_plan_is_carried_out_with_the_options_of_every_verb() {
        let typed = typed("--store=a b|preview|--target|x|--env|dev|--json|--out|q.json|--refresh=false");
        assert_eq!(of_every_verb(&typed, Web::FIELDS).join(" "), "'--store=a b' --env dev --json");
    }
}
