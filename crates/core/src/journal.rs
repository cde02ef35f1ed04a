//! Journal events and their fold: the state is what the events say, and one function says which may follow which.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::state::{CloudIdentity, Intent, Object, Pending, ResourceState, State, Wanted};
use crate::{Address, Map, Value};

/// One line of the journal.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// A run began.
    RunBegan {
        /// Names the run.
        run: String,
        /// What it was asked to do, `up`.
        verb: String,
        /// Seconds since 1970.
        at: u64,
    },
    /// The state belongs to this cloud from now on.
    Bound {
        /// The cloud.
        cloud: CloudIdentity,
    },
    /// A step is about to act; nothing of it has happened yet.
    Intended {
        /// Numbers the step within the journal.
        step: u64,
        /// The resource.
        address: Address,
        /// What it is about to do.
        intent: Intent,
    },
    /// The cloud has acted: the physical id is known, a wait may go on.
    Acknowledged {
        /// The step.
        step: u64,
        /// The resource.
        address: Address,
        /// What the cloud calls it.
        id: Arc<str>,
        /// What the cloud said of it.
        observed: Map,
        /// Whether nothing is to be waited for: the step is done.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        ready: bool,
        /// Milliseconds from the intent until it was ready; nothing while it is waited for.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        took: Option<u64>,
    },
    /// The engine itself made or changed a resource that it keeps without a cloud.
    Kept {
        /// The resource.
        address: Address,
        /// What it is called.
        id: Arc<str>,
        /// What it is.
        wanted: Wanted,
    },
    /// The engine dropped a resource that it kept without a cloud, or one that it has replaced.
    Dropped {
        /// The resource.
        address: Address,
        /// What it was called.
        id: Arc<str>,
    },
    /// A step has done all it was to do.
    Done {
        /// The step.
        step: u64,
        /// The resource.
        address: Address,
        /// What the cloud said last; nothing after a delete.
        observed: Map,
        /// Milliseconds from the intent until it was done.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        took: Option<u64>,
    },
    /// A step has failed, and the cloud is as it was before the step, or before its wait.
    Failed {
        /// The step.
        step: u64,
        /// The resource.
        address: Address,
        /// What went wrong.
        message: String,
    },
    /// The create under way was sent and never answered, or not each time: what it makes may turn up later still.
    Unanswered {
        /// The step.
        step: u64,
        /// The resource.
        address: Address,
        /// Seconds since 1970.
        at: u64,
    },
    /// What an unanswered request has made was looked for until it could land no more.
    Swept {
        /// The request's token.
        token: Arc<str>,
    },
    /// A refresh found the resource changed.
    Observed {
        /// The resource.
        address: Address,
        /// What the cloud said of it.
        observed: Map,
    },
    /// A refresh found the resource gone.
    Vanished {
        /// The resource.
        address: Address,
    },
    /// The declaration says something else of the resource that needs no change of the resource itself.
    Remembered {
        /// The resource.
        address: Address,
        /// What is remembered from now on.
        wanted: Wanted,
    },
    /// A person took the protection away.
    Unprotected {
        /// The resource.
        address: Address,
    },
    /// The resource has another address from now on.
    Renamed {
        /// The former address.
        from: Address,
        /// The new one.
        to: Address,
    },
    /// The resource stays in the cloud, and is none of ours any more.
    Forgotten {
        /// The resource.
        address: Address,
    },
    /// The stack's outputs.
    Published {
        /// All of them.
        outputs: Map,
    },
    /// A run ended.
    RunEnded {
        /// Names the run.
        run: String,
        /// How, in a word: `succeeded`, `failed`, `cancelled`.
        outcome: String,
    },
}

impl Event {
    /// Whether anything in it is secret.
    pub fn has_secret(&self) -> bool {
        let in_map = |map: &Map| map.values().any(Value::has_secret);
        let in_wanted = |wanted: &Wanted| {
            in_map(&wanted.inputs) || wanted.trigger.as_ref().is_some_and(Value::has_secret)
        };
        match self {
            Self::Intended { intent, .. } => intent.wanted().is_some_and(in_wanted),
            Self::Kept { wanted, .. } | Self::Remembered { wanted, .. } => in_wanted(wanted),
            Self::Acknowledged { observed, .. }
            | Self::Done { observed, .. }
            | Self::Observed { observed, .. } => in_map(observed),
            Self::Published { outputs } => in_map(outputs),
            Self::RunBegan { .. }
            | Self::Bound { .. }
            | Self::Dropped { .. }
            | Self::Failed { .. }
            | Self::Unanswered { .. }
            | Self::Swept { .. }
            | Self::Vanished { .. }
            | Self::Unprotected { .. }
            | Self::Renamed { .. }
            | Self::Forgotten { .. }
            | Self::RunEnded { .. } => false,
        }
    }
}

