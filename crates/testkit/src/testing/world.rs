//! A world for one test: a cloud and a store in memory, and a clock of its own.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use ironwright_core::plan::{Plan, Selection, Verb};
use ironwright_core::settings::{Given, read};
use ironwright_core::{Data, Environment, Graph, Location, Resource, Settings, Stack, State};
use ironwright_engine::store::{Holder, MemoryStore};
use ironwright_engine::{Cancel, Canceller, Engine, EngineError, EngineOptions, Events, Progress};
use ironwright_rehearsal::{Conditions, Rehearsal};

use super::{Found, Report};

/// What a program's function returns.
type Declared = Result<(), Box<dyn std::error::Error + Send + Sync>>;

/// A program: a function that declares resources on a stack.
pub trait Program<S>: Fn(&mut Stack, &S) -> Declared {}

impl<S, F: Fn(&mut Stack, &S) -> Declared> Program<S> for F {}

/// A cloud and a store in memory, for one stack.
pub struct World {
    stack: String,
    environment: Option<Environment>,
    store: MemoryStore,
    cloud: Arc<Rehearsal>,
    options: EngineOptions,
    runs: AtomicU64,
}

/// Rehearses a program in a new world: everything it declares exists afterwards.
///
/// ```
/// use ironwright::aws::ec2::Vpc;
/// use ironwright::prelude::*;
/// use ironwright::testing::rehearse;
///
/// let world = rehearse("demo", |stack: &mut Stack, _: &()| {
///     stack.add("main", Vpc::new(cidr("10.0.0.0/16")));
///     Ok(())
/// }, &());
/// assert_eq!(world.get::<Vpc>("main").get::<bool>("enable_dns_support"), Some(true));
/// ```
///
/// # Panics
/// When the program is wrong, or one of its steps fails: the message says all that a person needs.
#[track_caller]
pub fn rehearse<S>(stack: &str, program: impl Program<S>, settings: &S) -> World {
    let mut world = World::new(stack);
    let report = match world.up(program, settings) {
        Ok(report) => report,
        Err(error) => panic!("{error}"),
    };
    assert!(report.outcome.is_complete(), "{report}");
    world
}

/// A program's settings as `--set` gives them: what is not given has its default.
///
/// ```
/// use ironwright::prelude::*;
/// use ironwright::testing::settings;
///
/// #[derive(Settings)]
/// struct Wanted {
///     /// How many tasks run.
///     #[setting(default = 1)]
///     replicas: u32,
/// }
/// let wanted: Wanted = settings([("replicas", "3")]);
/// assert_eq!(wanted.replicas, 3);
/// ```
///
/// # Panics
/// When a setting is unknown or wrong: the message says all that a person needs.
#[track_caller]
pub fn settings<S: Settings>(given: impl IntoIterator<Item = (&'static str, &'static str)>) -> S {
    let given = given.into_iter().map(|(name, value)| (name, Given::new(value, "the test")));
    match read(&given.collect()) {
        Ok(settings) => settings,
        Err(problems) => panic!("{problems}"),
    }
}

impl World {
    /// A world in which nothing exists yet.
    pub fn new(stack: &str) -> Self {
        Self {
            stack: stack.to_owned(),
            environment: None,
            store: MemoryStore::new(stack),
            cloud: Arc::new(Rehearsal::in_memory(usual(), ironwright_aws::registry())),
            options: EngineOptions::default(),
            runs: AtomicU64::new(0),
        }
    }

    /// A world of another stack in the same cloud: as two teams that share an account.
    pub fn beside(stack: &str, other: &Self) -> Self {
        Self { cloud: Arc::clone(&other.cloud), ..Self::new(stack) }
    }

    /// The same world, for an environment of the stack, as `--env` names it; nothing may have run in it yet.
    ///
    /// ```
    /// use ironwright_aws::logs::LogGroup;
    /// use ironwright_core::Stack;
    /// use ironwright_testkit::testing::World;
    ///
    /// let program = |stack: &mut Stack, _: &()| {
    ///     let days = if stack.environment().is_some_and(|environment| environment == "prod") { 365 } else { 7 };
    ///     stack.add("web", LogGroup::new("web").retention_in_days(days));
    ///     Ok(())
    /// };
    /// let mut world = World::new("demo").env("prod");
    /// world.up(program, &()).unwrap();
    /// assert_eq!(world.get::<LogGroup>("web").get::<u32>("retention_in_days"), Some(365));
    /// ```
    ///
    /// # Panics
    /// When that is no name of an environment.
    #[must_use]
    #[track_caller]
    pub fn env(mut self, name: &str) -> Self {
        let environment: Environment = match name.parse() {
            Ok(environment) => environment,
            Err(error) => panic!("{error}"),
        };
        self.store = MemoryStore::new(&self.stack).in_environment(environment.clone());
        self.environment = Some(environment);
        self
    }

