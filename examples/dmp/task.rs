//! Containers that run together, with their logs and their role.

use ironwright::aws::ecs::{
    Container, Cpu, CpuArchitecture, LogConfiguration, Memory, OperatingSystemFamily, TaskDef,
};
use ironwright::aws::iam::{Condition, PolicyDocument, Role, Statement};
use ironwright::aws::logs::LogGroup;
use ironwright::prelude::*;

use super::Settings;
use super::cluster::assumed_by_tasks;

/// A task on Fargate whose containers write to one log group.
pub struct FargateTask<'a> {
    /// The name of the task definition, and of its log group.
    pub family: &'static str,
    /// At least what the containers have together.
    pub cpu: Cpu,
    /// At least what the containers have together.
    pub memory: Memory,
    /// The role by which ECS starts the task.
    pub execution_role: &'a Declared<Role>,
    /// What runs.
    pub containers: Vec<Container>,
}

/// What others refer to.
pub struct Task {
    /// What a service runs.
    pub definition: Declared<TaskDef>,
    family: &'static str,
    log_group: Declared<LogGroup>,
    role: Declared<Role>,
}

impl FargateTask<'_> {
    /// Declares the log group, the role and the definition.
    pub fn declare(self, stack: &mut Stack, settings: &Settings) -> Task {
        let family = self.family;
        let (account, region) = (&settings.aws_account_id, &settings.aws_region);
        let log_group = stack.add(family, LogGroup::new(family).retention_in_days(30u32));

        // Only tasks of this account may take the role, so that nobody makes ECS act for them with it.
        let trust = PolicyDocument::new().statement(
            assumed_by_tasks()
                .condition(Condition::arn_like("aws:SourceArn", format!("arn:aws:ecs:{region}:{account}:*"))),
        );
        let role = stack.add(
            family,
            Role::new(format!("{family}-ecs-task"), trust)
                .description(format!("Role to be assumed by the {family} tasks during general operation")),
        );

        let mut definition = TaskDef::fargate(family, self.cpu, self.memory)
            .cpu_architecture(CpuArchitecture::X86_64)
            .operating_system_family(OperatingSystemFamily::Linux)
            .execution_role(self.execution_role)
            .task_role(&role);
        for container in self.containers {
            let logs = LogConfiguration::awslogs(&log_group, region, "container").create_group(true);
            definition = definition.container(container.log_configuration(logs));
        }
        let definition = stack.add(family, definition);
        Task { definition, family, log_group, role }
    }
}

impl Task {
    /// What a role needs that writes the task's logs.
    pub fn may_be_logged(&self) -> PolicyDocument {
        let (family, group) = (self.family, &self.log_group.arn);
        let write = ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:DescribeLogStreams"];
        PolicyDocument::new()
            .statement(
                Statement::allow().sid("DescribeAllLogGroups").action("logs:DescribeLogGroups").resource("*"),
            )
            .statement(
                Statement::allow()
                    .sid(format!("Write{family}LogGroup"))
                    .actions(write)
                    .resource(text!("{}:*", group)),
            )
            .statement(
                Statement::allow()
                    .sid(format!("Write{family}LogStream"))
                    .action("logs:PutLogEvents")
                    .resource(text!("{}:log-stream:*", group)),
            )
    }

    /// What a role needs that hands the task its own role.
    pub fn may_be_given_its_role(&self) -> PolicyDocument {
        PolicyDocument::new().statement(
            Statement::allow()
                .sid(format!("Pass{}TaskRole", self.family))
                .actions(["iam:GetRole", "iam:PassRole"])
                .resource(&self.role.arn),
        )
    }
}
