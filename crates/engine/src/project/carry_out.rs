//! The runs of several stacks beside each other: each begins when those it needs have done all that it waits for.
//!
//! What a stack gives to others it gives as soon as all is made and changed. What goes that they use goes last, when their
//! runs have ended: so one run takes away what its user lets go of in the same run.

use std::collections::HashSet;
use std::sync::Arc;

use ironwright_core::graph::Supplies;
use ironwright_core::kind::Replacement;
use ironwright_core::plan::{Action, Plan, Verb};
use ironwright_core::state::Observations;
use ironwright_core::{Address, Graph, State};
use tokio::sync::watch;

use super::{Part, ProjectRun, Running, uses};
use crate::apply::{Hold, Outcome};
use crate::cancel::{Cancel, Urgency};
use crate::error::EngineError;
use crate::run::Run;
use crate::tasks::Tasks;

/// How the run of one stack of several went.
#[derive(Debug)]
pub struct StackEnd {
    /// The plan that was to be carried out.
    pub plan: Plan,
    /// How that went.
    pub outcome: StackOutcome,
}

/// How the run of one stack of several went.
#[derive(Debug)]
pub enum StackOutcome {
    /// There was nothing to do; this is the state.
    Unchanged(Box<State>),
    /// The plan was carried out, as far as the outcome says; this is the state at the end.
    Done(Outcome, Box<State>),
    /// The run broke off: the journal could not be written.
    Broken(EngineError),
    /// The run did not begin, because this stack failed, which it needs.
    NotTried {
        /// The stack that failed.
        because: String,
    },
    /// The run did not begin, because a person asked to stop.
    NotBegun,
}

impl StackOutcome {
    /// Whether all that was planned is done.
    pub fn is_complete(&self) -> bool {
        match self {
            Self::Unchanged(_) => true,
            Self::Done(outcome, _) => outcome.is_complete(),
            Self::Broken(_) | Self::NotTried { .. } | Self::NotBegun => false,
        }
    }
}

/// What others wait for: nothing while the stack's run goes on.
type Signal = Option<Ended>;

/// How the run of a stack has ended, for those that wait for it.
#[derive(Clone)]
enum Ended {
    /// All of it is done, and this is what others get of it.
    Well(Arc<Supplies>),
    /// It is not: what needs it is not tried.
    Badly { because: String },
}

/// What the run of one stack waits for, and who waits for it.
struct Waits {
    /// The stacks that are needed before it begins.
    before: Vec<watch::Receiver<Signal>>,
    /// What is imported of stacks elsewhere.
    imports: Arc<Supplies>,
    /// What it gives to others goes out here.
    signal: watch::Sender<Signal>,
    /// What it deletes and others use, as far as they are in the run.
    held: HashSet<Address>,
    /// Those others: whether they have ended well, once they have.
    users: Vec<watch::Receiver<Option<bool>>>,
    ended: watch::Sender<Option<bool>>,
}

pub(super) async fn carry_out(project: ProjectRun, cancel: Cancel) -> Vec<StackEnd> {
    let ProjectRun { verb, members, uses, imports } = project;
    let imports = Arc::new(imports);
    let awaited: Vec<Vec<usize>> = match verb {
        Verb::Up => uses,
        Verb::Destroy => users(&uses),
    };
    let signals: Vec<watch::Sender<Signal>> = members.iter().map(|_| watch::channel(None).0).collect();
    let ended: Vec<watch::Sender<Option<bool>>> = members.iter().map(|_| watch::channel(None).0).collect();
    let waits: Vec<Waits> = (0..members.len())
        .map(|at| {
            let (held, users) = match verb {
                Verb::Up => held(&members, at),
                Verb::Destroy => (HashSet::new(), Vec::new()),
            };
            Waits {
                before: awaited[at].iter().map(|&of| signals[of].subscribe()).collect(),
                imports: Arc::clone(&imports),
                signal: signals[at].clone(),
                held,
                users: users.into_iter().map(|user| ended[user].subscribe()).collect(),
                ended: ended[at].clone(),
            }
        })
        .collect();
    // Who waits for a run that has ended without a word hears of that.
    drop((signals, ended));
    let mut tasks: Tasks<usize, Option<StackEnd>> = Tasks::new();
    let (mut plans, mut ends) = (Vec::new(), Vec::new());
    for (at, (member, waits)) in members.into_iter().zip(waits).enumerate() {
        plans.push(member.plan().cloned());
        ends.push(None);
        tasks.begin(at, one(member, verb, waits, cancel.clone()));
    }
    while let Some((at, ended)) = tasks.next().await {
        ends[at] = match (ended, plans[at].take()) {
            (Ok(end), _) => end,
            (Err(_), Some(plan)) => {
                let error = EngineError::Panicked("while a stack was carried out".to_owned());
                Some(StackEnd { plan, outcome: StackOutcome::Broken(error) })
            }
            (Err(_), None) => None,
        };
    }
    if verb == Verb::Destroy {
        ends.reverse();
    }
    ends.into_iter().flatten().collect()
}

/// The positions of the stacks that use each.
fn users(uses: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let mut users = vec![Vec::new(); uses.len()];
    for (at, used) in uses.iter().enumerate() {
        used.iter().for_each(|&of| users[of].push(at));
    }
    users
}

