//! Keys: they lie in the store beside what they seal, wrapped, and are taken in before anything else is read.
//!
//! A key is durable before anything is sealed with it, and none is ever taken away: whoever reads an old snapshot finds
//! the key of its time. Two runs that make a first key at once are told apart by compare-and-swap, and use the winner's.

use std::sync::Arc;

use super::form::Form;
use super::medium::{Expected, Item};
use super::{DurableStore, StoreError};
use crate::seal::{NewRing, Vault};

/// The item that keeps them.
pub(super) const ITEM: &str = "keys.json";

impl DurableStore {
    /// The same store, sealing what is secret with this vault instead of one of the user's own.
    pub fn with_vault(mut self, vault: Arc<Vault>) -> Self {
        self.form = Form::sealing(vault);
        self
    }

    /// Takes in the keys, if there are any.
    ///
    /// # Errors
    /// When one of them cannot be had: then nothing is to be read.
    pub(super) async fn unlock(&self, lineage: Option<&str>) -> Result<Option<Item>, StoreError> {
        let item = self.medium.get(ITEM).await?;
        if let Some(item) = &item {
            self.form.unlock(&item.bytes, &self.stack, lineage).await?;
        }
        Ok(item)
    }

    /// Makes a key where what is to be written needs one and there is none.
    pub(super) async fn ensure_key(&self, secret: bool, lineage: &str) -> Result<(), StoreError> {
        while self.form.lacks_key(secret) {
            let item = self.unlock(Some(lineage)).await?;
            if self.form.lacks_key(secret) {
                let keys = self.form.make_key(&self.stack, lineage).await?;
                // Somebody else's key is as good: it is taken in, and looked at again.
                let _ = self.put_keys(item, keys).await?;
            }
        }
        Ok(())
    }

    /// Seals with another key from now on, and returns its name.
    pub(super) async fn another_key(&self, lineage: &str) -> Result<String, StoreError> {
        loop {
            let item = self.unlock(Some(lineage)).await?;
            let keys = self.form.make_key(&self.stack, lineage).await?;
            if let Some(name) = self.put_keys(item, keys).await? {
                return Ok(name);
            }
        }
    }

