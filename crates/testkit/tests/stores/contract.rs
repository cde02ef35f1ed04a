//! One contract for all stores; aws-live asks the same of S3.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex};

use ironwright_engine::store::{DurableStore, MemoryStore};
use ironwright_testkit::objects::{Bucket, SimulatedObjects, Weather};
use ironwright_testkit::stores;

#[tokio::test]
async fn memory_keeps_it() {
    assert_eq!(stores::store(&MemoryStore::new("demo")).await, Vec::<String>::new());
}

#[tokio::test]
async fn a_folder_keeps_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let open = |name: &str| DurableStore::in_folder(folder.path().join(name), "demo");
    let medium = open("medium").medium();
    assert_eq!(stores::medium(medium).await, Vec::<String>::new());
    assert_eq!(stores::store(&open("store")).await, Vec::<String>::new());
    assert_eq!(stores::durable_store(&open).await, Vec::<String>::new());
    assert!(Path::new(&open("store").place()).is_dir());
}

#[tokio::test(start_paused = true)]
async fn a_simulated_bucket_keeps_it_also_where_answers_are_lost() {
    let losing = Weather { lost: 10, ..Weather::FAIR };
    assert_eq!(
        stores::medium(Arc::new(SimulatedObjects::new(&Bucket::default(), Weather::FAIR, 1))).await,
        Vec::<String>::new()
    );
    let open =
        |bucket: &Bucket| DurableStore::new(Arc::new(SimulatedObjects::new(bucket, losing, 7)), "demo");
    assert_eq!(stores::store(&open(&Bucket::default())).await, Vec::<String>::new());
    let buckets = Mutex::new(BTreeMap::<String, Bucket>::new());
    let named = |name: &str| {
        let mut buckets = buckets.lock().expect("unpoisoned");
        open(buckets.entry(name.to_owned()).or_insert_with(|| Bucket::called(name)))
    };
    assert_eq!(stores::durable_store(&named).await, Vec::<String>::new());
}
