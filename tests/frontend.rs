//! The README's program and its test, as they stand there.

#[path = "../examples/frontend.rs"]
#[allow(dead_code, reason = "`main` is the example's")]
mod program;

use ironwright::testing::{rehearse, settings};
use program::frontend;

#[test]
fn another_image_is_one_revision_and_one_deployment() {
    let mut world = rehearse("frontend", frontend, &settings([("image", "nginx:1.27")]));
    let plan = world.preview(frontend, &settings([("image", "nginx:1.28")])).unwrap();
    assert_eq!((plan.counts().replace, plan.counts().update), (1, 1), "{plan}");
}

/// From here on the README does not go.
#[test]
fn the_readme_shows_this_program_and_this_test() {
    let (_, program) = include_str!("../examples/frontend.rs").split_once("\n\n").expect("a title");
    let (_, test) = include_str!("frontend.rs").split_once("mod program;\n\n").expect("the program");
    let (test, _) = test.split_once("\n/// From here").expect("the end");
    for shown in [program, test] {
        assert!(include_str!("../README.md").contains(shown), "the README does not show this:\n{shown}");
    }
}
