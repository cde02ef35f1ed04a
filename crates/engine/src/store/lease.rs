//! The lease: who may write, for how long, and how everybody else finds out that they may.
//!
//! An item `lease.json` says who holds it. Its epoch rises with every holder. Whether a holder lives is told by the
//! medium's signs of life, where it has them: a folder's are given back by the system at the moment a process dies. Where
//! there are none, the holder writes a heartbeat, and a contender takes over when the item has not changed for the whole
//! time to live *by the contender's own clock*: no two clocks are ever compared. A holder that could not renew in that
//! time stops by itself; one that does not notice, because it was asleep, is stopped by the journal, see `mod.rs`.

use std::io::{Error, ErrorKind};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use tokio::sync::{Mutex, watch};
use tokio::task::AbortHandle;
use tokio::time::{Instant, sleep};

use super::medium::{Claim, Claimed, Expected, Medium, Version};
use super::{Holder, StoreError, checked};
use crate::progress::{Events, Progress};
use crate::tasks::detached;

/// How long a lease lives without a heartbeat.
pub(super) const TIME_TO_LIVE: Duration = Duration::from_secs(20);
/// Where it stands.
const ITEM: &str = "lease.json";
/// For how long a contender waits for another that is just taking it.
const PATIENCE: Duration = Duration::from_secs(10);
/// How often a contender looks before it believes that a holder lives.
const LOOKS: u32 = 3;
/// How often a holder tries to change a lease of its own whose last change it has not heard of.
const TRIES: u32 = 3;

/// What stands in the item.
#[derive(Clone, PartialEq, Eq, Debug, serde::Serialize, serde::Deserialize)]
struct Lease {
    epoch: u64,
    /// Tells the writing of one holder from every other's, whatever else they agree in.
    nonce: String,
    /// Counts the heartbeats.
    beat: u64,
    holder: Option<Holder>,
}

/// What is known of the lease, for a person.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LeaseReport {
    /// Its number: it rises with every holder.
    pub epoch: u64,
    /// Who holds it, if anybody does.
    pub holder: Option<Holder>,
    /// Whether the holder lives, as far as that can be known.
    pub alive: Option<bool>,
}

/// A lease that this process holds, until it is released or somebody else has taken it.
#[derive(Debug)]
pub(super) struct Held {
    renewal: Arc<Renewal>,
    /// The medium's sign of life; without one, a heartbeat goes on.
    beating: Option<AbortHandle>,
    claim: Option<Kept>,
}

/// Kept for its end.
struct Kept(#[expect(dead_code, reason = "it is given back when it is dropped")] Claim);

impl std::fmt::Debug for Kept {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Kept")
    }
}

#[derive(Debug)]
struct Renewal {
    medium: Arc<dyn Medium>,
    /// Tells our own writing from everybody else's.
    nonce: String,
    time_to_live: Duration,
    written: Mutex<Written>,
    lost: watch::Sender<bool>,
}

#[derive(Debug)]
struct Written {
    lease: Lease,
    version: Version,
    /// When that was sent, by a clock that never goes back and by one that goes on while the machine sleeps.
    at: (Instant, SystemTime),
}

impl Written {
    fn age(&self) -> Duration {
        self.at.0.elapsed().max(self.at.1.elapsed().unwrap_or_default())
    }
}

/// A holder whose next heartbeat is watched for.
struct Watched {
    holder: Box<Holder>,
    /// The lease as it was first seen.
    version: Version,
    since: Instant,
}

/// How a lease is taken.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Way {
    /// From nobody, or from a holder that is dead.
    Free,
    /// Whoever holds it: a person has decided so.
    Break,
}

