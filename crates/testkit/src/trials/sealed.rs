//! Seals: what is secret stands in no file, whatever a store is asked to do, and what was sealed opens nowhere else.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use ironwright_aws::ec2::{Subnet, Vpc};
use ironwright_core::journal::Event;
use ironwright_core::plan::Verb;
use ironwright_core::state::{Intent, Wanted};
use ironwright_core::{Map, Stack, State, Value, cidr};
use ironwright_engine::seal::{
    DataKey, KeyName, KeyProvider, Passphrase, Protect, Scope, SealError, Vault, What, Wrapping,
};
use ironwright_engine::store::disk::Disk;
use ironwright_engine::store::medium::Long;
use ironwright_engine::store::{DurableStore, Store as _, StoreError, View as _};

use ironwright_rehearsal::Rehearsal;

use super::scene::Scene;
use super::{Stood, Trial, address, holder, holds, in_real_time, in_virtual_time, published, text};
use crate::disk::SimulatedDisk;

pub(super) fn trials() -> Vec<Trial> {
    vec![
        Trial::new("what is secret stands in no file, and is read back", 24, |seed| {
            in_real_time(stands_nowhere(seed))
        }),
        Trial::new("what a cloud gives back of a secret stands in no file", 2, |seed| {
            in_virtual_time(comes_back(seed))
        }),
        Trial::new("what was sealed opens at its place alone", 4, |seed| {
            in_real_time(opens_nowhere_else(seed))
        }),
        Trial::new("equal secrets look different, and short ones as long as longer ones", 4, |seed| {
            in_real_time(tells_nothing(seed))
        }),
        Trial::new("after a rotation the new key seals all that is known", 2, |seed| {
            in_real_time(rotates(seed))
        }),
        Trial::new("what stood in the clear is sealed by the next run", 1, |seed| in_real_time(mends(seed))),
        Trial::new("a passphrase opens each key under its own name alone", 1, |_| in_real_time(is_named())),
    ]
}

/// A provider that keeps keys in its pocket, and does not look at whose they are.
#[derive(Clone, Default)]
struct Pocket(Arc<Mutex<Vec<Vec<u8>>>>);

#[async_trait]
impl KeyProvider for Pocket {
    fn name(&self) -> &'static str {
        "pocket"
    }

    async fn wrap(&self, _: &KeyName<'_>, key: &DataKey) -> Result<Wrapping, SealError> {
        let mut keys = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        keys.push(key.expose().to_vec());
        let (provider, wrapped) = (self.name().to_owned(), (keys.len() - 1).to_string());
        Ok(Wrapping { provider, parameters: BTreeMap::new(), wrapped })
    }

    async fn open(&self, _: &KeyName<'_>, wrapping: &Wrapping) -> Result<DataKey, SealError> {
        let keys = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let key = wrapping.wrapped.parse().ok().and_then(|number: usize| keys.get(number));
        key.and_then(|bytes| DataKey::from_bytes(bytes)).ok_or_else(|| SealError::Unopened {
            reason: "it is in another pocket".to_owned(),
            hint: String::new(),
        })
    }
}

fn vault(pocket: &Pocket, protect: Protect) -> Vault {
    Vault::new().making_with(Arc::new(pocket.clone())).protecting(protect)
}

fn store(disk: &SimulatedDisk, pocket: &Pocket, protect: Protect) -> DurableStore {
    let long = Long { bytes: 3_000, appends: u64::MAX };
    let store = DurableStore::on_disk(Arc::new(disk.clone()), "/store", "demo").with_journals_up_to(long);
    store.with_vault(Arc::new(vault(pocket, protect)))
}

/// What everything can be searched for that a seed makes up.
fn secret(seed: u64, number: u64) -> String {
    blake3::hash(format!("secret {seed} {number}").as_bytes()).to_hex()[..24].to_owned()
}

