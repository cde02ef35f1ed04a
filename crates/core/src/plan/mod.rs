//! The plan: what a run will do, as data that is computed by a pure function, shown, stored, and then carried out.
//!
//! - [`planner`] decides what happens to each resource; [`mod@decide`] is the decision about one of them, made once
//!   when planning and again when what was unknown has become known.
//! - [`adopting`] compares what exists already with the declaration that imports it.
//! - [`operations`] turns steps into single acts on the cloud; [`order`] is the one place that knows which comes after
//!   which, `takeovers` what is let go by one and taken by another, and `giving_way` what is replaced, or replaced
//!   the other way round, so that an order exists at all.
//! - [`selection`] narrows a plan to `--target` and `--exclude`; `left_out.rs` says what must not be left out.
//! - [`stored`] keeps a reviewed plan, and tells when it is stale; [`provenance`] is what it was made by and from, and
//!   `deviation.rs` says how another plan differs from it.
//! - `shown.rs` tells what a step would do that its plan did not show.
//! - [`view`] lays it out for people, [`text`] is that without colours, which tests compare; [`json`] is the form that
//!   machines read.

pub mod adopting;
mod concealed;
pub mod decide;
mod departed;
mod deviation;
mod drift;
mod giving_way;
mod hints;
pub mod json;
mod landed;
mod left_out;
mod needs;
pub mod operations;
pub mod order;
pub mod planner;
pub mod provenance;
pub mod selection;
mod shown;
mod stand_in;
pub mod stored;
mod takeovers;
pub mod text;
pub mod view;

use std::collections::BTreeMap;
use std::sync::Arc;

pub use decide::{Decision, decide};
pub use drift::drifts;
pub use landed::{Fate, Landed};
pub use operations::{Act, Operation};
pub use planner::{PlanRequest, plan};
pub use provenance::{Provenance, Secrets};
pub use selection::Selection;
pub use shown::unshown;
pub use stored::{Proofs, StoredPlan};

use crate::diagnostic::Place;
use crate::diff::PropertyChange;
use crate::digest::Digest;
use crate::kind::{Kind, Replacement};
use crate::state::{CloudIdentity, State, Wanted};
use crate::{Address, Environment, Value};

/// What a run is asked to do.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verb {
    /// Make what exists be what the program says.
    Up,
    /// Delete everything.
    Destroy,
}

impl Verb {
    /// The word on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Up => "up",
            Self::Destroy => "destroy",
        }
    }
}

/// What a run will do.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The stack's name.
    pub stack: String,
    /// The environment, for a stack that has several.
    pub environment: Option<Environment>,
    /// What the run is asked to do.
    pub verb: Verb,
    /// The cloud of the state, once it has one.
    pub cloud: Option<CloudIdentity>,
    /// The state that the plan was made from.
    pub base: Base,
    /// The fingerprint of the program that the plan was made from.
    pub program: String,
    /// What happens to each resource: declared ones in an order in which each comes after what it depends on, then
    /// what has left the program.
    pub steps: Vec<Step>,
    /// What changed outside since the last run.
    pub drift: Vec<Drift>,
    /// What has landed late; planning itself does not look for it, the engine does.
    pub landed: Vec<Landed>,
    /// What becomes of the stack's outputs.
    pub outputs: Vec<OutputChange>,
    /// What a person may want to know: a delete and a create that look like a rename.
    pub hints: Vec<String>,
}

/// The state that a plan was made from.
#[derive(Clone, PartialEq, Eq, Debug, Default, serde::Serialize, serde::Deserialize)]
pub struct Base {
    /// The state's lineage.
    pub lineage: String,
    /// The state's serial.
    pub serial: u64,
}

impl Base {
    /// A state as what a plan was made from.
    pub fn of(state: &State) -> Self {
        Self { lineage: state.lineage.clone(), serial: state.serial }
    }
}

