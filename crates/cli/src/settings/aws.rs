//! How AWS is reached, and the tags that everything gets: the table `[aws]` of the settings files.
//!
//! ```toml
//! [aws]
//! profile = "deploy"
//! region = "eu-west-2"
//! assume_role = "arn:aws:iam::123456789012:role/deploy"
//! session_name = "ci"
//! default_tags = { team = "web", "cost-centre" = "42" }
//! ```

use std::collections::BTreeMap;

use ironwright_core::Value;
use ironwright_core::diagnostic::{Diagnostic, Diagnostics, nearest};
use ironwright_core::settings::{Given, of_toml};
use ironwright_core::tags;
use toml::de::{DeTable, DeValue};

#[cfg(any(feature = "aws", test))]
use crate::arguments::Access;

/// The table's name.
pub(crate) const TABLE: &str = "aws";

const KEYS: [&str; 5] = ["profile", "region", "assume_role", "session_name", "default_tags"];

/// What the files say.
#[derive(Clone, Debug, Default)]
pub(crate) struct AwsSettings {
    /// Texts by their key, each with where it stands.
    pub(crate) given: BTreeMap<String, Given>,
    /// Tags for everything that takes tags, each with where it stands.
    pub(crate) default_tags: BTreeMap<String, Given>,
}

impl AwsSettings {
    /// All that is set, by its path in the files.
    pub(crate) fn entries(&self) -> impl Iterator<Item = (String, &Given)> {
        let keys = self.given.iter().map(|(key, given)| (format!("{TABLE}.{key}"), given));
        keys.chain(
            self.default_tags.iter().map(|(tag, given)| (format!("{TABLE}.default_tags.{tag}"), given)),
        )
    }

    /// Takes in what another file says; a key that was there is overruled, and so is a tag of the same name.
    pub(super) fn extend(&mut self, other: Self) {
        self.given.extend(other.given);
        self.default_tags.extend(other.default_tags);
    }

    /// How AWS is to be reached: the command line over the environment over the files.
    #[cfg(any(feature = "aws", test))]
    pub(crate) fn under(&self, typed: &Access, is_set: impl Fn(&str) -> bool) -> Access {
        let of = |key: &str, typed: &Option<String>, variables: &[&str]| {
            let given = || self.given.get(key).and_then(|given| given.value.as_text()).map(str::to_owned);
            // What the SDK's own variables say, the SDK reads.
            let elsewhere = variables.iter().any(|name| is_set(name));
            typed.clone().or_else(|| given().filter(|_| !elsewhere))
        };
        Access {
            profile: of("profile", &typed.profile, &["AWS_PROFILE"]),
            region: of("region", &typed.region, &["AWS_REGION", "AWS_DEFAULT_REGION"]),
            assume_role: of("assume_role", &typed.assume_role, &[]),
            session_name: of("session_name", &typed.session_name, &[]),
        }
    }
}

/// Reads the table of a file. `place` tells where a key stands.
pub(super) fn read(
    table: &DeTable<'_>,
    place: &dyn Fn(usize) -> String,
    problems: &mut Diagnostics,
) -> AwsSettings {
    let mut settings = AwsSettings::default();
    for (key, value) in table {
        let (name, source) = (key.get_ref().as_ref(), place(key.span().start));
        match (name, value.get_ref()) {
            ("default_tags", DeValue::Table(tags)) => read_tags(tags, place, &mut settings, problems),
            ("default_tags", _) => {
                let problem = Diagnostic::new(format!("{source}: `default_tags` is no table"));
                problems.push(problem.hint("write `default_tags = { team = \"web\" }`"));
            }
            (name, value) if KEYS.contains(&name) => match of_toml(value) {
                value @ Value::Text(_) => {
                    settings.given.insert(name.to_owned(), Given::new(value, source));
                }
                other => problems.push(no_text(&format!("{source}: `{name}`"), &other)),
            },
            (name, _) => {
                let problem = Diagnostic::new(format!("{source}: there is no `{name}` in [{TABLE}]"));
                let near = nearest(name, KEYS).map(|near| format!("did you mean `{near}`?"));
                problems.push(problem.hint(near.unwrap_or_else(|| format!("there are {}", KEYS.join(", ")))));
            }
        }
    }
    settings
}

