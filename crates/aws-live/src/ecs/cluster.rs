//! `ecs.Cluster` on AWS.
//!
//! `CreateCluster` has no token, and where a cluster of the name exists it gives that one back as if it had made it: so
//! the name is looked up first, and a cluster that is there is ours only when its tag says so. One that was deleted
//! stays visible for a while as INACTIVE, and does not count.

use std::collections::BTreeSet;
use std::sync::Arc;

use async_trait::async_trait;
use aws_sdk_ecs::types::{
    Cluster as Described, ClusterConfiguration, ClusterField, ClusterSetting, ClusterSettingName,
    ExecuteCommandConfiguration, ExecuteCommandLogging,
};
use futures_util::future::try_join_all;
use ironwright_aws::ecs;
use ironwright_core::state::Observation;
use ironwright_core::{Kind, Map, Resource as _};
use ironwright_engine::cloud::{CloudError, CreateRequest, DeleteRequest, ErrorClass, ReadRequest};

use super::{are_of, change_tags, owned, users};
use crate::calls::Calls;
use crate::change::Change;
use crate::handler::{Handler, Made, Permissions};
use crate::properties::{Properties, ids, observations, text};

pub(crate) struct Cluster;

#[async_trait]
impl Handler for Cluster {
    fn kind(&self) -> &'static Kind {
        ecs::Cluster::kind()
    }

    fn permissions(&self) -> Permissions {
        Permissions {
            find: &["ecs:DescribeClusters"],
            read: &["ecs:DescribeClusters"],
            create: &["ecs:DescribeClusters", "ecs:CreateCluster", "ecs:TagResource"],
            update: &["ecs:UpdateCluster", "ecs:TagResource", "ecs:UntagResource"],
            delete: &["ecs:DeleteCluster"],
            explain: &["ecs:ListServices", "ecs:ListTasks", "ecs:ListContainerInstances"],
            ..Permissions::default()
        }
    }

    async fn find(&self, aws: &Calls<'_>, request: &CreateRequest) -> Result<Option<Arc<str>>, CloudError> {
        let found = describe(aws, text(&request.inputs, "cluster_name").into_iter().collect()).await?;
        let ours = found.iter().find(|cluster| are_of(request, cluster.tags()));
        Ok(ours.and_then(Described::cluster_arn).map(Arc::from))
    }

    async fn read(&self, aws: &Calls<'_>, resources: &[ReadRequest]) -> Result<Vec<Observation>, CloudError> {
        let found = several(aws, ids(resources)).await?;
        Ok(observations(resources, found.iter().filter_map(observed).collect()))
    }

    async fn create(&self, aws: &Calls<'_>, request: &CreateRequest) -> Result<Made, CloudError> {
        let inputs = &request.inputs;
        let name = text(inputs, "cluster_name").unwrap_or_default();
        if !describe(aws, vec![name.clone()]).await?.is_empty() {
            let message = format!("there is a cluster {name} already");
            return Err(CloudError::new("ecs:CreateCluster", "AlreadyExists", message, ErrorClass::Conflict));
        }
        let send = || {
            aws.ecs()
                .create_cluster()
                .cluster_name(&name)
                .set_settings(settings(inputs))
                .set_configuration(configuration(inputs))
                .set_tags(Some(owned(request)))
                .send()
        };
        let answer = aws.call("ecs:CreateCluster", send).await?;
        let id = answer.cluster().and_then(Described::cluster_arn).unwrap_or_default();
        // The answer leaves out settings and configuration.
        Ok(Made { id: id.into(), observed: None })
    }

    async fn update(&self, aws: &Calls<'_>, change: &Change<'_>) -> Result<Map, CloudError> {
        let insights = change.of("container_insights").map(|_| change.wanted);
        let logging = change.of("execute_command_logging").map(|_| change.wanted);
        if insights.is_some() || logging.is_some() {
            let send = || {
                aws.ecs()
                    .update_cluster()
                    .cluster(change.id)
                    .set_settings(
                        insights.map(|wanted| settings(wanted).unwrap_or_else(|| vec![insight("disabled")])),
                    )
                    .set_configuration(
                        logging.map(|wanted| configuration(wanted).unwrap_or_else(|| log("DEFAULT"))),
                    )
                    .send()
            };
            aws.call("ecs:UpdateCluster", send).await?;
        }
        change_tags(aws, change).await?;
        Ok(change.achieved())
    }

    async fn delete(&self, aws: &Calls<'_>, request: &DeleteRequest) -> Result<(), CloudError> {
        let send = || aws.ecs().delete_cluster().cluster(&*request.id).send();
        aws.call("ecs:DeleteCluster", send).await.map(drop)
    }

    async fn holders(&self, aws: &Calls<'_>, request: &DeleteRequest) -> Result<Vec<String>, CloudError> {
        let (ecs, id) = (aws.ecs(), &*request.id);
        let (services, tasks, instances) = tokio::try_join!(
            aws.call("ecs:ListServices", || ecs.list_services().cluster(id).send()),
            aws.call("ecs:ListTasks", || ecs.list_tasks().cluster(id).send()),
            aws.call("ecs:ListContainerInstances", || ecs.list_container_instances().cluster(id).send()),
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

/// How many clusters AWS describes with one call.
const AT_ONCE: usize = 100;

/// The clusters that exist, by name or ARN, and perhaps others: clusters and their capacity providers read at the same
/// time are one call.
pub(super) async fn several(aws: &Calls<'_>, clusters: Vec<String>) -> Result<Arc<[Described]>, CloudError> {
    let all = |clusters: BTreeSet<String>| async move {
        let clusters: Vec<String> = clusters.into_iter().collect();
        let batches = clusters.chunks(AT_ONCE).map(|batch| describe(aws, batch.to_vec()));
        Ok(try_join_all(batches).await?.into_iter().flatten().collect())
    };
    aws.clusters().among(clusters, all).await
}

/// The clusters that exist, by name or ARN, up to a hundred.
pub(super) async fn describe(aws: &Calls<'_>, clusters: Vec<String>) -> Result<Vec<Described>, CloudError> {
    let include = [ClusterField::Configurations, ClusterField::Settings, ClusterField::Tags];
    let describe = || aws.ecs().describe_clusters().set_include(Some(include.to_vec()));
    let send = || describe().set_clusters(Some(clusters.clone())).send();
    let answer = aws.call("ecs:DescribeClusters", send).await?;
    let mut found = answer.clusters.unwrap_or_default();
    found.retain(|cluster| cluster.status() != Some("INACTIVE"));
    Ok(found)
}

fn settings(inputs: &Map) -> Option<Vec<ClusterSetting>> {
    text(inputs, "container_insights").map(|value| vec![insight(&value)])
}

fn insight(value: &str) -> ClusterSetting {
    ClusterSetting::builder().name(ClusterSettingName::ContainerInsights).value(value).build()
}

fn configuration(inputs: &Map) -> Option<ClusterConfiguration> {
    text(inputs, "execute_command_logging").map(|value| log(&value))
}

fn log(value: &str) -> ClusterConfiguration {
    let command = ExecuteCommandConfiguration::builder().logging(ExecuteCommandLogging::from(value)).build();
    ClusterConfiguration::builder().execute_command_configuration(command).build()
}

fn observed(cluster: &Described) -> Option<(String, Map)> {
    let arn = cluster.cluster_arn()?;
    let is_insight =
        |setting: &&ClusterSetting| setting.name() == Some(&ClusterSettingName::ContainerInsights);
    let command = cluster.configuration().and_then(ClusterConfiguration::execute_command_configuration);
    let observed = Properties::default()
        .with("arn", arn)
        .with("cluster_name", cluster.cluster_name())
        .with(
            "container_insights",
            cluster.settings().iter().find(is_insight).and_then(ClusterSetting::value),
        )
        .with(
            "execute_command_logging",
            command.and_then(|it| it.logging()).map(ExecuteCommandLogging::as_str),
        )
        .with_tags(users(cluster.tags()));
    Some((arn.to_owned(), observed.into_map()))
}
