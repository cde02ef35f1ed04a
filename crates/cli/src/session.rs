//! What every command starts from: the program, its settings, its store and its cloud.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::Arc;

use ironwright_core::exports::exports_of;
use ironwright_core::graph::Supplies;
use ironwright_core::{Environment, Graph, Instance, Stack, State};
use ironwright_engine::seal::Vault;
use ironwright_engine::store::{SeenStore, Trust, View as _};
use ironwright_engine::{Cloud, Engine, EngineOptions, Events, Progress};
use tokio::runtime::{Builder, Runtime};
use tokio::sync::mpsc::UnboundedReceiver;

use crate::arguments::{CloudName, Command, Global};
use crate::asked::Asked;
use crate::clouds;
use crate::failure::{Failure, Result};
use crate::program::Program;
use crate::progress::Watch;
use crate::project::Project;
use crate::screen::Screen;
use crate::settings::{Gathered, StoreSettings};
use crate::stores::{self, Place};
use crate::vault;
use crate::worlds::SharedWorld;

/// What every command starts from.
pub(crate) struct Session<'a> {
    pub(crate) program: &'a Program<'a>,
    /// The stack that it is about: the program's, or one of several.
    pub(crate) stack: String,
    pub(crate) global: &'a Global,
    pub(crate) screen: Screen,
    pub(crate) project: &'a Project,
    /// Where the state is.
    pub(crate) place: Place,
    /// What seals what is secret: one for all that a command reads and writes.
    pub(crate) vault: Arc<Vault>,
    /// Where the stacks of a project are rehearsed together.
    pub(crate) world: Option<Rc<SharedWorld>>,
    /// What stores and the engine tell of, and its other end until somebody listens.
    events: Events,
    heard: RefCell<Option<UnboundedReceiver<Progress>>>,
}

/// A cloud with the engine that acts on it.
pub(crate) struct Opened {
    pub(crate) engine: Engine,
    pub(crate) cloud: Arc<dyn Cloud>,
}

impl<'a> Session<'a> {
    /// What a command starts from.
    ///
    /// # Errors
    /// When the place of the state, or what seals what is secret, is not as it must be.
    pub(crate) fn new(asked: Asked<'a>, command: &Command, screen: Screen) -> Result<Self> {
        let Asked { program, stack, global, project } = asked;
        let place = stores::of(command, asked)?;
        let vault = vault::of(command, asked, place.is_shared())?;
        let (events, heard) = Events::channel();
        let (stack, heard) = (stack.to_owned(), RefCell::new(Some(heard)));
        Ok(Self { program, stack, global, screen, project, place, vault, world: None, events, heard })
    }

    /// The same for one of several stacks, which are rehearsed in one world.
    pub(crate) fn in_world(self, world: &Rc<SharedWorld>) -> Self {
        Self { world: Some(Rc::clone(world)), ..self }
    }

    /// The same, told of to one listener with others.
    pub(crate) fn telling(self, events: &Events) -> Self {
        let events = events.of_stack(&self.stack);
        Self { events, ..self }
    }
}

