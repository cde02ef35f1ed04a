//! The vault: seals what a store is about to write, and opens what it has read.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use super::document::{SEALED, SECRET, Trouble, holds, rewrite, text_member};
use super::key::random_name;
use super::place::{Place, Scope, What};
use super::provider::KeyName;
use super::ring::{Entry, Ring};
use super::{DataKey, KeyFile, KeyProvider, Passphrase, SealError};

/// What is sealed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Protect {
    /// Values that are secret.
    #[default]
    Secrets,
    /// Everything that is written.
    Everything,
}

/// The keys of one stack while a program runs. Share it with an [`Arc`]: the store that unlocks it, and the rehearsal
/// that writes beside it, use one.
pub struct Vault {
    protect: Protect,
    made_by: String,
    /// What wraps new keys.
    usual: Option<Arc<dyn KeyProvider>>,
    /// What may unwrap those that are there.
    others: Vec<Arc<dyn KeyProvider>>,
    open: Mutex<Option<Open>>,
    met_plain: AtomicBool,
}

/// Keys that were unwrapped.
#[derive(Clone)]
struct Open {
    ring: Ring,
    keys: BTreeMap<String, DataKey>,
}

/// A ring with a key in it that nobody uses yet: it counts once it was written down.
#[must_use = "a new key counts once it was written down and the vault was told so"]
pub struct NewRing {
    open: Open,
    bytes: Vec<u8>,
}

impl NewRing {
    /// The name of the new key.
    pub fn key(&self) -> &str {
        &self.open.ring.current
    }

    /// What `keys.json` is to say.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

impl Vault {
    /// A vault that makes no keys: it refuses to let a secret through, and opens what `others` can unwrap.
    pub fn new() -> Self {
        let made_by = "somebody".to_owned();
        let (protect, open, met_plain) = (Protect::default(), Mutex::default(), AtomicBool::default());
        Self { protect, made_by, usual: None, others: Vec::new(), open, met_plain }
    }

    /// A vault whose keys are in the user's own key file, where the environment says where that would be.
    pub fn of_user() -> Self {
        match KeyFile::of_user() {
            Some(files) => Self::new().making_with(Arc::new(files)),
            None => Self::new(),
        }
    }

    /// The same vault, wrapping new keys with a provider, which may also unwrap old ones.
    pub fn making_with(mut self, provider: Arc<dyn KeyProvider>) -> Self {
        self.others.push(Arc::clone(&provider));
        self.usual = Some(provider);
        self
    }

    /// The same vault, unwrapping old keys with this provider too.
    pub fn opening_with(mut self, provider: Arc<dyn KeyProvider>) -> Self {
        self.others.push(provider);
        self
    }

    /// The same vault, sealing this.
    pub fn protecting(mut self, protect: Protect) -> Self {
        self.protect = protect;
        self
    }

    /// The same vault, writing down who makes its keys, `alice on laptop`.
    pub fn made_by(mut self, who: impl Into<String>) -> Self {
        self.made_by = who.into();
        self
    }

    /// Whether there is a key to seal with.
    pub fn is_open(&self) -> bool {
        self.opened().is_some()
    }

    /// Whether a provider of this name wraps the keys that are in use.
    pub fn is_wrapped_by(&self, provider: &str) -> bool {
        let opened = self.opened();
        opened
            .as_ref()
            .is_some_and(|open| open.ring.keys.values().any(|key| key.wrapping.provider == provider))
    }

    /// Whether something was read that stands there in the clear and should be sealed: the next write of all of it
    /// does that.
    pub fn met_plain(&self) -> bool {
        self.met_plain.load(Ordering::Relaxed)
    }

    /// Forgets that something was met in the clear: all of it was written anew.
    pub fn forget_plain(&self) {
        self.met_plain.store(false, Ordering::Relaxed);
    }

