//! What is asked of all stores, asked of S3.

use ironwright_testkit::stores;

use std::sync::Arc;

use ironwright_aws_live::store::Bucket;

use crate::server::{MINISTACK, MOTO, endpoint, made, options, store, way};

const NONE: Vec<String> = Vec::new();

async fn keeps_it(server: &str, way: &str, text: &str) {
    let place = made(server, text).await;
    let medium = Bucket::new(place.clone(), "medium/cloud", options(way.to_owned()));
    assert_eq!(stores::medium(Arc::new(medium)).await, NONE);
    assert_eq!(stores::store(&store(&place, "store/cloud", way)).await, NONE);
    let named = |name: &str| store(&place, &format!("{name}/cloud"), way);
    assert_eq!(stores::durable_store(&named).await, NONE);
}

#[tokio::test]
async fn a_bucket_keeps_it_on_moto() {
    keeps_it(MOTO, &way(MOTO, 0).0, "s3://NEW/some/prefix").await;
}

#[tokio::test]
async fn a_bucket_keeps_it_on_ministack() {
    keeps_it(MINISTACK, &endpoint(MINISTACK), "s3://NEW").await;
}

#[tokio::test]
async fn a_bucket_with_a_lock_table_keeps_it() {
    let table = crate::server::name("locks");
    keeps_it(MOTO, &way(MOTO, 0).0, &format!("s3://NEW/web?lock_table={table}")).await;
}

#[tokio::test]
async fn a_bucket_keeps_it_where_one_answer_of_ten_is_lost() {
    let place = made(MOTO, "s3://NEW/lossy").await;
    let (way, counts) = way(MOTO, 10);
    assert_eq!(stores::store(&store(&place, "store/cloud", &way)).await, NONE);
    let named = |name: &str| store(&place, &format!("{name}/cloud"), &way);
    assert_eq!(stores::durable_store(&named).await, NONE);
    let lost = counts.lost.load(std::sync::atomic::Ordering::Relaxed);
    assert!(lost > 20, "only {lost} answers were lost");
}
