//! What is named as a store and can be none: nothing is made, and it is said what was meant.

use crate::tool::Project;

#[test]
fn a_file_in_the_place_of_the_store_is_named() {
    let project = Project::new();
    project.write("occupied", "");
    for (line, said_by) in [
        ("up --yes --store occupied", "--store"),
        ("preview --store occupied/below/it", "--store"),
        ("state list --store occupied", "--store"),
        ("lock show --store occupied", "--store"),
        ("state migrate --to occupied --yes", "--to"),
    ] {
        let ran = project.run(line);
        assert_eq!(
            (ran.code, ran.err),
            (
                2,
                format!(
                    "error: {said_by}: [project]/occupied is a file, and states live in a folder\n  hint: name a folder, \
                     or move the file out of its way\n"
                )
            ),
            "{line}"
        );
    }
    assert_eq!(project.names(), ["occupied"]);
    project.write("ironwright.toml", "[store]\npath = \"occupied\"\n");
    let ran = project.run("up --yes");
    assert_eq!(ran.code, 2, "{ran:#?}");
    assert!(ran.err.starts_with("error: [store] path: [project]/occupied is a file"), "{}", ran.err);
    project.write("ironwright.toml", "");
    project.write(".ironwright", "");
    let ran = project.run("up --yes");
    assert_eq!(ran.code, 2, "{ran:#?}");
    assert!(ran.err.contains("[project]/.ironwright is a file"), "{}", ran.err);
}

#[test]
fn what_is_no_folder_and_no_bucket_is_told_with_what_was_meant() {
    let project = Project::new();
    for (named, reason, hint) in [
        ("s3:/x", "`s3:/x` is neither a folder nor a bucket", "did you mean `s3://x`?"),
        ("s3:x/y", "`s3:x/y` is neither a folder nor a bucket", "did you mean `s3://x/y`?"),
        ("S3://bbb", "`S3://bbb` is neither a folder nor a bucket", "did you mean `s3://bbb`?"),
        (
            "arn:aws:s3:::bbb",
            "`arn:aws:s3:::bbb` is neither a folder nor a bucket",
            "did you mean `s3://bbb`?",
        ),
        ("file:///tmp/x", "`file:///tmp/x` is neither a folder nor a bucket", "did you mean `/tmp/x`?"),
        ("gs://b", "`gs://b`: there are no stores of the kind `gs`", "name a folder, or a bucket as"),
        (
            "https://b",
            "`https://b`: there are no stores of the kind `https`",
            "name a folder, or a bucket as",
        ),
        ("~/x", "`~/x`: nothing but a shell takes `~` for your home folder", "write the whole path"),
    ] {
        for (option, line) in [("--store", "up --yes"), ("--to", "state migrate --yes")] {
            let ran = project.run(&format!("{line} {option}={named}"));
            assert_eq!(ran.code, 2, "{named}: {ran:#?}");
            assert!(
                ran.err.starts_with(&format!("error: {option}: {reason}\n  hint: {hint}")),
                "{}",
                ran.err
            );
        }
    }
    let mut nowhere = project.command(&["state", "migrate", "--yes", "--to", ""]);
    nowhere.env("IRONWRIGHT_COLOR", "never");
    let ran = project.ran(nowhere);
    assert_eq!(ran.code, 2);
    assert!(ran.err.starts_with("error: --to: no place is named\n  hint: "), "{}", ran.err);
    project.write("ironwright.toml", "[store]\npath = \"s3:/x\"\n");
    assert_eq!(project.run("up --yes").code, 2);
    assert_eq!(project.names(), ["ironwright.toml"]);
    // Whoever wants such a folder can have it.
    project.done("up --yes --store ./s3:x");
    assert!(project.path("s3:x/tiny").is_dir());
}

#[test]
fn a_variable_that_is_empty_is_named() {
    let project = Project::new();
    for (variable, line) in [("IRONWRIGHT_STORE", "up --yes"), ("IRONWRIGHT_CLOUD", "preview --json")] {
        let mut command = project.command(&line.split_whitespace().collect::<Vec<_>>());
        let ran = project.ran({
            command.env(variable, "");
            command
        });
        assert_eq!(ran.code, 2, "{ran:#?}");
        let told = format!("the variable {variable} is empty");
        assert!(ran.err.contains(&told) || ran.out.contains(&told), "{ran:#?}");
    }
    assert_eq!(project.names(), [""; 0]);
    let ran = project.run("up --parallelism=");
    assert!(ran.err.contains("--parallelism"), "{ran:#?}");
}
