//! What can be wrong with a bucket or table, in sentences.

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use ironwright_engine::cloud::{CloudError, ErrorClass};
use ironwright_engine::store::StoreError;

use crate::call::error;

/// A call that failed.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Trouble {
    pub(super) error: Box<CloudError>,
    /// The answer's HTTP status, if there was one.
    pub(super) status: Option<u16>,
    /// The region that the bucket is in, where the answer says so.
    pub(super) region: Option<String>,
}

impl Trouble {
    pub(super) fn of<E>(action: &str, failed: &SdkError<E, HttpResponse>) -> Self
    where
        E: std::error::Error + ProvideErrorMetadata + Send + Sync + 'static,
    {
        let response = failed.raw_response();
        let region = response.and_then(|response| response.headers().get("x-amz-bucket-region"));
        Self {
            error: Box::new(error::of(action, failed)),
            status: response.map(|response| response.status().as_u16()),
            region: region.map(ToOwned::to_owned),
        }
    }

    /// A call whose answer broke off, or did not come.
    pub(super) fn broken(action: &str, message: String) -> Self {
        let error = CloudError::new(action, "ConnectionLost", message, ErrorClass::Transient);
        Self { error: Box::new(error.with_unknown_effect()), status: None, region: None }
    }

    /// Whether the same call may go well in a moment.
    pub(super) fn passes(&self) -> bool {
        // S3 says "conflict" where two conditional writes meet, and "timeout" with a status of the client's faults.
        self.error.class == ErrorClass::Transient
            || self.is(&["ConditionalRequestConflict", "OperationAborted", "RequestTimeout"])
    }

    /// Whether the condition of a write did not hold.
    pub(super) fn is_unmet_condition(&self) -> bool {
        self.status == Some(412) || self.is(&["PreconditionFailed"])
    }

    /// Whether what was asked for is not there, in a bucket that is.
    pub(super) fn is_no_key(&self) -> bool {
        self.is(&["NoSuchKey"]) || (self.status == Some(404) && self.error.code == "NotFound")
    }

    pub(super) fn is(&self, codes: &[&str]) -> bool {
        codes.contains(&&*self.error.code)
    }

    /// The same as the error of a store. `place` is where, `bucket` the part that has a region and permissions.
    pub(super) fn at(&self, place: impl Into<String>, bucket: &str, ours: &str) -> StoreError {
        let CloudError { call, code, message, hint, .. } = &*self.error;
        let elsewhere = self.region.as_deref().filter(|region| *region != ours);
        let (reason, next) = if let Some(region) = elsewhere {
            (
                format!("the bucket {bucket} is in {region}, and was looked for in {ours}"),
                format!("write `region = \"{region}\"` under [store] in the settings"),
            )
        } else if self.is(&["NoSuchBucket"]) || (self.status == Some(404) && call == "s3:HeadBucket") {
            (
                format!("there is no bucket {bucket}"),
                format!("`state init s3://{bucket}` makes one; or see that the name is right"),
            )
        } else if self.status == Some(403) && hint.as_deref().is_none_or(|hint| hint.contains("allowed for"))
        {
            (
                format!("{call} is not allowed ({code})"),
                "have s3:ListBucket, s3:GetObject, s3:PutObject and s3:DeleteObject allowed there for the identity that \
                 is used, or name another profile: `profile = \"…\"` under [store] in the settings"
                    .to_owned(),
            )
        } else {
            let next = hint.clone().unwrap_or_else(|| {
                "type the same command again; what was acknowledged is not lost".to_owned()
            });
            (format!("{call}: {message} ({code})"), next)
        };
        StoreError::Elsewhere { place: place.into(), reason, hint: next }
    }
}
