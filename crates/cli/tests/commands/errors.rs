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
        "error: ironwright.toml:1: there is no setting `subnet`
  hint: did you mean `subnets`?
error: --set: `subnets`: expected a whole number, found \"many\"
  hint: How many subnets there are, at most 8
error: --set: `service`: expected true or false, found \"perhaps\"
  hint: Whether a service runs there
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
fn an_environment_that_is_mistyped_is_answered_with_the_near_one() {
    let project = Project::new();
    project.write("ironwright.prod.toml", "subnets = 1\n");
    let ran = project.run("up --yes --env prdo");
    assert_eq!(ran.code, 2);
    assert_eq!(
        ran.err,
        "error: --env prdo: there is no [project]/ironwright.prdo.toml\n  hint: did you mean `--env prod`? else make the \
         file\n"
    );
}

#[test]
fn a_program_that_panics_ends_in_a_sentence() {
    let ran = Project::new().run("preview --set mishap=panic");
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    let sentence = "error: the program panicked: there is no such subnet (at crates/cli/examples/tiny.rs:";
    assert!(ran.err.starts_with(sentence), "{}", ran.err);
    assert_eq!(ran.err.lines().count(), 2, "{}", ran.err);
}

#[test]
fn an_error_of_the_program_is_told_as_it_is() {
    let ran = Project::new().run("preview --set mishap=error");
    assert_eq!(
        (ran.code, ran.err.as_str()),
        (2, "error: the program returned an error: invalid digit found in string\n")
    );
}

#[cfg(not(feature = "aws"))]
#[test]
fn this_build_says_that_it_has_no_aws() {
    let ran = Project::new().run("preview --cloud aws");
    assert_eq!(ran.code, 2);
    assert_eq!(
        ran.err,
        "error: this program was built without AWS: it can only rehearse\n  hint: build it with AWS, as by `cargo build --features ironwright/aws`; or leave `--cloud aws` out to rehearse\n"
    );
}

#[test]
fn a_failed_step_tells_the_call_what_it_kept_from_being_done_and_how_to_go_on() {
    let project = Project::new();
    let ran = project.run("up --yes --set service=true --rehearse fail=create:ecs.Cluster");
    assert_eq!(ran.code, 1, "{ran:#?}");
    let (stream, end) = ran.err.split_once("\n\n").expect("a stream and an end");
    let told =
        "error: create ecs.Cluster.main: ecs:CreateCluster: RehearsedFault: this call was told to fail";
    assert!(stream.lines().any(|line| line == told), "{stream}");
    assert!(!stream.contains("ecs.Service.web"), "{stream}");
    assert_eq!(
        end,
        "Failed, for the reasons above:
  ecs.Cluster.main
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

#[test]
fn a_secret_is_not_told_in_how_to_go_on() {
    let project = Project::new();
    let line = "up --yes --set service=true --set password=hunter2xyz --rehearse fail=create:ecs.Cluster";
    let ran = project.run(line);
    assert_eq!(ran.code, 1, "{ran:#?}");
    assert!(!ran.err.contains("hunter2xyz") && !ran.out.contains("hunter2xyz"), "{ran:#?}");
    assert!(ran.err.ends_with("`tiny up --yes --set service=true --set password=…`\n"), "{}", ran.err);
}

#[test]
fn a_mistyped_command_line_is_json_where_json_is_asked_for() {
    for line in ["up --json --yess", "--json", "upp --json"] {
        let ran = Project::new().run(line);
        assert_eq!((ran.code, ran.err.as_str()), (2, ""), "{line}");
        let error: serde_json::Value = serde_json::from_str(&ran.out).expect("one object");
        assert_eq!((&error["event"], &error["exit"]), (&"error".into(), &2.into()), "{line}");
        assert!(error["message"].as_str().is_some_and(|message| !message.contains('\n')), "{error}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn what_cannot_be_written_is_an_error_unless_the_reader_has_gone() {
    use std::process::Stdio;
    let project = Project::new();
    for line in ["preview", "graph", "settings --json", "--help", "completions bash"] {
        let mut command = project.command(&line.split_whitespace().collect::<Vec<_>>());
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full").expect("opens");
        let output = command.stdout(full).output().expect("starts");
        let err = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{line}: {err}");
        assert!(err.contains("error: writing to stdout: No space left on device"), "{line}: {err}");
    }
    let mut command = project.command(&["graph"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("ends");
    assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(0), &b""[..]));
}

#[test]
fn a_file_for_a_plan_that_cannot_be_written_or_read_is_wrong_usage() {
    let project = Project::new();
    assert_eq!(project.run("preview --out nowhere/plan.json").code, 2);
    assert_eq!(project.run("up --plan nowhere/plan.json").code, 2);
}

#[test]
fn a_step_that_is_tried_again_and_again_is_told_thrice_and_the_same_hint_once() {
    let ran = Project::new().run("up --yes --rehearse throttled=0.8,seed=3");
    let mut told = std::collections::BTreeMap::<&str, usize>::new();
    for line in ran.err.lines() {
        if let Some((address, _)) = line.strip_prefix("… ").and_then(|line| line.split_once(" again")) {
            *told.entry(address).or_default() += 1;
        }
    }
    assert_eq!(told.values().max(), Some(&3), "{ran:#?}");
    let mut hints: Vec<&str> = ran.err.lines().filter(|line| line.starts_with("  hint: ")).collect();
    let all = hints.len();
    hints.dedup();
    assert_eq!(hints.len(), all, "{ran:#?}");
}
