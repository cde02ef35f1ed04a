//! `version`: which Ironwright a program was built with.

use serde_json::json;

use crate::exit::Exit;
use crate::session::Session;

pub(super) fn run(session: &Session<'_>) -> Exit {
    let (name, version) = (session.program.name, env!("CARGO_PKG_VERSION"));
    session.screen.document(&json!({
        "stack": name,
        "ironwright": version,
        "state_format": ironwright_core::state::FORMAT,
        "clouds": crate::clouds::ALL,
    }));
    session.screen.data(&format!("{name}, built with ironwright {version}"));
    Exit::Success
}