    /// Takes in `keys.json`, and unwraps every key in it. A lineage that nobody can name is the one that the keys are of.
    ///
    /// # Errors
    /// When it is not this history's, or a key cannot be had.
    pub async fn unlock(&self, bytes: &[u8], stack: &str, lineage: Option<&str>) -> Result<(), SealError> {
        let ring = Ring::read(bytes)?;
        let scope = &ring.scope;
        if scope.stack != stack || lineage.is_some_and(|lineage| scope.lineage != lineage) {
            let (found, wanted) = (ring.scope.stack, stack.to_owned());
            return Err(SealError::OtherHistory { found, wanted });
        }
        if self.opened().as_ref().is_some_and(|open| open.ring == ring) {
            return Ok(());
        }
        let mut keys = BTreeMap::new();
        for (key, entry) in &ring.keys {
            keys.insert(key.clone(), self.open_key(&KeyName { scope, key }, entry).await?);
        }
        *self.opened() = Some(Open { ring, keys });
        Ok(())
    }

    async fn open_key(&self, name: &KeyName<'_>, entry: &Entry) -> Result<DataKey, SealError> {
        let locked = |reason: String, hint: String| SealError::Locked {
            stack: name.scope.stack.clone(),
            key: name.key.to_owned(),
            made_by: entry.made_by.clone(),
            reason,
            hint,
        };
        let mut last = None;
        let wanted = &entry.wrapping.provider;
        for provider in self.others.iter().filter(|provider| provider.name() == wanted) {
            match provider.open(name, &entry.wrapping).await {
                Err(SealError::Unopened { reason, hint }) => last = Some(locked(reason, hint)),
                other => return other,
            }
        }
        Err(last.unwrap_or_else(|| locked(not_given(wanted).to_owned(), how_to_give(wanted).to_owned())))
    }

    /// Whether something, secret or not, cannot be written before [`Vault::make`] has made a key.
    pub fn lacks_key(&self, secret: bool) -> bool {
        (secret || self.protect == Protect::Everything) && !self.is_open()
    }

    /// Makes the first key of a history, or one more that seals everything from now on. It counts once its ring was
    /// written down: then [`Vault::adopt`] it.
    ///
    /// # Errors
    /// When there is no provider, or it fails.
    pub async fn make(&self, scope: &Scope) -> Result<NewRing, SealError> {
        let stack = scope.stack.clone();
        let provider = self.usual.clone().ok_or(SealError::NoProvider { stack })?;
        let before = self.opened().clone();
        let mut open =
            before.unwrap_or_else(|| Open { ring: Ring::new(scope.clone()), keys: BTreeMap::new() });
        let (name, key) = (random_name(4)?, DataKey::random()?);
        open.keys.insert(name.clone(), key);
        open.ring.current.clone_from(&name);
        let made_at = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
        // All keys are wrapped alike: what opened the old ones is not asked for again.
        for (key, data) in &open.keys {
            let wrapping = provider.wrap(&KeyName { scope, key }, data).await?;
            let known = open.ring.keys.remove(key);
            let entry = match known {
                Some(entry) => Entry { wrapping, ..entry },
                None => Entry { made_by: self.made_by.clone(), made_at, wrapping },
            };
            open.ring.keys.insert(key.clone(), entry);
        }
        let bytes = open.ring.write();
        Ok(NewRing { open, bytes })
    }

    /// Uses a ring that was written down.
    pub fn adopt(&self, ring: NewRing) {
        *self.opened() = Some(ring.open);
    }