    /// The same world under conditions: latency, throttling, faults, all from a seed.
    pub fn under(self, conditions: Conditions) -> Self {
        self.cloud.change_conditions(conditions);
        self
    }

    /// The same world, in which the engine goes about its work another way.
    pub fn with_options(mut self, options: EngineOptions) -> Self {
        self.options = options;
        self
    }

    /// The cloud, for injecting failures and drift, and for looking at what really exists. It is in the account and region
    /// that the first program names.
    pub fn cloud(&self) -> &Rehearsal {
        &self.cloud
    }

    /// What a run would do.
    ///
    /// # Errors
    /// Everything that is wrong with the program.
    pub fn preview<S>(&mut self, program: impl Program<S>, settings: &S) -> Result<Plan, EngineError> {
        let graph = self.graph(program, settings)?;
        let engine = self.engine(&graph, Events::ignored());
        in_virtual_time(engine.preview(&self.store, &graph, Verb::Up, &Selection::default()))
    }

    /// Makes what exists be what the program says.
    ///
    /// # Errors
    /// When the program is wrong, or the run cannot begin. A step that fails is told by the report.
    pub fn up<S>(&mut self, program: impl Program<S>, settings: &S) -> Result<Report, EngineError> {
        let graph = self.graph(program, settings)?;
        self.run(&graph, Verb::Up, &Selection::default(), Cancel::never())
    }

    /// Makes a part of what exists be what the program says, as `--target` and `--exclude` do.
    ///
    /// # Errors
    /// As for [`World::up`].
    pub fn up_selected<S>(
        &mut self,
        program: impl Program<S>,
        settings: &S,
        selection: &Selection,
    ) -> Result<Report, EngineError> {
        let graph = self.graph(program, settings)?;
        self.run(&graph, Verb::Up, selection, Cancel::never())
    }

    /// As [`World::up`], with a person who presses Ctrl-C as soon as `when` says so of something that happens.
    ///
    /// # Errors
    /// As for [`World::up`].
    pub fn up_cancelled<S>(
        &mut self,
        program: impl Program<S>,
        settings: &S,
        when: impl Fn(&Progress) -> bool,
    ) -> Result<Report, EngineError> {
        let graph = self.graph(program, settings)?;
        self.run_cancelled(&graph, Verb::Up, when)
    }

    /// Deletes everything.
    ///
    /// # Errors
    /// When something is protected, or the run cannot begin.
    pub fn destroy<S>(&mut self, program: impl Program<S>, settings: &S) -> Result<Report, EngineError> {
        let graph = self.graph(program, settings)?;
        self.run(&graph, Verb::Destroy, &Selection::default(), Cancel::never())
    }

    /// As [`World::destroy`], with a person who presses Ctrl-C as soon as `when` says so of something that happens.
    ///
    /// # Errors
    /// As for [`World::destroy`].
    pub fn destroy_cancelled<S>(
        &mut self,
        program: impl Program<S>,
        settings: &S,
        when: impl Fn(&Progress) -> bool,
    ) -> Result<Report, EngineError> {
        let graph = self.graph(program, settings)?;
        self.run_cancelled(&graph, Verb::Destroy, when)
    }

    /// Deletes a part of what exists, as `--target` and `--exclude` do.
    ///
    /// # Errors
    /// As for [`World::destroy`].
    pub fn destroy_selected<S>(
        &mut self,
        program: impl Program<S>,
        settings: &S,
        selection: &Selection,
    ) -> Result<Report, EngineError> {
        let graph = self.graph(program, settings)?;
        self.run(&graph, Verb::Destroy, selection, Cancel::never())
    }

    /// The state as the store keeps it.
    pub fn state(&self) -> State {
        self.store.state()
    }

    /// The store, with every event of the journal.
    pub fn store(&self) -> &MemoryStore {
        &self.store
    }

