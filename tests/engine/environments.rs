//! Environments of one stack in one cloud: each has what it has made, and nothing of it is the other's.

use std::sync::Arc;

use ironwright::aws::ec2::{Subnet, Vpc};
use ironwright::core::plan::{Selection, Verb};
use ironwright::core::{Graph, Location};
use ironwright::engine::store::{Holder, MemoryStore, View as _};
use ironwright::engine::{Engine, EngineError};
use ironwright::prelude::*;
use ironwright::rehearsal::Rehearsal;
use ironwright::testing::{Conditions, World};

/// A network that is larger in production.
#[expect(clippy::unnecessary_wraps, reason = "it has the shape of every program")]
fn network(stack: &mut Stack, (): &()) -> Result<()> {
    let zones = if stack.environment().is_some_and(|environment| environment == "prod") { 3 } else { 1 };
    let vpc = stack.add("main", Vpc::new(cidr("10.0.0.0/16")));
    for zone in 0..zones {
        stack.add(format!("s{zone}"), Subnet::new(&vpc, cidr("10.0.0.0/16").subnet(8, zone)));
    }
    Ok(())
}

fn count(world: &World, kind: &str) -> usize {
    world.cloud().objects().iter().filter(|object| &*object.kind == kind).count()
}

#[test]
fn a_program_is_told_its_environment_and_its_world_is_its_own() {
    let mut dev = World::new("net").env("dev");
    dev.up(network, &()).expect("runs");
    let mut prod = World::beside("net", &dev).env("prod");
    prod.up(network, &()).expect("runs");
    assert_eq!((dev.all::<Subnet>().len(), prod.all::<Subnet>().len()), (1, 3));
    assert_eq!((count(&dev, "ec2.Vpc"), count(&dev, "ec2.Subnet")), (2, 4));
    assert_eq!(prod.state().instance().to_string(), "net@prod");
    dev.destroy(network, &()).expect("runs");
    assert_eq!((count(&prod, "ec2.Vpc"), count(&prod, "ec2.Subnet")), (1, 3));
    assert_eq!(prod.preview(network, &()).expect("a plan").to_string(), "Plan: 4 unchanged.");
}

#[test]
fn what_one_environment_sweeps_is_never_anothers() {
    for seed in 0..20 {
        let lossy = Conditions { seed, lost_responses: 0.4, ..Conditions::default() };
        let mut dev = World::new("net").env("dev").under(lossy);
        dev.up(network, &()).expect("runs");
        // Both run with the same names in the same cloud, and both look for what their lost requests have made.
        let mut prod = World::beside("net", &dev).env("prod");
        for _ in 0..6 {
            prod.up(network, &()).expect("runs");
            dev.up(network, &()).expect("runs");
        }
        dev.cloud().change_conditions(Conditions::default());
        for world in [&mut dev, &mut prod] {
            let report = world.up(network, &()).expect("runs");
            assert!(report.outcome.is_complete(), "seed {seed}: {report}");
        }
        assert_eq!((count(&dev, "ec2.Vpc"), count(&dev, "ec2.Subnet")), (2, 4), "seed {seed}");
        for found in dev.all::<Vpc>().iter().chain(&prod.all::<Vpc>()) {
            assert!(dev.cloud().get("ec2.Vpc", found.id()).is_some(), "seed {seed}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn an_engine_refuses_the_state_of_another_environment() {
    let graph = |environment: Option<&str>| -> Graph {
        let environment = environment.map(|name| name.parse().expect("a name"));
        let mut stack = Stack::new("net").for_environment(environment);
        network(&mut stack, &()).expect("declares");
        stack.graph().expect("a graph")
    };
    let location = Location { account: "123456789012".into(), region: "eu-west-2".into() };
    let cloud = Arc::new(Rehearsal::in_memory(location, ironwright::aws::registry()));
    let engine = Engine::new(cloud, ironwright::aws::registry());
    let store = MemoryStore::new("net").in_environment("dev".parse().expect("a name"));
    for other in [graph(Some("prod")), graph(None)] {
        let plan = engine.preview(&store, &other, Verb::Up, &Selection::default()).await;
        assert!(matches!(plan, Err(EngineError::OtherEnvironment { .. })), "{plan:?}");
        let run = engine.begin(&store, &other, "up", Holder::default()).await;
        let refused = run.err().expect("is refused").to_string();
        assert!(
            refused.starts_with("the state is of `net@dev`, and the program is run for `net"),
            "{refused}"
        );
    }
    assert_eq!(store.load().await.expect("loads").serial, 0);
    engine.preview(&store, &graph(Some("dev")), Verb::Up, &Selection::default()).await.expect("a plan");
}
