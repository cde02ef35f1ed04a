//! How much a kind takes on AWS: the handlers are counted, because what is the same in all of them belongs to their form.

use super::Finding;
use super::tokens::Tokens;
use crate::project::SourceFile;

/// Where every kind has its one line.
const LIST: &str = "crates/aws/src/registry.rs";

/// The most lines of code that a handler takes which is nothing but its form's parts; what imports write does not count.
const SIMPLE: usize = 50;

/// The most lines of code of a handler on average.
const AVERAGE: usize = 76;

pub(super) fn all(files: &[SourceFile]) -> Vec<Finding> {
    let Some(list) = files.iter().find(|file| file.path == LIST) else { return Vec::new() };
    let mut findings = Vec::new();
    let mut counts = Vec::new();
    for path in paths(&list.text) {
        let Some(file) = files.iter().find(|file| file.path == path) else {
            findings.push(list.finding(
                None,
                format!("a kind has its line here and no file {path}"),
                "name the line's second word after the handler's file",
            ));
            continue;
        };
        let lines = Tokens::read(&file.text).map_or(0, |tokens| tokens.lines_of_code() - imports(&file.text));
        counts.push(lines);
        if lines > SIMPLE && is_simple(&file.text) {
            findings.push(file.finding(
                None,
                format!("{lines} lines of code for a handler without anything particular, and {SIMPLE} is the most"),
                "see whether its form, `crates/aws-live/src/handler`, can write a part of it",
            ));
        }
    }
    let (sum, most) = (counts.iter().sum::<usize>(), counts.len() * AVERAGE);
    if sum > most {
        let message = format!("{} handlers take {sum} lines of code, and {most} is the most", counts.len());
        findings.push(list.finding(
            None,
            message,
            "see what several of them do alike, and let their form do it",
        ));
    }
    findings
}

/// The files of all handlers.
fn paths(list: &str) -> Vec<String> {
    let mut service = "";
    let mut paths = Vec::new();
    for line in list.lines().map(str::trim) {
        if let Some(name) = line.strip_suffix(" {") {
            service = name;
        } else if let Some((_, name)) = line.strip_suffix(',').and_then(|line| line.split_once(": ")) {
            paths.push(format!("crates/aws-live/src/{service}/{name}.rs"));
        }
    }
    paths
}

/// Whether there is nothing beside the parts of its form: no function of its own, here or in a file beside it.
fn is_simple(text: &str) -> bool {
    let is_own = |line: &str| line.starts_with("fn ") || line.starts_with("async fn ");
    let is_beside = |line: &str| line.starts_with("use super::") && !line.starts_with("use super::api::");
    !text.lines().any(|line| is_own(line) || is_beside(line))
}

/// How many lines import something.
fn imports(text: &str) -> usize {
    let mut count = 0;
    let mut inside = false;
    for line in text.lines() {
        inside |= line.starts_with("use ");
        count += usize::from(inside);
        inside &= !line.ends_with(';');
    }
    count
}

#[cfg(test)]
mod tests {
    use super::super::tests::{file, places};
    use super::*;

    const KINDS: &str = "macro_rules! all {\n    $with! {\n        ec2 {\n            Vpc: vpc,\n            Eip: eip,\n        }\n    }\n}\n";

    #[test]
    fn a_handler_without_anything_particular_is_short_and_one_with_its_own_functions_may_be_longer() {
        let lines = |count: usize| "    const A: u8 = 1;\n".repeat(count);
        let table = |count| format!("use a::{{\n    b,\n}};\nimpl Tagged for Vpc {{\n{}}}\n", lines(count));
        let findings = |vpc: String, eip: String| {
            all(&[
                file(LIST, KINDS),
                file("crates/aws-live/src/ec2/vpc.rs", &vpc),
                file("crates/aws-live/src/ec2/eip.rs", &eip),
            ])
        };
        assert!(findings(table(48), table(48)).is_empty());
        assert_eq!(places(&findings(table(49), table(1))), ["crates/aws-live/src/ec2/vpc.rs"]);
        assert!(findings(format!("use super::api::X;\n{}", table(48)), table(1)).is_empty());
        assert!(findings(format!("use super::parts::part;\n{}", table(49)), table(1)).is_empty());
        let particular = format!("{}fn part() {{}}\n", table(90));
        assert!(findings(particular.clone(), table(1)).is_empty());
        assert_eq!(places(&findings(particular.clone(), particular)), [LIST]);
    }

    #[test]
    fn a_line_whose_handler_has_no_file_is_found() {
        let findings = all(&[file(LIST, KINDS), file("crates/aws-live/src/ec2/vpc.rs", "")]);
        assert_eq!(places(&findings), [LIST]);
        assert!(findings[0].message.ends_with("no file crates/aws-live/src/ec2/eip.rs"));
    }
}