    /// Seals a document that is to be written, as far as it is to be sealed.
    ///
    /// # Errors
    /// When there is no key, or the document is none.
    pub fn seal(&self, what: What, json: String) -> Result<String, SealError> {
        match self.protect {
            // How a history begins holds nothing, and there may be no key yet.
            Protect::Everything if what == What::State(0) && !self.is_open() => Ok(json),
            Protect::Everything => self.seal_whole(what, &json),
            Protect::Secrets if holds(&json, SECRET) => {
                let opened = self.opened();
                let open = opened.as_ref().ok_or(SealError::NoProvider { stack: String::new() })?;
                let (name, key) = open.current()?;
                let mut seal = |inner: &str, place: &Place, out: &mut String| {
                    push_sealed(out, name, &key.seal(&padded(inner), place.as_bytes())?);
                    Ok(())
                };
                let mut out = String::with_capacity(json.len() + 256);
                let mut place = open.place(what, &json);
                rewrite(&json, SECRET, &mut place, &mut seal, &mut out)
                    .map_err(|trouble| of_trouble(trouble, what))?;
                Ok(out)
            }
            Protect::Secrets => Ok(json),
        }
    }

    /// Seals a document as a whole, whatever it holds.
    ///
    /// # Errors
    /// When there is no key.
    pub fn seal_whole(&self, what: What, json: &str) -> Result<String, SealError> {
        let opened = self.opened();
        let open = opened.as_ref().ok_or(SealError::NoProvider { stack: String::new() })?;
        let (name, key) = open.current()?;
        let mut out = String::with_capacity(json.len() * 4 / 3 + 128);
        let sealed = key.seal(&padded(json), Place::of(&open.ring.scope, what).as_bytes())?;
        push_sealed(&mut out, name, &sealed);
        Ok(out)
    }

    /// Opens a document that was read; what is not sealed is let through.
    ///
    /// # Errors
    /// When a key is missing, or something sealed is not at the place for which it was.
    pub fn open<'a>(&self, what: What, json: &'a str) -> Result<Cow<'a, str>, SealError> {
        if holds(json, SECRET) || self.protect == Protect::Everything && !is_whole(json) {
            self.met_plain.store(true, Ordering::Relaxed);
        }
        if !holds(json, SEALED) {
            return Ok(Cow::Borrowed(json));
        }
        let whole = is_whole(json);
        let opened = self.opened();
        let mut open_one = |sealed: &str, place: &Place, out: &mut String| {
            let text: String = serde_json::from_str(sealed).map_err(|_| misplaced(what))?;
            let (name, text) = text.split_once('.').ok_or_else(|| misplaced(what))?;
            let key = opened.as_ref().and_then(|open| open.keys.get(name));
            let key = key.ok_or_else(|| SealError::UnknownKey { key: name.to_owned() })?;
            let plain = key.open(text, place.as_bytes()).ok_or_else(|| misplaced(what))?;
            let plain = std::str::from_utf8(&plain).map_err(|_| misplaced(what))?.trim_end();
            if whole {
                out.push_str(plain);
            } else {
                out.push_str("{\"$secret\":");
                out.push_str(plain);
                out.push('}');
            }
            Ok(())
        };
        let mut place = match opened.as_ref() {
            Some(open) if whole => Place::of(&open.ring.scope, what),
            Some(open) => open.place(what, json),
            None => Place::of(&Scope::default(), what),
        };
        let mut out = String::with_capacity(json.len());
        rewrite(json, SEALED, &mut place, &mut open_one, &mut out)
            .map_err(|trouble| of_trouble(trouble, what))?;
        Ok(Cow::Owned(out))
    }

    fn opened(&self) -> MutexGuard<'_, Option<Open>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for Vault {
    fn default() -> Self {
        Self::new()
    }
}

/// Neither keys nor what they open are shown.
impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Vault({:?}, {})", self.protect, if self.is_open() { "open" } else { "without a key" })
    }
}

impl Open {
    fn current(&self) -> Result<(&str, &DataKey), SealError> {
        let name = &self.ring.current;
        let key = self.keys.get(name).ok_or_else(|| SealError::UnknownKey { key: name.clone() })?;
        Ok((name, key))
    }

