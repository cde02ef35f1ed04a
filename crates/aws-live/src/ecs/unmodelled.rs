//! What services, clusters and task definitions have that their kinds do not model, by path.

use aws_sdk_ecs::types::{
    Cluster, DeploymentConfiguration, DeploymentControllerType, DeploymentStrategy, LoadBalancer, Service,
    TaskDefinition, Volume,
};

use super::deployment::primary;

/// The paths whose condition holds.
fn present<const N: usize>(paths: [(&str, bool); N]) -> impl Iterator<Item = String> {
    paths.into_iter().filter(|(_, is_there)| *is_there).map(|(path, _)| path.to_owned())
}

pub(super) fn of_task_definition(revision: &TaskDefinition) -> Vec<String> {
    let own = present([("inference_accelerators", !revision.inference_accelerators().is_empty())]);
    let in_s3 = revision.volumes().iter().filter(|volume| volume.s3files_volume_configuration().is_some());
    let path = |volume: &Volume| {
        format!("volumes[{:?}].s3files_volume_configuration", volume.name().unwrap_or_default())
    };
    own.chain(in_s3.map(path)).collect()
}

pub(super) fn of_service(service: &Service) -> Vec<String> {
    let controller = service.deployment_controller().map(|it| it.r#type());
    let deployment = primary(service);
    let connect = deployment.and_then(|it| it.service_connect_configuration());
    let own = present([
        ("deployment_controller", controller.is_some_and(|it| *it != DeploymentControllerType::Ecs)),
        ("task_sets", !service.task_sets().is_empty()),
        ("volume_configurations", deployment.is_some_and(|it| !it.volume_configurations().is_empty())),
        (
            "vpc_lattice_configurations",
            deployment.is_some_and(|it| !it.vpc_lattice_configurations().is_empty()),
        ),
        (
            "service_connect_configuration.access_log_configuration",
            connect.is_some_and(|it| it.access_log_configuration().is_some()),
        ),
        (
            "service_connect_configuration.container_configurations",
            connect.is_some_and(|it| !it.container_configurations().is_empty()),
        ),
        (
            "load_balancers.advanced_configuration",
            service.load_balancers().iter().any(|it: &LoadBalancer| it.advanced_configuration().is_some()),
        ),
    ]);
    own.chain(service.deployment_configuration().into_iter().flat_map(of_deployments)).collect()
}

/// Deployments that shift traffic, and what is run on their way.
fn of_deployments(configuration: &DeploymentConfiguration) -> impl Iterator<Item = String> {
    let strategy = configuration.strategy();
    let path = "deployment_configuration";
    let parts = present([
        ("strategy", strategy.is_some_and(|it| *it != DeploymentStrategy::Rolling)),
        ("bake_time_in_minutes", configuration.bake_time_in_minutes().is_some_and(|minutes| minutes != 0)),
        ("lifecycle_hooks", !configuration.lifecycle_hooks().is_empty()),
        ("linear_configuration", configuration.linear_configuration().is_some()),
        ("canary_configuration", configuration.canary_configuration().is_some()),
    ]);
    parts.map(move |name| format!("{path}.{name}"))
}

pub(super) fn of_cluster(cluster: &Cluster) -> Vec<String> {
    let configuration = cluster.configuration();
    let command = configuration.and_then(|it| it.execute_command_configuration());
    present([
        ("execute_command_configuration.kms_key_id", command.is_some_and(|it| it.kms_key_id().is_some())),
        (
            "execute_command_configuration.log_configuration",
            command.is_some_and(|it| it.log_configuration().is_some()),
        ),
        (
            "managed_storage_configuration",
            configuration.is_some_and(|it| it.managed_storage_configuration().is_some()),
        ),
        ("service_connect_defaults", cluster.service_connect_defaults().is_some()),
    ])
    .collect()
}
