//! AWS IAM's kinds.

use ironwright_aws::iam::{self, PolicyDocument, Principal, Statement};

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
