//! Where a store is in a life: on a disk, or in a bucket.

use std::sync::Arc;
use std::time::Duration;

use ironwright_engine::store::DurableStore;
use ironwright_engine::store::medium::Long;

use crate::canaries;
use crate::death::{Cut, Wound};
use crate::disk::SimulatedDisk;
use crate::keys::open_vault;
use crate::machine::Body;
use crate::objects::{Bucket, SimulatedObjects, Weather};

/// So short that a run often replaces its journal.
const SHORT: Long = Long { bytes: 12_000, appends: 24 };

/// What goes wrong on the way to a bucket on a bad day.
const STORMY: Weather =
    Weather { latency: Duration::from_millis(200), lost: 10, paused: 1, pause: Duration::from_secs(40) };

/// Where a store is.
#[derive(Clone, Debug)]
pub(super) enum Place {
    Disk(SimulatedDisk),
    Bucket(Bucket),
}

impl Place {
    /// What another process has of the place.
    pub(super) fn body(&self, is_stormy: bool, seed: u64) -> Body {
        match self {
            Self::Disk(disk) => Body::Disk(disk.clone()),
            Self::Bucket(bucket) => {
                let weather = if is_stormy { STORMY } else { Weather::FAIR };
                Body::Objects(SimulatedObjects::new(bucket, weather, seed))
            }
        }
    }

    /// Before a run: where its process dies.
    pub(super) fn doom(body: &Body, cut: Option<&Cut>) {
        match (body, cut) {
            (Body::Disk(disk), Some(cut)) => {
                if let Some((at, trouble)) = cut.trouble() {
                    disk.trouble_at(at, trouble);
                }
            }
            (Body::Objects(objects), Some(Cut::Disk(at, _, wound))) => {
                // A write to a bucket is a dozen effects of a disk, and whole or not there.
                objects.kill_at(at / 4 + 1, matches!(wound, Wound::Death(usize::MAX, _)));
            }
            (Body::Objects(_), Some(Cut::Call(..))) | (_, None) => {}
        }
    }

    /// After all processes that used it have ended: what is left.
    ///
    /// # Errors
    /// When a secret stands in what is forgotten now.
    pub(super) fn recover(&mut self, cut: Option<&Cut>) -> Result<(), String> {
        if matches!(cut, Some(Cut::Disk(..))) {
            self.hides()?;
        }
        let Self::Disk(disk) = self else { return Ok(()) };
        *disk = match cut {
            Some(Cut::Disk(_, _, Wound::Death(_, kept))) if disk.is_dead() => disk.after_death(*kept, None),
            Some(_) | None => {
                disk.make_room();
                disk.copy()
            }
        };
        Ok(())
    }

    /// No secret stands anywhere.
    ///
    /// # Errors
    /// When one does.
    pub(super) fn hides(&self) -> Result<(), String> {
        let mut hidden = Ok(());
        let look = |bytes: &[u8]| {
            if hidden.is_ok() {
                hidden = canaries::hidden("the store", bytes);
            }
        };
        match self {
            Self::Disk(disk) => disk.each(look),
            Self::Bucket(bucket) => bucket.each(look),
        }
        hidden
    }
}

/// The store of a process.
pub(super) fn store(body: &Body) -> DurableStore {
    let store = match body {
        Body::Disk(disk) => DurableStore::on_disk(Arc::new(disk.clone()), "/store", "simulated"),
        Body::Objects(objects) => DurableStore::new(Arc::new(objects.clone()), "simulated"),
    };
    store.with_vault(open_vault()).with_journals_up_to(SHORT)
}
