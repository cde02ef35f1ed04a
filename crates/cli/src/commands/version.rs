//! `version`: which Ironwright a program was built with.

use serde_json::json;

use crate::exit::Exit;
use crate::screen::Screen;

pub(crate) fn run(screen: Screen, name: &str) -> Exit {
    let version = env!("CARGO_PKG_VERSION");
    screen.document(&json!({
        "stack": name,
        "ironwright": version,
        "state_format": ironwright_core::state::FORMAT,
        "clouds": crate::clouds::ALL,
    }));
    screen.data(&format!("{name}, built with ironwright {version}"));
    Exit::Success
}
