//! `ecr.Repository` on AWS.
//!
//! `CreateRepository` has no token, but a name is given once: a second request is refused, and the tag then says whether
//! the repository that is there was made by the first.
//!
//! Many repositories are read with one call by their names, which fails when one of them is missing: then each half is
//! read by itself, so that a few that are gone cost a few calls, however many repositories the registry has. Tags cost
//! a call each, and are left alone where none are declared.

use std::collections::HashMap;
use std::sync::Arc;

use async_trait::async_trait;
use aws_sdk_ecr::types::{
    EncryptionConfiguration, EncryptionType, ImageScanningConfiguration, ImageTagMutability,
    Repository as Described, Tag,
};
use futures_util::future::try_join_all;
use ironwright_aws::ecr;
use ironwright_core::state::Observation;
use ironwright_core::{Kind, Map, Resource as _, Value};
use ironwright_engine::cloud::{CloudError, CreateRequest, DeleteRequest, ReadRequest};

use crate::calls::Calls;
use crate::change::Change;
use crate::error::unless_missing;
use crate::handler::{Handler, Made, Permissions};
use crate::properties::{Properties, ids, observation, text, wants_tags};
use crate::tags;

pub(crate) struct Repository;

#[async_trait]
impl Handler for Repository {
    fn kind(&self) -> &'static Kind {
        ecr::Repository::kind()
    }

    fn permissions(&self) -> Permissions {
        Permissions {
            find: &["ecr:DescribeRepositories", "ecr:ListTagsForResource"],
            read: &["ecr:DescribeRepositories", "ecr:ListTagsForResource"],
            create: &["ecr:CreateRepository", "ecr:TagResource"],
            update: &[
                "ecr:PutImageTagMutability",
                "ecr:PutImageScanningConfiguration",
                "ecr:TagResource",
                "ecr:UntagResource",
            ],
            delete: &["ecr:DeleteRepository"],
            ..Permissions::default()
        }
    }

    async fn find(&self, aws: &Calls<'_>, request: &CreateRequest) -> Result<Option<Arc<str>>, CloudError> {
        let name = text(&request.inputs, "repository_name").unwrap_or_default();
        let Some(found) = describe(aws, vec![name.clone()]).await?.remove(&name) else { return Ok(None) };
        let tags = tags(aws, &found).await?.unwrap_or_default();
        Ok(tags::are_of(request, pairs(&tags)).then(|| name.into()))
    }

    async fn read(&self, aws: &Calls<'_>, resources: &[ReadRequest]) -> Result<Vec<Observation>, CloudError> {
        let found = describe(aws, ids(resources)).await?;
        let read = |request: &ReadRequest| {
            let (found, tagged) = (found.get(&*request.id), wants_tags(&request.inputs));
            async move {
                let Some(repository) = found else { return Ok(Observation::Gone) };
                let tags = if tagged { tags(aws, repository).await? } else { Some(Vec::new()) };
                let users = tags.map(|tags| tags::users(pairs(&tags)));
                Ok(observation(users.map(|users| properties(repository).with_tags(users).into_map())))
            }
        };
        try_join_all(resources.iter().map(read)).await
    }

    async fn create(&self, aws: &Calls<'_>, request: &CreateRequest) -> Result<Made, CloudError> {
        let inputs = &request.inputs;
        let send = || {
            aws.ecr()
                .create_repository()
                .set_repository_name(text(inputs, "repository_name"))
                .set_image_tag_mutability(mutability(inputs))
                .set_encryption_configuration(encryption(inputs))
                .set_image_scanning_configuration(scanning(inputs))
                .set_tags(Some(to_tags(tags::owned(request))))
                .send()
        };
        let answer = aws.call("ecr:CreateRepository", send).await?;
        let made = answer.repository();
        let id = made.and_then(Described::repository_name).unwrap_or_default();
        // The answer leaves out the tags, which it has taken.
        let tags = inputs.get("tags").cloned();
        let observed = made.map(|repository| properties(repository).with("tags", tags).into_map());
        Ok(Made { id: id.into(), observed })
    }

    async fn update(&self, aws: &Calls<'_>, change: &Change<'_>) -> Result<Map, CloudError> {
        let (name, wanted) = (change.id, change.wanted);
        if change.of("image_tag_mutability").is_some() {
            let mutability = mutability(wanted).unwrap_or(ImageTagMutability::Mutable);
            let put = || aws.ecr().put_image_tag_mutability().repository_name(name);
            let send = || put().image_tag_mutability(mutability.clone()).send();
            aws.call("ecr:PutImageTagMutability", send).await?;
        }
        if change.of("scan_on_push").is_some() {
            let scanning =
                || scanning(wanted).unwrap_or_else(|| ImageScanningConfiguration::builder().build());
            let put = || aws.ecr().put_image_scanning_configuration().repository_name(name);
            let send = || put().image_scanning_configuration(scanning()).send();
            aws.call("ecr:PutImageScanningConfiguration", send).await?;
        }
        if let Some(tags) = change.of_tags() {
            let arn = change.observed.get("arn").and_then(Value::as_text).unwrap_or_default();
            if !tags.set.is_empty() {
                let set = || Some(to_tags(tags.set.clone()));
                let send = || aws.ecr().tag_resource().resource_arn(arn).set_tags(set()).send();
                aws.call("ecr:TagResource", send).await?;
            }
            if !tags.remove.is_empty() {
                let remove = || Some(tags.remove.clone());
                let send = || aws.ecr().untag_resource().resource_arn(arn).set_tag_keys(remove()).send();
                aws.call("ecr:UntagResource", send).await?;
            }
        }
        Ok(change.achieved())
    }

    async fn delete(&self, aws: &Calls<'_>, request: &DeleteRequest) -> Result<(), CloudError> {
        let force = request.inputs.get("force_delete").and_then(Value::as_bool).unwrap_or_default();
        let send = || aws.ecr().delete_repository().repository_name(&*request.id).force(force).send();
        aws.call("ecr:DeleteRepository", send).await.map(drop).map_err(|error| {
            match &*error.code {
                "RepositoryNotEmptyException" => error.hint(
                    "there are images in it: delete them, or declare `.force_delete(true)` and bring that up first",
                ),
                _ => error,
            }
        })
    }
}

