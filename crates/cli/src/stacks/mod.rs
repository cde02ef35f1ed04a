//! The stacks of a project: which of them a verb is about, and what is done with all of them at once.
//!
//! `up`, `destroy`, `preview`, `outputs` and `graph` are about the project: one plan, one question, one picture. Any other
//! verb is about one stack, and is done for each that is chosen.

mod change;
mod graph;
mod outputs;
mod preview;
mod reset;

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use ironwright_core::Instance;
use ironwright_core::graph::Supplies;
use ironwright_core::plan::Selection;
use ironwright_core::project::{Choice, ProjectGraph};
use ironwright_engine::project::{ProjectError, StackAccess};
use ironwright_engine::store::View as _;
use ironwright_engine::{EngineError, Events, Progress, ProjectEngine};
use tokio::sync::mpsc::UnboundedReceiver;

use crate::arguments::{Command, Global, Rehearsal, State};
use crate::asked::Asked;
use crate::exit::Exit;
use crate::failure::{Failure, Result};
use crate::progress::Watch;
use crate::screen::Screen;
use crate::session::{Opened, Session};
use crate::stores::{self, Place};
use crate::worlds::{self, SharedWorld};
use crate::{commands, environments, vault};

/// The stacks of a project, each with what a command on it starts from.
pub(crate) struct Stacks<'a> {
    asked: Asked<'a>,
    screen: Screen,
    graph: &'a ProjectGraph,
    /// The positions of those that the command is about.
    chosen: Vec<usize>,
    /// Of each stack, in the order of the graph.
    sessions: Vec<Session<'a>>,
    world: Rc<SharedWorld>,
    heard: RefCell<Option<UnboundedReceiver<Progress>>>,
}

/// Does what a verb asks for of a project.
pub(crate) fn run(asked: Asked<'_>, command: &Command, screen: Screen) -> Result<Exit> {
    if is_without_stack(command) {
        return commands::run(&Session::new(asked, command, screen)?, command);
    }
    let gathered = asked.settings()?;
    gathered.warnings.iter().for_each(|warning| Screen::warn(warning));
    let graph = asked.program.project(asked.global.env.clone(), &gathered.given, &gathered.aws)?;
    let stacks = Stacks::new(asked, command, screen, &graph)?;
    match command {
        Command::Graph(arguments) => return graph::run(&stacks, arguments),
        Command::Rehearsal(Rehearsal::Reset { .. }) => {}
        _ => stacks.chosen().try_for_each(|session| environments::check(session, command))?,
    }
    match command {
        Command::Up(arguments) => change::up(&stacks, arguments),
        Command::Destroy(arguments) => change::destroy(&stacks, arguments),
        Command::Preview(arguments) => preview::run(&stacks, arguments),
        Command::Outputs(arguments) => outputs::run(&stacks, arguments),
        Command::Rehearsal(Rehearsal::Reset { yes }) => reset::run(&stacks, *yes),
        _ => stacks.each(command),
    }
}

/// Refuses a choice of stacks where there is one.
///
/// # Errors
/// When another stack is named.
pub(crate) fn refuse_others(name: &str, global: &Global) -> Result<()> {
    match global.stack.iter().find(|stack| *stack != name) {
        None => Ok(()),
        Some(other) => Err(Failure::wrong(
            format!("--stack {other}: this program has one stack, `{name}`"),
            "leave `--stack` out",
        )),
    }
}

/// Whether a verb is about no stack in particular.
fn is_without_stack(command: &Command) -> bool {
    matches!(
        command,
        Command::Version
            | Command::Completions { .. }
            | Command::Complete { .. }
            | Command::Settings
            | Command::State(State::Init { .. })
    )
}

/// Whether a verb is about all stacks at once.
fn is_of_project(command: &Command) -> bool {
    matches!(command, Command::Up(_) | Command::Destroy(_) | Command::Preview(_))
}

/// Whether a verb names something of one stack, or writes for others to read on.
fn is_of_one_stack(command: &Command) -> bool {
    match command {
        Command::Import(_) | Command::Permissions(_) => true,
        Command::State(state) => !matches!(state, State::List | State::History),
        _ => false,
    }
}

