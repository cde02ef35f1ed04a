//! How long runs take that nobody disturbs, so that it can be told what a death has cost.
//!
//! A run after a death has a part of the work left to do. It is compared with an undisturbed run of the same verb that has
//! as much to do: between one with nothing to do and one with everything, by the number of requests that change the cloud.

use std::time::Duration;

use super::store::Store;
use super::verb::Verb;
use crate::figures::median;

/// An undisturbed run.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sample {
    pub(super) store: Store,
    pub(super) verb: Verb,
    /// From when it held the lease to its end.
    pub(super) took: Duration,
    /// Requests that changed the cloud.
    pub(super) changes: usize,
}

/// What undisturbed runs took, while as much else went on.
#[derive(Debug, Default)]
pub(super) struct Pace {
    pub(super) samples: Vec<Sample>,
}

impl Pace {
    /// How long a run would have taken that had so many changes to make; `None` where no run can be compared with it.
    pub(super) fn of(&self, store: Store, verb: Verb, changes: usize) -> Option<Duration> {
        let (idle, _) = self.usual(store, verb, |changes| changes == 0)?;
        let (whole, all) = self.usual(store, verb, |changes| changes > 0)?;
        // A run may take less than one that has nothing to do: then it is not known what a change costs.
        let part = (f64::from(u32::try_from(changes).ok()?) / f64::from(u32::try_from(all).ok()?)).min(1.0);
        Some(idle + whole.saturating_sub(idle).mul_f64(part))
    }

    fn usual(&self, store: Store, verb: Verb, wanted: impl Fn(usize) -> bool) -> Option<(Duration, usize)> {
        let like =
            self.samples.iter().filter(|it| (it.store, it.verb) == (store, verb) && wanted(it.changes));
        let (times, changes): (Vec<_>, Vec<_>) = like.map(|it| (it.took, it.changes)).unzip();
        let all = *changes.iter().max()?;
        Some((median(&times), all))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_of_the_changes_take_half_of_the_time_beyond_that_of_none() {
        let sample = |took, changes| Sample {
            store: Store::Folder,
            verb: Verb::Up,
            took: Duration::from_secs(took),
            changes,
        };
        let pace = Pace { samples: vec![sample(2, 0), sample(10, 80)] };
        let of = |changes| pace.of(Store::Folder, Verb::Up, changes);
        assert_eq!(of(40), Some(Duration::from_secs(6)));
        assert_eq!(of(100), Some(Duration::from_secs(10)));
        assert_eq!(pace.of(Store::Bucket, Verb::Up, 40), None);
    }
}
