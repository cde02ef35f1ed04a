//! `cargo xtask bench journaling`: how much of an `up` goes by while its journal is made durable.
//!
//! Nothing else happens in a run while it appends, so the sum of these times is all that journaling costs it. What is a
//! small part depends on what the cloud takes: the quicker it answers, the dearer the journal looks.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use async_trait::async_trait;
use clap::Args;
use ironwright_aws::ec2::{Subnet, Vpc};
use ironwright_core::journal::Event;
use ironwright_core::plan::{Selection, Verb};
use ironwright_core::{Cidr, Graph, Location, Stack, State};
use ironwright_engine::store::{DurableStore, Holder, Journal, Store, StoreError, View};
use ironwright_engine::{Cancel, Engine};
use ironwright_rehearsal::{Conditions, Rehearsal};
use tokio::sync::watch;

/// How quickly the cloud answers, and what answers like that.
const CLOUDS: [(&str, &str); 3] = [
    ("latency=50ms..500ms", "as AWS does, in 50 to 500 ms"),
    ("latency=10ms", "as a server on this machine does, in 10 ms"),
    ("", "at once: nothing but the engine takes time"),
];
/// How many subnets there are to a VPC.
const SUBNETS: usize = 9;

#[derive(Args)]
pub(crate) struct Options {
    /// How many resources are made.
    #[arg(long, value_name = "N", default_value_t = 1_000, value_parser = clap::value_parser!(u32).range(1..=50_000))]
    resources: u32,
    /// How often each is measured; the middle one counts.
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..))]
    runs: u32,
}

pub(crate) fn run(options: &Options) -> Result<()> {
    let graph = networks(options.resources as usize)?;
    println!(
        "`up` of {} resources, its journal in a folder; the middle one of {}",
        options.resources, options.runs
    );
    println!("| the cloud answers | `up` took | of it journaling | | appends |");
    println!("|---|---|---|---|---|");
    for (conditions, answers) in CLOUDS {
        let conditions: Conditions = conditions.parse().map_err(anyhow::Error::msg)?;
        let mut measured = Vec::new();
        for _ in 0..options.runs {
            measured.push(up(&graph, &conditions)?);
        }
        measured.sort_by_key(|(_, spent)| spent.time);
        let (took, spent) = &measured[measured.len() / 2];
        println!(
            "| {answers} | {took:.1?} | {:.1?} | {:.1} % | {} |",
            spent.time,
            100.0 * spent.time.as_secs_f64() / took.as_secs_f64(),
            spent.appends,
        );
    }
    Ok(())
}

/// VPCs with nine subnets each: as many resources in all as are asked for.
fn networks(resources: usize) -> Result<Graph> {
    let mut stack = Stack::new("journaled");
    let subnet_range = |network: usize, number: usize| -> Result<Cidr> {
        let number = u32::try_from(network * 16 + number)?;
        Ok(Cidr::anywhere().subnet(28, 10 << 20 | number)?)
    };
    let (mut network, mut vpc) = (0, None);
    for number in 0..resources {
        let place = number % (SUBNETS + 1);
        match &vpc {
            Some(vpc) if place > 0 => {
                let subnet = Subnet::new(vpc, subnet_range(network, place)?);
                stack.add(format!("subnet-{number}"), subnet);
            }
            _ => {
                network = number / (SUBNETS + 1);
                let range = Cidr::anywhere().subnet(24, 10 << 16 | u32::try_from(network)?)?;
                vpc = Some(stack.add(format!("vpc-{network}"), Vpc::new(range)));
            }
        }
    }
    Ok(stack.into_graph()?)
}

/// Makes everything in a new folder and on a new cloud, and tells how long it took and what of that was journaling.
fn up(graph: &Graph, conditions: &Conditions) -> Result<(Duration, Spent)> {
    let folder = tempfile::tempdir().context("no temporary folder can be made")?;
    let spent = Arc::new(Mutex::new(Spent::default()));
    let store =
        Timed { store: DurableStore::in_folder(folder.path(), "journaled"), spent: Arc::clone(&spent) };
    let location = Location { account: "123456789012".to_owned(), region: "eu-west-2".to_owned() };
    let cloud = Rehearsal::in_memory(location, ironwright_aws::registry()).under(conditions.clone());
    let engine = Engine::new(Arc::new(cloud), ironwright_aws::registry());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build()?;
    let began = Instant::now();
    let outcome = runtime.block_on(async {
        let holder = Holder { run: "measured".to_owned(), ..Holder::default() };
        let mut run = engine.begin(&store, graph, Verb::Up.as_str(), holder).await?;
        let (plan, observations) = run.plan(graph, Verb::Up, &Selection::default()).await?;
        let outcome = run.apply(graph, &plan, &observations, Cancel::never()).await?;
        run.end(outcome.word()).await?;
        anyhow::Ok(outcome)
    })?;
    let took = began.elapsed();
    if !outcome.is_complete() {
        bail!("not everything was made: {outcome:?}");
    }
    let spent = spent.lock().unwrap_or_else(PoisonError::into_inner).clone();
    Ok((took, spent))
}

/// What went by in a journal.
#[derive(Clone, Default)]
struct Spent {
    time: Duration,
    appends: u32,
}

/// A store whose journal is timed.
struct Timed {
    store: DurableStore,
    spent: Arc<Mutex<Spent>>,
}

struct TimedJournal {
    journal: Box<dyn Journal>,
    spent: Arc<Mutex<Spent>>,
}

/// Counts the time since then.
fn count(spent: &Mutex<Spent>, began: Instant) {
    spent.lock().unwrap_or_else(PoisonError::into_inner).time += began.elapsed();
}

#[async_trait]
impl View for Timed {
    async fn load(&self) -> Result<State, StoreError> {
        self.store.load().await
    }
}

#[async_trait]
impl Store for Timed {
    async fn begin(&self, holder: &Holder) -> Result<(State, Box<dyn Journal>), StoreError> {
        let began = Instant::now();
        let (state, journal) = self.store.begin(holder).await?;
        count(&self.spent, began);
        Ok((state, Box::new(TimedJournal { journal, spent: Arc::clone(&self.spent) })))
    }
}

#[async_trait]
impl Journal for TimedJournal {
    async fn append(&mut self, events: &[Event]) -> Result<(), StoreError> {
        let began = Instant::now();
        let appended = self.journal.append(events).await;
        count(&self.spent, began);
        self.spent.lock().unwrap_or_else(PoisonError::into_inner).appends += 1;
        appended
    }

    fn lost(&self) -> Option<watch::Receiver<bool>> {
        self.journal.lost()
    }

    async fn close(self: Box<Self>, state: &State) -> Result<(), StoreError> {
        let began = Instant::now();
        let closed = self.journal.close(state).await;
        count(&self.spent, began);
        closed
    }

    async fn release(self: Box<Self>) -> Result<(), StoreError> {
        self.journal.release().await
    }
}
