//! Who may depend on whom. Development dependencies are free, save that one crate alone sees AWS's SDK: a test may
//! reach where its crate must not.

use std::collections::BTreeSet;

use anyhow::{Context, Result};
use serde::Deserialize;

use super::Finding;
use crate::process;
use crate::project::{Project, SourceFile};

/// Packages that a crate must not reach, directly or through our other crates. A `*` stands for any ending.
struct Rule {
    package: &'static str,
    forbidden: &'static [&'static str],
    reason: &'static str,
}

const RULES: [Rule; 5] = [
    Rule {
        package: "ironwright-core",
        forbidden: &[
            "tokio*",
            "ironwright-engine",
            "ironwright-aws*",
            "ironwright-rehearsal",
            "ironwright-cli",
            "ironwright-testkit",
            "ironwright",
        ],
        reason: "core is vocabulary and pure decisions, and everything else stands on it",
    },
    Rule {
        package: "ironwright-macros",
        forbidden: &["ironwright*"],
        reason: "macros write code that names our crates; they do not use them",
    },
    Rule {
        package: "ironwright-engine",
        forbidden: &["ironwright-aws*", "aws-*"],
        reason: "the engine reconciles any cloud and knows none",
    },
    Rule {
        package: "ironwright-rehearsal",
        forbidden: &["ironwright-aws*", "aws-*"],
        reason: "the rehearsal cloud is generic over kinds: a new kind needs no edit there",
    },
    Rule {
        package: "ironwright-aws",
        forbidden: &["ironwright-aws-live", "ironwright-engine", "tokio*", "aws-*"],
        reason: "declaring a kind must cost a user neither the SDK nor a runtime",
    },
];

/// The one package that may use AWS's SDK.
const SEES_THE_SDK: &str = "ironwright-aws-live";

/// What `cargo metadata --no-deps` tells.
#[derive(Deserialize)]
pub(super) struct Workspace {
    packages: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    manifest_path: String,
    dependencies: Vec<Dependency>,
}

#[derive(Deserialize)]
struct Dependency {
    /// The package's own name, also where the manifest gives it another.
    name: String,
    /// Nothing for a normal dependency, else `dev` or `build`.
    kind: Option<String>,
}

impl Workspace {
    pub(super) fn read(project: &Project) -> Result<Self> {
        let mut metadata = process::cargo(&project.root);
        metadata.args(["metadata", "--no-deps", "--format-version", "1"]);
        serde_json::from_str(&process::output(&mut metadata)?)
            .context("the answer of `cargo metadata` cannot be read")
    }

    fn package(&self, name: &str) -> Option<&Package> {
        self.packages.iter().find(|package| package.name == name)
    }

    /// The way from `start` to every package it reaches through our own: `start`, what it depends on, and so on.
    fn reached_from<'a>(&'a self, start: &'a Package) -> Vec<Vec<&'a str>> {
        let mut ways = Vec::new();
        let mut seen = BTreeSet::new();
        let mut to_visit = vec![vec![start.name.as_str()]];
        while let Some(way) = to_visit.pop() {
            let Some(package) = way.last().and_then(|name| self.package(name)) else {
                continue;
            };
            for dependency in package.dependencies.iter().filter(|dependency| !dependency.is_for_tests()) {
                if seen.insert(&dependency.name) {
                    let longer = [way.as_slice(), &[&dependency.name]].concat();
                    to_visit.push(longer.clone());
                    ways.push(longer);
                }
            }
        }
        ways
    }
}

impl Dependency {
    fn is_for_tests(&self) -> bool {
        self.kind.as_deref() == Some("dev")
    }
}

pub(super) fn broken(workspace: &Workspace, files: &[SourceFile]) -> Vec<Finding> {
    let mut findings = forbidden_edges(workspace, files);
    findings.extend(strangers_to_the_sdk(workspace, files));
    findings.sort();
    // An edge may break several rules; its line is reported once.
    findings.dedup_by(|a, b| (&a.path, a.line) == (&b.path, b.line) && a.line.is_some());
    findings
}

fn forbidden_edges(workspace: &Workspace, files: &[SourceFile]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for Rule { package: name, forbidden, reason } in &RULES {
        let Some(package) = workspace.package(name) else {
            continue;
        };
        for way in workspace.reached_from(package) {
            let (first, reached) = (way[1], way[way.len() - 1]);
            if forbidden.iter().any(|pattern| matches(pattern, reached)) {
                let message = format!("{name} must not depend on {reached}: {}", way.join(" → "));
                findings.push(package.finding(files, first, message, reason));
            }
        }
    }
    findings
}

fn strangers_to_the_sdk(workspace: &Workspace, files: &[SourceFile]) -> Vec<Finding> {
    let reason = "only crates/aws-live sees AWS's SDK, so that it can be left out and replaced";
    let mut findings = Vec::new();
    for package in &workspace.packages {
        for Dependency { name, .. } in &package.dependencies {
            if package.name != SEES_THE_SDK && matches("aws-*", name) {
                let message = format!("{} must not depend on {name}", package.name);
                findings.push(package.finding(files, name, message, reason));
            }
        }
    }
    findings
}

