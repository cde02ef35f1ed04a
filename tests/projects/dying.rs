//! Death between and within stacks: each journal write of each stack cut, each request lost, each answer lost. One plain run
//! of all stacks later everything exists once, and nothing is left over.

use std::collections::BTreeMap;
use std::sync::Arc;

use ironwright::core::plan::{Selection, Verb};
use ironwright::core::{Graph, Location, ProjectGraph};
use ironwright::engine::project::{ProjectError, StackAccess, StackEnd};
use ironwright::engine::store::{MemoryStore, Store};
use ironwright::engine::{Cancel, Cloud, Engine, ProjectEngine};
use ironwright::prelude::*;
use ironwright::rehearsal::Rehearsal;
use ironwright::testkit::cut::{Cut, CutCloud, CutStore};

use crate::{Shop, shop};

/// The stores of all stacks and their cloud.
struct Scene {
    cloud: Arc<Rehearsal>,
    stores: BTreeMap<String, MemoryStore>,
}

/// Where a run dies.
#[derive(Clone, Debug)]
enum Death {
    Nowhere,
    /// At a write of one stack's journal.
    Writing(&'static str, u64),
    /// At a call, of whichever stack.
    Calling(u64, Cut),
}

const STACKS: [&str; 3] = ["network", "web", "logs"];

fn graph(settings: &Shop) -> ProjectGraph {
    let mut project = Project::new("shop");
    shop(&mut project, settings).expect("declares");
    project.into_graph().expect("a graph")
}

impl Scene {
    fn new() -> Self {
        let location = Location { account: "123456789012".into(), region: "eu-west-2".into() };
        let cloud = Arc::new(Rehearsal::in_memory(location, ironwright::aws::registry()));
        let stores = STACKS.iter().map(|name| ((*name).to_owned(), MemoryStore::new(name))).collect();
        Self { cloud, stores }
    }

    /// A run of all stacks that dies somewhere.
    async fn run(&self, settings: &Shop, verb: Verb, death: &Death) -> Result<Vec<StackEnd>, ProjectError> {
        let cloud: Arc<dyn Cloud> = match death {
            Death::Calling(calls, cut) => Arc::new(CutCloud::after(self.cloud.clone(), *calls, *cut)),
            Death::Nowhere | Death::Writing(..) => self.cloud.clone(),
        };
        let engine = ProjectEngine::new(graph(settings), |graph: &Graph| {
            let store = self.stores[graph.stack()].clone();
            let store: Arc<dyn Store> = match death {
                Death::Writing(stack, writes) if *stack == graph.stack() => {
                    Arc::new(CutStore::after(store, *writes))
                }
                _ => Arc::new(store),
            };
            let engine = Some(Engine::new(cloud.clone(), ironwright::aws::registry()));
            StackAccess { store, engine, selection: Selection::default() }
        });
        let mut run = engine.begin(verb).await?;
        run.plan().await?;
        Ok(run.apply(Cancel::never()).await)
    }

