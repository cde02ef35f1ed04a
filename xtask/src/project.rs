//! Where the project stands on disk and which files belong to it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::{env, fs};

use anyhow::{Context, Result};

use crate::process;

/// Folders that hold what tools make, for the day when there is no git to ask.
const NOT_OURS: [&str; 4] = [".git", ".venv", ".ironwright", "target"];

/// The project's working copy.
pub(crate) struct Project {
    pub(crate) root: PathBuf,
}

/// A text file of the project.
#[derive(Debug, Clone)]
pub(crate) struct SourceFile {
    /// Relative to the root, with `/` between the parts.
    pub(crate) path: String,
    pub(crate) text: String,
}

impl Project {
    /// The working copy that `cargo xtask` was typed in, or else the one this program was built from.
    pub(crate) fn find() -> Result<Self> {
        let xtask = env::var("CARGO_MANIFEST_DIR").unwrap_or_else(|_| env!("CARGO_MANIFEST_DIR").into());
        let root = Path::new(&xtask).parent().context("xtask stands at the root of the file system")?;
        Ok(Self { root: root.to_owned() })
    }

    /// Every text file that is committed, or would be by `git add --all`.
    pub(crate) fn source_files(&self) -> Result<Vec<SourceFile>> {
        let paths = match self.ask_git() {
            Ok(paths) => paths,
            Err(_) => walk(&self.root, Path::new(""))?,
        };
        let mut files = Vec::new();
        for path in paths {
            let absolute = self.root.join(&path);
            // A file deleted but not yet staged is still listed; a link leads to a file that is listed itself.
            if !absolute.is_file() || absolute.is_symlink() {
                continue;
            }
            let bytes = fs::read(&absolute).with_context(|| format!("{path} cannot be read"))?;
            if let Ok(text) = String::from_utf8(bytes) {
                files.push(SourceFile { path, text });
            }
        }
        Ok(files)
    }

    fn ask_git(&self) -> Result<BTreeSet<String>> {
        let mut git = process::command("git", &self.root);
        git.args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]);
        let listed = process::output(&mut git)?;
        Ok(listed.split_terminator('\0').map(str::to_owned).collect())
    }
}

/// Every file below `root`/`folder`, except in folders that tools make.
fn walk(root: &Path, folder: &Path) -> Result<BTreeSet<String>> {
    let mut paths = BTreeSet::new();
    let absolute = root.join(folder);
    let entries =
        fs::read_dir(&absolute).with_context(|| format!("{} cannot be listed", absolute.display()))?;
    for entry in entries {
        let entry = entry?;
        let path = folder.join(entry.file_name());
        if !entry.file_type()?.is_dir() {
            paths.insert(path.to_string_lossy().into_owned());
        } else if !NOT_OURS.iter().any(|name| entry.file_name() == *name) {
            paths.extend(walk(root, &path)?);
        }
    }
    Ok(paths)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_git_the_folder_is_walked_and_what_tools_made_is_left_out() {
        let root = tempfile::tempdir().unwrap();
        for path in ["Cargo.toml", "src/lib.rs", "target/debug/x.rs", ".venv/bin/x.py"] {
            let path = root.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "text").unwrap();
        }
        let paths = walk(root.path(), Path::new("")).unwrap();
        assert_eq!(paths.into_iter().collect::<Vec<_>>(), ["Cargo.toml", "src/lib.rs"]);
    }
}
