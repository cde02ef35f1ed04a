//! `state unprotect`: take the protection from a resource, so that it can be deleted.

use ironwright_core::journal::Event;

use super::{Correction, known};
use crate::exit::Exit;
use crate::failure::{Failure, Result};
use crate::session::Session;

pub(super) fn run(session: &Session<'_>, address: &str, yes: bool) -> Result<Exit> {
    let correction = Correction {
        verb: "state unprotect",
        question: (!yes).then(|| format!("Take the protection from {address}? It can be deleted then.")),
        done: format!(
            "{address} is not protected any more, until `up` finds `.protect()` in its declaration."
        ),
    };
    correction.make(session, &|state| {
        let address = known(state, address)?;
        if !state.resources[&address].remembered.protect {
            return Err(Failure::wrong(format!("{address} is not protected"), "`state list` shows what is"));
        }
        Ok(Event::Unprotected { address })
    })
}
