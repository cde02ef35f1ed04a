//! One life of a system: it is disturbed once, and the same command is typed again.

use std::fmt::{self, Display};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::World;
use super::census::{Counted, compare};
use super::pace::Sample;
use super::proxy::{HELD, Proxy};
use super::site::Site;
use super::store::{Home, Store};
use super::subject::{Ran, Subject};
use super::verb::Verb;
use crate::figures::readable;

pub(super) struct Life<'a> {
    world: &'a World,
    site: &'a Site,
    number: u32,
    store: Store,
    random: fastrand::Rng,
}

/// How a life went.
pub(super) struct Ended {
    pub(super) store: Store,
    pub(super) verb: Verb,
    /// When the process was killed, if it had not ended by itself.
    pub(super) killed: Option<Duration>,
    /// Requests that had been carried out until then.
    carried_out: usize,
    /// How the same command went afterwards, where it went well.
    pub(super) again: Option<Again>,
    /// Things that nobody declared, or that there are two of.
    pub(super) leaked: usize,
    /// Things that were declared and are not there.
    pub(super) lost: usize,
    /// Places where secrets were found.
    pub(super) told: usize,
    /// How many bytes were looked through for secrets.
    pub(super) looked_at: u64,
    /// What is wrong, a sentence each.
    pub(super) wrong: Vec<String>,
    /// Undisturbed runs of this life.
    pub(super) samples: Vec<Sample>,
}

/// How a run went that followed a death.
pub(super) struct Again {
    /// From the death until it held the lease.
    pub(super) waited: Duration,
    /// From then to its end, and the changes that it made.
    pub(super) took: Duration,
    pub(super) changes: usize,
}

impl Display for Ended {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.killed {
            Some(moment) => write!(f, "{}, {} killed after {}", self.store, self.verb, readable(moment))?,
            None => write!(f, "{}, {} ended before its moment came", self.store, self.verb)?,
        }
        write!(f, ", {} requests", self.carried_out)?;
        if let Some(Again { waited, took, changes }) = &self.again {
            let (waited, took) = (readable(*waited), readable(*took));
            write!(f, "; again: lease after {waited}, then {took} for {changes} changes")?;
        }
        for wrong in &self.wrong {
            write!(f, "\n  WRONG: {wrong}")?;
        }
        Ok(())
    }
}

/// Brings everything up and down without disturbance: what there is then is what there should be, and how long it takes
/// is what other runs are compared with. What is hidden there must be found when it is asked for.
pub(super) fn undisturbed(
    subject: &Subject,
    site: &Site,
    store: Store,
    number: u32,
) -> Result<(Counted, Counted, Vec<Sample>)> {
    let home = site.home(store, format!("{:012}", 100_000_000_000 + u64::from(number)))?;
    let none = site.census(&home)?;
    let mut samples = Vec::new();
    let mut run = |verb: Verb| -> Result<()> {
        let proxy = Proxy::start(&site.endpoint, &home.account, None)?;
        let ran = subject.finish(verb.arguments(), &home, &proxy)?;
        samples.extend(sample(store, verb, &ran, &proxy));
        Ok(())
    };
    run(Verb::Up)?;
    run(Verb::Up)?;
    require_sight(subject, site, &home)?;
    let all = site.census(&home)?;
    run(Verb::Change)?;
    run(Verb::Change)?;
    run(Verb::Destroy)?;
    run(Verb::Destroy)?;
    let (leaked, lost, lines) = compare(&site.census(&home)?, &none);
    if leaked + lost > 0 {
        bail!("`destroy`, undisturbed, does not leave the account as it was: {}", lines.join("; "));
    }
    Ok((all, none, samples))
}

/// A search that finds nothing may be blind: what is shown on purpose must be found.
fn require_sight(subject: &Subject, site: &Site, home: &Home) -> Result<()> {
    let proxy = Proxy::start(&site.endpoint, &home.account, None)?;
    subject.finish(&["outputs", "--show-secrets"], home, &proxy)?;
    let mut findings = Vec::new();
    subject.canaries.look_through(home.folder(), &mut findings)?;
    if findings.is_empty() {
        bail!("the secrets that `outputs --show-secrets` shows are not found: the search is blind");
    }
    Ok(())
}

