//! Whether a server keeps what conditional writes promise. Some that speak S3 take the conditions and ignore them: two
//! runs there would overwrite each other, and neither would know.

use ironwright_engine::store::StoreError;
use ironwright_engine::store::medium::{Expected, Version};

use super::bucket::Bucket;

/// The key, below the prefix, on which it is tried.
const KEY: &str = "ironwright-probe";
/// A version that nothing has.
const NO_VERSION: &str = "\"00000000000000000000000000000000\"";

/// Tries what no server may let pass: writing once more what is there already, and replacing what is not there.
/// On a server that is as it should be, both are refused and nothing is written but the first time.
///
/// # Errors
/// When the server lets one pass, or does not answer.
pub(super) async fn probe(bucket: &Bucket) -> Result<(), StoreError> {
    let body = || b"Conditional writes are tried on this object before a store relies on them.\n".to_vec();
    let key = bucket.place.key(KEY);
    let write = |expected| bucket.put_object(&key, body(), expected);
    let mut again = write(Expected::Nothing).await?;
    if again.is_some() {
        // It may have been the first time.
        again = write(Expected::Nothing).await?;
    }
    let replaced = write(Expected::Version(Version(NO_VERSION.to_owned()))).await?;
    let ignored = match (again, replaced) {
        (None, None) => return Ok(()),
        (Some(_), _) => "`If-None-Match: *`",
        (None, Some(_)) => "`If-Match`",
    };
    Err(StoreError::Elsewhere {
        place: bucket.place.to_string(),
        reason: format!("the server ignores {ignored}: two runs would overwrite each other there"),
        hint: "use S3 itself, or a server that honours both conditions of PutObject".to_owned(),
    })
}