/// The repositories that exist, by name.
async fn describe(aws: &Calls<'_>, names: Vec<String>) -> Result<HashMap<String, Described>, CloudError> {
    let mut found = HashMap::new();
    let mut batches = vec![names];
    while let Some(mut names) = batches.pop() {
        let send = || aws.ecr().describe_repositories().set_repository_names(Some(names.clone())).send();
        if let Some(answer) = unless_missing(aws.call("ecr:DescribeRepositories", send).await)? {
            let by_name =
                |repository: Described| Some((repository.repository_name()?.to_owned(), repository));
            found.extend(answer.repositories.unwrap_or_default().into_iter().filter_map(by_name));
        } else if names.len() > 1 {
            batches.push(names.split_off(names.len() / 2));
            batches.push(names);
        }
    }
    Ok(found)
}

/// All tags of a repository; `None` when it has gone meanwhile.
async fn tags(aws: &Calls<'_>, repository: &Described) -> Result<Option<Vec<Tag>>, CloudError> {
    let arn = repository.repository_arn().unwrap_or_default();
    let send = || aws.ecr().list_tags_for_resource().resource_arn(arn).send();
    let answer = unless_missing(aws.call("ecr:ListTagsForResource", send).await)?;
    Ok(answer.map(|answer| answer.tags.unwrap_or_default()))
}

fn pairs(tags: &[Tag]) -> impl Iterator<Item = (Option<&str>, Option<&str>)> {
    tags.iter().map(|tag| (Some(tag.key()), Some(tag.value())))
}

fn to_tags(tags: impl IntoIterator<Item = (String, String)>) -> Vec<Tag> {
    tags.into_iter().filter_map(|(key, value)| Tag::builder().key(key).value(value).build().ok()).collect()
}

fn mutability(inputs: &Map) -> Option<ImageTagMutability> {
    text(inputs, "image_tag_mutability").map(|value| ImageTagMutability::from(&*value))
}

fn encryption(inputs: &Map) -> Option<EncryptionConfiguration> {
    let kind = EncryptionType::from(&*text(inputs, "encryption_type")?);
    EncryptionConfiguration::builder().encryption_type(kind).build().ok()
}

fn scanning(inputs: &Map) -> Option<ImageScanningConfiguration> {
    let scan = inputs.get("scan_on_push")?.as_bool()?;
    Some(ImageScanningConfiguration::builder().scan_on_push(scan).build())
}

fn properties(repository: &Described) -> Properties {
    let encryption = repository.encryption_configuration();
    Properties::default()
        .with("repository_name", repository.repository_name())
        .with("arn", repository.repository_arn())
        .with("repository_url", repository.repository_uri())
        .with("registry_id", repository.registry_id())
        .with("image_tag_mutability", repository.image_tag_mutability().map(ImageTagMutability::as_str))
        .with("encryption_type", encryption.map(|it| it.encryption_type().as_str()))
        .with(
            "scan_on_push",
            repository.image_scanning_configuration().map(ImageScanningConfiguration::scan_on_push),
        )
}
