//! Amazon S3's kinds.

use ironwright_aws::iam::{PolicyDocument, Principal, Statement};
use ironwright_aws::s3::{
    self, BucketEncryption, BucketPolicy, BucketVersioning, CorsMethod, CorsRule, LifecycleRule,
    NoncurrentVersionTransition, ObjectOwnership, PublicAccessBlock, RuleStatus, Transition,
    TransitionStorageClass,
};
use ironwright_core::{Declared, Stack};

use crate::contract::{Case, Scene};

pub(super) fn bucket() -> Case {
    fn named(scene: &Scene, name: &str) -> s3::Bucket {
        s3::Bucket::new(name)
            .versioning(BucketVersioning::Enabled)
            .encryption(key("1"))
            .lifecycle_rule(logs())
            .cors_rule(pages())
            .force_destroy(true)
            .tag("Name", scene.name())
    }
    fn bucket(scene: &Scene) -> s3::Bucket {
        named(scene, scene.name())
    }
    fn key(id: &str) -> BucketEncryption {
        let arn = format!("arn:aws:kms:us-east-1:123456789012:key/{id}");
        BucketEncryption::kms(arn).bucket_key_enabled(true)
    }
    fn logs() -> LifecycleRule {
        LifecycleRule::new("logs")
            .prefix("logs/")
            .transition(Transition::new(30u32, TransitionStorageClass::StandardIa))
            .transition(Transition::new(90u32, TransitionStorageClass::DeepArchive))
            .expiration_days(365u32)
            .noncurrent_version_transition(
                NoncurrentVersionTransition::new(30u32, TransitionStorageClass::Glacier)
                    .newer_noncurrent_versions(2u32),
            )
            .noncurrent_days(90u32)
            .newer_noncurrent_versions(3u32)
            .abort_incomplete_multipart_upload_days(7u32)
    }
    fn pages() -> CorsRule {
        CorsRule::new(
            [CorsMethod::Get, CorsMethod::Head],
            ["https://www.example.com", "https://*.example.org"],
        )
        .allowed_headers(["Authorization", "x-amz-*"])
        .expose_headers(["ETag", "x-amz-version-id"])
        .max_age_seconds(3000u32)
        .id("pages")
    }
    Case::new("s3.Bucket", |scene, stack| scene.it(stack, bucket(scene)))
        .changes("versioning", |scene, stack| {
            scene.it(stack, bucket(scene).versioning(BucketVersioning::Suspended));
        })
        .changes("encryption", |scene, stack| scene.it(stack, bucket(scene).encryption(key("2"))))
        .changes("public_access_block", |scene, stack| {
            scene.it(stack, bucket(scene).public_access_block(PublicAccessBlock::off()));
        })
        .changes("object_ownership", |scene, stack| {
            scene.it(stack, bucket(scene).object_ownership(ObjectOwnership::BucketOwnerPreferred));
        })
        .changes("lifecycle_rules", |scene, stack| {
            let tagged = LifecycleRule::new("tagged")
                .object_tag("team", "web")
                .object_tag("keep", "no")
                .object_size_greater_than(1024i64)
                .object_size_less_than(1_048_576i64)
                .expiration_days(30u32);
            scene.it(stack, bucket(scene).lifecycle_rules([logs().status(RuleStatus::Disabled), tagged]));
        })
        .changes("lifecycle_rules", |scene, stack| scene.it(stack, bucket(scene).lifecycle_rules([])))
        .changes("cors_rules", |scene, stack| {
            let upload = CorsRule::new([CorsMethod::Put, CorsMethod::Post], ["https://upload.example.com"]);
            scene.it(stack, bucket(scene).cors_rules([upload, pages()]));
        })
        .changes("force_destroy", |scene, stack| scene.it(stack, bucket(scene).force_destroy(false)))
        .changes("tags", |scene, stack| {
            scene.it(stack, bucket(scene).tag("Name", "other").tag("team", "web"));
        })
        .replaces("bucket_name", |scene, stack| {
            scene.it(stack, named(scene, &format!("{}-other", scene.name())));
        })
        .sample(|scene, stack| {
            let markers = LifecycleRule::new("markers").expired_object_delete_marker(true);
            scene.it(stack, bucket(scene).lifecycle_rules([markers]));
        })
}

pub(super) fn bucket_policy() -> Case {
    fn buckets(scene: &Scene, stack: &mut Stack) -> [Declared<s3::Bucket>; 2] {
        ["main", "other"].map(|name| stack.add(name, s3::Bucket::new(format!("{}-{name}", scene.name()))))
    }
    fn reading(bucket: &Declared<s3::Bucket>, actions: &[&str]) -> PolicyDocument {
        let read = Statement::allow().sid("Read").principal(Principal::account("123456789012"));
        PolicyDocument::new().statement(read.actions(actions.iter().copied()).resource(&bucket.arn))
    }
    Case::new("s3.BucketPolicy", |scene, stack| {
        let [bucket, _] = buckets(scene, stack);
        scene.it(
            stack,
            BucketPolicy::new(&bucket, reading(&bucket, &["s3:ListBucket", "s3:GetBucketLocation"])),
        );
    })
    .changes("policy", |scene, stack| {
        let [bucket, _] = buckets(scene, stack);
        scene.it(stack, BucketPolicy::new(&bucket, reading(&bucket, &["s3:ListBucket"])));
    })
    .replaces("bucket", |scene, stack| {
        let [_, other] = buckets(scene, stack);
        scene.it(stack, BucketPolicy::new(&other, reading(&other, &["s3:ListBucket"])));
    })
}
