//! `ecs.Service` on AWS.
//!
//! `CreateService` has a token, by which AWS gives back what the first request made; and a name, of its own in the
//! cluster, whose tag says whose it is. A service that was deleted stays visible while its tasks stop, DRAINING, and for
//! a while after that, INACTIVE: it counts as gone, but its name is not free before its tasks are.
//!
//! When it is ready is told by `deployment.rs`.

use std::collections::BTreeMap;
use std::time::Duration;

use aws_sdk_ecs::types::{
    AssignPublicIp, AwsVpcConfiguration, DeploymentConfiguration, NetworkConfiguration, SchedulingStrategy,
    Service as Described, ServiceField,
};
use futures_util::future::try_join_all;
use ironwright_aws::ecs::Service;
use tokio::time::sleep;

use super::api::{ByArn, ECS, to_tags};
use super::configuration::{
    cluster_of, from_alarms, from_breaker, from_load_balancer, to_configuration, to_desired_count,
    to_load_balancers, to_network,
};
use super::connect::{from_connect, from_registry, to_connect, to_connect_or_off, to_registries};
use super::deployment::{self, Stage};
use super::placement::{from_constraint, from_placement_strategy, to_constraints, to_placement_strategy};
use super::strategy::{from_strategy, to_strategy};
use super::unmodelled;
use crate::handler::prelude::*;
use crate::handler::{Pass, owned};

const UPDATE: Action = ECS.action("UpdateService");
/// ECS makes its own role with the first service of an account: there is no call for it.
const LINKED_ROLE: Action = crate::iam::SERVICE.action("CreateServiceLinkedRole");

/// How many services AWS describes with one call.
const AT_ONCE: usize = 10;

/// What stands behind a task definition whose deployment AWS has given up: nothing of it runs, so that it differs from
/// what is wanted, and the next update deploys it again.
const GIVEN_UP: &str = " (its deployment failed)";

on_aws!(Service as AsTagged);

impl Tagged for Service {
    type Described = Described;
    type Tags = ByArn;

    const ID: fn(&Described) -> Option<&str> = Described::service_arn;
    const READ: Action = ECS.action("DescribeServices");
    const CREATE: Action = ECS.action("CreateService");
    const ALSO_CREATE: Actions = &[LINKED_ROLE];
    const UPDATE: Actions = &[UPDATE];
    const DELETE: Action = ECS.action("DeleteService");
    const PASSES: &'static [Pass] = &[Pass { input: Self::ROLE, to: "ecs.amazonaws.com" }];
    const READINESS: Actions = deployment::LOOKS;

    async fn list(aws: &Calls<'_>, which: Which<'_>) -> Result<Vec<Described>> {
        let resources = match which {
            Which::Read(resources) => resources,
            Which::MadeBy(request) => {
                let cluster: String = text(&request.inputs, Self::CLUSTER).unwrap_or_default();
                return describe(aws, &cluster, which.names(Self::SERVICE_NAME)).await;
            }
        };
        let mut clusters: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for it in resources {
            clusters.entry(cluster_of(&it.id, &it.inputs)).or_default().push(it.id.to_string());
        }
        let batches = clusters.iter().flat_map(|(cluster, ids)| {
            ids.chunks(AT_ONCE).map(move |ids| describe(aws, cluster, ids.to_vec()))
        });
        Ok(try_join_all(batches).await?.into_iter().flatten().collect())
    }

