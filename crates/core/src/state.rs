//! State: what we know exists, as the fold over the journal's events left it.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::stack::Location;
use crate::unanswered::Unanswered;
use crate::{Address, Map, Value};

/// The format of state and journal; an older engine refuses a newer one.
pub const FORMAT: u32 = 2;

/// Everything known of one stack on one cloud.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct State {
    /// The stack's name.
    pub stack: String,
    /// The cloud it lives on, once it has been applied: another one is refused.
    pub cloud: Option<CloudIdentity>,
    /// Made up when the state began: two states with one lineage have one history.
    pub lineage: String,
    /// Counts the events that led here.
    pub serial: u64,
    /// The resources.
    pub resources: BTreeMap<Address, ResourceState>,
    /// The stack's outputs as last published.
    pub outputs: Map,
    /// Create requests that were never answered, by their tokens: what they make may turn up later still.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub unanswered: BTreeMap<Arc<str>, Unanswered>,
    /// How long acts took, by kind and act, `ec2.NatGateway create`: what the next run expects of them.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub pace: BTreeMap<Arc<str>, Pace>,
}

/// How long an act of one kind has taken, newer runs counting more.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Pace {
    /// The average in milliseconds.
    pub millis: u64,
    /// How many acts it is drawn from.
    pub acts: u64,
}

impl Pace {
    /// How many acts the average looks back at.
    const MEMORY: u64 = 16;

    /// The average with one more act in it.
    #[must_use]
    pub fn with(self, millis: u64) -> Self {
        let weight = self.acts.min(Self::MEMORY - 1);
        let millis = self.millis.saturating_mul(weight).saturating_add(millis) / (weight + 1);
        Self { millis, acts: self.acts.saturating_add(1) }
    }
}

/// Which cloud a state belongs to.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct CloudIdentity {
    /// What acts: `rehearsal`, `aws`.
    pub cloud: String,
    /// The account and region.
    #[serde(flatten)]
    pub location: Location,
}

impl std::fmt::Display for CloudIdentity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} (account {}, region {})", self.cloud, self.location.account, self.location.region)
    }
}

/// Everything known of one address.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct ResourceState {
    /// The resource itself, once its physical id is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub current: Option<Object>,
    /// What it has replaced and what is still to be deleted, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub deposed: Vec<Object>,
    /// An intent whose result is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pending: Option<Pending>,
    /// What its declaration said that must outlive the declaration.
    #[serde(default, skip_serializing_if = "Remembered::is_default")]
    pub remembered: Remembered,
}

/// One thing in the cloud.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Object {
    /// What the cloud calls it.
    pub id: Arc<str>,
    /// The inputs that were applied last.
    pub inputs: Map,
    /// What the cloud said of it last: inputs as it keeps them, and outputs.
    pub observed: Map,
    /// What it depends on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dependencies: Vec<Address>,
    /// The value of `replace_when`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trigger: Option<Value>,
    /// Whether a wait for it is still to be finished.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unsettled: bool,
}

/// What a declaration said that must outlive the declaration.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Remembered {
    /// Never deleted, never replaced.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub protect: bool,
    /// Forgotten instead of deleted.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub retain: bool,
    /// For how many seconds a step of it waits, if not as long as usual: its delete may come when nothing declares it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeout: Option<u64>,
}

impl Remembered {
    fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// An intent that was journaled and whose result is not known.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Pending {
    /// The number of the step.
    pub step: u64,
    /// What was meant.
    pub intent: Intent,
    /// Whether the cloud has answered, and only the wait goes on.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub acknowledged: bool,
}

/// What a step is about to do to the cloud.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Intent {
    /// Make a resource.
    Create {
        /// Names the request: 32 lower-case hexadecimal digits.
        token: String,
        /// What it is made of and what it belongs to.
        #[serde(flatten)]
        wanted: Wanted,
    },
    /// Adopt an existing resource.
    Adopt {
        /// Its physical id.
        id: Arc<str>,
        /// What the declaration says of it.
        #[serde(flatten)]
        wanted: Wanted,
    },
    /// Change a resource in place.
    Update {
        /// Its physical id.
        id: Arc<str>,
        /// What it is to be.
        #[serde(flatten)]
        wanted: Wanted,
    },
    /// Finish a wait that another run began.
    Settle {
        /// The resource's physical id.
        id: Arc<str>,
    },
    /// Delete a resource, or one that it has replaced.
    Delete {
        /// The physical id of what is deleted.
        id: Arc<str>,
    },
}

