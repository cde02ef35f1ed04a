//! Runs of the engine: one that loses its lease stops by itself, and the run that took over finishes its work; what a
//! cloud forgets for a moment is not given up, and what left our hands is let go.

use std::sync::Arc;
use std::time::Duration;

use ironwright_aws::ec2::{Subnet, Vpc};
use ironwright_aws::ecs::{Cluster, Container, Cpu, LaunchType, Memory, Service, TaskDef};
use ironwright_core::plan::Selection;
use ironwright_core::plan::Verb::Up;
use ironwright_core::{Declare as _, Diagnostics, Graph, Location, Stack, cidr};
use ironwright_engine::cloud::{ReadRequest, Readiness};
use ironwright_engine::store::{DurableStore, MemoryStore, Store, StoreError};
use ironwright_engine::{Cancel, Cloud as _, Engine, EngineError, EngineOptions, Outcome};
use ironwright_rehearsal::{Conditions, Fault, Rehearsal, Verb};
use tokio::time::{Instant, sleep};

use super::scene::Scene;
use super::{Stood, Trial, holder, holds, in_virtual_time, text};
use crate::cut::{Cut, CutCloud};
use crate::forgetful::ForgetfulCloud;
use crate::objects::{Bucket, SimulatedObjects, Weather};

pub(super) fn trials() -> Vec<Trial> {
    vec![
        Trial::new("a run that slept through its lease stops, and nothing is made twice", 8, |seed| {
            in_virtual_time(sleeps(seed))
        }),
        Trial::new("what a cloud forgets for a moment is not given up", 4, |seed| {
            in_virtual_time(is_forgotten_for_a_moment(seed))
        }),
        Trial::new("a run ends when what it has made is ready, interrupted or not", 14, |seed| {
            in_virtual_time(is_ready(seed))
        }),
        Trial::new("a state belongs to one account", 1, |_| in_virtual_time(is_of_one_account())),
        Trial::new("what goes unanswered and is refused then may land all the same", 3, |seed| {
            in_virtual_time(is_refused_then(seed))
        }),
        Trial::new("what lands late does not take the place of what was made instead", 1, |_| {
            in_virtual_time(is_late_and_too_much())
        }),
        Trial::new("what was let go stays, although its request was never answered", 2, |seed| {
            in_virtual_time(is_let_go(seed))
        }),
    ]
}

fn graph() -> Result<Graph, Diagnostics> {
    let mut stack = Stack::new("demo");
    let cluster = stack.add("main", Cluster::new("demo"));
    let task =
        TaskDef::fargate("web", Cpu::Vcpu1, Memory::gib(2)).container(Container::new("nginx", "nginx"));
    let task = stack.add("web", task);
    let vpc = stack.add("main", Vpc::new(cidr("10.0.0.0/16")));
    let subnet = stack.add("a", Subnet::new(&vpc, vpc.cidr_block.subnet(8, 0)));
    let service = Service::new("web", &cluster, &task).launch_type(LaunchType::Fargate).desired_count(1);
    stack.add("web", service.subnets([&subnet]));
    stack.graph()
}

async fn up(cloud: Arc<Rehearsal>, store: &dyn Store, name: &str) -> Result<Outcome, EngineError> {
    let engine = Engine::new(cloud, ironwright_aws::registry());
    let graph = graph()?;
    let mut run = engine.begin(store, &graph, "up", holder(name)).await?;
    let (plan, observations) = run.plan(&graph, Up, &Selection::default()).await?;
    let outcome = run.apply(&graph, &plan, &observations, Cancel::never()).await?;
    run.end(outcome.word()).await?;
    Ok(outcome)
}

