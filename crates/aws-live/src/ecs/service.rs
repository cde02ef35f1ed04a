//! `ecs.Service` on AWS.
//!
//! `CreateService` has a token, by which AWS gives back what the first request made; and a name, of its own in the
//! cluster, whose tag says whose it is. A service that was deleted stays visible while its tasks stop, DRAINING, and for
//! a while after that, INACTIVE: it counts as gone, but its name is not free before its tasks are.
//!
//! When it is ready is told by `deployment.rs`.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use aws_sdk_ecs::types::{
    AssignPublicIp, AwsVpcConfiguration, DeploymentCircuitBreaker, DeploymentConfiguration, LaunchType,
    LoadBalancer, NetworkConfiguration, PropagateTags, SchedulingStrategy, Service as Described,
    ServiceField,
};
use futures_util::future::try_join_all;
use ironwright_aws::ecs;
use ironwright_core::state::Observation;
use ironwright_core::{Kind, Map, Resource as _, Value};
use ironwright_engine::cloud::{CloudError, CreateRequest, DeleteRequest, ErrorClass, ReadRequest, Settling};
use tokio::time::sleep;

use super::container::some;
use super::deployment::{self, Stage};
use super::strategy::{from_strategy, to_strategy};
use super::{are_of, change_tags, owned, users};
use crate::calls::Calls;
use crate::change::Change;
use crate::error::unless_missing;
use crate::handler::{Handler, Made, Permissions};
use crate::properties::{Properties, block, blocks, flag, number, observations, text, texts};

pub(crate) struct Service;

/// How many services AWS describes with one call.
const AT_ONCE: usize = 10;

/// What stands behind a task definition whose deployment AWS has given up: nothing of it runs, so that it differs from
/// what is wanted, and the next update deploys it again.
const GIVEN_UP: &str = " (its deployment failed)";