/// What happens to one resource.
#[derive(Clone, Debug)]
pub struct Step {
    /// The resource.
    pub address: Address,
    /// Its kind.
    pub kind: &'static Kind,
    /// What happens.
    pub action: Action,
    /// The properties that change; all that are set, for a create; what is written down, for what is kept.
    pub changes: Vec<PropertyChange>,
    /// The physical id, for what exists.
    pub id: Option<Arc<str>>,
    /// Whether what is to be adopted was read: the changes are then how it differs.
    pub compared: bool,
    /// The former address, when the program renamed it.
    pub renamed_from: Option<Address>,
    /// What is to be remembered although nothing changes in the cloud.
    pub remember: Option<Wanted>,
    /// Objects that earlier runs replaced and did not get to delete.
    pub deposed: Vec<Arc<str>>,
    /// What is replaced now, or was by earlier runs, and stays in the cloud because it is retained.
    pub released: Vec<Arc<str>>,
    /// Where it is declared.
    pub place: Option<Place>,
    /// What the existing resource has and its kind does not model, where the step adopts or replaces it.
    pub unmodelled: Vec<String>,
    /// The steps whose resources the declaration depends on.
    pub needs: Vec<usize>,
    /// The steps whose existing resources depend on the existing one.
    pub held_by: Vec<usize>,
    /// What it takes that another resource has and lets go of in the same run.
    pub takes_over: Vec<Takeover>,
}

/// A name or a place that one resource lets go of and another takes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Takeover {
    /// The step whose resource has it.
    pub from: usize,
    /// The physical id of what is deleted for it; `None` when a change in place lets it go.
    pub id: Option<Arc<str>>,
    /// The inputs of which the cloud keeps one.
    pub inputs: &'static [&'static str],
}

/// What happens to a resource.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Action {
    /// Nothing.
    Keep,
    /// It is made.
    Create,
    /// An existing resource becomes ours.
    Adopt,
    /// It is changed in place.
    Update,
    /// A new one takes its place.
    Replace(Replacement),
    /// A wait that an earlier run began is finished.
    Settle,
    /// It is deleted.
    Delete,
    /// It stays in the cloud and is none of ours any more.
    Forget,
    /// The selection leaves it out.
    Skip,
}

impl Action {
    /// Whether the action changes the cloud or what we know of it.
    pub fn acts(self) -> bool {
        match self {
            Self::Keep | Self::Skip => false,
            Self::Create
            | Self::Adopt
            | Self::Update
            | Self::Replace(_)
            | Self::Settle
            | Self::Delete
            | Self::Forget => true,
        }
    }

    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Keep => "keep",
            Self::Create => "create",
            Self::Adopt => "adopt",
            Self::Update => "update",
            Self::Replace(_) => "replace",
            Self::Settle => "settle",
            Self::Delete => "delete",
            Self::Forget => "forget",
            Self::Skip => "skip",
        }
    }

    /// The sign before it in the plan's text.
    pub fn sign(self) -> &'static str {
        match self {
            Self::Keep | Self::Skip => " ",
            Self::Create => "+",
            Self::Adopt => "=",
            Self::Update => "~",
            Self::Replace(_) => "±",
            Self::Settle => "…",
            Self::Delete => "-",
            Self::Forget => "x",
        }
    }
}

/// What changed outside since the last run.
#[derive(Clone, Debug)]
pub struct Drift {
    /// The resource.
    pub address: Address,
    /// The properties that changed; none when the resource has gone.
    pub changes: Vec<PropertyChange>,
    /// Whether the resource has gone.
    pub gone: bool,
}

/// What becomes of one of the stack's outputs.
#[derive(Clone, PartialEq, Debug)]
pub struct OutputChange {
    /// The output's name.
    pub name: Arc<str>,
    /// What it was; `Null` when it is new.
    pub before: Value,
    /// What it will be; `Null` when it goes.
    pub after: Value,
}

/// How many resources meet which fate.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, serde::Serialize)]
pub struct Counts {
    /// To be made.
    pub create: usize,
    /// To be adopted.
    pub adopt: usize,
    /// To be changed in place.
    pub update: usize,
    /// To be replaced.
    pub replace: usize,
    /// To be deleted, what earlier runs replaced included.
    pub delete: usize,
    /// To be forgotten.
    pub forget: usize,
    /// To be waited for.
    pub settle: usize,
    /// To get another address.
    pub rename: usize,
    /// To be left as they are.
    pub keep: usize,
    /// Left out by the selection.
    pub skip: usize,
}

