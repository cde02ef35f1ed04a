//! Where tasks run, and the role by which ECS starts them.

use ironwright::aws::ecs::{
    CapacityProviderStrategyItem, Cluster, ClusterCapacityProviders, ExecuteCommandLogging,
};
use ironwright::aws::iam::{PolicyDocument, Principal, Role, RolePolicy, Statement};
use ironwright::prelude::*;

use super::registry::Repositories;
use super::task::Task;

/// A cluster without machines of its own: Fargate has them.
pub struct FargateCluster {
    /// The cluster's name.
    pub name: &'static str,
    /// The name of the execution role.
    pub execution_role: &'static str,
}

/// What others refer to.
pub struct ClusterAndRole {
    /// Where services run.
    pub cluster: Declared<Cluster>,
    /// What ECS itself may do to start tasks. The containers have a role of their own.
    pub execution_role: Declared<Role>,
    role_name: &'static str,
}

impl FargateCluster {
    /// Declares the cluster, what it runs on, and a role that may do nothing yet.
    pub fn declare(self, stack: &mut Stack) -> ClusterAndRole {
        let cluster = stack
            .add("main", Cluster::new(self.name).execute_command_logging(ExecuteCommandLogging::Default));
        stack.add(
            "main",
            ClusterCapacityProviders::new(&cluster)
                .capacity_providers(["FARGATE"])
                .default_strategy(CapacityProviderStrategyItem::new("FARGATE").base(1u32).weight(100u32)),
        );
        let trust = PolicyDocument::new().statement(assumed_by_tasks());
        let execution_role = stack.add(
            "execution",
            Role::new(self.execution_role, trust)
                .description("Role assumed by the ECS service during provision and setup of tasks"),
        );
        ClusterAndRole { cluster, execution_role, role_name: self.execution_role }
    }
}

impl ClusterAndRole {
    /// Lets the execution role start these tasks out of these repositories.
    ///
    /// Each part knows what it takes to use it, and says so in a document; documents merge by the `Sid` of their
    /// statements. All tasks look log groups up in the same way, which is said once: `override_with`. Each has a role
    /// of its own, so `append` finds two statements of one name to be a mistake.
    pub fn permit<const N: usize>(
        &self,
        stack: &mut Stack,
        repositories: &Repositories<N>,
        tasks: &[&Task],
    ) -> [Declared<RolePolicy>; 3] {
        let nothing = PolicyDocument::new;
        let log = tasks.iter().fold(nothing(), |all, task| all.override_with(task.may_be_logged()));
        let pass = tasks.iter().fold(nothing(), |all, task| all.append(task.may_be_given_its_role()));
        [("ecr", repositories.may_be_pulled()), ("log", log), ("pass_task_role", pass)].map(
            |(what, document)| {
                let name = format!("{}-permissions-{what}", self.role_name);
                stack.add(what, RolePolicy::new(&self.execution_role, name, document))
            },
        )
    }
}

/// Lets ECS tasks assume a role.
pub(super) fn assumed_by_tasks() -> Statement {
    Statement::allow().action("sts:AssumeRole").principal(Principal::service("ecs-tasks.amazonaws.com"))
}
