//! How a bucket encrypts what is uploaded without saying.

use ironwright_core::Input;
use ironwright_core::check::{Inputs, Problems};
use ironwright_macros::Block;

ironwright_core::choices! {
    /// With whose keys objects are encrypted.
    ServerSideEncryption {
        /// With S3's own.
        Aes256 = "AES256",
        /// With a key of KMS.
        AwsKms = "aws:kms",
        /// With a key of KMS, in two layers.
        AwsKmsDsse = "aws:kms:dsse",
    }
}

/// How a bucket encrypts what is uploaded without saying.
#[derive(Block, Clone, Debug)]
pub struct BucketEncryption {
    /// With whose keys.
    sse_algorithm: Input<ServerSideEncryption>,
    /// The key of KMS, by its ARN: AWS's own key for S3 when it is not set.
    kms_master_key_id: Option<Input<String>>,
    /// Whether S3 asks KMS once for a bucket and some time instead of for each object, which costs less.
    #[input(default = false)]
    bucket_key_enabled: Option<Input<bool>>,
}

impl BucketEncryption {
    /// With a key of KMS.
    #[track_caller]
    pub fn kms(key: impl Into<Input<String>>) -> Self {
        Self::new(ServerSideEncryption::AwsKms).kms_master_key_id(key)
    }
}

/// What goes with keys of S3's own, and what does not.
pub(super) fn check(inputs: &Inputs<'_>, problems: &mut Problems<'_>) {
    let Some(encryption) = inputs.block("encryption") else { return };
    let algorithm = encryption.text("sse_algorithm");
    if algorithm == Some("AES256") && encryption.is_set("kms_master_key_id") {
        problems.report(
            "encryption.kms_master_key_id",
            "`AES256` takes keys of S3's own",
            "leave it out, or write `BucketEncryption::kms`",
        );
    }
    if algorithm == Some("aws:kms:dsse") && encryption.bool("bucket_key_enabled") == Some(true) {
        problems.report(
            "encryption.bucket_key_enabled",
            "is not to be had with `aws:kms:dsse`",
            "leave it out, or take `aws:kms`",
        );
    }
}
