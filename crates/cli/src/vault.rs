//! The vault of a command: which passphrase, key in KMS or key file seals what is secret, and who says so.
//!
//! The first of these that is given: `--passphrase-file`, the variable `IRONWRIGHT_PASSPHRASE`, `[secrets]` in the settings
//! files, a passphrase file before a key in KMS. Where none is, a key file in the user's own folder is made when there is
//! something to seal, but not where others are to read it: nobody else has that file.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ironwright_engine::seal::{KeyFile, KeyProvider, Passphrase, Protect, SealError, Vault};
use ironwright_engine::store::Holder;

use crate::arguments::{Command, Global, NewKey, State};
use crate::asked::Asked;
use crate::failure::{Failure, Result};
use crate::kms;
use crate::project::Project;
use crate::settings::Secrets;

/// The variable that holds a passphrase. It is no option: an option is seen in the list of processes.
const PASSPHRASE: &str = "IRONWRIGHT_PASSPHRASE";

/// The vault for a command.
///
/// # Errors
/// When what was given cannot be read.
pub(crate) fn of(command: &Command, asked: Asked<'_>, is_shared: bool) -> Result<Arc<Vault>> {
    let Asked { global, project, .. } = asked;
    // What neither reads nor writes a state needs no key, and asks for none.
    if matches!(command, Command::Version | Command::Completions { .. } | Command::Complete { .. }) {
        return Ok(Arc::default());
    }
    let secrets = Secrets::read(project, global)?;
    let holder = Holder::here("");
    let mut vault = Vault::new().made_by(format!("{} on {}", holder.user, holder.host));
    if secrets.everything {
        vault = vault.protecting(Protect::Everything);
    }
    let mut providers: Vec<Arc<dyn KeyProvider>> = Vec::new();
    if let Some(passphrase) = passphrase(global, project, &secrets)? {
        providers.push(Arc::new(passphrase));
    }
    let by_kms = kms::provider(secrets.kms_key.as_deref(), asked)?;
    let opens_only = if secrets.kms_key.is_some() {
        providers.extend(by_kms);
        None
    } else {
        by_kms
    };
    if let Some(opener) = opens_only {
        vault = vault.opening_with(opener);
    }
    let goes_to_others =
        matches!(command, Command::State(State::Migrate { to, .. }) if to.starts_with("s3://"));
    if let Some(files) = KeyFile::of_user() {
        if is_shared || goes_to_others {
            vault = vault.opening_with(Arc::new(files));
        } else {
            providers.push(Arc::new(files));
        }
    }
    let wanted = match command {
        Command::State(State::RotateKey { to, .. }) => new_key(to, asked)?,
        _ => None,
    };
    let mut usual = wanted;
    for provider in providers {
        match usual {
            None => usual = Some(provider),
            Some(_) => vault = vault.opening_with(provider),
        }
    }
    Ok(Arc::new(match usual {
        Some(usual) => vault.making_with(usual),
        None => vault,
    }))
}

fn passphrase(global: &Global, project: &Project, secrets: &Secrets) -> Result<Option<Passphrase>> {
    if let Some(path) = &global.passphrase_file {
        return of_file(path, "--passphrase-file").map(Some);
    }
    if let Some(text) = env::var_os(PASSPHRASE).filter(|text| !text.is_empty()) {
        let text = text.into_string().map_err(|_| {
            Failure::wrong(
                format!("{PASSPHRASE} is not text"),
                "give a passphrase of letters, digits and signs",
            )
        })?;
        return made(Passphrase::new(text), PASSPHRASE).map(Some);
    }
    match &secrets.passphrase_file {
        Some(path) => of_file(&project.beside(path), "[secrets] passphrase_file").map(Some),
        None => Ok(None),
    }
}

/// What a rotation is to wrap the keys with; nothing where that does not change.
fn new_key(to: &NewKey, asked: Asked<'_>) -> Result<Option<Arc<dyn KeyProvider>>> {
    if to.to_kms_key.is_some() {
        return kms::provider(to.to_kms_key.as_deref(), asked);
    }
    if let Some(path) = &to.to_passphrase_file {
        return Ok(Some(Arc::new(of_file(path, "--to-passphrase-file")?)));
    }
    if to.to_key_file {
        let files = KeyFile::of_user().ok_or_else(|| {
            Failure::wrong("--to-key-file: there is no folder for key files", "set HOME or XDG_CONFIG_HOME")
        })?;
        return Ok(Some(Arc::new(files)));
    }
    Ok(None)
}

fn of_file(path: &Path, named: &str) -> Result<Passphrase> {
    let path: PathBuf = path.to_owned();
    let text = fs::read_to_string(&path).map_err(|error| {
        Failure::wrong(
            format!("{named} {}: {error}", path.display()),
            "name a file that holds the passphrase on its first line, and that you may read",
        )
    })?;
    let first = text.lines().next().unwrap_or_default();
    if first.trim().is_empty() {
        return Err(Failure::wrong(
            format!("{named} {}: its first line is empty, and is to hold the passphrase", path.display()),
            "write the passphrase there: several words, or 32 random characters from a password manager",
        ));
    }
    made(Passphrase::new(first), &format!("{named} {}", path.display()))
}

fn made(passphrase: std::result::Result<Passphrase, SealError>, named: &str) -> Result<Passphrase> {
    passphrase.map_err(|error| Failure::wrong(format!("{named}: {error}"), error.hint()))
}