/// Events that hold secrets wherever an event may.
fn events(seed: u64, number: u64, serial: u64) -> Result<Vec<Event>, StoreError> {
    let hidden = || Value::text(secret(seed, number)).into_secret();
    let nested = Value::list([Value::map(Map::from([("password".into(), hidden())]))]);
    let map = || Map::from([("containers".into(), nested.clone()), ("name".into(), Value::text("open"))]);
    let address = address(&format!("v{number}"))?;
    let wanted = Wanted { inputs: map(), trigger: Some(hidden()), ..Wanted::default() };
    let intent = Intent::Create { token: format!("{number:032}"), wanted: wanted.clone() };
    let (step, id) = (serial + 1, format!("vpc-{number}").into());
    let (there, observed) = (address.clone(), map());
    Ok(vec![
        Event::Intended { step, address: address.clone(), intent },
        Event::Unanswered { step, address: address.clone(), at: number },
        Event::Acknowledged { step, address: there, id, observed, ready: true, took: None },
        Event::Observed { address: address.clone(), observed: map() },
        Event::Remembered { address, wanted },
        Event::Published { outputs: Map::from([("password".into(), hidden())]) },
    ])
}

async fn record(store: &DurableStore, seed: u64, number: u64, rotates: bool) -> Result<State, StoreError> {
    let (mut state, mut journal) = store.begin(&holder("runs")).await?;
    if rotates {
        journal.rotate_key().await?;
    }
    let events = events(seed, number, state.serial)?;
    events.iter().try_for_each(|event| state.fold(event))?;
    journal.append(&events).await?;
    journal.close(&state).await?;
    Ok(state)
}

/// Every file of the store.
fn files(disk: &SimulatedDisk) -> Result<Vec<(String, String)>, String> {
    let names = disk.list(Path::new("/store")).map_err(text)?;
    let read = |name: String| {
        let bytes = disk.read(&Path::new("/store").join(&name)).map_err(text)?;
        Ok((name, String::from_utf8_lossy(&bytes).into_owned()))
    };
    names.into_iter().map(read).collect()
}

async fn stands_nowhere(seed: u64) -> Stood {
    let protect = if seed.is_multiple_of(2) { Protect::Secrets } else { Protect::Everything };
    let (disk, pocket) = (SimulatedDisk::default(), Pocket::default());
    for number in 0..6 {
        // Each run is a process of its own.
        let store = store(&disk, &pocket, protect);
        let state =
            record(&store, seed, number, seed.is_multiple_of(3) && number == 3).await.map_err(text)?;
        let loaded = store.load().await.map_err(text)?;
        holds(loaded == state, || format!("after run {number}, another state is read"))?;
        for (name, content) in files(&disk)? {
            let bare = (0..=number).any(|number| content.contains(&secret(seed, number)));
            holds(!bare, || format!("after run {number}, {name} holds a secret in the clear"))?;
            let told = protect == Protect::Everything && content.contains("ec2.Vpc");
            holds(!told, || format!("after run {number}, {name} holds an address in the clear"))?;
        }
    }
    let stranger = store(&disk, &Pocket::default(), protect);
    holds(stranger.load().await.is_err(), || "it is read without the key".to_owned())?;
    holds(stranger.begin(&holder("stranger")).await.is_err(), || "a run begins without the key".to_owned())
}

