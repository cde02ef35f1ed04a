//! The physical world: what exists, and changes to it that either happen whole or not at all.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use ironwright_core::stack::Location;
use ironwright_core::{Kind, Map, Registry};
use serde::{Deserialize, Serialize};
use tokio::time::Instant;

use crate::index::Index;
use crate::random::mix;

/// One thing that exists.
#[derive(Clone, PartialEq, Default, Serialize, Deserialize)]
pub(crate) struct Thing {
    /// Its inputs and outputs, those that no answer gives back included.
    pub(crate) properties: Map,
    /// The token of the request that made it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) token: Option<Arc<str>>,
    /// The inputs that nobody asked for and whose values the cloud has chosen.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) chosen: Vec<Arc<str>>,
    /// What it was like before somebody adopted it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) before: Option<Map>,
    /// When it will be ready, in milliseconds since 1970: for a process that opens the world later.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) settles_at: Option<u64>,
    /// The same on this process's clock, which a test may have made virtual.
    #[serde(skip)]
    pub(crate) settles: Option<Instant>,
}

impl Thing {
    /// Makes it ready only after a while.
    pub(crate) fn settle_after(&mut self, time: Duration) {
        (self.settles, self.settles_at) = (None, None);
        if !time.is_zero() {
            self.settles = Instant::now().checked_add(time);
            self.settles_at = Some(now().saturating_add(millis(time)));
        }
    }

    /// Notes which inputs have values though nobody asked for them.
    pub(crate) fn note_chosen(&mut self, kind: &Kind, inputs: &Map) {
        let names = kind.inputs.iter().map(|field| field.name);
        let chosen = names.filter(|name| !inputs.contains_key(name) && self.properties.contains_key(name));
        self.chosen = chosen.map(Arc::from).collect();
    }

    /// Puts what another process said of its readiness on this one's clock.
    fn resume_settling(&mut self) {
        self.settles = self.settles_at.and_then(|at| {
            let left = Duration::from_millis(at.saturating_sub(now()));
            (!left.is_zero()).then(|| Instant::now().checked_add(left)).flatten()
        });
    }
}

/// What one mutation has changed, as it is written down.
#[derive(Default, Serialize, Deserialize)]
pub(crate) struct Record<'a> {
    /// How many random numbers have been drawn so far.
    pub(crate) draws: u64,
    /// The counters that have moved.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) counters: BTreeMap<String, u64>,
    /// What exists now, as it is now.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) put: Vec<(Arc<str>, Arc<str>, Cow<'a, Thing>)>,
    /// What exists no more.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) gone: Vec<(Arc<str>, Arc<str>)>,
}

/// Kinds and physical ids by the token of the request that made them.
type Made = HashMap<Arc<str>, BTreeSet<(Arc<str>, Arc<str>)>>;

/// Everything that exists.
#[derive(Clone)]
pub(crate) struct World {
    pub(crate) location: Location,
    pub(crate) index: Index,
    /// What made-up values begin from.
    pub(crate) seed: u64,
    /// How much longer than usual things take to be ready.
    pub(crate) pace: f64,
    things: BTreeMap<Arc<str>, BTreeMap<Arc<str>, Thing>>,
    tokens: Made,
    counters: BTreeMap<String, u64>,
    draws: u64,
    count: usize,
    undo: Undo,
}

/// What it takes to go back to where a mutation began.
#[derive(Clone, Default)]
struct Undo {
    began: bool,
    things: Vec<(Arc<str>, Arc<str>, Option<Thing>)>,
    counters: Vec<(String, Option<u64>)>,
    draws: u64,
}

impl World {
    /// An empty world.
    pub(crate) fn new(location: Location, registry: Registry) -> Self {
        Self {
            location,
            index: Index::new(registry),
            seed: 0,
            pace: 1.0,
            things: BTreeMap::new(),
            tokens: HashMap::new(),
            counters: BTreeMap::new(),
            draws: 0,
            count: 0,
            undo: Undo::default(),
        }
    }

