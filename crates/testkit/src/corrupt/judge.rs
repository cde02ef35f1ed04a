//! What must hold of a store that was changed behind our back.

use ironwright_core::State;
use ironwright_engine::store::{DurableStore, Store as _, StoreError, View as _};

use super::histories::{Files, Laid, Original, Past, holder, kept};
use super::mutate::Kind;
use super::shape::{cannot_tell, last_good};
use super::{Outcome, holds};

/// A store, and what was done to it.
struct Case<'a> {
    original: &'a Original,
    foreign: &'a Original,
    kind: Kind,
    files: &'a Files,
    store: DurableStore,
}

/// Reads a store that was changed, and runs on it.
///
/// # Errors
/// What does not hold.
pub(super) async fn judge(
    original: &Original,
    foreign: &Original,
    kind: Kind,
    files: &Files,
) -> Result<Outcome, String> {
    let store = Laid::out(original.ground, files)?.store(original.sealing, original.stack);
    let case = Case { original, foreign, kind, files, store };
    // Looking at what there was must work whatever is wrong, or say why it does not.
    if let Err(error) = case.store.history().await {
        holds(!error.hint().is_empty(), || format!("nobody says what to do about {error}"))?;
    }
    match case.store.load().await {
        Ok(state) => case.is_read(state).await,
        Err(error) => case.is_refused(error).await,
    }
}