/// A secret that goes to the cloud with a resource, and comes back with the answer and with every refresh.
async fn comes_back(seed: u64) -> Stood {
    let (disk, pocket, mut scene) = (SimulatedDisk::default(), Pocket::default(), Scene::new());
    let (hidden, mut stack) = (secret(seed, 0), Stack::new("demo"));
    let vpc = stack.add("main", Vpc::new(cidr("10.0.0.0/16")));
    let password = hidden.clone();
    let password = vpc.id.map(move |_| password.clone()).secret();
    stack.add("a", Subnet::new(&vpc, vpc.cidr_block.subnet(8, 0)).tag("password", password));
    let graph = stack.graph().map_err(text)?;
    for run in 0..2 {
        let (cloud, store) =
            (Arc::<Rehearsal>::clone(scene.cloud()), store(&disk, &pocket, Protect::Secrets));
        let outcome = scene.run(cloud, &store, &graph, Verb::Up).await.map_err(text)?;
        holds(outcome.is_complete(), || format!("run {run}: {outcome:?}"))?;
        let told =
            scene.cloud().objects().iter().any(|object| format!("{:?}", object.properties).contains(&hidden));
        holds(told, || "the cloud was not told the secret: nothing is tried".to_owned())?;
        for (name, content) in files(&disk)? {
            holds(!content.contains(&hidden), || format!("run {run}: {name} holds a secret in the clear"))?;
        }
        if run == 0 {
            // Somebody changes something beside it, so that what is read is written down.
            let objects = scene.cloud().objects();
            let subnet =
                objects.iter().find(|object| &*object.kind == "ec2.Subnet").ok_or("there is no subnet")?;
            let changed = scene.cloud().change_outside(
                "ec2.Subnet",
                &subnet.id,
                "map_public_ip_on_launch",
                true.into(),
            );
            changed.map_err(text)?;
        }
    }
    Ok(())
}

