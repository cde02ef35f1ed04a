//! Amazon Simple Storage Service: buckets of objects.

use ironwright_core::tags::TagRules;

mod bucket;
mod bucket_policy;
mod cors;
mod encryption;
mod lifecycle;
mod public_access;

pub use bucket::{Bucket, BucketArn, BucketName, BucketOutputs, BucketVersioning, ObjectOwnership};
pub use bucket_policy::{BucketPolicy, BucketPolicyOutputs};
pub use cors::{CorsMethod, CorsRule};
pub use encryption::{BucketEncryption, ServerSideEncryption};
pub use lifecycle::{
    LifecycleRule, NoncurrentVersionTransition, RuleStatus, Transition, TransitionStorageClass,
};
pub use public_access::PublicAccessBlock;

/// What S3 takes of a bucket's tags: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/CostAllocTagging.html>.
const TAGS: TagRules = TagRules {
    reserved: "aws:",
    reserved_in_values: false,
    most: 50,
    longest_name: 128,
    longest_value: 256,
    symbols: Some("_.:/=+-@"),
    ignores_case: false,
};

/// How a bucket is named.
const NAME: &str = "[a-z0-9][a-z0-9.-]*[a-z0-9]";
/// The same in words.
const NAME_IN_WORDS: &str =
    "a name of lower-case letters, digits, hyphens and periods, which begins and ends with a letter or digit";
