//! A policy as Rust: a function that declares it with typed builders.

use std::fmt::Write as _;

use super::Rule;

/// How long a list may be that stands in one line.
const LINE: usize = 60;

pub(super) fn function(stack: &str, rules: &[Rule]) -> String {
    let names = if rules.iter().any(|rule| rule.condition.is_some()) {
        "{Condition, PolicyDocument, Statement}"
    } else {
        "{PolicyDocument, Statement}"
    };
    let mut out = format!(
        "use ironwright::aws::iam::{names};\n\n\
         /// What the stack `{stack}` must be allowed on AWS.\n\
         pub fn permissions() -> PolicyDocument {{\n    PolicyDocument::new()\n"
    );
    for rule in rules {
        out.push_str("        .statement(\n            Statement::allow()\n");
        let _ = writeln!(out, "                .sid({:?})", rule.sid);
        let actions: Vec<&str> = rule.actions.iter().map(String::as_str).collect();
        call(&mut out, ["action", "actions"], &actions);
        let resources: Vec<&str> = rule.resources.iter().map(String::as_str).collect();
        call(&mut out, ["resource", "resources"], &resources);
        if let Some((key, value)) = &rule.condition {
            let _ = writeln!(out, "                .condition(Condition::string_equals({key:?}, {value:?}))");
        }
        out.truncate(out.trim_end().len());
        out.push_str(",\n        )\n");
    }
    out.push_str("}\n");
    out
}

/// `.action("…")` for one, `.actions([…])` for many.
fn call(out: &mut String, [one, many]: [&str; 2], words: &[&str]) {
    let quoted: Vec<String> = words.iter().map(|word| format!("{word:?}")).collect();
    let line = quoted.join(", ");
    let _ = match quoted.as_slice() {
        [word] => writeln!(out, "                .{one}({word})"),
        _ if line.len() + 2 <= LINE => writeln!(out, "                .{many}([{line}])"),
        words => {
            let indent = "\n                    ";
            let lines = words.join(&format!(",{indent}"));
            writeln!(out, "                .{many}([{indent}{lines},\n                ])")
        }
    };
}
