//! `ecs.TaskDef` on AWS.
//!
//! `RegisterTaskDefinition` has no token and no key: the same request again makes one more revision. So what an
//! interrupted request has made is looked for among the newest revisions of the family, by the tag with its token. A
//! revision is never changed and never deleted: deregistered it counts as gone, although AWS goes on showing it.

use aws_sdk_ecs::types::{
    RuntimePlatform, SortOrder, Tag as EcsTag, TaskDefinition, TaskDefinitionField, TaskDefinitionStatus,
};
use futures_util::future::try_join_all;
use ironwright_aws::ecs::{TaskDef, TaskDefOutputs};

use super::api::{ByArn, ECS, to_tags};
use super::container::{from_container, to_containers};
use super::volume::{from_volume, to_volumes};
use crate::handler::prelude::*;
use crate::handler::{Pass, ids, owned};

const LIST: Action = ECS.action("ListTaskDefinitions");

/// How many revisions of a family are looked into for one that was made by a request whose answer was lost: nobody else
/// registers more of them in the meantime.
const NEWEST: i32 = 10;

/// The service that acts as a task's roles.
const TASKS: &str = "ecs-tasks.amazonaws.com";

/// A revision with its tags.
type Described = (TaskDefinition, Vec<EcsTag>);

on_aws!(TaskDef as AsTagged);

impl Tagged for TaskDef {
    type Described = Described;
    type Tags = ByArn;

    const ID: fn(&Described) -> Option<&str> = |(revision, _)| revision.task_definition_arn();
    const READ: Action = ECS.action("DescribeTaskDefinition");
    const ALSO_READ: Actions = &[LIST];
    const CREATE: Action = ECS.action("RegisterTaskDefinition");
    const DELETE: Action = ECS.action("DeregisterTaskDefinition");
    const PASSES: &'static [Pass] = &[
        Pass { input: Self::EXECUTION_ROLE_ARN, to: TASKS },
        Pass { input: Self::TASK_ROLE_ARN, to: TASKS },
    ];

    async fn list(aws: &Calls<'_>, which: Which<'_>) -> Result<Vec<Described>> {
        let arns = match which {
            Which::Read(resources) => ids(resources),
            Which::MadeBy(request) => newest(aws, text(&request.inputs, Self::FAMILY)).await?,
        };
        let found = try_join_all(arns.iter().map(|arn| describe(aws, arn))).await?;
        Ok(found.into_iter().flatten().collect())
    }

    fn observe(_: &Calls<'_>, (revision, tags): &Described, _: &Map) -> Properties {
        let platform = revision.runtime_platform();
        // AWS writes numbers as text here.
        let size = |text: Option<&str>| text.and_then(|text| text.parse::<i64>().ok());
        Properties::default()
            .with(TaskDefOutputs::REVISION, revision.revision())
            .with(Self::FAMILY, revision.family())
            .with(Self::CPU, size(revision.cpu()))
            .with(Self::MEMORY, size(revision.memory()))
            .with(Self::NETWORK_MODE, revision.network_mode())
            .with_list(Self::REQUIRES_COMPATIBILITIES, revision.requires_compatibilities())
            .with(Self::EXECUTION_ROLE_ARN, revision.execution_role_arn().filter(|arn| !arn.is_empty()))
            .with(Self::TASK_ROLE_ARN, revision.task_role_arn().filter(|arn| !arn.is_empty()))
            .with(Self::CPU_ARCHITECTURE, platform.and_then(RuntimePlatform::cpu_architecture))
            .with(Self::OPERATING_SYSTEM_FAMILY, platform.and_then(RuntimePlatform::operating_system_family))
            .with_list(Self::CONTAINERS, revision.container_definitions().iter().map(from_container))
            .with_list(Self::VOLUMES, revision.volumes().iter().map(from_volume))
            .with_tags(tags)
    }

    async fn create(aws: &Calls<'_>, request: &CreateRequest) -> Result<Made> {
        let inputs = &request.inputs;
        let size = |name: &str| number(inputs, name).map(|number| number.to_string());
        let send = || {
            aws.ecs()
                .register_task_definition()
                .set_family(text(inputs, Self::FAMILY))
                .set_cpu(size(Self::CPU))
                .set_memory(size(Self::MEMORY))
                .set_network_mode(text(inputs, Self::NETWORK_MODE))
                .set_requires_compatibilities(texts(inputs, Self::REQUIRES_COMPATIBILITIES))
                .set_execution_role_arn(text(inputs, Self::EXECUTION_ROLE_ARN))
                .set_task_role_arn(text(inputs, Self::TASK_ROLE_ARN))
                .set_runtime_platform(platform(inputs))
                .set_container_definitions(Some(to_containers(inputs)))
                .set_volumes(some(to_volumes(inputs)))
                .set_tags(Some(to_tags(&owned(request))))
                .send()
        };
        let answer = aws.call(Self::CREATE, send).await?;
        let made = answer.task_definition.map(|revision| (revision, answer.tags.unwrap_or_default()));
        match made {
            // There is a tag at least, ours: an answer without any has left them out.
            Some((revision, tags)) if tags.is_empty() => {
                Made::named(Self::CREATE, revision.task_definition_arn())
            }
            told => Self::made(aws, told.as_ref(), request),
        }
    }

    async fn delete(aws: &Calls<'_>, request: &DeleteRequest) -> Result<()> {
        let send = || aws.ecs().deregister_task_definition().task_definition(&*request.id).send();
        aws.call(Self::DELETE, send).await.map(drop)
    }
}

/// The newest active revisions of a family: one for each time that it was registered.
async fn newest(aws: &Calls<'_>, family: Option<String>) -> Result<Vec<String>> {
    let list = || aws.ecs().list_task_definitions().set_family_prefix(family.clone()).sort(SortOrder::Desc);
    let send = || list().status(TaskDefinitionStatus::Active).max_results(NEWEST).send();
    Ok(aws.call(LIST, send).await?.task_definition_arns.unwrap_or_default())
}

/// A revision with its tags, unless there is none or it is deregistered. A family's name is not one's ARN, though AWS
/// answers for it with the latest.
async fn describe(aws: &Calls<'_>, arn: &str) -> Result<Option<Described>> {
    let describe = || aws.ecs().describe_task_definition().task_definition(arn);
    let send = || describe().include(TaskDefinitionField::Tags).send();
    let answer = unless_missing(aws.call(TaskDef::READ, send).await)?;
    let found = answer.and_then(|answer| Some((answer.task_definition?, answer.tags.unwrap_or_default())));
    let is_it = |found: &TaskDefinition| {
        found.status() == Some(&TaskDefinitionStatus::Active) && found.task_definition_arn() == Some(arn)
    };
    Ok(found.filter(|(found, _)| is_it(found)))
}

fn platform(inputs: &Map) -> Option<RuntimePlatform> {
    let architecture = text(inputs, TaskDef::CPU_ARCHITECTURE);
    let family = text(inputs, TaskDef::OPERATING_SYSTEM_FAMILY);
    let built = RuntimePlatform::builder().set_cpu_architecture(architecture.clone());
    (architecture.is_some() || family.is_some()).then(|| built.set_operating_system_family(family).build())
}
