//! Where the states of this program's stacks are: `--store`, else `[store]` in the settings files, else a folder of the
//! project. A state lies below its stack's name and its cloud's, so one folder or bucket holds many.

use std::path::{self, Path, PathBuf};

use ironwright_engine::store::DurableStore;

use crate::arguments::{Command, Global, State};
use crate::buckets::Bucket;
use crate::failure::{Failure, Result};
use crate::project::Project;
use crate::settings::StoreSettings;

/// A place that keeps one stack's state on one cloud.
#[derive(Debug)]
pub(crate) enum Place {
    /// A folder that holds the states of all stacks.
    Folder {
        /// That folder.
        all: PathBuf,
        /// Of it, what is this stack's on this cloud.
        own: PathBuf,
    },
    /// A bucket.
    Bucket(Bucket),
}

/// The place of a command.
///
/// # Errors
/// When the settings files are wrong, or what is named cannot be a place.
pub(crate) fn of(command: &Command, global: &Global, project: &Project, stack: &str) -> Result<Place> {
    // What has nothing to do with a state is not stopped by what is wrong with its place.
    if matches!(
        command,
        Command::Version
            | Command::Completions { .. }
            | Command::Settings
            | Command::Graph(_)
            | Command::State(State::Init { .. })
    ) {
        return Ok(folder(project.states(), global, stack));
    }
    let settings = StoreSettings::read(project, global)?;
    if let Some(named) = &global.store {
        return at(&named.to_string_lossy(), settings, global, stack);
    }
    if settings.bucket.is_some() {
        return Bucket::set(settings, global, stack).map(Place::Bucket);
    }
    let all = settings.path.as_deref().map_or_else(|| project.states(), |path| project.beside(path));
    Ok(folder(all, global, stack))
}

/// The place that a person names: a folder, or `s3://bucket/prefix`. How a bucket is reached is as the settings say.
///
/// # Errors
/// When it cannot be one.
pub(crate) fn at(named: &str, settings: StoreSettings, global: &Global, stack: &str) -> Result<Place> {
    if named.starts_with("s3://") {
        return Bucket::named(named, settings, global, stack).map(Place::Bucket);
    }
    if let Some((scheme, _)) = named.split_once("://") {
        return Err(Failure::wrong(
            format!("`{named}`: there are no stores of the kind `{scheme}`"),
            "name a folder, or a bucket as `s3://bucket/prefix`",
        ));
    }
    Ok(folder(PathBuf::from(named), global, stack))
}

fn folder(all: PathBuf, global: &Global, stack: &str) -> Place {
    let own = all.join(stack).join(global.cloud.as_str());
    Place::Folder { all, own }
}

impl Place {
    /// The store itself.
    pub(crate) fn store(&self, stack: &str) -> DurableStore {
        match self {
            Self::Folder { own, .. } => DurableStore::in_folder(own, stack),
            Self::Bucket(bucket) => bucket.store(stack),
        }
    }

    /// What tells it from all other places, wherever a command is typed.
    pub(crate) fn identity(&self) -> String {
        match self {
            Self::Folder { own, .. } => absolute(own).to_string_lossy().into_owned(),
            Self::Bucket(bucket) => bucket.identity(),
        }
    }

    /// What a person names with `--store`.
    pub(crate) fn named(&self) -> String {
        match self {
            Self::Folder { all, .. } => absolute(all).display().to_string(),
            Self::Bucket(bucket) => bucket.named_place(),
        }
    }

    /// The folder of the rehearsal's cloud, which is on this machine wherever the state is.
    pub(crate) fn rehearsal(&self, project: &Project) -> PathBuf {
        match self {
            Self::Folder { own, .. } => own.clone(),
            Self::Bucket(bucket) => project.states().join(bucket.identity().replacen("://", "/", 1)),
        }
    }

    /// Whether others can be there from other machines: then leases live by the time of clocks.
    pub(crate) fn is_shared(&self) -> bool {
        matches!(self, Self::Bucket(_))
    }

    /// What a person should know before they rely on it.
    ///
    /// # Errors
    /// When it cannot be reached.
    pub(crate) async fn warning(&self) -> Result<Option<String>> {
        match self {
            Self::Folder { .. } => Ok(None),
            Self::Bucket(bucket) => bucket.warning().await,
        }
    }
}

fn absolute(folder: &Path) -> PathBuf {
    path::absolute(folder).unwrap_or_else(|_| folder.to_owned())
}
