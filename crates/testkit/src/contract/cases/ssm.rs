//! AWS Systems Manager's kinds.

use ironwright_aws::kms;
use ironwright_aws::ssm::{Parameter, ParameterTier};

use crate::contract::{Case, Scene};

pub(super) fn parameter() -> Case {
    fn named(scene: &Scene, name: &str) -> Parameter {
        Parameter::string(format!("/{}/{name}", scene.name()), "https://shop.example.com")
            .description("Where it is")
            .tag("Name", scene.name())
    }
    fn parameter(scene: &Scene) -> Parameter {
        named(scene, "url")
    }
    Case::new("ssm.Parameter", |scene, stack| scene.it(stack, parameter(scene)))
        .changes("value", |scene, stack| scene.it(stack, parameter(scene).value("https://example.com")))
        .changes("description", |scene, stack| scene.it(stack, parameter(scene).description("The host")))
        .changes("allowed_pattern", |scene, stack| {
            scene.it(stack, parameter(scene).allowed_pattern("^https://.*"))
        })
        .changes("tier", |scene, stack| scene.it(stack, parameter(scene).tier(ParameterTier::Advanced)))
        .changes("tags", |scene, stack| {
            scene.it(stack, parameter(scene).tag("Name", "other").tag("team", "web"));
        })
        .replaces("name", |scene, stack| scene.it(stack, named(scene, "other")))
        .replaces("type", |scene, stack| {
            let name = format!("/{}/url", scene.name());
            let list = Parameter::string_list(name, ["a", "b"]).description("Where it is");
            scene.it(stack, list.tag("Name", scene.name()));
        })
        .sample(|scene, stack| {
            let key = stack.add("key", kms::Key::new());
            let secure = Parameter::secure_string(format!("/{}/key", scene.name()), "s3cr3t").key_id(&key);
            scene.it(stack, secure);
        })
        .sample(|scene, stack| {
            let image = Parameter::string(format!("/{}/image", scene.name()), "ami-0123456789abcdef0");
            scene.it(stack, image.data_type("aws:ec2:image"));
        })
}