    fn observe(_: &Calls<'_>, service: &Described, _: &Map) -> Properties {
        let daemon = service.scheduling_strategy() == Some(&SchedulingStrategy::Daemon);
        let configuration = service.deployment_configuration();
        let network = service.network_configuration().and_then(NetworkConfiguration::awsvpc_configuration);
        let is_public = |public: &AssignPublicIp| *public == AssignPublicIp::Enabled;
        let failed = if deployment::is_given_up(service) { GIVEN_UP } else { "" };
        Properties::default()
            .with(Self::SERVICE_NAME, service.service_name())
            .with(Self::CLUSTER, service.cluster_arn())
            .with(Self::TASK_DEFINITION, service.task_definition().map(|it| format!("{it}{failed}")))
            .with(Self::LAUNCH_TYPE, service.launch_type())
            .with(Self::DESIRED_COUNT, (!daemon).then(|| service.desired_count()))
            .with(
                Self::DEPLOYMENT_MAXIMUM_PERCENT,
                configuration.and_then(DeploymentConfiguration::maximum_percent),
            )
            .with(
                Self::DEPLOYMENT_MINIMUM_HEALTHY_PERCENT,
                configuration.and_then(DeploymentConfiguration::minimum_healthy_percent),
            )
            .with(
                Self::DEPLOYMENT_CIRCUIT_BREAKER,
                configuration.and_then(|it| it.deployment_circuit_breaker()).map(from_breaker),
            )
            .with(Self::ASSIGN_PUBLIC_IP, network.and_then(|it| it.assign_public_ip()).map(is_public))
            .with_list(Self::SUBNETS, network.into_iter().flat_map(AwsVpcConfiguration::subnets))
            .with_list(
                Self::SECURITY_GROUPS,
                network.into_iter().flat_map(AwsVpcConfiguration::security_groups),
            )
            .with(Self::SCHEDULING_STRATEGY, service.scheduling_strategy())
            .with_list(
                Self::CAPACITY_PROVIDER_STRATEGY,
                service.capacity_provider_strategy().iter().map(from_strategy),
            )
            .with_list(Self::LOAD_BALANCERS, service.load_balancers().iter().map(from_load_balancer))
            .with(Self::ROLE, service.role_arn())
            .with(
                Self::SERVICE_CONNECT_CONFIGURATION,
                deployment::primary(service)
                    .and_then(|it| it.service_connect_configuration())
                    .map(from_connect),
            )
            .with_list(Self::SERVICE_REGISTRIES, service.service_registries().iter().map(from_registry))
            .with_list(
                Self::PLACEMENT_CONSTRAINTS,
                service.placement_constraints().iter().map(from_constraint),
            )
            .with_list(
                Self::PLACEMENT_STRATEGY,
                service.placement_strategy().iter().map(from_placement_strategy),
            )
            .with(Self::PLATFORM_VERSION, service.platform_version())
            .with(Self::AVAILABILITY_ZONE_REBALANCING, service.availability_zone_rebalancing())
            .with(Self::DEPLOYMENT_ALARMS, configuration.and_then(|it| it.alarms()).and_then(from_alarms))
            .with(Self::ENABLE_ECS_MANAGED_TAGS, service.enable_ecs_managed_tags())
            .with(Self::HEALTH_CHECK_GRACE_PERIOD_SECONDS, service.health_check_grace_period_seconds())
            .with(Self::ENABLE_EXECUTE_COMMAND, service.enable_execute_command())
            .with(Self::PROPAGATE_TAGS, service.propagate_tags())
            .with_tags(service.tags())
            .noting(unmodelled::of_service(service))
    }

    async fn create(aws: &Calls<'_>, request: &CreateRequest) -> Result<Made> {
        let inputs = &request.inputs;
        let send = || {
            aws.ecs()
                .create_service()
                .client_token(&request.token)
                .set_service_name(text(inputs, Self::SERVICE_NAME))
                .set_cluster(text(inputs, Self::CLUSTER))
                .set_task_definition(text(inputs, Self::TASK_DEFINITION))
                .set_launch_type(text(inputs, Self::LAUNCH_TYPE))
                .set_capacity_provider_strategy(some(to_strategy(inputs, Self::CAPACITY_PROVIDER_STRATEGY)))
                .set_scheduling_strategy(text(inputs, Self::SCHEDULING_STRATEGY))
                .set_desired_count(to_desired_count(inputs))
                .deployment_configuration(to_configuration(inputs))
                .set_network_configuration(to_network(inputs))
                .set_load_balancers(some(to_load_balancers(inputs)))
                .set_role(text(inputs, Self::ROLE))
                .set_service_connect_configuration(
                    block(inputs, Self::SERVICE_CONNECT_CONFIGURATION).map(to_connect),
                )
                .set_service_registries(some(to_registries(inputs)))
                .set_placement_constraints(some(to_constraints(inputs)))
                .set_placement_strategy(some(to_placement_strategy(inputs)))
                .set_platform_version(text(inputs, Self::PLATFORM_VERSION))
                .set_availability_zone_rebalancing(text(inputs, Self::AVAILABILITY_ZONE_REBALANCING))
                .set_enable_ecs_managed_tags(flag(inputs, Self::ENABLE_ECS_MANAGED_TAGS))
                .set_health_check_grace_period_seconds(number(
                    inputs,
                    Self::HEALTH_CHECK_GRACE_PERIOD_SECONDS,
                ))
                .set_enable_execute_command(flag(inputs, Self::ENABLE_EXECUTE_COMMAND))
                .set_propagate_tags(text(inputs, Self::PROPAGATE_TAGS))
                .set_tags(Some(to_tags(&owned(request))))
                .send()
        };
        let answer = aws.call(Self::CREATE, send).await.map_err(|error| {
            if error.class == ErrorClass::Blocked && error.message.contains("Draining") {
                error.hint(
                    "tasks of the service that had this name are still stopping: type the same command again in a \
                     few minutes, or give it another name",
                )
            } else {
                error
            }
        })?;
        Self::made(aws, answer.service(), request)
    }

