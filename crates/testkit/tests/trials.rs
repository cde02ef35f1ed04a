//! Everything that stores, seals and runs must stand, with the seeds that try all of it; and a disk that is real.

use std::sync::Arc;
use std::time::Duration;

use ironwright_engine::store::disk::RealDisk;
use ironwright_engine::store::{Folder, Medium, MemoryStore};
use ironwright_testkit::{promises, trials};

#[test]
fn every_claim_stands() {
    let trials = trials::all();
    assert!(trials.len() > 15, "{trials:?}");
    let broken = |trial: &trials::Trial| (0..trial.seeds).find_map(|seed| trial.attempt(seed).err());
    assert_eq!(trials.iter().filter_map(broken).collect::<Vec<_>>(), Vec::<String>::new());
}

#[tokio::test]
async fn a_folder_keeps_its_promises_on_a_real_disk() {
    let folder = tempfile::tempdir().expect("a folder");
    let new = |name: &str| -> Arc<dyn Medium> {
        Arc::new(Folder::new(Arc::new(RealDisk), folder.path().join(name)))
    };
    assert_eq!(promises::check(&new, Duration::from_secs(20)).await, Vec::<String>::new());
}

#[tokio::test]
async fn memory_keeps_what_every_store_promises() {
    assert_eq!(promises::check_any(&MemoryStore::new("demo")).await, None);
}
