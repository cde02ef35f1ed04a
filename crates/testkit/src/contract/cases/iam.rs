//! AWS IAM's kinds.

use ironwright_aws::iam::{self, PolicyDocument, Principal, Statement};
use ironwright_core::Stack;

use crate::contract::{Case, Scene};

/// A trust policy for a service.
pub(super) fn trust(service: &str) -> PolicyDocument {
    let statement = Statement::allow().action("sts:AssumeRole").principal(Principal::service(service));
    PolicyDocument::new().statement(statement)
}

pub(super) fn role() -> Case {
    fn role(scene: &Scene) -> iam::Role {
        let role = iam::Role::new(scene.name(), trust("ecs-tasks.amazonaws.com"));
        role.description("Starts the tasks").tag("Name", scene.name())
    }
    Case::new("iam.Role", |scene, stack| scene.it(stack, role(scene)))
        .changes("assume_role_policy", |scene, stack| {
            let role = iam::Role::new(scene.name(), trust("ec2.amazonaws.com"));
            scene.it(stack, role.description("Starts the tasks").tag("Name", scene.name()));
        })
        .changes("description", |scene, stack| scene.it(stack, role(scene).description("Something else")))
        .changes("max_session_duration", |scene, stack| {
            scene.it(stack, role(scene).max_session_duration(7200));
        })
        .changes("tags", |scene, stack| scene.it(stack, role(scene).tag("Name", "other").tag("team", "web")))
        .replaces("role_name", |scene, stack| {
            let name = format!("{}-other", scene.name());
            let role = iam::Role::new(name, trust("ecs-tasks.amazonaws.com"));
            scene.it(stack, role.description("Starts the tasks").tag("Name", scene.name()));
        })
        .replaces("path", |scene, stack| scene.it(stack, role(scene).path("/web/")))
}

/// A policy that allows one thing.
fn allowing(action: &str) -> PolicyDocument {
    PolicyDocument::new().statement(Statement::allow().sid("Do").action(action).resource("*"))
}

pub(super) fn role_policy() -> Case {
    fn of(scene: &Scene, stack: &mut Stack, role: &str, name: &str, action: &str) {
        let [web, other] = ["web", "other"].map(|role| {
            let name = format!("{}-{role}", scene.name());
            stack.add(role, iam::Role::new(name, trust("ecs-tasks.amazonaws.com")))
        });
        let role = if role == "web" { web } else { other };
        scene.it(stack, iam::RolePolicy::new(&role, name, allowing(action)));
    }
    Case::new("iam.RolePolicy", |scene, stack| of(scene, stack, "web", "pull", "ecr:BatchGetImage"))
        .changes("policy", |scene, stack| of(scene, stack, "web", "pull", "ecr:GetAuthorizationToken"))
        .replaces("policy_name", |scene, stack| of(scene, stack, "web", "fetch", "ecr:BatchGetImage"))
        .replaces("role_name", |scene, stack| of(scene, stack, "other", "pull", "ecr:BatchGetImage"))
}

pub(super) fn policy() -> Case {
    fn named(scene: &Scene, name: &str, action: &str) -> iam::Policy {
        iam::Policy::new(name, allowing(action)).description("Pulls images").tag("Name", scene.name())
    }
    fn policy(scene: &Scene) -> iam::Policy {
        named(scene, scene.name(), "ecr:BatchGetImage")
    }
    Case::new("iam.Policy", |scene, stack| scene.it(stack, policy(scene)))
        .changes("policy", |scene, stack| {
            scene.it(stack, named(scene, scene.name(), "ecr:GetAuthorizationToken"));
        })
        .changes("tags", |scene, stack| {
            scene.it(stack, policy(scene).tag("Name", "other").tag("team", "web"));
        })
        .replaces("policy_name", |scene, stack| {
            scene.it(stack, named(scene, &format!("{}-other", scene.name()), "ecr:BatchGetImage"));
        })
        .replaces("path", |scene, stack| scene.it(stack, policy(scene).path("/web/")))
        .replaces("description", |scene, stack| scene.it(stack, policy(scene).description("Something else")))
}

pub(super) fn group() -> Case {
    Case::new("iam.Group", |scene, stack| scene.it(stack, iam::Group::new(scene.name())))
        .changes("path", |scene, stack| scene.it(stack, iam::Group::new(scene.name()).path("/web/")))
        .replaces("group_name", |scene, stack| {
            scene.it(stack, iam::Group::new(format!("{}-other", scene.name())));
        })
}

pub(super) fn group_policy_attachment() -> Case {
    fn of(scene: &Scene, stack: &mut Stack, group: &str, policy: &str) {
        let name = |name: &str| format!("{}-{name}", scene.name());
        let groups = ["developers", "auditors"].map(|group| stack.add(group, iam::Group::new(name(group))));
        let policies = ["read", "write"].map(|policy| {
            let document = allowing(&format!("ecr:{policy}*"));
            stack.add(policy, iam::Policy::new(name(policy), document))
        });
        let [group, policy] = [usize::from(group == "auditors"), usize::from(policy == "write")];
        scene.it(stack, iam::GroupPolicyAttachment::new(&groups[group], &policies[policy]));
    }
    Case::new("iam.GroupPolicyAttachment", |scene, stack| of(scene, stack, "developers", "read"))
        .replaces("group_name", |scene, stack| of(scene, stack, "auditors", "read"))
        .replaces("policy_arn", |scene, stack| of(scene, stack, "developers", "write"))
}