#[async_trait]
impl Handler for Service {
    fn kind(&self) -> &'static Kind {
        ecs::Service::kind()
    }

    fn permissions(&self) -> Permissions {
        Permissions {
            find: &["ecs:DescribeServices"],
            read: &["ecs:DescribeServices"],
            create: &["ecs:CreateService", "ecs:TagResource", "iam:CreateServiceLinkedRole"],
            update: &["ecs:UpdateService", "ecs:TagResource", "ecs:UntagResource"],
            delete: &["ecs:DeleteService", "ecs:DescribeServices"],
            settle: &["ecs:DescribeServices", "ecs:ListTasks", "ecs:DescribeTasks"],
            ..Permissions::default()
        }
    }

    async fn find(&self, aws: &Calls<'_>, request: &CreateRequest) -> Result<Option<Arc<str>>, CloudError> {
        let name = text(&request.inputs, "service_name").unwrap_or_default();
        let found = describe(aws, &text(&request.inputs, "cluster").unwrap_or_default(), vec![name]).await?;
        let ours = found.iter().find(|service| are_of(request, service.tags()));
        Ok(ours.and_then(Described::service_arn).map(Arc::from))
    }

    async fn read(&self, aws: &Calls<'_>, resources: &[ReadRequest]) -> Result<Vec<Observation>, CloudError> {
        let mut clusters: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for request in resources {
            clusters
                .entry(cluster_of(&request.id, &request.inputs))
                .or_default()
                .push(request.id.to_string());
        }
        let batches = clusters.iter().flat_map(|(cluster, ids)| {
            ids.chunks(AT_ONCE).map(move |ids| describe(aws, cluster, ids.to_vec()))
        });
        let found = try_join_all(batches).await?;
        let found: HashMap<String, Map> = found.iter().flatten().filter_map(observed).collect();
        Ok(observations(resources, found))
    }

    async fn create(&self, aws: &Calls<'_>, request: &CreateRequest) -> Result<Made, CloudError> {
        let inputs = &request.inputs;
        let send = || {
            aws.ecs()
                .create_service()
                .client_token(&request.token)
                .set_service_name(text(inputs, "service_name"))
                .set_cluster(text(inputs, "cluster"))
                .set_task_definition(text(inputs, "task_definition"))
                .set_launch_type(text(inputs, "launch_type").as_deref().map(LaunchType::from))
                .set_capacity_provider_strategy(some(to_strategy(inputs, "capacity_provider_strategy")))
                .set_scheduling_strategy(
                    text(inputs, "scheduling_strategy").as_deref().map(SchedulingStrategy::from),
                )
                .set_desired_count(to_desired_count(inputs))
                .deployment_configuration(to_configuration(inputs))
                .set_network_configuration(to_network(inputs))
                .set_load_balancers(some(to_load_balancers(inputs)))
                .set_health_check_grace_period_seconds(number(inputs, "health_check_grace_period_seconds"))
                .set_enable_execute_command(flag(inputs, "enable_execute_command"))
                .set_propagate_tags(text(inputs, "propagate_tags").as_deref().map(PropagateTags::from))
                .set_tags(Some(owned(request)))
                .send()
        };
        let answer = aws.call("ecs:CreateService", send).await.map_err(|error| {
            if error.class == ErrorClass::Blocked && error.message.contains("Draining") {
                error.hint(
                    "tasks of the service that had this name are still stopping: type the same command again in a \
                     few minutes, or give it another name",
                )
            } else {
                error
            }
        })?;
        let made = answer.service().and_then(observed);
        let (id, observed) = made.unzip();
        Ok(Made { id: id.unwrap_or_default().into(), observed })
    }

    async fn update(&self, aws: &Calls<'_>, change: &Change<'_>) -> Result<Map, CloudError> {
        let wanted = change.wanted;
        let any = |names: &[&str]| names.iter().any(|name| change.of(name).is_some());
        let strategy = change.of("capacity_provider_strategy").map(|_| "capacity_provider_strategy");
        let given_up =
            text(change.observed, "task_definition").is_some_and(|revision| revision.ends_with(GIVEN_UP));
        if any(IN_THE_CALL) {
            let send = || {
                aws.ecs()
                    .update_service()
                    .cluster(cluster_of(change.id, wanted))
                    .service(change.id)
                    .set_task_definition(
                        change.of("task_definition").and_then(Value::as_text).map(str::to_owned),
                    )
                    .set_desired_count(
                        change.of("desired_count").map(|_| to_desired_count(wanted).unwrap_or_default()),
                    )
                    .set_deployment_configuration(any(CONFIGURATION).then(|| to_configuration(wanted)))
                    .set_network_configuration(any(NETWORK).then(|| to_network(wanted)).flatten())
                    .set_capacity_provider_strategy(strategy.map(|name| to_strategy(wanted, name)))
                    .set_load_balancers(change.of("load_balancers").map(|_| to_load_balancers(wanted)))
                    .set_health_check_grace_period_seconds(
                        change
                            .of("health_check_grace_period_seconds")
                            .map(|_| number(wanted, "health_check_grace_period_seconds").unwrap_or_default()),
                    )
                    .set_enable_execute_command(change.of("enable_execute_command").and_then(Value::as_bool))
                    .set_propagate_tags(
                        change.of("propagate_tags").and_then(Value::as_text).map(PropagateTags::from),
                    )
                    // AWS takes another strategy, and a definition that it has given up, with a new deployment only.
                    .set_force_new_deployment((strategy.is_some() || given_up).then_some(true))
                    .send()
            };
            aws.call("ecs:UpdateService", send).await?;
        }
        change_tags(aws, change).await?;
        Ok(change.achieved())
    }

    async fn delete(&self, aws: &Calls<'_>, request: &DeleteRequest) -> Result<(), CloudError> {
        let cluster = cluster_of(&request.id, &request.inputs);
        // Without force, AWS deletes only what was scaled to nothing before.
        let delete = || aws.ecs().delete_service().cluster(&cluster).service(&*request.id);
        let send = || delete().force(true).send();
        aws.call("ecs:DeleteService", send).await.map(drop)
    }

    async fn leaving(&self, aws: &Calls<'_>, id: &str) -> Result<Option<String>, CloudError> {
        let found = look_up(aws, &cluster_of(id, &Map::new()), vec![id.to_owned()]).await?;
        let draining = found.iter().find(|service| service.status() == Some("DRAINING"));
        Ok(draining.map(|service| format!("tasks still running: {}", service.running_count())))
    }

    async fn settle(&self, aws: &Calls<'_>, resource: &ReadRequest) -> Result<Settling, CloudError> {
        let cluster = cluster_of(&resource.id, &resource.inputs);
        let wanted = text(&resource.inputs, "task_definition");
        let mut looks = 0;
        loop {
            let Some(service) = describe(aws, &cluster, vec![resource.id.to_string()]).await?.pop() else {
                let message = format!("{} does not exist any more", resource.id);
                return Err(CloudError::new("wait", "NotFound", message, ErrorClass::NotFound));
            };
            looks += 1;
            match deployment::stage(&service, wanted.as_deref()) {
                // A part of AWS may not have heard of the update yet: one look is no proof.
                Stage::Failed(failure) if failure.is_doubtful() && looks < LOOKS => sleep(PAUSE).await,
                stage => return settling(aws, &cluster, &service, stage).await,
            }
        }
    }
}

