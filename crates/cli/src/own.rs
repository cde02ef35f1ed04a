//! What a program brings along: its own kinds, clouds and verbs, and the command line that comes of them.

use std::error::Error;
use std::sync::Arc;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser as _};
use clap::{Arg, ArgMatches, ValueEnum as _};
use ironwright_core::{Diagnostic, Diagnostics, Registry};
use ironwright_engine::{Cloud, OwnKinds};

use crate::arguments::{self, Arguments, CloudName, Command};
use crate::failure::{Failure, Result};
use crate::invocation::Invocation;
use crate::program::returned;
use crate::session::Session;

/// What a program brings along.
#[derive(Default)]
pub(crate) struct Own<'a> {
    pub(crate) kinds: OwnKinds,
    pub(crate) clouds: Vec<(&'static str, Arc<dyn Cloud>)>,
    verbs: Vec<Verb<'a>>,
}

/// A verb of the program's own.
struct Verb<'a> {
    name: &'static str,
    about: &'static str,
    run: Box<Run<'a>>,
}

type Run<'a> = dyn Fn(&Invocation<'_>) -> std::result::Result<(), Box<dyn Error + Send + Sync>> + 'a;

/// What a verb of one's own is followed by.
const ARGUMENTS: &str = "arguments";

impl<'a> Own<'a> {
    /// One more verb.
    pub(crate) fn add_verb(
        &mut self,
        name: &'static str,
        about: &'static str,
        run: impl Fn(&Invocation<'_>) -> std::result::Result<(), Box<dyn Error + Send + Sync>> + 'a,
    ) {
        self.verbs.push(Verb { name, about, run: Box::new(run) });
    }
}

impl Own<'_> {
    /// All kinds: those of AWS and the program's own.
    ///
    /// # Errors
    /// What is there twice, and what is wrong with a description.
    pub(crate) fn registry(&self) -> Result<Registry> {
        Ok(self.kinds.registry(&ironwright_aws::registry())?)
    }

    /// Sees that each name is one thing.
    ///
    /// # Errors
    /// Every name that is taken.
    pub(crate) fn check(&self) -> Result<()> {
        let mut problems = Diagnostics::default();
        let mut taken = |what: &str, name: &str| {
            let problem = Diagnostic::new(format!("there is another {what} `{name}`"));
            problems.push(problem.hint(format!("give the program's own {what} another name")));
        };
        let clouds = CloudName::value_variants().iter().map(|cloud| cloud.as_str());
        let mut clouds: Vec<&str> = clouds.collect();
        for (name, _) in &self.clouds {
            if clouds.contains(name) {
                taken("cloud", name);
            }
            clouds.push(name);
        }
        let ours = arguments::command(None);
        let mut verbs: Vec<&str> =
            ours.get_subcommands().map(clap::Command::get_name).chain(["help"]).collect();
        for Verb { name, .. } in &self.verbs {
            if verbs.contains(name) {
                taken("verb", name);
            }
            verbs.push(name);
        }
        Ok(problems.into_result()?)
    }

    /// All that can be typed, with help for a terminal of so many columns.
    pub(crate) fn command(&self, columns: Option<usize>) -> clap::Command {
        let verbs = self.verbs.iter().map(|verb| {
            let arguments = Arg::new(ARGUMENTS).num_args(0..).value_name("ARGUMENT");
            clap::Command::new(verb.name)
                .about(verb.about)
                .arg(arguments.help("What it is given; options behind `--`"))
        });
        let command = arguments::command(columns).subcommands(verbs);
        if self.clouds.is_empty() {
            return command;
        }
        let own = self
            .clouds
            .iter()
            .map(|(name, _)| PossibleValue::new(*name).help("A cloud of this program's own"));
        let ours = CloudName::value_variants().iter().filter_map(CloudName::to_possible_value);
        let names: Vec<&'static str> = self.clouds.iter().map(|(name, _)| *name).collect();
        let parser = PossibleValuesParser::new(ours.chain(own)).map(move |typed| {
            let own = names.iter().find(|name| **name == typed).map(|name| CloudName::Own(name));
            own.or_else(|| CloudName::from_str(&typed, false).ok()).unwrap_or(CloudName::Rehearsal)
        });
        command.mut_arg("cloud", |cloud| cloud.value_parser(parser))
    }

