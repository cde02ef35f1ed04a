//! Where settings come from: `--set` over `IRONWRIGHT_…` over `ironwright.NAME.toml` over `ironwright.toml`.

pub(crate) mod aws;
mod file;
mod load;
mod secrets;
mod store;

pub use load::LoadSettings;
pub(crate) use secrets::Secrets;
pub(crate) use store::StoreSettings;

use std::env;
use std::path::Path;

use ironwright_core::Environment;
use ironwright_core::diagnostic::{Diagnostic, Diagnostics, nearest};
use ironwright_core::kind::{Field, Type};
use ironwright_core::settings::{Given, GivenSettings};

use crate::arguments::{Global, OWN_VARIABLES};
use crate::project::Project;
use crate::settings::aws::AwsSettings;

/// What was given, and what a person should know of it.
#[derive(Debug, Default)]
pub(crate) struct Gathered {
    pub(crate) given: GivenSettings,
    pub(crate) aws: AwsSettings,
    pub(crate) warnings: Vec<String>,
}

/// Reads all sources, the weakest first.
///
/// # Errors
/// Every file that cannot be read and every `--set` that is none.
pub(crate) fn gather(
    fields: &'static [Field],
    stack: &str,
    project: &Project,
    global: &Global,
) -> Result<Gathered, Diagnostics> {
    let (mut gathered, mut problems) = (Gathered::default(), Diagnostics::default());
    read_files(fields, stack, project, global.env.as_ref(), &mut gathered, &mut problems);
    read_environment(fields, &mut gathered);
    for pair in &global.set {
        if let Some((name, value)) = pair.split_once('=') {
            gathered.given.give(name.trim(), Given::new(value, "--set"));
        } else {
            let problem = Diagnostic::new(format!("--set {pair}: there is no value"));
            problems.push(problem.hint(format!("write `--set {pair}=…`")));
        }
    }
    problems.into_result()?;
    Ok(gathered)
}

/// Reads the project's files.
fn read_files(
    fields: &'static [Field],
    stack: &str,
    project: &Project,
    environment: Option<&Environment>,
    gathered: &mut Gathered,
    problems: &mut Diagnostics,
) {
    let mut read = |path: &Path| match file::read(path, fields, stack) {
        Ok(found) => {
            let found = found.unwrap_or_default();
            gathered.given.extend(found.given);
            gathered.aws.extend(found.aws);
            path.is_file()
        }
        Err(wrong) => {
            problems.extend(wrong);
            true
        }
    };
    read(&project.settings());
    let Some(name) = environment else { return };
    let path = project.settings_of(name);
    if !read(&path) {
        let problem = Diagnostic::new(format!("--env {name}: there is no {}", path.display()));
        let known = project.environments();
        problems.push(problem.hint(match nearest(name.as_str(), known.iter().map(Environment::as_str)) {
            Some(near) => format!("did you mean `--env {near}`? else make the file"),
            None => "make the file, or name an environment that has one".to_owned(),
        }));
    }
}

/// Reads the variables `IRONWRIGHT_…`.
fn read_environment(fields: &'static [Field], gathered: &mut Gathered) {
    let mut variables: Vec<(String, String)> = env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .filter(|(name, _)| name.starts_with(PREFIX) && !OWN_VARIABLES.contains(&name.as_str()))
        .collect();
    variables.sort();
    for (variable, value) in variables {
        let name = variable[PREFIX.len()..].to_lowercase();
        if let Some(path) = path_of(fields, &name) {
            gathered.given.give(&path, Given::new(value, variable));
            continue;
        }
        let known: Vec<String> = names(fields).map(|name| variable_of(&name)).collect();
        let near = nearest(&variable, known.iter().map(String::as_str).chain(OWN_VARIABLES));
        let meant = near.map(|near| format!("; did you mean {near}?"));
        gathered.warnings.push(format!(
            "the variable {variable} is no setting of this program and is ignored{}",
            meant.unwrap_or_default()
        ));
    }
}

/// What the variables of settings begin with.
const PREFIX: &str = "IRONWRIGHT_";

/// The variable of a setting, `IRONWRIGHT_DATABASE_SIZE` of `database.size`.
pub(crate) fn variable_of(path: &str) -> String {
    format!("{PREFIX}{}", path.replace('.', "_").to_uppercase())
}

/// The setting that a variable names: the whole one, or one in a struct.
fn path_of(fields: &'static [Field], name: &str) -> Option<String> {
    if fields.iter().any(|field| field.name == name) {
        return Some(name.to_owned());
    }
    fields.iter().find_map(|field| match field.ty {
        Type::Block(inner) => {
            let rest = name.strip_prefix(field.name)?.strip_prefix('_')?;
            Some(format!("{}.{}", field.name, path_of(inner, rest)?))
        }
        _ => None,
    })
}

/// The paths of all settings, those in structs too.
pub(crate) fn names(fields: &'static [Field]) -> Box<dyn Iterator<Item = String>> {
    Box::new(fields.iter().flat_map(|field| {
        let inner = match field.ty {
            Type::Block(inner) => inner,
            _ => &[],
        };
        let inside = names(inner).map(|name| format!("{}.{name}", field.name));
        std::iter::once(field.name.to_owned()).chain(inside)
    }))
}
