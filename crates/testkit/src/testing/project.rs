//! A world for one test of a program of several stacks.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use ironwright_core::plan::{Plan, Selection, Verb};
use ironwright_core::project::{Choice, Project, ProjectGraph};
use ironwright_core::{Environment, Graph};
use ironwright_engine::project::{ProjectError, StackAccess, StackEnd, StackOutcome};
use ironwright_engine::{Cancel, Engine, EngineError, EngineOptions, Events, Progress, ProjectEngine};
use ironwright_rehearsal::Rehearsal;

use super::World;
use super::world::{Declared, in_virtual_time};

/// A program of several stacks: a function that declares them on a project.
pub trait ProjectProgram<S>: Fn(&mut Project, &S) -> Declared {}

impl<S, F: Fn(&mut Project, &S) -> Declared> ProjectProgram<S> for F {}

/// A cloud in memory that the stacks of a project share, and a store in memory for each.
pub struct ProjectWorld {
    project: String,
    environment: Option<Environment>,
    /// What is common to all stacks: the cloud.
    common: World,
    options: EngineOptions,
    stacks: BTreeMap<String, World>,
}

/// How a run of several stacks in a test went.
#[derive(Debug)]
pub struct ProjectReport {
    /// The stacks that took part, in the order of their names' edges, each with its plan and what came of it.
    pub ends: Vec<StackEnd>,
    /// What happened, in order; addresses name their stacks.
    pub progress: Vec<Progress>,
}

/// Rehearses a program of several stacks in a new world: everything they declare exists afterwards.
///
/// ```
/// use ironwright::aws::ec2::{Subnet, Vpc};
/// use ironwright::prelude::*;
/// use ironwright::testing::rehearse_project;
///
/// let world = rehearse_project("shop", |project: &mut Project, _: &()| {
///     let vpc = project.stack("network", |stack| Ok(stack.add("main", Vpc::new(cidr("10.0.0.0/16")))))?;
///     project.stack("web", |stack| {
///         stack.add("a", Subnet::new(&vpc, vpc.cidr_block.subnet(4, 0)));
///         Ok(())
///     })
/// }, &());
/// let vpc = world.stack("network").get::<Vpc>("main");
/// assert_eq!(world.stack("web").get::<Subnet>("a").get::<String>("vpc_id").as_deref(), Some(vpc.id()));
/// ```
///
/// # Panics
/// When the program is wrong, or one of its steps fails: the message says all that a person needs.
#[track_caller]
pub fn rehearse_project<S>(project: &str, program: impl ProjectProgram<S>, settings: &S) -> ProjectWorld {
    let mut world = ProjectWorld::new(project);
    let report = match world.up(program, settings) {
        Ok(report) => report,
        Err(error) => panic!("{error}"),
    };
    assert!(report.is_complete(), "{report}");
    world
}

impl ProjectWorld {
    /// A world in which nothing exists yet.
    pub fn new(project: &str) -> Self {
        let (common, options) = (World::new(project), EngineOptions::default());
        Self { project: project.to_owned(), environment: None, common, options, stacks: BTreeMap::new() }
    }

    /// The same world, for an environment of the project, as `--env` names it; nothing may have run in it yet.
    ///
    /// # Panics
    /// When that is no name of an environment.
    #[must_use]
    #[track_caller]
    pub fn env(mut self, name: &str) -> Self {
        match name.parse() {
            Ok(environment) => self.environment = Some(environment),
            Err(error) => panic!("{error}"),
        }
        self
    }

    /// The same world, in which the engine goes about its work another way.
    pub fn with_options(mut self, options: EngineOptions) -> Self {
        self.options = options;
        self
    }

    /// The cloud, for injecting failures and drift, and for looking at what really exists.
    pub fn cloud(&self) -> &Rehearsal {
        self.common.cloud()
    }

    /// The world of one stack: what exists of it, its state and its outputs.
    ///
    /// # Panics
    /// When no run has had such a stack; the message says which there are.
    pub fn stack(&self, name: &str) -> &World {
        let there = || self.stacks.keys().map(String::as_str).collect::<Vec<_>>().join(", ");
        self.stacks
            .get(name)
            .unwrap_or_else(|| panic!("no run has had a stack `{name}`; there are {}", there()))
    }

    /// What a run of all stacks would do, stack by stack.
    ///
    /// # Errors
    /// Everything that is wrong with the program.
    pub fn preview<S>(
        &mut self,
        program: impl ProjectProgram<S>,
        settings: &S,
    ) -> Result<Vec<Plan>, ProjectError> {
        let graph = self.graph(program, settings)?;
        let mut engine = self.engine(graph, &[], &Events::ignored())?;
        let previews = in_virtual_time(engine.preview(Verb::Up))?;
        Ok(previews.into_iter().map(|preview| preview.plan).collect())
    }

    /// Makes what exists be what the program says, in all stacks.
    ///
    /// # Errors
    /// When the program is wrong, or a run cannot begin. A step that fails is told by the report.
    pub fn up<S>(
        &mut self,
        program: impl ProjectProgram<S>,
        settings: &S,
    ) -> Result<ProjectReport, ProjectError> {
        self.up_stacks(program, settings, &[])
    }

    /// The same in some of the stacks, as `--stack` names them.
    ///
    /// # Errors
    /// As for [`ProjectWorld::up`].
    pub fn up_stacks<S>(
        &mut self,
        program: impl ProjectProgram<S>,
        settings: &S,
        stacks: &[&str],
    ) -> Result<ProjectReport, ProjectError> {
        let graph = self.graph(program, settings)?;
        self.run(graph, Verb::Up, stacks)
    }

