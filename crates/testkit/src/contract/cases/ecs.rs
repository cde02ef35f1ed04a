//! Amazon ECS's kinds.

use ironwright_aws::ecs::{self, ContainerInsights, ExecuteCommandLogging};

use crate::contract::{Case, Scene};

pub(super) fn cluster() -> Case {
    fn cluster(scene: &Scene) -> ecs::Cluster {
        ecs::Cluster::new(scene.name())
            .container_insights(ContainerInsights::Disabled)
            .execute_command_logging(ExecuteCommandLogging::Default)
            .tag("Name", scene.name())
    }
    Case::new("ecs.Cluster", |scene, stack| scene.it(stack, cluster(scene)))
        .changes("container_insights", |scene, stack| {
            scene.it(stack, cluster(scene).container_insights(ContainerInsights::Enabled));
        })
        .changes("execute_command_logging", |scene, stack| {
            scene.it(stack, cluster(scene).execute_command_logging(ExecuteCommandLogging::None));
        })
        .changes("tags", |scene, stack| {
            scene.it(stack, cluster(scene).tag("Name", "other").tag("team", "web"));
        })
        .replaces("cluster_name", |scene, stack| {
            let named = ecs::Cluster::new(format!("{}-other", scene.name()))
                .container_insights(ContainerInsights::Disabled)
                .execute_command_logging(ExecuteCommandLogging::Default)
                .tag("Name", scene.name());
            scene.it(stack, named);
        })
}