    /// Where a document's values are: an event's belong to what it tells of, and to what it tells.
    fn place(&self, what: What, json: &str) -> Place {
        let mut place = Place::of(&self.ring.scope, what);
        if let What::Event(_) = what {
            for member in ["event", "address"] {
                place.enter(&text_member(json, member).unwrap_or_default());
            }
        }
        place
    }
}

/// Whether a document was sealed as a whole.
fn is_whole(json: &str) -> bool {
    json.strip_prefix("{\"").is_some_and(|rest| rest.starts_with(SEALED))
}

fn push_sealed(out: &mut String, key: &str, text: &str) {
    // Neither a key's name nor what base 64 is made of needs to be escaped.
    for part in ["{\"", SEALED, "\":\"", key, ".", text, "\"}"] {
        out.push_str(part);
    }
}

/// JSON with blanks at its end, so that its length says little.
fn padded(json: &str) -> zeroize::Zeroizing<Vec<u8>> {
    const STEP: usize = 32;
    let mut bytes = Vec::with_capacity(json.len().next_multiple_of(STEP));
    bytes.extend_from_slice(json.as_bytes());
    bytes.resize(json.len().next_multiple_of(STEP), b' ');
    zeroize::Zeroizing::new(bytes)
}

fn named(what: What) -> String {
    match what {
        What::Event(serial) => format!("event {serial}"),
        What::State(serial) => format!("the snapshot of serial {serial}"),
        What::World(line) => format!("line {line} of the rehearsal's file"),
    }
}

fn misplaced(what: What) -> SealError {
    SealError::Misplaced { place: named(what) }
}

fn of_trouble(trouble: Trouble<SealError>, what: What) -> SealError {
    match trouble {
        Trouble::Json(reason) => SealError::Unreadable { place: named(what), reason },
        Trouble::Mark(error) => error,
    }
}

fn not_given(provider: &str) -> &'static str {
    match provider {
        Passphrase::NAME => "no passphrase was given",
        KeyFile::NAME => "there is no folder to look for its key file in",
        _ => "this program cannot ask what opens it",
    }
}

fn how_to_give(provider: &str) -> &'static str {
    match provider {
        Passphrase::NAME => "give it in IRONWRIGHT_PASSPHRASE, or with `--passphrase-file FILE`",
        KeyFile::NAME => "set HOME or XDG_CONFIG_HOME to where the key file is",
        _ => "use a program that was built with it, or a newer version",
    }
}

#[cfg(test)]
mod tests {
    use ironwright_core::journal::Event;
    use ironwright_core::state::{Intent, Object, ResourceState, Wanted};
    use ironwright_core::{Address, Map, State, Value};

    use super::*;

    fn scope() -> Scope {
        Scope { stack: "demo".into(), lineage: "l1".into() }
    }

    fn vault(passphrase: &str) -> Vault {
        Vault::new().making_with(Arc::new(Passphrase::cheap(passphrase))).made_by("alice on laptop")
    }

    async fn opened() -> Vault {
        let vault = vault("correct horse");
        let ring = vault.make(&scope()).await.expect("makes a key");
        vault.adopt(ring);
        vault
    }

    fn event(address: &str, secret: &str) -> String {
        let address: Address = address.parse().expect("an address");
        let block =
            Map::from([("value".into(), Value::text(secret).into_secret()), ("$n".into(), Value::Int(1))]);
        let inputs = Map::from([
            ("password".into(), Value::text(secret).into_secret()),
            ("environment".into(), Value::list([Value::map(block)])),
            ("name".into(), Value::text("$secret")),
        ]);
        let intent = Intent::Create { token: "0".repeat(32), wanted: Wanted { inputs, ..Wanted::default() } };
        serde_json::to_string(&Event::Intended { step: 1, address, intent }).expect("serializes")
    }

    fn same(a: &str, b: &str) -> bool {
        let read = |json| serde_json::from_str::<serde_json::Value>(json).expect("JSON");
        read(a) == read(b)
    }

