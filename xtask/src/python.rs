//! The Python environment in `.venv/`: servers that speak AWS for the tests, and AWS's schemas for `regenerate`.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::process;
use crate::project::Project;

const REQUIREMENTS: &str = "xtask/python/requirements.txt";

/// The oldest Python that every pinned package supports.
const OLDEST: Version = Version { major: 3, minor: 10 };

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Version {
    major: u32,
    minor: u32,
}

/// An installed environment that holds exactly what [`REQUIREMENTS`] asks for.
pub(crate) struct Environment {
    folder: PathBuf,
}

impl Environment {
    /// Makes the environment, unless it is there already and the requirements have not changed since.
    pub(crate) fn ensure(project: &Project) -> Result<Self> {
        let environment = Self { folder: project.root.join(".venv") };
        let requirements = fs::read_to_string(project.root.join(REQUIREMENTS))
            .with_context(|| format!("{REQUIREMENTS} cannot be read"))?;
        if !environment.holds(&requirements) {
            environment.install(project, &requirements)?;
        }
        Ok(environment)
    }

    /// A program of the environment, `python`.
    pub(crate) fn program(&self, name: &str) -> PathBuf {
        self.folder.join("bin").join(name)
    }

    /// The folder of the installed packages, `.venv/lib/python3.N/site-packages`.
    pub(crate) fn packages(&self) -> Result<PathBuf> {
        let lib = self.folder.join("lib");
        fs::read_dir(&lib)
            .with_context(|| format!("{} cannot be listed", lib.display()))?
            .filter_map(|entry| Some(entry.ok()?.path().join("site-packages")))
            .find(|packages| packages.is_dir())
            .with_context(|| {
                format!("{} holds no Python packages; remove .venv and run again", lib.display())
            })
    }

    /// A copy of the requirements, written last: an installation that was interrupted has none.
    fn stamp(&self) -> PathBuf {
        self.folder.join("installed-requirements.txt")
    }

    fn holds(&self, requirements: &str) -> bool {
        self.folder.join("bin/python").exists()
            && fs::read_to_string(self.stamp()).is_ok_and(|installed| installed == requirements)
    }

    fn install(&self, project: &Project, requirements: &str) -> Result<()> {
        require_python(&project.root)?;
        eprintln!("making a Python environment in .venv, once …");
        let mut make = process::command("python3", &project.root);
        make.args(["-m", "venv", "--clear"]).arg(&self.folder);
        process::output(&mut make).context(
            "python3 cannot make a virtual environment; where its `venv` module is a package of its own, install it \
             (Debian and Ubuntu: `apt install python3-venv`)",
        )?;
        let mut pip = process::command(self.program("python"), &project.root);
        pip.args([
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "--requirement",
            REQUIREMENTS,
        ]);
        process::run(&mut pip)
            .with_context(|| format!("the packages of {REQUIREMENTS} could not be installed"))?;
        fs::write(self.stamp(), requirements)
            .context("the finished Python environment could not be marked as finished")
    }
}

fn require_python(root: &Path) -> Result<()> {
    let mut ask = process::command("python3", root);
    ask.args(["-c", "import sys; print(*sys.version_info[:2])"]);
    let answer = process::output(&mut ask)
        .with_context(|| format!("this needs Python {OLDEST} or newer as `python3` on the PATH"))?;
    require_version(&answer)
}

/// `answer` is what Python prints for the first two parts of its version: `3 11`.
fn require_version(answer: &str) -> Result<()> {
    let mut parts = answer.split_whitespace().map(str::parse);
    let (Some(Ok(major)), Some(Ok(minor))) = (parts.next(), parts.next()) else {
        bail!("`python3` does not tell its version: it printed {answer:?}");
    };
    let found = Version { major, minor };
    if found < OLDEST {
        bail!(
            "this needs Python {OLDEST} or newer, and `python3` is {found}; put a newer one first on the PATH"
        );
    }
    Ok(())
}

impl std::fmt::Display for Version {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_python_is_refused_with_both_versions_named() {
        let error = require_version("3 8\n").unwrap_err().to_string();
        assert_eq!(
            error,
            "this needs Python 3.10 or newer, and `python3` is 3.8; put a newer one first on the PATH"
        );
    }

    #[test]
    fn minor_versions_compare_as_numbers() {
        require_version("3 10\n").unwrap();
        require_version("3 13\n").unwrap();
    }

    #[test]
    fn environment_is_made_again_when_the_requirements_change_or_the_stamp_is_missing() {
        let folder = tempfile::tempdir().unwrap();
        let environment = Environment { folder: folder.path().to_owned() };
        assert!(!environment.holds("moto==5.2.1"));
        fs::create_dir(folder.path().join("bin")).unwrap();
        fs::write(folder.path().join("bin/python"), "").unwrap();
        assert!(!environment.holds("moto==5.2.1"), "an interrupted installation counts as none");
        fs::write(environment.stamp(), "moto==5.2.1").unwrap();
        assert!(environment.holds("moto==5.2.1"));
        assert!(!environment.holds("moto==5.2.2"));
    }
}
