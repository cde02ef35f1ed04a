//! How a bucket is emptied before it is deleted: of all objects, with every version and delete marker.

use aws_sdk_s3::types::{Delete, DeleteMarkerEntry, ObjectIdentifier, ObjectVersion};

use super::api::S3;
use crate::handler::prelude::*;

const LIST: Action = S3.action("ListBucketVersions");
/// One call deletes objects and versions; IAM wants both allowed.
const DELETE: Action = S3.action("DeleteObjectVersion");

/// What [`empty`] calls.
pub(super) const CALLS: Actions = &[LIST, DELETE, S3.action("DeleteObject")];

/// Deletes all that is in a bucket, a thousand at once.
///
/// # Errors
/// What S3 refuses, of calls or of single objects: those under a legal hold or a retention, say.
pub(super) async fn empty(aws: &Calls<'_>, bucket: &str) -> Result<()> {
    loop {
        let page = aws.call(LIST, || aws.s3().list_object_versions().bucket(bucket).send()).await?;
        let of_version = |it: &ObjectVersion| identifier(it.key(), it.version_id());
        let of_marker = |it: &DeleteMarkerEntry| identifier(it.key(), it.version_id());
        let versions = page.versions().iter().filter_map(of_version);
        let all: Vec<_> = versions.chain(page.delete_markers().iter().filter_map(of_marker)).collect();
        if all.is_empty() {
            return Ok(());
        }
        let wanted = Delete::builder().set_objects(Some(all)).quiet(true).build().ok();
        let delete = || aws.s3().delete_objects().bucket(bucket);
        let answer = aws.call(DELETE, || delete().set_delete(wanted.clone()).send()).await?;
        if let Some(refused) = answer.errors().first() {
            let object = refused.key().unwrap_or_default();
            let message =
                format!("{object}: {}", refused.message().unwrap_or("AWS says nothing more about it"));
            let code = refused.code().unwrap_or("Failed");
            return Err(CloudError::new(DELETE.to_string(), code, message, ErrorClass::Refused));
        }
    }
}

fn identifier(key: Option<&str>, version: Option<&str>) -> Option<ObjectIdentifier> {
    ObjectIdentifier::builder().key(key?).set_version_id(version.map(str::to_owned)).build().ok()
}
