//! What every command starts from: the program, its settings, its store and its cloud.

use std::cell::RefCell;
use std::path::PathBuf;
use std::sync::Arc;

use ironwright_core::{Environment, Graph, Instance, State};
use ironwright_engine::seal::Vault;
use ironwright_engine::store::{SeenStore, Trust};
use ironwright_engine::{Cloud, Engine, EngineOptions, Events, Progress};
use tokio::runtime::{Builder, Runtime};
use tokio::sync::mpsc::UnboundedReceiver;

use crate::arguments::{CloudName, Global};
use crate::asked::Asked;
use crate::clouds;
use crate::failure::{Failure, Result};
use crate::program::Program;
use crate::progress::Watch;
use crate::project::Project;
use crate::screen::Screen;
use crate::settings::Gathered;
use crate::stores::Place;

/// What every command starts from.
pub(crate) struct Session<'a> {
    pub(crate) program: Program<'a>,
    pub(crate) global: Global,
    pub(crate) screen: Screen,
    pub(crate) project: Project,
    /// Where the state is.
    pub(crate) place: Place,
    /// What seals what is secret: one for all that a command reads and writes.
    pub(crate) vault: Arc<Vault>,
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
    pub(crate) fn new(
        program: Program<'a>,
        global: Global,
        screen: Screen,
        project: Project,
        place: Place,
        vault: Arc<Vault>,
    ) -> Self {
        let (events, heard) = Events::channel();
        Self { program, global, screen, project, place, vault, events, heard: RefCell::new(Some(heard)) }
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
        Asked { program: &self.program, global: &self.global, project: &self.project }
    }

    /// Runs the program.
    pub(crate) fn graph(&self) -> Result<Graph> {
        let Gathered { given, aws, .. } = self.settings()?;
        self.program.graph(self.global.env.clone(), &given, &aws)
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
        let instance = Instance::new(self.program.name, environment.cloned());
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
            self.screen.message(&format!("Environment `{environment}` of {}:", self.program.name));
        }
    }

    /// The folder in which this stack is rehearsed.
    pub(crate) fn rehearsal(&self) -> PathBuf {
        self.place.rehearsal(&self.project)
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
