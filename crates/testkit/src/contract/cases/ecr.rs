//! Amazon ECR's kinds.

use ironwright_aws::ecr::{self, EncryptionType, ImageTagMutability, LifecycleRule};
use ironwright_aws::iam::{PolicyDocument, Principal, Statement};
use ironwright_core::{Declared, Stack};

use crate::contract::{Case, Scene};

pub(super) fn repository() -> Case {
    fn named(scene: &Scene, name: &str) -> ecr::Repository {
        ecr::Repository::new(name).force_delete(true).tag("Name", scene.name())
    }
    fn repository(scene: &Scene) -> ecr::Repository {
        named(scene, scene.name())
    }
    Case::new("ecr.Repository", |scene, stack| scene.it(stack, repository(scene)))
        .changes("image_tag_mutability", |scene, stack| {
            scene.it(stack, repository(scene).image_tag_mutability(ImageTagMutability::Immutable));
        })
        .changes("scan_on_push", |scene, stack| scene.it(stack, repository(scene).scan_on_push(true)))
        .changes("force_delete", |scene, stack| scene.it(stack, repository(scene).force_delete(false)))
        .changes("tags", |scene, stack| {
            scene.it(stack, repository(scene).tag("Name", "other").tag("team", "web"));
        })
        .changes("tags", |scene, stack| {
            scene.it(stack, ecr::Repository::new(scene.name()).force_delete(true));
        })
        .replaces("repository_name", |scene, stack| {
            scene.it(stack, named(scene, &format!("{}/other", scene.name())));
        })
        .replaces("encryption_type", |scene, stack| {
            scene.it(stack, repository(scene).encryption_type(EncryptionType::Kms));
        })
}

/// A repository that others in the stack are about.
fn some_repository(scene: &Scene, stack: &mut Stack, name: &str) -> Declared<ecr::Repository> {
    stack.add(name, ecr::Repository::new(format!("{}/{name}", scene.name())))
}

pub(super) fn lifecycle_policy() -> Case {
    fn days(scene: &Scene, stack: &mut Stack, repository: &str, days: u32) {
        let [web, other] = ["web", "other"].map(|name| some_repository(scene, stack, name));
        let repository = if repository == "web" { web } else { other };
        let rule = LifecycleRule::expire_untagged_after(days).description("Untagged images go");
        scene.it(stack, ecr::LifecyclePolicy::new(&repository, rule));
    }
    Case::new("ecr.LifecyclePolicy", |scene, stack| days(scene, stack, "web", 14))
        .changes("policy", |scene, stack| days(scene, stack, "web", 30))
        .replaces("repository_name", |scene, stack| days(scene, stack, "other", 14))
}

pub(super) fn repository_policy() -> Case {
    fn push(accounts: &[&str]) -> PolicyDocument {
        let allow = Statement::allow().sid("Push").action("ecr:PutImage").action("ecr:BatchGetImage");
        let push = accounts.iter().fold(allow, |push, account| push.principal(Principal::account(*account)));
        PolicyDocument::new().statement(push)
    }
    fn of(scene: &Scene, stack: &mut Stack, repository: &str, accounts: &[&str]) {
        let [web, other] = ["web", "other"].map(|name| some_repository(scene, stack, name));
        let repository = if repository == "web" { web } else { other };
        scene.it(stack, ecr::RepositoryPolicy::new(&repository, push(accounts)));
    }
    Case::new("ecr.RepositoryPolicy", |scene, stack| of(scene, stack, "web", &["473251818902"]))
        .changes("policy", |scene, stack| of(scene, stack, "web", &["473251818902", "974531504241"]))
        .replaces("repository_name", |scene, stack| of(scene, stack, "other", &["473251818902"]))
}
