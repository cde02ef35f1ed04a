//! Settings from a TOML file, each with the line where it stands.
//!
//! Two programs may share a file: values in a table named after a stack are that stack's and overrule the top level;
//! other tables that a program does not know are somebody else's.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use ironwright_core::diagnostic::{Diagnostic, Diagnostics};
use ironwright_core::kind::Field;
use ironwright_core::settings::{Given, GivenSettings, of_toml};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::aws::{self, AwsSettings};

/// What a file says.
#[derive(Debug, Default)]
pub(super) struct Said {
    pub(super) given: GivenSettings,
    pub(super) aws: AwsSettings,
}

/// Reads the settings of a file; nothing where there is no file.
pub(super) fn read(path: &Path, fields: &'static [Field], stack: &str) -> Result<Option<Said>, Diagnostics> {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => {
            let problem = Diagnostic::new(format!("reading {}: {error}", path.display()));
            return Err(problem.hint("see that it may be read, and that it is text").into());
        }
    };
    parse(&name, &text, fields, stack).map(Some)
}

fn parse(name: &str, text: &str, fields: &'static [Field], stack: &str) -> Result<Said, Diagnostics> {
    let document = DeTable::parse(text).map_err(|error| Diagnostics::from(not_toml(name, text, &error)))?;
    let place = |at: usize| format!("{name}:{}", line_of(text, at));
    let mut given = GivenSettings::new();
    let mut take = |table: &DeTable<'_>, keep_tables: bool| {
        for (key, value) in table {
            let known = fields.iter().any(|field| field.name == key.get_ref());
            if known || keep_tables || !value.get_ref().is_table() {
                let mut inside = Vec::new();
                places(value, "", &place, &mut inside);
                let source = place(key.span().start);
                given.give(key.get_ref(), Given { value: of_toml(value.get_ref()), source, inside });
            }
        }
    };
    take(document.get_ref(), false);
    if let Some(own) = document.get_ref().get(stack).and_then(|value| value.get_ref().as_table()) {
        take(own, true);
    }
    let mut problems = Diagnostics::default();
    let aws = document.get_ref().get(aws::TABLE).and_then(|value| value.get_ref().as_table());
    // A setting, or a stack, of that name is the program's own affair.
    let is_ours = stack != aws::TABLE && !fields.iter().any(|field| field.name == aws::TABLE);
    let aws =
        aws.filter(|_| is_ours).map(|table| aws::read(table, &place, &mut problems)).unwrap_or_default();
    problems.into_result()?;
    Ok(Said { given, aws })
}

/// The line that a byte of a text is in, from 1.
pub(super) fn line_of(text: &str, at: usize) -> usize {
    1 + text[..at.min(text.len())].matches('\n').count()
}

/// What is wrong with a file that is no TOML.
pub(super) fn not_toml(name: &str, text: &str, error: &toml::de::Error) -> Diagnostic {
    let line = error.span().map_or(1, |span| line_of(text, span.start));
    let reason = error.message().lines().collect::<Vec<_>>().join("; ");
    let problem = Diagnostic::new(format!("{name}:{line}: {reason}"));
    problem.hint("the file is TOML: `name = \"value\"`, a line each")
}

/// Where the pieces of a value stand, by their path from it.
fn places(
    value: &Spanned<DeValue<'_>>,
    path: &str,
    place: &dyn Fn(usize) -> String,
    found: &mut Vec<(String, String)>,
) {
    match value.get_ref() {
        DeValue::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                let path = format!("{path}[{at}]");
                found.push((path.clone(), place(item.span().start)));
                places(item, &path, place, found);
            }
        }
        DeValue::Table(members) => {
            for (name, member) in members {
                let path = format!("{path}.{}", name.get_ref());
                found.push((path.clone(), place(name.span().start)));
                places(member, &path, place, found);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use ironwright_core::Settings as _;

    use super::*;

    #[derive(ironwright_macros::Settings)]
    #[setting(vocabulary = ::ironwright_core)]
    struct Web {
        /// How many.
        #[setting(default = 1)]
        replicas: i64,
    }

    fn told(text: &str) -> Vec<String> {
        match parse("ironwright.toml", text, Web::FIELDS, "web") {
            Ok(Said { given, .. }) => {
                given.iter().map(|(name, g)| format!("{name} = {} ({})", g.value, g.source)).collect()
            }
            Err(problems) => vec![problems.to_string()],
        }
    }

    #[test]
    fn a_stacks_own_table_overrules_the_top_level() {
        let text = "replicas = 2\n\n[web]\nreplicas = 3\n\n[api]\nsize = 4\n";
        assert_eq!(told(text), ["replicas = 2 (ironwright.toml:1)", "replicas = 3 (ironwright.toml:4)"]);
    }

    #[test]
    fn plain_keys_that_nobody_knows_are_kept_for_the_complaint() {
        assert_eq!(told("replicsa = 0x10"), ["replicsa = 16 (ironwright.toml:1)"]);
    }

    #[test]
    fn each_piece_of_a_value_has_its_line() {
        let text = "servers = [\n  { port = 1 },\n  { port = 2, name = \"b\" },\n]\n";
        let said = parse("x.toml", text, Web::FIELDS, "web").expect("TOML");
        let (_, servers) = said.given.iter().next().expect("one");
        let inside: Vec<String> =
            servers.inside.iter().map(|(path, source)| format!("{path} {source}")).collect();
        assert_eq!(
            inside,
            ["[0] x.toml:2", "[0].port x.toml:2", "[1] x.toml:3", "[1].name x.toml:3", "[1].port x.toml:3"]
        );
    }

    #[test]
    fn a_mistake_in_the_file_names_its_line() {
        let [problem] = &told("replicas = 2\nreplicas = = 3\n")[..] else { panic!("one problem") };
        assert!(problem.starts_with("error: ironwright.toml:2: "), "{problem}");
    }
}
