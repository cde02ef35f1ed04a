//! Every medium there is keeps the promises of all.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use ironwright_engine::store::{Folder, Medium};

use super::{Stood, Trial, holds, in_real_time, in_virtual_time};
use crate::disk::SimulatedDisk;
use crate::objects::{Bucket, SimulatedObjects, Weather};
use crate::promises::check;

const TIME_TO_LIVE: Duration = Duration::from_secs(20);

pub(super) fn trials() -> Vec<Trial> {
    vec![
        Trial::new("a folder keeps what every medium promises", 1, |_| in_real_time(folder())),
        Trial::new("a bucket keeps it too, even when answers are lost", 8, |seed| {
            in_virtual_time(bucket(seed))
        }),
    ]
}

async fn folder() -> Stood {
    let disk = SimulatedDisk::default();
    let new = |name: &str| -> Arc<dyn Medium> {
        Arc::new(Folder::new(Arc::new(disk.clone()), Path::new("/stores").join(name)))
    };
    all_kept(&check(&new, TIME_TO_LIVE).await)
}

async fn bucket(seed: u64) -> Stood {
    let weather = if seed == 0 { Weather::FAIR } else { Weather { lost: 20, ..Weather::FAIR } };
    let (buckets, count) = (Mutex::new(HashMap::<String, Bucket>::new()), Mutex::new(seed * 10_000));
    let new = |name: &str| -> Arc<dyn Medium> {
        let mut buckets = buckets.lock().unwrap_or_else(PoisonError::into_inner);
        let mut count = count.lock().unwrap_or_else(PoisonError::into_inner);
        *count += 100;
        let bucket = buckets.entry(name.to_owned()).or_insert_with(|| Bucket::called(name));
        Arc::new(SimulatedObjects::new(bucket, weather, *count))
    };
    let mut broken = check(&new, TIME_TO_LIVE).await;
    if weather.lost > 0 {
        // A bucket says of a lost answer what it says of a stranger's write: that is for the store to tell apart.
        let for_the_store = ["puts", "appends", "lets one", "reads long"];
        broken.retain(|claim| !for_the_store.iter().any(|beginning| claim.starts_with(beginning)));
    }
    all_kept(&broken)
}

fn all_kept(broken: &[String]) -> Stood {
    holds(broken.is_empty(), || broken.join("; "))
}
