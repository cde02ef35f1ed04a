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
    // What a create has made too late is deleted by the sweep.
    assert!(ran.out.contains("ec2:CreateVpc") && ran.out.contains("ec2:DeleteVpc"), "{}", ran.out);
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

/// A command on the server that stands for AWS, in an account that nobody else has.
fn on_aws(project: &Project, account: &str, line: &str) -> tool::Ran {
    let moto = std::env::var("IRONWRIGHT_TEST_MOTO").unwrap_or_else(|_| {
        panic!("IRONWRIGHT_TEST_MOTO is not set: `cargo xtask test --leg contract` starts the server")
    });
    let mut words: Vec<&str> = line.split_whitespace().collect();
    words.extend(["--cloud", "aws"]);
    let mut command = project.command(&words);
    for variable in ["AWS_PROFILE", "AWS_REGION", "AWS_DEFAULT_REGION"] {
        command.env_remove(variable);
    }
    command.env("IRONWRIGHT_ASSUME_ROLE", format!("arn:aws:iam::{account}:role/deploy"));
    command
        .env("AWS_ENDPOINT_URL", moto)
        .env("AWS_ACCESS_KEY_ID", "test")
        .env("AWS_SECRET_ACCESS_KEY", "test");
    project.ran(command)
}

#[test]
fn identity_is_shown_first_and_another_account_or_region_than_the_states_is_refused() {
    let project = Project::new();
    let (ours, other) = (format!("9{:011}", std::process::id()), format!("8{:011}", std::process::id()));
    project.write("ironwright.toml", "[aws]\nregion = \"eu-west-2\"\nsession_name = \"ci\"\n");
    let up = on_aws(&project, &ours, "up --yes");
    assert_eq!(up.code, 0, "{up:#?}");
    let first = up.err.lines().next().unwrap_or_default();
    assert_eq!(
        first,
        format!("AWS account {ours} in eu-west-2, as arn:aws:sts::{ours}:assumed-role/deploy/ci")
    );

    let elsewhere = on_aws(&project, &ours, "preview --region eu-west-1");
    assert_eq!(elsewhere.code, 4, "{elsewhere:#?}");
    let bound = format!(
        "error: the state belongs to aws (account {ours}, region eu-west-2), and this is aws (account "
    );
    assert!(elsewhere.err.contains(&format!("{bound}{ours}, region eu-west-1)")), "{}", elsewhere.err);
    let foreign = on_aws(&project, &other, "up --yes");
    assert_eq!(foreign.code, 4, "{foreign:#?}");
    assert!(foreign.err.contains(&format!("{bound}{other}, region eu-west-2)")), "{}", foreign.err);

    let down = on_aws(&project, &ours, "destroy --yes");
    assert_eq!(down.code, 0, "{down:#?}");
}
