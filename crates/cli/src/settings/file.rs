//! Settings from a TOML file, each with the line where it stands.
//!
//! Two programs may share a file: values in a table named after a stack are that stack's and overrule the top level;
//! other tables that a program does not know are somebody else's.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use ironwright_core::diagnostic::{Diagnostic, Diagnostics};
use ironwright_core::kind::Field;
use ironwright_core::settings::{Given, GivenSettings};
use ironwright_core::{Map, Value};
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
    let mut given = GivenSettings::new();
    let mut take = |table: &DeTable<'_>, keep_tables: bool| {
        for (key, value) in table {
            let known = fields.iter().any(|field| field.name == key.get_ref());
            if known || keep_tables || !value.get_ref().is_table() {
                let source = format!("{name}:{}", line_of(text, key.span().start));
                let value = plain(value.get_ref());
                given.insert(key.get_ref().to_string(), Given { value, source });
            }
        }
    };
    take(document.get_ref(), false);
    if let Some(own) = document.get_ref().get(stack).and_then(|value| value.get_ref().as_table()) {
        take(own, true);
    }
    let mut problems = Diagnostics::default();
    let aws = document.get_ref().get(aws::TABLE).and_then(|value| value.get_ref().as_table());
    let place = |at: usize| format!("{name}:{}", line_of(text, at));
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

pub(super) fn plain(value: &DeValue<'_>) -> Value {
    match value {
        DeValue::String(text) => Value::text(&**text),
        DeValue::Boolean(b) => Value::Bool(*b),
        DeValue::Integer(n) => {
            i64::from_str_radix(n.as_str(), n.radix()).map_or_else(|_| Value::text(n.as_str()), Value::Int)
        }
        DeValue::Float(n) => n.as_str().parse().map_or_else(|_| Value::text(n.as_str()), Value::Float),
        DeValue::Datetime(datetime) => Value::text(datetime.to_string()),
        DeValue::Array(items) => Value::list(items.iter().map(|item| plain(item.get_ref()))),
        DeValue::Table(table) => {
            let members = table.iter().map(|(name, value)| (&**name.get_ref(), plain(value.get_ref())));
            Value::map(members.map(|(name, value)| (name.into(), value)).collect::<Map>())
        }
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
        #[expect(dead_code, reason = "only its description is looked at")]
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
        assert_eq!(told(text), ["replicas = 3 (ironwright.toml:4)"]);
    }

    #[test]
    fn plain_keys_that_nobody_knows_are_kept_for_the_complaint() {
        assert_eq!(told("replicsa = 0x10"), ["replicsa = 16 (ironwright.toml:1)"]);
    }

    #[test]
    fn a_mistake_in_the_file_names_its_line() {
        let [problem] = &told("replicas = 2\nreplicas = = 3\n")[..] else { panic!("one problem") };
        assert!(problem.starts_with("error: ironwright.toml:2: "), "{problem}");
    }
}