    async fn update(aws: &Calls<'_>, change: &Change<'_>) -> Result<()> {
        let wanted = change.wanted;
        let differs = |name: &str| change.of(name).is_some();
        if !IN_THE_CALL.iter().any(|name| differs(name)) {
            return Ok(());
        }
        let strategy = differs(Self::CAPACITY_PROVIDER_STRATEGY);
        let before: Option<String> = text(change.observed, Self::TASK_DEFINITION);
        let given_up = before.is_some_and(|revision| revision.ends_with(GIVEN_UP));
        // What does not differ is left out, and stays as it is.
        let send = || {
            aws.ecs()
                .update_service()
                .cluster(cluster_of(change.id, wanted))
                .service(change.id)
                .set_task_definition(change.text(Self::TASK_DEFINITION))
                .set_desired_count(
                    differs(Self::DESIRED_COUNT).then(|| to_desired_count(wanted).unwrap_or_default()),
                )
                .set_deployment_configuration(
                    CONFIGURATION.iter().any(|name| differs(name)).then(|| to_configuration(wanted)),
                )
                .set_network_configuration(
                    NETWORK.iter().any(|name| differs(name)).then(|| to_network(wanted)).flatten(),
                )
                .set_capacity_provider_strategy(
                    strategy.then(|| to_strategy(wanted, Self::CAPACITY_PROVIDER_STRATEGY)),
                )
                .set_load_balancers(differs(Self::LOAD_BALANCERS).then(|| to_load_balancers(wanted)))
                .set_service_connect_configuration(
                    differs(Self::SERVICE_CONNECT_CONFIGURATION)
                        .then(|| to_connect_or_off(block(wanted, Self::SERVICE_CONNECT_CONFIGURATION))),
                )
                .set_service_registries(differs(Self::SERVICE_REGISTRIES).then(|| to_registries(wanted)))
                .set_placement_constraints(
                    differs(Self::PLACEMENT_CONSTRAINTS).then(|| to_constraints(wanted)),
                )
                .set_placement_strategy(
                    differs(Self::PLACEMENT_STRATEGY).then(|| to_placement_strategy(wanted)),
                )
                .set_platform_version(to_platform_version(change))
                .set_availability_zone_rebalancing(change.text(Self::AVAILABILITY_ZONE_REBALANCING))
                .set_enable_ecs_managed_tags(change.flag(Self::ENABLE_ECS_MANAGED_TAGS))
                .set_health_check_grace_period_seconds(
                    differs(Self::HEALTH_CHECK_GRACE_PERIOD_SECONDS)
                        .then(|| number(wanted, Self::HEALTH_CHECK_GRACE_PERIOD_SECONDS).unwrap_or_default()),
                )
                .set_enable_execute_command(change.flag(Self::ENABLE_EXECUTE_COMMAND))
                .set_propagate_tags(change.text(Self::PROPAGATE_TAGS))
                // AWS takes another strategy, and a definition that it has given up, with a new deployment only.
                .set_force_new_deployment((strategy || given_up).then_some(true))
                .send()
        };
        aws.call(UPDATE, send).await.map(drop)
    }

    async fn delete(aws: &Calls<'_>, request: &DeleteRequest) -> Result<()> {
        let cluster = cluster_of(&request.id, &request.inputs);
        // Without force, AWS deletes only what was scaled to nothing before.
        let delete = || aws.ecs().delete_service().cluster(&cluster).service(&*request.id);
        aws.call(Self::DELETE, || delete().force(true).send()).await.map(drop)
    }

    async fn deletion_progress(aws: &Calls<'_>, id: &str) -> Result<Option<String>> {
        let found = look_up(aws, &cluster_of(id, &Map::new()), vec![id.to_owned()]).await?;
        let draining = found.iter().find(|service| service.status() == Some("DRAINING"));
        Ok(draining.map(|service| format!("tasks still running: {}", service.running_count())))
    }

