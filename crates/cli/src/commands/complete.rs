//! `complete`: what may stand where a person is typing. The scripts of `completions` ask it; nobody types it.
//!
//! It knows what no script can: the program's settings, addresses and outputs, and the project's environments. What it
//! cannot find out, because a setting is missing or a file is wrong, it leaves out: nobody reads complaints there.

use std::collections::BTreeSet;

use clap::{Arg, Command as Clap, CommandFactory as _, Parser as _};
use ironwright_core::kind::Type;
use ironwright_core::settings::find;
use ironwright_core::{Address, Graph, State};
use ironwright_engine::store::View as _;

use crate::arguments::{Arguments, Command, Global};
use crate::asked::Asked;
use crate::exit::Exit;
use crate::program::Program;
use crate::project::Project;
use crate::screen::Screen;
use crate::session::Session;
use crate::settings::names;
use crate::{stores, vault};

/// Writes what may stand for the last of the words, each on a line, with what it means behind a tab.
pub(super) fn run(program: &Program<'_>, project: &Project, words: &[String]) -> Exit {
    let (last, before) = words.split_last().map_or(("", words), |(last, before)| (last.as_str(), before));
    let place = Place::of(before);
    let asking = Asking { program, project, before };
    let mut lines = String::new();
    for Candidate { word, meaning } in asking.candidates(&place, last) {
        lines.push_str(&word);
        if let Some(meaning) = meaning {
            lines.push('\t');
            lines.push_str(meaning.lines().next().unwrap_or_default());
        }
        lines.push('\n');
    }
    Screen::raw(&lines);
    Exit::Success
}

/// Something that may stand there.
struct Candidate {
    word: String,
    meaning: Option<String>,
}

impl Candidate {
    fn new(word: impl Into<String>) -> Self {
        Self { word: word.into(), meaning: None }
    }

    fn meaning(self, meaning: Option<String>) -> Self {
        Self { meaning, ..self }
    }
}

/// What has been typed before the word.
struct Place {
    verb: Clap,
    /// The option whose value is to come.
    option: Option<Arg>,
    /// How many arguments stand behind the verb already.
    arguments: usize,
}

impl Place {
    fn of(words: &[String]) -> Self {
        let mut verb = Arguments::command();
        verb.build();
        let mut place = Self { verb, option: None, arguments: 0 };
        for word in words {
            if place.option.take().is_some() {
                continue;
            }
            if let Some(name) = word.strip_prefix("--") {
                let takes =
                    |option: &&Arg| option.get_action().takes_values() && !option.is_require_equals_set();
                place.option = place.long(name).filter(takes).cloned();
            } else if let Some(verb) = place.verb.find_subcommand(word) {
                place.verb = verb.clone();
            } else if !word.starts_with('-') {
                place.arguments += 1;
            }
        }
        place
    }

    fn long(&self, name: &str) -> Option<&Arg> {
        self.verb.get_arguments().find(|option| option.get_long() == Some(name))
    }
}

struct Asking<'a> {
    program: &'a Program<'a>,
    project: &'a Project,
    before: &'a [String],
}

