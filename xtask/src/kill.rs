//! `cargo xtask kill`: real processes deploy a real system through the AWS SDK, are killed with `kill -9` at a random
//! moment, and are started again: with the same command, or with `destroy`. Then AWS's own library reads what there is,
//! attribute by attribute, and it must be what a life leaves that nobody disturbs.
//!
//! Between them and moto stands a proxy that lets the server act first and holds the answer back, so that most kills
//! hit a request that has been carried out and that nobody has heard of. A third of them hit the moment between the two
//! calls of a create that takes two. Every life has an account of its own, and keeps
//! its state in a folder or in a bucket behind the same proxy. Whatever it writes is searched for the secrets that it was
//! given. A seed decides what is killed when; what the machine does in between it cannot decide.

mod life;
mod verb;

mod store;
mod subject;

mod canaries;
mod census;
mod pace;
mod report;

mod heard;
mod proxy;
mod site;

use std::fs;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, anyhow, bail};
use clap::Args;

use self::canaries::Canaries;
use self::life::{Life, Undisturbed};
use self::report::Report;
use self::site::Site;
use self::store::Choice;
use self::subject::Subject;
use crate::example;
use crate::project::Project;
use crate::python::Environment;

#[derive(Args)]
pub(crate) struct Options {
    /// How many lives there are; in each a process is killed, and in a fifth of them another one after it.
    #[arg(long, value_name = "N", default_value_t = 50)]
    kills: u32,
    /// Where lives keep their state.
    #[arg(long, value_enum, default_value_t = Choice::Both)]
    store: Choice,
    /// What decides the moments. When it is not given, every other life has the moments that it has in each run, and the
    /// rest have new ones.
    #[arg(long, value_name = "NUMBER")]
    seed: Option<u64>,
    /// How many servers there are.
    #[arg(long, value_name = "N", default_value_t = SERVERS, value_parser = clap::value_parser!(u32).range(1..=16))]
    servers: u32,
    /// How many lives go on at once on each: one whose state is in a bucket waits most of the time for a lease to end.
    #[arg(long, value_name = "N", default_value_t = LANES, value_parser = clap::value_parser!(u32).range(1..=32))]
    lanes: u32,
    /// Keep what a life has left that did not end well.
    #[arg(long)]
    keep: bool,
}

const SERVERS: u32 = 2;
const LANES: u32 = 4;
/// How many lives servers live through: they forget no account, and each takes megabytes.
const BATCH: u32 = 200;

/// Decides the moments that are the same in each run.
const FIXED: u64 = 1;

/// What the test command tries.
impl Default for Options {
    fn default() -> Self {
        Self { kills: 50, store: Choice::Both, seed: None, servers: SERVERS, lanes: LANES, keep: false }
    }
}

/// What all lives have in common.
struct World {
    subject: Subject,
    seed: u64,
    /// Whether every other life has the moments that it has in each run.
    mixes: bool,
    /// What accounts hold when nobody disturbs anything.
    undisturbed: Undisturbed,
    /// Whether what a life has left stays when it did not end well.
    keeps: bool,
}

impl World {
    /// What decides a life's moments.
    fn seed_of(&self, number: u32) -> u64 {
        let seed = if self.mixes && number % 4 < 2 { FIXED } else { self.seed };
        seed.wrapping_add(u64::from(number))
    }
}

pub(crate) fn run(project: &Project, options: &Options) -> Result<()> {
    let report = kill(project, options)?;
    println!("{report}");
    if report.is_good() { Ok(()) } else { bail!("not every life ended well") }
}

fn kill(project: &Project, options: &Options) -> Result<Report> {
    let environment = Environment::ensure(project)?;
    let built = example::build(project, "dmp-frontend-with-secrets", &["--features", "aws"])?;
    // A copy: a build that somebody starts meanwhile does not change what is killed.
    let folder = tempfile::tempdir().context("no temporary folder can be made")?;
    let program = folder.path().join("dmp-frontend");
    fs::copy(&built, &program).with_context(|| format!("{} cannot be copied", built.display()))?;
    let seed = match options.seed {
        Some(seed) => seed,
        None => SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs(),
    };
    eprintln!(
        "seed {seed}: `cargo xtask kill --kills {} --seed {seed}` tries the same moments",
        options.kills
    );
    let subject = Subject { program, canaries: Canaries::of(seed) };
    let mut sites = start_all(project, &environment, options)?;
    // All at once, as the lives are: what a run takes depends on what else the machine does.
    let undisturbed = in_lanes(options, |lane| {
        life::undisturbed(&subject, site(&sites, lane), options.store.of(lane), lane)
            .context("nobody disturbed it")
    })?;
    let mut samples = Vec::new();
    let mut left: Option<Undisturbed> = None;
    for (of_lane, taken) in undisturbed {
        samples.extend(taken);
        left.iter().try_for_each(|left| left.must_equal(&of_lane))?;
        left = Some(of_lane);
    }
    let undisturbed = left.context("there are no lanes")?;
    let world = World { subject, seed, mixes: options.seed.is_none(), undisturbed, keeps: options.keep };

    let (next, report) = (AtomicU32::new(0), Mutex::new(Report::new(seed, samples)));
    loop {
        let end = (next.load(Ordering::SeqCst) + BATCH).min(options.kills);
        in_lanes(options, |lane| {
            while let Some(number) = take_number(&next, end) {
                let ended = Life::new(&world, site(&sites, lane), options.store.of(number), number)
                    .and_then(Life::live)
                    .with_context(|| format!("life {number} (seed {seed})"))?;
                eprintln!("{:>4} of {}: {ended}", number + 1, options.kills);
                report.lock().map_err(|_| anyhow!("a lane has died"))?.add(ended);
            }
            Ok(())
        })?;
        if end == options.kills {
            return report.into_inner().map_err(|_| anyhow!("a lane has died"));
        }
        // Who stops a long loop knows how far it came.
        eprintln!("{}", report.lock().map_err(|_| anyhow!("a lane has died"))?);
        sites = start_all(project, &environment, options)?;
    }
}

fn take_number(next: &AtomicU32, end: u32) -> Option<u32> {
    next.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |next| (next < end).then_some(next + 1)).ok()
}

fn start_all(project: &Project, environment: &Environment, options: &Options) -> Result<Vec<Site>> {
    (0..options.servers).map(|_| Site::start(project, environment)).collect()
}

/// Neighbouring lanes differ in their store, so each server has lanes of both.
fn site(sites: &[Site], lane: u32) -> &Site {
    &sites[lane as usize / 2 % sites.len()]
}

/// Does something in all lanes at once.
fn in_lanes<T: Send>(options: &Options, work: impl Fn(u32) -> Result<T> + Sync) -> Result<Vec<T>> {
    let work = &work;
    thread::scope(|scope| {
        let lanes = 0..options.servers * options.lanes;
        let lanes: Vec<_> = lanes.map(|lane| scope.spawn(move || work(lane))).collect();
        lanes.into_iter().map(|lane| lane.join().map_err(|_| anyhow!("a lane has died"))?).collect()
    })
}
