//! `ecs.TaskDef` on AWS.
//!
//! `RegisterTaskDefinition` has no token and no key: the same request again makes one more revision. So what an
//! interrupted request has made is looked for among the newest revisions of the family, by the tag with its token. A
//! revision is never changed and never deleted: deregistered it counts as gone, although AWS goes on showing it.

use std::sync::Arc;

use async_trait::async_trait;
use aws_sdk_ecs::types::{
    Compatibility, CpuArchitecture, NetworkMode, OsFamily, RuntimePlatform, SortOrder, Tag,
    TaskDefinition as Described, TaskDefinitionField, TaskDefinitionStatus,
};
use futures_util::future::try_join_all;
use ironwright_aws::ecs;
use ironwright_core::state::Observation;
use ironwright_core::{Kind, Map, Resource as _};
use ironwright_engine::cloud::{CloudError, CreateRequest, DeleteRequest, ReadRequest};

use super::container::{from_container, some, to_containers};
use super::volume::{from_volume, to_volumes};
use super::{are_of, change_tags, owned, users};
use crate::calls::Calls;
use crate::change::Change;
use crate::error::unless_missing;
use crate::handler::{Handler, Made, Pass, Permissions};
use crate::properties::{Properties, number, text, texts};

/// How many revisions of a family are looked into for one that was made by a request whose answer was lost: nobody else
/// registers more of them in the meantime.
const NEWEST: i32 = 10;

/// The service that acts as a task's roles.
const TASKS: &str = "ecs-tasks.amazonaws.com";

pub(crate) struct TaskDef;

#[async_trait]
impl Handler for TaskDef {
    fn kind(&self) -> &'static Kind {
        ecs::TaskDef::kind()
    }

    fn permissions(&self) -> Permissions {
        Permissions {
            find: &["ecs:ListTaskDefinitions", "ecs:DescribeTaskDefinition"],
            read: &["ecs:DescribeTaskDefinition"],
            create: &["ecs:RegisterTaskDefinition", "ecs:TagResource"],
            passes: &[
                Pass { input: "execution_role_arn", to: TASKS },
                Pass { input: "task_role_arn", to: TASKS },
            ],
            update: &["ecs:TagResource", "ecs:UntagResource"],
            delete: &["ecs:DeregisterTaskDefinition"],
            ..Permissions::default()
        }
    }

    async fn find(&self, aws: &Calls<'_>, request: &CreateRequest) -> Result<Option<Arc<str>>, CloudError> {
        for arn in newest(aws, request).await? {
            if is_made_by(aws, request, &arn).await? {
                return Ok(Some(arn));
            }
        }
        Ok(None)
    }

    async fn made_by(
        &self,
        aws: &Calls<'_>,
        requests: &[CreateRequest],
    ) -> Result<Vec<Vec<Arc<str>>>, CloudError> {
        let mut found = Vec::with_capacity(requests.len());
        for request in requests {
            let mut of_request = Vec::new();
            for arn in newest(aws, request).await? {
                if is_made_by(aws, request, &arn).await? {
                    of_request.push(arn);
                }
            }
            found.push(of_request);
        }
        Ok(found)
    }

    async fn read(&self, aws: &Calls<'_>, resources: &[ReadRequest]) -> Result<Vec<Observation>, CloudError> {
        let found = try_join_all(resources.iter().map(|request| describe(aws, &request.id))).await?;
        let observe = |found: Option<(Described, Vec<Tag>)>| {
            found.map_or(Observation::Gone, |(found, tags)| Observation::Present(observed(&found, &tags)))
        };
        Ok(found.into_iter().map(observe).collect())
    }

    async fn create(&self, aws: &Calls<'_>, request: &CreateRequest) -> Result<Made, CloudError> {
        let inputs = &request.inputs;
        let compatibilities = texts(inputs, "requires_compatibilities")
            .map(|all| all.iter().map(|one| Compatibility::from(&**one)).collect());
        let size = |name: &str| number(inputs, name).map(|number| number.to_string());
        let send = || {
            aws.ecs()
                .register_task_definition()
                .set_family(text(inputs, "family"))
                .set_cpu(size("cpu"))
                .set_memory(size("memory"))
                .set_network_mode(text(inputs, "network_mode").as_deref().map(NetworkMode::from))
                .set_requires_compatibilities(compatibilities.clone())
                .set_execution_role_arn(text(inputs, "execution_role_arn"))
                .set_task_role_arn(text(inputs, "task_role_arn"))
                .set_runtime_platform(platform(inputs))
                .set_container_definitions(Some(to_containers(inputs)))
                .set_volumes(some(to_volumes(inputs)))
                .set_tags(Some(owned(request)))
                .send()
        };
        let answer = aws.call("ecs:RegisterTaskDefinition", send).await?;
        let made = answer.task_definition();
        // There is a tag at least, ours: an answer without any has left them out.
        let told = made.filter(|_| !answer.tags().is_empty());
        let id = made.and_then(Described::task_definition_arn).unwrap_or_default();
        Ok(Made { id: id.into(), observed: told.map(|made| observed(made, answer.tags())) })
    }

    async fn update(&self, aws: &Calls<'_>, change: &Change<'_>) -> Result<Map, CloudError> {
        change_tags(aws, change).await?;
        Ok(change.achieved())
    }

    async fn delete(&self, aws: &Calls<'_>, request: &DeleteRequest) -> Result<(), CloudError> {
        let send = || aws.ecs().deregister_task_definition().task_definition(&*request.id).send();
        aws.call("ecs:DeregisterTaskDefinition", send).await.map(drop)
    }
}

