//! A run of the engine that loses its lease: it stops by itself, and the run that took over finishes its work.

use std::sync::Arc;
use std::time::Duration;

use ironwright_aws::ec2::{Subnet, Vpc};
use ironwright_aws::ecs::{Cluster, Container, Cpu, LaunchType, Memory, Service, TaskDef};
use ironwright_core::plan::{Selection, Verb};
use ironwright_core::{Graph, Location, Stack, cidr};
use ironwright_engine::store::{DurableStore, Store, StoreError};
use ironwright_engine::{Cancel, Engine, EngineError, Outcome};
use ironwright_rehearsal::{Conditions, Rehearsal};
use ironwright_testkit::objects::{Bucket, SimulatedObjects, Weather};
use tokio::time::{Instant, sleep};

use crate::holder;

fn graph() -> Graph {
    let mut stack = Stack::new("demo");
    let cluster = stack.add("main", Cluster::new("demo"));
    let task =
        TaskDef::fargate("web", Cpu::Vcpu1, Memory::gib(2)).container(Container::new("nginx", "nginx"));
    let task = stack.add("web", task);
    let vpc = stack.add("main", Vpc::new(cidr("10.0.0.0/16")));
    let subnet = stack.add("a", Subnet::new(&vpc, vpc.cidr_block.subnet(8, 0)));
    let service = Service::new("web", &cluster, &task).launch_type(LaunchType::Fargate).desired_count(1);
    stack.add("web", service.subnets([&subnet]));
    stack.graph().expect("a graph")
}

async fn up(cloud: Arc<Rehearsal>, store: &dyn Store, name: &str) -> Result<Outcome, EngineError> {
    let engine = Engine::new(cloud, ironwright_aws::registry());
    let graph = graph();
    let mut run = engine.begin(store, &graph, "up", holder(name)).await?;
    let (plan, observations) = run.plan(&graph, Verb::Up, &Selection::default()).await?;
    let outcome = run.apply(&graph, &plan, &observations, Cancel::never()).await?;
    run.end(outcome.word()).await?;
    Ok(outcome)
}

#[tokio::test(start_paused = true)]
async fn a_run_that_slept_through_its_lease_stops_and_nothing_is_made_twice() {
    let location = Location { account: "123456789012".into(), region: "eu-west-2".into() };
    let slow: Conditions = "latency=9s..11s".parse().expect("conditions");
    let cloud = Arc::new(Rehearsal::in_memory(location, ironwright_aws::registry()).under(slow));
    let bucket = Bucket::default();
    let sleeper = SimulatedObjects::new(&bucket, Weather::FAIR, 1);
    let first = DurableStore::new(Arc::new(sleeper.clone()), "demo");
    let second = DurableStore::new(Arc::new(SimulatedObjects::new(&bucket, Weather::FAIR, 2)), "demo");
    let since = Instant::now();
    let (slept, took_over) = tokio::join!(up(Arc::clone(&cloud), &first, "sleeper"), async {
        sleep(Duration::from_secs(15)).await;
        sleeper.stand_still(Duration::from_mins(3));
        up(Arc::clone(&cloud), &second, "second").await
    });
    let error = slept.expect_err("its lease is lost");
    assert!(matches!(error, EngineError::Store(StoreError::LeaseLost { .. })), "{error}");
    assert!(took_over.expect("takes over").is_complete(), "after {:?}", since.elapsed());
    let made: Vec<_> = cloud.objects().into_iter().filter(|object| &*object.kind == "ecs.Service").collect();
    assert_eq!(made.len(), 1, "{made:?}");
    let again = up(cloud, &second, "again").await.expect("runs");
    assert!(again.done.is_empty(), "{again:?}");
}
