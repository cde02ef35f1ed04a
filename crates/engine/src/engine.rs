//! The engine as a value: a cloud, the kinds, and how to go about it.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use ironwright_core::plan::{Base, Plan, PlanRequest, Selection, Verb, plan};
use ironwright_core::redactor::Redactor;
use ironwright_core::state::{CloudIdentity, Observations};
use ironwright_core::{Graph, Registry, State};

use crate::apply::Outcome;
use crate::cancel::Cancel;
use crate::clock::Clock;
use crate::cloud::{Cloud, LeastTime};
use crate::error::EngineError;
use crate::progress::Events;
use crate::recover::Recovered;
use crate::redacting::RedactingCloud;
use crate::refresh::{refresh, refresh_with_imports};
use crate::run::Run;
use crate::store::{Holder, Store, View};
use crate::sweep::Found;

/// Plans and applies stacks on one cloud.
///
/// It prints nothing, exits nothing and has no globals; any number may live in one process. A tool of one's own embeds it
/// with a cloud, a store and a program's graph:
///
/// ```
/// use std::sync::Arc;
///
/// use ironwright::builtin::Record;
/// use ironwright::core::{Location, Registry};
/// use ironwright::engine::store::MemoryStore;
/// use ironwright::engine::{Cancel, Engine};
/// use ironwright::prelude::*;
/// use ironwright::rehearsal::Rehearsal;
///
/// # #[tokio::main(flavor = "current_thread", start_paused = true)]
/// # async fn main() -> std::result::Result<(), Box<dyn std::error::Error>> {
/// let mut stack = Stack::new("shop");
/// stack.add("motto", Record::of("slow and steady"));
///
/// let kinds = Registry(&[]);
/// let cloud = Arc::new(Rehearsal::in_memory(Location::default(), kinds));
/// let outcome = Engine::new(cloud, kinds).up(&MemoryStore::new("shop"), &stack.graph()?, Cancel::never()).await?;
/// assert!(outcome.is_complete());
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Engine {
    pub(crate) cloud: Arc<dyn Cloud>,
    pub(crate) registry: Registry,
    pub(crate) options: EngineOptions,
    pub(crate) events: Events,
    pub(crate) clock: Clock,
    /// Every secret that the cloud was told.
    pub(crate) redactor: Arc<Redactor>,
}

/// How an engine goes about its work.
#[derive(Clone, Debug)]
pub struct EngineOptions {
    /// How many steps and reads may be under way at once.
    pub parallelism: usize,
    /// Whether to read what exists before planning.
    pub refresh: bool,
    /// How long to wait for a resource that gets ready, unless its declaration says otherwise.
    pub wait: Duration,
    /// How long to wait for what a call has to wait for, unless the declaration says otherwise: what is to be deleted is
    /// still in use, as by network interfaces that a cloud takes away in its own time, or what a resource needs is not
    /// ready.
    pub blocked: Duration,
    /// How long a call that fails in passing is made again.
    pub retry: Duration,
    /// For how long what the state knows must be missing, each time it is looked for, before it counts as gone. Only a
    /// refresh that misses something takes that long.
    pub not_found_grace: Duration,
    /// How long after a create went unanswered it may still act: what lands late is looked for until then. A cloud that
    /// signs its requests takes none that is some minutes old, and may take as long again to show what it has made.
    pub late_create_window: Duration,
}

impl Default for EngineOptions {
    fn default() -> Self {
        let (wait, blocked, retry) =
            (Duration::from_mins(20), Duration::from_mins(20), Duration::from_mins(2));
        let (late_create_window, not_found_grace) = (Duration::from_mins(15), Duration::from_secs(3));
        Self { parallelism: 32, refresh: true, wait, blocked, retry, late_create_window, not_found_grace }
    }
}

impl Engine {
    /// An engine for a cloud whose resources are of these kinds.
    pub fn new(cloud: Arc<dyn Cloud>, registry: Registry) -> Self {
        let redactor = Arc::<Redactor>::default();
        let cloud = Arc::new(RedactingCloud { cloud, redactor: Arc::clone(&redactor) });
        let (options, events) = (EngineOptions::default(), Events::ignored());
        Self { cloud, registry, options, events, clock: Clock::system(), redactor }
    }

    /// The same engine, going about its work another way.
    pub fn with_options(mut self, options: EngineOptions) -> Self {
        self.options = options;
        self
    }

    /// The same engine, telling what happens.
    pub fn with_events(mut self, events: Events) -> Self {
        self.events = events;
        self
    }

    /// The same engine, with a clock of its own: one for virtual time.
    pub fn with_clock(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self
    }

    /// The kinds that the engine knows.
    pub fn registry(&self) -> Registry {
        self.registry
    }

    /// Plans without writing anything: a view has no way to write.
    ///
    /// # Errors
    /// When the store or the cloud cannot be read, or the program would do what it may not.
    pub async fn preview(
        &self,
        view: &dyn View,
        graph: &Graph,
        verb: Verb,
        selection: &Selection,
    ) -> Result<Plan, EngineError> {
        self.preview_from(&view.load().await?, graph, verb, selection).await
    }

    /// Plans from a state that was read already.
    ///
    /// # Errors
    /// As for [`Engine::preview`].
    pub async fn preview_from(
        &self,
        state: &State,
        graph: &Graph,
        verb: Verb,
        selection: &Selection,
    ) -> Result<Plan, EngineError> {
        self.check_identity(state, graph).await?;
        // What an interrupted run left open is looked into as a run would, and nothing of it is written down.
        let recovered = Recovered::look(self, state).await;
        let mut resolved = Cow::Borrowed(state);
        for event in &recovered.events {
            resolved.to_mut().fold(event)?;
        }
        if let Some(error) = recovered.failed {
            return Err(error);
        }
        let (plan, ..) = self.plan(&resolved, graph, verb, selection).await?;
        Ok(Plan { base: Base::of(state), ..plan })
    }

