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
    let unnoticed = DurableStore::on_disk(Arc::new(another.clone()), "/store", "demo");
    run(&unnoticed, 20 + 3 * seed).await.map_err(text)?;
    for (disk, what) in
        [(&copy, "an older state"), (&another, "another history"), (&SimulatedDisk::default(), "nothing")]
    {
        let refused = |error: Option<StoreError>| match error {
            Some(StoreError::NotAsSeen { .. }) => Ok(()),
            Some(error) => Err(format!("{what} is refused otherwise: {error}")),
            None => Err(format!("{what} passes for the latest")),
        };
        refused(seen(disk, notes).load().await.err())?;
        refused(seen(disk, notes).begin(&Holder::default()).await.err())?;
    }
    run(&seen(&original, notes), 1).await.map_err(text)
}

fn seen(disk: &SimulatedDisk, notes: &Path) -> SeenStore {
    let store = DurableStore::on_disk(Arc::new(disk.clone()), "/store", "demo");
    SeenStore::new(store, Some(notes), "it", Trust::Check)
}

async fn run(store: &dyn ironwright_engine::store::Store, events: u64) -> Result<(), StoreError> {
    let (mut state, mut journal) = store.begin(&Holder::default()).await?;
    for at in 0..events {
        let event = Event::RunBegan { run: format!("run-{at}"), verb: "up".to_owned(), at };
        state.fold(&event)?;
        journal.append(&[event]).await?;
    }
    journal.close(&state).await
}

fn copy_files(from: &SimulatedDisk, to: &SimulatedDisk) -> std::io::Result<()> {
    use ironwright_engine::store::Disk as _;
    for name in from.list(Path::new("/store"))? {
        let path = Path::new("/store").join(name);
        to.write(&path, &from.read(&path)?)?;
    }
    Ok(())
}