/// How often AWS must show another task definition than the wanted one until it is believed.
const LOOKS: u32 = 4;
const PAUSE: Duration = Duration::from_secs(1);

async fn settling(
    aws: &Calls<'_>,
    cluster: &str,
    service: &Described,
    stage: Stage<'_>,
) -> Result<Settling, CloudError> {
    match stage {
        Stage::Steady => Ok(Settling::Ready(observed(service).unwrap_or_default().1)),
        Stage::UnderWay(deployment) => {
            let trouble = deployment::trouble(aws, cluster, service, deployment).await?;
            if let Some(error) = trouble.as_ref().and_then(|it| it.hopeless(deployment, service)) {
                return Err(error);
            }
            let why = trouble.as_ref().map(|trouble| trouble.why.as_str());
            Ok(Settling::Waiting(deployment::progress(deployment, service, why)))
        }
        Stage::Failed(failure) => {
            let trouble = match failure.deployment {
                Some(deployment) => deployment::trouble(aws, cluster, service, deployment).await?,
                None => None,
            };
            Err(failure.error(service, trouble.as_ref().map(|trouble| trouble.why.as_str())))
        }
    }
}

/// What one `UpdateService` can set.
const IN_THE_CALL: &[&str] = &[
    "task_definition",
    "desired_count",
    "deployment_maximum_percent",
    "deployment_minimum_healthy_percent",
    "deployment_circuit_breaker",
    "assign_public_ip",
    "subnets",
    "security_groups",
    "capacity_provider_strategy",
    "load_balancers",
    "health_check_grace_period_seconds",
    "enable_execute_command",
    "propagate_tags",
];
const CONFIGURATION: &[&str] =
    &["deployment_maximum_percent", "deployment_minimum_healthy_percent", "deployment_circuit_breaker"];
const NETWORK: &[&str] = &["assign_public_ip", "subnets", "security_groups"];

/// The services of a cluster that exist, by name or ARN, up to ten.
async fn describe(
    aws: &Calls<'_>,
    cluster: &str,
    services: Vec<String>,
) -> Result<Vec<Described>, CloudError> {
    let mut found = look_up(aws, cluster, services).await?;
    found.retain(|service| service.status() == Some("ACTIVE"));
    Ok(found)
}

/// Also those that are on their way out, or were not long ago.
async fn look_up(
    aws: &Calls<'_>,
    cluster: &str,
    services: Vec<String>,
) -> Result<Vec<Described>, CloudError> {
    let describe = || aws.ecs().describe_services().cluster(cluster).include(ServiceField::Tags);
    let send = || describe().set_services(Some(services.clone())).send();
    let answer = unless_missing(aws.call("ecs:DescribeServices", send).await)?;
    Ok(answer.and_then(|answer| answer.services).unwrap_or_default())
}

/// The cluster that a service is in: its ARN says it, unless it is from before 2018.
fn cluster_of(arn: &str, inputs: &Map) -> String {
    let path = arn.rsplit(':').next().unwrap_or_default();
    let named = path.strip_prefix("service/").and_then(|rest| rest.split_once('/'));
    match named {
        Some((cluster, _)) => cluster.to_owned(),
        None => text(inputs, "cluster").unwrap_or_default(),
    }
}

/// How many tasks are wanted; AWS takes no number for a service that has one on each instance.
fn to_desired_count(inputs: &Map) -> Option<i32> {
    let daemon = text(inputs, "scheduling_strategy").as_deref() == Some("DAEMON");
    number(inputs, "desired_count").filter(|_| !daemon)
}

fn to_configuration(inputs: &Map) -> DeploymentConfiguration {
    let breaker = block(inputs, "deployment_circuit_breaker").map(|breaker| {
        DeploymentCircuitBreaker::builder()
            .set_enable(flag(breaker, "enable"))
            .set_rollback(flag(breaker, "rollback"))
            .build()
    });
    DeploymentConfiguration::builder()
        .set_maximum_percent(number(inputs, "deployment_maximum_percent"))
        .set_minimum_healthy_percent(number(inputs, "deployment_minimum_healthy_percent"))
        .set_deployment_circuit_breaker(breaker)
        .build()
}

