//! `cargo xtask kill`: real processes deploy a real system through the AWS SDK, are killed with `kill -9` at a random
//! moment, and are started again with the same command. Then AWS's own library counts what there is.
//!
//! Between them and moto stands a proxy that lets the server act first and holds the answer back, so that most kills
//! hit a request that has been carried out and that nobody has heard of. Every life has an account and a folder of its
//! own. A seed decides what is killed when; what the machine does in between it cannot decide.

mod census;
mod life;
mod proxy;
mod report;

use std::path::PathBuf;
use std::process::Stdio;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, bail};
use clap::Args;

use self::census::{Census, Counted};
use self::life::{Life, Verb};
use self::report::Report;
use crate::example;
use crate::project::Project;
use crate::python::Environment;
use crate::servers::Kind;

#[derive(Args)]
pub(crate) struct Options {
    /// How many processes are killed.
    #[arg(long, value_name = "N", default_value_t = 50)]
    kills: u32,
    /// What decides the moments; a new one each time when it is not given.
    #[arg(long, value_name = "NUMBER")]
    seed: Option<u64>,
    /// How many lives go on at once, each with a server of its own.
    #[arg(long, value_name = "N", default_value_t = 2, value_parser = clap::value_parser!(u32).range(1..=16))]
    workers: u32,
}

/// What the test command tries.
impl Default for Options {
    fn default() -> Self {
        Self { kills: 50, seed: None, workers: 2 }
    }
}

/// What all lives have in common.
struct World {
    program: PathBuf,
    seed: u64,
    /// What there is when everything is up, and when nothing is.
    all: Counted,
    none: Counted,
}

pub(crate) fn run(project: &Project, options: &Options) -> Result<()> {
    let report = kill(project, options)?;
    println!("{report}");
    if report.is_good() { Ok(()) } else { bail!("not every life ended well") }
}

fn kill(project: &Project, options: &Options) -> Result<Report> {
    let environment = Environment::ensure(project)?;
    let program = example::build(project, "dmp-frontend", &["--features", "aws"])?;
    let seed = match options.seed {
        Some(seed) => seed,
        None => SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs(),
    };
    eprintln!(
        "seed {seed}: `cargo xtask kill --kills {} --seed {seed}` tries the same moments",
        options.kills
    );
    let census = || Census::start(project, &environment);
    let server = Kind::Moto.start(project, &environment, Stdio::null)?;
    let (all, none) = life::undisturbed(&program, &server.endpoint, &mut census()?)?;
    drop(server);
    let world = World { program, seed, all, none };

    let (next, report) = (AtomicU32::new(0), Mutex::new(Report::new(seed)));
    let work = || -> Result<()> {
        let server = Kind::Moto.start(project, &environment, Stdio::null)?;
        let mut census = census()?;
        loop {
            let number = next.fetch_add(1, Ordering::SeqCst);
            if number >= options.kills {
                return Ok(());
            }
            let life = Life::new(&world, &server.endpoint, number);
            let ended = life.live(&mut census).with_context(|| format!("life {number} (seed {seed})"))?;
            eprintln!("{:>4} of {}: {ended}", number + 1, options.kills);
            report.lock().map_err(|_| anyhow::anyhow!("a worker has died"))?.add(ended);
        }
    };
    thread::scope(|scope| {
        let workers: Vec<_> = (0..options.workers).map(|_| scope.spawn(work)).collect();
        workers.into_iter().try_for_each(|worker| match worker.join() {
            Ok(result) => result,
            Err(_) => bail!("a worker has died"),
        })
    })?;
    report.into_inner().map_err(|_| anyhow::anyhow!("a worker has died"))
}

/// What a life does, by lot: most are born, some change, some end.
fn lot(random: &mut fastrand::Rng) -> Verb {
    match random.u32(0..10) {
        0..6 => Verb::Up,
        6..8 => Verb::Change,
        _ => Verb::Destroy,
    }
}
