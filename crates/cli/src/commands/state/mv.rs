//! `state mv`: give a resource another address; nothing changes in the cloud.

use ironwright_core::Address;
use ironwright_core::journal::Event;

use super::{Correction, known};
use crate::exit::Exit;
use crate::failure::{Failure, Result};
use crate::session::Session;

pub(super) fn run(session: &Session<'_>, from: &str, to: &str, yes: bool) -> Result<Exit> {
    let to: Address = to.parse().map_err(|error| {
        Failure::wrong(format!("{error}"), "`state list` shows how the addresses of this stack read")
    })?;
    let correction = Correction {
        verb: "state mv",
        question: (!yes).then(|| format!("Call {from} {to} from now on?")),
        done: format!("{from} is {to} from now on. Nothing changed in the cloud."),
    };
    correction.make(session, &|state| {
        let from = known(state, from)?;
        if from.kind() != to.kind() {
            return Err(Failure::wrong(
                format!("{from} is of kind {}, and {to} would be of kind {}", from.kind(), to.kind()),
                "only scope and name can change; what something is cannot",
            ));
        }
        if state.resources.contains_key(&to) {
            return Err(Failure::wrong(format!("{to} exists already"), "choose an address that is free"));
        }
        if state.resources[&from].pending.is_some() {
            return Err(Failure::refused(
                format!("{from} was interrupted, and nobody knows yet how far it came"),
                "type `up` first: it finds out",
            ));
        }
        Ok(Event::Renamed { from, to: to.clone() })
    })
}
