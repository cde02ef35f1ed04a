//! A program of several stacks on the command line: one plan, one question, one picture, and a state for each stack.

use std::process::Command;

use crate::tool::{Project, Ran, example};

fn three(project: &Project, line: &str) -> Ran {
    project.ran(command(project, line))
}

fn command(project: &Project, line: &str) -> Command {
    project.command_of(&example("three"), &line.split_whitespace().collect::<Vec<_>>())
}

fn done(project: &Project, line: &str) -> Ran {
    let ran = three(project, line);
    assert_eq!(ran.code, 0, "{line}: {ran:#?}");
    ran
}

/// The lines that say of which stack something is.
fn headings(text: &str) -> Vec<&str> {
    text.lines().filter(|line| line.starts_with("Stack `")).collect()
}

#[test]
fn a_project_comes_up_in_order_and_goes_the_other_way_round() {
    let project = Project::new();
    let preview = done(&project, "preview");
    let stacks = ["Stack `base/network`:", "Stack `logs`:", "Stack `web`:"];
    assert_eq!(headings(&preview.out), stacks);
    assert!(!project.path(".ironwright").exists(), "a preview writes nothing");
    let up = done(&project, "up --yes");
    assert_eq!(headings(&up.out), stacks);
    for told in ["\nbase/network: 3 created.\n", "\nlogs: 1 created.\n", "\nweb: 4 created.\n"] {
        assert!(up.err.contains(told), "{told} in {}", up.err);
    }
    assert!(up.err.contains("+ base/network:ec2.Vpc.main created (vpc-[id])\n"), "{}", up.err);
    for stack in ["base/network", "logs", "web"] {
        assert!(project.path(&format!(".ironwright/{stack}/rehearsal/head.json")).is_file(), "{stack}");
    }
    let again = done(&project, "up --yes");
    assert!(again.out.contains("No changes: 3 resources are as declared."), "{}", again.out);
    let destroyed = done(&project, "destroy --yes");
    assert_eq!(headings(&destroyed.out), ["Stack `web`:", "Stack `logs`:", "Stack `base/network`:"]);
    assert_eq!(three(&project, "preview --destroy --exit-code").code, 0);
}

#[test]
fn some_of_the_stacks_are_chosen_by_name_or_pattern() {
    let project = Project::new();
    let ran = three(&project, "up --yes --stack web");
    assert_eq!(ran.code, 2, "{ran:#?}");
    assert!(
        ran.err.contains("needs base/network:ec2.Vpc.main.id, and the stack `base/network` is not up"),
        "{}",
        ran.err
    );
    assert!(ran.err.contains("`up --stack base/network`"), "{}", ran.err);
    assert_eq!(headings(&done(&project, "up --yes --stack base/* --stack logs").out).len(), 2);
    assert_eq!(headings(&done(&project, "up --yes --stack web").out), ["Stack `web`:"]);
    let ran = three(&project, "up --yes --stack wbe");
    assert_eq!((ran.code, ran.err.contains("did you mean `web`?")), (2, true), "{ran:#?}");
    let ran = project.run("preview --stack web");
    assert_eq!((ran.code, ran.err.contains("this program has one stack, `tiny`")), (2, true), "{ran:#?}");
}

#[test]
fn what_a_stack_that_is_left_out_uses_is_refused_and_goes_in_one_run_of_all() {
    let project = Project::new();
    done(&project, "up --yes");
    let ran = three(&project, "up --yes --set second=false --stack base/network");
    assert_eq!(ran.code, 4, "{ran:#?}");
    assert!(
        ran.err.contains(
            "base/network:ec2.Subnet.b: would be deleted, and ecs.Cluster.main of the stack `web`, which is left out, uses it"
        ),
        "{}",
        ran.err
    );
    let ran = three(&project, "destroy --yes --stack base/network");
    assert_eq!((ran.code, ran.err.contains("destroy `web` too, or before")), (4, true), "{ran:#?}");
    let ran = done(&project, "up --yes --set second=false");
    let at = |text: &str| ran.err.find(text).unwrap_or_else(|| panic!("{text} in {}", ran.err));
    assert!(at("~ web:ecs.Cluster.main updated") < at("- base/network:ec2.Subnet.b deleted"), "{}", ran.err);
}

