//! What was: listed, written out, and brought back.

use std::fs;

use serde_json::Value as Json;

use crate::tool::Project;

fn json(project: &Project, line: &str) -> Json {
    serde_json::from_str(&project.done(line).out).expect("JSON")
}

/// The numbers of the states that runs left.
fn serials(project: &Project) -> Vec<u64> {
    let history = json(project, "state history --json");
    let runs = history["runs"].as_array().expect("runs").iter();
    runs.map(|run| run["serial"].as_u64().expect("a number")).collect()
}

#[test]
fn an_earlier_state_comes_back_as_a_new_one() {
    let project = Project::new();
    assert_eq!(project.done("state history").err, "No run is written down.\n");
    project.done("up --yes --set subnets=1");
    project.done("up --yes --set subnets=3");
    let listed = project.done("state history").out;
    let lines: Vec<&str> = listed.lines().collect();
    assert_eq!(lines.len(), 2, "{listed}");
    assert!(lines[0].contains(" UTC  up  succeeded  3 resources"), "{listed}");
    assert!(lines[1].contains(" UTC  up  succeeded  5 resources"), "{listed}");

    let first = serials(&project)[0];
    let ran = project.run(&format!("state restore {first}"));
    assert_eq!(ran.code, 4, "nobody can be asked: {ran:#?}");
    let ran = project.done(&format!("state restore {first} --yes"));
    assert!(
        ran.err.starts_with(&format!(
            "These exist now, and state {first} does not know of them: they stay in the cloud, and nothing here looks \
             after them.\n  network/ec2.Subnet.s1  subnet-[id]\n  network/ec2.Subnet.s2  subnet-[id]\n"
        )),
        "{}",
        ran.err
    );
    assert_eq!(project.done("state list").out.lines().count(), 3);
    let all = serials(&project);
    assert!(all.is_sorted(), "{all:?}");
    assert!(
        project.done("state history").out.contains(&format!("state restore {first}  succeeded  3 resources"))
    );
    // What was lost by that is brought back in the same way.
    project.done(&format!("state restore {} --yes", all[1]));
    assert!(project.done("up --yes --set subnets=3").out.starts_with("No changes"));
}

#[test]
fn a_state_that_is_not_kept_is_refused_with_those_that_are() {
    let project = Project::new();
    project.done("up --yes");
    let ran = project.run("state restore 999 --yes");
    assert_eq!(ran.code, 2, "{ran:#?}");
    assert!(
        ran.err.starts_with("error: there is no state 999 of this stack: the states from 0 to "),
        "{}",
        ran.err
    );
    assert!(ran.err.ends_with("  hint: `state history` shows which there are\n"), "{}", ran.err);
}

#[test]
fn a_state_is_written_out_without_its_secrets_unless_they_are_asked_for() {
    let project = Project::new();
    project.done("up --yes --set subnets=1 --set password=hunter2");
    let ran = project.done("state export");
    assert!(!ran.out.contains("hunter2"), "{}", ran.out);
    let state: Json = serde_json::from_str(&ran.out).expect("JSON");
    assert_eq!(state["stack"], "tiny");
    assert_eq!(state["resources"]["network/ec2.Subnet.s0"]["current"]["inputs"]["cidr_block"], "10.0.0.0/24");
    assert_eq!(json(&project, "state export --show-secrets")["outputs"]["password"], "hunter2");
    assert_eq!(json(&project, "state export --serial 0")["resources"], serde_json::json!({}));
}

#[test]
fn a_damaged_journal_leads_to_the_last_good_state() {
    let project = Project::new();
    project.done("up --yes --set subnets=1");
    let path = project.kept("journal-");
    let mut bytes = fs::read(&path).expect("reads");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&path, bytes).expect("writes");
    let ran = project.run("up --yes");
    assert_eq!(ran.code, 1, "{ran:#?}");
    let (_, after) = ran.err.split_once("hint: `").expect("a hint");
    let (command, _) = after.split_once('`').expect("a command");
    assert!(command.starts_with("state restore "), "{}", ran.err);
    assert!(project.done("state history").err.contains("is damaged: line "));
    project.done(&format!("{command} --yes"));
    // What was intended in the lines that are whole is found in the cloud again, by its token; of the subnet in the
    // lines that are lost nobody knows whose it is, and its addresses are taken.
    let ran = project.run("up --yes --set subnets=1");
    assert!(ran.err.contains("exists and is ours"), "{ran:#?}");
    assert!(ran.err.contains("InvalidSubnet.Conflict"), "{ran:#?}");
}
