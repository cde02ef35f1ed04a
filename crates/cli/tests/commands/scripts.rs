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

/// What the program offers for the last word, without meanings.
fn offered(project: &Project, words: &[&str]) -> Vec<String> {
    let line = [&["complete", "--"], words].concat();
    let ran = project.ran(project.command(&line));
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{words:?}");
    ran.out.lines().map(|line| line.split('\t').next().unwrap_or_default().to_owned()).collect()
}

#[test]
fn verbs_and_options_are_completed_where_they_may_stand() {
    let project = Project::new();
    assert_eq!(offered(&project, &["pre"]), ["preview"]);
    assert_eq!(offered(&project, &["comp"]), ["completions"]);
    assert_eq!(offered(&project, &["state", "unp"]), ["unprotect"]);
    assert_eq!(offered(&project, &["up", "--detai"]), ["--details"]);
    assert_eq!(offered(&project, &["up", "--yes", "--parallelism", "4", "--tar"]), ["--target"]);
    assert_eq!(offered(&project, &["state", "rm", "--forc"]), ["--force"]);
    assert_eq!(offered(&project, &["--cloud", ""]), ["rehearsal", "aws"]);
    assert_eq!(offered(&project, &["--color=a"]), ["--color=auto", "--color=always"]);
    assert_eq!(offered(&project, &["quux", "--quux"]), Vec::<String>::new());
    assert!(offered(&project, &[""]).contains(&"up".to_owned()));
    assert!(offered(&project, &[]).contains(&"up".to_owned()));
}

#[test]
fn settings_addresses_outputs_and_environments_are_completed() {
    let project = Project::new();
    project.write("ironwright.dev.toml", "subnets = 1\n");
    project.write("ironwright.prod.toml", "subnets = 3\n");
    assert_eq!(offered(&project, &["preview", "--env", ""]), ["dev", "prod"]);
    assert_eq!(offered(&project, &["up", "--set", "s"]), ["subnets=", "service="]);
    assert_eq!(offered(&project, &["up", "--set", "service="]), ["service=true", "service=false"]);
    assert_eq!(offered(&project, &["up", "--set=prot"]), ["--set=protect="]);
    let subnets = ["network/ec2.Subnet.s0", "network/ec2.Subnet.s1", "network/ec2.Subnet.s2"];
    assert_eq!(offered(&project, &["--env", "prod", "up", "--target", "network/ec2.S"]), subnets);
    assert_eq!(offered(&project, &["up", "--set", "subnets=1", "--replace", "network/ec2.S"]), subnets[..1]);
    assert_eq!(offered(&project, &["up", "--exclude", "net"])[0], "network/");
    assert_eq!(offered(&project, &["outputs", "v"]), ["vpc"]);
    assert_eq!(offered(&project, &["import", "ec2.Su"]), ["ec2.Subnet"]);
    project.done("up --yes --env prod");
    assert_eq!(
        offered(&project, &["--env", "prod", "state", "rm", "network/ec2.S"]),
        subnets,
        "what exists, though undeclared"
    );
}

#[test]
fn what_cannot_be_found_out_is_not_offered_and_not_complained_of() {
    let project = Project::new();
    project.write("ironwright.toml", "subnets = = 1\n");
    assert_eq!(offered(&project, &["up", "--target", ""]), Vec::<String>::new());
    assert_eq!(offered(&project, &["up", "--set", "mishap=panic", "--target", ""]), Vec::<String>::new());
}

#[test]
fn every_shell_has_its_script() {
    let project = Project::new();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = project.done(&format!("completions {shell}")).out;
        assert!(script.contains("tiny"), "{shell}: {script}");
    }
}

/// What bash offers for the last word of a line, for a program of this name.
#[cfg(unix)]
fn offered_by_bash(project: &Project, name: &str, line: &str) -> String {
    use std::os::unix::fs::symlink;
    let program = project.command(&[]).get_program().to_owned();
    let named = project.path(name);
    if !named.exists() {
        symlink(program, &named).expect("nameds");
    }
    let script = project.ran(project.command_of(&named, &["completions", "bash"]));
    assert_eq!(script.code, 0, "{script:#?}");
    project.write("completions.bash", &script.out);
    // Bash parts words at `=` and `:` too.
    let ask = format!(
        "source completions.bash; f=$(complete -p -- {name} | sed 's/.*-F \\([^ ]*\\).*/\\1/'); \
         COMP_LINE='./{name} {line}'; COMP_POINT=${{#COMP_LINE}}; parted=${{COMP_LINE//=/ = }}; \
         COMP_WORDS=($parted); [[ \"$parted\" == *' ' ]] && COMP_WORDS+=(''); \
         COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1)); $f; echo \"${{COMPREPLY[@]}}\""
    );
    let mut bash = project.command_of(std::path::Path::new("bash"), &["--norc", "-c", &ask]);
    bash.env("PATH", std::env::var_os("PATH").unwrap_or_default());
    let ran = project.ran(bash);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{ask}");
    ran.out
}

#[cfg(unix)]
#[test]
fn bash_completes_every_word_of_a_program_with_a_hyphen() {
    let project = Project::new();
    for name in ["dmp-frontend", "tiny"] {
        assert_eq!(offered_by_bash(&project, name, "comple"), "completions\n");
        assert_eq!(offered_by_bash(&project, name, "up --detai"), "--details\n");
        assert_eq!(offered_by_bash(&project, name, "state unp"), "unprotect\n");
        assert_eq!(offered_by_bash(&project, name, "up --set sub"), "subnets=\n");
        assert_eq!(offered_by_bash(&project, name, "up --set service=t"), "true\n");
        assert_eq!(offered_by_bash(&project, name, "up --color=al"), "always\n");
        assert_eq!(offered_by_bash(&project, name, "up --set service="), "true false\n");
        assert_eq!(offered_by_bash(&project, name, "--cloud "), "rehearsal aws\n");
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
