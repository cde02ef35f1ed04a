//! Where lives are lived: a server that speaks AWS, and who reads what there is on it.

use std::process::Stdio;
use std::sync::{Mutex, PoisonError};

use anyhow::Result;

use super::census::{Account, Census};
use super::store::{Home, Store};
use crate::project::Project;
use crate::python::Environment;
use crate::servers::{Kind, Server};

/// A server that several lives share, each in an account of its own.
pub(super) struct Site {
    pub(super) endpoint: String,
    census: Mutex<Census>,
    #[expect(dead_code, reason = "it ends with the value")]
    server: Server,
}

impl Site {
    pub(super) fn start(project: &Project, environment: &Environment) -> Result<Self> {
        let server = Kind::Moto.start(project, environment, Stdio::null)?;
        let census = Mutex::new(Census::start(project, environment)?);
        Ok(Self { endpoint: server.endpoint.clone(), census, server })
    }

    /// What a life has of its own.
    pub(super) fn home(&self, store: Store, account: String) -> Result<Home> {
        let mut census = self.census.lock().unwrap_or_else(PoisonError::into_inner);
        Home::new(store, account, &self.endpoint, &mut census)
    }

    /// What exists in a life's account.
    pub(super) fn census(&self, home: &Home) -> Result<Account> {
        let mut census = self.census.lock().unwrap_or_else(PoisonError::into_inner);
        census.of(&self.endpoint, &home.account)
    }
}