async fn opens_nowhere_else(seed: u64) -> Stood {
    let scope = |stack: &str, lineage: &str| Scope { stack: stack.to_owned(), lineage: lineage.to_owned() };
    let (pocket, ours) = (Pocket::default(), scope("demo", "l1"));
    let mine = vault(&pocket, Protect::Secrets);
    let ring = mine.make(&ours).await.map_err(text)?;
    let bytes = ring.bytes().to_vec();
    mine.adopt(ring);
    let hidden = secret(seed, 0);
    let document = |event: &str, address: &str, secret: &str| {
        format!(r#"{{"event":"{event}","address":"{address}","inputs":{{"a":[1,{secret}],"b":2}}}}"#)
    };
    let marked = format!(r#"{{"$secret":"{hidden}"}}"#);
    let plain = document("observed", "ec2.Vpc.a", &marked);
    let here = What::Event(seed + 1);
    let sealed = mine.seal(here, plain.clone()).map_err(text)?;
    let opened = mine.open(here, &sealed).map_err(text)?;
    holds(opened == plain, || "what was sealed is not what is opened".to_owned())?;
    for (what, elsewhere) in [
        (What::Event(seed + 2), "at another event"),
        (What::State(seed + 1), "in a snapshot"),
        (What::World(seed + 1), "in a rehearsal's file"),
    ] {
        holds(mine.open(what, &sealed).is_err(), || format!("it opens {elsewhere}"))?;
    }
    for (from, to, elsewhere) in [
        ("ec2.Vpc.a", "ec2.Vpc.b", "at another address"),
        ("observed", "intended", "in an event of another kind"),
        ("\"a\":", "\"tags\":", "in another property"),
        ("[1,", "[", "in another item of a list"),
        ("inputs", "outputs", "in another part of an event"),
    ] {
        let moved = sealed.replacen(from, to, 1);
        holds(mine.open(here, &moved).is_err(), || format!("it opens {elsewhere}"))?;
    }
    // The same keys, said to be of another history.
    for (stack, lineage) in [("demo", "l2"), ("other", "l1")] {
        let ring = String::from_utf8_lossy(&bytes);
        let ring =
            ring.replace("\"demo\"", &format!("\"{stack}\"")).replace("\"l1\"", &format!("\"{lineage}\""));
        let other = vault(&pocket, Protect::Secrets);
        let refused = other.unlock(ring.as_bytes(), "demo", Some("l1")).await.is_err();
        holds(refused, || format!("keys of `{stack}`, {lineage}, are taken for ours"))?;
        other.unlock(ring.as_bytes(), stack, Some(lineage)).await.map_err(text)?;
        holds(other.open(here, &sealed).is_err(), || format!("it opens in `{stack}`, {lineage}"))?;
    }
    Ok(())
}

async fn tells_nothing(seed: u64) -> Stood {
    let pocket = Pocket::default();
    let mine = vault(&pocket, Protect::Secrets);
    let ring = mine.make(&Scope::default()).await.map_err(text)?;
    mine.adopt(ring);
    let seal = |secret: &str| {
        mine.seal(What::State(seed + 1), format!(r#"{{"a":{{"$secret":"{secret}"}}}}"#)).map_err(text)
    };
    let (one, again, long) = (seal("hunter2")?, seal("hunter2")?, seal("hunter2hunter2hunter2")?);
    // A nonce is 24 bytes: 32 characters after the key's name.
    let nonce = |sealed: &str| sealed.split('.').nth(1).and_then(|text| text.get(..32)).map(str::to_owned);
    holds(one != again, || "equal secrets look alike".to_owned())?;
    holds(nonce(&one) != nonce(&again), || "a nonce comes twice".to_owned())?;
    holds(one.len() == long.len(), || "its length tells a secret from another".to_owned())
}

async fn mends(seed: u64) -> Stood {
    let (disk, pocket) = (SimulatedDisk::default(), Pocket::default());
    // So long that no journal is replaced for its length.
    let long = Long { bytes: 1_000_000, appends: u64::MAX };
    let lax = store(&disk, &pocket, Protect::Secrets).with_journals_up_to(long);
    record(&lax, seed, 0, false).await.map_err(text)?;
    let strict = store(&disk, &pocket, Protect::Everything).with_journals_up_to(long);
    let state = record(&strict, seed, 1, false).await.map_err(text)?;
    holds(strict.load().await.map_err(text)? == state, || "another state is read".to_owned())?;
    for (name, content) in files(&disk)? {
        holds(!content.contains("ec2.Vpc"), || format!("{name} is as it was"))?;
    }
    Ok(())
}

async fn rotates(seed: u64) -> Stood {
    let protect = if seed.is_multiple_of(2) { Protect::Secrets } else { Protect::Everything };
    let (disk, pocket) = (SimulatedDisk::default(), Pocket::default());
    record(&store(&disk, &pocket, protect), seed, 0, false).await.map_err(text)?;
    let before: Vec<String> = files(&disk)?.into_iter().map(|(name, _)| name).collect();
    let rotating = store(&disk, &pocket, protect);
    let (mut state, mut journal) = rotating.begin(&holder("rotates")).await.map_err(text)?;
    let key = journal.rotate_key().await.map_err(text)?;
    let event = published(seed);
    journal.append(std::slice::from_ref(&event)).await.map_err(text)?;
    state.fold(&event).map_err(text)?;
    journal.close(&state).await.map_err(text)?;
    let is_new = |name: &String| name.starts_with("snapshot-") && !before.contains(name);
    let snapshot = files(&disk)?.into_iter().find(|(name, _)| is_new(name));
    let (_, content) = snapshot.ok_or("what is known is not written anew")?;
    let sealed = format!("{{\"$sealed\":\"{key}.");
    holds(content.contains(&sealed), || "what is known is sealed with the old key".to_owned())
}

async fn is_named() -> Stood {
    let scope = Scope { stack: "demo".to_owned(), lineage: "l1".to_owned() };
    let passphrase = Passphrase::new("correct horse battery").map_err(text)?;
    let key = DataKey::random().map_err(text)?;
    let name = KeyName { scope: &scope, key: "k1" };
    let wrapping = passphrase.wrap(&name, &key).await.map_err(text)?;
    let opened = passphrase.open(&name, &wrapping).await.map_err(text)?;
    holds(opened.expose() == key.expose(), || "another key is opened".to_owned())?;
    let other = KeyName { key: "k2", ..name };
    holds(passphrase.open(&other, &wrapping).await.is_err(), || "it opens under another name".to_owned())?;
    let wrong = Passphrase::new("wrong horse battery").map_err(text)?;
    holds(wrong.open(&name, &wrapping).await.is_err(), || "another passphrase opens it".to_owned())
}
