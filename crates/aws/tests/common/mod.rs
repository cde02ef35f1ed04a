//! What the tests of every service share.

use ironwright_core::Stack;

/// Everything that is wrong with a program, as users read it but for the line `--> file:line`.
pub(crate) fn problems(declare: impl FnOnce(&mut Stack)) -> Vec<String> {
    let mut stack = Stack::new("test");
    declare(&mut stack);
    let Err(found) = stack.graph() else {
        return Vec::new();
    };
    let without_place = |text: String| {
        let lines: Vec<&str> = text.lines().filter(|line| !line.starts_with("  --> ")).collect();
        lines.join("\n")
    };
    found.0.iter().map(|problem| without_place(problem.to_string())).collect()
}
