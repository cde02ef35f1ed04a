//! What ECS does before a container runs needs a role to do it with.

use super::*;

const IMAGE: &str = "123456789012.dkr.ecr.eu-west-2.amazonaws.com/web:1";
const HINT: &str = "(set `execution_role` to a role that `ecs-tasks.amazonaws.com` may assume, with the permissions of \
                    `AmazonECSTaskExecutionRolePolicy` and for the secrets)";

fn logs() -> LogConfiguration {
    LogConfiguration::awslogs("web", "eu-west-2", "nginx")
}

fn splunk() -> LogConfiguration {
    LogConfiguration::new(LogDriver::Splunk)
        .secret_option("splunk-token", "arn:aws:ssm:eu-west-2:123456789012:parameter/t")
}

fn secret(container: Container) -> Container {
    container.secret("PASSWORD", "arn:aws:secretsmanager:eu-west-2:123456789012:secret:password")
}

/// What needs the role, of a container on Fargate and on container instances.
fn needs(container: &Container) -> [Vec<String>; 2] {
    [fargate(), TaskDef::ec2("poc").memory(Memory::gib(2))]
        .map(|task| problems_of(task.container(container.clone())))
}

#[test]
fn fargate_needs_a_role_for_secrets_logs_and_images_and_container_instances_for_secrets() {
    let missing =
        |needs: &str| vec![format!("execution_role_arn: is missing: containers[\"nginx\"] {needs} {HINT}")];
    let none: Vec<String> = Vec::new();
    assert_eq!(needs(&nginx()), [none.clone(), none.clone()]);
    assert_eq!(needs(&secret(nginx())), [missing("reads secrets"), missing("reads secrets")]);
    let options = missing("has secret options of its log driver");
    assert_eq!(needs(&nginx().log_configuration(splunk())), [options.clone(), options]);
    assert_eq!(
        needs(&nginx().log_configuration(logs())),
        [missing("logs with `awslogs` on Fargate"), none.clone()]
    );
    assert_eq!(
        needs(&Container::new("nginx", IMAGE)),
        [missing("has an image in ECR on Fargate"), none.clone()]
    );
    let all = secret(Container::new("nginx", IMAGE)).log_configuration(logs());
    assert_eq!(
        needs(&all),
        [
            missing("reads secrets, and logs with `awslogs` on Fargate, and has an image in ECR on Fargate"),
            missing("reads secrets"),
        ]
    );
}

#[test]
fn with_a_role_nothing_is_missing() {
    let container = secret(Container::new("nginx", IMAGE)).log_configuration(logs());
    assert!(problems_of(fargate().execution_role(ROLE).container(container)).is_empty());
}

#[test]
fn a_role_and_a_secret_that_are_only_known_later_count() {
    let found = problems(|stack| {
        let group = stack.add("group", ironwright_aws::logs::LogGroup::new("web"));
        let arn: ironwright_core::Output<String> = group.arn.map(|arn| arn.to_string());
        let task = fargate().container(nginx().secret("PASSWORD", &arn));
        stack.add("poc", task);
    });
    assert!(matches!(&found[..], [one] if one.contains("execution_role_arn: is missing")), "{found:?}");
}