/// Why an event cannot follow the ones before it: the journal is not one of ours, or damaged.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("event {serial} cannot follow the ones before it: {reason}")]
pub struct IllegalEvent {
    /// The event's number.
    pub serial: u64,
    /// Why not.
    pub reason: String,
}

impl State {
    /// Folds one event into the state.
    ///
    /// # Errors
    /// When the event cannot follow the ones before it; the state is then as it was.
    pub fn fold(&mut self, event: &Event) -> Result<(), IllegalEvent> {
        self.advance(event).map_err(|reason| IllegalEvent { serial: self.serial + 1, reason })?;
        self.serial += 1;
        Ok(())
    }

    fn advance(&mut self, event: &Event) -> Result<(), String> {
        match event {
            Event::RunBegan { .. } | Event::RunEnded { .. } => Ok(()),
            Event::Bound { cloud } => match &self.cloud {
                Some(bound) if bound != cloud => Err(format!("the state belongs to {bound}, not to {cloud}")),
                _ => {
                    self.cloud = Some(cloud.clone());
                    Ok(())
                }
            },
            Event::Intended { step, address, intent } => self.intend(*step, address, intent),
            Event::Acknowledged { step, address, id, observed, ready, took } => {
                let act = self.under_way(address);
                self.acknowledge(*step, address, id, observed, *ready)?;
                self.sweep(address);
                self.learn(address, act, *took);
                Ok(())
            }
            Event::Kept { address, id, wanted } => self.keep(address, id, wanted),
            Event::Dropped { address, id } => {
                self.known(address)?;
                self.let_go(address, |object| object.id == *id);
                self.remove(address, id);
                Ok(())
            }
            Event::Done { step, address, observed, took } => {
                let act = self.under_way(address);
                self.finish(*step, address, observed)?;
                self.sweep(address);
                self.learn(address, act, *took);
                Ok(())
            }
            Event::Failed { step, address, .. } => self.fail(*step, address),
            Event::Unanswered { step, address, at } => self.doubt(*step, address, *at),
            Event::Swept { token } => self.clear(token),
            Event::Observed { address, observed } => {
                self.existing(address)?.observed.clone_from(observed);
                Ok(())
            }
            Event::Vanished { address } => {
                self.existing(address)?;
                self.lose(address);
                Ok(())
            }
            Event::Remembered { address, wanted } => {
                let observed = self.existing(address)?.observed.clone();
                self.known(address)?.apply(wanted, &observed);
                Ok(())
            }
            Event::Unprotected { address } => {
                self.known(address)?.remembered.protect = false;
                Ok(())
            }
            Event::Renamed { from, to } => self.rename(from, to),
            Event::Forgotten { address } => {
                if self.known(address)?.pending.is_some() {
                    return Err(format!("{address} has a step under way"));
                }
                self.let_go(address, |_| true);
                self.resources.remove(address);
                Ok(())
            }
            Event::Published { outputs } => {
                self.outputs.clone_from(outputs);
                Ok(())
            }
        }
    }

