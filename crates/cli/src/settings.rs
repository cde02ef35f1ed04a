//! Where settings come from: `--set` over `IRONWRIGHT_…` over `ironwright.NAME.toml` over `ironwright.toml`.

pub(crate) mod aws;
mod file;
mod secrets;
mod store;

pub(crate) use secrets::Secrets;
pub(crate) use store::StoreSettings;

use std::env;
use std::path::Path;

use ironwright_core::diagnostic::{Diagnostic, Diagnostics, nearest};
use ironwright_core::kind::Field;
use ironwright_core::settings::{Given, GivenSettings};
use ironwright_core::{Environment, Value};

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
    let mut gathered = Gathered::default();
    let mut problems = Diagnostics::default();
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
    if let Some(name) = &global.env {
        let path = project.settings_of(name);
        if !read(&path) {
            let problem = Diagnostic::new(format!("--env {name}: there is no {}", path.display()));
            let known = project.environments();
            problems.push(problem.hint(
                match nearest(name.as_str(), known.iter().map(Environment::as_str)) {
                    Some(near) => format!("did you mean `--env {near}`? else make the file"),
                    None => "make the file, or name an environment that has one".to_owned(),
                },
            ));
        }
    }
    read_variables(fields, &mut gathered);
    for pair in &global.set {
        if let Some((name, value)) = pair.split_once('=') {
            let given = Given { value: Value::text(value), source: "--set".to_owned() };
            gathered.given.insert(name.trim().to_owned(), given);
        } else {
            let problem = Diagnostic::new(format!("--set {pair}: there is no value"));
            problems.push(problem.hint(format!("write `--set {pair}=…`")));
        }
    }
    problems.into_result()?;
    Ok(gathered)
}

fn read_variables(fields: &'static [Field], gathered: &mut Gathered) {
    let mut variables: Vec<(String, String)> = env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .filter(|(name, _)| name.starts_with("IRONWRIGHT_") && !OWN_VARIABLES.contains(&name.as_str()))
        .collect();
    variables.sort();
    for (variable, value) in variables {
        let name = variable["IRONWRIGHT_".len()..].to_lowercase();
        if fields.iter().any(|field| field.name == name) {
            gathered.given.insert(name, Given { value: Value::text(value), source: variable });
            continue;
        }
        let near = nearest(&name, fields.iter().map(|field| field.name));
        let meant = near.map(|near| format!("; did you mean IRONWRIGHT_{}?", near.to_uppercase()));
        gathered.warnings.push(format!(
            "the variable {variable} is no setting of this program and is ignored{}",
            meant.unwrap_or_default()
        ));
    }
}