    /// Deletes everything, in all stacks.
    ///
    /// # Errors
    /// When something is protected, or a run cannot begin.
    pub fn destroy<S>(
        &mut self,
        program: impl ProjectProgram<S>,
        settings: &S,
    ) -> Result<ProjectReport, ProjectError> {
        self.destroy_stacks(program, settings, &[])
    }

    /// The same in some of the stacks, as `--stack` names them.
    ///
    /// # Errors
    /// As for [`ProjectWorld::destroy`].
    pub fn destroy_stacks<S>(
        &mut self,
        program: impl ProjectProgram<S>,
        settings: &S,
        stacks: &[&str],
    ) -> Result<ProjectReport, ProjectError> {
        let graph = self.graph(program, settings)?;
        self.run(graph, Verb::Destroy, stacks)
    }

    fn graph<S>(&self, program: impl ProjectProgram<S>, settings: &S) -> Result<ProjectGraph, ProjectError> {
        let mut project = Project::new(&self.project).for_environment(self.environment.clone());
        if let Err(error) = program(&mut project, settings) {
            project.reject(error.to_string(), "the program's function returned this error");
        }
        project.into_graph().map_err(|wrong| self.failed(wrong))
    }

    fn failed(&self, error: impl Into<EngineError>) -> ProjectError {
        ProjectError { stack: self.project.clone(), error: error.into() }
    }

    fn engine(
        &mut self,
        graph: ProjectGraph,
        stacks: &[&str],
        events: &Events,
    ) -> Result<ProjectEngine, ProjectError> {
        let choice = Choice(stacks.iter().map(|&stack| stack.to_owned()).collect());
        let chosen = graph.choose(&choice).map_err(|wrong| self.failed(wrong))?;
        let chosen: Vec<String> = chosen.iter().map(|&at| graph.stacks()[at].stack().to_owned()).collect();
        Ok(ProjectEngine::new(graph, |graph| {
            let takes_part = chosen.iter().any(|name| name == graph.stack());
            let (common, environment) = (&self.common, self.environment.as_ref());
            let world = self.stacks.entry(graph.stack().to_owned()).or_insert_with(|| {
                let world = World::beside(graph.stack(), common);
                match environment {
                    Some(name) => world.env(name.as_str()),
                    None => world,
                }
            });
            StackAccess {
                store: Arc::new(world.store().clone()),
                engine: takes_part.then(|| engine_of(common.cloud(), graph, &self.options, events)),
                selection: Selection::default(),
            }
        }))
    }

    fn run(
        &mut self,
        graph: ProjectGraph,
        verb: Verb,
        stacks: &[&str],
    ) -> Result<ProjectReport, ProjectError> {
        let (events, mut receiver) = Events::channel();
        let engine = self.engine(graph, stacks, &events)?;
        drop(events);
        let mut progress = Vec::new();
        let ends = in_virtual_time(async {
            let work = async {
                let mut run = engine.begin(verb).await?;
                if let Err(error) = run.plan().await {
                    run.end("refused").await?;
                    return Err(error);
                }
                Ok(run.apply(Cancel::never()).await)
            };
            let listen = async {
                while let Some(told) = receiver.recv().await {
                    progress.push(told);
                }
            };
            let (ends, ()) = tokio::join!(work, listen);
            ends
        })?;
        Ok(ProjectReport { ends, progress })
    }
}

fn engine_of(cloud: &Rehearsal, graph: &Graph, options: &EngineOptions, events: &Events) -> Engine {
    let location = graph.location().cloned().unwrap_or_else(super::world::usual);
    Engine::new(Arc::new(cloud.in_location(&location)), ironwright_aws::registry())
        .with_options(options.clone())
        .with_events(events.of_stack(graph.stack()))
}

impl ProjectReport {
    /// Whether every stack did all that was planned.
    pub fn is_complete(&self) -> bool {
        self.ends.iter().all(|end| end.outcome.is_complete())
    }

    /// Whether no plan had anything to do.
    pub fn is_unchanged(&self) -> bool {
        self.ends.iter().all(|end| end.plan.is_empty())
    }

    /// The acts that were done, `create network:ec2.Vpc.main`, in the order in which they ended.
    pub fn done(&self) -> Vec<String> {
        let done = self.progress.iter().filter_map(|told| match told {
            Progress::Finished { address, act, .. } => Some(format!("{} {address}", act.as_str())),
            _ => None,
        });
        done.collect()
    }

    /// How the run of one stack went.
    ///
    /// # Panics
    /// When the stack took no part.
    pub fn of(&self, stack: &str) -> &StackEnd {
        let found = self.ends.iter().find(|end| end.plan.stack == stack);
        found.unwrap_or_else(|| panic!("the stack `{stack}` took no part"))
    }
}

/// The plans and the failures, for a failed assertion to show.
impl fmt::Display for ProjectReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for StackEnd { plan, outcome } in &self.ends {
            writeln!(f, "{}:\n{plan}", plan.stack)?;
            match outcome {
                StackOutcome::Unchanged(_) => {}
                StackOutcome::Done(outcome, _) => {
                    for failure in &outcome.failed {
                        let (act, address) = (failure.act.as_str(), &failure.address);
                        writeln!(f, "failed: {act} {address}: {}", failure.message)?;
                    }
                    for (address, because) in &outcome.skipped {
                        writeln!(f, "skipped: {address}, because {because} failed")?;
                    }
                }
                StackOutcome::Broken(error) => writeln!(f, "broken off: {error}")?,
                StackOutcome::NotTried { because } => writeln!(f, "not tried, because {because} failed")?,
                StackOutcome::NotBegun => writeln!(f, "not begun")?,
            }
        }
        Ok(())
    }
}
