//! AWS IAM's kinds.

use ironwright_aws::iam::{self, PolicyDocument, Principal, Statement};
use ironwright_core::{Declared, Stack};

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

pub(super) fn role_policy_attachment() -> Case {
    fn of(scene: &Scene, stack: &mut Stack, role: &str, policy: &str) {
        let name = |name: &str| format!("{}-{name}", scene.name());
        let roles = ["web", "worker"]
            .map(|role| stack.add(role, iam::Role::new(name(role), trust("ecs-tasks.amazonaws.com"))));
        let policies = ["read", "write"].map(|policy| {
            let document = allowing(&format!("ecr:{policy}*"));
            stack.add(policy, iam::Policy::new(name(policy), document))
        });
        let [role, policy] = [usize::from(role == "worker"), usize::from(policy == "write")];
        scene.it(stack, iam::RolePolicyAttachment::new(&roles[role], &policies[policy]));
    }
    Case::new("iam.RolePolicyAttachment", |scene, stack| of(scene, stack, "web", "read"))
        .replaces("role_name", |scene, stack| of(scene, stack, "worker", "read"))
        .replaces("policy_arn", |scene, stack| of(scene, stack, "web", "write"))
}

pub(super) fn exclusive_policy_attachment() -> Case {
    fn to(
        scene: &Scene,
        stack: &mut Stack,
        policy: usize,
        attach: fn(iam::ExclusivePolicyAttachment, &Holders) -> iam::ExclusivePolicyAttachment,
    ) {
        let name = |name: &str| format!("{}-{name}", scene.name());
        let holders = Holders {
            roles: ["web", "worker"]
                .map(|role| stack.add(role, iam::Role::new(name(role), trust("ecs-tasks.amazonaws.com")))),
            group: stack.add("auditors", iam::Group::new(name("auditors"))),
            user: stack.add("deployer", iam::User::new(name("deployer"))),
        };
        let policies = ["read", "write"].map(|policy| {
            let document = allowing(&format!("ecr:{policy}*"));
            stack.add(policy, iam::Policy::new(name(policy), document))
        });
        scene.it(stack, attach(iam::ExclusivePolicyAttachment::new(&policies[policy]), &holders));
    }
    struct Holders {
        roles: [Declared<iam::Role>; 2],
        group: Declared<iam::Group>,
        user: Declared<iam::User>,
    }
    Case::new("iam.ExclusivePolicyAttachment", |scene, stack| {
        to(scene, stack, 0, |it, holders| it.roles(&holders.roles));
    })
    .changes("roles", |scene, stack| to(scene, stack, 0, |it, holders| it.roles([&holders.roles[1]])))
    .changes("groups", |scene, stack| {
        to(scene, stack, 0, |it, holders| it.roles(&holders.roles).groups([&holders.group]));
    })
    .changes("users", |scene, stack| {
        to(scene, stack, 0, |it, holders| it.roles(&holders.roles).users([&holders.user]));
    })
    .replaces("policy_arn", |scene, stack| to(scene, stack, 1, |it, holders| it.roles(&holders.roles)))
}

pub(super) fn instance_profile() -> Case {
    fn profile(scene: &Scene, stack: &mut Stack, name: &str, role: usize) -> iam::InstanceProfile {
        let roles = ["web", "worker"].map(|role| {
            let name = format!("{}-{role}", scene.name());
            stack.add(role, iam::Role::new(name, trust("ec2.amazonaws.com")))
        });
        let name = format!("{}{name}", scene.name());
        iam::InstanceProfile::new(name, &roles[role]).tag("Name", scene.name())
    }
    Case::new("iam.InstanceProfile", |scene, stack| {
        let it = profile(scene, stack, "", 0);
        scene.it(stack, it);
    })
    .changes("role_name", |scene, stack| {
        let it = profile(scene, stack, "", 1);
        scene.it(stack, it);
    })
    .changes("tags", |scene, stack| {
        let it = profile(scene, stack, "", 0).tag("Name", "other").tag("team", "web");
        scene.it(stack, it);
    })
    .replaces("instance_profile_name", |scene, stack| {
        let it = profile(scene, stack, "-other", 0);
        scene.it(stack, it);
    })
    .replaces("path", |scene, stack| {
        let it = profile(scene, stack, "", 0).path("/web/");
        scene.it(stack, it);
    })
}

pub(super) fn user() -> Case {
    fn user(scene: &Scene) -> iam::User {
        iam::User::new(scene.name()).tag("Name", scene.name())
    }
    Case::new("iam.User", |scene, stack| scene.it(stack, user(scene)))
        .changes("path", |scene, stack| scene.it(stack, user(scene).path("/web/")))
        .changes("permissions_boundary", |scene, stack| {
            scene.it(stack, user(scene).permissions_boundary("arn:aws:iam::aws:policy/ReadOnlyAccess"));
        })
        .changes("tags", |scene, stack| scene.it(stack, user(scene).tag("Name", "other").tag("team", "web")))
        .replaces("user_name", |scene, stack| {
            let name = format!("{}-other", scene.name());
            scene.it(stack, iam::User::new(name).tag("Name", scene.name()));
        })
}
