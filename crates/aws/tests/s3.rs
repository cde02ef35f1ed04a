//! Buckets and their policies.

mod common;

use common::problems;
use ironwright_aws::iam::{PolicyDocument, Principal, Statement};
use ironwright_aws::s3::{
    Bucket, BucketEncryption, BucketPolicy, BucketVersioning, CorsMethod, CorsRule, LifecycleRule,
    ServerSideEncryption, Transition, TransitionStorageClass,
};

fn of_bucket(bucket: fn(Bucket) -> Bucket) -> Vec<String> {
    problems(|stack| {
        stack.add("archive", bucket(Bucket::new("rdss-datavault-archive")));
    })
}

fn of_rule(rule: fn(LifecycleRule) -> LifecycleRule) -> Vec<String> {
    problems(|stack| {
        let bucket = Bucket::new("rdss-datavault-archive").lifecycle_rule(rule(LifecycleRule::new("old")));
        stack.add("archive", bucket);
    })
}

#[test]
fn a_bucket_without_a_mistake_is_taken() {
    let whole = |bucket: Bucket| {
        bucket
            .versioning(BucketVersioning::Enabled)
            .encryption(
                BucketEncryption::kms("arn:aws:kms:eu-west-1:123456789012:key/1").bucket_key_enabled(true),
            )
            .lifecycle_rule(LifecycleRule::new("old").noncurrent_days(90u32).newer_noncurrent_versions(3u32))
            .cors_rule(CorsRule::new([CorsMethod::Get], ["https://*.example.com"]))
            .force_destroy(true)
    };
    assert_eq!(of_bucket(whole), [""; 0]);
}

#[test]
fn a_name_that_s3_does_not_take_is_refused() {
    let found = problems(|stack| {
        for (name, bucket) in [
            ("capitals", "My.Bucket"),
            ("short", "ab"),
            ("dots", "my..bucket"),
            ("address", "192.168.0.1"),
            ("kept", "xn--bucket"),
            ("alias", "bucket-s3alias"),
            ("underscore", "my_bucket"),
            ("sound", "my.bucket-1"),
        ] {
            stack.add(name, Bucket::new(bucket));
        }
    });
    let said = |name: &str, what: &str| {
        let of = format!("error: s3.Bucket.{name}: bucket_name: ");
        assert!(found.iter().any(|it| it.starts_with(&of) && it.contains(what)), "{name}: {found:#?}");
    };
    said("capitals", "\"My.Bucket\" is not a name of lower-case letters");
    said("short", "has 2 characters, AWS takes 3 to 63");
    said("dots", "has two periods side by side");
    said("address", "looks like an IP address");
    said("kept", "begins with `xn--`");
    said("alias", "ends with `-s3alias`");
    said("underscore", "\"my_bucket\" is not a name");
    assert_eq!(found.len(), 7, "{found:#?}");
}

#[test]
fn a_key_of_kms_goes_with_kms() {
    let found = of_bucket(|bucket| {
        bucket.encryption(BucketEncryption::new(ServerSideEncryption::Aes256).kms_master_key_id("alias/key"))
    });
    assert!(found[0].contains("encryption.kms_master_key_id: `AES256` takes keys of S3's own"), "{found:#?}");
}

#[test]
fn a_rule_does_something_that_goes_together() {
    let said = |found: Vec<String>, what: &str| {
        assert!(found.len() == 1 && found[0].contains(what), "{what}: {found:#?}");
    };
    said(of_rule(|rule| rule.prefix("logs/")), "lifecycle_rules[\"old\"]: does nothing");
    said(
        of_rule(|rule| rule.transition(Transition::new(7u32, TransitionStorageClass::StandardIa))),
        "7 days are less than the 30",
    );
    said(
        of_rule(|rule| {
            rule.transition(Transition::new(90u32, TransitionStorageClass::Glacier)).expiration_days(60u32)
        }),
        "60 days are no more than the 90 after which objects move to GLACIER",
    );
    said(
        of_rule(|rule| rule.object_tag("team", "web").abort_incomplete_multipart_upload_days(1u32)),
        "abort_incomplete_multipart_upload_days: is not to be had beside `object_tags`",
    );
    said(
        of_rule(|rule| rule.expiration_days(1u32).newer_noncurrent_versions(1u32)),
        "newer_noncurrent_versions: needs `noncurrent_days`",
    );
}

#[test]
fn an_origin_has_one_star() {
    let found = of_bucket(|bucket| bucket.cors_rule(CorsRule::new([CorsMethod::Get], ["https://*.*.com"])));
    assert!(found[0].contains("cors_rules[0].allowed_origins: \"https://*.*.com\" has more than one `*`"));
}

#[test]
fn a_policy_says_who_and_what() {
    let found = problems(|stack| {
        let archive = stack.add("archive", Bucket::new("rdss-datavault-archive"));
        let bare =
            PolicyDocument::new().statement(Statement::allow().action("s3:GetObject").resource(&archive.arn));
        stack.add("bare", BucketPolicy::new(&archive, bare));
    });
    assert!(found[0].contains("has no principal"), "{found:#?}");
    let found = problems(|stack| {
        let archive = stack.add("archive", Bucket::new("rdss-datavault-archive"));
        let open = Statement::allow().principal(Principal::anyone()).action("s3:GetObject");
        let open = PolicyDocument::new().statement(open.resource(&archive.arn));
        stack.add("open", BucketPolicy::new(&archive, open.clone()));
        stack.add("again", BucketPolicy::new(&archive, open));
    });
    assert!(found[0].contains("has the same bucket as s3.BucketPolicy.open"), "{found:#?}");
}
