//! `s3.Bucket` on AWS.
//!
//! `CreateBucket` has no token, and where a bucket of the name is the caller's own it may succeed on it: so the name is
//! looked at first, and the tags that the call sets tell whether the bucket that is there was made by it. All other settings
//! are calls of their own, each read and set where it is declared.

use aws_sdk_s3::types::{BucketLocationConstraint, CreateBucketConfiguration, ObjectOwnership, Tag as S3Tag};
use futures_util::future::try_join_all;
use ironwright_aws::s3::Bucket;

use super::api::{OfBucket, S3, tags, to_tags};
use super::emptying::{self, empty};
use super::settings::{self, Settings};
use crate::handler::owned;
use crate::handler::prelude::*;

/// The region whose name S3 does not take, because it is where buckets are unless another is named.
const USUAL_REGION: &str = "us-east-1";

/// A bucket: its name, its settings and its tags.
pub(crate) struct Described {
    name: String,
    settings: Settings,
    tags: Vec<S3Tag>,
}

on_aws!(Bucket as AsTagged);

impl Tagged for Bucket {
    type Described = Described;
    type Tags = OfBucket;

    const ID: fn(&Described) -> Option<&str> = |bucket| Some(&bucket.name);
    /// What IAM calls a look at whether the bucket is there.
    const READ: Action = S3.action("ListBucket");
    const ALSO_READ: Actions = settings::READS;
    const CREATE: Action = S3.action("CreateBucket");
    const ALSO_CREATE: Actions = &[Self::READ, settings::PUT_OWNERSHIP];
    const UPDATE: Actions = settings::WRITES;
    const DELETE: Action = S3.action("DeleteBucket");
    const ALSO_DELETE: Actions = emptying::CALLS;

    async fn list(aws: &Calls<'_>, which: Which<'_>) -> Result<Vec<Described>> {
        let whole = async |name: String| {
            if !is_there(aws, &name).await? {
                return Ok(None);
            }
            let settings = Settings::read(aws, &name, |input| which.wants(Some(&name), input)).await?;
            let wants_tags = which.wants_tags(Some(&name));
            let tags = if wants_tags { tags(aws, &name).await? } else { Vec::new() };
            Ok::<_, CloudError>(Some(Described { name, settings, tags }))
        };
        let found = try_join_all(which.names(Self::BUCKET_NAME).into_iter().map(whole)).await?;
        Ok(found.into_iter().flatten().collect())
    }

    fn observe(_: &Calls<'_>, bucket: &Described, _: &Map) -> Properties {
        bucket.settings.properties().with(Self::BUCKET_NAME, &bucket.name).with_tags(&bucket.tags)
    }

    async fn create(aws: &Calls<'_>, request: &CreateRequest) -> Result<Made> {
        let inputs = &request.inputs;
        let name: String = text(inputs, Self::BUCKET_NAME).unwrap_or_default();
        if is_ours(aws, &name).await? {
            return Err(exists_already(Self::CREATE, &format!("a bucket {name}")));
        }
        let region = Some(&*aws.place().region).filter(|region| *region != USUAL_REGION);
        let configuration = CreateBucketConfiguration::builder()
            .set_location_constraint(region.map(BucketLocationConstraint::from))
            .set_tags(Some(to_tags(&owned(request))))
            .build();
        let ownership: Option<ObjectOwnership> = text(inputs, Self::OBJECT_OWNERSHIP);
        let send = || {
            aws.s3()
                .create_bucket()
                .bucket(&name)
                .set_object_ownership(ownership.clone())
                .create_bucket_configuration(configuration.clone())
                .send()
        };
        aws.call(Self::CREATE, send).await?;
        Made::named(Self::CREATE, Some(&name))
    }

    async fn update(aws: &Calls<'_>, change: &Change<'_>) -> Result<()> {
        settings::update(aws, change).await
    }

    async fn delete(aws: &Calls<'_>, request: &DeleteRequest) -> Result<()> {
        let name = &*request.id;
        let force = flag(&request.inputs, Self::FORCE_DESTROY).unwrap_or_default();
        if force && is_there(aws, name).await? {
            empty(aws, name).await?;
        }
        let hint =
            "there are objects in it: delete them, or declare `.force_destroy(true)` and bring that up first";
        let deleted = aws.call(Self::DELETE, || aws.s3().delete_bucket().bucket(name).send()).await;
        deleted
            .map(drop)
            .map_err(|error| if error.code == "BucketNotEmpty" { error.hint(hint) } else { error })
    }
}

/// Whether the bucket is there. An answer to HEAD could not say what is wrong, where something is.
async fn is_there(aws: &Calls<'_>, name: &str) -> Result<bool> {
    let send = || aws.s3().list_objects_v2().bucket(name).max_keys(1).send();
    Ok(unless_missing(aws.call(Bucket::READ, send).await)?.is_some())
}

/// Whether a bucket of the name is there and ours: somebody else's is for the create to refuse.
async fn is_ours(aws: &Calls<'_>, name: &str) -> Result<bool> {
    match is_there(aws, name).await {
        Err(error) if error.class == ErrorClass::Denied => Ok(false),
        there => there,
    }
}