    #[tokio::test]
    async fn what_is_sealed_shows_nothing_and_opens_as_it_was() {
        let (vault, event) = (opened().await, event("rds.Instance.db", "hunter2"));
        let sealed = vault.seal(What::Event(7), event.clone()).expect("seals");
        assert!(!sealed.contains("hunter2") && !sealed.contains("\"$secret\":"), "{sealed}");
        assert_eq!(sealed.matches("$sealed").count(), 2);
        let opened = vault.open(What::Event(7), &sealed).expect("opens");
        assert!(same(&opened, &event), "{opened}");
        assert!(!vault.met_plain());
    }

    #[tokio::test]
    async fn a_sealed_value_is_good_at_its_own_place_alone() {
        let (vault, event) = (opened().await, event("rds.Instance.db", "hunter2"));
        let sealed = vault.seal(What::Event(7), event).expect("seals");
        for (what, json) in [
            (What::Event(8), sealed.clone()),
            (What::State(7), sealed.clone()),
            (What::World(7), sealed.clone()),
            (What::Event(7), sealed.replace("rds.Instance.db", "rds.Instance.other")),
            (What::Event(7), sealed.replace("\"password\"", "\"tags\"")),
            (What::Event(7), sealed.replace("\"intended\"", "\"remembered\"")),
            (What::Event(7), sealed.replace("\"environment\":[", "\"environment\":[null,")),
        ] {
            let error = vault.open(what, &json).expect_err("moved").to_string();
            assert!(error.ends_with("is not the one that was sealed there"), "{error}");
        }
    }

    #[tokio::test]
    async fn one_stacks_ring_opens_nothing_of_another() {
        let one = vault("correct horse");
        let ring = one.make(&scope()).await.expect("makes");
        let error = vault("correct horse")
            .unlock(ring.bytes(), "demo", Some("l2"))
            .await
            .expect_err("another")
            .to_string();
        assert_eq!(error, "keys.json belongs to the stack `demo` with another history, not to `demo`");
        // Nor when it is made to say that it is.
        let forged = String::from_utf8(ring.bytes().to_vec()).expect("text").replace("\"l1\"", "\"l2\"");
        let error =
            vault("correct horse").unlock(forged.as_bytes(), "demo", Some("l2")).await.expect_err("forged");
        assert!(matches!(error, SealError::Locked { .. }), "{error}");
    }

    #[tokio::test]
    async fn a_missing_or_wrong_key_is_told_by_name() {
        let ring = vault("correct horse").make(&scope()).await.expect("makes");
        let wrong = vault("wrong horse").unlock(ring.bytes(), "demo", Some("l1")).await.expect_err("wrong");
        let missing = Vault::new().unlock(ring.bytes(), "demo", Some("l1")).await.expect_err("missing");
        let name = &ring.open.ring.current;
        assert_eq!(
            [wrong.to_string(), missing.to_string(), missing.hint()],
            [
                format!(
                    "the secrets of `demo` are sealed with the key {name}, made by alice on laptop: the passphrase is \
                     not the one that opens it"
                ),
                format!(
                    "the secrets of `demo` are sealed with the key {name}, made by alice on laptop: no passphrase was \
                     given"
                ),
                "give it in IRONWRIGHT_PASSPHRASE, or with `--passphrase-file FILE`".to_owned(),
            ]
        );
        let sealed = opened().await.seal(What::Event(1), event("a.B.c", "x")).expect("seals");
        assert!(matches!(Vault::new().open(What::Event(1), &sealed), Err(SealError::UnknownKey { .. })));
    }