impl Intent {
    /// What it is to lead to, where it is to lead to something.
    pub fn wanted(&self) -> Option<&Wanted> {
        match self {
            Self::Create { wanted, .. } | Self::Adopt { wanted, .. } | Self::Update { wanted, .. } => {
                Some(wanted)
            }
            Self::Settle { .. } | Self::Delete { .. } => None,
        }
    }

    /// The word for it, as plans and events use it.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Create { .. } => "create",
            Self::Adopt { .. } => "adopt",
            Self::Update { .. } => "update",
            Self::Settle { .. } => "settle",
            Self::Delete { .. } => "delete",
        }
    }
}

/// What a create or update is to lead to.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Wanted {
    /// The inputs, complete and known.
    pub inputs: Map,
    /// What it depends on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dependencies: Vec<Address>,
    /// The value of `replace_when`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trigger: Option<Value>,
    /// What must outlive the declaration.
    #[serde(default, skip_serializing_if = "Remembered::is_default")]
    pub remembered: Remembered,
}

/// What a refresh found.
#[derive(Clone, PartialEq)]
pub enum Observation {
    /// It is there, and this is what it is like.
    Present(Map),
    /// It is not there any more.
    Gone,
}

/// The names of what was found, never the values: what a cloud says is not marked secret yet.
impl std::fmt::Debug for Observation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Present(observed) => {
                f.write_str("Present ")?;
                f.debug_set().entries(observed.keys()).finish()
            }
            Self::Gone => f.write_str("Gone"),
        }
    }
}

/// What a refresh found, by address; what it did not look at is absent.
pub type Observations = HashMap<Address, Observation>;

impl State {
    /// A state with nothing in it.
    pub fn empty(stack: &str, lineage: &str) -> Self {
        Self { stack: stack.to_owned(), lineage: lineage.to_owned(), ..Self::default() }
    }

    /// Whether anything in it is secret.
    pub fn has_secret(&self) -> bool {
        let in_map = |map: &Map| map.values().any(Value::has_secret);
        let in_trigger = |trigger: &Option<Value>| trigger.as_ref().is_some_and(Value::has_secret);
        let in_object = |object: &Object| {
            in_map(&object.inputs) || in_map(&object.observed) || in_trigger(&object.trigger)
        };
        let in_wanted = |wanted: &Wanted| in_map(&wanted.inputs) || in_trigger(&wanted.trigger);
        let in_pending = |pending: &Pending| pending.intent.wanted().is_some_and(in_wanted);
        let in_resource = |resource: &ResourceState| {
            resource.current.iter().chain(&resource.deposed).any(in_object)
                || resource.pending.as_ref().is_some_and(in_pending)
        };
        in_map(&self.outputs)
            || self.resources.values().any(in_resource)
            || self.unanswered.values().any(|request| in_wanted(&request.wanted))
    }

    /// What exists at an address.
    pub fn object(&self, address: &Address) -> Option<&Object> {
        self.resources.get(address)?.current.as_ref()
    }

    /// The number of resources that exist.
    pub fn count(&self) -> usize {
        self.resources.values().filter(|resource| resource.current.is_some()).count()
    }

    /// The state as a refresh found it; not copied where that found nothing.
    pub fn observed_as(&self, observations: &Observations) -> Cow<'_, Self> {
        let as_known =
            |(address, observation): (&Address, &Observation)| match (self.object(address), observation) {
                (Some(object), Observation::Present(observed)) => object.observed == *observed,
                (Some(_), Observation::Gone) => false,
                (None, _) => true,
            };
        if observations.iter().all(as_known) {
            return Cow::Borrowed(self);
        }
        let mut state = self.clone();
        for (address, observation) in observations {
            match observation {
                Observation::Present(observed) => {
                    if let Some(object) = state.resources.get_mut(address).and_then(|r| r.current.as_mut()) {
                        object.observed.clone_from(observed);
                    }
                }
                Observation::Gone => state.lose(address),
            }
        }
        Cow::Owned(state)
    }

    /// Drops the current object of an address, and the address when nothing is left there.
    pub(crate) fn lose(&mut self, address: &Address) {
        if let Some(resource) = self.resources.get_mut(address) {
            resource.current = None;
            self.sweep(address);
        }
    }

    /// Drops an address at which nothing is left: no object, and no step under way.
    pub(crate) fn sweep(&mut self, address: &Address) {
        let empty = |resource: &ResourceState| {
            resource.current.is_none() && resource.deposed.is_empty() && resource.pending.is_none()
        };
        if self.resources.get(address).is_some_and(empty) {
            self.resources.remove(address);
        }
    }

    /// A short hash of the state, for noticing that it changed.
    pub fn fingerprint(&self) -> String {
        let text = serde_json::to_vec(self).unwrap_or_default();
        blake3::hash(&text).to_hex()[..32].to_owned()
    }
}
