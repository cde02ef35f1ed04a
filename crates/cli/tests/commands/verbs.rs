//! A stack's life: preview, up, a change, destroy.

use crate::tool::Project;

const PLAN: &str = "  + iam.Role.execution  role_name: \"tiny-execution\"
    + assume_role_policy: Allow sts:AssumeRole to Service ecs-tasks.amazonaws.com
  network/
    + ec2.Vpc.main  cidr_block: \"10.0.0.0/16\"
    + ec2.Subnet.s0  cidr_block: \"10.0.0.0/24\"
    + ec2.Subnet.s1  cidr_block: \"10.0.1.0/24\"

Outputs:
  + vpc = (known after apply)

Plan: 4 to create.
";

#[test]
fn preview_shows_the_plan_and_writes_nothing() {
    let project = Project::new();
    let ran = project.done("preview");
    assert_eq!((ran.out.as_str(), ran.err.as_str()), (PLAN, ""));
    assert_eq!(project.names(), [""; 0]);
}

#[test]
fn preview_tells_scripts_whether_there_are_changes() {
    let project = Project::new();
    assert_eq!(project.run("preview --exit-code").code, 3);
    project.done("up --yes");
    assert_eq!(project.run("preview --exit-code").code, 0);
}

#[test]
fn without_a_terminal_up_needs_yes_and_leaves_no_trace() {
    let project = Project::new();
    let ran = project.run("up");
    assert_eq!((ran.out.as_str(), ran.code), (PLAN, 4));
    assert_eq!(
        ran.err,
        "error: nothing was changed: there is no terminal on which to ask whether to apply this\n  \
         hint: review the plan above, then type the same command with `--yes`; or keep it with `preview --out FILE` \
         and carry it out with `up --plan FILE`\n"
    );
    assert_eq!(project.names(), [""; 0]);
}

#[test]
fn up_brings_the_stack_up_and_says_that_it_was_a_rehearsal() {
    let project = Project::new();
    let ran = project.done("up --yes");
    assert_eq!(ran.out, format!("{PLAN}\nOutputs:\n  vpc = \"vpc-[id]\"\n"));
    let mut lines: Vec<&str> = ran.err.lines().collect();
    lines[..4].sort_unstable();
    assert_eq!(
        lines,
        [
            "+ iam.Role.execution created (tiny-execution)",
            "+ network/ec2.Subnet.s0 created (subnet-[id])",
            "+ network/ec2.Subnet.s1 created (subnet-[id])",
            "+ network/ec2.Vpc.main created (vpc-[id])",
            "",
            "4 created in [time].",
            "",
            if cfg!(feature = "aws") {
                "Nothing was created in AWS: this was a rehearsal. To deploy for real: `tiny up --cloud aws`"
            } else {
                "Nothing was created in AWS: this was a rehearsal."
            },
        ]
    );
}

#[test]
fn up_again_changes_nothing() {
    let project = Project::new();
    project.done("up --yes");
    let ran = project.done("up --yes");
    assert_eq!(ran.out, "No changes: 4 resources are as declared.\n\nOutputs:\n  vpc = \"vpc-[id]\"\n");
    assert_eq!(ran.err, "");
}

#[test]
fn a_changed_setting_changes_only_what_it_is_about() {
    let project = Project::new();
    project.done("up --yes");
    let ran = project.done("up --yes --set subnets=3");
    assert_eq!(
        ran.out,
        "  + network/ec2.Subnet.s2  cidr_block: \"10.0.2.0/24\"\n\nPlan: 1 to create, 4 unchanged.\n\nOutputs:\n  vpc = \
         \"vpc-[id]\"\n"
    );
}

#[test]
fn destroy_takes_everything_down() {
    let project = Project::new();
    project.done("up --yes --set service=true");
    let ran = project.done("destroy --yes");
    assert!(ran.err.contains("\n7 deleted in [time].\n"), "{ran:#?}");
    assert_eq!(project.done("destroy --yes").out, "Nothing to delete: nothing exists.\n");
    assert_eq!(project.done("state list").out, "");
}

#[test]
fn a_service_is_waited_for_without_waiting() {
    let project = Project::new();
    let began = std::time::Instant::now();
    let ran = project.done("up --yes --set service=true");
    assert!(ran.err.contains("… ecs.Service.web waits: steady"), "{ran:#?}");
    assert!(began.elapsed().as_secs() < 5, "{:?}", began.elapsed());
}

#[test]
fn drift_and_refresh_find_nothing_where_nothing_has_changed() {
    let project = Project::new();
    project.done("up --yes");
    assert_eq!(project.done("drift").out, "No drift: 4 resources are as last seen.\n");
    assert_eq!(project.done("refresh").out, "No drift: 4 resources are as last seen.\n");
}

