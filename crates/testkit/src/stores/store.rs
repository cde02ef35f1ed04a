//! What every store owes a run, the one in memory too.

use ironwright_engine::store::{Store, StoreError};

use super::{Broken, holder, published};

/// Asks an empty store for everything that every store has promised; returns what it did not keep.
pub async fn store(store: &dyn Store) -> Vec<String> {
    let mut broken = Broken::default();
    let ended = all(store, &mut broken).await;
    broken.of(ended)
}

async fn all(store: &dyn Store, broken: &mut Broken) -> Result<(), StoreError> {
    broken.unless(store.load().await?.serial == 0, "a new store has an empty state");
    let (mut state, mut journal) = store.begin(&holder("first")).await?;
    broken.unless(state.serial == 0, "a first run begins with an empty state");
    for number in 0..3 {
        let events = [published(number), published(number + 100)];
        journal.append(&events).await?;
        for event in &events {
            state.fold(event)?;
        }
        broken.unless(store.load().await? == state, "what was appended is there when the append returns");
    }
    journal.append(&[]).await?;
    match store.begin(&holder("second")).await {
        Err(StoreError::Locked { holder, .. }) => {
            broken.unless(holder.run == "first", "who is told to wait is told for whom");
        }
        Err(error) => return Err(error),
        Ok(_) => broken.unless(false, "two runs do not begin at once"),
    }
    journal.close(&state).await?;
    broken.unless(store.load().await? == state, "closing changes no state");
    let (found, journal) = store.begin(&holder("second")).await?;
    broken.unless(found == state, "a run begins where the one before has ended");
    journal.release().await?;
    let (_, journal) = store.begin(&holder("third")).await?;
    journal.close(&state).await
}