/// Takes the lease.
///
/// # Errors
/// When somebody else holds it and lives, or the medium does not answer.
pub(super) async fn take(
    medium: &Arc<dyn Medium>,
    holder: &Holder,
    way: Way,
    time_to_live: Duration,
    events: &Events,
) -> Result<Held, StoreError> {
    let (mut watched, since): (Option<Watched>, _) = (None, Instant::now());
    let mut looks = 0;
    loop {
        let (found, damaged) = match read(&**medium).await {
            Err(StoreError::LeaseDamaged { .. }) if way == Way::Break => (None, true),
            read => (read?, false),
        };
        if let Some((lease, version)) = &found
            && let Some(other) = &lease.holder
            && way == Way::Free
        {
            match medium.claim(lease.epoch).await? {
                // Taken, and given back at once: its holder is dead.
                Claimed::Ours(_) => {}
                // It may be another contender who looks whether the holder lives: that takes a moment.
                Claimed::Elsewhere if looks < LOOKS => {
                    looks += 1;
                    sleep(Duration::from_millis(5)).await;
                    continue;
                }
                Claimed::Elsewhere => return Err(locked(other, holder)),
                Claimed::Unknown => match &watched {
                    Some(watched) if watched.version != *version => return Err(locked(other, holder)),
                    Some(watched) if watched.since.elapsed() >= time_to_live => {}
                    _ => {
                        watched.get_or_insert_with(|| {
                            let holder = Box::new(other.clone());
                            events.tell(Progress::LeaseWatched {
                                holder: holder.clone(),
                                at_most: time_to_live,
                            });
                            Watched { holder, version: version.clone(), since: Instant::now() }
                        });
                        sleep(time_to_live / 10).await;
                        continue;
                    }
                },
            }
        }
        let (before, version, holder_before) = match found {
            Some((lease, version)) => (lease.epoch, Expected::Version(version), lease.holder),
            None => match medium.get(ITEM).await? {
                // A damaged one that is to be broken, or a blank one.
                Some(item) if damaged || is_blank(&item.bytes) => (0, Expected::Version(item.version), None),
                // It was not there a moment ago: it is another's, who has just taken it.
                Some(_) => continue,
                None => (0, Expected::Nothing, None),
            },
        };
        let epoch = before + 1;
        let claim = match medium.claim(epoch).await? {
            Claimed::Ours(claim) => Some(Kept(claim)),
            Claimed::Unknown => None,
            Claimed::Elsewhere if since.elapsed() > PATIENCE => {
                let error = Error::new(ErrorKind::TimedOut, "another process is taking it and does not move");
                return Err(StoreError::io("taking", medium.place(ITEM), error));
            }
            Claimed::Elsewhere => {
                sleep(Duration::from_millis(10)).await;
                continue;
            }
        };
        let lease = Lease { epoch, nonce: medium.nonce(), beat: 0, holder: Some(holder.clone()) };
        let at = (Instant::now(), SystemTime::now());
        let Some(version) = write(&**medium, &lease, version).await? else { continue };
        let given_back = holder_before.is_none();
        let from = holder_before.map(Box::new).or(watched.map(|watched| watched.holder));
        if let Some(holder) = from.filter(|_| way == Way::Free) {
            events.tell(Progress::LeaseTaken { holder, given_back });
        }
        return Ok(Held::new(Arc::clone(medium), Written { lease, version, at }, claim, time_to_live));
    }
}

/// What is known of the lease; where a holder's heartbeat alone can tell, waits for one.
///
/// # Errors
/// When it cannot be read.
pub(super) async fn report(
    medium: &dyn Medium,
    time_to_live: Duration,
    events: &Events,
) -> Result<Option<LeaseReport>, StoreError> {
    let Some((lease, version)) = read(medium).await? else { return Ok(None) };
    let Lease { epoch, holder, .. } = lease;
    let Some(held_by) = &holder else {
        return Ok(Some(LeaseReport { epoch, holder, alive: None }));
    };
    let alive = match medium.claim(epoch).await? {
        Claimed::Ours(_) => Some(false),
        Claimed::Elsewhere => Some(true),
        Claimed::Unknown => {
            // A beat comes every quarter of the time to live; a third leaves it time to arrive.
            let at_most = time_to_live / 3;
            events.tell(Progress::LeaseWatched { holder: Box::new(held_by.clone()), at_most });
            sleep(at_most).await;
            let later = read(medium).await?;
            later.is_some_and(|(_, later)| later != version).then_some(true)
        }
    };
    Ok(Some(LeaseReport { epoch, holder, alive }))
}

impl Held {
    fn new(medium: Arc<dyn Medium>, written: Written, claim: Option<Kept>, time_to_live: Duration) -> Self {
        let nonce = written.lease.nonce.clone();
        let (written, lost) = (Mutex::new(written), watch::channel(false).0);
        let renewal = Arc::new(Renewal { medium, nonce, time_to_live, written, lost });
        let beating = claim.is_none().then(|| {
            let (renewal, broken) = (Arc::clone(&renewal), Arc::clone(&renewal));
            // A lease that nobody renews is as good as lost: whoever acts under it is to stop.
            let stops = move |_| {
                broken.lost.send_replace(true);
            };
            detached(async move { renewal.go_on().await }, stops)
        });
        Self { renewal, beating, claim }
    }

    pub(super) async fn epoch(&self) -> u64 {
        self.renewal.written.lock().await.lease.epoch
    }

    pub(super) fn lost(&self) -> watch::Receiver<bool> {
        self.renewal.lost.subscribe()
    }

    /// Makes sure, as far as that is possible, that the lease is still ours.
    ///
    /// # Errors
    /// When it is not, or when that cannot be found out in time.
    pub(super) async fn ensure(&self) -> Result<(), StoreError> {
        if *self.renewal.lost.borrow() {
            return Err(self.renewal.taken().await);
        }
        // A sign of life of the system's cannot be late. Half of the time is not yet too late for a heartbeat.
        if self.beating.is_some() && self.renewal.written.lock().await.age() > self.renewal.time_to_live / 2 {
            self.renewal.renew().await?;
        }
        Ok(())
    }