#[test]
fn what_has_gone_is_drift_until_a_refresh_writes_it_down_and_up_makes_it_again() {
    let project = Project::new();
    project.done("up --yes");
    let world = std::fs::read(project.store().join("world.log")).expect("reads");
    project.done("up --yes --set subnets=3");
    // The cloud as it was before: the third subnet is not there.
    std::fs::write(project.store().join("world.log"), world).expect("writes");
    let gone = "Changed outside since the last run:\n  ! network/ec2.Subnet.s2  is gone\n";
    let ran = project.run("drift --set subnets=3");
    assert_eq!((ran.out.as_str(), ran.code), (gone, 3));
    let ran = project.done("refresh --set subnets=3");
    assert_eq!(
        (ran.out.as_str(), ran.err.as_str()),
        (gone, "1 change written down. `up` makes what exists be as declared again.\n")
    );
    let plan = project.done("preview --set subnets=3").out;
    assert!(plan.ends_with("Plan: 1 to create, 4 unchanged.\n"), "{plan}");
}

#[test]
fn what_is_protected_stays_until_a_person_lifts_the_protection() {
    let project = Project::new();
    project.done("up --yes --set protect=true");
    let ran = project.run("destroy --yes");
    assert_eq!(ran.code, 4, "{ran:#?}");
    let (first, rest) = ran.err.split_once('\n').expect("several lines");
    assert_eq!(first, "error: iam.Role.execution: is protected and would be deleted");
    assert!(rest.starts_with("  --> crates/cli/examples/tiny.rs:"), "{rest}");
    assert!(
        rest.ends_with(
            "\n  hint: to delete it all the same, first lift the protection with `state unprotect \
             iam.Role.execution`\n"
        ),
        "{rest}"
    );
    let ran = project.run("state unprotect iam.Role.execution");
    assert_eq!(ran.code, 4, "{ran:#?}");
    project.done("state unprotect iam.Role.execution --yes");
    project.done("destroy --yes");
}

#[test]
fn what_is_still_declared_protected_is_told_to_need_both() {
    let project = Project::new();
    project.done("up --yes --set protect=true");
    let ran = project.run("destroy --yes --set protect=true");
    assert_eq!(ran.code, 4, "{ran:#?}");
    assert!(
        ran.err.ends_with(
            "\n  hint: to delete it all the same, first remove `.protect()` from its declaration, then lift the \
             protection with `state unprotect iam.Role.execution`\n"
        ),
        "{}",
        ran.err
    );
}

#[test]
fn without_a_terminal_destroy_advises_what_a_destroy_can_do() {
    let project = Project::new();
    project.done("up --yes");
    let ran = project.run("destroy");
    assert_eq!(ran.code, 4, "{ran:#?}");
    assert!(
        ran.err.ends_with(
            "or keep it with `preview --destroy --out FILE` and carry it out with `destroy --plan FILE`\n"
        ),
        "{}",
        ran.err
    );
}

#[test]
fn the_graph_has_three_forms() {
    let project = Project::new();
    assert_eq!(
        project.done("graph --set subnets=1").out,
        "iam.Role.execution\nnetwork/ec2.Vpc.main\nnetwork/ec2.Subnet.s0\n  needs network/ec2.Vpc.main\n"
    );
    assert_eq!(
        project.done("graph --set subnets=1 --format dot").out,
        r#"digraph "tiny" {
  rankdir = "LR"
  node [shape = box, fontname = "sans-serif"]
  "iam.Role.execution" [label = "iam.Role\nexecution"]
  subgraph "cluster_network" { label = "network"
    "network/ec2.Vpc.main" [label = "ec2.Vpc\nmain"]
    "network/ec2.Subnet.s0" [label = "ec2.Subnet\ns0"]
  }
  "network/ec2.Subnet.s0" -> "network/ec2.Vpc.main"
}
"#
    );
    assert_eq!(
        project.done("graph --set subnets=1 --format mermaid").out,
        r#"flowchart LR
  n0["iam.Role<br>execution"]
  subgraph s_network ["network"]
    n1["ec2.Vpc<br>main"]
    n2["ec2.Subnet<br>s0"]
  end
  n2 --> n1
"#
    );
}

#[test]
fn settings_say_where_they_come_from_and_keep_secrets() {
    let project = Project::new();
    project.write("ironwright.toml", "subnets = 3\n\n[tiny]\nservice = true\n\n[other]\nx = 1\n");
    project.write("ironwright.dev.toml", "protect = true\n");
    let mut command = project.command(&["settings", "--env", "dev", "--set", "subnets=4"]);
    command.env("IRONWRIGHT_PASSWORD", "hunter2").env("IRONWRIGHT_SERVCE", "x");
    let ran = project.ran(command);
    assert_eq!(
        ran.out,
        "subnets = 4  (--set)
    How many subnets there are, at most 8.
service = true  (ironwright.toml:4)
    Whether a service runs there.
protect = true  (ironwright.dev.toml:1)
    Whether the role may not be deleted.
password = (secret)  (IRONWRIGHT_PASSWORD)
    What nobody should read.
mishap = (not set)  (optional)
    How the program goes wrong: `error`, `panic`, declares `nothing`, or `another` program's resource.
"
    );
    assert_eq!(
        ran.err,
        "warning: the variable IRONWRIGHT_SERVCE is no setting of this program and is ignored; did you mean \
         IRONWRIGHT_SERVICE?\n"
    );
}