async fn sleeps(seed: u64) -> Stood {
    let location = Location { account: "123456789012".into(), region: "eu-west-2".into() };
    let slow: Conditions = "latency=9s..11s".parse().map_err(text)?;
    let cloud = Arc::new(Rehearsal::in_memory(location, ironwright_aws::registry()).under(slow));
    let bucket = Bucket::default();
    let process = |number| SimulatedObjects::new(&bucket, Weather::FAIR, seed * 10 + number);
    let sleeper = process(1);
    let first = DurableStore::new(Arc::new(sleeper.clone()), "demo");
    let second = DurableStore::new(Arc::new(process(2)), "demo");
    let since = Instant::now();
    let (slept, took_over) = tokio::join!(up(Arc::clone(&cloud), &first, "sleeper"), async {
        sleep(Duration::from_secs(15 + seed)).await;
        sleeper.stand_still(Duration::from_mins(3));
        up(Arc::clone(&cloud), &second, "second").await
    });
    match slept {
        Err(EngineError::Store(StoreError::LeaseLost { .. })) => {}
        Err(error) => return Err(format!("it stops otherwise: {error}")),
        Ok(_) => return Err("it ends as if nothing were".to_owned()),
    }
    let complete = took_over.map_err(text)?.is_complete();
    holds(complete, || format!("the work is not finished after {:?}", since.elapsed()))?;
    let made = cloud.objects().into_iter().filter(|object| &*object.kind == "ecs.Service").count();
    holds(made == 1, || format!("there are {made} services"))?;
    let again = up(cloud, &second, "again").await.map_err(text)?;
    holds(again.done.is_empty(), || format!("something was left to do: {again:?}"))
}

async fn is_forgotten_for_a_moment(seed: u64) -> Stood {
    let (mut scene, graph) = (Scene::new(), one_vpc(false)?);
    scene.plain_run(&graph, Up).await?;
    let misses = usize::try_from(1 + seed % 3).unwrap_or(1);
    let cloud = Arc::new(ForgetfulCloud::new(Arc::<Rehearsal>::clone(scene.cloud()), misses));
    let store = scene.store().clone();
    let outcome = scene.run(Arc::<ForgetfulCloud>::clone(&cloud), &store, &graph, Up).await.map_err(text)?;
    holds(outcome.done.is_empty(), || format!("after {misses} misses: {:?}", outcome.done))?;
    // A cloud forgets for a while, however often it is asked.
    let asked: Vec<Instant> = cloud.asked().into_iter().map(|(at, _)| at).collect();
    let took = asked.iter().max().zip(asked.iter().min()).map(|(last, first)| *last - *first);
    let enough = EngineOptions::default().not_found_grace / 3 * u32::try_from(misses).unwrap_or(1);
    holds(took >= Some(enough), || format!("{misses} misses are looked for in {took:?}"))?;
    scene.holds(&graph, Up).await
}

fn one_vpc(retained: bool) -> Result<Graph, String> {
    let mut stack = Stack::new("simulated");
    let vpc = Vpc::new(cidr("10.0.0.0/16"));
    stack.add("main", if retained { vpc.retain() } else { vpc });
    stack.graph().map_err(text)
}

async fn is_let_go(seed: u64) -> Stood {
    let (mut scene, there, gone) =
        (Scene::new(), one_vpc(true)?, Stack::new("simulated").graph().map_err(text)?);
    let cut = if seed.is_multiple_of(2) { Cut::Response } else { Cut::Request };
    let cloud = Arc::new(CutCloud::after(Arc::<Rehearsal>::clone(scene.cloud()), 1, cut));
    let store = scene.store().clone();
    // However it ends, its request was not answered.
    let _ = scene.run(cloud, &store, &there, Up).await;
    scene.plain_run(&there, Up).await?;
    for _ in 0..2 {
        scene.plain_run(&gone, Up).await?;
        let left = scene.cloud().objects().iter().filter(|object| &*object.kind == "ec2.Vpc").count();
        holds(left == 1, || format!("{left} of what was let go are there"))?;
    }
    Ok(())
}

