//! What every store promises a run, the one in memory too.

use ironwright_engine::store::{Store, StoreError};

use super::{Kept, event, holder, holds, text};

/// Tries what every store promises on an empty one, and gives back what is not as it should be; nothing is good.
pub async fn check_any(store: &dyn Store) -> Option<String> {
    all(store).await.err()
}

async fn all(store: &dyn Store) -> Kept {
    holds(store.load().await.map_err(text)?.serial == 0, "a new store has a state")?;
    let (mut state, mut journal) = store.begin(&holder("first")).await.map_err(text)?;
    for number in 0..3 {
        let events = [event(number), event(number + 100)];
        journal.append(&events).await.map_err(text)?;
        events.iter().try_for_each(|event| state.fold(event)).map_err(|error| error.to_string())?;
        holds(store.load().await.map_err(text)? == state, "what was appended is not there at once")?;
    }
    journal.append(&[]).await.map_err(text)?;
    match store.begin(&holder("second")).await {
        Err(StoreError::Locked { holder, .. }) => holds(holder.run == "first", "another is said to hold it")?,
        Err(error) => return Err(text(error)),
        Ok(_) => return Err("two runs have begun at once".to_owned()),
    }
    journal.close(&state).await.map_err(text)?;
    holds(store.load().await.map_err(text)? == state, "closing has changed the state")?;
    let (found, journal) = store.begin(&holder("third")).await.map_err(text)?;
    holds(found == state, "a run does not begin where the one before has ended")?;
    journal.release().await.map_err(text)?;
    let (_, journal) = store.begin(&holder("fourth")).await.map_err(text)?;
    journal.close(&state).await.map_err(text)
}