impl Asking<'_> {
    fn candidates(&self, place: &Place, last: &str) -> Vec<Candidate> {
        if let Some(option) = &place.option {
            return begun(self.values(option, last), last);
        }
        if let Some((option, value)) = last.split_once('=').filter(|_| last.starts_with("--")) {
            let values =
                place.long(&option[2..]).map(|option| self.values(option, value)).unwrap_or_default();
            let whole = |value: Candidate| Candidate { word: format!("{option}={}", value.word), ..value };
            return begun(values.into_iter().map(whole), last);
        }
        if last.starts_with('-') {
            let shown = place.verb.get_arguments().filter(|option| !option.is_hide_set());
            let options = shown.filter_map(|option| {
                let meaning = option.get_help().map(ToString::to_string);
                Some(Candidate::new(format!("--{}", option.get_long()?)).meaning(meaning))
            });
            return begun(options, last);
        }
        let verbs = place.verb.get_subcommands().filter(|verb| !verb.is_hide_set());
        let verbs = verbs
            .map(|verb| Candidate::new(verb.get_name()).meaning(verb.get_about().map(ToString::to_string)));
        let argument = place.verb.get_positionals().nth(place.arguments);
        let values = argument.map(|argument| self.values(argument, last)).unwrap_or_default();
        begun(verbs.chain(values), last)
    }

    /// What may be the value of an option or an argument.
    fn values(&self, of: &Arg, begun: &str) -> Vec<Candidate> {
        let fixed = of.get_possible_values();
        if !fixed.is_empty() {
            let value = |value: clap::builder::PossibleValue| {
                Candidate::new(value.get_name()).meaning(value.get_help().map(ToString::to_string))
            };
            return fixed.into_iter().map(value).collect();
        }
        match of.get_id().as_str() {
            "set" => self.settings(begun),
            "env" => self.environments(),
            "target" | "exclude" | "replace" => self.addresses(true),
            "address" | "from" => self.addresses(false),
            "kind" => ironwright_aws::registry().0.iter().map(|kind| Candidate::new(kind.name)).collect(),
            "name" if of.is_positional() => {
                let graph = self.graph();
                let outputs = graph.iter().flat_map(Graph::outputs);
                outputs.map(|output| Candidate::new(&*output.name)).collect()
            }
            _ => Vec::new(),
        }
    }

    /// Settings, and the values of one that has only some.
    fn settings(&self, begun: &str) -> Vec<Candidate> {
        let fields = self.program.fields;
        if let Some((name, _)) = begun.split_once('=') {
            let words: &[&str] = match find(fields, name).map(|field| field.ty) {
                Some(Type::Bool) => &["true", "false"],
                Some(Type::Choice(words)) => words,
                _ => &[],
            };
            return words.iter().map(|word| Candidate::new(format!("{name}={word}"))).collect();
        }
        let candidate = |name: String| {
            let meaning = find(fields, &name).map(|field| field.doc.to_owned());
            Candidate::new(format!("{name}=")).meaning(meaning)
        };
        names(fields).map(candidate).collect()
    }

    fn environments(&self) -> Vec<Candidate> {
        let found = self.project.environments().into_iter();
        found.map(|environment| Candidate::new(environment.to_string())).collect()
    }

    /// What is declared and what is known to exist; with the scopes, as `network/`.
    fn addresses(&self, scopes: bool) -> Vec<Candidate> {
        let graph = self.graph();
        let declared = graph.iter().flat_map(Graph::nodes).map(|node| node.address.clone());
        let known =
            self.state().map(|state| state.resources.into_keys().collect::<Vec<_>>()).unwrap_or_default();
        let addresses: BTreeSet<Address> = declared.chain(known).collect();
        let around = |address: &Address| -> Vec<String> {
            let scope = address.scope();
            let paths = scope.match_indices('/').map(|(at, _)| &scope[..at]).chain([scope]);
            paths.filter(|path| !path.is_empty()).map(|path| format!("{path}/")).collect()
        };
        let scopes: BTreeSet<String> = addresses.iter().filter(|_| scopes).flat_map(around).collect();
        scopes.into_iter().chain(addresses.iter().map(ToString::to_string)).map(Candidate::new).collect()
    }

    /// The options of every verb that were typed.
    fn global(&self) -> Option<Global> {
        let mut typed = vec![String::new()];
        let command = Arguments::command();
        let mut words = self.before.iter();
        while let Some(word) = words.next() {
            let Some(name) = word.strip_prefix("--") else { continue };
            let is = |option: &&Arg| option.get_long() == Some(name.split('=').next().unwrap_or_default());
            let Some(option) = command.get_arguments().find(is) else { continue };
            typed.push(word.clone());
            if option.get_action().takes_values() && !name.contains('=') {
                typed.extend(words.next().cloned());
            }
        }
        typed.push("version".to_owned());
        Some(Arguments::try_parse_from(typed).ok()?.global)
    }

    /// The program's graph, if it can be made.
    fn graph(&self) -> Option<Graph> {
        let global = self.global()?;
        let asked = Asked { program: self.program, global: &global, project: self.project };
        let gathered = asked.settings().ok()?;
        self.program.graph(global.env.clone(), &gathered.given, &gathered.aws).ok()
    }

    /// The state, if it is on this machine: nobody waits for a network here.
    fn state(&self) -> Option<State> {
        let global = self.global()?;
        let asked = Asked { program: self.program, global: &global, project: self.project };
        let place = stores::of(&Command::Refresh, asked).ok().filter(|place| !place.is_shared())?;
        let vault = vault::of(&Command::Refresh, asked, false).ok()?;
        let store = place.store(&asked.instance()).with_vault(vault);
        Session::runtime_in(true).ok()?.block_on(store.load()).ok()
    }
}

/// Those that begin as the word does.
fn begun(candidates: impl IntoIterator<Item = Candidate>, word: &str) -> Vec<Candidate> {
    candidates.into_iter().filter(|candidate| candidate.word.starts_with(word)).collect()
}
