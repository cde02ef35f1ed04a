//! How a source file begins, and how long it may be.

use super::Finding;
use super::tokens::Tokens;
use crate::project::SourceFile;

/// Lines that are neither blank, nor comments, nor tests.
const LONGEST: usize = 600;

pub(super) fn files(files: &[SourceFile]) -> Vec<Finding> {
    files
        .iter()
        .filter(|file| file.is_rust())
        .flat_map(|file| [opening(file), length(file)])
        .flatten()
        .collect()
}

/// A reader who opens a file learns first what question it answers.
fn opening(file: &SourceFile) -> Option<Finding> {
    let wants_one = file.is_published_source() || file.path.starts_with("xtask/src/");
    if !wants_one || file.text.trim_start().starts_with("//!") {
        return None;
    }
    Some(file.finding(
        1,
        "the file does not begin with `//!`",
        "say in a sentence or two what question it answers",
    ))
}

fn length(file: &SourceFile) -> Option<Finding> {
    let lines = Tokens::read(&file.text).ok()?.lines_of_code();
    (lines > LONGEST).then(|| {
        file.finding(
            None,
            format!("{lines} lines of code, and {LONGEST} is the most: what second job does it do?"),
            "move that job to a file of its own, named after it",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::super::tests::{file, places};
    use super::*;

    #[test]
    fn file_that_does_not_say_what_it_is_for_is_found() {
        let findings = files(&[
            file("crates/core/src/graph.rs", "use x;\n"),
            file("xtask/src/main.rs", "// main\n"),
            file("src/lib.rs", "\n//! The façade.\n"),
            file("tests/web.rs", "use x;\n"),
        ]);
        assert_eq!(places(&findings), ["crates/core/src/graph.rs:1", "xtask/src/main.rs:1"]);
    }

    #[test]
    fn file_that_is_too_long_is_found_and_its_tests_do_not_count() {
        let code = |lines: usize| "fn f() {}\n// comment\n\n".repeat(lines);
        let tests = format!("#[cfg(test)]\nmod tests {{\n{}}}\n", code(700));
        let findings = files(&[
            file("tests/long.rs", &code(601)),
            file("tests/fits.rs", &code(600)),
            file("tests/long_tests.rs", &format!("{}{tests}", code(500))),
        ]);
        assert_eq!(places(&findings), ["tests/long.rs"]);
        assert!(findings[0].message.starts_with("601 lines of code"), "{}", findings[0].message);
    }
}
