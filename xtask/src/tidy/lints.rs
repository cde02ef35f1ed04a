//! Every crate takes the workspace's lints: one that does not is held to nothing.

use serde::Deserialize;

use super::Finding;
use crate::project::SourceFile;

#[derive(Deserialize)]
struct Manifest {
    package: Option<toml::Table>,
    lints: Option<Lints>,
}

#[derive(Deserialize)]
struct Lints {
    #[serde(default)]
    workspace: bool,
}

pub(super) fn manifests(files: &[SourceFile]) -> Vec<Finding> {
    files
        .iter()
        .filter(|file| file.path.rsplit('/').next() == Some("Cargo.toml"))
        .filter_map(missing)
        .collect()
}

fn missing(file: &SourceFile) -> Option<Finding> {
    // A manifest that cannot be read is cargo's to report, and it does so before this program runs.
    let manifest: Manifest = toml::from_str(&file.text).ok()?;
    let inherits = manifest.lints.is_some_and(|lints| lints.workspace);
    (manifest.package.is_some() && !inherits).then(|| {
        file.finding(
            None,
            "the crate does not take the workspace's lints",
            "add `[lints]` with `workspace = true`",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::super::tests::{file, places};
    use super::*;

    #[test]
    fn crate_without_the_workspace_lints_is_found() {
        let findings = manifests(&[
            file("crates/a/Cargo.toml", "[package]\nname = \"a\"\n"),
            file("crates/b/Cargo.toml", "[package]\nname = \"b\"\n[lints.rust]\nunsafe_code = \"allow\"\n"),
            file("crates/c/Cargo.toml", "[package]\nname = \"c\"\n[lints]\nworkspace = true\n"),
            file("Cargo.toml", "[workspace]\nmembers = []\n"),
        ]);
        assert_eq!(places(&findings), ["crates/a/Cargo.toml", "crates/b/Cargo.toml"]);
    }
}