    /// One of the stack's outputs.
    ///
    /// # Panics
    /// When there is none of that name, or not of that type.
    pub fn output<T: Data>(&self, name: &str) -> T {
        let outputs = self.state().outputs;
        let value = outputs.get(name).unwrap_or_else(|| panic!("there is no output `{name}`"));
        T::decode(value).unwrap_or_else(|message| panic!("the output `{name}`: {message}"))
    }

    /// All resources of a kind.
    pub fn all<R: Resource>(&self) -> Vec<Found<R>> {
        let state = self.state();
        let of_kind = state.resources.iter().filter(|(address, _)| address.kind() == R::kind().name);
        of_kind.filter_map(|(address, r)| Some(Found::new(address, r.current.as_ref()?))).collect()
    }

    /// A resource by its scope and logical name: `"main"`, `"vpc/public-a"`.
    ///
    /// # Panics
    /// When there is none; the message says which there are.
    pub fn get<R: Resource>(&self, name: &str) -> Found<R> {
        let all = self.all::<R>();
        let named = |found: &Found<R>| match found.address().scope() {
            "" => found.address().name() == name,
            scope => format!("{scope}/{}", found.address().name()) == name,
        };
        let there: Vec<String> = all.iter().map(|found| found.address().to_string()).collect();
        all.into_iter().find(named).unwrap_or_else(|| {
            panic!("there is no {} `{name}`; there are {}", R::kind().name, there.join(", "))
        })
    }

    fn graph<S>(&self, program: impl Program<S>, settings: &S) -> Result<Graph, EngineError> {
        let mut stack = Stack::new(&self.stack).for_environment(self.environment.clone());
        if let Err(error) = program(&mut stack, settings) {
            stack.reject(error.to_string(), "the program's function returned this error");
        }
        Ok(stack.into_graph()?)
    }

    fn engine(&self, graph: &Graph, events: Events) -> Engine {
        if let Some(location) = graph.location() {
            self.cloud.place_in(location);
        }
        Engine::new(Arc::<Rehearsal>::clone(&self.cloud), ironwright_aws::registry())
            .with_options(self.options.clone())
            .with_events(events)
    }

    fn run(
        &mut self,
        graph: &Graph,
        verb: Verb,
        selection: &Selection,
        cancel: Cancel,
    ) -> Result<Report, EngineError> {
        self.run_watched(graph, verb, selection, cancel, |_| {})
    }

    fn run_cancelled(
        &mut self,
        graph: &Graph,
        verb: Verb,
        when: impl Fn(&Progress) -> bool,
    ) -> Result<Report, EngineError> {
        let (canceller, cancel) = Canceller::new();
        self.run_watched(graph, verb, &Selection::default(), cancel, |progress| {
            if when(progress) {
                canceller.press();
            }
        })
    }

    fn run_watched(
        &mut self,
        graph: &Graph,
        verb: Verb,
        selection: &Selection,
        cancel: Cancel,
        watch: impl Fn(&Progress),
    ) -> Result<Report, EngineError> {
        let (events, mut receiver) = Events::channel();
        let engine = self.engine(graph, events);
        let number = self.runs.fetch_add(1, Ordering::Relaxed);
        let holder =
            Holder { run: format!("run-{number}"), verb: verb.as_str().to_owned(), ..Holder::default() };
        let mut progress = Vec::new();
        let store = self.store.clone();
        let (plan, outcome) = in_virtual_time(async {
            let work = async {
                let mut run = engine.begin(&store, graph, verb.as_str(), holder).await?;
                // The run's own engine tells on; this one must not keep the stream open.
                drop(engine);
                let (plan, observations) = run.plan(graph, verb, selection).await?;
                let outcome = run.apply(graph, &plan, &observations, cancel).await?;
                run.end(outcome.word()).await?;
                Ok::<_, EngineError>((plan, outcome))
            };
            let listen = async {
                while let Some(told) = receiver.recv().await {
                    watch(&told);
                    progress.push(told);
                }
            };
            let (result, ()) = tokio::join!(work, listen);
            result
        })?;
        Ok(Report { plan, outcome, progress })
    }
}

/// Where a program lives that does not say.
fn usual() -> Location {
    Location { account: "123456789012".to_owned(), region: "us-east-1".to_owned() }
}

/// Runs with a clock that jumps over every wait.
fn in_virtual_time<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .expect("a runtime without threads needs nothing from the system");
    runtime.block_on(future)
}
