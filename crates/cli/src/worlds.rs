//! The world that the stacks of a project are rehearsed in together, so that what one gives the next exists there.
//!
//! It is beside the states, below the project's name, and keeps its keys there as a stack does: the keys of one stack would
//! open nothing of another.

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ironwright_core::stack::Location;
use ironwright_core::{Graph, Instance, Value};
use ironwright_engine::Cloud;
use ironwright_engine::seal::Vault;
use ironwright_engine::store::{DurableStore, Holder, Store as _, View as _};
use ironwright_rehearsal::{Conditions, Rehearsal};

use crate::failure::{Failure, Result};

/// The folder beside the states that holds the worlds of projects; no stack is called so.
pub(crate) const FOLDER: &str = ".rehearsal";

/// The world of a project, opened once for all of its stacks.
pub(crate) struct SharedWorld {
    instance: Instance,
    folder: PathBuf,
    vault: Arc<Vault>,
    opened: RefCell<Option<Arc<Rehearsal>>>,
}

impl SharedWorld {
    /// The world of a project in a folder.
    pub(crate) fn new(instance: Instance, folder: PathBuf, vault: Arc<Vault>) -> Self {
        Self { instance, folder, vault, opened: RefCell::new(None) }
    }

    /// The folder that it is in.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Reads its keys. Where there are none yet and something secret is to be told to it, they are made, if it may write.
    ///
    /// # Errors
    /// When they cannot be had.
    pub(crate) async fn unlock(&self, stacks: &[Graph], may_write: bool) -> Result<()> {
        let store = DurableStore::in_folder(&self.folder, &self.instance.stack)
            .in_environment(self.instance.environment.clone())
            .with_vault(Arc::clone(&self.vault));
        store.load().await?;
        if self.vault.is_open() || !may_write || !stacks.iter().any(holds_secrets) {
            return Ok(());
        }
        let (state, mut journal) = store.begin(&Holder::here("up")).await?;
        journal.rotate_key().await?;
        Ok(journal.close(&state).await?)
    }

    /// The world as a cloud in an account and region.
    ///
    /// # Errors
    /// When it cannot be read.
    pub(crate) fn in_location(
        &self,
        location: &Location,
        conditions: Option<&Conditions>,
    ) -> Result<Arc<dyn Cloud>> {
        let mut opened = self.opened.borrow_mut();
        let world = match &*opened {
            Some(world) => Arc::clone(world),
            None => {
                let world = Rehearsal::open_sealed(
                    &self.folder.join("world.log"),
                    usual(),
                    ironwright_aws::registry(),
                    Arc::clone(&self.vault),
                );
                let world = world.map_err(|error| Failure::from_text(&error.to_string()))?;
                let world = Arc::new(world.under(conditions.cloned().unwrap_or_default()));
                *opened = Some(Arc::clone(&world));
                world
            }
        };
        Ok(Arc::new(world.in_location(location)))
    }
}

/// Where a program is rehearsed that does not say.
pub(crate) fn usual() -> Location {
    Location { account: "123456789012".into(), region: "us-east-1".into() }
}

/// Whether something of a stack is secret, or may turn out to be.
fn holds_secrets(graph: &Graph) -> bool {
    let mut found = false;
    graph.each_secret(&mut |_| found = true);
    let is_secret = |at: usize| {
        let inputs = graph.evaluate(at, &|output| graph.supplied(output));
        inputs.is_ok_and(|inputs| inputs.values().any(Value::has_secret))
    };
    found || (0..graph.nodes().len()).any(is_secret)
}
