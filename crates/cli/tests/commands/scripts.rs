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

/// What bash offers for the last word of a line, for a program of this name.
#[cfg(unix)]
fn offered(project: &Project, name: &str, line: &[&str]) -> String {
    use std::os::unix::process::CommandExt as _;
    let mut command = project.command(&["completions", "bash"]);
    let script = project.ran({
        command.arg0(name);
        command
    });
    assert_eq!(script.code, 0, "{script:#?}");
    project.write("completions.bash", &script.out);
    let last = line.len();
    let ask = format!(
        "source completions.bash; f=$(complete -p -- {name} | sed 's/.*-F \\([^ ]*\\).*/\\1/'); \
         COMP_WORDS=({name} {}); COMP_CWORD={last}; $f {name} \"${{COMP_WORDS[$COMP_CWORD]}}\" \
         \"${{COMP_WORDS[$COMP_CWORD-1]}}\"; echo \"${{COMPREPLY[@]}}\"",
        line.join(" ")
    );
    let mut bash = std::process::Command::new("bash");
    bash.args(["--norc", "-c", &ask]).current_dir(project.path(""));
    let ran = project.ran(bash);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{ask}");
    ran.out
}

#[cfg(unix)]
#[test]
fn bash_completes_every_word_of_a_program_with_a_hyphen() {
    let project = Project::new();
    for name in ["dmp-frontend", "tiny"] {
        assert_eq!(offered(&project, name, &["comple"]), "completions\n");
        assert_eq!(offered(&project, name, &["up", "--detai"]), "--details\n");
        assert_eq!(offered(&project, name, &["state", "unp"]), "unprotect\n");
        assert_eq!(offered(&project, name, &["state", "rm", "--forc"]), "--force\n");
    }
}

#[test]
fn the_version_and_help_are_answered_however_they_are_asked_for() {
    let project = Project::new();
    let version = project.done("version").out;
    assert!(version.starts_with("tiny, built with ironwright "), "{version}");
    for line in ["--version", "-V"] {
        assert_eq!(project.done(line).out, version);
    }
    assert!(project.done("help state mv").out.contains("Give a resource another address"));
    assert!(project.done("preview --help").out.contains("\n  =  adopt "));
}

#[test]
fn settings_are_typed_values_for_machines() {
    let settings = Project::new().done("settings --json --set subnets=4").out;
    let settings: Value = serde_json::from_str(&settings).expect("a document");
    assert_eq!(settings[0]["value"], 4);
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
