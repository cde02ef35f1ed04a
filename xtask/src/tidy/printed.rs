//! What may be printed: a type that holds what a cloud is told or says may hold revealed secrets, and prints names only.

use super::Finding;
use super::tokens::Tokens;
use crate::project::SourceFile;

/// Where secrets are revealed. Elsewhere a secret is a `Value::Secret`, which hides itself.
const CRATES: [&str; 3] = ["engine", "aws-live", "rehearsal"];

/// What holds values that may be revealed.
const REVEALED: [&str; 8] = [
    "Map",
    "Value",
    "CreateRequest",
    "UpdateRequest",
    "ReadRequest",
    "DeleteRequest",
    "Existing",
    "Readiness",
];

/// Types that are written all the same, and what hides their secrets then.
const WRITTEN: &[(&str, &str)] = &[(
    "crates/rehearsal/src/world.rs Thing",
    "crates/rehearsal/src/log.rs seals each line before it is written",
)];

pub(super) fn types(files: &[SourceFile]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in files.iter().filter(|file| file.is_rust() && !file.is_test_module()) {
        if !file.crate_folder().is_some_and(|folder| CRATES.contains(&folder)) {
            continue;
        }
        let Ok(tokens) = Tokens::read(&file.text) else { continue };
        let written = tokens.types_deriving(&["Serialize"]).into_iter().filter(|found| {
            let type_of_file = format!("{} {}", file.path, found.name);
            !WRITTEN.iter().any(|(known, _)| *known == type_of_file)
        });
        for found in tokens.types_deriving(&["Debug"]).into_iter().chain(written) {
            let holds = found.body.iter().find(|token| REVEALED.contains(&token.as_str()));
            if let Some(holds) = holds {
                findings.push(file.finding(
                    found.line,
                    format!("`{}` holds a `{holds}` and derives what prints it", found.name),
                    "write its `Debug` by hand, names without values, as in crates/engine/src/shown.rs",
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
    fn a_type_that_would_print_revealed_values_is_found() {
        let source = "#[derive(Clone, Debug)]\npub struct Request {\n    inputs: Map,\n}\n\
                      #[derive(Debug)]\nenum Answer { Is(Arc<Existing>), None }\n\
                      #[derive(Serialize)]\nstruct Line(Vec<Value>);\n\
                      #[derive(Clone)]\nstruct Quiet { inputs: Map }\n\
                      #[derive(Debug)]\nstruct Name { name: String }\nfn f(map: Map) {}\n\
                      #[cfg(test)]\nmod tests { #[derive(Debug)] struct T { map: Map } }\n";
        let findings =
            types(&[file("crates/engine/src/cloud.rs", source), file("crates/core/src/state.rs", source)]);
        let cloud = |line: usize| format!("crates/engine/src/cloud.rs:{line}");
        assert_eq!(places(&findings), [cloud(2), cloud(6), cloud(8)]);
    }
}
