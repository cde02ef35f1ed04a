//! What a person is told of a bucket that cannot be used.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;

use ironwright_aws_live::Options;
use ironwright_aws_live::store::{Bucket, BucketPlace};
use ironwright_engine::store::StoreError;
use ironwright_engine::store::medium::Medium as _;

use crate::server::{MOTO, endpoint, name, options};

/// Somebody who answers requests whose first line holds a text so, and others as an empty bucket would that takes all.
fn answering(answers: &[(&'static str, String)]) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let endpoint = format!("http://{}", listener.local_addr().expect("an address"));
    let mut answers = answers.to_vec();
    answers.push(("list-type=2", answer("200 OK", "<ListBucketResult></ListBucketResult>")));
    answers.push(("versioning", answer("200 OK", "<VersioningConfiguration></VersioningConfiguration>")));
    answers.push(("", answer("200 OK\r\netag: \"1\"", "")));
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let answers = answers.clone();
            std::thread::spawn(move || {
                let mut part = [0; 16384];
                while let Ok(read @ 1..) = stream.read(&mut part) {
                    let request = String::from_utf8_lossy(&part[..read]).into_owned();
                    let line = request.lines().next().unwrap_or_default();
                    if let Some((_, answer)) = answers.iter().find(|(text, _)| line.contains(text)) {
                        let _ = stream.write_all(answer.as_bytes());
                    }
                }
            });
        }
    });
    endpoint
}

fn answer(status: &str, body: &str) -> String {
    format!(
        "HTTP/1.1 {status}\r\ncontent-type: application/xml\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
}

fn refusing(status: &str, code: &str) -> Options {
    let body = format!("<Error><Code>{code}</Code><Message>It is so.</Message></Error>");
    options(answering(&[("list-type=2", answer(status, &body))]))
}

fn place() -> BucketPlace {
    "s3://acme-state/web".parse().expect("a place")
}

async fn error_of(place: BucketPlace, options: Options) -> (String, String) {
    let bucket = Bucket::new(place, "web/aws", options);
    let error: StoreError = bucket.prepare().await.expect_err("cannot be used");
    (error.to_string(), error.hint())
}

#[tokio::test]
async fn a_bucket_that_is_not_there_is_told_with_how_to_make_it() {
    let bucket = name("nobody-has");
    let place = BucketPlace { bucket: bucket.clone(), ..BucketPlace::default() };
    let (sentence, hint) = error_of(place, options(endpoint(MOTO))).await;
    assert_eq!(sentence, format!("s3://{bucket}: there is no bucket {bucket}"));
    assert!(hint.starts_with(&format!("`state init s3://{bucket}` makes one")), "{hint}");
}

#[tokio::test]
async fn a_bucket_in_another_region_names_it() {
    let moved = refusing("301 Moved Permanently\r\nx-amz-bucket-region: eu-west-1", "PermanentRedirect");
    let (sentence, hint) = error_of(place(), moved).await;
    assert_eq!(
        sentence,
        "s3://acme-state/web: the bucket acme-state is in eu-west-1, and was looked for in us-east-1"
    );
    assert_eq!(hint, "write `region = \"eu-west-1\"` under [store] in the settings");
}

#[tokio::test]
async fn what_is_forbidden_is_told_with_what_is_needed() {
    let (sentence, hint) = error_of(place(), refusing("403 Forbidden", "AccessDenied")).await;
    assert_eq!(sentence, "s3://acme-state/web: s3:ListBucket is not allowed (AccessDenied)");
    assert!(hint.contains("s3:ListBucket, s3:GetObject, s3:PutObject"), "{hint}");
}

#[tokio::test]
async fn credentials_that_are_unknown_or_expired_are_told_from_a_lack_of_permission() {
    for (code, part) in
        [("InvalidAccessKeyId", "does not know these credentials"), ("ExpiredToken", "sign in again")]
    {
        let (sentence, hint) = error_of(place(), refusing("403 Forbidden", code)).await;
        assert!(sentence.ends_with(&format!("It is so. ({code})")), "{sentence}");
        assert!(hint.contains(part), "{hint}");
    }
}

#[tokio::test]
async fn a_server_that_ignores_conditions_is_refused() {
    let (sentence, hint) = error_of(place(), options(answering(&[]))).await;
    assert_eq!(
        sentence,
        "s3://acme-state/web: the server ignores `If-None-Match: *`: two runs would overwrite each other there"
    );
    assert!(hint.contains("use S3 itself"), "{hint}");
}

#[tokio::test]
async fn a_bucket_without_versions_is_warned_of_and_used() {
    let endpoint = answering(&[]);
    let warning = Bucket::new(place(), "web/aws", options(endpoint)).warning().await.expect("is reached");
    let warning = warning.expect("a warning");
    assert!(warning.starts_with("the bucket acme-state keeps no old versions: "), "{warning}");
}

#[tokio::test]
async fn without_a_network_a_sentence_says_so() {
    let nobody = TcpListener::bind("127.0.0.1:0").and_then(|it| it.local_addr()).expect("a free port");
    let (sentence, hint) = error_of(place(), options(format!("http://{nobody}"))).await;
    assert!(sentence.starts_with("s3://acme-state/web: s3:ListBucket: "), "{sentence}");
    assert!(sentence.ends_with("(NoConnection)"), "{sentence}");
    assert!(hint.contains("see that this machine has a network"), "{hint}");
}