    #[tokio::test]
    async fn after_a_rotation_the_new_passphrase_opens_old_and_new() {
        let vault = opened().await;
        let old = vault.seal(What::Event(1), event("a.B.c", "old")).expect("seals");
        let before = vault.opened().as_ref().expect("open").ring.write();
        let rotated =
            self::vault("new passphrase").opening_with(Arc::new(Passphrase::cheap("correct horse")));
        rotated.unlock(&before, "demo", Some("l1")).await.expect("unlocks");
        let ring = rotated.make(&scope()).await.expect("makes");
        let bytes = ring.bytes().to_vec();
        rotated.adopt(ring);
        let new = rotated.seal(What::Event(2), event("a.B.c", "new")).expect("seals");
        let later = self::vault("new passphrase");
        later.unlock(&bytes, "demo", Some("l1")).await.expect("unlocks");
        assert!(later.open(What::Event(1), &old).expect("opens").contains("\"old\""));
        assert!(later.open(What::Event(2), &new).expect("opens").contains("\"new\""));
        assert!(vault.open(What::Event(2), &new).is_err(), "the old key opens nothing new");
        assert!(self::vault("correct horse").unlock(&bytes, "demo", Some("l1")).await.is_err());
    }

    #[tokio::test]
    async fn everything_is_sealed_where_that_is_asked_for() {
        let vault = opened().await.protecting(Protect::Everything);
        let event = r#"{"event":"run_began","run":"r-1","verb":"up","at":1}"#;
        let sealed = vault.seal(What::Event(1), event.to_owned()).expect("seals");
        assert!(is_whole(&sealed) && !sealed.contains("run"), "{sealed}");
        assert_eq!(vault.open(What::Event(1), &sealed).expect("opens"), event);
        assert!(vault.open(What::Event(2), &sealed).is_err());
        vault.open(What::Event(1), event).expect("what was written before is read");
        assert!(vault.met_plain(), "and is to be sealed");
    }

    #[tokio::test]
    async fn without_a_secret_there_is_no_key_and_nothing_changes() {
        let vault = Vault::new();
        let json = r#"{"a":"$sealed","b":{"$$secret":"$secret"}}"#;
        assert!(!vault.lacks_key(false));
        assert_eq!(vault.seal(What::State(1), json.to_owned()).expect("as it is"), json);
        assert_eq!(vault.open(What::State(1), json).expect("as it is"), json);
        assert!(vault.lacks_key(true));
        let error = vault.make(&scope()).await.map(|_| ()).expect_err("no provider");
        assert_eq!(error.to_string(), "`demo` holds secrets, and there is no passphrase to seal them with");
    }

    #[tokio::test]
    async fn a_state_is_sealed_resource_by_resource() {
        let mut state = State::empty("demo", "l1");
        for n in 0..50 {
            let secret = Value::text(format!("hunter{n}")).into_secret();
            let inputs = Map::from([("password".into(), if n % 10 == 0 { secret } else { Value::Null })]);
            let current = Some(Object { id: format!("id-{n}").into(), inputs, ..Object::default() });
            let address: Address = format!("rds.Instance.db{n}").parse().expect("an address");
            state.resources.insert(address, ResourceState { current, ..ResourceState::default() });
        }
        let vault = opened().await;
        let json = serde_json::to_string(&state).expect("serializes");
        let sealed = vault.seal(What::State(0), json.clone()).expect("seals");
        assert_eq!((sealed.matches("$sealed").count(), sealed.contains("hunter")), (5, false));
        assert!(serde_json::from_str::<State>(&sealed).is_err(), "no state is read half");
        let opened = vault.open(What::State(0), &sealed).expect("opens");
        assert_eq!(serde_json::from_str::<State>(&opened).expect("reads"), state);
        let moved = sealed.replace("rds.Instance.db10\"", "rds.Instance.dbX\"");
        assert!(vault.open(What::State(0), &moved).is_err());
    }

    #[tokio::test]
    async fn lengths_say_little() {
        let vault = opened().await;
        let length = |secret: &str| vault.seal(What::Event(1), event("a.B.c", secret)).expect("seals").len();
        assert_eq!(length("a"), length("a rather long password"));
    }
}
