//! What scripts rely on: bare values, JSON, completions, colours only where asked for, signals.

use serde_json::Value;

use crate::tool::Project;

fn lines(out: &str) -> Vec<Value> {
    out.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|e| panic!("{e}: {line}"))).collect()
}

#[test]
fn an_output_is_a_bare_value_and_a_secret_needs_asking() {
    let project = Project::new();
    project.done("up --yes --set password=hunter2");
    assert_eq!(project.done("outputs vpc").out, "vpc-[id]\n");
    assert_eq!(project.done("outputs").out, "password = (secret)\nvpc = \"vpc-[id]\"\n");
    assert_eq!(
        project.done("outputs --json").out,
        "{\n  \"password\": \"(secret)\",\n  \"vpc\": \"vpc-[id]\"\n}\n"
    );
    let ran = project.run("outputs password");
    assert_eq!((ran.code, ran.out.as_str()), (4, ""));
    assert_eq!(project.done("outputs password --show-secrets").out, "hunter2\n");
}

#[test]
fn up_and_destroy_tell_each_event_as_a_line_of_json() {
    let project = Project::new();
    let ran = project.done("up --yes --json");
    let names: Vec<String> =
        lines(&ran.out).iter().map(|line| line["event"].as_str().expect("a name").to_owned()).collect();
    assert_eq!(ran.err, "");
    for name in ["refreshing", "refreshed", "plan", "applying", "started", "finished", "summary", "outputs"] {
        assert!(names.iter().any(|known| known == name), "{name}: {names:?}");
    }
    let summary = lines(&ran.out).into_iter().find(|line| line["event"] == "summary").expect("a summary");
    assert_eq!((&summary["done"]["created"], &summary["exit"]), (&4.into(), &0.into()));
    let ran = project.done("destroy --yes --json");
    let summary = lines(&ran.out).into_iter().find(|line| line["event"] == "summary").expect("a summary");
    assert_eq!(summary["done"]["deleted"], 4);
}

#[test]
fn every_other_verb_tells_one_document() {
    let project = Project::new();
    project.done("up --yes");
    for line in [
        "preview",
        "drift",
        "outputs",
        "graph",
        "state list",
        "state show network/ec2.Vpc.main",
        "settings",
        "version",
    ] {
        let ran = project.done(&format!("{line} --json"));
        let document: Value =
            serde_json::from_str(&ran.out).unwrap_or_else(|e| panic!("{line}: {e}: {}", ran.out));
        assert!(document.is_object() || document.is_array(), "{line}: {document}");
        assert_eq!(ran.err, "", "{line}");
    }
}

#[test]
fn errors_are_json_where_json_is_asked_for() {
    let ran = Project::new().run("up --yes --json --set subnets=many");
    assert_eq!((ran.code, ran.err.as_str()), (2, ""));
    let [error] = &lines(&ran.out)[..] else { panic!("one error: {}", ran.out) };
    assert_eq!(error["event"], "error");
    assert_eq!(error["message"], "--set: `subnets`: expected a whole number, found \"many\"");
    assert_eq!(error["exit"], 2);
}

#[test]
fn shells_complete_the_verbs() {
    let project = Project::new();
    for shell in ["bash", "zsh", "fish"] {
        assert!(project.done(&format!("completions {shell}")).out.contains("unprotect"), "{shell}");
    }
}

#[test]
fn colours_are_for_terminals_and_for_those_who_ask() {
    let project = Project::new();
    assert!(!project.done("preview").out.contains('\u{1b}'));
    let ran = project.done("preview --color always");
    assert!(ran.out.contains("\u{1b}[32m+\u{1b}[0m iam.Role.execution"), "{:?}", ran.out);
}

#[test]
fn help_names_every_exit_code() {
    let help = Project::new().done("--help").out;
    for code in ["0 ", "1 ", "2 ", "3 ", "4 ", "130 "] {
        assert!(help.contains(&format!("\n  {code}")), "{code}: {help}");
    }
}