async fn is_late_and_too_much() -> Stood {
    let (mut scene, graph) = (Scene::new(), one_vpc(false)?);
    let later = Duration::from_mins(1);
    let cloud = Arc::new(CutCloud::landing(Arc::<Rehearsal>::clone(scene.cloud()), 1, later));
    let store = scene.store().clone();
    // However it ends, its request acts when another one has been answered in its stead.
    let _ = scene.run(cloud, &store, &graph, Up).await;
    scene.plain_run(&graph, Up).await?;
    let known = || {
        store.state().resources.values().filter_map(|it| Some(it.current.as_ref()?.id.clone())).next_back()
    };
    let before = known();
    sleep(later * 2).await;
    scene.plain_run(&graph, Up).await?;
    holds(known() == before, || format!("{before:?} has given way to {:?}", known()))?;
    let left = scene.cloud().objects().iter().filter(|object| &*object.kind == "ec2.Vpc").count();
    holds(left == 1, || format!("{left} are there"))
}

/// Cut off at some call, or not at all; what the plain run after it leaves is ready at that moment.
async fn is_ready(seed: u64) -> Stood {
    let (mut scene, graph) = (Scene::new(), graph().map_err(text)?);
    let store = scene.store().clone();
    let cut = if seed.is_multiple_of(2) { Cut::Response } else { Cut::Request };
    let call = seed / 2;
    if call > 0 {
        let cloud = Arc::new(CutCloud::after(Arc::<Rehearsal>::clone(scene.cloud()), call, cut));
        // However it ends, the next run has to finish it.
        let _ = scene.run(cloud, &store, &graph, Up).await;
    }
    scene.plain_run(&graph, Up).await?;
    for (address, resource) in &store.state().resources {
        let object = resource.current.as_ref().ok_or_else(|| format!("{address} is not there"))?;
        let Some(kind) =
            ironwright_aws::registry().get(address.kind()).filter(|kind| kind.ready_when.is_some())
        else {
            continue;
        };
        let resource = ReadRequest { id: Arc::clone(&object.id), inputs: object.inputs.clone() };
        let settling = scene.cloud().settle(kind, &resource).await.map_err(text)?;
        holds(matches!(settling, Readiness::Ready(_)), || format!("{address} is not ready: {settling:?}"))?;
        holds(!object.unsettled, || format!("{address} is still waited for"))?;
    }
    Ok(())
}

async fn is_of_one_account() -> Stood {
    let store = MemoryStore::new("demo");
    let cloud = |account: &str| {
        let location = Location { account: account.into(), region: "eu-west-2".into() };
        Arc::new(Rehearsal::in_memory(location, ironwright_aws::registry()))
    };
    up(cloud("123456789012"), &store, "ours").await.map_err(text)?;
    match up(cloud("210987654321"), &store, "another's").await {
        Err(EngineError::OtherCloud { .. }) => Ok(()),
        Err(error) => Err(format!("it is refused otherwise: {error}")),
        Ok(_) => Err("a run goes on with the state of another account".to_owned()),
    }
}

/// A create that nobody answers, that is refused when it is sent again, and that lands after the run.
async fn is_refused_then(seed: u64) -> Stood {
    let (mut scene, graph) = (Scene::new(), graph().map_err(text)?);
    let (cloud, store) = (Arc::clone(scene.cloud()), scene.store().clone());
    let kind = ["ec2.Vpc", "ecs.Cluster", "ec2.Subnet"][usize::try_from(seed % 3).unwrap_or_default()];
    cloud.fail(Fault::new(Verb::Create, kind).times(1).landing_after(Duration::from_mins(5)));
    cloud.fail(Fault::new(Verb::Create, kind).times(1));
    let outcome = scene.run(cloud, &store, &graph, Up).await.map_err(text)?;
    holds(!outcome.is_complete(), || "nothing was refused: nothing is tried".to_owned())?;
    scene.wait_for_landings().await;
    // The program has another idea by now: what has landed is nobody's.
    let nothing = Stack::new("simulated").graph().map_err(text)?;
    for _ in 0..2 {
        scene.plain_run(&nothing, Up).await?;
        // What was found open just now is looked for until nothing of it can land any more.
        scene.wait_for_landings().await;
    }
    scene.holds(&nothing, Up).await
}
