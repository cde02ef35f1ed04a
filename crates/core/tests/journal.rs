//! Whatever a journal holds, reading it never panics, and what is refused leaves the state as it was.

use std::sync::Arc;

use ironwright_core::journal::Event;
use ironwright_core::state::{CloudIdentity, Intent, Remembered, Wanted};
use ironwright_core::{Address, Map, State, Value};
use proptest::prelude::*;
use proptest::sample::select;

fn address() -> impl Strategy<Value = Address> {
    let texts = ["ec2.Vpc.a", "ec2.Vpc.b", "net/ec2.Vpc.a"];
    select(texts.map(|text| text.parse().expect("an address")).to_vec())
}

fn id() -> impl Strategy<Value = Arc<str>> {
    select(vec!["vpc-1", "vpc-2", "vpc-3"]).prop_map(Arc::from)
}

fn properties() -> impl Strategy<Value = Map> {
    let value =
        select(vec![Value::Null, Value::Int(1), Value::text("x").into_secret(), Value::Unknown(None)]);
    prop::collection::btree_map(select(vec!["a", "b"]).prop_map(Arc::from), value, 0..2)
        .prop_map(Map::from_iter)
}

fn wanted() -> impl Strategy<Value = Wanted> {
    let flags = (any::<bool>(), any::<bool>(), any::<Option<u64>>())
        .prop_map(|(protect, retain, timeout)| Remembered { protect, retain, timeout });
    (properties(), prop::collection::vec(address(), 0..2), flags).prop_map(
        |(inputs, dependencies, remembered)| Wanted { inputs, dependencies, trigger: None, remembered },
    )
}

fn intent() -> impl Strategy<Value = Intent> {
    prop_oneof![
        wanted().prop_map(|wanted| Intent::Create { token: "0".repeat(32), wanted }),
        (id(), wanted()).prop_map(|(id, wanted)| Intent::Adopt { id, wanted }),
        (id(), wanted()).prop_map(|(id, wanted)| Intent::Update { id, wanted }),
        id().prop_map(|id| Intent::Settle { id }),
        id().prop_map(|id| Intent::Delete { id }),
    ]
}

fn took() -> impl Strategy<Value = Option<u64>> {
    prop::option::of(select(vec![0, 7, u64::MAX]))
}

fn event() -> impl Strategy<Value = Event> {
    let step = || 0..3u64;
    let step_of = || (step(), address());
    prop_oneof![
        4 => (step_of(), intent())
            .prop_map(|((step, address), intent)| Event::Intended { step, address, intent }),
        4 => (step_of(), id(), properties(), any::<bool>(), took()).prop_map(
            |((step, address), id, observed, ready, took)| {
                Event::Acknowledged { step, address, id, observed, ready, took }
            }
        ),
        4 => (step_of(), properties(), took())
            .prop_map(|((step, address), observed, took)| Event::Done { step, address, observed, took }),
        1 => step_of().prop_map(|(step, address)| Event::Failed { step, address, message: "no".into() }),
        1 => (address(), id(), wanted()).prop_map(|(address, id, wanted)| Event::Kept { address, id, wanted }),
        1 => (address(), id()).prop_map(|(address, id)| Event::Dropped { address, id }),
        1 => (address(), properties()).prop_map(|(address, observed)| Event::Observed { address, observed }),
        1 => address().prop_map(|address| Event::Vanished { address }),
        2 => step_of().prop_map(|(step, address)| Event::Unanswered { step, address, at: 7 }),
        1 => Just(Event::Swept { token: "0".repeat(32).into() }),
        1 => (address(), wanted()).prop_map(|(address, wanted)| Event::Remembered { address, wanted }),
        1 => address().prop_map(|address| Event::Unprotected { address }),
        1 => (address(), address()).prop_map(|(from, to)| Event::Renamed { from, to }),
        1 => address().prop_map(|address| Event::Forgotten { address }),
        1 => properties().prop_map(|outputs| Event::Published { outputs }),
        1 => select(vec!["aws", "rehearsal"]).prop_map(|cloud| Event::Bound {
            cloud: CloudIdentity { cloud: cloud.into(), ..CloudIdentity::default() }
        }),
        1 => Just(Event::RunBegan { run: "r".into(), verb: "up".into(), at: 0 }),
        1 => Just(Event::RunEnded { run: "r".into(), outcome: "failed".into() }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn an_event_is_folded_or_refused_and_then_changes_nothing(events in prop::collection::vec(event(), 0..40)) {
        let mut state = State::empty("demo", "lineage");
        for event in &events {
            let before = state.clone();
            match state.fold(event) {
                Ok(()) => prop_assert_eq!(state.serial, before.serial + 1),
                Err(illegal) => {
                    prop_assert_eq!(&state, &before, "{} changed something: {:?}", illegal, event);
                    prop_assert_eq!(illegal.serial, before.serial + 1);
                }
            }
            let nothing = |resource: &ironwright_core::state::ResourceState| {
                resource.current.is_none() && resource.deposed.is_empty() && resource.pending.is_none()
            };
            prop_assert!(!state.resources.values().any(nothing), "{:?} leaves an empty address", event);
        }
    }

    #[test]
    fn events_and_states_survive_being_written_and_read(events in prop::collection::vec(event(), 0..40)) {
        let mut state = State::empty("demo", "lineage");
        for event in &events {
            let text = serde_json::to_string(event).expect("an event can be written");
            prop_assert_eq!(&serde_json::from_str::<Event>(&text).expect("and read"), event);
            let _ = state.fold(event);
        }
        let text = serde_json::to_string(&state).expect("a state can be written");
        prop_assert_eq!(serde_json::from_str::<State>(&text).expect("and read"), state);
    }
}
