//! What is asked of all stores, asked of S3.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use ironwright_aws_live::store::{Bucket, BucketPlace};
use ironwright_engine::store::Medium;
use ironwright_testkit::promises::{check, check_any};

use crate::server::{MINISTACK, MOTO, endpoint, made, name, options, store, way};

/// As short as a busy machine allows.
const TIME_TO_LIVE: Duration = Duration::from_secs(9);

async fn broken(place: &BucketPlace, way: &str) -> Vec<String> {
    let new = |name: &str| -> Arc<dyn Medium> {
        Arc::new(Bucket::new(place.clone(), &format!("{name}/cloud"), options(way.to_owned())))
    };
    let mut broken = check(&new, TIME_TO_LIVE).await;
    broken.extend(check_any(&store(place, "any/cloud", way)).await);
    broken
}

const NONE: Vec<String> = Vec::new();

#[tokio::test]
async fn a_bucket_keeps_it_on_moto() {
    let place = made(MOTO, "s3://NEW/some/prefix").await;
    assert_eq!(broken(&place, &way(MOTO, 0).0).await, NONE);
}

#[tokio::test]
async fn a_bucket_keeps_it_on_ministack() {
    let place = made(MINISTACK, "s3://NEW").await;
    assert_eq!(broken(&place, &endpoint(MINISTACK)).await, NONE);
}

#[tokio::test]
async fn a_bucket_with_a_lock_table_keeps_it() {
    let place = made(MOTO, &format!("s3://NEW/web?lock_table={}", name("locks"))).await;
    assert_eq!(broken(&place, &way(MOTO, 0).0).await, NONE);
}

#[tokio::test]
async fn a_bucket_keeps_it_where_one_answer_of_ten_is_lost() {
    let place = made(MOTO, "s3://NEW/lossy").await;
    let (way, counts) = way(MOTO, 10);
    let mut broken = broken(&place, &way).await;
    // A bucket says of a lost answer what it says of a stranger's write: that is for the store to tell apart.
    broken.retain(|claim| {
        !["puts", "appends", "lets one", "reads long"].iter().any(|it| claim.starts_with(it))
    });
    assert_eq!(broken, NONE);
    let lost = counts.lost.load(Ordering::Relaxed);
    assert!(lost > 20, "only {lost} answers were lost");
}