    /// Raises the epoch above one that the journal knows already: the item was removed since.
    ///
    /// # Errors
    /// When the lease is not ours any more.
    pub(super) async fn raise(&mut self, above: u64) -> Result<(), StoreError> {
        let claim = match self.renewal.medium.claim(above + 1).await? {
            Claimed::Ours(claim) => Some(Kept(claim)),
            Claimed::Unknown => None,
            Claimed::Elsewhere => return Err(self.renewal.taken().await),
        };
        self.renewal.change(|lease| lease.epoch = above + 1).await?;
        self.claim = claim;
        Ok(())
    }

    /// Gives the lease back. That somebody else has it by now is no error.
    ///
    /// # Errors
    /// When the medium does not answer.
    pub(super) async fn release(mut self) -> Result<(), StoreError> {
        self.stop_beating();
        match self.renewal.change(|lease| lease.holder = None).await {
            Ok(()) | Err(StoreError::LeaseLost { .. }) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Who has taken the lease, as an error.
    pub(super) async fn taken(&self) -> StoreError {
        self.renewal.taken().await
    }

    fn stop_beating(&mut self) {
        if let Some(beating) = self.beating.take() {
            beating.abort();
        }
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.stop_beating();
    }
}

impl Renewal {
    /// Renews until that is not possible any more.
    async fn go_on(&self) {
        loop {
            sleep(self.time_to_live / 4).await;
            let renewed = tokio::time::timeout(self.time_to_live / 2, self.renew()).await;
            let is_late = self.written.lock().await.age() >= self.time_to_live;
            if is_late || matches!(renewed, Ok(Err(StoreError::LeaseLost { .. }))) {
                self.lost.send_replace(true);
                return;
            }
        }
    }

    async fn renew(&self) -> Result<(), StoreError> {
        self.change(|lease| lease.beat += 1).await
    }

    /// Changes the lease, if it is still ours. A renewal that was given up half way may have been written all the same:
    /// what bears our nonce is ours, and the change goes on from there.
    async fn change(&self, change: impl Fn(&mut Lease)) -> Result<(), StoreError> {
        let mut written = self.written.lock().await;
        for _ in 0..TRIES {
            let (mut lease, at) = (written.lease.clone(), (Instant::now(), SystemTime::now()));
            change(&mut lease);
            if let Some(version) =
                write(&*self.medium, &lease, Expected::Version(written.version.clone())).await?
            {
                *written = Written { lease, version, at };
                return Ok(());
            }
            match read(&*self.medium).await? {
                Some((lease, version)) if lease.nonce == self.nonce && version != written.version => {
                    (written.lease, written.version) = (lease, version);
                }
                _ => break,
            }
        }
        Err(self.taken().await)
    }

    async fn taken(&self) -> StoreError {
        let holder = match read(&*self.medium).await {
            // One that was only not renewed in time is still ours by name.
            Ok(Some((lease, _))) => lease.holder.filter(|_| lease.nonce != self.nonce),
            Ok(None) | Err(_) => None,
        };
        StoreError::LeaseLost { taken_by: holder.map(Box::new) }
    }
}

fn locked(other: &Holder, holder: &Holder) -> StoreError {
    StoreError::Locked { holder: Box::new(other.clone()), age: holder.since.saturating_sub(other.since) }
}

async fn read(medium: &dyn Medium) -> Result<Option<(Lease, Version)>, StoreError> {
    // It need not outlive the machine. A power loss may leave it blank, and nobody who held it then.
    let there = medium.get(ITEM).await?.filter(|item| !is_blank(&item.bytes));
    let Some(item) = there else { return Ok(None) };
    let parsed = serde_json::from_slice(&item.bytes).map_err(|error| error.to_string());
    let lease = parsed
        .and_then(checked::read)
        .map_err(|reason| StoreError::LeaseDamaged { path: medium.place(ITEM), reason })?;
    Ok(Some((lease, item.version)))
}

fn is_blank(bytes: &[u8]) -> bool {
    bytes.iter().all(|byte| *byte == 0)
}

/// Writes the lease; `None` when what is there is neither as expected nor our own writing.
async fn write(
    medium: &dyn Medium,
    lease: &Lease,
    expected: Expected,
) -> Result<Option<Version>, StoreError> {
    let bytes = checked::write(lease);
    if let Some(version) = medium.put_lightly(ITEM, bytes, expected).await? {
        return Ok(Some(version));
    }
    // An answer may be lost on the way: then the second try finds the first one's writing.
    Ok(read(medium).await?.filter(|(found, _)| found == lease).map(|(_, version)| version))
}