/// The newest active revisions of a request's family: one for each time that it was registered.
async fn newest(aws: &Calls<'_>, request: &CreateRequest) -> Result<Vec<Arc<str>>, CloudError> {
    let send = || {
        aws.ecs()
            .list_task_definitions()
            .set_family_prefix(text(&request.inputs, "family"))
            .status(TaskDefinitionStatus::Active)
            .sort(SortOrder::Desc)
            .max_results(NEWEST)
            .send()
    };
    let listed = aws.call("ecs:ListTaskDefinitions", send).await?;
    Ok(listed.task_definition_arns().iter().map(|arn| arn.as_str().into()).collect())
}

/// Whether a revision carries a request's token.
async fn is_made_by(aws: &Calls<'_>, request: &CreateRequest, arn: &str) -> Result<bool, CloudError> {
    Ok(describe(aws, arn).await?.is_some_and(|(_, tags)| are_of(request, &tags)))
}

/// A revision with its tags, unless there is none or it is deregistered. A family's name is not one's ARN, though AWS
/// answers for it with the latest.
async fn describe(aws: &Calls<'_>, arn: &str) -> Result<Option<(Described, Vec<Tag>)>, CloudError> {
    let describe = || aws.ecs().describe_task_definition().task_definition(arn);
    let send = || describe().include(TaskDefinitionField::Tags).send();
    let answer = unless_missing(aws.call("ecs:DescribeTaskDefinition", send).await)?;
    let found = answer.and_then(|answer| Some((answer.task_definition?, answer.tags.unwrap_or_default())));
    let is_it = |found: &Described| {
        found.status() == Some(&TaskDefinitionStatus::Active) && found.task_definition_arn() == Some(arn)
    };
    Ok(found.filter(|(found, _)| is_it(found)))
}

fn platform(inputs: &Map) -> Option<RuntimePlatform> {
    let architecture = text(inputs, "cpu_architecture");
    let family = text(inputs, "operating_system_family");
    (architecture.is_some() || family.is_some()).then(|| {
        RuntimePlatform::builder()
            .set_cpu_architecture(architecture.as_deref().map(CpuArchitecture::from))
            .set_operating_system_family(family.as_deref().map(OsFamily::from))
            .build()
    })
}

fn observed(revision: &Described, tags: &[Tag]) -> Map {
    let platform = revision.runtime_platform();
    // AWS writes numbers as text here.
    let size = |text: Option<&str>| text.and_then(|text| text.parse::<i64>().ok());
    Properties::default()
        .with("arn", revision.task_definition_arn())
        .with("revision", revision.revision())
        .with("family", revision.family())
        .with("cpu", size(revision.cpu()))
        .with("memory", size(revision.memory()))
        .with("network_mode", revision.network_mode().map(NetworkMode::as_str))
        .with_list(
            "requires_compatibilities",
            revision.requires_compatibilities().iter().map(Compatibility::as_str),
        )
        .with("execution_role_arn", revision.execution_role_arn().filter(|arn| !arn.is_empty()))
        .with("task_role_arn", revision.task_role_arn().filter(|arn| !arn.is_empty()))
        .with(
            "cpu_architecture",
            platform.and_then(RuntimePlatform::cpu_architecture).map(CpuArchitecture::as_str),
        )
        .with(
            "operating_system_family",
            platform.and_then(RuntimePlatform::operating_system_family).map(OsFamily::as_str),
        )
        .with_list("containers", revision.container_definitions().iter().map(from_container))
        .with_list("volumes", revision.volumes().iter().map(from_volume))
        .with_tags(users(tags))
        .into_map()
}
