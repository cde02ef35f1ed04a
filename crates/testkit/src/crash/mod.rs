//! Death at every moment: stacks are brought up, updated, replaced and destroyed, and at every effect of the run, be it a
//! call on the cloud or a write to the disk, the machine dies in every way in which it can. Then the same command is
//! typed once more. At every effect of that run the machine may die again.
//!
//! Each schedule has a name, `network/up/disk-17-append-torn-1+call-3-lost`: the stack, the verb, the first death and the
//! second. The same name is the same schedule, to the last event.
//!
//! - `stacks.rs` is what is deployed.
//! - `cuts.rs` lists the ways to die at each effect; `death.rs` names them.
//! - `machine.rs` is what dies: a disk and a wire to the cloud.
//! - `ledger.rs` remembers what the machine was told to be durable.
//! - `scene.rs` is a cloud, a disk and a ledger, and what must hold of them.

mod cuts;
mod scene;
mod stacks;

use std::fmt;
use std::time::Duration;

use ironwright_core::Graph;
use ironwright_core::plan::Verb;
use ironwright_engine::EngineOptions;
use tokio::time::sleep;

use cuts::{cuts, lands_in_the_next_run};
use scene::{Moment, Scene};
use stacks::{CrashStack, Edition, STACKS};

use crate::account::Account;
use crate::death::{Cut, Effects};

/// One stack and one verb: what is crashed, and every way to.
pub struct Story {
    name: String,
    graph: Graph,
    verb: Verb,
    start: Moment,
    /// What the account holds after a run that nothing happens to.
    expected: Account,
    cuts: Vec<First>,
}

/// A first death.
struct First {
    cut: Cut,
    /// Whether the run after it is to die too, at each of its effects.
    again: bool,
}

/// Which schedules are tried.
#[derive(Clone, Debug)]
pub struct Choice {
    /// Of the first deaths, and of the second ones that follow them, only each so manieth.
    pub every: usize,
    /// Whether the run after a death dies too.
    pub twice: bool,
    /// Only the schedule with this name.
    pub only: Option<String>,
    /// Whether to stop at the first that ends badly.
    pub fail_fast: bool,
}

/// What came of a first death and those that follow it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Crashed {
    /// How many schedules ended with the first death.
    pub once: usize,
    /// How many went on to a second.
    pub twice: usize,
    /// Those that ended badly.
    pub broken: Vec<Broken>,
}

/// A schedule that ended badly.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{name}: {wrong}")]
pub struct Broken {
    /// The schedule.
    pub name: String,
    /// What did not hold.
    pub wrong: String,
}

/// What decides how long calls take in the schedules that are the same in each run.
pub const USUAL: u64 = 7;

/// Every story there is, with calls that take as long as a seed says.
///
/// # Errors
/// When one of them ends badly though nothing happens to it.
pub fn stories(seed: u64) -> Result<Vec<Story>, Broken> {
    let mut stories = Vec::new();
    for stack in &STACKS {
        for verb in [Changes::Up, Changes::Update, Changes::Replace, Changes::Destroy] {
            let name = format!("{}/{verb}", stack.name);
            let story =
                in_virtual_time(Story::prepare(name.clone(), stack, verb, seed)).and_then(|story| story);
            stories.push(story.map_err(|wrong| Broken { name, wrong })?);
        }
    }
    Ok(stories)
}

/// What a story does with its stack.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Changes {
    Up,
    Update,
    Replace,
    Destroy,
}

impl fmt::Display for Changes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Up => "up",
            Self::Update => "update",
            Self::Replace => "replace",
            Self::Destroy => "destroy",
        })
    }
}

