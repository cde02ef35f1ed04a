//! A resource that must go before its successor comes takes along what holds on to it, and only that.

use ironwright::aws::{iam, logs};
use ironwright::prelude::*;
use ironwright::testing::rehearse;

#[expect(clippy::unnecessary_wraps, reason = "it has the shape of every program")]
fn program(stack: &mut Stack, path: &&str) -> Result<()> {
    let trust = iam::Statement::allow()
        .action("sts:AssumeRole")
        .principal(iam::Principal::service("ecs-tasks.amazonaws.com"));
    let trust = iam::PolicyDocument::new().statement(trust);
    let role = stack.add("role", iam::Role::new("deploy", trust).path(*path));
    let read = iam::Statement::allow().action("s3:GetObject").resource("*");
    let policy = iam::RolePolicy::new(&role, "read", iam::PolicyDocument::new().statement(read));
    stack.add("policy", policy);
    stack.add("logs", logs::LogGroup::new("deploy").depends_on(&role));
    Ok(())
}

#[test]
fn a_role_that_is_replaced_takes_its_policies_along_and_leaves_what_merely_comes_after_it() {
    let mut world = rehearse("roles", program, &"/a/");
    let report = world.up(program, &"/b/").expect("a run");
    assert_eq!(
        report.plan.to_string(),
        "  ± iam.Role.role  replace: the old one goes first, because path cannot be changed in place\n    \
         ~ path: \"/a/\" -> \"/b/\"\n  \
         ± iam.RolePolicy.policy  replace: the old one goes first, because what role_name refers to goes before its \
         successor comes\n\n\
         Plan: 2 to replace, 1 unchanged."
    );
    assert!(report.outcome.is_complete(), "{report}");
    assert_eq!(
        report.done(),
        [
            "delete iam.RolePolicy.policy",
            "delete iam.Role.role",
            "create iam.Role.role",
            "create iam.RolePolicy.policy"
        ]
    );
    assert!(world.up(program, &"/b/").expect("a run").is_unchanged());
}