    /// The number of things.
    pub(crate) fn len(&self) -> usize {
        self.count
    }

    /// One thing.
    pub(crate) fn get(&self, kind: &str, id: &str) -> Option<&Thing> {
        self.things.get(kind)?.get(id)
    }

    /// The things of one kind, by physical id.
    pub(crate) fn of_kind(&self, kind: &str) -> impl Iterator<Item = (&Arc<str>, &Thing)> {
        self.things.get(kind).into_iter().flatten()
    }

    /// All things, by kind and physical id.
    pub(crate) fn all(&self) -> impl Iterator<Item = (&Arc<str>, &Arc<str>, &Thing)> {
        self.things.iter().flat_map(|(kind, things)| things.iter().map(move |(id, thing)| (kind, id, thing)))
    }

    /// What create requests with this token made, if it still exists.
    pub(crate) fn made_by(&self, kind: &Kind, token: &str) -> impl Iterator<Item = &Arc<str>> {
        let made = self.tokens.get(token).into_iter().flatten();
        made.filter(|(of, _)| **of == *kind.name).map(|(_, id)| id)
    }

    /// Puts a thing there, in the place of the one that was there.
    pub(crate) fn put(&mut self, kind: &str, id: &Arc<str>, thing: Thing) {
        let (kind, former) = self.place(kind, id, Some(thing));
        self.undo.things.push((kind, Arc::clone(id), former));
    }

    /// Takes a thing away.
    pub(crate) fn take(&mut self, kind: &str, id: &Arc<str>) {
        if self.get(kind, id).is_some() {
            let (kind, former) = self.place(kind, id, None);
            self.undo.things.push((kind, Arc::clone(id), former));
        }
    }

    /// Counts up, from 1.
    pub(crate) fn count_up(&mut self, counter: &str) -> u64 {
        let former = self.counters.get(counter).copied();
        let next = former.unwrap_or(0) + 1;
        self.counters.insert(counter.to_owned(), next);
        self.undo.counters.push((counter.to_owned(), former));
        next
    }

    /// A random number below a bound: the next of the sequence that the seed determines.
    pub(crate) fn random(&mut self, bound: u32) -> u32 {
        self.draws += 1;
        #[expect(clippy::cast_possible_truncation, reason = "it is below the bound")]
        let number = (mix(mix(self.seed) ^ self.draws) % u64::from(bound.max(1))) as u32;
        number
    }

    /// How many random numbers have been drawn.
    pub(crate) fn draws(&self) -> u64 {
        self.draws
    }

    /// Begins a mutation.
    pub(crate) fn begin(&mut self) {
        self.undo = Undo { began: true, draws: self.draws, ..Undo::default() };
    }

    /// What the mutation has taken away that was there before it.
    pub(crate) fn taken(&self) -> impl Iterator<Item = (&str, &Arc<str>, &Thing)> {
        let mut seen = HashSet::new();
        let gone =
            self.undo.things.iter().filter_map(|(kind, id, former)| Some((&**kind, id, former.as_ref()?)));
        gone.filter(move |(kind, id, _)| seen.insert((*kind, Arc::clone(id))) && self.get(kind, id).is_none())
    }