    fn under_way(&self, address: &Address) -> Option<&'static str> {
        Some(self.resources.get(address)?.pending.as_ref()?.intent.word())
    }

    /// Learns how long an act of this kind takes.
    fn learn(&mut self, address: &Address, act: Option<&str>, took: Option<u64>) {
        if let (Some(act), Some(took)) = (act, took) {
            let pace = self.pace.entry(format!("{} {act}", address.kind()).into()).or_default();
            *pace = pace.with(took);
        }
    }

    fn known(&mut self, address: &Address) -> Result<&mut ResourceState, String> {
        self.resources.get_mut(address).ok_or_else(|| format!("{address} is not known"))
    }

    fn existing(&mut self, address: &Address) -> Result<&mut Object, String> {
        self.known(address)?.current.as_mut().ok_or_else(|| format!("{address} does not exist"))
    }

    fn intend(&mut self, step: u64, address: &Address, intent: &Intent) -> Result<(), String> {
        match intent {
            Intent::Create { .. } | Intent::Adopt { .. } => {
                self.resources.entry(address.clone()).or_default();
            }
            Intent::Update { id, .. } | Intent::Settle { id } => {
                if self.existing(address)?.id != *id {
                    return Err(format!("{address} is not {id}"));
                }
            }
            Intent::Delete { id } => {
                let resource = self.known(address)?;
                let held = resource.current.iter().chain(&resource.deposed).any(|object| object.id == *id);
                if !held {
                    return Err(format!("{address} is not {id}"));
                }
            }
        }
        let resource = self.known(address)?;
        if resource.pending.is_some() {
            return Err(format!("{address} has a step under way"));
        }
        resource.pending = Some(Pending { step, intent: intent.clone(), acknowledged: false });
        Ok(())
    }

    fn acknowledge(
        &mut self,
        step: u64,
        address: &Address,
        id: &Arc<str>,
        observed: &Map,
        ready: bool,
    ) -> Result<(), String> {
        let resource = self.known(address)?;
        let mut pending = resource.take_pending(step, address)?;
        if pending.acknowledged {
            resource.pending = Some(pending);
            return Err(format!("step {step} was acknowledged before"));
        }
        pending.acknowledged = true;
        match &pending.intent {
            Intent::Create { wanted, .. } | Intent::Adopt { wanted, .. } => {
                let object = Object { id: Arc::clone(id), unsettled: true, ..Object::default() };
                if let Some(replaced) = resource.current.replace(object) {
                    resource.deposed.push(replaced);
                }
                resource.apply(wanted, observed);
            }
            Intent::Update { wanted, .. } => {
                let wanted = wanted.clone();
                resource.apply(&wanted, observed);
                if let Some(object) = &mut resource.current {
                    object.unsettled = true;
                }
            }
            Intent::Settle { .. } => {}
            Intent::Delete { .. } => {
                resource.pending = Some(Pending { acknowledged: false, ..pending });
                return Err("a delete has nothing to wait for".to_owned());
            }
        }
        if ready {
            resource.settle(observed);
        } else {
            resource.pending = Some(pending);
        }
        Ok(())
    }

    /// What the engine keeps by itself gives back its inputs, and comes to be in one event.
    fn keep(&mut self, address: &Address, id: &Arc<str>, wanted: &Wanted) -> Result<(), String> {
        let resource = self.resources.entry(address.clone()).or_default();
        if resource.pending.is_some() {
            return Err(format!("{address} has a step under way"));
        }
        if resource.current.as_ref().is_none_or(|object| object.id != *id) {
            let object = Object { id: Arc::clone(id), ..Object::default() };
            if let Some(replaced) = resource.current.replace(object) {
                resource.deposed.push(replaced);
            }
        }
        resource.apply(wanted, &Map::new());
        Ok(())
    }

    fn finish(&mut self, step: u64, address: &Address, observed: &Map) -> Result<(), String> {
        let resource = self.known(address)?;
        let pending = resource.take_pending(step, address)?;
        match &pending.intent {
            Intent::Create { .. } | Intent::Adopt { .. } if !pending.acknowledged => {
                resource.pending = Some(pending);
                return Err(format!("step {step} was never acknowledged"));
            }
            Intent::Create { .. } | Intent::Adopt { .. } | Intent::Settle { .. } => resource.settle(observed),
            Intent::Update { wanted, .. } => {
                resource.apply(wanted, observed);
                resource.settle(observed);
            }
            Intent::Delete { id } => self.remove(address, id),
        }
        Ok(())
    }

    /// Drops what is gone, and the address when nothing is left there.
    fn remove(&mut self, address: &Address, id: &str) {
        let Some(resource) = self.resources.get_mut(address) else { return };
        if resource.current.as_ref().is_some_and(|object| &*object.id == id) {
            self.lose(address);
        } else {
            resource.deposed.retain(|object| &*object.id != id);
            self.sweep(address);
        }
    }

    fn fail(&mut self, step: u64, address: &Address) -> Result<(), String> {
        self.known(address)?.take_pending(step, address)?;
        self.sweep(address);
        Ok(())
    }

    fn rename(&mut self, from: &Address, to: &Address) -> Result<(), String> {
        if self.resources.contains_key(to) {
            return Err(format!("{to} exists already"));
        }
        if self.known(from)?.pending.is_some() {
            return Err(format!("{from} has a step under way"));
        }
        let resource = self.resources.remove(from).ok_or_else(|| format!("{from} is not known"))?;
        self.resources.insert(to.clone(), resource);
        self.unanswered.values_mut().filter(|it| it.address == *from).for_each(|it| it.address = to.clone());
        for resource in self.resources.values_mut() {
            for object in resource.current.iter_mut().chain(&mut resource.deposed) {
                for dependency in object.dependencies.iter_mut().filter(|dependency| *dependency == from) {
                    *dependency = to.clone();
                }
            }
        }
        Ok(())
    }
}

impl ResourceState {
    fn take_pending(&mut self, step: u64, address: &Address) -> Result<Pending, String> {
        match self.pending.take() {
            Some(pending) if pending.step == step => Ok(pending),
            other => {
                self.pending = other;
                Err(format!("{address} has no step {step} under way"))
            }
        }
    }

