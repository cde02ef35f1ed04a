//! The project folder: where settings are looked for and where state is kept.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use ironwright_core::Environment;

/// The folder that holds state and settings, unless told otherwise.
pub(crate) const FOLDER: &str = ".ironwright";
/// The file of settings.
pub(crate) const SETTINGS: &str = "ironwright.toml";

/// Where this program's settings and state are.
#[derive(Debug)]
pub(crate) struct Project {
    folder: PathBuf,
}

impl Project {
    /// The package's folder under cargo; else the nearest folder upwards with state or settings; else the current one.
    pub(crate) fn find() -> Self {
        if let Some(folder) = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from) {
            return Self { folder };
        }
        let current = env::current_dir().unwrap_or_default();
        let marked = |folder: &&Path| folder.join(FOLDER).is_dir() || folder.join(SETTINGS).is_file();
        let folder = current.ancestors().find(marked).unwrap_or(&current).to_owned();
        Self { folder }
    }

    /// The project in a folder.
    pub(crate) fn at(folder: &Path) -> Self {
        Self { folder: folder.to_owned() }
    }

    /// The settings of all environments.
    pub(crate) fn settings(&self) -> PathBuf {
        self.folder.join(SETTINGS)
    }

    /// The settings of one environment.
    pub(crate) fn settings_of(&self, environment: &Environment) -> PathBuf {
        self.folder.join(format!("ironwright.{environment}.toml"))
    }

    /// The environments that have settings of their own.
    pub(crate) fn environments(&self) -> Vec<Environment> {
        let entries = fs::read_dir(&self.folder).into_iter().flatten().flatten();
        let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
        let mut environments: Vec<Environment> = names
            .filter_map(|name| name.strip_prefix("ironwright.")?.strip_suffix(".toml")?.parse().ok())
            .collect();
        environments.sort();
        environments
    }

    /// The folder outside all projects that keeps what this machine has seen of their states.
    pub(crate) fn notes() -> Option<PathBuf> {
        let folder = |name| env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
        let state = folder("XDG_STATE_HOME")
            .or_else(|| folder("LOCALAPPDATA"))
            .or_else(|| folder("HOME").map(|home| home.join(".local/state")))?;
        Some(state.join("ironwright").join("seen"))
    }

    /// The settings of this working copy alone, which are not committed.
    pub(crate) fn local_settings(&self) -> PathBuf {
        self.folder.join(format!("local.{SETTINGS}"))
    }

    /// A path that is given relative to the settings.
    pub(crate) fn beside(&self, path: &Path) -> PathBuf {
        self.folder.join(path)
    }

    /// The folder that holds the states of all stacks, unless told otherwise.
    pub(crate) fn states(&self) -> PathBuf {
        self.folder.join(FOLDER)
    }
}