    /// What the mutation has changed, `None` when that is nothing.
    pub(crate) fn changes(&self) -> Option<Record<'_>> {
        if self.undo.things.is_empty() && self.undo.counters.is_empty() {
            return None;
        }
        let mut record = Record { draws: self.draws, ..Record::default() };
        for (counter, _) in &self.undo.counters {
            record.counters.insert(counter.clone(), self.counters.get(counter).copied().unwrap_or(0));
        }
        let mut seen = HashSet::new();
        for (kind, id, _) in self.undo.things.iter().filter(|(kind, id, _)| seen.insert((kind, id))) {
            match self.get(kind, id) {
                Some(thing) => record.put.push((Arc::clone(kind), Arc::clone(id), Cow::Borrowed(thing))),
                None => record.gone.push((Arc::clone(kind), Arc::clone(id))),
            }
        }
        Some(record)
    }

    /// Ends a mutation that has happened.
    pub(crate) fn commit(&mut self) {
        self.undo = Undo::default();
    }

    /// Ends a mutation that has not happened; where none has begun there is nothing to do.
    pub(crate) fn roll_back(&mut self) {
        let undo = std::mem::take(&mut self.undo);
        if !undo.began {
            return;
        }
        for (kind, id, former) in undo.things.into_iter().rev() {
            self.place(&kind, &id, former);
        }
        for (counter, former) in undo.counters.into_iter().rev() {
            match former {
                Some(former) => self.counters.insert(counter, former),
                None => self.counters.remove(&counter),
            };
        }
        self.draws = undo.draws;
    }

    /// Moves everything that gets ready some time to another clock.
    pub(crate) fn move_clock(&mut self, to: impl Fn(Instant) -> Instant) {
        let settling = self.things.values_mut().flat_map(BTreeMap::values_mut);
        for settles in settling.filter_map(|thing| thing.settles.as_mut()) {
            *settles = to(*settles);
        }
    }

    /// Forgets everything, to be told it anew by a file.
    pub(crate) fn clear(&mut self) {
        self.index.clear();
        self.things.clear();
        self.tokens.clear();
        self.counters.clear();
        (self.draws, self.count, self.undo) = (0, 0, Undo::default());
    }

    /// Does again what was written down.
    pub(crate) fn replay(&mut self, record: Record<'_>) {
        self.draws = record.draws;
        self.counters.extend(record.counters);
        for (kind, id, thing) in record.put {
            let mut thing = thing.into_owned();
            thing.resume_settling();
            self.place(&kind, &id, Some(thing));
        }
        for (kind, id) in record.gone {
            self.place(&kind, &id, None);
        }
    }

    /// The whole world as one record without things: what a compacted file begins with.
    pub(crate) fn counters(&self) -> Record<'static> {
        Record { draws: self.draws, counters: self.counters.clone(), ..Record::default() }
    }

    /// Puts or takes a thing, keeps the indexes true, and gives back what was there.
    fn place(&mut self, kind: &str, id: &Arc<str>, thing: Option<Thing>) -> (Arc<str>, Option<Thing>) {
        let known = self.index.kind(kind);
        let shared =
            self.things.get_key_value(kind).map_or_else(|| kind.into(), |(kind, _)| Arc::clone(kind));
        let things = self.things.entry(Arc::clone(&shared)).or_default();
        let exists = thing.is_some();
        let former = match thing {
            Some(thing) => things.insert(Arc::clone(id), thing),
            None => things.remove(id),
        };
        self.count = self.count + usize::from(exists) - usize::from(former.is_some());
        if let Some(former) = &former {
            known.inspect(|kind| self.index.remove(kind, id, &former.properties));
            if let Some(token) = &former.token {
                take_one(&mut self.tokens, token, &(Arc::clone(&shared), Arc::clone(id)));
            }
        }
        if let Some(now) = self.things.get(&*shared).and_then(|things| things.get(id)) {
            known.inspect(|kind| self.index.add(kind, id, &now.properties));
            if let Some(token) = &now.token {
                let made = self.tokens.entry(Arc::clone(token)).or_default();
                made.insert((Arc::clone(&shared), Arc::clone(id)));
            }
        }
        (shared, former)
    }
}

/// Takes one thing out of what a request has made, and the request with the last one.
fn take_one(tokens: &mut Made, token: &str, thing: &(Arc<str>, Arc<str>)) {
    if let Some(made) = tokens.get_mut(token) {
        made.remove(thing);
        if made.is_empty() {
            tokens.remove(token);
        }
    }
}

fn now() -> u64 {
    millis(SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default())
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}
