//! A stack that moves to another place, goes on there, and comes back.

use ironwright_engine::store::{DurableStore, StoreError, View as _};

use super::{Kept, holder, holds, run, text};

type Open<'a> = &'a dyn Fn(&str) -> DurableStore;

pub(super) async fn moves(open: Open<'_>) -> Kept {
    let (here, there) = (|| open("moving-here"), || open("moving-there"));
    let me = holder("moves");
    let nothing = here().migrate(&there(), "there", &me).await;
    holds(matches!(nothing, Err(StoreError::Unmovable { .. })), "nothing has moved")?;
    let before = run(&here(), 30).await?;
    let moved = here().migrate(&there(), "there", &me).await.map_err(text)?;
    holds(moved.state == before && there().load().await.map_err(text)? == before, "it is not there whole")?;
    holds(there().at(2).await.is_ok_and(|state| state.serial == 2), "its history has not moved with it")?;
    holds(is_told(here().load().await.err()), "who looks where it was is not told where it is")?;
    let begun = run(&here(), 1).await.err().unwrap_or_default();
    holds(begun.contains("has moved"), "who writes where it was is not told where it is")?;
    let restored = here().restore(1, 0, &me).await;
    holds(is_told(restored.err()), "it can be brought back where it was, and be in two places")?;
    let again = here().migrate(&there(), "there", &me).await.map_err(text)?;
    holds(again.before, "it has moved twice")?;
    let after = run(&there(), 4).await?;
    let back = there().migrate(&here(), "here", &me).await.map_err(text)?;
    holds(back.state == after && here().load().await.map_err(text)? == after, "it does not come back whole")?;
    let last = run(&here(), 2).await?;
    holds(here().load().await.map_err(text)? == last, "it does not go on where it was")?;
    let damaged = here().history().await.map_err(text)?.damaged;
    holds(damaged.is_empty(), &damaged.join("; "))
}

pub(super) async fn keeps_strangers_apart(open: Open<'_>) -> Kept {
    let (ours, theirs) = (open("apart-ours"), open("apart-theirs"));
    let (state, strange) = (run(&ours, 3).await?, run(&theirs, 2).await?);
    let refused = ours.migrate(&theirs, "theirs", &holder("moves")).await;
    holds(matches!(refused, Err(StoreError::Unmovable { .. })), "another history was written over")?;
    holds(
        ours.load().await.map_err(text)? == state && theirs.load().await.map_err(text)? == strange,
        "a move that was refused has changed something",
    )
}

fn is_told(error: Option<StoreError>) -> bool {
    matches!(error, Some(StoreError::Moved { to, .. }) if to == "there")
}
