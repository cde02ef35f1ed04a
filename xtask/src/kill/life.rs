//! One life of a system: it is disturbed once or twice, and then a command is typed that nobody disturbs.

use std::fmt::{self, Display};
use std::ops::Range;
use std::time::Duration;

use anyhow::{Result, bail};

use super::World;
use super::census::{Account, Difference};
use super::pace::Sample;
use super::proxy::{HELD, Proxy};
use super::site::Site;
use super::store::{Home, Store};
use super::subject::{Ran, Since, Subject};
use super::verb::Verb;
use crate::figures::readable;

/// How many creates of the system take two calls, about.
const FIRSTS: usize = 11;

pub(super) struct Life<'a> {
    world: &'a World,
    site: &'a Site,
    store: Store,
    home: Home,
    random: fastrand::Rng,
    /// Every proxy of this life: what went through it is searched at the end.
    heard: Vec<Proxy>,
}

/// How a life went.
pub(super) struct Ended {
    pub(super) store: Store,
    pub(super) verb: Verb,
    /// When processes were killed, unless they had ended by themselves.
    pub(super) killed: Vec<(Since, Duration)>,
    /// Requests that had been carried out until then.
    carried_out: usize,
    /// How the command went that was typed afterwards, where it went well.
    pub(super) again: Option<Again>,
    /// Things that nobody declared, or that there are two of.
    pub(super) leaked: usize,
    /// Things that were declared and are not there.
    pub(super) lost: usize,
    /// Things that are there and not as they should be.
    pub(super) unlike: usize,
    /// Places where secrets were found.
    pub(super) told: usize,
    /// How many bytes were looked through for secrets.
    pub(super) looked_at: u64,
    /// What is wrong, a sentence each.
    pub(super) wrong: Vec<String>,
    /// Undisturbed runs of this life.
    pub(super) samples: Vec<Sample>,
}

/// How a run went that followed a death and that nobody disturbed.
pub(super) struct Again {
    /// From the death until it held the lease.
    pub(super) waited: Duration,
    /// From then to its end, and the changes that it made.
    pub(super) took: Duration,
    pub(super) changes: usize,
}

impl Display for Ended {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, {}", self.store, self.verb)?;
        match self.killed.as_slice() {
            [] => write!(f, " ended before its moment came")?,
            moments => {
                let moment = |(since, moment): &(Since, Duration)| match since {
                    Since::FirstOfTwo(number) => {
                        format!("between the calls of create {number} of those that take two")
                    }
                    Since::Start | Since::Lease => format!("after {}", readable(*moment)),
                };
                let moments: Vec<String> = moments.iter().map(moment).collect();
                write!(f, " killed {}", moments.join(" and "))?;
            }
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

/// What accounts hold when nobody disturbs what is deployed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Undisturbed {
    /// After an `up`, and after the `up` of a change.
    up: Account,
    changed: Account,
    none: Account,
}

impl Undisturbed {
    /// What there is after a command.
    fn after(&self, verb: Verb) -> &Account {
        match verb.afterwards() {
            Verb::Up => &self.up,
            Verb::Change => &self.changed,
            Verb::GivenUp | Verb::Destroy => &self.none,
        }
    }