/// What a stack deletes although others in the run use it, and who they are. Only those that come after it count: one that
/// comes before has ended by then, or was told another order by a program that is gone.
fn held(members: &[Running], at: usize) -> (HashSet<Address>, Vec<usize>) {
    let (mut held, mut users) = (HashSet::new(), Vec::new());
    let Some(plan) = members[at].plan() else { return (held, users) };
    let goes = |action| matches!(action, Action::Delete | Action::Replace(Replacement::CreateFirst));
    let leaving: HashSet<&Address> =
        plan.steps.iter().filter(|step| goes(step.action)).map(|step| &step.address).collect();
    if leaving.is_empty() {
        return (held, users);
    }
    for (user, member) in members.iter().enumerate().skip(at + 1) {
        let Part::Running { run, .. } = &member.part else { continue };
        let used = uses::used_of(run.state(), &plan.stack).map(|(_, address)| address);
        let used: Vec<Address> = used.filter(|address| leaving.contains(address)).collect();
        if !used.is_empty() {
            held.extend(used);
            users.push(user);
        }
    }
    (held, users)
}

/// Carries out the plan of one stack once those have ended that it waits for, and says how it ended to those that wait
/// for it.
async fn one(member: Running, verb: Verb, waits: Waits, cancel: Cancel) -> Option<StackEnd> {
    let Running { graph, part, .. } = member;
    let Waits { before, imports, signal, held, users, ended } = waits;
    let (run, planned) = match part {
        Part::LeftOut(state) => {
            signal.send_replace(Some(Ended::Well(Arc::new(graph.supplies_of(&state)))));
            return None;
        }
        Part::Running { run, planned } => (run, planned),
    };
    let Some((plan, observations)) = planned.map(|planned| *planned) else {
        run.abandon().await;
        return None;
    };
    let stack = Carried { graph, run: *run, plan: &plan, observations: &observations, verb };
    let hold = (!held.is_empty()).then(|| Hold {
        addresses: held,
        reached: reached(&stack.graph, signal.clone()),
        released: Box::pin(released(users)),
    });
    let (graph, outcome) = stack.carry_out(before, &imports, hold, cancel).await;
    let said = match &outcome {
        StackOutcome::NotTried { because } => Ended::Badly { because: because.clone() },
        StackOutcome::Unchanged(state) | StackOutcome::Done(_, state) if outcome.is_complete() => {
            Ended::Well(Arc::new(graph.supplies_of(state)))
        }
        StackOutcome::Unchanged(_)
        | StackOutcome::Done(..)
        | StackOutcome::Broken(_)
        | StackOutcome::NotBegun => Ended::Badly { because: graph.stack().to_owned() },
    };
    signal.send_replace(Some(said));
    ended.send_replace(Some(outcome.is_complete()));
    Some(StackEnd { plan, outcome })
}

/// Tells those that wait for a stack what they get of it, before it has ended.
fn reached(graph: &Graph, signal: watch::Sender<Signal>) -> Box<dyn FnOnce(&State) + Send> {
    let graph = graph.clone();
    Box::new(move |state| {
        signal.send_replace(Some(Ended::Well(Arc::new(graph.supplies_of(state)))));
    })
}

/// Whether all of these have ended well, once they have.
async fn released(users: Vec<watch::Receiver<Option<bool>>>) -> bool {
    for mut user in users {
        let ended = user.wait_for(Option::is_some).await.map(|ended| *ended);
        if !matches!(ended, Ok(Some(true))) {
            return false;
        }
    }
    true
}

/// One stack that is carried out.
struct Carried<'a> {
    graph: Graph,
    run: Run,
    plan: &'a Plan,
    observations: &'a Observations,
    verb: Verb,
}

impl Carried<'_> {
    async fn carry_out(
        self,
        before: Vec<watch::Receiver<Signal>>,
        imports: &Supplies,
        hold: Option<Hold>,
        cancel: Cancel,
    ) -> (Graph, StackOutcome) {
        let Self { mut graph, mut run, plan, observations, verb } = self;
        if plan.is_empty() {
            let ended = run.end("succeeded").await;
            let unchanged = |state| StackOutcome::Unchanged(Box::new(state));
            return (graph, ended.map_or_else(StackOutcome::Broken, unchanged));
        }
        let supplies = match awaited(before, imports.clone()).await {
            Ok(supplies) => supplies,
            Err(because) => {
                let ended = run.end("failed").await;
                let not_tried = |_| StackOutcome::NotTried { because };
                return (graph, ended.map_or_else(StackOutcome::Broken, not_tried));
            }
        };
        if cancel.urgency() != Urgency::GoOn {
            let ended = run.end("cancelled").await;
            return (graph, ended.map_or_else(StackOutcome::Broken, |_| StackOutcome::NotBegun));
        }
        if verb == Verb::Up {
            graph.supply(&supplies);
            run.engine.redactor.note_program(&graph);
        }
        let outcome = match run.apply_holding(&graph, plan, observations, cancel, hold).await {
            Ok(outcome) => match run.end(outcome.word()).await {
                Ok(state) => StackOutcome::Done(outcome, Box::new(state)),
                Err(error) => StackOutcome::Broken(error),
            },
            Err(error) => {
                run.abandon().await;
                StackOutcome::Broken(error)
            }
        };
        (graph, outcome)
    }
}

/// What the stacks give that are waited for, beside what was given already.
///
/// # Errors
/// The one that failed.
async fn awaited(before: Vec<watch::Receiver<Signal>>, mut supplies: Supplies) -> Result<Supplies, String> {
    for mut signal in before {
        let ended = signal.wait_for(Option::is_some).await.map(|signal| signal.clone());
        match ended {
            Ok(Some(Ended::Well(given))) => {
                supplies.extend(given.iter().map(|(k, v)| (k.clone(), v.clone())))
            }
            Ok(Some(Ended::Badly { because })) => return Err(because),
            // It has ended without a word.
            Ok(None) | Err(_) => return Err("another stack".to_owned()),
        }
    }
    Ok(supplies)
}