impl Case<'_> {
    /// A state was read: it must be one that there was, and the latest unless nothing in the store can tell.
    async fn is_read(&self, state: State) -> Result<Outcome, String> {
        let Original { states, latest, past, .. } = self.original;
        let is_ours = states.get(&state.serial) == Some(&state);
        let is_theirs = self.foreign.states.get(&state.serial) == Some(&state);
        let is_empty = self.files.iter().all(|(name, _)| !name.starts_with("journal-")) && state.serial == 0;
        holds(is_ours || is_empty || self.kind == Kind::Foreign && is_theirs, || {
            format!("state {} was never like that", state.serial)
        })?;
        let is_latest = is_ours && state.serial == *latest;
        if is_latest && (*past != Past::Left || self.is_cut_short(&state)) {
            return self.goes_on(&state).await;
        }
        let is_replaced = matches!(self.kind, Kind::Old | Kind::Foreign) || is_empty;
        holds(is_replaced || self.is_cut_short(&state), || {
            format!("state {} passes for the latest, {latest}", state.serial)
        })?;
        match self.original.seen(&self.store).load().await {
            Err(error @ StoreError::NotAsSeen { .. }) => {
                holds(error.hint().contains("--accept-state"), || format!("{error}: {}", error.hint()))?;
            }
            // Where a stack has left, this is the state with which it did.
            Ok(_) if is_latest => {}
            other => return Err(format!("the note of what was seen lets pass {other:?}")),
        }
        self.goes_on(&state).await.map(|_| Outcome::NotAsSeen)
    }

    /// Whether the end of the journal is gone so that nothing in the store can tell.
    fn is_cut_short(&self, state: &State) -> bool {
        cannot_tell(self.original, self.files) == Some(state.serial)
    }

    /// A run goes on from this state.
    async fn goes_on(&self, state: &State) -> Result<Outcome, String> {
        let (outcome, begun) = match self.store.begin(&holder("goes on")).await {
            Err(StoreError::LeaseDamaged { .. }) => {
                self.store
                    .break_lease(&holder("breaks"))
                    .await
                    .map_err(|error| format!("breaking: {error}"))?;
                (Outcome::LeaseBroken, self.store.begin(&holder("goes on")).await)
            }
            begun => (Outcome::Harmless, begun),
        };
        let (begun, mut journal) =
            begun.map_err(|error| format!("it is read, and no run begins: {error}"))?;
        // Where nothing is, a run makes up a history.
        let is_new = state.lineage.is_empty() && begun.serial == 0;
        holds(is_new || begun == *state, || {
            format!("what is read is not what a run begins with, {}", begun.serial)
        })?;
        let (mut state, event) = (begun, kept("after", false).map_err(|error| error.to_string())?);
        state.fold(&event).map_err(|error| error.to_string())?;
        journal.append(&[event]).await.map_err(|error| format!("nothing can be written: {error}"))?;
        journal.close(&state).await.map_err(|error| format!("the run cannot end: {error}"))?;
        let loaded = self.store.load().await.map_err(|error| format!("after the next run: {error}"))?;
        holds(loaded == state, || "what the next run has written is not there".to_owned())?;
        Ok(outcome)
    }

    /// It was refused: with a reason, and with something to do about it that helps.
    async fn is_refused(&self, error: StoreError) -> Result<Outcome, String> {
        let (said, hint) = (error.to_string(), error.hint());
        holds(!hint.is_empty(), || format!("nobody says what to do about {said}"))?;
        if let Err(also) = self.store.begin(&holder("begins")).await {
            holds(!also.hint().is_empty(), || format!("nobody says what to do about {also}"))?;
        } else {
            return Err(format!("a run begins although {said}"));
        }
        let is_newer = self.kind == Kind::Newer;
        match error {
            StoreError::Moved { .. } if self.original.past == Past::Left => Ok(Outcome::Harmless),
            StoreError::Moved { .. } if self.kind == Kind::Foreign && self.foreign.past == Past::Left => {
                Ok(Outcome::OtherStack)
            }
            StoreError::OtherFormat { .. } | StoreError::Newer { .. } => {
                holds(is_newer, || format!("nothing of it is newer: {said}"))?;
                self.is_left_alone(&said, &hint).await
            }
            StoreError::OtherStack { .. } => {
                holds(self.kind == Kind::Foreign, || format!("nothing of it is foreign: {said}"))?;
                Ok(Outcome::OtherStack)
            }
            StoreError::Sealed(_) if is_newer => self.is_left_alone(&said, &hint).await,
            StoreError::Sealed(_) => self.is_mended_by_its_keys(&said).await,
            StoreError::Damaged { good, .. } => {
                holds(!is_newer, || format!("what is newer passes for damaged: {said}"))?;
                self.comes_back(good, &said).await
            }
            _ => Err(format!("it is refused otherwise: {said}")),
        }
    }

    /// What a newer version wrote is neither replaced nor taken for damage.
    async fn is_left_alone(&self, said: &str, hint: &str) -> Result<Outcome, String> {
        holds(hint.contains("newer"), || format!("{said}: {hint}"))?;
        let restored = self.store.restore(0, 0, &holder("restores")).await;
        holds(restored.is_err(), || "what a newer version wrote is replaced".to_owned())?;
        Ok(Outcome::NewerVersion)
    }

    /// The keys are not right. With those that were there, the store is as good as its other files are.
    async fn is_mended_by_its_keys(&self, said: &str) -> Result<Outcome, String> {
        let (ours, there) = (self.original.files.get("keys.json"), self.files.get("keys.json"));
        if self.kind == Kind::Foreign && !self.is_one_file() {
            // They are compared with what else came from there.
            return Ok(Outcome::WrongKeys);
        }
        holds(ours != there, || format!("the keys are right: {said}"))?;
        let mut mended = self.files.clone();
        match ours {
            Some(keys) => mended.insert("keys.json".to_owned(), keys.clone()),
            None => mended.remove("keys.json"),
        };
        Box::pin(judge(self.original, self.foreign, self.kind, &mended)).await?;
        Ok(Outcome::WrongKeys)
    }

    /// The last state that is whole was named, and comes back.
    async fn comes_back(&self, good: Option<u64>, said: &str) -> Result<Outcome, String> {
        let Original { states, latest, .. } = self.original;
        if self.is_one_file() {
            let expected = last_good(self.original, self.files);
            holds(good == expected, || format!("{expected:?} is whole, and {good:?} is named: {said}"))?;
        }
        let Some(good) = good else { return Ok(Outcome::NothingWhole) };
        let restore = async || self.store.restore(good, *latest, &holder("restores")).await;
        let restored = match restore().await {
            Err(StoreError::LeaseDamaged { .. }) => {
                // It is broken although what else is there is damaged.
                let _ = self.store.break_lease(&holder("breaks")).await;
                restore().await
            }
            restored => restored,
        };
        let restored =
            restored.map_err(|error| format!("state {good} does not come back: {error}; {said}"))?;
        let theirs = self.foreign.states.get(&good).filter(|_| self.kind == Kind::Foreign);
        let is_true = [states.get(&good), theirs]
            .into_iter()
            .flatten()
            .any(|then| restored == State { serial: restored.serial, ..then.clone() });
        holds(is_true, || format!("state {good} comes back as another; {said}"))?;
        holds(restored.serial > *latest, || format!("{} is a number that there has been", restored.serial))?;
        let loaded =
            self.store.load().await.map_err(|error| format!("after state {good} came back: {error}"))?;
        holds(loaded == restored, || "what was restored is not there".to_owned())?;
        self.goes_on(&restored).await?;
        Ok(Outcome::Restored)
    }

    /// Whether one file at most is not as it was.
    fn is_one_file(&self) -> bool {
        let (ours, there) = (&self.original.files, self.files);
        let differ = ours.iter().filter(|(name, bytes)| there.get(*name) != Some(bytes)).count();
        differ + there.keys().filter(|name| !ours.contains_key(*name)).count() <= 1
    }
}