impl Package {
    /// Points at the line of the manifest that brings `dependency`, where the manifest is among the files.
    fn finding(&self, files: &[SourceFile], dependency: &str, message: String, reason: &str) -> Finding {
        let manifest = files
            .iter()
            .filter(|file| self.manifest_path.ends_with(&format!("/{}", file.path)))
            .max_by_key(|file| file.path.len());
        let names = |line: &str| {
            line.trim_start().trim_start_matches('"').strip_prefix(dependency).is_some_and(ends_key)
        };
        Finding {
            path: manifest.map_or(&self.manifest_path, |file| &file.path).clone(),
            line: manifest.and_then(|file| file.text.lines().position(names)).map(|index| index + 1),
            message,
            hint: reason.to_owned(),
        }
    }
}

/// Whether a key of TOML ends here: ` = …`, `.workspace = …`, `" = …`.
fn ends_key(rest: &str) -> bool {
    rest.starts_with([' ', '.', '=', '"'])
}

fn matches(pattern: &str, name: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(beginning) => name.starts_with(beginning),
        None => name == pattern,
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::file;
    use super::*;

    fn workspace(packages: &[(&str, &[&str])]) -> Workspace {
        let package = |&(name, dependencies): &(&str, &[&str])| Package {
            name: name.to_owned(),
            manifest_path: format!("/somewhere/crates/{}/Cargo.toml", name.trim_start_matches("ironwright-")),
            dependencies: dependencies
                .iter()
                .map(|name| Dependency { name: (*name).to_owned(), kind: None })
                .collect(),
        };
        Workspace { packages: packages.iter().map(package).collect() }
    }

    fn messages(workspace: &Workspace) -> Vec<String> {
        broken(workspace, &[]).into_iter().map(|finding| finding.message).collect()
    }

    #[test]
    fn every_rule_can_be_broken() {
        for (package, dependency) in [
            ("ironwright-core", "tokio"),
            ("ironwright-core", "ironwright-engine"),
            ("ironwright-macros", "ironwright-core"),
            ("ironwright-engine", "ironwright-aws"),
            ("ironwright-engine", "ironwright-aws-live"),
            ("ironwright-rehearsal", "ironwright-aws"),
            ("ironwright-aws", "tokio"),
            ("ironwright-aws", "ironwright-engine"),
            ("ironwright-aws", "aws-sdk-ecs"),
            ("ironwright-cli", "aws-config"),
            ("ironwright", "aws-sdk-ec2"),
        ] {
            let found = messages(&workspace(&[(package, &[dependency])]));
            assert!(
                !found.is_empty()
                    && found[0].starts_with(&format!("{package} must not depend on {dependency}")),
                "{package} → {dependency}: {found:?}"
            );
        }
    }

    #[test]
    fn edges_of_the_design_are_allowed() {
        let found = messages(&workspace(&[
            ("ironwright-core", &["serde", "petgraph", "ironwright-macros"]),
            ("ironwright-macros", &["syn"]),
            ("ironwright-engine", &["ironwright-core", "tokio"]),
            ("ironwright-aws", &["ironwright-core", "ironwright-macros"]),
            ("ironwright-aws-live", &["ironwright-aws", "ironwright-engine", "aws-sdk-ecs"]),
            ("ironwright-rehearsal", &["ironwright-engine"]),
            ("ironwright", &["ironwright-aws-live", "ironwright-cli"]),
        ]));
        assert_eq!(found, [""; 0]);
    }

    #[test]
    fn way_round_through_another_crate_is_shown() {
        let found = messages(&workspace(&[
            ("ironwright-engine", &["ironwright-testkit"]),
            ("ironwright-testkit", &["ironwright-aws"]),
            ("ironwright-aws", &[]),
        ]));
        let way = "ironwright-engine → ironwright-testkit → ironwright-aws";
        assert_eq!(found, [format!("ironwright-engine must not depend on ironwright-aws: {way}")]);
    }

    #[test]
    fn development_dependencies_are_free_except_for_the_sdk() {
        let mut workspace = workspace(&[("ironwright-aws", &["tokio", "aws-config"])]);
        for dependency in &mut workspace.packages[0].dependencies {
            dependency.kind = Some("dev".to_owned());
        }
        assert_eq!(messages(&workspace), ["ironwright-aws must not depend on aws-config"]);
    }

    #[test]
    fn finding_points_at_the_line_of_the_manifest() {
        let manifests = [
            file("Cargo.toml", "tokio = \"1\"\n"),
            file("crates/core/Cargo.toml", "[dependencies]\ntokio-util = \"1\"\ntokio.workspace = true\n"),
        ];
        let findings = broken(&workspace(&[("ironwright-core", &["tokio"])]), &manifests);
        assert_eq!((findings[0].path.as_str(), findings[0].line), ("crates/core/Cargo.toml", Some(3)));
    }
}