    /// What was typed.
    ///
    /// # Errors
    /// What cannot be typed.
    pub(crate) fn typed(&self, matches: &ArgMatches) -> std::result::Result<Arguments, clap::Error> {
        use clap::FromArgMatches as _;

        let own = matches.subcommand().and_then(|(name, matches)| {
            let verb = self.verbs.iter().position(|verb| verb.name == name)?;
            let arguments = matches.get_many::<String>(ARGUMENTS).into_iter().flatten().cloned().collect();
            Some(Command::Own { verb, arguments })
        });
        match own {
            Some(command) => Ok(Arguments { command, global: arguments::Global::from_arg_matches(matches)? }),
            None => Arguments::from_arg_matches(matches),
        }
    }

    /// A cloud of the program's own.
    pub(crate) fn cloud(&self, name: &str) -> Result<Arc<dyn Cloud>> {
        let cloud = self.clouds.iter().find(|(known, _)| *known == name).map(|(_, cloud)| Arc::clone(cloud));
        cloud.ok_or_else(|| {
            Failure::wrong(format!("there is no cloud `{name}`"), "`--help` shows which there are")
        })
    }

    /// Does what a verb of the program's own is for.
    ///
    /// # Errors
    /// What it returned.
    pub(crate) fn run(&self, verb: usize, session: &Session<'_>, arguments: &[String]) -> Result<()> {
        let Verb { name, run, .. } = &self.verbs[verb];
        run(&Invocation::new(session, arguments)).map_err(|error| returned(&format!("`{name}`"), error))
    }
}

#[cfg(test)]
mod tests {
    use ironwright_core::Location;
    use ironwright_rehearsal::Rehearsal;

    use super::*;

    fn lab() -> Arc<dyn Cloud> {
        Arc::new(Rehearsal::in_memory(Location::default(), Registry::default()))
    }

    fn own(cloud: &'static str, verb: &'static str) -> Own<'static> {
        let mut own = Own { clouds: vec![(cloud, lab())], ..Own::default() };
        own.add_verb(verb, "Look whether it answers", |_| Ok(()));
        own
    }

    fn typed(line: &str) -> std::result::Result<Arguments, clap::Error> {
        let own = own("lab", "smoke");
        own.typed(&own.command(None).try_get_matches_from(line.split(' '))?)
    }

    #[test]
    fn a_verb_of_ones_own_takes_arguments_and_the_options_of_every_verb() {
        let Arguments { command, global } =
            typed("shop smoke web --env prod --cloud lab -- --loud").expect("a verb");
        let Command::Own { verb: 0, arguments } = command else { panic!("{command:?}") };
        assert_eq!(arguments, ["web", "--loud"]);
        assert_eq!(global.cloud, CloudName::Own("lab"));
        assert!(global.env.is_some_and(|env| env == "prod"));
    }

    #[test]
    fn the_clouds_and_verbs_of_every_program_are_still_there() {
        let up = typed("shop up --cloud rehearsal").expect("a verb");
        assert!(matches!(up.command, Command::Up(_)) && up.global.cloud == CloudName::Rehearsal);
        let wrong = typed("shop up --cloud moon").expect_err("no cloud").to_string();
        assert!(wrong.contains("rehearsal, aws, lab"), "{wrong}");
    }

    #[test]
    fn a_name_that_is_taken_is_refused_with_all_others() {
        let said = own("aws", "up").check().expect_err("both are taken");
        let said: Vec<String> = said.diagnostics.iter().map(|it| it.message.clone()).collect();
        assert_eq!(said, ["there is another cloud `aws`", "there is another verb `up`"]);
        let mut twice = own("lab", "smoke");
        twice.add_verb("smoke", "Again", |_| Ok(()));
        assert!(twice.check().is_err() && own("lab", "smoke").check().is_ok());
    }
}