fn sample(store: Store, verb: Verb, ran: &Ran, proxy: &Proxy) -> Option<Sample> {
    let took = ran.ended.duration_since(ran.held?);
    Some(Sample { store, verb, took, changes: proxy.heard(|heard| heard.changes) })
}

impl<'a> Life<'a> {
    pub(super) fn new(world: &'a World, site: &'a Site, store: Store, number: u32) -> Self {
        let random = fastrand::Rng::with_seed(world.seed.wrapping_add(u64::from(number)));
        Self { world, site, number, store, random }
    }

    pub(super) fn live(mut self) -> Result<Ended> {
        let verb = Verb::any(&mut self.random);
        let moment = verb.span(self.store).mul_f64(self.random.f64());
        let (subject, store) = (&self.world.subject, self.store);
        let home = self.site.home(store, format!("{:012}", 200_000_000_000 + u64::from(self.number)))?;
        let proxy = |held| Proxy::start(&self.site.endpoint, &home.account, held);
        let (mut proxies, mut samples, mut wrong) = (Vec::new(), Vec::new(), Vec::new());
        if verb != Verb::Up {
            let plain = proxy(None)?;
            let ran = subject.finish(Verb::Up.arguments(), &home, &plain)?;
            samples.extend(sample(store, Verb::Up, &ran, &plain));
            proxies.push(plain);
        }
        let holding = proxy(Some(HELD))?;
        let began = Instant::now();
        let killed = subject.kill_after(moment, verb.arguments(), &home, &holding)?;
        let carried_out = holding.heard(|heard| heard.requests);
        proxies.push(holding);

        // Nobody waits for what is still on its way.
        let plain = proxy(None)?;
        let again = match subject.finish(verb.arguments(), &home, &plain) {
            Ok(ran) => ran.held.map(|held| Again {
                waited: held.duration_since(killed.unwrap_or(ran.began)),
                took: ran.ended.duration_since(held),
                changes: plain.heard(|heard| heard.changes),
            }),
            Err(error) => {
                wrong.push(format!("the same command again failed: {error:#}"));
                None
            }
        };
        let expected = if verb == Verb::Destroy { &self.world.none } else { &self.world.all };
        let (leaked, lost, lines) = compare(&self.site.census(&home)?, expected);
        wrong.extend(lines);
        if verb != Verb::Destroy {
            let mut arguments = vec!["preview", "--exit-code", "--out", "plan.json"];
            arguments.extend(verb.arguments().iter().skip(2));
            if let Err(error) = subject.finish(&arguments, &home, &plain) {
                wrong.push(format!("a preview afterwards is not empty: {error:#}"));
            }
        }
        proxies.push(plain);
        let (findings, looked_at) = self.search(&home, &proxies)?;
        let told = findings.len();
        wrong.extend(findings);
        if self.world.keeps && !wrong.is_empty() {
            wrong.push(format!("what it left is in {}", home.keep().display()));
        }
        let killed = killed.map(|killed| killed.duration_since(began));
        Ok(Ended { store, verb, killed, carried_out, again, leaked, lost, told, looked_at, wrong, samples })
    }

    /// Looks for secrets in all that was written: to the folder, and to the bucket, where old versions are part of it.
    fn search(&self, home: &Home, proxies: &[Proxy]) -> Result<(Vec<String>, u64)> {
        let (canaries, mut findings) = (&self.world.subject.canaries, Vec::new());
        let folder = home.folder();
        let mut looked_at =
            canaries.look_through(folder, &mut findings).context("nothing can be searched")?;
        for proxy in proxies {
            proxy.heard(|heard| {
                for (path, body) in &heard.sent {
                    looked_at += body.len() as u64;
                    findings.extend(canaries.finding(path, body));
                }
            });
        }
        Ok((findings, looked_at))
    }
}
