//! Parameters, in the open and encrypted.

mod common;

use common::problems;
use ironwright_aws::ssm::{Parameter, ParameterTier, ParameterType};
use ironwright_core::plan::Action;
use ironwright_core::{Secret, Stack};
use ironwright_testkit::testing::rehearse;

type Done = Result<(), Box<dyn std::error::Error + Send + Sync>>;

#[test]
fn parameters_that_aws_takes_are_taken() {
    let found = problems(|stack| {
        stack.add("bare", Parameter::string("url", "https://example.com"));
        stack.add("path", Parameter::string("/shop/prod/url_1.x-y", "x"));
        stack.add("list", Parameter::string_list("/shop/hosts", ["a", "b"]));
        stack.add("long", Parameter::string("/shop/long", "x".repeat(8192)).tier(ParameterTier::Advanced));
        stack.add("secure", Parameter::secure_string("/shop/key", Secret::new("s3cr3t".to_owned())));
    });
    assert_eq!(found, [""; 0]);
}

#[test]
fn what_aws_would_refuse_of_a_parameter_is_told_together() {
    let found = problems(|stack| {
        stack.add("aws", Parameter::string("/aws/url", "x"));
        stack.add("open", Parameter::string("shop/url", "x"));
        stack.add("deep", Parameter::string("/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16", "x"));
        stack.add("long", Parameter::string("/shop/long", "x".repeat(4097)));
        stack.add("none", Parameter::new("/shop/none", ParameterType::String));
        stack.add("shown", Parameter::new("/shop/shown", ParameterType::SecureString).value("s3cr3t"));
        stack.add(
            "key",
            Parameter::string("/shop/plain", "x").key_id("arn:aws:kms:us-east-1:123456789012:key/1"),
        );
    });
    let told = |name: &str, message: &str| format!("error: ssm.Parameter.{name}: {message}");
    assert_eq!(
        found,
        [
            told(
                "aws",
                "name: \"/aws/url\" begins as AWS's own do\n  hint: let it begin with something else"
            ),
            told(
                "open",
                "name: \"shop/url\" is no path from the root\n  hint: begin it with `/`, and write one between each two folders"
            ),
            told(
                "deep",
                "name: \"/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16\" is more than fifteen folders deep\n  hint: write a shorter \
                 path"
            ),
            told(
                "long",
                "value: has 4097 bytes, and a parameter of the standard tier 4096\n  hint: set `.tier(ParameterTier::Advanced)`"
            ),
            told("none", "value: is required\n  hint: say what it is: `.value(…)`"),
            told(
                "shown",
                "value: a SecureString keeps its text secret\n  hint: set `secure_value` in its place"
            ),
            told("key", "key_id: a String is not encrypted\n  hint: leave it out, or make it a SecureString"),
        ]
    );
}

#[expect(clippy::unnecessary_wraps, reason = "it has the shape of every program")]
fn url(stack: &mut Stack, (name, value): &(&str, &str)) -> Done {
    let url = stack.add("url", Parameter::string(*name, *value));
    stack.add("key", Parameter::secure_string("/shop/key", Secret::new("s3cr3t".to_owned())));
    stack.output("arn", &url.arn);
    Ok(())
}

#[test]
fn a_value_changes_in_place_a_name_by_a_replacement_and_nothing_shows_what_is_encrypted() {
    let mut world = rehearse("url", url, &("/shop/url", "a"));
    assert_eq!(
        world.get::<Parameter>("url").output(|it| &it.arn).as_str().rsplit(':').next(),
        Some("parameter/shop/url")
    );
    let report = world.up(url, &("/shop/url", "b")).expect("a run");
    assert_eq!(
        report.plan.step("ssm.Parameter.url").map(|step| step.action),
        Some(Action::Update),
        "{report}"
    );
    let plan = world.preview(url, &("/shop/other", "b")).expect("a plan");
    let step = plan.step("ssm.Parameter.url").map(|step| step.action);
    assert!(matches!(step, Some(Action::Replace(_))), "{plan}");
    assert!(!format!("{plan}{report}").contains("s3cr3t"));
}
