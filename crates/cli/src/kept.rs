//! Plans that are kept in files: written whole or not at all, read back for the verb that they are of.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::Path;

use ironwright_core::plan::{Plan, StoredPlan, Verb};
use ironwright_engine::seal::{is_proof_of, prove};

use crate::failure::{Failure, Result};

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

/// What proves the secrets of a plan without telling them; nothing where it has none.
///
/// # Errors
/// When the system has no random numbers.
pub(crate) fn proof(plan: &Plan) -> Result<Option<String>> {
    let exact = plan.exact_fingerprint();
    let proof = exact.map(|exact| prove(&exact)).transpose();
    proof.map_err(|error| Failure::failed(error.to_string(), error.hint()))
}

/// Whether the secrets are still those with which a plan was made.
///
/// # Errors
/// What differs, in a sentence.
pub(crate) fn check_secrets(stored: &StoredPlan, plan: &Plan) -> std::result::Result<(), String> {
    let same = match (&stored.secrets, plan.exact_fingerprint()) {
        (None, None) => true,
        (Some(proof), Some(exact)) => is_proof_of(proof, &exact).map_err(|error| error.to_string())?,
        (Some(_), None) | (None, Some(_)) => false,
    };
    if same { Ok(()) } else { Err("a secret has changed since the plan was made".to_owned()) }
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
