//! `ecs.Cluster` on AWS.
//!
//! `CreateCluster` has no token, and where a cluster of the name exists it gives that one back as if it had made it: so
//! the name is looked up first, and a cluster that is there is ours only when its tag says so. One that was deleted
//! stays visible for a while as INACTIVE, and does not count.

use aws_sdk_ecs::types::{
    Cluster as Described, ClusterConfiguration, ClusterSetting, ClusterSettingName,
    ExecuteCommandConfiguration, ExecuteCommandLogging,
};
use ironwright_aws::ecs::Cluster;

use super::api::{ByArn, ECS, to_tags};
use super::clusters::{DESCRIBE, describe, several};
use crate::handler::prelude::*;
use crate::handler::{ids, owned};

const UPDATE: Action = ECS.action("UpdateCluster");
const SERVICES: Action = ECS.action("ListServices");
const TASKS: Action = ECS.action("ListTasks");
const INSTANCES: Action = ECS.action("ListContainerInstances");

on_aws!(Cluster as AsTagged);

impl Tagged for Cluster {
    type Described = Described;
    type Tags = ByArn;

    const ID: fn(&Described) -> Option<&str> = Described::cluster_arn;
    const READ: Action = DESCRIBE;
    const CREATE: Action = ECS.action("CreateCluster");
    const ALSO_CREATE: Actions = &[DESCRIBE];
    const UPDATE: Actions = &[UPDATE];
    const DELETE: Action = ECS.action("DeleteCluster");
    const BLOCKERS: Actions = &[SERVICES, TASKS, INSTANCES];

    async fn list(aws: &Calls<'_>, which: Which<'_>) -> Result<Vec<Described>> {
        match which {
            Which::Read(resources) => Ok(several(aws, ids(resources)).await?.to_vec()),
            Which::MadeBy(_) => describe(aws, which.names(Self::CLUSTER_NAME)).await,
        }
    }

    fn observe(_: &Calls<'_>, cluster: &Described, _: &Map) -> Properties {
        let insights = cluster.settings().iter().find(|it| it.name() == Some(&INSIGHTS));
        let command = cluster.configuration().and_then(|it| it.execute_command_configuration());
        Properties::default()
            .with(Self::CLUSTER_NAME, cluster.cluster_name())
            .with(Self::CONTAINER_INSIGHTS, insights.and_then(ClusterSetting::value))
            .with(Self::EXECUTE_COMMAND_LOGGING, command.and_then(|it| it.logging()))
            .with_tags(cluster.tags())
    }

    async fn create(aws: &Calls<'_>, request: &CreateRequest) -> Result<Made> {
        let inputs = &request.inputs;
        let name: String = text(inputs, Self::CLUSTER_NAME).unwrap_or_default();
        if !describe(aws, vec![name.clone()]).await?.is_empty() {
            return Err(exists_already(Self::CREATE, &format!("a cluster {name}")));
        }
        let send = || {
            aws.ecs()
                .create_cluster()
                .cluster_name(&name)
                .set_settings(settings(inputs))
                .set_configuration(configuration(inputs))
                .set_tags(Some(to_tags(&owned(request))))
                .send()
        };
        let answer = aws.call(Self::CREATE, send).await?;
        // The answer leaves out settings and configuration.
        Made::named(Self::CREATE, answer.cluster().and_then(Described::cluster_arn))
    }

    async fn update(aws: &Calls<'_>, change: &Change<'_>) -> Result<()> {
        let insights = change
            .of(Self::CONTAINER_INSIGHTS)
            .map(|_| settings(change.wanted).unwrap_or_else(|| vec![insight("disabled")]));
        let logging = change
            .of(Self::EXECUTE_COMMAND_LOGGING)
            .map(|_| configuration(change.wanted).unwrap_or_else(|| log(ExecuteCommandLogging::Default)));
        if insights.is_none() && logging.is_none() {
            return Ok(());
        }
        let update = || aws.ecs().update_cluster().cluster(change.id).set_settings(insights.clone());
        aws.call(UPDATE, || update().set_configuration(logging.clone()).send()).await.map(drop)
    }

    async fn delete(aws: &Calls<'_>, request: &DeleteRequest) -> Result<()> {
        aws.call(Self::DELETE, || aws.ecs().delete_cluster().cluster(&*request.id).send()).await.map(drop)
    }

    async fn blockers(aws: &Calls<'_>, request: &DeleteRequest) -> Result<Vec<String>> {
        let (ecs, id) = (aws.ecs(), &*request.id);
        let (services, tasks, instances) = tokio::try_join!(
            aws.call(SERVICES, || ecs.list_services().cluster(id).send()),
            aws.call(TASKS, || ecs.list_tasks().cluster(id).send()),
            aws.call(INSTANCES, || ecs.list_container_instances().cluster(id).send()),
        )?;
        let named = |what: &'static str| {
            move |arn: &String| format!("{what} {}", arn.rsplit('/').next().unwrap_or(arn))
        };
        let services = services.service_arns().iter().map(named("service"));
        let tasks = tasks.task_arns().iter().map(named("task"));
        let instances = instances.container_instance_arns().iter().map(named("container instance"));
        Ok(services.chain(tasks).chain(instances).collect())
    }
}

const INSIGHTS: ClusterSettingName = ClusterSettingName::ContainerInsights;

fn settings(inputs: &Map) -> Option<Vec<ClusterSetting>> {
    text::<String>(inputs, Cluster::CONTAINER_INSIGHTS).map(|value| vec![insight(&value)])
}

fn insight(value: &str) -> ClusterSetting {
    ClusterSetting::builder().name(INSIGHTS).value(value).build()
}

fn configuration(inputs: &Map) -> Option<ClusterConfiguration> {
    text(inputs, Cluster::EXECUTE_COMMAND_LOGGING).map(log)
}

fn log(logging: ExecuteCommandLogging) -> ClusterConfiguration {
    let command = ExecuteCommandConfiguration::builder().logging(logging).build();
    ClusterConfiguration::builder().execute_command_configuration(command).build()
}
