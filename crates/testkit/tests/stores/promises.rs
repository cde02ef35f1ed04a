//! Every medium there is keeps the promises of all.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use ironwright_engine::store::disk::RealDisk;
use ironwright_engine::store::{Disk, Folder, Medium, MemoryStore};
use ironwright_testkit::disk::SimulatedDisk;
use ironwright_testkit::objects::{Bucket, SimulatedObjects, Weather};
use ironwright_testkit::promises::{check, check_any};

const TIME_TO_LIVE: Duration = Duration::from_secs(20);

#[tokio::test]
async fn a_folder_keeps_them_on_a_real_disk_and_on_a_simulated_one() {
    let folder = tempfile::tempdir().expect("a folder");
    for disk in [Arc::new(RealDisk) as Arc<dyn Disk>, Arc::new(SimulatedDisk::default())] {
        let new = |name: &str| -> Arc<dyn Medium> {
            Arc::new(Folder::new(Arc::clone(&disk), folder.path().join(name)))
        };
        assert_eq!(check(&new, TIME_TO_LIVE).await, Vec::<String>::new(), "{disk:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_simulated_bucket_keeps_them_even_when_answers_are_lost() {
    for (seed, weather) in [(1, Weather::FAIR), (2, Weather { lost: 20, ..Weather::FAIR })] {
        let (buckets, count) = (Mutex::new(HashMap::<String, Bucket>::new()), Mutex::new(seed));
        let new = |name: &str| -> Arc<dyn Medium> {
            let bucket = buckets
                .lock()
                .expect("unpoisoned")
                .entry(name.to_owned())
                .or_insert_with(|| Bucket::called(name))
                .clone();
            let mut count = count.lock().expect("unpoisoned");
            *count += 100;
            Arc::new(SimulatedObjects::new(&bucket, weather, *count))
        };
        let broken = check(&new, TIME_TO_LIVE).await;
        // A bucket says of a lost answer what it says of a stranger's write: that is for the store to tell apart.
        let own = |claim: &&String| {
            !(weather.lost > 0
                && (["puts", "appends", "lets one", "reads long"]
                    .iter()
                    .any(|begin| claim.starts_with(begin))))
        };
        assert_eq!(broken.iter().filter(own).collect::<Vec<_>>(), Vec::<&String>::new());
    }
}

#[tokio::test]
async fn memory_keeps_what_every_store_promises() {
    assert_eq!(check_any(&MemoryStore::new("demo")).await, None);
}