#[test]
fn outputs_and_graph_are_of_all_stacks() {
    let project = Project::new();
    done(&project, "up --yes");
    let outputs = done(&project, "outputs").out;
    assert!(
        outputs.contains("base/network.vpc = \"vpc-[id]\"\n") && outputs.contains("logs.arn = \"arn:"),
        "{outputs}"
    );
    assert_eq!(done(&project, "outputs base/network.vpc").out, "vpc-[id]\n");
    assert_eq!(done(&project, "outputs vpc --stack base/network").out, "vpc-[id]\n");
    let graph = done(&project, "graph").out;
    assert!(graph.contains("\nweb, which uses base/network, logs\n"), "{graph}");
    assert!(graph.contains("\n    needs base/network:ec2.Vpc.main\n"), "{graph}");
    let dot = done(&project, "graph --format dot").out;
    assert!(dot.contains("\"web:ec2.SecurityGroup.web\" -> \"base/network:ec2.Vpc.main\"\n"), "{dot}");
    let json = done(&project, "graph --json").out;
    let json: serde_json::Value = serde_json::from_str(&json).expect("one document");
    assert_eq!(json["stacks"][2]["uses"], serde_json::json!(["base/network", "logs"]));
}

#[test]
fn machines_read_which_stack_an_event_is_of() {
    let project = Project::new();
    let ran = done(&project, "up --yes --json");
    let events: Vec<serde_json::Value> =
        ran.out.lines().map(|line| serde_json::from_str(line).expect("an event")).collect();
    let of = |name: &'static str| events.iter().filter(move |event| event["event"] == name);
    let plans: Vec<&str> = of("plan").filter_map(|plan| plan["stack"].as_str()).collect();
    assert_eq!(plans, ["base/network", "logs", "web"]);
    let vpc = of("finished").find(|event| event["address"] == "ec2.Vpc.main").expect("it was made");
    assert_eq!(vpc["stack"], "base/network");
    assert_eq!(of("summary").filter(|summary| summary["exit"] == 0).count(), 3);
    let preview = done(&project, "preview --json").out;
    let preview: serde_json::Value = serde_json::from_str(&preview).expect("one document");
    assert_eq!((&preview["project"], preview["stacks"].as_array().map(Vec::len)), (&"three".into(), Some(3)));
}

#[test]
fn what_is_wrong_between_stacks_is_told_before_anything_is_done() {
    let project = Project::new();
    for (mishap, told) in [
        ("circle", "the stacks need each other in a circle, egg -> hen -> egg"),
        ("name", "the stack `web` is declared twice, first at "),
        (
            "dangling",
            "extra:logs.LogGroup.extra: uses web:logs.LogGroup.nosuch, which the stack `web` does not declare",
        ),
    ] {
        let ran = three(&project, &format!("up --yes --set mishap={mishap}"));
        assert_eq!((ran.code, ran.err.contains(told)), (2, true), "{ran:#?}");
    }
    assert!(!project.path(".ironwright").exists());
}

#[test]
fn environments_of_a_project_live_beside_each_other() {
    let project = Project::new();
    project.write("ironwright.dev.toml", "second = false\n");
    project.write("ironwright.prod.toml", "second = true\n");
    done(&project, "up --yes --env dev");
    done(&project, "up --yes --env prod");
    assert!(project.path(".ironwright/base/network@dev/rehearsal/head.json").is_file());
    for (environment, count) in [("dev", 2), ("prod", 3)] {
        let listed = done(&project, &format!("state list --env {environment} --stack base/network")).out;
        assert_eq!(listed.lines().count(), count, "{listed}");
    }
    let listed = done(&project, "env list --stack base/network").out;
    assert!(listed.contains("dev ") && listed.contains("prod "), "{listed}");
}

#[test]
fn verbs_of_one_stack_are_done_for_each_or_ask_for_one() {
    let project = Project::new();
    done(&project, "up --yes");
    assert_eq!(headings(&done(&project, "state list").out).len(), 3);
    assert!(done(&project, "drift").out.contains("Stack `web`:"));
    let ran = three(&project, "state show ec2.Vpc.main");
    assert_eq!((ran.code, ran.err.contains("name it with `--stack NAME`")), (2, true), "{ran:#?}");
    let shown = done(&project, "state show ec2.SecurityGroup.web --stack web").out;
    assert!(shown.contains("base/network:ec2.Vpc.main"), "{shown}");
    done(&project, "refresh");
    let reset = done(&project, "rehearsal reset --yes");
    assert!(reset.err.contains("The rehearsal of `three` is gone"), "{}", reset.err);
    assert!(done(&project, "up --yes").err.contains("\nweb: 4 created.\n"));
}