    /// Writes keys down and uses them, unless somebody has written others since `item` was read.
    async fn put_keys(&self, item: Option<Item>, keys: NewRing) -> Result<Option<String>, StoreError> {
        let (bytes, name) = (keys.bytes().to_vec(), keys.key().to_owned());
        let expected = item.map_or(Expected::Nothing, |item| Expected::Version(item.version));
        let written = self.medium.put(ITEM, bytes.clone(), expected).await?.is_some();
        // An answer may have been lost: what stands there tells.
        if !written && self.medium.get(ITEM).await?.is_none_or(|found| found.bytes != bytes) {
            return Ok(None);
        }
        self.form.adopt(keys);
        Ok(Some(name))
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use ironwright_core::journal::Event;
    use ironwright_core::{State, Value};

    use super::*;
    use crate::seal::{KeyFile, Protect};
    use crate::store::tests::{began, in_folder};
    use crate::store::{Holder, Store as _, View as _};

    /// A vault whose key files are in a folder of the test's own.
    fn vault(folder: &Path) -> Arc<Vault> {
        Arc::new(Vault::new().making_with(Arc::new(KeyFile::in_folder(folder.join("keys")))).made_by("alice"))
    }

    fn published(secret: &str) -> Event {
        let outputs = [("password".into(), Value::text(secret).into_secret())].into();
        Event::Published { outputs }
    }

    async fn record(store: &DurableStore, events: &[Event]) -> State {
        let (mut state, mut journal) = store.begin(&Holder::default()).await.expect("begins");
        events.iter().try_for_each(|event| state.fold(event)).expect("follows");
        journal.append(events).await.expect("appends");
        journal.close(&state).await.expect("closes");
        state
    }

    /// Everything that stands in a store's folder.
    fn bytes(store: &DurableStore) -> String {
        let files = fs::read_dir(store.place()).expect("lists").flatten();
        files
            .map(|file| String::from_utf8_lossy(&fs::read(file.path()).expect("reads")).into_owned())
            .collect()
    }

    fn keys(store: &DurableStore) -> std::path::PathBuf {
        Path::new(&store.place()).join(ITEM)
    }

    #[tokio::test]
    async fn a_secret_is_read_back_and_stands_in_no_file() {
        let (folder, store) = in_folder();
        let store = store.with_vault(vault(folder.path()));
        record(&store, &[began(1)]).await;
        assert!(!keys(&store).exists(), "no secret, no key");
        let state = record(&store, &[published("hunter2")]).await;
        record(&store, &vec![began(1); 1200]).await;
        let again = store.clone().with_vault(vault(folder.path()));
        assert_eq!(again.load().await.expect("loads").outputs, state.outputs);
        assert_eq!(again.at(state.serial).await.expect("is kept"), state);
        assert!(!bytes(&store).contains("hunter2"));
        #[cfg(unix)]
        for file in fs::read_dir(store.place()).expect("lists").flatten() {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = file.metadata().expect("is there").permissions().mode();
            assert_eq!(mode & 0o777, 0o600, "{:?}", file.file_name());
        }
    }

    #[tokio::test]
    async fn without_the_key_nothing_is_read_and_no_event_written() {
        let (folder, store) = in_folder();
        record(&store.clone().with_vault(vault(folder.path())), &[published("hunter2")]).await;
        let elsewhere = store.clone().with_vault(vault(&folder.path().join("elsewhere")));
        let holder = Holder::default();
        for error in [elsewhere.load().await.err(), elsewhere.begin(&holder).await.err()] {
            let error = error.expect("no key").to_string();
            assert!(error.starts_with("the secrets of `demo` are sealed with the key "), "{error}");
            assert!(error.contains(", made by alice: its key file "), "{error}");
        }
        fs::remove_file(keys(&store)).expect("removes");
        let error = store.with_vault(vault(folder.path())).load().await.expect_err("no keys").to_string();
        assert!(error.contains("and keys.json does not hold that key"), "{error}");
    }

    #[tokio::test]
    async fn what_stood_in_the_clear_is_sealed_at_the_next_write() {
        let (folder, store) = in_folder();
        record(&store, &[began(1)]).await;
        // As an engine without seals has written it.
        let found = store.read_all().await.expect("reads").expect("is there");
        let json = serde_json::to_vec(&published("hunter2")).expect("serializes");
        let (line, _) = crate::store::line::as_it_is(&json, &found.end);
        let log = crate::store::head::journal(&found.base.name);
        store.medium.append(&log, found.end.length, line).await.expect("appends");
        assert!(bytes(&store).contains("hunter2"));
        let store = store.with_vault(vault(folder.path()));
        let read = record(&store, &[began(2)]).await;
        assert_eq!(read.outputs["password"], Value::text("hunter2").into_secret());
        assert!(!bytes(&store).contains("hunter2"));
        assert_eq!(store.load().await.expect("loads"), read);
    }

    #[tokio::test]
    async fn a_shared_store_refuses_a_secret_and_says_what_to_give() {
        let (_folder, store) = in_folder();
        let store = store.with_vault(Arc::default());
        let (_, mut journal) = store.begin(&Holder::default()).await.expect("begins");
        journal.append(&[began(1)]).await.expect("no secret");
        let error = journal.append(&[published("hunter2")]).await.expect_err("a secret");
        assert_eq!(error.to_string(), "`demo` holds secrets, and there is no passphrase to seal them with");
        assert!(error.hint().contains("IRONWRIGHT_PASSPHRASE"), "{}", error.hint());
        journal.append(&[began(2)]).await.expect("the run can still end");
        assert!(!bytes(&store).contains("hunter2"));
    }

    #[tokio::test]
    async fn everything_is_sealed_where_that_is_asked_for() {
        let (folder, store) = in_folder();
        let files = Arc::new(KeyFile::in_folder(folder.path().join("keys")));
        let vault = Vault::new().making_with(files).protecting(Protect::Everything);
        let store = store.with_vault(Arc::new(vault));
        let state = record(&store, &[began(1), began(2)]).await;
        assert!(!bytes(&store).contains("run_began"), "{}", bytes(&store));
        assert_eq!(store.load().await.expect("loads"), state);
    }

    #[tokio::test]
    async fn a_rotation_uses_another_key_and_loses_none() {
        let (folder, store) = in_folder();
        let mine = vault(folder.path());
        let store = store.with_vault(Arc::clone(&mine));
        let then = record(&store, &[published("hunter2")]).await;
        let (mut state, mut journal) = store.begin(&Holder::default()).await.expect("begins");
        // Somebody else has rotated since this run read the keys.
        let other = store.clone().with_vault(vault(folder.path()));
        let theirs = other.another_key(&state.lineage).await.expect("rotates");
        let ours = journal.rotate_key().await.expect("rotates");
        journal.append(&[published("hunter3")]).await.expect("appends");
        state.fold(&published("hunter3")).expect("follows");
        journal.close(&state).await.expect("closes");
        let ring = fs::read_to_string(keys(&store)).expect("reads");
        assert!(ring.contains(&theirs) && ring.contains(&ours), "{ring}");
        let sealed = format!("\"$sealed\":\"{ours}.");
        assert!(bytes(&store).contains(&sealed), "the snapshot is sealed anew");
        let again = store.with_vault(vault(folder.path()));
        assert_eq!(again.load().await.expect("loads"), state);
        assert_eq!(again.at(then.serial).await.expect("is kept"), then);
    }
}