impl<'a> Stacks<'a> {
    fn new(asked: Asked<'a>, command: &Command, screen: Screen, graph: &'a ProjectGraph) -> Result<Self> {
        let chosen = graph.choose(&Choice(asked.global.stack.clone()))?;
        let (events, heard) = Events::channel();
        let world = Rc::new(world(asked, command)?);
        let session = |stack: &'a str| {
            let session = Session::new(Asked { stack, ..asked }, command, screen)?.in_world(&world);
            Ok(if is_of_project(command) { session.telling(&events) } else { session })
        };
        let sessions = graph.names().map(session).collect::<Result<_>>()?;
        let heard = RefCell::new(Some(heard));
        Ok(Self { asked, screen, graph, chosen, sessions, world, heard })
    }

    /// What commands on the chosen stacks start from.
    fn chosen(&self) -> impl Iterator<Item = &Session<'a>> {
        self.chosen.iter().map(|&at| &self.sessions[at])
    }

    /// What all stacks have in common: where the state is, whether time passes.
    fn any(&self) -> Result<&Session<'a>> {
        let none = || {
            let hint = "declare one with `project.stack(…)`";
            Failure::wrong(format!("the project `{}` has no stacks", self.graph.name()), hint)
        };
        self.sessions.first().ok_or_else(none)
    }

    /// Writes what stands above all that is said of one stack.
    fn heading(&self, stack: &str) {
        self.screen.data(&format!("Stack `{}`:", Instance::new(stack, self.asked.global.env.clone())));
    }

    /// Opens the clouds of the chosen stacks and an engine for all of them.
    async fn engine(&self, selection: &Selection, refresh: bool, may_write: bool) -> Result<ProjectEngine> {
        self.refuse_selection_of_several(selection)?;
        self.world.unlock(self.graph.stacks(), may_write).await?;
        let mut graph = self.graph.clone();
        let mut engines = Vec::with_capacity(self.sessions.len());
        for (at, session) in self.sessions.iter().enumerate() {
            if !self.chosen.contains(&at) {
                engines.push(None);
                continue;
            }
            let state = session.store().load().await?;
            if let Some(stack) = graph.stack_mut(at) {
                stack.replace(&selection.replaces)?;
                let Opened { engine, .. } = session.open(stack, &state, refresh).await?;
                engines.push(Some(engine));
            }
        }
        let imports = self.imports().await?;
        let mut members = self.sessions.iter().zip(engines);
        let engine = ProjectEngine::new(graph, |_| {
            let (session, engine) = members.next().expect("a session for each stack");
            StackAccess { store: Arc::new(session.store()), engine, selection: selection.clone() }
        });
        Ok(engine.with_imports(imports))
    }

    /// What the stacks import of stacks that the project does not declare.
    async fn imports(&self) -> Result<Supplies> {
        let mut imports = Supplies::new();
        for &at in &self.chosen {
            let graph = &self.graph.stacks()[at];
            if graph.imports().any(|import| self.graph.position(&import.stack).is_none()) {
                imports.extend(self.sessions[at].imports(graph).await?);
            }
        }
        Ok(imports)
    }

    /// An address names a resource of one stack.
    fn refuse_selection_of_several(&self, selection: &Selection) -> Result<()> {
        let option = match selection {
            Selection { targets, .. } if !targets.is_empty() => "--target",
            Selection { excludes, .. } if !excludes.is_empty() => "--exclude",
            Selection { replaces, .. } if !replaces.is_empty() => "--replace",
            _ => return Ok(()),
        };
        if self.chosen.len() == 1 {
            return Ok(());
        }
        let hint = format!("name the stack too, with `--stack NAME`; there are {}", self.names());
        Err(Failure::wrong(format!("{option} names something of one stack"), hint))
    }

    fn names(&self) -> String {
        self.graph.names().collect::<Vec<_>>().join(", ")
    }

    /// Shows what stores and engines tell of.
    fn watch(&self, screen: Screen) -> Result<Watch> {
        let heard = self.heard.take().unwrap_or_else(|| Events::channel().1);
        Ok(Watch::new(heard, screen, self.any()?.is_real_time()))
    }

    /// Does for each chosen stack what is asked for.
    fn each(&self, command: &Command) -> Result<Exit> {
        if self.chosen.len() > 1 && (self.screen.json || is_of_one_stack(command)) {
            let hint = format!("name it with `--stack NAME`; there are {}", self.names());
            return Err(Failure::wrong("this is done for one stack at a time", hint));
        }
        self.any()?.runtime()?.block_on(self.world.unlock(self.graph.stacks(), false))?;
        let mut exit = Exit::Success;
        for session in self.chosen() {
            if self.chosen.len() > 1 {
                self.heading(&session.stack);
            }
            let ended = commands::run(session, command)?;
            if ended != Exit::Success {
                exit = ended;
            }
        }
        Ok(exit)
    }
}

/// Where the stacks of a project are rehearsed together.
fn world(asked: Asked<'_>, command: &Command) -> Result<SharedWorld> {
    let place = stores::of(command, asked)?;
    let vault = vault::of(command, asked, false)?;
    let instance = asked.instance();
    let all = match &place {
        Place::Folder { all, .. } => all.join(worlds::FOLDER).join(instance.to_string()),
        Place::Bucket(_) => place.rehearsal(asked.project).join(worlds::FOLDER),
    };
    Ok(SharedWorld::new(instance, all, vault))
}

impl From<ProjectError> for Failure {
    fn from(ProjectError { stack, error }: ProjectError) -> Self {
        // What is wrong with a program has addresses that name their stacks.
        let is_named = matches!(error, EngineError::Program(_));
        let mut failure = Self::from(error);
        if !is_named {
            failure
                .diagnostics
                .iter_mut()
                .for_each(|told| told.message = format!("{stack}: {}", told.message));
        }
        failure
    }
}
