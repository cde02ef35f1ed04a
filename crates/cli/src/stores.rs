//! Where the states of this program's stacks are: `--store`, else `[store]` in the settings files, else a folder of the
//! project. A state lies below the name of its stack, or of its stack and environment, and its cloud's: one folder or
//! bucket holds many.

use std::fs;
use std::io::ErrorKind;
use std::path::{self, Path, PathBuf};

use ironwright_core::{Environment, Instance};
use ironwright_engine::store::DurableStore;

use crate::arguments::{Command, State};
use crate::asked::Asked;
use crate::buckets::Bucket;
use crate::failure::{Failure, Result};
use crate::project::Project;
use crate::settings::StoreSettings;

/// A place that keeps one stack's state on one cloud.
#[derive(Debug)]
#[cfg_attr(feature = "aws", expect(clippy::large_enum_variant, reason = "a command has one or two places"))]
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
pub(crate) fn of(command: &Command, asked: Asked<'_>) -> Result<Place> {
    let Asked { global, project, .. } = asked;
    // What has nothing to do with a state is not stopped by what is wrong with its place.
    if matches!(
        command,
        Command::Version
            | Command::Completions { .. }
            | Command::Complete { .. }
            | Command::Settings
            | Command::Graph(_)
            | Command::State(State::Init { .. })
    ) {
        return Ok(folder(project.states(), asked));
    }
    let settings = StoreSettings::read(project, global)?;
    if let Some(named) = &global.store {
        return at("--store", &named.to_string_lossy(), settings, asked);
    }
    if settings.bucket.is_some() {
        return Bucket::set(settings, asked).map(Place::Bucket);
    }
    let Some(path) = &settings.path else { return sound_folder("the project", project.states(), asked) };
    if let Some(wrong) = no_folder("[store] path", &path.to_string_lossy()) {
        return Err(wrong);
    }
    sound_folder("[store] path", project.beside(path), asked)
}

/// The place that a person names with an option: a folder, or `s3://bucket/prefix`. How a bucket is reached is as the
/// settings say.
///
/// # Errors
/// When it cannot be one.
pub(crate) fn at(option: &str, named: &str, settings: StoreSettings, asked: Asked<'_>) -> Result<Place> {
    if named.starts_with("s3://") {
        return Bucket::named(named, settings, asked).map(Place::Bucket);
    }
    if let Some(wrong) = no_folder(option, named) {
        return Err(wrong);
    }
    sound_folder(option, PathBuf::from(named), asked)
}

fn folder(all: PathBuf, asked: Asked<'_>) -> Place {
    let own = all.join(below(&asked.instance(), asked));
    Place::Folder { all, own }
}

/// What is an instance's on a cloud, below what holds the states of all: `web/aws`, `web@prod/aws`.
pub(crate) fn below(instance: &Instance, asked: Asked<'_>) -> String {
    format!("{instance}/{}", asked.global.cloud.as_str())
}

/// A folder that is there, or can be made as far as names tell.
fn sound_folder(said_by: &str, all: PathBuf, asked: Asked<'_>) -> Result<Place> {
    let place = folder(all, asked);
    if let Place::Folder { own, .. } = &place
        && let Some(there) = own.ancestors().find(|path| path.exists())
        && there.is_file()
    {
        return Err(Failure::wrong(
            format!("{said_by}: {} is a file, and states live in a folder", absolute(there).display()),
            "name a folder, or move the file out of its way",
        ));
    }
    Ok(place)
}

/// What is wrong with a text that would make a folder, and is meant to be something else.
fn no_folder(said_by: &str, text: &str) -> Option<Failure> {
    let wrong = |reason: &str, hint: String| Some(Failure::wrong(format!("{said_by}: {reason}"), hint));
    if text.is_empty() {
        let hint = "name a folder, or a bucket as `s3://bucket/prefix`";
        return wrong("no place is named", hint.to_owned());
    }
    if text == "~" || text.starts_with("~/") {
        let reason = format!("`{text}`: nothing but a shell takes `~` for your home folder");
        return wrong(
            &reason,
            format!("write the whole path, or `./{text}` for a folder that is called `~`"),
        );
    }
    let (scheme, rest) = text.split_once(':')?;
    // One letter is a drive.
    let is_scheme =
        scheme.len() > 1 && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+.-".contains(c));
    if !is_scheme || scheme.starts_with('.') {
        return None;
    }
    let meant = match scheme.to_ascii_lowercase().as_str() {
        "s3" => Some(format!("s3://{}", rest.trim_start_matches('/'))),
        "arn" => rest.strip_prefix("aws:s3:::").map(|bucket| format!("s3://{bucket}")),
        "file" => Some(format!("/{}", rest.trim_start_matches('/'))),
        _ => None,
    };
    let reason = match (scheme, &meant) {
        ("s3" | "arn", _) | (_, Some(_)) => format!("`{text}` is neither a folder nor a bucket"),
        _ => format!("`{text}`: there are no stores of the kind `{scheme}`"),
    };
    let meant = match meant {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => "name a folder, or a bucket as `s3://bucket/prefix`".to_owned(),
    };
    let or =
        if rest.starts_with('/') { "" } else { "; a folder of that name is written with `./` before it" };
    wrong(&reason, format!("{meant}{or}"))
}

impl Place {
    /// The store itself, of an instance of the stack that lives here.
    pub(crate) fn store(&self, instance: &Instance) -> DurableStore {
        let store = match self {
            Self::Folder { own, .. } => DurableStore::in_folder(own, &instance.stack),
            Self::Bucket(bucket) => bucket.store(&instance.stack),
        };
        store.in_environment(instance.environment.clone())
    }

    /// Where another environment of the same stack lives, or where it lives without one.
    pub(crate) fn of_environment(&self, environment: Option<&Environment>, asked: Asked<'_>) -> Self {
        let below = below(&Instance::new(asked.stack(), environment.cloned()), asked);
        match self {
            Self::Folder { all, .. } => Self::Folder { own: all.join(below), all: all.clone() },
            Self::Bucket(bucket) => bucket.beside(below),
        }
    }

    /// The instances of a stack that have a place here, be it an empty one.
    ///
    /// # Errors
    /// When what is there cannot be listed.
    pub(crate) async fn instances(&self, stack: &str) -> Result<Vec<Instance>> {
        let names = match self {
            Self::Folder { all, .. } => folders(all)?,
            Self::Bucket(bucket) => bucket.names(stack).await?,
        };
        let instances = names.iter().filter_map(|name| name.parse::<Instance>().ok());
        let mut instances: Vec<Instance> = instances.filter(|instance| instance.stack == stack).collect();
        instances.sort();
        Ok(instances)
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

/// The names of the folders in a folder; none where there is no such folder.
fn folders(all: &Path) -> Result<Vec<String>> {
    let entries = match fs::read_dir(all) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => {
            let message = format!("reading {}: {error}", absolute(all).display());
            return Err(Failure::failed(message, "see that it is a folder, and may be read"));
        }
    };
    Ok(entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect())
}

fn absolute(folder: &Path) -> PathBuf {
    path::absolute(folder).unwrap_or_else(|_| folder.to_owned())
}