impl Session<'_> {
    /// What was set, and where.
    pub(crate) fn settings(&self) -> Result<Gathered> {
        let gathered = self.asked().settings()?;
        gathered.warnings.iter().for_each(|warning| Screen::warn(warning));
        Ok(gathered)
    }

    /// What the command was asked.
    pub(crate) fn asked(&self) -> Asked<'_> {
        let Self { program, stack, global, project, .. } = self;
        Asked { program, stack, global, project }
    }

    /// Runs the program.
    pub(crate) fn graph(&self) -> Result<Graph> {
        let Gathered { given, aws, .. } = self.settings()?;
        self.program.graph(&self.stack, self.global.env.clone(), &given, &aws)
    }

    /// Runs the program, and reads what it imports of other stacks.
    pub(crate) fn graph_with_imports(&self) -> Result<Graph> {
        let mut graph = self.graph()?;
        if graph.imports().next().is_some() {
            graph.supply(&self.runtime()?.block_on(self.imports(&graph))?);
        }
        Ok(graph)
    }

    /// What a graph imports of stacks of other programs, as their states know it.
    pub(crate) async fn imports(&self, graph: &Graph) -> Result<Supplies> {
        let mut supplies = Supplies::new();
        let stacks: BTreeMap<&str, Option<&str>> =
            graph.imports().map(|import| (&*import.stack, import.store.as_deref())).collect();
        for (stack, store) in stacks {
            let asked = Asked { stack, ..self.asked() };
            let settings = || StoreSettings::read(self.project, self.global);
            let place = match store {
                Some(named) => stores::at("import_from", named, settings()?, asked)?,
                None => self.place.of_environment(self.global.env.as_ref(), asked),
            };
            let vault = vault::of(&Command::Refresh, asked, place.is_shared())?;
            let state = place.store(&asked.instance()).with_vault(vault).load().await?;
            supplies.extend(exports_of(&state));
        }
        Ok(supplies)
    }

    /// A graph of the stack without resources, for what needs no program.
    pub(crate) fn empty_graph(&self) -> Result<Graph> {
        Ok(Stack::new(&self.stack).for_environment(self.global.env.clone()).graph()?)
    }

    /// The store of this stack on this cloud.
    pub(crate) fn store(&self) -> SeenStore {
        self.store_at(&self.place, self.global.env.as_ref())
    }

    /// The store of another environment of this stack, or of the stack without one.
    pub(crate) fn store_of(&self, environment: Option<&Environment>) -> SeenStore {
        self.store_at(&self.place.of_environment(environment, self.asked()), environment)
    }

    /// The store of this stack on this cloud, in another place or of another environment.
    pub(crate) fn store_at(&self, place: &Place, environment: Option<&Environment>) -> SeenStore {
        let trust = match self.global.cloud {
            _ if self.global.accept_state => Trust::Accept,
            // A rehearsal's cloud is beside its state: who removes both may begin anew.
            CloudName::Rehearsal => Trust::CheckUnlessEmpty,
            CloudName::Aws => Trust::Check,
        };
        let instance = Instance::new(&self.stack, environment.cloned());
        let store = place.store(&instance).with_vault(Arc::clone(&self.vault));
        let store = store.with_events(self.events.clone());
        // One place has one note, wherever a command is typed.
        SeenStore::new(store, Project::notes().as_deref(), &place.identity(), trust)
    }

    /// How this instance of the stack is called in sentences: `web`, or `web@prod`.
    pub(crate) fn called(&self) -> String {
        self.asked().instance().to_string()
    }

    /// Says on which environment a plan acts, to people.
    pub(crate) fn tell_environment(&self) {
        if let Some(environment) = &self.global.env {
            self.screen.message(&format!("Environment `{environment}` of {}:", self.stack));
        }
    }

    /// The folder in which this stack is rehearsed.
    pub(crate) fn rehearsal(&self) -> PathBuf {
        match &self.world {
            Some(world) => world.folder().to_owned(),
            None => self.place.rehearsal(self.project),
        }
    }

    /// Whether time passes: a rehearsal without latency waits for nothing, unless others can see its lease.
    pub(crate) fn is_real_time(&self) -> bool {
        let latency = |conditions: &ironwright_rehearsal::Conditions| conditions.latency.is_some();
        self.global.cloud == CloudName::Aws
            || self.place.is_shared()
            || self.global.rehearse.as_ref().is_some_and(latency)
    }

    /// Whether this is no rehearsal.
    pub(crate) fn is_for_real(&self) -> bool {
        self.global.cloud == CloudName::Aws
    }

    /// What asynchronous work runs on: one thread, with a clock that jumps where nothing but time is waited for.
    pub(crate) fn runtime(&self) -> Result<Runtime> {
        Self::runtime_in(self.is_real_time())
    }

    /// What asynchronous work runs on, in real time or with the clock that jumps.
    pub(crate) fn runtime_in(real_time: bool) -> Result<Runtime> {
        let mut builder = Builder::new_current_thread();
        let built = builder.enable_all().start_paused(!real_time).build();
        built.map_err(|error| Failure::failed(format!("starting: {error}"), ""))
    }

    /// Opens the cloud and an engine on it.
    pub(crate) async fn open(&self, graph: &Graph, state: &State, refresh: bool) -> Result<Opened> {
        if let Some(warning) = self.place.warning().await? {
            Screen::warn(&warning);
        }
        let cloud = match self.global.cloud {
            CloudName::Rehearsal => clouds::rehearsal(self, graph, state)?,
            CloudName::Aws => clouds::aws(self, graph).await?,
        };
        let registry = ironwright_aws::registry();
        let options = EngineOptions {
            parallelism: self.global.parallelism.into(),
            refresh,
            ..EngineOptions::default()
        };
        let engine =
            Engine::new(Arc::clone(&cloud), registry).with_options(options).with_events(self.events.clone());
        Ok(Opened { engine, cloud })
    }

    /// Shows what stores and the engine tell of, in the form that suits whoever watches. A command watches once.
    pub(crate) fn watch(&self, screen: Screen) -> Watch {
        let heard = self.heard.take().unwrap_or_else(|| Events::channel().1);
        Watch::new(heard, screen, self.is_real_time())
    }
}
