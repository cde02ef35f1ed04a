//! Several stacks as one: planned in the order of what they use of each other, and carried out side by side as far as that
//! order lets them.
//!
//! Each stack keeps its own store, lease, journal and cloud. What goes from one to the other is values: out of the plan of
//! a stack that changes in the same run while that is planned, out of its state once it has changed, and out of its state
//! alone where it is left out.
//!
//! - `uses.rs`: what a run must not take from stacks that it leaves out, and what it needs of them.
//! - `carry_out.rs`: the stacks' runs beside each other.

mod carry_out;
mod uses;

use std::sync::Arc;

use ironwright_core::graph::Supplies;
use ironwright_core::plan::{Plan, Selection, Verb};
use ironwright_core::state::Observations;
use ironwright_core::{Diagnostics, Graph, ProjectGraph, State};

use crate::cancel::Cancel;
use crate::engine::Engine;
use crate::error::EngineError;
use crate::run::Run;
use crate::store::{Holder, Store};

pub use carry_out::{StackEnd, StackOutcome};

/// Plans and applies the stacks of a project.
pub struct ProjectEngine {
    members: Vec<Member>,
    /// The positions of the stacks that each uses.
    uses: Vec<Vec<usize>>,
    /// What they import of stacks elsewhere.
    imports: Supplies,
}

/// What it takes to act on one stack of a project.
pub struct StackAccess {
    /// Where its state and journal are.
    pub store: Arc<dyn Store>,
    /// What acts on it; nothing for a stack that is left out, of whose state is read what others use.
    pub engine: Option<Engine>,
    /// What the run is about.
    pub selection: Selection,
}

struct Member {
    graph: Graph,
    access: StackAccess,
}

/// A stack that was looked at: what a run would do, and the state that this was planned from.
pub struct StackPreview {
    /// What a run would do.
    pub plan: Plan,
    /// The state now.
    pub state: State,
}

/// Why something could not be done with one of several stacks.
#[derive(Debug, thiserror::Error)]
#[error("{stack}: {error}")]
pub struct ProjectError {
    /// The stack.
    pub stack: String,
    /// Why.
    pub error: EngineError,
}

/// Runs of several stacks, each of which holds its lease.
pub struct ProjectRun {
    verb: Verb,
    members: Vec<Running>,
    uses: Vec<Vec<usize>>,
    imports: Supplies,
}

/// One stack in a run of several.
struct Running {
    graph: Graph,
    selection: Selection,
    part: Part,
}

/// What one stack is to a run.
enum Part {
    /// It is left out; this is its state.
    LeftOut(Box<State>),
    /// It is part of the run.
    Running { run: Box<Run>, planned: Option<Box<(Plan, Observations)>> },
}

impl ProjectEngine {
    /// An engine for the stacks of a project; `access` says for each what it takes.
    pub fn new(graph: ProjectGraph, mut access: impl FnMut(&Graph) -> StackAccess) -> Self {
        let uses = graph.uses().to_vec();
        let member = |graph: Graph| Member { access: access(&graph), graph };
        let members = graph.into_stacks().into_iter().map(member).collect();
        Self { members, uses, imports: Supplies::new() }
    }

    /// The same engine, told what stacks outside the project [export](ironwright_core::exports::exports_of).
    #[must_use]
    pub fn with_imports(self, imports: Supplies) -> Self {
        Self { imports, ..self }
    }

    /// Plans without writing anything, and gives back what each stack that is not left out would do, in the order in which
    /// that would be done.
    ///
    /// # Errors
    /// When a store or a cloud cannot be read, or a program would do what it may not.
    pub async fn preview(&mut self, verb: Verb) -> Result<Vec<StackPreview>, ProjectError> {
        let mut states = Vec::with_capacity(self.members.len());
        for member in &self.members {
            states.push(member.access.store.load().await.map_err(|error| in_stack(&member.graph, error))?);
        }
        let chosen: Vec<bool> = self.members.iter().map(|member| member.access.engine.is_some()).collect();
        let (mut supplies, mut problems) = (self.imports.clone(), Diagnostics::default());
        let mut plans: Vec<Option<Plan>> = Vec::with_capacity(self.members.len());
        for (at, member) in self.members.iter_mut().enumerate() {
            let Member { graph, access } = member;
            let Some(engine) = &access.engine else {
                supplies.extend(graph.supplies_of(&states[at]));
                plans.push(None);
                continue;
            };
            if verb == Verb::Up {
                graph.supply(&supplies);
            }
            match engine.preview_from(&states[at], graph, verb, &access.selection).await {
                Ok(plan) => {
                    supplies.extend(plan.supplies.clone());
                    plans.push(Some(plan));
                }
                Err(EngineError::Program(wrong)) => {
                    problems.extend(uses::named(wrong, graph.stack()));
                    plans.push(None);
                }
                Err(error) => return Err(in_stack(graph, error)),
            }
        }
        let stacks: Vec<uses::Stack<'_>> = (0..self.members.len())
            .map(|at| uses::Stack {
                graph: &self.members[at].graph,
                state: &states[at],
                is_chosen: chosen[at],
                plan: plans[at].as_ref(),
            })
            .collect();
        problems.extend(uses::check(&stacks, &self.uses, verb));
        refuse(problems)?;
        let previews = plans.into_iter().zip(states);
        let mut previews: Vec<StackPreview> =
            previews.filter_map(|(plan, state)| Some(StackPreview { plan: plan?, state })).collect();
        if verb == Verb::Destroy {
            previews.reverse();
        }
        Ok(previews)
    }

