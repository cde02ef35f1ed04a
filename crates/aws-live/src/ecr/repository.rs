//! `ecr.Repository` on AWS.
//!
//! `CreateRepository` has no token, but a name is given once: a second request is refused, and the tag then says whether
//! the repository that is there was made by the first.
//!
//! Many repositories are read with one call by their names, which fails when one of them is missing: then each half is
//! read by itself, so that a few that are gone cost a few calls, however many repositories the registry has. Tags cost
//! a call each, and are left alone where none are declared.

use aws_sdk_ecr::types::{
    EncryptionConfiguration, ImageScanningConfiguration, ImageTagMutability, Repository as Listed,
    Tag as EcrTag,
};
use futures_util::future::try_join_all;
use ironwright_aws::ecr::{Repository, RepositoryOutputs};

use super::api::{ByArn, ECR, to_tags};
use crate::handler::owned;
use crate::handler::prelude::*;

const TAGS: Action = ECR.action("ListTagsForResource");
const PUT_MUTABILITY: Action = ECR.action("PutImageTagMutability");
const PUT_SCANNING: Action = ECR.action("PutImageScanningConfiguration");

/// A repository with its tags.
type Described = (Listed, Vec<EcrTag>);

on_aws!(Repository as AsTagged);

impl Tagged for Repository {
    type Described = Described;
    type Tags = ByArn;

    const ID: fn(&Described) -> Option<&str> = |(repository, _)| repository.repository_name();
    const READ: Action = ECR.action("DescribeRepositories");
    const ALSO_READ: Actions = &[TAGS];
    const CREATE: Action = ECR.action("CreateRepository");
    const UPDATE: Actions = &[PUT_MUTABILITY, PUT_SCANNING];
    const DELETE: Action = ECR.action("DeleteRepository");

    async fn list(aws: &Calls<'_>, which: Which<'_>) -> Result<Vec<Described>> {
        let listed = named(aws, which.names(Self::REPOSITORY_NAME)).await?;
        let whole = async |repository: Listed| {
            let wanted = which.wants_tags(repository.repository_name());
            let tags = if wanted { tags(aws, &repository).await? } else { Some(Vec::new()) };
            Ok(tags.map(|tags| (repository, tags)))
        };
        Ok(try_join_all(listed.into_iter().map(whole)).await?.into_iter().flatten().collect())
    }

    fn observe(_: &Calls<'_>, (repository, tags): &Described, _: &Map) -> Properties {
        properties(repository).with_tags(tags)
    }

    async fn create(aws: &Calls<'_>, request: &CreateRequest) -> Result<Made> {
        let inputs = &request.inputs;
        let send = || {
            aws.ecr()
                .create_repository()
                .set_repository_name(text(inputs, Self::REPOSITORY_NAME))
                .set_image_tag_mutability(text(inputs, Self::IMAGE_TAG_MUTABILITY))
                .set_encryption_configuration(encryption(inputs))
                .set_image_scanning_configuration(Some(scanning(inputs)))
                .set_tags(Some(to_tags(&owned(request))))
                .send()
        };
        let answer = aws.call(Self::CREATE, send).await?;
        let made = Made::named(Self::CREATE, answer.repository().and_then(Listed::repository_name))?;
        // The answer leaves out the tags, which it has taken.
        Ok(match answer.repository() {
            Some(it) => made.with(properties(it).with_those_of(inputs, &[Self::TAGS]).into_map()),
            None => made,
        })
    }

    async fn update(aws: &Calls<'_>, change: &Change<'_>) -> Result<()> {
        let (name, wanted) = (change.id, change.wanted);
        if change.of(Self::IMAGE_TAG_MUTABILITY).is_some() {
            let wanted: Option<ImageTagMutability> = text(wanted, Self::IMAGE_TAG_MUTABILITY);
            let mutability = wanted.unwrap_or(ImageTagMutability::Mutable);
            let put = || aws.ecr().put_image_tag_mutability().repository_name(name);
            aws.call(PUT_MUTABILITY, || put().image_tag_mutability(mutability.clone()).send()).await?;
        }
        if change.of(Self::SCAN_ON_PUSH).is_some() {
            let put = || aws.ecr().put_image_scanning_configuration().repository_name(name);
            let send = || put().image_scanning_configuration(scanning(wanted)).send();
            aws.call(PUT_SCANNING, send).await?;
        }
        Ok(())
    }

    async fn delete(aws: &Calls<'_>, request: &DeleteRequest) -> Result<()> {
        let force = flag(&request.inputs, Self::FORCE_DELETE).unwrap_or_default();
        let send = || aws.ecr().delete_repository().repository_name(&*request.id).force(force).send();
        let hint =
            "there are images in it: delete them, or declare `.force_delete(true)` and bring that up first";
        aws.call(Self::DELETE, send).await.map(drop).map_err(|error| match &*error.code {
            "RepositoryNotEmptyException" => error.hint(hint),
            _ => error,
        })
    }
}

/// The repositories that exist.
async fn named(aws: &Calls<'_>, names: Vec<String>) -> Result<Vec<Listed>> {
    let mut found = Vec::new();
    let mut batches = vec![names];
    while let Some(mut names) = batches.pop() {
        let send = || aws.ecr().describe_repositories().set_repository_names(Some(names.clone())).send();
        if let Some(answer) = unless_missing(aws.call(Repository::READ, send).await)? {
            found.extend(answer.repositories.unwrap_or_default());
        } else if names.len() > 1 {
            batches.push(names.split_off(names.len() / 2));
            batches.push(names);
        }
    }
    Ok(found)
}

/// All tags of a repository; `None` when it has gone meanwhile.
async fn tags(aws: &Calls<'_>, repository: &Listed) -> Result<Option<Vec<EcrTag>>> {
    let arn = repository.repository_arn().unwrap_or_default();
    let send = || aws.ecr().list_tags_for_resource().resource_arn(arn).send();
    Ok(unless_missing(aws.call(TAGS, send).await)?.map(|answer| answer.tags.unwrap_or_default()))
}

fn encryption(inputs: &Map) -> Option<EncryptionConfiguration> {
    let builder = EncryptionConfiguration::builder();
    builder.encryption_type(text(inputs, Repository::ENCRYPTION_TYPE)?).build().ok()
}

fn scanning(inputs: &Map) -> ImageScanningConfiguration {
    let scan = flag(inputs, Repository::SCAN_ON_PUSH).unwrap_or_default();
    ImageScanningConfiguration::builder().scan_on_push(scan).build()
}

fn properties(repository: &Listed) -> Properties {
    let scanning = repository.image_scanning_configuration();
    Properties::default()
        .with(Repository::REPOSITORY_NAME, repository.repository_name())
        .with(RepositoryOutputs::ARN, repository.repository_arn())
        .with(RepositoryOutputs::REPOSITORY_URL, repository.repository_uri())
        .with(RepositoryOutputs::REGISTRY_ID, repository.registry_id())
        .with(Repository::IMAGE_TAG_MUTABILITY, repository.image_tag_mutability())
        .with(
            Repository::ENCRYPTION_TYPE,
            repository.encryption_configuration().map(EncryptionConfiguration::encryption_type),
        )
        .with(Repository::SCAN_ON_PUSH, scanning.map(ImageScanningConfiguration::scan_on_push))
}
