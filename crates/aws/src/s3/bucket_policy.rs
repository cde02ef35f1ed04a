//! `s3.BucketPolicy`

use ironwright_core::check::{Inputs, Problems};
use ironwright_core::{Document, Input, Options, Output};
use ironwright_macros::{Outputs, Resource};

use super::BucketName;
use crate::iam::{PolicyOf, check_policy};

/// The policy of a bucket: who, of this and other accounts, may do what with it and its objects.
///
/// ```
/// use ironwright::aws::iam::{Condition, PolicyDocument, Principal, Statement};
/// use ironwright::aws::s3::{Bucket, BucketPolicy};
/// use ironwright::prelude::*;
///
/// let mut stack = Stack::new("demo");
/// let archive = stack.add("archive", Bucket::new("rdss-datavault-archive"));
/// let encrypted_only = Statement::deny()
///     .principal(Principal::anyone())
///     .action("s3:*")
///     .resources([text!("{}", archive.arn), text!("{}/*", archive.arn)])
///     .condition(Condition::bool("aws:SecureTransport", "false"));
/// stack.add("archive", BucketPolicy::new(&archive, PolicyDocument::new().statement(encrypted_only)));
/// assert!(stack.graph().is_ok());
/// ```
#[derive(Resource, Clone, Debug)]
#[resource(
    kind = "s3.BucketPolicy",
    id = "{bucket}",
    outputs = BucketPolicyOutputs,
    page = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-policies.html",
    cloudformation = "AWS::S3::BucketPolicy",
    unique = [["bucket"]],
    completes = ["bucket"],
    check = check
)]
pub struct BucketPolicy {
    /// The bucket.
    #[input(replaces, length = 3..=63, pattern(super::NAME, super::NAME_IN_WORDS))]
    bucket: Input<BucketName>,
    /// Who may do what: statements with principals and resources, in up to 20480 characters.
    #[input(unordered, cloudformation = "PolicyDocument")]
    policy: Input<Document>,
    options: Options,
}

/// What AWS gives back of a [`BucketPolicy`].
#[derive(Outputs, Debug)]
pub struct BucketPolicyOutputs {
    /// The bucket.
    pub bucket: Output<BucketName>,
}

/// AWS's limit for the text of a bucket's policy.
const MOST_CHARACTERS: usize = 20_480;

fn check(inputs: &Inputs<'_>, problems: &mut Problems<'_>) {
    check_policy(PolicyOf::Resource, "policy", inputs, problems);
    let Some(document) = inputs.value("policy") else { return };
    let length = crate::json::compact(document).chars().count();
    if length > MOST_CHARACTERS {
        problems.report(
            "policy",
            format!("has {length} characters, S3 takes {MOST_CHARACTERS}"),
            "say it in fewer words",
        );
    }
}
