//! Properties of which a declaration sets exactly one.

use ironwright_core::check::{Inputs, Problems};

/// Reports when none or several of the properties are set; what is set counts before its value is known.
pub(super) fn check_exactly_one(
    names: &[&'static str],
    inputs: &Inputs<'_>,
    problems: &mut Problems<'_>,
    hint: &str,
) {
    let mut set = names.iter().filter(|name| inputs.is_set(name));
    let Some(first) = set.next() else {
        let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
        return problems.report(names.join(", "), "one of them must be set", hint);
    };
    for other in set {
        problems.report(*other, format!("cannot be set beside `{first}`"), hint);
    }
}
