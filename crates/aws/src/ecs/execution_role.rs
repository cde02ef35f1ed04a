//! What needs an execution role: what ECS does for a task before any of its containers runs.

use ironwright_core::check::{Inputs as Known, Problems};

/// Secrets need the role everywhere. On container instances, the instance's own role pulls images and writes logs; Fargate
/// has none.
pub(super) fn check(
    fargate: bool,
    inputs: &Known<'_>,
    containers: &[(String, Known<'_>)],
    problems: &mut Problems<'_>,
) {
    if inputs.is_set("execution_role_arn") {
        return;
    }
    for (path, container) in containers {
        let logs = container.block("log_configuration");
        let mut needs = Vec::new();
        if has_any(container, "secrets") {
            needs.push("reads secrets");
        }
        if logs.as_ref().is_some_and(|logs| has_any(logs, "secret_options")) {
            needs.push("has secret options of its log driver");
        }
        if fargate && logs.is_some_and(|logs| logs.text("log_driver") == Some("awslogs")) {
            needs.push("logs with `awslogs` on Fargate");
        }
        if fargate && container.text("image").is_some_and(is_in_ecr) {
            needs.push("has an image in ECR on Fargate");
        }
        if !needs.is_empty() {
            problems.report(
                "execution_role_arn",
                format!("is missing: {path} {}", needs.join(", and ")),
                "set `execution_role` to a role that `ecs-tasks.amazonaws.com` may assume, with the permissions of \
                 `AmazonECSTaskExecutionRolePolicy` and for the secrets",
            );
        }
    }
}

/// Whether a map is there with anything in it; what is not known yet will have something.
fn has_any(inputs: &Known<'_>, name: &str) -> bool {
    inputs.is_set(name) && inputs.block(name).is_none_or(|map| !map.0.is_empty())
}

/// Whether an image is in a private registry of ECR: `123456789012.dkr.ecr.eu-west-2.amazonaws.com/web:1`.
fn is_in_ecr(image: &str) -> bool {
    let Some((account, rest)) = image.split_once(".dkr.ecr") else { return false };
    account.len() == 12
        && account.bytes().all(|digit| digit.is_ascii_digit())
        && rest.contains(".amazonaws.com")
}
