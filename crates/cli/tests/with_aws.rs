//! The command line of a program that was built with AWS.
//!
//! The program is `examples/tiny.rs`, to be built before: `cargo build -p ironwright-cli --features aws --example tiny`.
#![cfg(feature = "aws")]

#[path = "commands/tool.rs"]
#[allow(dead_code, reason = "the tests of all verbs use all of it")]
mod tool;

use tool::Project;

#[test]
fn the_policy_of_a_plan_is_json_on_stdout_and_needs_no_credentials() {
    let project = Project::new();
    let ran = project.done("permissions");
    let policy: serde_json::Value = serde_json::from_str(&ran.out).expect("a document");
    let sids: Vec<_> = policy["Statement"].as_array().expect("a list").iter().map(|it| &it["Sid"]).collect();
    assert_eq!(sids, ["Ec2", "Iam", "Sts"]);
    assert!(!ran.out.contains("ec2:DeleteVpc"), "{}", ran.out);
    assert!(ran.err.contains("all else may act on any resource"), "{}", ran.err);
    assert_eq!(project.names(), [""; 0]);

    let life = project.done("permissions --whole-life");
    assert!(life.out.contains("ec2:DeleteVpc"), "{}", life.out);
    assert_eq!(project.done("permissions --whole-life --json").out, life.out);
    assert!(project.done("permissions --whole-life --rust").out.starts_with("use ironwright::aws::iam::"));

    project.done("up --yes");
    let nothing = project.done("permissions");
    assert!(
        !nothing.out.contains("ec2:Create") && nothing.out.contains("ec2:DescribeVpcs"),
        "{}",
        nothing.out
    );
    assert!(project.done("permissions --destroy").out.contains("ec2:DeleteVpc"));
}