impl Story {
    /// Brings the stack to where the story begins, and sees how it ends when nothing happens.
    async fn prepare(name: String, stack: &CrashStack, changes: Changes, seed: u64) -> Result<Self, String> {
        let graph = |edition| {
            let graph = stack.graph(edition);
            graph.map_err(|wrong| format!("the stack is wrong: {wrong}"))
        };
        let (verb, edition) = match changes {
            Changes::Up => (Verb::Up, Edition::First),
            Changes::Update => (Verb::Up, Edition::Updated),
            Changes::Replace => (Verb::Up, Edition::Replaced),
            Changes::Destroy => (Verb::Destroy, Edition::First),
        };
        let mut scene = Scene::new(seed);
        for (kind, inputs) in (stack.outside)() {
            scene.cloud.create_outside(kind, &inputs).map_err(|error| error.to_string())?;
        }
        if changes != Changes::Up {
            scene.plain_run(&graph(Edition::First)?, Verb::Up).await?;
        }
        let (start, graph) = (scene.keep(), graph(edition)?);
        let effects = scene.plain_run(&graph, verb).await?;
        let expected = scene.account().await?;
        scene.holds(&graph, verb, &expected).await?;
        let cuts = cuts(&effects).into_iter().enumerate().flat_map(|(number, cuts)| {
            let deeper = number % cuts.len();
            cuts.into_iter().enumerate().map(move |(at, cut)| First { cut, again: at == deeper })
        });
        let cuts = cuts.collect();
        Ok(Self { name, graph, verb, start, expected, cuts })
    }

    /// What it is called, `network/up`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How many first deaths there are.
    pub fn deaths(&self) -> usize {
        self.cuts.len()
    }

    /// What a first death is called, `network/up/call-3-lost`.
    pub fn death(&self, death: usize) -> String {
        let cut = self.cuts.get(death).map(|first| first.cut.to_string());
        format!("{}/{}", self.name, cut.unwrap_or_default())
    }

    /// Tries a first death, and what may follow it.
    pub fn crash(&self, death: usize, choice: &Choice) -> Crashed {
        let mut crashed = Crashed::default();
        let Some(first) = self.cuts.get(death) else { return crashed };
        let name = self.death(death);
        let chosen = match &choice.only {
            Some(only) => only.split('+').next() == Some(&name),
            None => death.is_multiple_of(choice.every.max(1)),
        };
        if chosen && let Err(wrong) = in_virtual_time(self.try_all(first, &name, choice, &mut crashed)) {
            crashed.broken.push(Broken { name, wrong });
        }
        crashed
    }

    async fn try_all(&self, first: &First, name: &str, choice: &Choice, crashed: &mut Crashed) {
        let mut scene = Scene::at(&self.start);
        scene.run(&self.graph, self.verb, Some(&first.cut)).await;
        let moment = scene.keep();
        crashed.once += 1;
        let effects = match self.recovers(scene, &[first.cut]).await {
            Ok(effects) => effects,
            Err(wrong) => {
                crashed.broken.push(Broken { name: name.to_owned(), wrong });
                return;
            }
        };
        let asked_for = choice.only.as_deref().is_some_and(|only| only != name);
        let in_its_turn = choice.twice && first.again && choice.only.is_none();
        if !asked_for && !in_its_turn {
            return;
        }
        for (number, cuts) in cuts(&effects).into_iter().enumerate() {
            // One way to die at each effect, another one at each.
            let in_turn = cuts.get((number + crashed.twice) % cuts.len().max(1)).copied();
            let cuts = if asked_for { cuts } else { in_turn.into_iter().collect() };
            for second in cuts {
                let name = format!("{name}+{second}");
                let chosen = match &choice.only {
                    Some(only) => *only == name,
                    None => number.is_multiple_of(choice.every.max(1)),
                };
                if !chosen {
                    continue;
                }
                crashed.twice += 1;
                let mut scene = Scene::at(&moment);
                scene.run(&self.graph, self.verb, Some(&second)).await;
                if let Err(wrong) = self.recovers(scene, &[first.cut, second]).await {
                    crashed.broken.push(Broken { name, wrong });
                    if choice.fail_fast {
                        return;
                    }
                }
            }
        }
    }

    /// The same command once more, and what must hold then. What acts only after that run has begun is waited for, and
    /// the command after that finds it.
    async fn recovers(&self, mut scene: Scene, cuts: &[Cut]) -> Result<Effects, String> {
        let effects = scene.plain_run(&self.graph, self.verb).await?;
        if cuts.iter().any(lands_in_the_next_run) {
            sleep(EngineOptions::default().late_create_window + Duration::from_secs(1)).await;
            scene.plain_run(&self.graph, self.verb).await?;
        }
        scene.holds(&self.graph, self.verb, &self.expected).await?;
        scene.hides()?;
        Ok(effects)
    }
}

fn in_virtual_time<T>(work: impl Future<Output = T>) -> Result<T, String> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build();
    Ok(runtime.map_err(|error| error.to_string())?.block_on(work))
}