impl Plan {
    /// How many resources meet which fate.
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for step in &self.steps {
            *match step.action {
                Action::Keep => &mut counts.keep,
                Action::Create => &mut counts.create,
                Action::Adopt => &mut counts.adopt,
                Action::Update => &mut counts.update,
                Action::Replace(_) => &mut counts.replace,
                Action::Settle => &mut counts.settle,
                Action::Delete => &mut counts.delete,
                Action::Forget => &mut counts.forget,
                Action::Skip => &mut counts.skip,
            } += 1;
            counts.delete += step.deposed.len();
            counts.forget += step.released.len();
            counts.rename += usize::from(step.renamed_from.is_some());
        }
        counts
    }

    /// Whether the run would change nothing: neither the cloud, nor what we know of it.
    pub fn is_empty(&self) -> bool {
        self.outputs.is_empty()
            && self.drift.is_empty()
            && self.landed.is_empty()
            && self.steps.iter().all(Step::is_idle)
    }

    /// The old and the new address of what is renamed, each after the one that makes room for it.
    pub fn renames(&self) -> Vec<(&Address, &Address)> {
        let renames = self.steps.iter().filter_map(|step| Some((step.renamed_from.as_ref()?, &step.address)));
        let mut left: BTreeMap<&Address, &Address> = renames.collect();
        let mut ordered = Vec::with_capacity(left.len());
        while let Some((&from, &to)) = left.iter().find(|(_, to)| !left.contains_key(*to)) {
            left.remove(from);
            ordered.push((from, to));
        }
        ordered
    }

    /// A step by its address.
    pub fn step(&self, address: &str) -> Option<&Step> {
        self.steps.iter().find(|step| step.address.as_str() == address)
    }

    /// A hash of all that the plan does, whatever its secrets are: a stored plan is carried out only when planning again
    /// gives the same.
    pub fn fingerprint(&self) -> String {
        self.digest(Digest::new())
    }

    /// The same with what its secrets are, where it has any. Whoever has it can try secrets on it until one fits: it is
    /// not to be shown or kept.
    pub fn exact_fingerprint(&self) -> Option<String> {
        let in_steps = self.steps.iter().any(|step| {
            let changed =
                step.changes.iter().any(|change| change.before.has_secret() || change.after.has_secret());
            changed
                || step.remember.as_ref().is_some_and(|wanted| wanted.inputs.values().any(Value::has_secret))
        });
        let secret = in_steps || self.outputs.iter().any(|output| output.after.has_secret());
        secret.then(|| self.digest(Digest::exact()))
    }

    fn digest(&self, mut digest: Digest) -> String {
        for step in &self.steps {
            digest.text_of(&format_args!(
                "{} {:?} {:?} {:?}",
                step.address, step.action, step.id, step.renamed_from
            ));
            for change in &step.changes {
                digest.text_of(&format_args!("{} {:?}", change.path, change.replaces));
                change.before.hash_into(&mut digest);
                change.after.hash_into(&mut digest);
            }
            if let Some(wanted) = &step.remember {
                digest.text_of(&format_args!("remember {:?} {:?}", wanted.dependencies, wanted.remembered));
                Value::map(wanted.inputs.clone()).hash_into(&mut digest);
            }
            step.deposed.iter().for_each(|id| digest.text(id));
            step.released.iter().for_each(|id| digest.text_of(&format_args!("release {id}")));
            step.unmodelled.iter().for_each(|path| digest.text(path));
        }
        for Landed { address, id, fate } in &self.landed {
            digest.text_of(&format_args!("landed {address} {id} {}", fate.as_str()));
        }
        for output in &self.outputs {
            digest.text(&output.name);
            output.after.hash_into(&mut digest);
        }
        digest.finish()
    }
}

impl Step {
    /// Whether the step does nothing at all.
    pub fn is_idle(&self) -> bool {
        !self.action.acts()
            && self.deposed.is_empty()
            && self.released.is_empty()
            && self.renamed_from.is_none()
            && self.remember.is_none()
    }
}
