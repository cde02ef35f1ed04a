//! A rehearsal: a world with its file and its conditions, and what a test may do to it behind the program's back.

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard};

use ironwright_core::behaviour::World as _;
use ironwright_core::stack::Location;
use ironwright_core::{Kind, Map, Registry, Value};
use ironwright_engine::cloud::{CloudError, ErrorClass};
use ironwright_engine::seal::Vault;

use crate::conditions::{Conditions, Fault, Verb};
use crate::frozen::Frozen;
use crate::late::UnderWay;
use crate::log::{Log, RehearsalError};
use crate::refusal::Call;
use crate::weather::Weather;
use crate::world::World;
use crate::{create, delete};

/// A cloud inside the process. Share it with an [`Arc`]: an engine acts on it while a test looks at it.
///
/// ```
/// use ironwright::aws::ec2::Vpc;
/// use ironwright::core::stack::Location;
/// use ironwright::core::{Map, Resource as _, Value};
/// use ironwright::rehearsal::Rehearsal;
///
/// let location = Location { account: "123456789012".into(), region: "eu-west-2".into() };
/// let cloud = Rehearsal::in_memory(location, ironwright::aws::registry());
/// let inputs = Map::from([("cidr_block".into(), "10.12.1.0/24".into())]);
/// let id = cloud.create_outside(Vpc::kind(), &inputs).unwrap();
/// assert!(id.starts_with("vpc-"));
///
/// // Somebody clicks in the console: the next refresh will find it.
/// cloud.change_outside("ec2.Vpc", &id, "enable_dns_support", Value::Bool(false)).unwrap();
/// assert_eq!(cloud.get("ec2.Vpc", &id).unwrap().get("enable_dns_support"), Some(&Value::Bool(false)));
/// ```
pub struct Rehearsal {
    inner: Mutex<Inner>,
}

/// What a rehearsal's lock guards.
pub(crate) struct Inner {
    pub(crate) world: World,
    pub(crate) weather: Weather,
    pub(crate) late: UnderWay,
    log: Option<Log>,
}

/// Something that exists in a rehearsal.
#[derive(Clone, PartialEq)]
pub struct Object {
    /// Its kind.
    pub kind: Arc<str>,
    /// Its physical id.
    pub id: Arc<str>,
    /// Its inputs and outputs, also those that the cloud gives to nobody.
    pub properties: Map,
}

/// The names of its properties, never the values: secrets are revealed in a cloud.
impl std::fmt::Debug for Object {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {} ", self.kind, self.id)?;
        f.debug_set().entries(self.properties.keys()).finish()
    }
}

impl Rehearsal {
    /// An empty cloud that ends with the process.
    pub fn in_memory(location: Location, registry: Registry) -> Self {
        Self::of(World::new(location, registry), None)
    }

    /// The cloud that a file holds, or an empty one where there is no file.
    ///
    /// Nothing is created before the first mutation. That one also takes an advisory lock on a file beside this one,
    /// `….lock`, and keeps it until the rehearsal is dropped: a second process may look meanwhile, and change nothing.
    /// A mutation is in the file before it is acknowledged; it survives the death of the process, not a power cut.
    ///
    /// # Errors
    /// When the file cannot be read, is damaged, or holds a cloud of another account or region.
    pub fn open(path: &Path, location: Location, registry: Registry) -> Result<Self, RehearsalError> {
        Self::open_sealed(path, location, registry, Arc::default())
    }

    /// The same, with the vault of the store beside it: it must be unlocked by reading the state first, and from the moment
    /// that it has a key, nothing that the cloud is told stands in the file in the clear.
    ///
    /// # Errors
    /// As for [`Rehearsal::open`], and when something is sealed with a key that the vault does not have.
    pub fn open_sealed(
        path: &Path,
        location: Location,
        registry: Registry,
        vault: Arc<Vault>,
    ) -> Result<Self, RehearsalError> {
        let mut world = World::new(location, registry);
        let log = Log::open(path, vault, &mut world)?;
        Ok(Self::of(world, Some(log)))
    }

    fn of(world: World, log: Option<Log>) -> Self {
        Self::with(Inner { world, weather: Weather::default(), late: UnderWay::default(), log })
    }

    fn with(inner: Inner) -> Self {
        Self { inner: Mutex::new(inner) }
    }

    /// What exists and what is under way at this moment, to go on from as often as one likes.
    pub fn freeze(&self) -> Frozen {
        let inner = self.lock();
        Frozen::new(&inner.world, &inner.late)
    }

    /// A cloud in memory that goes on from a frozen moment as if no time had passed. Its conditions are the usual ones.
    pub fn thaw(frozen: &Frozen) -> Self {
        let (world, late) = frozen.thaw();
        Self::with(Inner { world, weather: Weather::default(), late, log: None })
    }

    /// The same cloud under other conditions, from the first call on.
    #[must_use]
    pub fn under(self, conditions: Conditions) -> Self {
        self.change_conditions(conditions);
        self
    }

    /// Changes the conditions for the calls that follow, faults included; a cloud out of reach is back.
    pub fn change_conditions(&self, conditions: Conditions) {
        let mut inner = self.lock();
        inner.world.seed = conditions.seed;
        inner.world.pace = conditions.settle_time_factor;
        inner.weather.change(conditions);
    }

    /// Moves the cloud to another account and region; one in which something exists already stays where it is.
    pub fn place_in(&self, location: &Location) {
        let mut inner = self.lock();
        if inner.world.len() == 0 {
            inner.world.location = location.clone();
        }
    }

