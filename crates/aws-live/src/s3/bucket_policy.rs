//! `s3.BucketPolicy` on AWS: a document of which a bucket has one.

use futures_util::future::try_join_all;
use ironwright_aws::s3::BucketPolicy;

use super::api::S3;
use crate::handler::documents;
use crate::handler::prelude::*;

const GET: Action = S3.action("GetBucketPolicy");
const PUT: Action = S3.action("PutBucketPolicy");
const DELETE: Action = S3.action("DeleteBucketPolicy");

on_aws!(BucketPolicy as AsPlaced);

impl Placed for BucketPolicy {
    const LOOK: Actions = &[GET];
    const PUT: Actions = &[PUT];
    const REMOVE: Actions = &[DELETE];

    fn id(inputs: &Map) -> String {
        text(inputs, Self::BUCKET).unwrap_or_default()
    }

    async fn look(aws: &Calls<'_>, places: &[ReadRequest]) -> Result<Vec<Option<Map>>> {
        let look = async |place: &ReadRequest| {
            let send = || aws.s3().get_bucket_policy().bucket(&*place.id).send();
            let answer = unless_missing(aws.call(GET, send).await)?;
            let there = answer.and_then(|answer| documents::parsed(answer.policy()?));
            let document = documents::as_applied(there, place.inputs.get(Self::POLICY));
            let at = Properties::default().with(Self::BUCKET, &*place.id);
            Ok(document.map(|document| at.with(Self::POLICY, document).into_map()))
        };
        try_join_all(places.iter().map(look)).await
    }

    async fn put(aws: &Calls<'_>, id: &str, inputs: &Map) -> Result<Option<Map>> {
        let put = || aws.s3().put_bucket_policy().bucket(id);
        let document = || documents::text(inputs, Self::POLICY);
        aws.call(PUT, || put().set_policy(document()).send()).await?;
        Ok(Some(inputs.clone()))
    }

    async fn remove(aws: &Calls<'_>, request: &DeleteRequest) -> Result<()> {
        aws.call(DELETE, || aws.s3().delete_bucket_policy().bucket(&*request.id).send()).await.map(drop)
    }
}