    /// Two lives that nobody disturbs leave the same: otherwise nothing follows from what others leave.
    pub(super) fn must_equal(&self, other: &Self) -> Result<()> {
        for (one, another) in
            [(&self.up, &other.up), (&self.changed, &other.changed), (&self.none, &other.none)]
        {
            let difference = Difference::between(one, another);
            if !difference.is_none() {
                bail!("two lives, undisturbed, leave different accounts: {}", difference.lines.join("; "));
            }
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
) -> Result<(Undisturbed, Vec<Sample>)> {
    let home = site.home(store, format!("{:012}", 100_000_000_000 + u64::from(number)))?;
    let none = site.census(&home)?;
    let mut samples = Vec::new();
    let mut run = |verb: Verb| -> Result<()> {
        let proxy = Proxy::start(&site.endpoint, &home.account, None)?;
        let ran = subject.finish(verb.arguments(), &home, &proxy)?;
        samples.extend(ran.sample(store, verb, proxy.heard(|heard| heard.changes)));
        Ok(())
    };
    run(Verb::Up)?;
    run(Verb::Up)?;
    require_sight(subject, site, &home)?;
    let up = site.census(&home)?;
    run(Verb::Change)?;
    run(Verb::Change)?;
    let changed = site.census(&home)?;
    run(Verb::Destroy)?;
    run(Verb::Destroy)?;
    let difference = Difference::between(&site.census(&home)?, &none);
    if !difference.is_none() {
        bail!(
            "`destroy`, undisturbed, does not leave the account as it was: {}",
            difference.lines.join("; ")
        );
    }
    Ok((Undisturbed { up, changed, none }, samples))
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

impl Ran {
    fn sample(&self, store: Store, verb: Verb, changes: usize) -> Option<Sample> {
        Some(Sample { store, verb, took: self.ended.duration_since(self.held?), changes })
    }
}

impl<'a> Life<'a> {
    pub(super) fn new(world: &'a World, site: &'a Site, store: Store, number: u32) -> Result<Self> {
        let random = fastrand::Rng::with_seed(world.seed_of(number));
        let home = site.home(store, format!("{:012}", 200_000_000_000 + u64::from(number)))?;
        Ok(Self { world, site, store, home, random, heard: Vec::new() })
    }

    pub(super) fn live(mut self) -> Result<Ended> {
        let verb = Verb::any(&mut self.random);
        let moment = verb.span(self.store).mul_f64(self.random.f64());
        let afterwards = verb.afterwards();
        let creates = matches!(verb, Verb::Up | Verb::GivenUp);
        let mut deaths = vec![if creates && self.random.bool() {
            (Since::FirstOfTwo(self.random.usize(0..FIRSTS)), verb, Duration::ZERO)
        } else {
            (Since::Start, verb, moment)
        }];
        if self.random.u32(0..5) == 0 {
            let moment = afterwards.span(Store::Folder).mul_f64(self.random.f64());
            deaths.push((Since::Lease, afterwards, moment));
        }
        let mut samples = Vec::new();
        if matches!(verb, Verb::Change | Verb::Destroy) {
            let (ran, changes) = self.finish(Verb::Up.arguments())?;
            samples.extend(ran.sample(self.store, Verb::Up, changes));
        }
        let (mut killed, mut death, mut carried_out) = (Vec::new(), None, 0);
        for (since, verb, moment) in deaths {
            let holding = self.proxy(Some(HELD))?;
            if let Since::FirstOfTwo(number) = since {
                holding.stop_at(number);
            }
            let subject = &self.world.subject;
            death = subject.kill_after(since, moment, verb.arguments(), &self.home, &holding)?;
            killed.extend(death.map(|_| (since, moment)));
            carried_out += holding.heard(|heard| heard.requests);
            self.heard.push(holding);
        }

        // Nobody waits for what is still on its way.
        let (mut again, mut wrong) = (None, Vec::new());
        match self.finish(afterwards.arguments()) {
            Ok((ran, changes)) => {
                again = ran.held.zip(death).map(|(held, death)| Again {
                    waited: held.duration_since(death),
                    took: ran.ended.duration_since(held),
                    changes,
                });
            }
            Err(error) => wrong.push(format!("the command afterwards failed: {error:#}")),
        }
        let Difference { more: leaked, less: lost, unlike, lines } =
            self.look_at_the_world(verb, &mut wrong)?;
        wrong.extend(lines);
        let (told, looked_at) = self.search(&mut wrong)?;
        if self.world.keeps && !wrong.is_empty() {
            wrong.push(format!("what it left is in {}", self.home.keep().display()));
        }
        let store = self.store;
        Ok(Ended {
            store,
            verb,
            killed,
            carried_out,
            again,
            leaked,
            lost,
            unlike,
            told,
            looked_at,
            wrong,
            samples,
        })
    }

    /// Compares the account with what an undisturbed life leaves; a preview on a fresh read must find nothing.
    fn look_at_the_world(&mut self, verb: Verb, wrong: &mut Vec<String>) -> Result<Difference> {
        let expected = self.world.undisturbed.after(verb);
        let difference = Difference::between(&self.site.census(&self.home)?, expected);
        if verb.afterwards() != Verb::Destroy {
            let mut arguments = vec!["preview", "--exit-code", "--out", "plan.json"];
            arguments.extend(verb.arguments().iter().skip(2));
            if let Err(error) = self.finish(&arguments) {
                wrong.push(format!("a preview afterwards is not empty: {error:#}"));
            }
        }
        Ok(difference)
    }

    /// Looks for secrets in all that was written: to the folder, and to the bucket, where old versions are part of it.
    /// Gives the places where there are some, and how many bytes were looked at.
    fn search(&self, wrong: &mut Vec<String>) -> Result<(usize, u64)> {
        let (canaries, mut findings) = (&self.world.subject.canaries, Vec::new());
        let mut looked_at = canaries.look_through(self.home.folder(), &mut findings)?;
        for proxy in &self.heard {
            proxy.heard(|heard| {
                for (path, body) in &heard.sent {
                    looked_at += body.len() as u64;
                    findings.extend(canaries.finding(path, body));
                }
            });
        }
        let told = findings.len();
        wrong.append(&mut findings);
        Ok((told, looked_at))
    }

    /// Runs a command that nobody disturbs; gives how it went, and how many changes it made.
    fn finish(&mut self, arguments: &[&str]) -> Result<(Ran, usize)> {
        let proxy = self.proxy(None)?;
        let ran = self.world.subject.finish(arguments, &self.home, &proxy);
        let changes = proxy.heard(|heard| heard.changes);
        self.heard.push(proxy);
        Ok((ran?, changes))
    }

    fn proxy(&self, held: Option<Range<u64>>) -> Result<Proxy> {
        Proxy::start(&self.site.endpoint, &self.home.account, held)
    }
}
