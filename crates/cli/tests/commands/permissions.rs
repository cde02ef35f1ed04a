//! `permissions`; `tests/with_aws.rs` tries it in a program that can deploy.

use crate::tool::Project;

#[cfg(not(feature = "aws"))]
#[test]
fn a_program_without_aws_says_how_to_build_it_for_the_policy() {
    let ran = Project::new().run("permissions --whole-life");
    assert_eq!((ran.out.as_str(), ran.code), ("", 2));
    assert_eq!(
        ran.err,
        "error: this program was built without AWS: what its kinds need there is not known to it\n  hint: build it \
         with AWS, as by `cargo build --features ironwright/aws`, then type `tiny permissions --whole-life`\n"
    );
}

#[test]
fn what_is_asked_of_a_plan_cannot_be_asked_of_a_whole_life() {
    let ran = Project::new().run("permissions --whole-life --target network");
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("cannot be used with"), "{}", ran.err);
}
