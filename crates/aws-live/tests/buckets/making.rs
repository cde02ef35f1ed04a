//! Making a bucket: all of it, twice, mended, and never one that is somebody else's.
//!
//! On MiniStack alone: moto's answer to `GetBucketVersioning` is not S3's protocol, and the SDK does not read it.

use ironwright_aws_live::store::init::{Wanted, examine};
use ironwright_aws_live::store::{Bucket, BucketPlace};
use ironwright_engine::store::medium::{Expected, Medium as _};

use crate::server::{MINISTACK, endpoint, name, options};

fn wanted(server: &str, text: &str) -> Wanted {
    let place: BucketPlace = text.replace("NEW", &name("iw")).parse().expect("a place");
    Wanted { place, options: options(endpoint(server)), kms_key: None }
}

async fn is_made_once(wanted: &Wanted) -> Vec<String> {
    let examined = examine(wanted).await.unwrap_or_else(|error| panic!("{error}"));
    let to_do = examined.to_do();
    assert!(!examined.is_strange());
    examined.carry_out().await.unwrap_or_else(|error| panic!("{error}"));
    let again = examine(wanted).await.unwrap_or_else(|error| panic!("{error}"));
    assert_eq!((again.to_do(), again.is_strange()), (Vec::<String>::new(), false));
    to_do
}

#[tokio::test]
async fn a_bucket_and_a_table_are_made_and_the_second_time_there_is_nothing_to_do() {
    let wanted = wanted(MINISTACK, &format!("s3://NEW/web?lock_table={}", name("locks")));
    let BucketPlace { bucket, lock_table, .. } = wanted.place.clone();
    let to_do = is_made_once(&wanted).await.join("\n");
    let table = lock_table.expect("a table");
    for line in [
        format!("make the bucket {bucket} in us-east-1"),
        format!("close {bucket} to the public"),
        format!("keep old versions in {bucket}"),
        format!("let old versions go after ninety days in {bucket}"),
        format!("make the DynamoDB table {table}, protected from deletion"),
        format!("write down in {} what was made", wanted.place),
    ] {
        assert!(to_do.contains(&line), "{line}\n{to_do}");
    }
    let bucket = Bucket::new(wanted.place.clone(), "web/aws", options(endpoint(MINISTACK)));
    assert_eq!(bucket.warning().await.expect("is reached"), None);
    bucket.prepare().await.expect("can be written");
}

#[tokio::test]
async fn two_places_in_one_bucket_share_what_is_the_buckets() {
    let first = wanted(MINISTACK, "s3://NEW/one");
    is_made_once(&first).await;
    let place = BucketPlace { prefix: "two".to_owned(), ..first.place.clone() };
    let second = Wanted { place, ..first.clone() };
    let examined = examine(&second).await.expect("looks");
    assert!(examined.is_strange(), "nothing is written down at that place");
    let to_do = examined.to_do();
    assert!(to_do.iter().all(|line| !line.starts_with("make") && !line.starts_with("close")), "{to_do:?}");
    examined.carry_out().await.expect("makes");
    for place in [&first, &second] {
        assert_eq!(examine(place).await.expect("looks").to_do(), Vec::<String>::new());
    }
}

#[tokio::test]
async fn a_bucket_in_another_region_is_made_there() {
    let mut wanted = wanted(MINISTACK, "s3://NEW");
    wanted.options.region = Some("eu-west-2".to_owned());
    let to_do = is_made_once(&wanted).await;
    assert!(to_do[0].ends_with(" in eu-west-2"), "{to_do:?}");
    let bucket = Bucket::new(wanted.place.clone(), "x", wanted.options.clone());
    let put = bucket.put("head.json", b"1".to_vec(), Expected::Nothing).await.expect("writes");
    assert!(put.is_some());
}
