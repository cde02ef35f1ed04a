//! A state that moves into a bucket and back.

use crate::place::Shared;

#[test]
fn a_state_moves_there_and_back_and_nobody_goes_on_in_the_old_place() {
    let shared = Shared::new();
    shared.done("up --yes --set subnets=1");
    let ran = shared.run(&format!("state migrate --to {}", shared.url));
    assert_eq!(ran.code, 4, "nobody can be asked: {ran:#?}");
    shared.done(&format!("state migrate --to {} --yes", shared.url));
    for line in ["up --yes", "preview", "state list"] {
        let ran = shared.run(line);
        assert_eq!(ran.code, 4, "{line}: {ran:#?}");
        assert_eq!(
            ran.err,
            format!(
                "error: the state of `tiny` has moved from [project]/.ironwright/tiny/rehearsal to {0}\n  hint: type \
                 `--store {0}`, or name that store in the settings; `state migrate` from there brings it back\n",
                shared.url
            ),
            "{line}"
        );
    }
    let again = shared.done(&format!("state migrate --to {} --yes", shared.url));
    assert!(again.err.contains("there is nothing to do"), "{}", again.err);
    assert!(shared.done(&shared.there("up --yes --set subnets=1")).out.starts_with("No changes"));
    shared.done(&shared.there("up --yes --set subnets=3"));
    let back = shared.project.path(".ironwright").display().to_string();
    shared.done(&shared.there(&format!("state migrate --to {back} --yes")));
    assert!(shared.done("up --yes --set subnets=3").out.starts_with("No changes"));
    assert!(shared.done("state history").out.lines().count() >= 3);
    let ran = shared.run(&shared.there("up --yes"));
    assert_eq!(ran.code, 4, "{ran:#?}");
}

#[test]
fn a_state_of_another_history_is_not_written_over() {
    let shared = Shared::new();
    shared.done(&shared.there("up --yes"));
    shared.done("up --yes");
    let ran = shared.run(&format!("state migrate --to {} --yes", shared.url));
    assert_eq!(ran.code, 4, "{ran:#?}");
    assert!(ran.err.contains("of another history"), "{}", ran.err);
    shared.done("up --yes");
    let ran = shared.run("state migrate --to .ironwright --yes");
    assert_eq!(ran.code, 2, "{ran:#?}");
}

#[test]
fn secrets_are_in_a_bucket_only_where_others_can_be_given_the_key() {
    let shared = Shared::new();
    shared.done("up --yes --set password=hunter2");
    let to = format!("state migrate --to {} --yes", shared.url);
    let ran = shared.run(&to);
    assert_eq!(ran.code, 4, "{ran:#?}");
    assert!(ran.err.contains("sealed with a key file of this machine"), "{}", ran.err);
    shared.project.write("passphrase", "correct horse battery\n");
    shared.done("state rotate-key --to-passphrase-file passphrase");
    let with = |line: &str| format!("{line} --passphrase-file passphrase");
    shared.done(&with(&to));
    let there = shared.elsewhere();
    there.project.write("passphrase", "correct horse battery\n");
    let read = there.done(&with(&there.there("outputs password --show-secrets")));
    assert_eq!(read.out, "hunter2\n");
    let ran = there.run(&there.there("outputs"));
    assert_eq!(ran.code, 4, "{ran:#?}");
    let other = Shared::new();
    let ran = other.run(&other.there("up --yes --set password=hunter2"));
    assert_eq!(ran.code, 4, "{ran:#?}");
    assert!(ran.err.contains("IRONWRIGHT_PASSPHRASE"), "{}", ran.err);
}
