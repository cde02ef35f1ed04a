//! Every example is offered to the reader of the README, and shows how its infrastructure is tested.

use super::Finding;
use crate::project::SourceFile;

pub(super) fn all(files: &[SourceFile]) -> Vec<Finding> {
    let readme = files.iter().find(|file| file.path == "README.md").map_or("", |file| file.text.as_str());
    let mut findings = Vec::new();
    for (file, name) in files.iter().filter_map(|file| Some((file, example_name(&file.path)?))) {
        if !names(readme, name) {
            findings.push(file.finding(
                None,
                format!("README.md does not name the example `{name}`"),
                "add the line that says what it deploys and how to run it",
            ));
        }
        let test = format!("tests/{}", name.replace('-', "_"));
        let has_test = files
            .iter()
            .any(|file| file.path == format!("{test}.rs") || file.path == format!("{test}/main.rs"));
        if !has_test {
            findings.push(file.finding(
                None,
                format!("the example `{name}` has no test"),
                format!("add {test}.rs: how would a team unit-test this infrastructure?"),
            ));
        }
    }
    findings
}

/// `web` for `examples/web.rs` and `examples/web/main.rs`; a module that examples share is none.
fn example_name(path: &str) -> Option<&str> {
    let rest = path.strip_prefix("examples/")?;
    match rest.split_once('/') {
        Some((name, file)) => (file == "main.rs").then_some(name),
        None => rest.strip_suffix(".rs"),
    }
}

/// Whether the text holds the name, not merely a longer one that contains it.
fn names(text: &str, name: &str) -> bool {
    let in_name = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
    text.split(|c| !in_name(c)).any(|word| word == name)
}

#[cfg(test)]
mod tests {
    use super::super::tests::file;
    use super::*;

    fn messages(findings: Vec<Finding>) -> Vec<String> {
        findings.into_iter().map(|finding| finding.message).collect()
    }

    #[test]
    fn example_that_nobody_hears_of_or_tests_is_found() {
        let findings = all(&[
            file("README.md", "`cargo run --example web-api`"),
            file("examples/web.rs", ""),
            file("examples/shared/parts.rs", ""),
        ]);
        assert_eq!(
            messages(findings),
            ["README.md does not name the example `web`", "the example `web` has no test"]
        );
    }

    #[test]
    fn example_with_its_line_and_its_test_passes() {
        let findings = all(&[
            file("README.md", "`cargo run --example web-api`, `cargo run --example queue`"),
            file("examples/web-api.rs", ""),
            file("tests/web_api.rs", ""),
            file("examples/queue/main.rs", ""),
            file("tests/queue/main.rs", ""),
        ]);
        assert_eq!(messages(findings), [""; 0]);
    }
}
