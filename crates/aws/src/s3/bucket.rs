//! `s3.Bucket`

use ironwright_core::behaviour::Behaviour;
use ironwright_core::check::{Inputs, Problems};
use ironwright_core::{Input, InputMap, Options, Output};
use ironwright_macros::{Outputs, Resource};

use super::{BucketEncryption, CorsRule, LifecycleRule, PublicAccessBlock, cors, encryption, lifecycle};

ironwright_core::references! {
    /// The name of a bucket, `rdss-datavault-archive`.
    BucketName = "s3.Bucket" . "bucket_name";
    /// The ARN of a bucket, `arn:aws:s3:::rdss-datavault-archive`.
    BucketArn = "s3.Bucket" . "arn";
}

ironwright_core::choices! {
    /// Whether a bucket keeps what is overwritten and deleted.
    BucketVersioning {
        /// It keeps every version.
        Enabled = "Enabled",
        /// It keeps the versions that there are, and makes no new ones.
        Suspended = "Suspended",
    }

    /// Who owns the objects of a bucket, and whether ACLs count.
    ObjectOwnership {
        /// The bucket's owner owns all of them, and ACLs do not count.
        BucketOwnerEnforced = "BucketOwnerEnforced",
        /// The bucket's owner owns what is uploaded with `bucket-owner-full-control`.
        BucketOwnerPreferred = "BucketOwnerPreferred",
        /// Whoever uploads an object owns it.
        ObjectWriter = "ObjectWriter",
    }
}

/// A bucket. Private, encrypted and closed to the public unless it is said otherwise, as AWS makes buckets since 2023.
///
/// ```
/// use ironwright::aws::s3::{Bucket, BucketVersioning, LifecycleRule};
/// use ironwright::prelude::*;
///
/// let mut stack = Stack::new("demo");
/// let archive = Bucket::new("rdss-datavault-archive")
///     .versioning(BucketVersioning::Enabled)
///     .lifecycle_rule(LifecycleRule::new("old-versions").noncurrent_days(90u32));
/// let archive = stack.add("archive", archive);
/// stack.output("archive", &archive.arn);
/// assert!(stack.graph().is_ok());
/// ```
#[derive(Resource, Clone, Debug)]
#[resource(
    kind = "s3.Bucket",
    id = "{bucket_name}",
    outputs = BucketOutputs,
    page = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingBucket.html",
    cloudformation = "AWS::S3::Bucket",
    unique = [["bucket_name"]],
    check = check,
    behaviour = Settings,
    yields(BucketName = bucket_name, BucketArn = arn)
)]
pub struct Bucket {
    /// The name, which no other bucket of anybody's has: 3 to 63 lower-case letters, digits, hyphens and periods.
    #[input(replaces, length = 3..=63, pattern(super::NAME, super::NAME_IN_WORDS))]
    bucket_name: Input<BucketName>,
    /// Whether the bucket keeps what is overwritten and deleted. It never has when it is not set; once it has, taking this
    /// out only suspends it.
    #[input(cloudformation = "VersioningConfiguration")]
    versioning: Option<Input<BucketVersioning>>,
    /// How objects are encrypted that are uploaded without saying: with keys of S3's own when it is not set.
    #[input(cloudformation = "BucketEncryption")]
    encryption: Option<BucketEncryption>,
    /// What of public access is refused, whatever policies and ACLs say: all of it unless it is set.
    #[input(default, cloudformation = "PublicAccessBlockConfiguration")]
    public_access_block: Option<PublicAccessBlock>,
    /// Who owns objects.
    #[input(default = "BucketOwnerEnforced", cloudformation = "OwnershipControls")]
    object_ownership: Option<Input<ObjectOwnership>>,
    /// When objects move to another storage class and when they are deleted: up to 1000 rules.
    #[input(each = lifecycle_rule, key = "id", length = 0..=1000, cloudformation = "LifecycleConfiguration")]
    lifecycle_rules: Vec<LifecycleRule>,
    /// Which pages of other origins a browser lets at the objects: up to 100 rules, of which the first that fits counts.
    #[input(each = cors_rule, length = 0..=100, cloudformation = "CorsConfiguration")]
    cors_rules: Vec<CorsRule>,
    /// Whether deleting the bucket deletes the objects in it, with all their versions. Otherwise AWS refuses to delete one
    /// that is not empty. AWS is told when it comes to that, not before.
    #[input(default = false, write_only)]
    force_destroy: Option<Input<bool>>,
    /// Names and values for people and bills.
    #[input(each = tag, tags = super::TAGS)]
    tags: Option<InputMap<String>>,
    options: Options,
}

/// What AWS gives back of a [`Bucket`].
#[derive(Outputs, Debug)]
pub struct BucketOutputs {
    /// The name.
    pub bucket_name: Output<BucketName>,
    /// The ARN.
    #[output("arn:aws:s3:::{id}")]
    pub arn: Output<BucketArn>,
    /// The host of the bucket, `rdss-datavault-archive.s3.amazonaws.com`.
    #[output("{id}.s3.amazonaws.com")]
    pub bucket_domain_name: Output<String>,
    /// The host of the bucket in its region, `rdss-datavault-archive.s3.eu-west-1.amazonaws.com`.
    #[output("{id}.s3.{region}.amazonaws.com")]
    pub bucket_regional_domain_name: Output<String>,
}

/// Beginnings and ends of names that S3 keeps for itself.
const RESERVED_BEGINNINGS: [&str; 3] = ["xn--", "sthree-", "amzn-s3-demo-"];
const RESERVED_ENDS: [&str; 5] = ["-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3"];

fn check(inputs: &Inputs<'_>, problems: &mut Problems<'_>) {
    if let Some(name) = inputs.text("bucket_name") {
        check_name(name, problems);
    }
    encryption::check(inputs, problems);
    lifecycle::check(inputs, problems);
    cors::check(inputs, problems);
}

/// What the letters do not tell.
fn check_name(name: &str, problems: &mut Problems<'_>) {
    let message = if name.contains("..") {
        "has two periods side by side".to_owned()
    } else if name.split('.').count() == 4 && name.split('.').all(|part| part.parse::<u8>().is_ok()) {
        "looks like an IP address".to_owned()
    } else if let Some(beginning) = RESERVED_BEGINNINGS.iter().find(|it| name.starts_with(**it)) {
        format!("begins with `{beginning}`, which S3 keeps for itself")
    } else if let Some(end) = RESERVED_ENDS.iter().find(|it| name.ends_with(**it)) {
        format!("ends with `{end}`, which S3 keeps for itself")
    } else {
        return;
    };
    problems.report("bucket_name", message, "give the bucket another name");
}

/// What a bucket is like beyond name, owner and tags is set when it is there.
struct Settings;

impl Behaviour for Settings {
    fn set_afterwards(&self) -> &'static [&'static str] {
        &["versioning", "encryption", "public_access_block", "lifecycle_rules", "cors_rules"]
    }
}
