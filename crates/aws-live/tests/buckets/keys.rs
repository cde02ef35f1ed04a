//! Keys that KMS wraps.

use aws_sdk_kms::config::{BehaviorVersion, Credentials, Region};
use ironwright_aws_live::Kms;
use ironwright_engine::seal::{DataKey, KeyName, KeyProvider as _, Scope, SealError};

use crate::server::{MOTO, endpoint, options};

/// A key that was just made.
async fn made() -> String {
    let config = aws_sdk_kms::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("us-east-1"))
        .endpoint_url(endpoint(MOTO))
        .credentials_provider(Credentials::new("test", "test", None, None, "test"));
    let answer = aws_sdk_kms::Client::from_conf(config.build()).create_key().send().await.expect("is made");
    answer.key_metadata().and_then(|key| key.arn()).expect("has an ARN").to_owned()
}

fn kms(key: Option<&str>) -> Kms {
    Kms::new(key.map(ToOwned::to_owned), options(endpoint(MOTO)))
}

#[tokio::test]
async fn a_key_opens_for_what_it_was_wrapped_for_and_for_nothing_else() {
    let arn = made().await;
    let scope = Scope { stack: "demo".to_owned(), lineage: "l".to_owned() };
    let name = KeyName { scope: &scope, key: "k" };
    let key = DataKey::random().expect("a key");
    let wrapping = kms(Some(&arn)).wrap(&name, &key).await.expect("wraps");
    assert_eq!(wrapping.parameter("key").expect("is named"), arn);
    // Whoever opens need not be told which key it was.
    let opened = kms(None).open(&name, &wrapping).await.expect("opens");
    assert_eq!(opened.expose(), key.expose());
    let other = KeyName { key: "another", ..name };
    let refused = kms(None).open(&other, &wrapping).await.expect_err("is another's");
    assert!(matches!(refused, SealError::Unopened { .. }), "{refused}");
}

#[tokio::test]
async fn without_a_key_nothing_is_wrapped_and_a_key_that_is_gone_is_named() {
    let scope = Scope { stack: "demo".to_owned(), lineage: "l".to_owned() };
    let name = KeyName { scope: &scope, key: "k" };
    let key = DataKey::random().expect("a key");
    let nothing = kms(None).wrap(&name, &key).await.expect_err("no key is named");
    assert!(matches!(nothing, SealError::NoProvider { .. }), "{nothing}");
    let gone = "arn:aws:kms:us-east-1:123456789012:key/00000000-0000-0000-0000-000000000000";
    let error = kms(Some(gone)).wrap(&name, &key).await.expect_err("there is none").to_string();
    assert!(error.contains("kms:Encrypt"), "{error}");
}
