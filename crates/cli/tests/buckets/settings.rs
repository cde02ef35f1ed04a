//! Where the state is: typed, set in pieces, shared between machines, made by `state init`.

use crate::place::Shared;

#[test]
fn a_state_is_seen_from_another_machine() {
    let here = Shared::new();
    here.done(&here.there("up --yes"));
    let there = here.elsewhere();
    let listed = there.done(&there.there("state list")).out;
    assert!(listed.contains("network/ec2.Vpc.main"), "{listed}");
    let history = there.done(&there.there("state history")).out;
    assert!(history.contains("up"), "{history}");
    // The cloud is a part of the place.
    assert!(here.done(&here.there("up --yes")).out.starts_with("No changes"));
    assert!(!here.project.path(".ironwright/tiny").exists(), "nothing is kept where it is not asked for");
}

#[test]
fn a_bucket_is_set_in_pieces_of_which_one_is_not_committed() {
    let shared = Shared::new();
    shared.project.write("ironwright.toml", "subnets = 1\n\n[store]\nprefix = \"web\"\n");
    let ran = shared.run("up --yes");
    assert_eq!(ran.code, 2);
    assert!(ran.err.starts_with("error: [store] names a `prefix` and no bucket\n  hint: "), "{}", ran.err);
    let local = format!("[store]\nbucket = \"{}\"\nregion = \"us-east-1\"\n", shared.bucket);
    shared.project.write("local.ironwright.toml", &local);
    shared.done("up --yes");
    let other = shared.elsewhere();
    assert!(other.done(&other.there("state list")).out.contains("network/ec2.Subnet.s0"));
    shared.project.write("local.ironwright.toml", "[store]\nbuket = \"x\"\n");
    let ran = shared.run("state list");
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("local.ironwright.toml:2: [store] has no `buket`"), "{}", ran.err);
    assert!(ran.err.contains("did you mean `bucket`?"), "{}", ran.err);
    shared.done("version");
}

#[test]
fn a_bucket_is_made_once_and_asked_for_before() {
    let shared = Shared::unmade();
    let make = format!("state init {}", shared.url);
    let ran = shared.run(&shared.there("up --yes"));
    assert_eq!(ran.code, 1, "{ran:#?}");
    assert!(ran.err.contains(&format!("there is no bucket {}", shared.bucket)), "{}", ran.err);
    assert!(ran.err.contains("hint: `state init s3://"), "{}", ran.err);
    let asked = shared.run(&make);
    assert_eq!(asked.code, 4, "{asked:#?}");
    assert!(asked.err.contains(&format!("make the bucket {} in us-east-1", shared.bucket)), "{}", asked.err);
    shared.done(&format!("{make} --yes"));
    let again = shared.done(&make);
    assert!(again.err.contains("there is nothing to do"), "{}", again.err);
    let wrong = shared.run("state init s3://NoBucket");
    assert_eq!(wrong.code, 2);
    assert!(wrong.err.contains("`s3://NoBucket` is no place in S3"), "{}", wrong.err);
    let other = shared.run("up --yes --store gs://bucket");
    assert_eq!(other.code, 2);
    assert!(other.err.contains("there are no stores of the kind `gs`"), "{}", other.err);
}