    async fn readiness(aws: &Calls<'_>, resource: &ReadRequest) -> Result<Readiness> {
        let cluster = cluster_of(&resource.id, &resource.inputs);
        let wanted: Option<String> = text(&resource.inputs, Self::TASK_DEFINITION);
        let mut looks = 0;
        loop {
            let Some(service) = describe(aws, &cluster, vec![resource.id.to_string()]).await?.pop() else {
                let message = format!("{} does not exist any more", resource.id);
                return Err(CloudError::new("wait", "NotFound", message, ErrorClass::NotFound));
            };
            looks += 1;
            match deployment::stage(&service, wanted.as_deref()) {
                Stage::Steady => {
                    return Ok(Readiness::Ready(Self::observed(aws, &service, &resource.inputs)));
                }
                // A part of AWS may not have heard of the update yet: one look is no proof.
                Stage::Failed(failure) if failure.is_doubtful() && looks < LOOKS => sleep(PAUSE).await,
                Stage::Failed(failure) => {
                    return Err(deployment::failed(aws, &cluster, &service, &failure).await);
                }
                Stage::UnderWay(made) => return deployment::waiting(aws, &cluster, &service, made).await,
            }
        }
    }
}

/// How often AWS must show another task definition than the wanted one until it is believed.
const LOOKS: u32 = 4;
const PAUSE: Duration = Duration::from_secs(1);

/// What one `UpdateService` can set.
const IN_THE_CALL: &[&str] = &[
    Service::TASK_DEFINITION,
    Service::DESIRED_COUNT,
    Service::DEPLOYMENT_MAXIMUM_PERCENT,
    Service::DEPLOYMENT_MINIMUM_HEALTHY_PERCENT,
    Service::DEPLOYMENT_CIRCUIT_BREAKER,
    Service::ASSIGN_PUBLIC_IP,
    Service::SUBNETS,
    Service::SECURITY_GROUPS,
    Service::CAPACITY_PROVIDER_STRATEGY,
    Service::LOAD_BALANCERS,
    Service::SERVICE_CONNECT_CONFIGURATION,
    Service::SERVICE_REGISTRIES,
    Service::PLACEMENT_CONSTRAINTS,
    Service::PLACEMENT_STRATEGY,
    Service::PLATFORM_VERSION,
    Service::AVAILABILITY_ZONE_REBALANCING,
    Service::DEPLOYMENT_ALARMS,
    Service::ENABLE_ECS_MANAGED_TAGS,
    Service::HEALTH_CHECK_GRACE_PERIOD_SECONDS,
    Service::ENABLE_EXECUTE_COMMAND,
    Service::PROPAGATE_TAGS,
];
const CONFIGURATION: [&str; 4] = [
    Service::DEPLOYMENT_ALARMS,
    Service::DEPLOYMENT_MAXIMUM_PERCENT,
    Service::DEPLOYMENT_MINIMUM_HEALTHY_PERCENT,
    Service::DEPLOYMENT_CIRCUIT_BREAKER,
];
const NETWORK: [&str; 3] = [Service::ASSIGN_PUBLIC_IP, Service::SUBNETS, Service::SECURITY_GROUPS];

/// The version of the platform that is wanted instead of another: the latest where none is named any more.
fn to_platform_version(change: &Change<'_>) -> Option<String> {
    change.of(Service::PLATFORM_VERSION)?;
    Some(change.text(Service::PLATFORM_VERSION).unwrap_or_else(|| "LATEST".to_owned()))
}

/// The services of a cluster that exist, by name or ARN, up to ten.
async fn describe(aws: &Calls<'_>, cluster: &str, services: Vec<String>) -> Result<Vec<Described>> {
    let mut found = look_up(aws, cluster, services).await?;
    found.retain(|service| service.status() == Some("ACTIVE"));
    Ok(found)
}

/// Also those that are on their way out, or were not long ago.
async fn look_up(aws: &Calls<'_>, cluster: &str, services: Vec<String>) -> Result<Vec<Described>> {
    let describe = || aws.ecs().describe_services().cluster(cluster).include(ServiceField::Tags);
    let send = || describe().set_services(Some(services.clone())).send();
    let answer = unless_missing(aws.call(Service::READ, send).await)?;
    Ok(answer.and_then(|answer| answer.services).unwrap_or_default())
}
