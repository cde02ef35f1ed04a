//! What the tests of all services share.

use ironwright_core::Stack;

/// What is wrong with a program, without the lines of this folder.
pub(crate) fn problems(declare: impl FnOnce(&mut Stack)) -> Vec<String> {
    let mut stack = Stack::new("test");
    declare(&mut stack);
    let Err(found) = stack.graph() else { return Vec::new() };
    let texts = found.0.into_iter().map(|mut diagnostic| {
        diagnostic.place = None;
        diagnostic.to_string()
    });
    texts.collect()
}
