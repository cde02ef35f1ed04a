//! `[store]` of the settings files: where the state is and how it is reached, piece by piece. A piece that should not be
//! committed stands in `local.ironwright.toml`, which says nothing but this.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use ironwright_core::diagnostic::{Diagnostic, Diagnostics, nearest};
use toml::de::{DeTable, DeValue};

use super::file::{line_of, not_toml};
use crate::arguments::Global;
use crate::project::Project;

/// The table's name.
const TABLE: &str = "store";
/// What may stand in it.
const KEYS: [&str; 9] =
    ["path", "bucket", "prefix", "lock_table", "region", "profile", "assume_role", "endpoint", "kms_key"];

/// What was said of the store; nothing where nothing was.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct StoreSettings {
    /// A folder, as it is seen from the settings files.
    pub(crate) path: Option<PathBuf>,
    pub(crate) bucket: Option<String>,
    pub(crate) prefix: Option<String>,
    pub(crate) lock_table: Option<String>,
    /// The bucket's region; else S3 tells.
    pub(crate) region: Option<String>,
    /// Whose credentials to use there.
    pub(crate) profile: Option<String>,
    pub(crate) assume_role: Option<String>,
    /// A server that speaks S3, instead of S3.
    pub(crate) endpoint: Option<String>,
    /// The key that `state init` has the bucket encrypted with.
    pub(crate) kms_key: Option<String>,
}

impl StoreSettings {
    /// Reads them: `local.ironwright.toml` over `ironwright.NAME.toml` over `ironwright.toml`.
    ///
    /// # Errors
    /// Everything in the tables that is not understood.
    pub(crate) fn read(project: &Project, global: &Global) -> Result<Self, Diagnostics> {
        let (mut settings, mut problems) = (Self::default(), Diagnostics::default());
        let of_environment = global.env.as_ref().map(|name| project.settings_of(name));
        for path in [Some(project.settings()), of_environment].into_iter().flatten() {
            settings.add(&path, false, &mut problems);
        }
        settings.add(&project.local_settings(), true, &mut problems);
        if settings.bucket.is_none() && global.store.is_none() {
            let pieces = [("prefix", &settings.prefix), ("lock_table", &settings.lock_table)];
            if let Some((name, _)) = pieces.into_iter().find(|(_, piece)| piece.is_some()) {
                let problem = Diagnostic::new(format!("[store] names a `{name}` and no bucket"));
                problems.push(problem.hint(
                    "write `bucket = \"…\"` there or in local.ironwright.toml, or type `--store s3://bucket/prefix`",
                ));
            }
        }
        problems.into_result().map(|()| settings)
    }

    /// Adds what a file says.
    fn add(&mut self, path: &Path, only_this: bool, problems: &mut Diagnostics) {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        match fs::read_to_string(path) {
            Ok(text) => self.add_text(&name, &text, only_this, problems),
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => {
                let problem = Diagnostic::new(format!("reading {}: {error}", path.display()));
                problems.push(problem.hint("see that it may be read, and that it is text"));
            }
        }
    }

