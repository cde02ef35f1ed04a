//! Building an example and finding its program.

use std::path::PathBuf;

use anyhow::{Context, Result};
use serde::Deserialize;

use crate::process;
use crate::project::Project;

/// Builds an example, with more flags for cargo, and returns its program.
pub(crate) fn build(project: &Project, example: &str, flags: &[&str]) -> Result<PathBuf> {
    eprintln!("building the example `{example}` …");
    let mut build = process::cargo(&project.root);
    build.args(["build", "--example", example, "--message-format", "json-render-diagnostics"]).args(flags);
    let messages = process::output(&mut build)?;
    program_in(&messages, example)
        .with_context(|| format!("cargo built no program for the example `{example}`"))
}

/// A line that cargo writes for each thing it built.
#[derive(Deserialize)]
struct Built {
    target: Target,
    executable: Option<PathBuf>,
}

#[derive(Deserialize)]
struct Target {
    name: String,
    kind: Vec<String>,
}

fn program_in(messages: &str, example: &str) -> Option<PathBuf> {
    messages
        .lines()
        .filter_map(|line| serde_json::from_str::<Built>(line).ok())
        .find(|built| built.target.name == example && built.target.kind.iter().any(|kind| kind == "example"))?
        .executable
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn program_of_the_example_is_found_among_what_cargo_built() {
        let messages = r#"
            {"reason":"build-script-executed","package_id":"x"}
            {"reason":"compiler-artifact","target":{"name":"web","kind":["lib"]},"executable":null}
            {"reason":"compiler-artifact","target":{"name":"web","kind":["example"]},"executable":"/t/examples/web"}
            {"reason":"build-finished","success":true}"#;
        assert_eq!(program_in(messages, "web"), Some(PathBuf::from("/t/examples/web")));
        assert_eq!(program_in(messages, "queue"), None);
    }
}
