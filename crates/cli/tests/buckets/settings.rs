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
    for again in [make, shared.there("state init")] {
        let again = shared.done(&again);
        assert!(again.err.contains("there is nothing to do"), "{}", again.err);
    }
    let folder = shared.run("state init --store somewhere");
    assert_eq!(folder.code, 2);
    assert!(
        folder.err.contains("`somewhere` is no place in S3: it does not begin with `s3://`"),
        "{}",
        folder.err
    );
    let wrong = shared.run("state init s3://NoBucket");
    assert_eq!(wrong.code, 2);
    assert!(wrong.err.contains("`s3://NoBucket` is no place in S3"), "{}", wrong.err);
    let other = shared.run("up --yes --store gs://bucket");
    assert_eq!(other.code, 2);
    assert!(other.err.contains("there are no stores of the kind `gs`"), "{}", other.err);
    let wrong = shared.run("up --yes --store s3://No_Bucket/a//b?lock_tabel=x");
    assert_eq!(wrong.code, 2);
    for part in ["a bucket's name has", "the prefix has an empty part", "did you mean `lock_table`?"] {
        assert!(wrong.err.contains(part), "{part}: {}", wrong.err);
    }
}

#[test]
fn a_bucket_is_reached_with_the_stack_s_credentials_unless_it_has_its_own() {
    let shared = Shared::new();
    let folder = shared.project.home().join(".aws");
    std::fs::create_dir_all(&folder).expect("makes");
    let keys = "[deploy]\naws_access_key_id = test\naws_secret_access_key = test\n";
    std::fs::write(folder.join("credentials"), keys).expect("writes");
    let run = |settings: &str, more: &str, profile: Option<&str>| {
        shared.project.write("ironwright.toml", settings);
        let mut command = shared.command(&shared.there(&format!("state list {more}")));
        command.env_remove("AWS_ACCESS_KEY_ID").env_remove("AWS_SECRET_ACCESS_KEY");
        command.env_remove("AWS_REGION").env("AWS_EC2_METADATA_DISABLED", "true");
        profile.map(|profile| command.env("AWS_PROFILE", profile));
        shared.project.ran(command)
    };
    let of_stack = "[aws]\nprofile = \"deploy\"\nregion = \"eu-west-2\"\n";
    let done = run(of_stack, "", None);
    assert_eq!(done.code, 0, "{done:#?}");
    // The stack's role is for what is deployed; the bucket is reached without it.
    let with_role = format!("{of_stack}assume_role = \"arn:aws:iam::210987654321:role/deploy\"\n");
    assert_eq!(run(&with_role, "", None).code, 0);
    assert_eq!(run("", "--profile deploy", None).code, 0);
    assert_eq!(run("", "", Some("deploy")).code, 0);
    for (settings, more, profile) in [
        ("", "", None),
        (of_stack, "--profile nobody", None),
        (of_stack, "", Some("nobody")),
        ("[aws]\nprofile = \"deploy\"\n\n[store]\nprofile = \"nobody\"\n", "", None),
    ] {
        let ran = run(settings, more, profile);
        assert_eq!(ran.code, 1, "{settings} {more} {profile:?}: {ran:#?}");
        assert!(ran.err.contains("credentials"), "{}", ran.err);
    }
    // Its own wins over what is wrong with the stack's.
    let own = "[aws]\nprofile = \"nobody\"\n\n[store]\nprofile = \"deploy\"\n";
    assert_eq!(run(own, "", None).code, 0);
    let ran = run("[aws]\nprofil = \"deploy\"\n", "", None);
    assert_eq!(ran.code, 2, "{ran:#?}");
    assert!(ran.err.contains("there is no `profil` in [aws]"), "{}", ran.err);
}