    /// What exists, by kind, and how much of it.
    fn census(&self) -> BTreeMap<String, usize> {
        let mut census = BTreeMap::new();
        for object in self.cloud.objects() {
            *census.entry(object.kind.to_string()).or_default() += 1;
        }
        census
    }
}

/// Whether a run was interrupted: what is not is the last of its sort that has to be tried.
fn has_died(ended: &Result<Vec<StackEnd>, ProjectError>) -> bool {
    ended.as_ref().map_or(true, |ends| ends.iter().any(|end| !end.outcome.is_complete()))
}

/// A change of everything: from one program to another, or to nothing.
#[derive(Clone)]
struct Case {
    before: Option<Shop>,
    after: Shop,
    verb: Verb,
}

fn cases() -> [Case; 4] {
    let first = Shop::default();
    let without = Shop { second: false, ..first.clone() };
    let moved = Shop { range: "10.1.0.0/16", ..first.clone() };
    [
        Case { before: None, after: first.clone(), verb: Verb::Up },
        Case { before: Some(first.clone()), after: without, verb: Verb::Up },
        Case { before: Some(first.clone()), after: moved, verb: Verb::Up },
        Case { before: Some(first.clone()), after: first, verb: Verb::Destroy },
    ]
}

async fn scene(case: &Case) -> Scene {
    let scene = Scene::new();
    if let Some(before) = &case.before {
        let ended = scene.run(before, Verb::Up, &Death::Nowhere).await;
        assert!(!has_died(&ended), "{ended:?}");
    }
    scene
}

/// Tries one death, and one plain run after it; whether it was one.
async fn survives(case: &Case, death: &Death, wanted: &BTreeMap<String, usize>) -> bool {
    let scene = scene(case).await;
    let died = has_died(&scene.run(&case.after, case.verb, death).await);
    let ended = scene.run(&case.after, case.verb, &Death::Nowhere).await;
    assert!(!has_died(&ended), "{death:?}: {ended:?}");
    assert_eq!(scene.census(), *wanted, "{death:?}: something is missing, doubled or left over");
    let again = scene.run(&case.after, case.verb, &Death::Nowhere).await.expect("runs");
    assert!(again.iter().all(|end| end.plan.is_empty()), "{death:?}: there is more to do");
    died
}

#[tokio::test(start_paused = true)]
async fn whichever_write_or_call_of_whichever_stack_is_the_last_one_more_run_completes_all() {
    let mut deaths = 0;
    for case in cases() {
        let undisturbed = scene(&case).await;
        let ended = undisturbed.run(&case.after, case.verb, &Death::Nowhere).await;
        assert!(!has_died(&ended), "{ended:?}");
        let wanted = undisturbed.census();
        for stack in STACKS {
            for writes in 0.. {
                if !survives(&case, &Death::Writing(stack, writes), &wanted).await {
                    break;
                }
                deaths += 1;
            }
        }
        for cut in [Cut::Request, Cut::Response] {
            for calls in 1.. {
                if !survives(&case, &Death::Calling(calls, cut), &wanted).await {
                    break;
                }
                deaths += 1;
            }
        }
    }
    assert!(deaths > 60, "only {deaths} deaths were tried");
}

#[tokio::test(start_paused = true)]
async fn an_export_that_changes_while_its_consumer_is_dead_reaches_it_in_the_next_run() {
    let scene = Scene::new();
    let first = Shop::default();
    assert!(!has_died(&scene.run(&first, Verb::Up, &Death::Nowhere).await));
    let moved = Shop { range: "10.1.0.0/16", ..first };
    // The network has moved; the web stack dies at its first write after its run began.
    let ended = scene.run(&moved, Verb::Up, &Death::Writing("web", 1)).await.expect("begins");
    assert!(ended.iter().any(|end| end.plan.stack == "web" && !end.outcome.is_complete()), "{ended:?}");
    let ended = scene.run(&moved, Verb::Up, &Death::Nowhere).await;
    assert!(!has_died(&ended), "{ended:?}");
    let vpcs = scene.cloud.objects().into_iter().filter(|object| &*object.kind == "ec2.Vpc").count();
    assert_eq!(vpcs, 1, "the old network is gone, and nothing of it is left over");
}

#[tokio::test(start_paused = true)]
async fn of_two_runs_on_overlapping_stacks_one_is_told_who_is_at_work() {
    let scene = Scene::new();
    let engine = |stacks: &'static [&'static str]| {
        ProjectEngine::new(graph(&Shop::default()), |graph: &Graph| StackAccess {
            store: Arc::new(scene.stores[graph.stack()].clone()),
            engine: stacks
                .contains(&graph.stack())
                .then(|| Engine::new(scene.cloud.clone(), ironwright::aws::registry())),
            selection: Selection::default(),
        })
    };
    let mut first = engine(&["network", "web"]).begin(Verb::Up).await.expect("begins");
    let Err(refused) = engine(&["network", "logs"]).begin(Verb::Up).await else {
        panic!("two runs hold one lease")
    };
    assert_eq!(refused.stack, "network");
    // What does not overlap goes on beside it.
    let mut beside = engine(&["logs"]).begin(Verb::Up).await.expect("begins");
    beside.plan().await.expect("plans");
    first.plan().await.expect("plans");
    for ends in [beside.apply(Cancel::never()).await, first.apply(Cancel::never()).await] {
        assert!(ends.iter().all(|end| end.outcome.is_complete()), "{ends:?}");
    }
}
