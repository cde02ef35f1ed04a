//! Leases where nothing but a heartbeat tells who lives: in a bucket.

use std::sync::Arc;
use std::time::Duration;

use ironwright_engine::store::medium::Long;
use ironwright_engine::store::{DurableStore, Store as _, StoreError, View as _};
use tokio::time::{Instant, sleep, timeout};

use super::{Stood, Trial, holder, holds, in_virtual_time, published, text};
use crate::objects::{Bucket, SimulatedObjects, Weather};

pub(super) fn trials() -> Vec<Trial> {
    vec![
        Trial::new("a holder that was killed is followed within half a minute, and not before", 4, |seed| {
            in_virtual_time(is_followed(seed))
        }),
        Trial::new("a holder that lives is named soon and keeps its lease for hours", 2, |seed| {
            in_virtual_time(lives_on(seed))
        }),
        Trial::new("a holder that slept is refused and knows by whom", 4, |seed| {
            in_virtual_time(slept(seed))
        }),
        Trial::new("a holder that slept is refused when its journal was swept away meanwhile", 4, |seed| {
            in_virtual_time(outslept(seed))
        }),
        Trial::new("a holder that cannot renew is told before anybody takes over", 4, |seed| {
            in_virtual_time(is_told(seed))
        }),
        Trial::new("a step costs one write and a short run few", 1, |seed| in_virtual_time(costs(seed))),
    ]
}

fn process(bucket: &Bucket, seed: u64) -> (SimulatedObjects, DurableStore) {
    let objects = SimulatedObjects::new(bucket, Weather::FAIR, seed);
    (objects.clone(), DurableStore::new(Arc::new(objects), "demo"))
}

async fn is_followed(seed: u64) -> Stood {
    let bucket = Bucket::default();
    let (killed, first) = process(&bucket, seed * 10 + 1);
    let (_, mut journal) = first.begin(&holder("first")).await.map_err(text)?;
    journal.append(&[published(1)]).await.map_err(text)?;
    sleep(Duration::from_secs(13 * seed)).await;
    killed.kill();
    let since = Instant::now();
    let (state, _journal) = process(&bucket, seed * 10 + 2).1.begin(&holder("second")).await.map_err(text)?;
    holds(state.serial == 1, || format!("state {} is there", state.serial))?;
    let waited = since.elapsed();
    let in_time = (Duration::from_secs(20)..Duration::from_secs(30)).contains(&waited);
    holds(in_time, || format!("it is followed after {waited:?}"))
}

async fn lives_on(seed: u64) -> Stood {
    let bucket = Bucket::default();
    let (_, first) = process(&bucket, seed * 10 + 1);
    let (_, mut journal) = first.begin(&holder("first")).await.map_err(text)?;
    for hour in 1..4 {
        sleep(Duration::from_hours(1)).await;
        let since = Instant::now();
        match process(&bucket, seed * 10 + hour + 1).1.begin(&holder("second")).await {
            Err(StoreError::Locked { holder, .. }) if holder.run == "first" => {}
            Err(error) => return Err(text(error)),
            Ok(_) => return Err("another takes the lease of one who lives".to_owned()),
        }
        let waited = since.elapsed();
        holds(waited < Duration::from_secs(9), || format!("it is named after {waited:?}"))?;
        journal.append(&[published(hour)]).await.map_err(text)?;
    }
    let report = first.lease().await.map_err(text)?.ok_or("there is no lease")?;
    holds((report.epoch, report.alive) == (1, Some(true)), || format!("{report:?}"))
}

async fn slept(seed: u64) -> Stood {
    let bucket = Bucket::default();
    let (sleeper, first) = process(&bucket, seed * 10 + 1);
    let (_, mut old) = first.begin(&holder("first")).await.map_err(text)?;
    sleeper.stand_still(Duration::from_mins(2));
    let (_, mut new) = process(&bucket, seed * 10 + 2).1.begin(&holder("second")).await.map_err(text)?;
    new.append(&[published(1)]).await.map_err(text)?;
    match old.append(&[published(9)]).await {
        Err(StoreError::LeaseLost { taken_by: Some(by) }) if by.run == "second" => {}
        Err(error) => return Err(format!("it is refused otherwise: {error}")),
        Ok(()) => return Err("two write at once".to_owned()),
    }
    let state = first.load().await.map_err(text)?;
    holds(state.serial == 1, || format!("state {} is there", state.serial))
}

async fn outslept(seed: u64) -> Stood {
    let bucket = Bucket::default();
    let short = Long { bytes: 1, appends: 1 };
    let (sleeper, first) = process(&bucket, seed * 10 + 1);
    let second = process(&bucket, seed * 10 + 2).1.with_journals_up_to(short);
    let (_, mut old) = first.begin(&holder("first")).await.map_err(text)?;
    old.append(&[published(1)]).await.map_err(text)?;
    sleeper.stand_still(Duration::from_hours(1));
    // Each of these runs replaces the journal; the first of the journals is swept away.
    for number in 0..15 {
        let (mut state, mut new) = second.begin(&holder("second")).await.map_err(text)?;
        state.fold(&published(number)).map_err(text)?;
        new.append(&[published(number)]).await.map_err(text)?;
        new.close(&state).await.map_err(text)?;
    }
    match old.append(&[published(9)]).await {
        Err(StoreError::LeaseLost { .. }) => Ok(()),
        Err(error) => Err(format!("it is refused otherwise: {error}")),
        Ok(()) => Err("it writes to a journal that is not there any more".to_owned()),
    }
}

async fn is_told(seed: u64) -> Stood {
    let bucket = Bucket::default();
    let (cut_off, first) = process(&bucket, seed * 10 + 1);
    let (_, journal) = first.begin(&holder("first")).await.map_err(text)?;
    sleep(Duration::from_secs(seed * 3)).await;
    let since = Instant::now();
    cut_off.stand_still(Duration::from_hours(1));
    let mut lost = journal.lost().ok_or("it can never be lost")?;
    let told = timeout(Duration::from_mins(10), lost.wait_for(|lost| *lost)).await;
    holds(told.is_ok_and(|told| told.is_ok()), || "it is not told".to_owned())?;
    let after = since.elapsed();
    holds(after < Duration::from_secs(40), || format!("it is told after {after:?}"))
}

async fn costs(seed: u64) -> Stood {
    let bucket = Bucket::default();
    let (objects, store) = process(&bucket, seed + 1);
    let (mut state, mut journal) = store.begin(&holder("first")).await.map_err(text)?;
    let before = objects.writes();
    for number in 0..10 {
        state.fold(&published(number)).map_err(text)?;
        journal.append(&[published(number)]).await.map_err(text)?;
    }
    let writes = objects.writes() - before;
    holds(writes == 10, || format!("ten steps cost {writes} writes"))?;
    journal.close(&state).await.map_err(text)?;
    let before = objects.writes();
    let (state, journal) = store.begin(&holder("second")).await.map_err(text)?;
    journal.close(&state).await.map_err(text)?;
    let writes = objects.writes() - before;
    // Taking the lease, beginning the epoch, giving the lease back.
    holds(writes == 3, || format!("a run without a step costs {writes} writes"))
}