fn read_tags(
    table: &DeTable<'_>,
    place: &dyn Fn(usize) -> String,
    settings: &mut AwsSettings,
    problems: &mut Diagnostics,
) {
    for (tag, value) in table {
        let (name, source) = (tag.get_ref().to_string(), place(tag.span().start));
        let reserved = tags::begins_with(&name, "aws:") || tags::is_ownership(&name);
        match of_toml(value.get_ref()) {
            _ if reserved => {
                let problem = Diagnostic::new(format!("{source}: the tag `{name}` is not yours to set"));
                problems
                    .push(problem.hint("`aws:…` are AWS's own, and `ironwright:…` marks what is a stack's"));
            }
            _ if name.is_empty() => {
                let problem = Diagnostic::new(format!("{source}: a tag has no name"));
                problems.push(problem.hint("write one: `default_tags = { team = \"web\" }`"));
            }
            value @ Value::Text(_) => drop(settings.default_tags.insert(name, Given::new(value, source))),
            other => problems.push(no_text(&format!("{source}: the tag `{name}`"), &other)),
        }
    }
}

fn no_text(what: &str, found: &Value) -> Diagnostic {
    Diagnostic::new(format!("{what} is {found}")).hint("it is a text: put it in quotes")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Result<AwsSettings, String> {
        let document = DeTable::parse(text).expect("TOML");
        let mut problems = Diagnostics::default();
        let settings = read(
            document.get_ref(),
            &|at| format!("line {}", 1 + text[..at].matches('\n').count()),
            &mut problems,
        );
        problems.into_result().map(|()| settings).map_err(|problems| problems.to_string())
    }

    fn access(profile: Option<&str>, region: Option<&str>) -> Access {
        let text = |text: Option<&str>| text.map(str::to_owned);
        Access { profile: text(profile), region: text(region), assume_role: None, session_name: None }
    }

    #[test]
    fn the_command_line_wins_over_the_environment_and_that_over_the_files() {
        let files =
            parsed("profile = \"file\"\nregion = \"eu-west-2\"\nassume_role = \"arn\"").expect("sound");
        let of_files = files.under(&access(None, None), |_| false);
        assert_eq!(
            (of_files.profile.as_deref(), of_files.region.as_deref()),
            (Some("file"), Some("eu-west-2"))
        );
        assert_eq!(of_files.assume_role.as_deref(), Some("arn"));
        let with_variable = files.under(&access(None, None), |name| name == "AWS_DEFAULT_REGION");
        assert_eq!((with_variable.profile.as_deref(), with_variable.region.as_deref()), (Some("file"), None));
        let typed = files.under(&access(Some("typed"), Some("us-east-1")), |_| true);
        assert_eq!((typed.profile.as_deref(), typed.region.as_deref()), (Some("typed"), Some("us-east-1")));
    }

    #[test]
    fn a_later_file_overrules_keys_and_adds_tags() {
        let mut both =
            parsed("region = \"a\"\nprofile = \"p\"\ndefault_tags = { team = \"web\", env = \"all\" }")
                .expect("sound");
        both.extend(parsed("region = \"b\"\ndefault_tags = { env = \"prod\" }").expect("sound"));
        let value =
            |given: &BTreeMap<String, Given>, key: &str| given[key].value.as_text().map(str::to_owned);
        assert_eq!(value(&both.given, "region").as_deref(), Some("b"));
        assert_eq!(value(&both.given, "profile").as_deref(), Some("p"));
        assert_eq!(value(&both.default_tags, "env").as_deref(), Some("prod"));
        assert_eq!(value(&both.default_tags, "team").as_deref(), Some("web"));
    }

    #[test]
    fn everything_wrong_is_named_at_once_with_its_line_and_the_near_key() {
        let wrong =
            parsed("regoin = \"x\"\nprofile = 3\n[default_tags]\n\"AWS:x\" = \"y\"\nn = 1\n\"\" = \"\"\n")
                .expect_err("wrong");
        for told in [
            "line 1: there is no `regoin` in [aws]\n  hint: did you mean `region`?",
            "line 2: `profile` is 3",
            "line 4: the tag `AWS:x` is not yours to set",
            "the tag `n` is 1",
            "line 6: a tag has no name",
        ] {
            assert!(wrong.contains(told), "{told} in {wrong}");
        }
    }
}
