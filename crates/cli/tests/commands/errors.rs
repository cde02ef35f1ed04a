//! What is said when something is wrong, and with which code the program ends.

use crate::tool::Project;

#[test]
fn every_wrong_setting_is_named_at_once() {
    let project = Project::new();
    project.write("ironwright.toml", "subnet = 3\n");
    let ran = project.run("up --yes --set subnets=many --set service=perhaps");
    assert_eq!(ran.code, 2);
    assert_eq!(
        ran.err,
        "error: --set: `service`: expected true or false, found \"perhaps\"
  hint: Whether a service runs there
error: ironwright.toml:1: there is no setting `subnet`
  hint: did you mean `subnets`?
error: --set: `subnets`: expected a whole number, found \"many\"
  hint: How many subnets there are, at most 8
"
    );
    assert_eq!(project.names(), ["ironwright.toml"]);
}

#[test]
fn a_broken_settings_file_names_its_line() {
    let project = Project::new();
    project.write("ironwright.toml", "subnets = 3\nservice = = true\n");
    let ran = project.run("preview");
    assert_eq!(ran.code, 2);
    assert!(ran.err.starts_with("error: ironwright.toml:2: "), "{}", ran.err);
}

#[test]
fn an_environment_without_a_file_is_named() {
    let ran = Project::new().run("preview --env prod");
    assert_eq!(ran.code, 2);
    assert_eq!(
        ran.err,
        "error: --env prod: there is no [project]/ironwright.prod.toml\n  hint: make the file, or name an environment \
         that has one\n"
    );
}

#[test]
fn a_program_that_panics_ends_in_a_sentence() {
    let ran = Project::new().run("preview --set mishap=panic");
    assert_eq!((ran.code, ran.out.as_str()), (1, ""));
    let sentence = "error: the program panicked: there is no such subnet (at crates/cli/examples/tiny.rs:";
    assert!(ran.err.starts_with(sentence), "{}", ran.err);
    assert_eq!(ran.err.lines().count(), 2, "{}", ran.err);
}

#[test]
fn an_error_of_the_program_is_told_as_it_is() {
    let ran = Project::new().run("preview --set mishap=error");
    assert_eq!((ran.code, ran.err.as_str()), (2, "error: invalid digit found in string\n"));
}

#[test]
fn this_build_says_that_it_has_no_aws() {
    let ran = Project::new().run("preview --cloud aws");
    assert_eq!(ran.code, 2);
    assert_eq!(
        ran.err,
        "error: this program was built without AWS: it can only rehearse\n  hint: build it with the feature `aws` to \
         deploy, or leave `--cloud aws` out to rehearse\n"
    );
}

#[test]
fn a_failed_step_tells_the_call_what_it_kept_from_being_done_and_how_to_go_on() {
    let project = Project::new();
    let ran = project.run("up --yes --set service=true --rehearse fail=create:ecs.Cluster");
    assert_eq!(ran.code, 1, "{ran:#?}");
    let end = ran.err.split("\n\n").nth(1).expect("an end");
    assert_eq!(
        end,
        "error: create ecs.Cluster.main: ecs:CreateCluster: RehearsedFault: this call was told to fail
Not tried, because ecs.Cluster.main failed:
  ecs.Service.web
5 created, 1 failed, 1 not tried in [time].
Everything that was done is kept. To go on from here: `tiny up --yes --set service=true`
"
    );
    let ran = project.done("up --yes --set service=true");
    assert!(ran.err.contains("\n2 created in [time].\n"), "{ran:#?}");
}

#[test]
fn unknown_names_are_answered_with_near_ones() {
    let project = Project::new();
    project.done("up --yes");
    let ran = project.run("up --yes --target network/ec2.Vpc.mian");
    assert_eq!(
        (ran.code, ran.err.as_str()),
        (
            2,
            "error: --target: there is no `network/ec2.Vpc.mian`\n  hint: did you mean `network/ec2.Vpc.main`?\n"
        )
    );
    let ran = project.run("state show network/ec2.Vpc.mian");
    assert_eq!(
        (ran.code, ran.err.as_str()),
        (
            2,
            "error: nothing is known of `network/ec2.Vpc.mian`\n  hint: did you mean `network/ec2.Vpc.main`?\n"
        )
    );
    let ran = project.run("outputs vcp");
    assert_eq!(
        (ran.code, ran.err.as_str()),
        (2, "error: there is no output `vcp`\n  hint: did you mean `vpc`?\n")
    );
    assert_eq!(project.run("preview --rehearse latncy=5ms").code, 2);
}
