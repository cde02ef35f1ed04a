//! What a crate needs to be published: somebody who finds it on a registry sees what it is, and may use it.

use std::path::Path;

use serde::Deserialize;

use super::Finding;
use crate::project::SourceFile;

/// The texts of the licences, which go along with each crate.
const LICENCES: [&str; 2] = ["LICENSE-APACHE", "LICENSE-MIT"];

#[derive(Deserialize)]
struct Manifest {
    package: Option<Package>,
    workspace: Option<Workspace>,
    #[serde(default, rename = "dev-dependencies")]
    for_tests: toml::Table,
}

#[derive(Deserialize)]
struct Package {
    description: Option<String>,
    readme: Option<String>,
    license: Option<toml::Value>,
    publish: Option<bool>,
}

#[derive(Deserialize)]
struct Workspace {
    #[serde(default)]
    dependencies: toml::Table,
}

pub(super) fn manifests(files: &[SourceFile]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in files.iter().filter(|file| file.path.rsplit('/').next() == Some("Cargo.toml")) {
        // A manifest that cannot be read is cargo's to report, and it does so before this program runs.
        let Ok(manifest) = toml::from_str::<Manifest>(&file.text) else { continue };
        let published = manifest.package.filter(|package| package.publish != Some(false));
        if let Some(package) = published {
            findings.extend(incomplete(file, &package, files));
            findings.extend(manifest.for_tests.iter().filter_map(|(name, it)| circular(file, name, it)));
        }
        let ours = manifest.workspace.into_iter().flat_map(|workspace| workspace.dependencies);
        findings.extend(ours.filter_map(|(name, dependency)| unpinned(file, &name, &dependency)));
    }
    findings
}

fn incomplete(file: &SourceFile, package: &Package, files: &[SourceFile]) -> Vec<Finding> {
    let folder = file.path.strip_suffix("Cargo.toml").unwrap_or_default();
    let has = |name: &str| files.iter().any(|file| file.path == format!("{folder}{name}"));
    let mut findings = Vec::new();
    if !package.description.as_ref().is_some_and(|text| text.split(' ').count() > 4) {
        findings.push(file.finding(
            None,
            "the crate does not say what it is",
            "add a `description` of a line",
        ));
    }
    if package.license.is_none() {
        findings.push(file.finding(None, "the crate has no licence", "add `license.workspace = true`"));
    }
    if !package.readme.as_ref().is_some_and(|name| has(name)) {
        let hint = "add a README.md of a few lines, and `readme = \"README.md\"`";
        findings.push(file.finding(None, "the crate has no README", hint));
    }
    findings
}

/// Every published crate without the licences' texts in its folder. They are links there, and so not among the files.
pub(super) fn licences(root: &Path, files: &[SourceFile]) -> Vec<Finding> {
    let is_published = |file: &&SourceFile| {
        let is_manifest = file.path.rsplit('/').next() == Some("Cargo.toml");
        let manifest = toml::from_str::<Manifest>(&file.text).ok().filter(|_| is_manifest);
        manifest.and_then(|manifest| manifest.package).is_some_and(|package| package.publish != Some(false))
    };
    let missing = files.iter().filter(is_published).flat_map(|file| {
        let folder = file.path.strip_suffix("Cargo.toml").unwrap_or_default();
        let missing = LICENCES.into_iter().filter(move |licence| !root.join(folder).join(licence).is_file());
        missing.map(move |licence| {
            let message = format!("{licence} would not be in the package");
            file.finding(None, message, format!("link it: `ln -s ../../{licence} {folder}`"))
        })
    });
    missing.collect()
}

/// A test may reach where its crate must not, so a version there would want two crates published before each other.
fn circular(file: &SourceFile, name: &str, dependency: &toml::Value) -> Option<Finding> {
    let by_path =
        dependency.as_table().is_some_and(|it| it.contains_key("path") && !it.contains_key("version"));
    (name.starts_with("ironwright-") && !by_path).then(|| {
        let message = format!("{name} would have to be published before a crate that it may depend on");
        file.finding(None, message, "name it by its `path` alone: `cargo package` then leaves it out")
    })
}

/// Our crates know each other's insides: one of another version is another crate.
fn unpinned(file: &SourceFile, name: &str, dependency: &toml::Value) -> Option<Finding> {
    let pinned =
        dependency.get("version").and_then(toml::Value::as_str).is_some_and(|it| it.starts_with('='));
    (name.starts_with("ironwright-") && !pinned).then(|| {
        let line = file.text.lines().position(|line| line.starts_with(&format!("{name} ="))).map(|at| at + 1);
        file.finding(line, format!("{name} is not pinned to its version"), "write `version = \"=…\"`")
    })
}

#[cfg(test)]
mod tests {
    use super::super::tests::{file, places};
    use super::*;

    const WHOLE: &str = "[package]\ndescription = \"The vocabulary and its decisions\"\nlicense = \"MIT\"\nreadme = \"README.md\"\n";

    #[test]
    fn a_crate_that_nobody_could_use_from_a_registry_is_found() {
        let findings = manifests(&[
            file("crates/a/Cargo.toml", "[package]\ndescription = \"Part of it\"\n"),
            file("crates/b/Cargo.toml", WHOLE),
            file("crates/b/README.md", "# b\n"),
            file("xtask/Cargo.toml", "[package]\npublish = false\n"),
            file(
                "crates/c/Cargo.toml",
                &format!("{WHOLE}[dev-dependencies]\nironwright-aws.workspace = true\n"),
            ),
            file("crates/c/README.md", "# c\n"),
        ]);
        let found = places(&findings);
        assert_eq!(found, [["crates/a/Cargo.toml"; 3].as_slice(), &["crates/c/Cargo.toml"]].concat());
    }

    #[test]
    fn a_crate_without_the_texts_of_its_licences_is_found() {
        let root = tempfile::tempdir().expect("a folder");
        let manifest = [file("Cargo.toml", WHOLE)];
        assert_eq!(places(&licences(root.path(), &manifest)), ["Cargo.toml"; 2]);
        for licence in LICENCES {
            std::fs::write(root.path().join(licence), "text").expect("a file");
        }
        assert_eq!(places(&licences(root.path(), &manifest)), [""; 0]);
    }

    #[test]
    fn an_internal_version_that_is_not_pinned_is_found() {
        let text = "[workspace.dependencies]\nserde = \"1\"\nironwright-core = { version = \"=0.1.0\" }\nironwright-aws = { version = \"0.1.0\" }\n";
        assert_eq!(places(&manifests(&[file("Cargo.toml", text)])), ["Cargo.toml:4"]);
    }
}