    fn add_text(&mut self, name: &str, text: &str, only_this: bool, problems: &mut Diagnostics) {
        let document = match DeTable::parse(text) {
            Ok(document) => document,
            Err(error) => return problems.push(not_toml(name, text, &error)),
        };
        let problem = |at: usize, sentence: String| {
            Diagnostic::new(format!("{name}:{}: {sentence}", line_of(text, at)))
        };
        for (key, _) in document.get_ref().iter().filter(|(key, _)| only_this && key.get_ref() != TABLE) {
            let problem = problem(key.span().start, format!("`{}` does not belong here", key.get_ref()));
            problems.push(problem.hint("this file says where the state is, under [store], and nothing else"));
        }
        let Some(table) = document.get_ref().get(TABLE) else { return };
        let DeValue::Table(table) = table.get_ref() else {
            let problem = problem(table.span().start, "`store` is no table".to_owned());
            return problems.push(problem.hint("write `[store]` on a line, and `bucket = \"…\"` below it"));
        };
        let mut found = Self::default();
        for (key, value) in table {
            let (at, key) = (key.span().start, key.get_ref());
            let Some(piece) = found.piece(key) else {
                let hint = match nearest(key, KEYS) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("there are {}", KEYS.join(", ")),
                };
                problems.push(problem(at, format!("[store] has no `{key}`")).hint(hint));
                continue;
            };
            match value.get_ref() {
                DeValue::String(text) if !text.is_empty() => piece(text.to_string()),
                _ => problems
                    .push(problem(at, format!("`{key}` is no text")).hint(format!("write `{key} = \"…\"`"))),
            }
        }
        if found.path.is_some() && found.bucket.is_some() {
            let at = document.get_ref().get(TABLE).map_or(0, |table| table.span().start);
            let problem = problem(at, "[store] names a folder and a bucket".to_owned());
            problems.push(problem.hint("leave `path` out, or `bucket`"));
        }
        self.take(found);
    }

    /// What sets a piece.
    fn piece(&mut self, key: &str) -> Option<impl FnOnce(String)> {
        let piece = match key {
            "path" => Piece::Path(&mut self.path),
            "bucket" => Piece::Text(&mut self.bucket),
            "prefix" => Piece::Text(&mut self.prefix),
            "lock_table" => Piece::Text(&mut self.lock_table),
            "region" => Piece::Text(&mut self.region),
            "profile" => Piece::Text(&mut self.profile),
            "assume_role" => Piece::Text(&mut self.assume_role),
            "endpoint" => Piece::Text(&mut self.endpoint),
            "kms_key" => Piece::Text(&mut self.kms_key),
            _ => return None,
        };
        Some(move |text: String| match piece {
            Piece::Path(path) => *path = Some(PathBuf::from(text)),
            Piece::Text(piece) => *piece = Some(text),
        })
    }

    /// Takes what a stronger file says. Another kind of place takes the place of the one before.
    fn take(&mut self, over: Self) {
        if over.path.is_some() {
            (self.bucket, self.prefix, self.lock_table) = (None, None, None);
        }
        if over.bucket.is_some() {
            self.path = None;
        }
        let Self { path, bucket, prefix, lock_table, region, profile, assume_role, endpoint, kms_key } = over;
        let set = |piece: &mut Option<String>, over: Option<String>| {
            if over.is_some() {
                *piece = over;
            }
        };
        self.path = path.or_else(|| self.path.take());
        set(&mut self.bucket, bucket);
        set(&mut self.prefix, prefix);
        set(&mut self.lock_table, lock_table);
        set(&mut self.region, region);
        set(&mut self.profile, profile);
        set(&mut self.assume_role, assume_role);
        set(&mut self.endpoint, endpoint);
        set(&mut self.kms_key, kms_key);
    }
}

enum Piece<'a> {
    Path(&'a mut Option<PathBuf>),
    Text(&'a mut Option<String>),
}

#[cfg(test)]
mod tests {
    use super::*;

    fn merged(texts: &[&str]) -> (StoreSettings, Vec<String>) {
        let (mut settings, mut problems) = (StoreSettings::default(), Diagnostics::default());
        for (number, text) in texts.iter().enumerate() {
            settings.add_text(&format!("{number}.toml"), text, number == 1, &mut problems);
        }
        (settings, problems.0.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn pieces_of_two_files_make_one_store() {
        let (settings, problems) = merged(&[
            "replicas = 2\n[store]\nprefix = \"web\"\nregion = \"eu-west-2\"\n",
            "[store]\nbucket = \"acme\"\nregion = \"eu-west-1\"\n",
        ]);
        assert_eq!(problems, Vec::<String>::new());
        assert_eq!(settings.bucket.as_deref(), Some("acme"));
        assert_eq!(settings.prefix.as_deref(), Some("web"));
        assert_eq!(settings.region.as_deref(), Some("eu-west-1"));
    }

    #[test]
    fn a_folder_takes_the_place_of_a_bucket() {
        let (settings, _) =
            merged(&["[store]\nbucket = \"acme\"\nprefix = \"web\"\n", "[store]\npath = \"x\"\n"]);
        assert_eq!((settings.bucket, settings.prefix, settings.path), (None, None, Some("x".into())));
    }

    #[test]
    fn everything_that_is_not_understood_is_told_with_its_line() {
        let (_, problems) = merged(&["[store]\nbuket = \"acme\"\nprefix = 7\n", "replicas = 2\n"]);
        let all = problems.join("\n");
        for part in [
            "0.toml:2: [store] has no `buket`",
            "did you mean `bucket`?",
            "0.toml:3: `prefix` is no text",
            "1.toml:1: `replicas` does not belong here",
        ] {
            assert!(all.contains(part), "{part}\n{all}");
        }
        let (_, problems) = merged(&["[store]\nbucket = \"acme\"\npath = \"x\"\n"]);
        assert!(problems[0].contains("names a folder and a bucket"), "{problems:?}");
    }
}
