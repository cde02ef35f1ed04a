//! What a working copy must not tell about the machine it was edited on: its package registry and its folders.

use std::sync::LazyLock;

use regex_lite::Regex;

use super::Finding;
use crate::project::SourceFile;

/// In two parts each, so that this file passes its own check.
const REGISTRIES: [[&str; 2]; 5] = [
    ["index.", "crates.io"],
    ["static.", "crates.io"],
    ["pypi", ".org"],
    ["files.", "pythonhosted.org"],
    ["index", "-url"],
];

/// An absolute path into somebody's own folders, not preceded by what would make it part of a longer path or address.
static PERSONAL_PATH: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:^|[^\w.}\-])(/(?:(?:home|Users)/[\w.\-]+|root/|work/))")
        .expect("the pattern is fixed and valid")
});

pub(super) fn lines(files: &[SourceFile]) -> Vec<Finding> {
    let registries = REGISTRIES.map(|parts| parts.concat());
    let mut findings = Vec::new();
    for file in files {
        for (index, line) in file.text.lines().enumerate() {
            for registry in registries.iter().filter(|registry| line.contains(*registry)) {
                findings.push(file.finding(
                    index + 1,
                    format!("names a package registry: `{registry}`"),
                    "cargo and pip know theirs; a mirror belongs to the machine's own configuration",
                ));
            }
            if let Some(path) = PERSONAL_PATH.captures(line).and_then(|captures| captures.get(1)) {
                findings.push(file.finding(
                    index + 1,
                    format!("an absolute path of one machine: `{}…`", path.as_str()),
                    "write it relative to the project's root, or to a temporary folder",
                ));
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::super::tests::{file, places};
    use super::*;

    #[test]
    fn registry_hosts_are_found_in_any_file() {
        let text = format!("first\nhttps://{}/simple\n", REGISTRIES[2].concat());
        assert_eq!(places(&lines(&[file("requirements.txt", &text)])), ["requirements.txt:2"]);
    }

    #[test]
    fn personal_paths_are_found() {
        for [before, folder] in
            [["cd ", "home/ada/x"], ["\"", "Users/ada"], ["file://", "root/x"], ["", "work/x"]]
        {
            let text = format!("{before}/{folder}");
            assert_eq!(lines(&[file("notes.md", &text)]).len(), 1, "{text}");
        }
    }

    #[test]
    fn addresses_and_relative_paths_are_not_personal() {
        for text in [
            "https://aws.amazon.com/home/region",
            "${PWD}/work/x ./work/x a/work/x",
            "arn:aws:iam::123456789012:root",
        ] {
            assert!(lines(&[file("notes.md", text)]).is_empty(), "{text}");
        }
    }
}