fn to_network(inputs: &Map) -> Option<NetworkConfiguration> {
    let subnets = texts(inputs, "subnets")?;
    let public = flag(inputs, "assign_public_ip").unwrap_or(false);
    let network = AwsVpcConfiguration::builder()
        .set_subnets(Some(subnets))
        .set_security_groups(Some(texts(inputs, "security_groups").unwrap_or_default()))
        .assign_public_ip(if public { AssignPublicIp::Enabled } else { AssignPublicIp::Disabled })
        .build()
        .ok()?;
    Some(NetworkConfiguration::builder().awsvpc_configuration(network).build())
}

fn to_load_balancers(inputs: &Map) -> Vec<LoadBalancer> {
    let balancer = |balancer: &Map| {
        LoadBalancer::builder()
            .set_target_group_arn(text(balancer, "target_group_arn"))
            .set_container_name(text(balancer, "container_name"))
            .set_container_port(number(balancer, "container_port"))
            .build()
    };
    blocks(inputs, "load_balancers").map(balancer).collect()
}

fn from_load_balancer(balancer: &LoadBalancer) -> Value {
    Properties::default()
        .with("target_group_arn", balancer.target_group_arn())
        .with("container_name", balancer.container_name())
        .with("container_port", balancer.container_port())
        .into_value()
}

fn from_breaker(breaker: &DeploymentCircuitBreaker) -> Value {
    Properties::default().with("enable", breaker.enable()).with("rollback", breaker.rollback()).into_value()
}

fn observed(service: &Described) -> Option<(String, Map)> {
    let arn = service.service_arn()?;
    let daemon = service.scheduling_strategy() == Some(&SchedulingStrategy::Daemon);
    let configuration = service.deployment_configuration();
    let network = service.network_configuration().and_then(NetworkConfiguration::awsvpc_configuration);
    let revision = service.task_definition().map(|revision| {
        if deployment::is_given_up(service) { format!("{revision}{GIVEN_UP}") } else { revision.to_owned() }
    });
    let observed = Properties::default()
        .with("arn", arn)
        .with("service_name", service.service_name())
        .with("cluster", service.cluster_arn())
        .with("task_definition", revision)
        .with("launch_type", service.launch_type().map(LaunchType::as_str))
        .with("desired_count", (!daemon).then(|| service.desired_count()))
        .with("deployment_maximum_percent", configuration.and_then(DeploymentConfiguration::maximum_percent))
        .with(
            "deployment_minimum_healthy_percent",
            configuration.and_then(DeploymentConfiguration::minimum_healthy_percent),
        )
        .with(
            "deployment_circuit_breaker",
            configuration.and_then(DeploymentConfiguration::deployment_circuit_breaker).map(from_breaker),
        )
        .with(
            "assign_public_ip",
            network
                .and_then(AwsVpcConfiguration::assign_public_ip)
                .map(|public| *public == AssignPublicIp::Enabled),
        )
        .with_list("subnets", network.into_iter().flat_map(AwsVpcConfiguration::subnets).map(String::as_str))
        .with_list(
            "security_groups",
            network.into_iter().flat_map(AwsVpcConfiguration::security_groups).map(String::as_str),
        )
        .with("scheduling_strategy", service.scheduling_strategy().map(SchedulingStrategy::as_str))
        .with_list(
            "capacity_provider_strategy",
            service.capacity_provider_strategy().iter().map(from_strategy),
        )
        .with_list("load_balancers", service.load_balancers().iter().map(from_load_balancer))
        .with("health_check_grace_period_seconds", service.health_check_grace_period_seconds())
        .with("enable_execute_command", service.enable_execute_command())
        .with("propagate_tags", service.propagate_tags().map(PropagateTags::as_str))
        .with_tags(users(service.tags()));
    Some((arn.to_owned(), observed.into_map()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cluster_is_told_by_the_arn_or_by_what_was_declared() {
        let inputs = Map::from([("cluster".into(), Value::text("arn:aws:ecs:eu-west-2:1:cluster/demo"))]);
        assert_eq!(cluster_of("arn:aws:ecs:eu-west-2:1:service/demo/web", &Map::new()), "demo");
        assert_eq!(
            cluster_of("arn:aws:ecs:eu-west-2:1:service/web", &inputs),
            "arn:aws:ecs:eu-west-2:1:cluster/demo"
        );
    }

    #[test]
    fn a_daemon_is_given_no_number_of_tasks() {
        let mut inputs = Map::from([("desired_count".into(), Value::Int(1))]);
        assert_eq!(to_desired_count(&inputs), Some(1));
        inputs.insert("scheduling_strategy".into(), "DAEMON".into());
        assert_eq!(to_desired_count(&inputs), None);
    }
}
