//! AWS KMS' kinds.

use ironwright_aws::iam::{PolicyDocument, Principal, Statement};
use ironwright_aws::kms::{self, KeySpec, KeyUsage};
use ironwright_core::Stack;

use crate::contract::{Case, Scene};

pub(super) fn key() -> Case {
    fn policy(actions: &[&str]) -> PolicyDocument {
        let root = Principal::aws("arn:aws:iam::123456789012:root");
        let statement = Statement::allow().sid("Enable").principal(root).resource("*");
        PolicyDocument::new().statement(statement.actions(actions.iter().copied()))
    }
    fn key(scene: &Scene) -> kms::Key {
        kms::Key::new().description("Encrypts").key_policy(policy(&["kms:*"])).tag("Name", scene.name())
    }
    Case::new("kms.Key", |scene, stack| scene.it(stack, key(scene)))
        .changes("description", |scene, stack| scene.it(stack, key(scene).description("Signs")))
        .changes("key_policy", |scene, stack| {
            scene.it(stack, key(scene).key_policy(policy(&["kms:*", "tag:GetResources"])));
        })
        .changes("enable_key_rotation", |scene, stack| {
            scene.it(stack, key(scene).enable_key_rotation(true));
        })
        .changes("enabled", |scene, stack| scene.it(stack, key(scene).enabled(false)))
        .changes("pending_window_in_days", |scene, stack| {
            scene.it(stack, key(scene).pending_window_in_days(7u32));
        })
        .changes("tags", |scene, stack| scene.it(stack, key(scene).tag("Name", "other").tag("team", "web")))
        .replaces("key_spec", |scene, stack| {
            let pair = key(scene).key_spec(KeySpec::Rsa2048);
            scene.it(stack, pair.key_usage(KeyUsage::EncryptDecrypt));
        })
        .replaces("key_usage", |scene, stack| {
            scene.it(stack, key(scene).key_spec(KeySpec::Rsa2048).key_usage(KeyUsage::SignVerify));
        })
        .replaces("multi_region", |scene, stack| scene.it(stack, key(scene).multi_region(true)))
        .sample(|scene, stack| {
            let key = key(scene).bypass_policy_lockout_safety_check(true);
            scene.it(stack, key.enable_key_rotation(true).rotation_period_in_days(180u32));
        })
}

pub(super) fn alias() -> Case {
    fn of(scene: &Scene, stack: &mut Stack, name: &str, key: &str) {
        let [one, other] = ["one", "other"].map(|key| stack.add(key, kms::Key::new()));
        let key = if key == "one" { one } else { other };
        let name = format!("alias/{}{name}", scene.name());
        scene.it(stack, kms::Alias::new(name, &key));
    }
    Case::new("kms.Alias", |scene, stack| of(scene, stack, "", "one"))
        .changes("target_key_id", |scene, stack| of(scene, stack, "", "other"))
        .replaces("alias_name", |scene, stack| of(scene, stack, "/other", "one"))
}
