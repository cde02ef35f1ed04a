//! Secrets at rest, as a person meets them: no question at first, a clear one when the key is missing.

use std::fs;
use std::path::Path;

use crate::tool::{Project, Ran};

const SECRET: &str = "--set password=hunter2hunter2";

fn with(project: &Project, line: &str, variables: &[(&str, &str)]) -> Ran {
    let mut command = project.command(&line.split_whitespace().collect::<Vec<_>>());
    command.envs(variables.iter().copied());
    project.ran(command)
}

fn keys(project: &Project) -> Vec<std::path::PathBuf> {
    let folder = project.home().join(".config/ironwright/keys");
    fs::read_dir(folder).map(|found| found.flatten().map(|file| file.path()).collect()).unwrap_or_default()
}

fn contains(folder: &Path, text: &str) -> bool {
    let files = fs::read_dir(folder).expect("lists").flatten();
    files
        .into_iter()
        .any(|file| String::from_utf8_lossy(&fs::read(file.path()).expect("reads")).contains(text))
}

#[test]
fn without_a_secret_there_is_neither_a_key_nor_a_question() {
    let project = Project::new();
    project.done("up --yes");
    assert_eq!(keys(&project).len(), 0);
    assert!(!project.store().join("keys.json").exists());
    assert!(!project.home().join(".config").exists());
}

#[test]
fn a_copied_state_shows_nothing_and_says_which_key_is_missing() {
    let project = Project::new();
    project.done(&format!("up --yes {SECRET}"));
    assert!(!contains(&project.store(), "hunter2"));
    let [key] = &keys(&project)[..] else { panic!("one key file") };
    assert_eq!(project.done("outputs password --show-secrets").out, "hunter2hunter2\n");
    fs::rename(key, key.with_extension("away")).expect("renames");
    for line in ["preview", "up --yes", "outputs", "state list", "state show ec2.Vpc.main"] {
        let ran = project.run(line);
        assert_eq!((ran.code, ran.out.as_str()), (4, ""), "{line}: {ran:#?}");
        assert!(ran.err.starts_with("error: the secrets of `tiny` are sealed with the key "), "{}", ran.err);
        assert!(
            ran.err.contains(" is not there\n  hint: copy the file from where the key was made"),
            "{}",
            ran.err
        );
    }
    fs::rename(key.with_extension("away"), key).expect("renames");
    project.done(&format!("up --yes {SECRET}"));
}

#[test]
fn a_passphrase_makes_no_key_file_and_opens_on_another_machine() {
    let project = Project::new();
    let passphrase = [("IRONWRIGHT_PASSPHRASE", "correct horse battery")];
    let ran = with(&project, &format!("up --yes {SECRET}"), &passphrase);
    assert_eq!(ran.code, 0, "{ran:#?}");
    assert_eq!(keys(&project).len(), 0);
    let line = "outputs password --show-secrets";
    assert_eq!(with(&project, line, &passphrase).out, "hunter2hunter2\n");
    let ran = project.run(line);
    assert!(
        ran.err.contains(": no passphrase was given\n  hint: give it in IRONWRIGHT_PASSPHRASE"),
        "{}",
        ran.err
    );
    let ran = with(&project, line, &[("IRONWRIGHT_PASSPHRASE", "wrong horse battery")]);
    assert_eq!(ran.code, 4);
    assert!(ran.err.contains(": the passphrase is not the one that opens it\n"), "{}", ran.err);
    assert!(!ran.err.contains("wrong horse"), "{}", ran.err);
    project.write("secret.txt", "correct horse battery\n");
    assert_eq!(project.done(&format!("{line} --passphrase-file secret.txt")).out, "hunter2hunter2\n");
    project.write("ironwright.toml", "[secrets]\npassphrase_file = \"secret.txt\"\n");
    assert_eq!(project.done(line).out, "hunter2hunter2\n");
    project.write("ironwright.toml", "[secrets]\npassphrase_fil = \"secret.txt\"\n");
    assert_eq!(
        project.run(line).err,
        "error: ironwright.toml:2: [secrets] `passphrase_fil` is not known\n  hint: did you mean `passphrase_file`?\n"
    );
}

#[test]
fn keys_move_from_a_key_file_to_a_passphrase_and_on() {
    let project = Project::new();
    project.done(&format!("up --yes {SECRET}"));
    project.write("one.txt", "correct horse battery");
    project.write("two.txt", "battery horse correct");
    project.done("state rotate-key --to-passphrase-file one.txt");
    fs::remove_file(&keys(&project)[0]).expect("removes");
    let line = "outputs password --show-secrets --passphrase-file";
    assert_eq!(project.done(&format!("{line} one.txt")).out, "hunter2hunter2\n");
    project.done("state rotate-key --passphrase-file one.txt --to-passphrase-file two.txt");
    assert_eq!(project.done(&format!("{line} two.txt")).out, "hunter2hunter2\n");
    assert_eq!(project.run(&format!("{line} one.txt")).code, 4);
    project.done(&format!("up --yes {SECRET} --passphrase-file two.txt"));
}

#[test]
fn everything_is_sealed_where_the_settings_say_so() {
    let project = Project::new();
    project.write("ironwright.toml", "[secrets]\nseal = \"everything\"\n");
    project.done("up --yes");
    assert!(
        !contains(&project.store(), "10.0.0.0/16"),
        "neither the journal nor the rehearsal's world tells"
    );
    project.done("state list");
    project.done("destroy --yes");
}
