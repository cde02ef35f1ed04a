//! What a machine has seen of a store: an older state, another history and an empty store do not pass for the latest.

use std::path::Path;
use std::sync::Arc;

use ironwright_core::journal::Event;
use ironwright_engine::store::{DurableStore, Holder, SeenStore, Store as _, StoreError, Trust, View as _};
use ironwright_testkit::disk::SimulatedDisk;
use ironwright_testkit::trials::{Stood, Trial};

pub(super) const TRIAL: Trial = Trial::new("neither an older state nor another history passes", 4, |seed| {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build();
    let notes = tempfile::tempdir().map_err(|error| error.to_string())?;
    runtime.map_err(|error| error.to_string())?.block_on(is_noticed(seed, notes.path()))
});

async fn is_noticed(seed: u64, notes: &Path) -> Stood {
    let text = |error: StoreError| error.to_string();
    let [original, copy, another] = [1, 2, 3].map(SimulatedDisk::numbered);
    run(&seen(&original, notes), 1 + seed).await.map_err(text)?;
    copy_files(&original, &copy).map_err(|error| error.to_string())?;
    run(&seen(&original, notes), 1 + seed).await.map_err(text)?;
    // Longer than what was seen, so that its number alone tells nothing.
    run(&plain(&another), 20 + 3 * seed).await.map_err(text)?;
    let empty = SimulatedDisk::default();
    for (disk, what) in [(&copy, "an older state"), (&another, "another history"), (&empty, "nothing")] {
        let refused = |error: Option<StoreError>| match error {
            Some(StoreError::NotAsSeen { .. }) => Ok(()),
            Some(error) => Err(format!("{what} is refused otherwise: {error}")),
            None => Err(format!("{what} passes for the latest")),
        };
        refused(seen(disk, notes).load().await.err())?;
        refused(seen(disk, notes).begin(&Holder::default()).await.err())?;
    }
    // A refused run that had begun a history there would have the next one told of another history, and not of none.
    if !plain(&empty).load().await.map_err(text)?.lineage.is_empty() {
        return Err("a run that is refused begins a history where there is none".to_owned());
    }
    run(&seen(&original, notes), 1).await.map_err(text)?;
    goes_on(notes).await
}

/// The store was removed, and the run that begins anew is killed: the next one goes on with what it has begun.
async fn goes_on(notes: &Path) -> Stood {
    let text = |error: StoreError| error.to_string();
    let store = SeenStore::new(plain(&SimulatedDisk::default()), Some(notes), "it", Trust::CheckUnlessEmpty);
    let (_, mut journal) = store.begin(&Holder::default()).await.map_err(text)?;
    journal.append(&[began(1)]).await.map_err(text)?;
    drop(journal);
    match store.load().await {
        Ok(_) => Ok(()),
        Err(error) => Err(format!("what a killed run has begun is refused: {error}")),
    }
}

fn plain(disk: &SimulatedDisk) -> DurableStore {
    DurableStore::on_disk(Arc::new(disk.clone()), "/store", "demo")
}

fn seen(disk: &SimulatedDisk, notes: &Path) -> SeenStore {
    SeenStore::new(plain(disk), Some(notes), "it", Trust::Check)
}

async fn run(store: &dyn ironwright_engine::store::Store, events: u64) -> Result<(), StoreError> {
    let (mut state, mut journal) = store.begin(&Holder::default()).await?;
    for at in 0..events {
        let event = began(at);
        state.fold(&event)?;
        journal.append(&[event]).await?;
    }
    journal.close(&state).await
}

fn began(at: u64) -> Event {
    Event::RunBegan { run: format!("run-{at}"), verb: "up".to_owned(), at }
}

fn copy_files(from: &SimulatedDisk, to: &SimulatedDisk) -> std::io::Result<()> {
    use ironwright_engine::store::Disk as _;
    for name in from.list(Path::new("/store"))? {
        let path = Path::new("/store").join(name);
        to.write(&path, &from.read(&path)?)?;
    }
    Ok(())
}
