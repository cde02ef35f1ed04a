//! `[secrets]` of the settings files: how what is secret is sealed.

use std::fs;
use std::path::{Path, PathBuf};

use ironwright_core::diagnostic::{Diagnostic, Diagnostics, nearest};
use toml::de::{DeTable, DeValue};

use crate::arguments::Global;
use crate::project::Project;

/// What is said there.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Secrets {
    /// The file that holds the passphrase.
    pub(crate) passphrase_file: Option<PathBuf>,
    /// The key in KMS that wraps keys, where there is no passphrase.
    pub(crate) kms_key: Option<String>,
    /// Whether everything is sealed, and not only what is secret.
    pub(crate) everything: bool,
}

const KEYS: [&str; 3] = ["passphrase_file", "kms_key", "seal"];

impl Secrets {
    /// Reads the files of all environments and of this one, which overrules them.
    ///
    /// # Errors
    /// What is said there that cannot be.
    pub(crate) fn read(project: &Project, global: &Global) -> Result<Self, Diagnostics> {
        let mut secrets = Self::default();
        let mut problems = Diagnostics::default();
        let own = global.env.as_ref().map(|name| project.settings_of(name));
        for path in [Some(project.settings()), own].into_iter().flatten() {
            secrets.add(&path, &mut problems);
        }
        problems.into_result().map(|()| secrets)
    }

    fn add(&mut self, path: &Path, problems: &mut Diagnostics) {
        // A file that cannot be read, or is no TOML, is the settings' own to complain about.
        let Ok(text) = fs::read_to_string(path) else { return };
        let Ok(document) = DeTable::parse(&text) else { return };
        let Some(table) = document.get_ref().get("secrets").and_then(|value| value.get_ref().as_table())
        else {
            return;
        };
        let file = path.file_name().unwrap_or_default().to_string_lossy();
        for (key, value) in table {
            let line = 1 + text[..key.span().start.min(text.len())].matches('\n').count();
            let mut wrong = |message: String, hint: &str| {
                problems.push(Diagnostic::new(format!("{file}:{line}: [secrets] {message}")).hint(hint));
            };
            match (&**key.get_ref(), value.get_ref()) {
                ("passphrase_file", DeValue::String(path)) => {
                    self.passphrase_file = Some(PathBuf::from(&**path));
                }
                ("kms_key", DeValue::String(key)) => self.kms_key = Some(key.to_string()),
                ("kms_key", _) => wrong("`kms_key` is no text".to_owned(), "write the key's ARN in quotes"),
                ("seal", DeValue::String(what)) if what == "everything" => self.everything = true,
                ("seal", DeValue::String(what)) if what == "secrets" => self.everything = false,
                ("seal", _) => {
                    wrong("`seal` is neither \"secrets\" nor \"everything\"".to_owned(), "write one of them");
                }
                ("passphrase_file", _) => {
                    wrong("`passphrase_file` is no text".to_owned(), "write the file's path in quotes");
                }
                (other, _) => {
                    let meant = nearest(other, KEYS).map(|near| format!("did you mean `{near}`?"));
                    let hint = meant.unwrap_or_else(|| format!("it knows {}", KEYS.join(" and ")));
                    wrong(format!("`{other}` is not known"), &hint);
                }
            }
        }
    }
}
