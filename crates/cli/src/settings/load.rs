//! Settings for a tool of one's own, which has no command line of ours.

use std::path::Path;

use ironwright_core::diagnostic::{Diagnostic, Diagnostics};
use ironwright_core::settings::read;
use ironwright_core::{Environment, Settings};

use super::{Gathered, read_environment, read_files};
use crate::project::Project;

/// Settings that are read where there is no command line of ours: in a tool that embeds the engine, in a script.
pub trait LoadSettings: Settings {
    /// Reads the settings of a folder, as the command line does: variables `IRONWRIGHT_…` over `ironwright.NAME.toml` of the
    /// environment over `ironwright.toml`. A file that is not there says nothing; that of the environment must be there.
    ///
    /// ```
    /// use ironwright::prelude::*;
    ///
    /// #[derive(Settings)]
    /// struct Wanted {
    ///     /// How many tasks run.
    ///     #[setting(default = 1)]
    ///     replicas: u32,
    /// }
    /// # let folder = std::env::temp_dir().join(format!("ironwright-load-{}", std::process::id()));
    /// # std::fs::create_dir_all(&folder)?;
    /// std::fs::write(folder.join("ironwright.toml"), "replicas = 2\n")?;
    /// std::fs::write(folder.join("ironwright.prod.toml"), "replicas = 6\n")?;
    /// assert_eq!(Wanted::load(&folder, None)?.replicas, 2);
    /// assert_eq!(Wanted::load(&folder, Some("prod"))?.replicas, 6);
    /// # std::fs::remove_dir_all(&folder)?;
    /// # Ok::<(), Box<dyn std::error::Error + Send + Sync>>(())
    /// ```
    ///
    /// # Errors
    /// Everything that is wrong with the files and the settings, each with the place where it stands.
    fn load(folder: impl AsRef<Path>, environment: Option<&str>) -> Result<Self, Diagnostics> {
        let (mut gathered, mut problems) = (Gathered::default(), Diagnostics::default());
        let project = Project::at(folder.as_ref());
        let environment: Option<Environment> = match environment.map(str::parse).transpose() {
            Ok(environment) => environment,
            Err(error) => return Err(Diagnostic::new(format!("{error}")).into()),
        };
        read_files(Self::FIELDS, "", &project, environment.as_ref(), &mut gathered, &mut problems);
        read_environment(Self::FIELDS, &mut gathered);
        match read(&gathered.given) {
            Ok(settings) => problems.into_result().map(|()| settings),
            Err(wrong) => {
                problems.extend(wrong);
                Err(problems)
            }
        }
    }
}

impl<S: Settings> LoadSettings for S {}
