//! What becomes of a call: decided by the seed, the action, and which call of that action it is.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use super::Faults;
use crate::call::pace::Bucket;
use crate::call::service::{Service, is_read};
use crate::registry::service;

/// What becomes of a call.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) enum Fault {
    /// Nothing happens to it.
    Answered,
    /// No connection comes to be.
    Refused,
    /// It is lost before the server gets it.
    LostRequest,
    /// The server acts, and its answer is lost.
    LostResponse,
    /// The server fails before it acts, with this status.
    FailedBefore(u16),
    /// The server fails after it has acted, with this status.
    FailedAfter(u16),
    /// It times out; the server may have acted.
    Stalled { acts: bool },
    /// It reaches the server after this time, when nobody waits for it any more.
    Late(Duration),
    /// The server has had too many of its like.
    Throttled,
}

impl Fault {
    /// What it is counted under; nothing when all went well.
    pub(super) fn word(self) -> Option<&'static str> {
        match self {
            Self::Answered => None,
            Self::Refused => Some("no connection"),
            Self::LostRequest => Some("lost request"),
            Self::LostResponse => Some("lost response"),
            Self::FailedBefore(_) => Some("5xx before acting"),
            Self::FailedAfter(_) => Some("5xx after acting"),
            Self::Stalled { .. } => Some("stalled"),
            Self::Late(_) => Some("landed late"),
            Self::Throttled => Some("throttled"),
        }
    }
}

/// Decides over calls.
pub(super) struct Fates {
    faults: Faults,
    actions: Mutex<HashMap<String, Action>>,
}

/// What is known of one action.
struct Action {
    calls: u64,
    bucket: Bucket,
}

impl Fates {
    pub(super) fn new(faults: Faults) -> Self {
        Self { faults, actions: Mutex::default() }
    }

    pub(super) fn faults(&self) -> &Faults {
        &self.faults
    }

    /// Decides over the next call of an action.
    pub(super) fn decide(&self, action: &str) -> Fault {
        let faults = &self.faults;
        let mut actions = self.actions.lock().unwrap_or_else(PoisonError::into_inner);
        let (prefix, name) = action.split_once(':').unwrap_or_default();
        let known = actions.entry(action.to_owned()).or_insert_with(|| {
            let service = service(prefix).unwrap_or(&const { Service::named("") });
            Action { calls: 0, bucket: Bucket::published(service, name) }
        });
        known.calls += 1;
        if faults.throttled && !known.bucket.admits() {
            return Fault::Throttled;
        }
        let roll = |what: &str| fraction(faults.seed, &[what, action], known.calls);
        let status = if roll("status") < 0.5 { 500 } else { 503 };
        let (low, high) = faults.landing;
        let landing = low + high.saturating_sub(low).mul_f64(roll("landing"));
        // What changes nothing need not arrive once it was given up.
        let late = if is_read(name) { Fault::LostRequest } else { Fault::Late(landing) };
        let shares = [
            (faults.refused, Fault::Refused),
            (faults.lost_requests, Fault::LostRequest),
            (faults.lost_responses, Fault::LostResponse),
            (faults.failed_before, Fault::FailedBefore(status)),
            (faults.failed_after, Fault::FailedAfter(status)),
            (faults.stalled, Fault::Stalled { acts: roll("stall") < 0.5 }),
            (faults.late, late),
        ];
        let mut left = roll("fate");
        for (share, fate) in shares {
            if left < share {
                return fate;
            }
            left -= share;
        }
        Fault::Answered
    }
}

/// A number from 0 to 1 that follows from what it is for.
fn fraction(seed: u64, what: &[&str], number: u64) -> f64 {
    let bytes = what.iter().flat_map(|text| text.bytes().chain([0]));
    // FNV over the words, and SplitMix64's last step to spread it.
    let hash = bytes.fold(seed ^ 0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    let mut mixed = hash ^ number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    #[expect(clippy::cast_precision_loss, reason = "53 bits are what a float holds")]
    let fraction = ((mixed ^ (mixed >> 31)) >> 11) as f64 / (1_u64 << 53) as f64;
    fraction
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fates(faults: &Faults, calls: usize) -> Vec<Fault> {
        let fates = Fates::new(faults.clone());
        (0..calls).map(|_| fates.decide("ec2:CreateVpc")).collect()
    }

    #[tokio::test(start_paused = true)]
    async fn the_same_seed_is_the_same_fate_and_shares_are_kept() {
        let faults = Faults { seed: 7, lost_responses: 0.1, late: 0.05, ..Faults::default() };
        let drawn = fates(&faults, 2_000);
        assert_eq!(drawn, fates(&faults, 2_000));
        assert_ne!(drawn, fates(&Faults { seed: 8, ..faults }, 2_000));
        let lost = drawn.iter().filter(|fate| **fate == Fault::LostResponse).count();
        let late = drawn.iter().filter(|fate| matches!(fate, Fault::Late(_))).count();
        assert!((150..250).contains(&lost) && (60..140).contains(&late), "{lost} lost, {late} late");
    }

    #[tokio::test(start_paused = true)]
    async fn a_server_takes_what_aws_publishes_and_no_more() {
        let faults = Faults { throttled: true, ..Faults::default() };
        let fates = Fates::new(faults);
        let took =
            |fates: &Fates| (0..100).filter(|_| fates.decide("ec2:CreateVpc") == Fault::Answered).count();
        assert_eq!(took(&fates), 50);
        tokio::time::advance(Duration::from_secs(2)).await;
        assert_eq!(took(&fates), 10);
    }
}
