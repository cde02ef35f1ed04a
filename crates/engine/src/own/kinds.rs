//! Handlers with the kinds that they are for: what a program or a tool of one's own registers.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use ironwright_core::{Diagnostics, KindRef, Registry};

use super::routing::Routing;
use super::{Handler, OnRehearsal};
use crate::cloud::Cloud;

/// The kinds of one's own, each with the handler that does for it what a cloud does for its kinds.
///
/// A program gives them to `ironwright::App::kinds`, a test to `World::with_kinds`; a tool that embeds the engine joins them
/// with a cloud and its registry by itself:
///
/// ```
/// # use std::sync::Arc;
/// # use ironwright::core::{Diagnostics, Location};
/// # use ironwright::rehearsal::Rehearsal;
/// use ironwright::engine::{Engine, OwnKinds};
///
/// # fn engine(own: &OwnKinds, location: Location) -> Result<Engine, Diagnostics> {
/// let registry = own.registry(&ironwright::aws::registry())?;
/// let cloud = own.on_rehearsal(Arc::new(Rehearsal::in_memory(location, registry.clone())));
/// Ok(Engine::new(cloud, registry))
/// # }
/// # assert!(engine(&OwnKinds::new(), Location::default()).is_ok());
/// ```
#[derive(Clone, Default)]
pub struct OwnKinds {
    kinds: Vec<KindRef>,
    handlers: Vec<Arc<dyn Handler>>,
}

impl OwnKinds {
    /// No kind yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// With one more kind and its handler.
    #[must_use]
    pub fn with(mut self, handler: impl Handler) -> Self {
        self.kinds.push(handler.kind());
        self.handlers.push(Arc::new(handler));
        self
    }

    /// With one more kind that the cloud itself handles: one that the rehearsal plays, or another cloud knows.
    #[must_use]
    pub fn with_kind(mut self, kind: KindRef) -> Self {
        self.kinds.push(kind);
        self
    }

    /// With all of another collection.
    #[must_use]
    pub fn and(mut self, others: Self) -> Self {
        self.kinds.extend(others.kinds);
        self.handlers.extend(others.handlers);
        self
    }

    /// These kinds beside those of a cloud.
    ///
    /// # Errors
    /// Every name that is there twice, and everything that is wrong with the description of a kind.
    pub fn registry(&self, clouds: &Registry) -> Result<Registry, Diagnostics> {
        let mut problems = Diagnostics::default();
        self.kinds.iter().for_each(|kind| problems.extend(kind.problems()));
        problems.into_result()?;
        clouds.with(self.kinds.iter().copied())
    }

    /// A cloud on which these kinds are sent to their handlers, and all others to the cloud.
    pub fn on(&self, cloud: Arc<dyn Cloud>) -> Arc<dyn Cloud> {
        route(cloud, self.handlers.iter())
    }

    /// A rehearsal on which those kinds are sent to their handlers that are [`Handled`](OnRehearsal::Handled) there.
    pub fn on_rehearsal(&self, rehearsal: Arc<dyn Cloud>) -> Arc<dyn Cloud> {
        route(rehearsal, self.handled_on_rehearsal())
    }

    /// Whether a kind of this name has a handler.
    pub fn handles(&self, kind: &str) -> bool {
        self.handlers.iter().any(|handler| handler.kind().name == kind)
    }

    /// Whether a rehearsal calls any handler, and time has to pass on it.
    pub fn acts_on_rehearsal(&self) -> bool {
        self.handled_on_rehearsal().next().is_some()
    }

    fn handled_on_rehearsal(&self) -> impl Iterator<Item = &Arc<dyn Handler>> {
        self.handlers.iter().filter(|handler| handler.on_rehearsal() == OnRehearsal::Handled)
    }
}

fn route<'a>(cloud: Arc<dyn Cloud>, handlers: impl Iterator<Item = &'a Arc<dyn Handler>>) -> Arc<dyn Cloud> {
    let handlers: HashMap<_, _> =
        handlers.map(|handler| (handler.kind().name, Arc::clone(handler))).collect();
    if handlers.is_empty() { cloud } else { Arc::new(Routing::new(cloud, handlers)) }
}

impl fmt::Debug for OwnKinds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(&self.kinds).finish()
    }
}