    fn apply(&mut self, wanted: &Wanted, observed: &Map) {
        self.remembered = wanted.remembered;
        if let Some(object) = &mut self.current {
            object.inputs.clone_from(&wanted.inputs);
            object.dependencies.clone_from(&wanted.dependencies);
            object.trigger.clone_from(&wanted.trigger);
            object.observed.clone_from(observed);
        }
    }

    fn settle(&mut self, observed: &Map) {
        if let Some(object) = &mut self.current {
            object.observed.clone_from(observed);
            object.unsettled = false;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address() -> Address {
        "ec2.Vpc.main".parse().expect("valid")
    }

    fn create(step: u64) -> Event {
        let intent = Intent::Create { token: "0".repeat(32), wanted: Wanted::default() };
        Event::Intended { step, address: address(), intent }
    }

    fn acknowledged(step: u64, id: &str) -> Event {
        Event::Acknowledged {
            step,
            address: address(),
            id: id.into(),
            observed: Map::new(),
            ready: false,
            took: None,
        }
    }

    fn done(step: u64) -> Event {
        Event::Done { step, address: address(), observed: Map::new(), took: None }
    }

    fn folded(events: &[Event]) -> Result<State, IllegalEvent> {
        let mut state = State::empty("demo", "lineage");
        events.iter().try_for_each(|event| state.fold(event))?;
        Ok(state)
    }

    #[test]
    fn the_id_is_known_before_the_wait_ends() {
        let state = folded(&[create(1), acknowledged(1, "vpc-1")]).expect("legal");
        let object = state.object(&address()).expect("exists");
        assert_eq!((&*object.id, object.unsettled), ("vpc-1", true));
        let state = folded(&[create(1), acknowledged(1, "vpc-1"), done(1)]).expect("legal");
        assert!(!state.object(&address()).expect("exists").unsettled);
    }

    #[test]
    fn a_replacement_deposes_what_it_replaces_until_that_is_deleted() {
        let mut events =
            vec![create(1), acknowledged(1, "vpc-1"), done(1), create(2), acknowledged(2, "vpc-2"), done(2)];
        let state = folded(&events).expect("legal");
        assert_eq!(state.resources[&address()].deposed.len(), 1);
        let intent = Intent::Delete { id: "vpc-1".into() };
        events.extend([Event::Intended { step: 3, address: address(), intent }, done(3)]);
        let state = folded(&events).expect("legal");
        assert!(state.resources[&address()].deposed.is_empty());
        assert_eq!(&*state.object(&address()).expect("exists").id, "vpc-2");
    }

    #[test]
    fn a_failed_create_leaves_nothing() {
        let failed = Event::Failed { step: 1, address: address(), message: "no".into() };
        assert_eq!(folded(&[create(1), failed]).expect("legal").resources.len(), 0);
    }

    #[test]
    fn a_request_without_an_answer_is_remembered_until_it_is_swept() {
        let unanswered = Event::Unanswered { step: 1, address: address(), at: 7 };
        let failed = Event::Failed { step: 1, address: address(), message: "lost".into() };
        let mut state = folded(&[create(1), unanswered, failed]).expect("legal");
        let token: Arc<str> = "0".repeat(32).into();
        assert_eq!((state.resources.len(), state.unanswered[&token].at), (0, 7));
        state.fold(&Event::Swept { token }).expect("legal");
        assert!(state.unanswered.is_empty());
    }

    #[test]
    fn what_is_forgotten_stays_when_its_request_was_unanswered() {
        let unanswered = Event::Unanswered { step: 1, address: address(), at: 7 };
        let forgotten = Event::Forgotten { address: address() };
        let events = [create(1), unanswered, acknowledged(1, "vpc-1"), done(1), forgotten];
        let state = folded(&events).expect("legal");
        assert_eq!(state.unanswered[&*"0".repeat(32)].let_go, ["vpc-1".into()]);
    }

    #[test]
    fn events_out_of_order_are_refused() {
        for events in [
            vec![Event::Unanswered { step: 1, address: address(), at: 0 }],
            vec![create(1), Event::Unanswered { step: 2, address: address(), at: 0 }],
            vec![Event::Swept { token: "0".into() }],
            vec![done(1)],
            vec![create(1), create(2)],
            vec![create(1), done(1)],
            vec![create(1), acknowledged(2, "vpc-1")],
            vec![create(1), acknowledged(1, "vpc-1"), acknowledged(1, "vpc-1")],
            vec![Event::Vanished { address: address() }],
        ] {
            assert!(folded(&events).is_err(), "{events:?}");
        }
    }
}