    /// How long carrying out a plan takes at least, because the cloud limits how often it is called.
    pub fn least_time(&self, plan: &Plan) -> Option<LeastTime> {
        // Ordering a plan takes its time: a cloud without limits does not look at the acts.
        let operations = std::iter::once_with(|| plan.operations()).flatten();
        let acts = operations.map(|operation| (plan.steps[operation.step].kind, operation.act));
        self.cloud.least_time(&mut acts.filter(|(kind, _)| !kind.local))
    }

    /// Reads what exists and how it differs from the state, without writing anything.
    ///
    /// # Errors
    /// When the store or the cloud cannot be read.
    pub async fn observe(
        &self,
        view: &dyn View,
        graph: &Graph,
    ) -> Result<(State, Observations), EngineError> {
        let state = view.load().await?;
        self.check_identity(&state, graph).await?;
        let observations = refresh(self, &state).await?;
        Ok((state, observations))
    }

    /// Begins a run: takes the lease, and resolves what an interrupted run left open.
    ///
    /// # Errors
    /// When another run is going on, the store cannot be written, or the state is another cloud's.
    pub async fn begin(
        &self,
        store: &dyn Store,
        graph: &Graph,
        verb: &str,
        holder: Holder,
    ) -> Result<Run, EngineError> {
        // What can be refused without a look at the state is, and leaves no trace.
        self.check_location(graph).await?;
        let (state, journal) = store.begin(&holder).await?;
        let mut run = Run::new(self.clone(), state, journal, holder);
        match self.set_out(&mut run, graph, verb).await {
            Ok(()) => Ok(run),
            Err(error) => {
                run.abandon().await;
                Err(error)
            }
        }
    }

    /// Makes what exists be what the program says: begins a run, plans, carries out all of the plan, and ends the run.
    /// A step that fails is no error of the run: the outcome tells.
    ///
    /// # Errors
    /// As for [`Engine::begin`], [`Run::plan`] and [`Run::apply`].
    pub async fn up(&self, store: &dyn Store, graph: &Graph, cancel: Cancel) -> Result<Outcome, EngineError> {
        self.carry_out(store, graph, Verb::Up, cancel).await
    }

    /// Deletes all that the stack has created, as [`Engine::up`] makes it.
    ///
    /// # Errors
    /// As for [`Engine::up`].
    pub async fn destroy(
        &self,
        store: &dyn Store,
        graph: &Graph,
        cancel: Cancel,
    ) -> Result<Outcome, EngineError> {
        self.carry_out(store, graph, Verb::Destroy, cancel).await
    }

    async fn carry_out(
        &self,
        store: &dyn Store,
        graph: &Graph,
        verb: Verb,
        cancel: Cancel,
    ) -> Result<Outcome, EngineError> {
        let mut run = self.begin(store, graph, verb.as_str(), Holder::here(verb.as_str())).await?;
        let (plan, observations) = match run.plan(graph, verb, &Selection::default()).await {
            Ok(planned) => planned,
            Err(error) => {
                run.end("refused").await?;
                return Err(error);
            }
        };
        match run.apply(graph, &plan, &observations, cancel).await {
            Ok(outcome) => run.end(outcome.word()).await.map(|_| outcome),
            Err(error) => {
                run.abandon().await;
                Err(error)
            }
        }
    }

    async fn set_out(&self, run: &mut Run, graph: &Graph, verb: &str) -> Result<(), EngineError> {
        let identity = self.check_identity(&run.state, graph).await?;
        run.start(verb, identity).await?;
        Box::pin(run.recover()).await
    }

    pub(crate) async fn plan(
        &self,
        state: &State,
        graph: &Graph,
        verb: Verb,
        selection: &Selection,
    ) -> Result<(Plan, Observations, Found), EngineError> {
        let landed = Found::look(self, state, graph).await;
        let adopted = landed.adopted(state)?;
        let observations = match verb {
            _ if !self.options.refresh => Observations::new(),
            Verb::Up => refresh_with_imports(self, &adopted, graph).await?,
            Verb::Destroy => refresh(self, &adopted).await?,
        };
        let request = PlanRequest {
            graph,
            state: &adopted,
            observations: &observations,
            registry: self.registry,
            selection,
            verb,
        };
        let plan = Plan { base: Base::of(state), landed: landed.planned(), ..plan(&request)? };
        Ok((plan, observations, landed))
    }

    /// A stack lives where its state and its program say, and in the environment of both, or nowhere.
    async fn check_identity(&self, state: &State, graph: &Graph) -> Result<CloudIdentity, EngineError> {
        let found = self.check_location(graph).await?;
        if state.environment.as_ref() != graph.environment() {
            let (state, program) = (Box::new(state.instance()), Box::new(graph.instance().clone()));
            return Err(EngineError::OtherEnvironment { state, program });
        }
        match &state.cloud {
            Some(bound) if *bound != found => {
                Err(EngineError::OtherCloud { bound: Box::new(bound.clone()), found: Box::new(found) })
            }
            _ => Ok(found),
        }
    }

    async fn check_location(&self, graph: &Graph) -> Result<CloudIdentity, EngineError> {
        self.redactor.note_program(graph);
        let found = self.cloud.identity().await?;
        match graph.location() {
            Some(wanted) if *wanted != found.location => {
                Err(EngineError::OtherLocation { wanted: Box::new(wanted.clone()), found: Box::new(found) })
            }
            _ => Ok(found),
        }
    }
}