    /// Begins a run of each stack that is not left out: takes the leases, in the order of the stacks, and resolves what
    /// interrupted runs left open.
    ///
    /// # Errors
    /// When one of them cannot begin; those that had are ended.
    pub async fn begin(self, verb: Verb) -> Result<ProjectRun, ProjectError> {
        let mut project = ProjectRun { verb, members: Vec::new(), uses: self.uses, imports: self.imports };
        for Member { graph, access: StackAccess { store, engine, selection } } in self.members {
            let part = match engine {
                None => store.load().await.map(|state| Part::LeftOut(Box::new(state))).map_err(Into::into),
                Some(engine) => {
                    let holder = Holder::here(verb.as_str());
                    let run = engine.begin(&*store, &graph, verb.as_str(), holder).await;
                    run.map(|run| Part::Running { run: Box::new(run), planned: None })
                }
            };
            match part {
                Ok(part) => project.members.push(Running { graph, selection, part }),
                Err(error) => {
                    let error = in_stack(&graph, error);
                    project.end("refused").await?;
                    return Err(error);
                }
            }
        }
        Ok(project)
    }
}

impl ProjectRun {
    /// Plans each stack, with what a refresh finds, and gives the plans back in the order in which they are carried out.
    ///
    /// # Errors
    /// When a cloud cannot be read, or a program would do what it may not.
    pub async fn plan(&mut self) -> Result<Vec<&Plan>, ProjectError> {
        let (mut supplies, mut problems) = (self.imports.clone(), Diagnostics::default());
        for Running { graph, selection, part } in &mut self.members {
            let Part::Running { run, planned } = part else {
                if let Part::LeftOut(state) = part {
                    supplies.extend(graph.supplies_of(state));
                }
                continue;
            };
            if self.verb == Verb::Up {
                graph.supply(&supplies);
                run.engine.redactor.note_program(graph);
            }
            match run.plan(graph, self.verb, selection).await {
                Ok(plan) => {
                    supplies.extend(plan.0.supplies.clone());
                    *planned = Some(Box::new(plan));
                }
                Err(EngineError::Program(wrong)) => problems.extend(uses::named(wrong, graph.stack())),
                Err(error) => return Err(in_stack(graph, error)),
            }
        }
        problems.extend(uses::check(&self.looked_at(), &self.uses, self.verb));
        refuse(problems)?;
        Ok(self.plans())
    }

    /// The plans that were made, in the order in which they are carried out.
    pub fn plans(&self) -> Vec<&Plan> {
        let mut plans: Vec<&Plan> = self.members.iter().filter_map(Running::plan).collect();
        if self.verb == Verb::Destroy {
            plans.reverse();
        }
        plans
    }

    /// The states of the stacks that are part of the run.
    pub fn states(&self) -> impl Iterator<Item = &State> {
        self.members.iter().filter_map(|member| match &member.part {
            Part::LeftOut(_) => None,
            Part::Running { run, .. } => Some(run.state()),
        })
    }

    /// Carries out the plans and ends the runs: what a stack uses of others is done before, and what it gives to others
    /// goes after they have let go of it. A stack whose run fails keeps those from beginning that need it, and no others.
    pub async fn apply(self, cancel: Cancel) -> Vec<StackEnd> {
        carry_out::carry_out(self, cancel).await
    }

    /// Ends the runs without carrying anything out, and gives the leases back.
    ///
    /// # Errors
    /// When the end of one could not be written down; nothing is lost then.
    pub async fn end(self, outcome: &str) -> Result<Vec<State>, ProjectError> {
        let mut states = Vec::new();
        let mut failed = None;
        for Running { graph, part, .. } in self.members {
            let Part::Running { run, .. } = part else { continue };
            match run.end(outcome).await {
                Ok(state) => states.push(state),
                Err(error) => failed = failed.or(Some(in_stack(&graph, error))),
            }
        }
        failed.map_or(Ok(states), Err)
    }

    fn looked_at(&self) -> Vec<uses::Stack<'_>> {
        self.members.iter().map(Running::looked_at).collect()
    }
}

impl Running {
    fn plan(&self) -> Option<&Plan> {
        match &self.part {
            Part::Running { planned: Some(planned), .. } => Some(&planned.0),
            Part::Running { planned: None, .. } | Part::LeftOut(_) => None,
        }
    }

    fn looked_at(&self) -> uses::Stack<'_> {
        let (state, is_chosen) = match &self.part {
            Part::LeftOut(state) => (&**state, false),
            Part::Running { run, .. } => (run.state(), true),
        };
        uses::Stack { graph: &self.graph, state, is_chosen, plan: self.plan() }
    }
}

fn in_stack(graph: &Graph, error: impl Into<EngineError>) -> ProjectError {
    ProjectError { stack: graph.instance().to_string(), error: error.into() }
}

/// What is wrong with several stacks names them itself.
fn refuse(problems: Diagnostics) -> Result<(), ProjectError> {
    problems
        .into_result()
        .map_err(|problems| ProjectError { stack: String::new(), error: EngineError::Program(problems) })
}
