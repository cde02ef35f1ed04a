//! `cargo xtask bench journaling`: how much longer an `up` takes because its journal is durable before each call.
//!
//! The same stack is made on the same cloud twice, with the journal in a folder and with the journal in memory, in turn.
//! What is much depends on what the cloud takes: the quicker it answers, the dearer the journal looks.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use clap::Args;
use ironwright_aws::ec2::{Subnet, Vpc};
use ironwright_core::plan::{Selection, Verb};
use ironwright_core::{Cidr, Graph, Location, Stack};
use ironwright_engine::store::{DurableStore, Holder, MemoryStore, Store};
use ironwright_engine::{Cancel, Engine};
use ironwright_rehearsal::{Conditions, Rehearsal};

/// How quickly the cloud answers, and what answers like that.
const CLOUDS: [(&str, &str); 3] = [
    ("latency=50ms..500ms", "as AWS does, in 50 to 500 ms"),
    ("latency=10ms", "as a server on this machine does, in 10 ms"),
    ("", "at once: nothing but the engine takes time"),
];
const STACK: &str = "journaled";
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
    println!("| `up` of {}, the cloud answers | in memory | in a folder | longer |", options.resources);
    println!("|---|---|---|---|");
    for (conditions, answers) in CLOUDS {
        let conditions: Conditions = conditions.parse().map_err(anyhow::Error::msg)?;
        let (mut memory, mut folder) = (Vec::new(), Vec::new());
        for _ in 0..options.runs {
            memory.push(up(&graph, &conditions, &MemoryStore::new(STACK))?);
            let place = tempfile::tempdir().context("no temporary folder can be made")?;
            folder.push(up(&graph, &conditions, &DurableStore::in_folder(place.path(), STACK))?);
        }
        let (memory, folder) = (median(memory), median(folder));
        let longer = 100.0 * (folder.as_secs_f64() / memory.as_secs_f64() - 1.0);
        println!("| {answers} | {memory:.1?} | {folder:.1?} | {longer:.1} % |");
    }
    Ok(())
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

/// VPCs with nine subnets each: as many resources in all as are asked for.
fn networks(resources: usize) -> Result<Graph> {
    let mut stack = Stack::new(STACK);
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

/// Makes everything on a new cloud, and tells how long it took.
fn up(graph: &Graph, conditions: &Conditions, store: &dyn Store) -> Result<Duration> {
    let location = Location { account: "123456789012".to_owned(), region: "eu-west-2".to_owned() };
    let cloud = Rehearsal::in_memory(location, ironwright_aws::registry()).under(conditions.clone());
    let engine = Engine::new(Arc::new(cloud), ironwright_aws::registry());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build()?;
    let began = Instant::now();
    let outcome = runtime.block_on(async {
        let holder = Holder { run: "measured".to_owned(), ..Holder::default() };
        let mut run = engine.begin(store, graph, Verb::Up.as_str(), holder).await?;
        let (plan, observations) = run.plan(graph, Verb::Up, &Selection::default()).await?;
        let outcome = run.apply(graph, &plan, &observations, Cancel::never()).await?;
        run.end(outcome.word()).await?;
        anyhow::Ok(outcome)
    })?;
    let took = began.elapsed();
    if !outcome.is_complete() {
        bail!("not everything was made: {outcome:?}");
    }
    Ok(took)
}
