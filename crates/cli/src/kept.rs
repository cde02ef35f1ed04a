//! Plans that are kept in files: written whole or not at all, read back for the verb that they are of.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::Path;

use ironwright_core::Graph;
use ironwright_core::plan::provenance::Secret;
use ironwright_core::plan::{Plan, Proofs, Provenance, Secrets, StoredPlan, Verb};
use ironwright_engine::executable_digest;
use ironwright_engine::seal::{SealError, is_proof_of, prove};

use crate::failure::{Failure, Result};
use crate::session::Session;

/// Puts a plan in its file whole or not at all, for its owner's eyes only.
///
/// # Errors
/// When the file cannot be written.
pub(crate) fn keep(path: &Path, plan: &StoredPlan) -> Result<()> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let beside = path.with_file_name(format!(".{name}.{}.new", std::process::id()));
    let write = || -> io::Result<()> {
        let text = serde_json::to_vec_pretty(plan)?;
        let mut file = private(&beside)?;
        file.write_all(&text)?;
        file.sync_all()?;
        fs::rename(&beside, path)
    };
    write().map_err(|error| {
        let _ = fs::remove_file(&beside);
        let message = format!("--out {}: {error}", path.display());
        Failure::wrong(message, "name a file in a folder that exists and may be written")
    })
}

/// What a plan is made by and from: this executable, the settings, and what the program says with them.
///
/// # Errors
/// When the executable cannot be read, or the settings are wrong.
pub(crate) fn provenance(session: &Session<'_>, graph: &Graph) -> Result<(Provenance, Secrets)> {
    let executable = executable_digest().map_err(|error| {
        Failure::failed(
            format!("reading this program's own executable: {error}"),
            "a plan holds its digest: start the program from a file that may be read",
        )
    })?;
    let settings = session.program.values(&session.asked().settings()?.given)?;
    Ok(Provenance::of(graph, &settings, executable))
}

/// What proves the secrets behind a plan without telling them.
///
/// # Errors
/// When the system has no random numbers.
pub(crate) fn proofs(secrets: &Secrets, plan: &Plan) -> Result<Proofs> {
    let proven = |exact: Option<&str>| exact.map(prove).transpose();
    let exact = |secret: &Option<Secret>| proven(secret.as_ref().map(|secret| &*secret.exact));
    let proofs = || {
        let (settings, program) = (exact(&secrets.settings)?, exact(&secrets.program)?);
        Ok(Proofs { settings, program, plan: proven(plan.exact_fingerprint().as_deref())? })
    };
    proofs().map_err(|error: SealError| Failure::failed(error.to_string(), error.hint()))
}

/// Whether a plan would be made by the same executable and from the same settings, declarations and secrets now.
///
/// # Errors
/// Everything that differs, a sentence each.
pub(crate) fn check_provenance(
    stored: &StoredPlan,
    (now, secrets): &(Provenance, Secrets),
) -> std::result::Result<(), Vec<String>> {
    stored.check_provenance(now)?;
    if let Some(secret) = &secrets.settings
        && !is_proven(stored.secrets.settings.as_deref(), Some(&secret.exact))?
    {
        return Err(vec![one_of("secret setting", "secret settings", &secret.of)]);
    }
    if let Some(secret) = &secrets.program
        && !is_proven(stored.secrets.program.as_deref(), Some(&secret.exact))?
    {
        return Err(vec![one_of("secret of", "secrets of", &secret.of)]);
    }
    Ok(())
}

/// Whether the secrets in a plan are those that were in it when it was reviewed.
///
/// # Errors
/// What differs, in a sentence.
pub(crate) fn check_secrets(stored: &StoredPlan, plan: &Plan) -> std::result::Result<(), Vec<String>> {
    if is_proven(stored.secrets.plan.as_deref(), plan.exact_fingerprint().as_deref())? {
        return Ok(());
    }
    Err(vec!["a secret in the plan has changed since it was made".to_owned()])
}

fn is_proven(proof: Option<&str>, exact: Option<&str>) -> std::result::Result<bool, Vec<String>> {
    match (proof, exact) {
        (None, None) => Ok(true),
        (Some(proof), Some(exact)) => is_proof_of(proof, exact).map_err(|error| vec![error.to_string()]),
        (Some(_), None) | (None, Some(_)) => Ok(false),
    }
}

/// That a secret has changed, without saying which of several: what tells them apart would tell them.
fn one_of(singular: &str, plural: &str, names: &[String]) -> String {
    const NAMED: usize = 8;
    if let [name] = names {
        return format!("the {singular} {name} has changed since the plan was made");
    }
    let more = names.len().saturating_sub(NAMED);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    let first = names[..names.len().min(NAMED)].join(", ");
    format!("one or more of the {plural} {first}{more} have changed since the plan was made")
}

/// Reads the plan that a verb is to carry out.
///
/// # Errors
/// When there is no such file, when it is no plan as it was written, or the plan of another verb.
pub(crate) fn read(path: &Path, verb: Verb) -> Result<StoredPlan> {
    let wrong =
        |reason: String, hint: &str| Failure::wrong(format!("--plan {}: {reason}", path.display()), hint);
    let hint = match verb {
        Verb::Up => "name a file that `preview --out FILE` has written",
        Verb::Destroy => "name a file that `preview --destroy --out FILE` has written",
    };
    let text = fs::read_to_string(path).map_err(|error| wrong(error.to_string(), hint))?;
    let stored = StoredPlan::from_text(&text).map_err(|error| wrong(error, hint))?;
    if !stored.is_intact() {
        return Err(Failure::refused(
            format!("--plan {}: the plan file was changed after it was written", path.display()),
            format!("make a new plan with `{}`, and review it", preview(verb)),
        ));
    }
    if stored.verb != verb.as_str() {
        let hint = format!("carry it out with `{} --plan FILE`, or {hint}", stored.verb);
        return Err(wrong(format!("it is a plan of `{}`", stored.verb), &hint));
    }
    Ok(stored)
}

/// The command that makes and keeps a plan.
pub(crate) fn preview(verb: Verb) -> &'static str {
    match verb {
        Verb::Up => "preview --out FILE",
        Verb::Destroy => "preview --destroy --out FILE",
    }
}

fn private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}