    /// Fails calls from now on, as the fault says.
    pub fn fail(&self, fault: Fault) {
        self.lock().weather.conditions_mut().faults.push(fault);
    }

    /// Refuses the next such call for a kind, address or physical id; `*` stands for any text.
    pub fn fail_next(&self, verb: Verb, what: impl Into<String>) {
        self.fail(Fault::new(verb, what).times(1));
    }

    /// Whether making a resource of a kind with these inputs takes two calls, so that one can be cut off between them.
    pub fn is_made_in_two(kind: &'static Kind, inputs: &Map) -> bool {
        create::first_half(kind, inputs).is_some()
    }

    /// How many calls were made, those that failed included.
    pub fn count_calls(&self, verb: Verb) -> u64 {
        self.lock().weather.calls(verb)
    }

    /// Everything that exists, by kind and physical id.
    pub fn objects(&self) -> Vec<Object> {
        let inner = self.lock();
        let all = inner.world.all().map(|(kind, id, thing)| Object {
            kind: Arc::clone(kind),
            id: Arc::clone(id),
            properties: thing.properties.clone(),
        });
        all.collect()
    }

    /// The properties of something, also those that the cloud gives to nobody; `None` when it does not exist.
    pub fn get(&self, kind: &str, id: &str) -> Option<Map> {
        self.lock().world.properties(kind, id).cloned()
    }

    /// Changes a property as somebody else would; [`Value::Null`] takes it away. No rule is kept.
    ///
    /// # Errors
    /// When there is no such resource, or the change cannot be written down.
    pub fn change_outside(
        &self,
        kind: &str,
        id: &str,
        property: &str,
        value: Value,
    ) -> Result<(), CloudError> {
        self.lock().mutate(outside, |world| {
            let mut thing = world.get(kind, id).cloned().ok_or_else(|| {
                let message = format!("there is no {kind} with the id {id:?}");
                CloudError::new("outside", "NotFound", message, ErrorClass::NotFound)
            })?;
            match value {
                Value::Null => drop(thing.properties.remove(property)),
                value => drop(thing.properties.insert(property.into(), value)),
            }
            world.put(kind, &id.into(), thing);
            Ok(())
        })
    }

    /// Deletes something as somebody else would, whoever refers to it; what came with it goes too.
    ///
    /// # Errors
    /// When the kind's behaviour refuses, or the change cannot be written down.
    pub fn delete_outside(&self, kind: &str, id: &str) -> Result<(), CloudError> {
        self.lock().mutate(outside, |world| {
            let id: Arc<str> = id.into();
            if let Some(known) = world.index.kind(kind) {
                delete::undo_what_came_with(world, Call { verb: Verb::Delete, kind: known }, &id)?;
            }
            world.take(kind, &id);
            Ok(())
        })
    }

    /// Makes something as somebody else would, and gives its physical id. All rules are kept.
    ///
    /// # Errors
    /// What the cloud would refuse.
    pub fn create_outside(&self, kind: &'static Kind, inputs: &Map) -> Result<Arc<str>, CloudError> {
        self.lock().mutate(outside, |world| Ok(create::create(world, kind, inputs, None)?.id))
    }

    /// The world and all else, for one call. What a behaviour left behind that panicked half way is undone, and what
    /// was to land by now has landed.
    pub(crate) fn lock(&self) -> MutexGuard<'_, Inner> {
        let mut inner = self.inner.lock().unwrap_or_else(|poisoned| {
            let mut inner = poisoned.into_inner();
            inner.world.roll_back();
            self.inner.clear_poison();
            inner
        });
        while let Some(late) = inner.late.pop() {
            let failed = |class, code: &str, message| late.call.error(class, code, message);
            // Whatever the cloud says to it, nobody hears.
            let _ = inner.mutate(failed, |world| (late.change)(world));
        }
        inner
    }
}

impl Inner {
    /// Makes a mutation that happens whole, in memory and in the file, or not at all.
    pub(crate) fn mutate<T>(
        &mut self,
        error: impl Fn(ErrorClass, &str, String) -> CloudError,
        act: impl FnOnce(&mut World) -> Result<T, CloudError>,
    ) -> Result<T, CloudError> {
        let Self { world, log, .. } = self;
        let failed = |failure: &RehearsalError| match failure {
            RehearsalError::InUse { .. } => error(ErrorClass::Transient, "WorldInUse", failure.to_string()),
            RehearsalError::Io { .. }
            | RehearsalError::Damaged { .. }
            | RehearsalError::Sealed { .. }
            | RehearsalError::Newer { .. }
            | RehearsalError::Elsewhere { .. } => {
                error(ErrorClass::Refused, "WorldNotWritable", failure.to_string())
            }
        };
        if let Some(log) = log {
            log.prepare(world).map_err(|failure| failed(&failure))?;
        }
        world.begin();
        let answer = act(world).and_then(|answer| match log {
            Some(log) => log.append(world).map(|()| answer).map_err(|failure| failed(&failure)),
            None => Ok(answer),
        });
        match &answer {
            Ok(_) => {
                world.commit();
                if let Some(log) = log {
                    log.compact(world);
                }
            }
            Err(_) => world.roll_back(),
        }
        answer
    }
}

fn outside(class: ErrorClass, code: &str, message: String) -> CloudError {
    CloudError::new("outside", code, message, class)
}

impl std::fmt::Debug for Rehearsal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let inner = self.lock();
        let location = &inner.world.location;
        write!(f, "Rehearsal({} objects in {} {})", inner.world.len(), location.account, location.region)
    }
}
