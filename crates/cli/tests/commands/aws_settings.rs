//! The table `[aws]` of the settings files, in a rehearsal.

use crate::tool::Project;

#[test]
fn default_tags_reach_everything_that_takes_tags_and_show_in_the_plan() {
    let project = Project::new();
    project.write("ironwright.toml", "[aws]\nregion = \"eu-west-2\"\ndefault_tags = { team = \"web\" }\n");
    project.write("ironwright.prod.toml", "[aws.default_tags]\nstage = \"prod\"\n");
    let plan = project.done("preview --details --env prod").out;
    assert_eq!(plan.matches("team: \"web\"").count(), 4, "{plan}");
    assert_eq!(plan.matches("stage: \"prod\"").count(), 4, "{plan}");
    project.write("ironwright.prod.toml", "");
    project.done("up --yes --env prod");
    project.write("ironwright.prod.toml", "[aws.default_tags]\nstage = \"prod\"\n");
    let added = project.done("preview --env prod").out;
    assert!(added.contains("tags.stage: \"prod\"") && added.contains("4 to update"), "{added}");
    let shown = project.done("settings --env prod").out;
    assert!(shown.contains("aws.region = \"eu-west-2\"  (ironwright.toml:2)"), "{shown}");
    assert!(shown.contains("aws.default_tags.stage = \"prod\"  (ironwright.prod.toml:2)"), "{shown}");
}

#[test]
fn an_unknown_key_is_an_error_that_suggests_the_near_one() {
    let project = Project::new();
    project.write("ironwright.toml", "[aws]\nasume_role = \"arn:aws:iam::123456789012:role/deploy\"\n");
    let ran = project.run("preview");
    assert_eq!(
        (ran.code, ran.err.as_str()),
        (
            2,
            "error: ironwright.toml:2: there is no `asume_role` in [aws]\n  hint: did you mean `assume_role`?\n"
        )
    );
}
