//! `state rotate-key`: seal what is secret with a new key, or give the keys another passphrase.

use ironwright_engine::store::{Holder, View as _};

use crate::exit::Exit;
use crate::failure::{Failure, Result};
use crate::screen::Screen;
use crate::session::{Opened, Session};

pub(super) fn run(session: &Session<'_>) -> Result<Exit> {
    let graph = session.program.empty_graph(session.global.env.clone())?;
    session.runtime()?.block_on(async {
        let store = session.store();
        let state = store.load().await?;
        // A run would bind the stack to an account that no program has named.
        if state.cloud.is_none() {
            return Err(Failure::wrong(
                format!("the state of `{}` is empty: no key has been made that could be changed", session.program.name),
                "the first `up` makes one: with IRONWRIGHT_PASSPHRASE, with `kms_key` under [secrets], or else as a file",
            ));
        }
        let Opened { engine, .. } = session.open(&graph, &state, false).await?;
        let mut watch = session.watch(Screen::for_people());
        let verb = "state rotate-key";
        let mut run = watch.during(engine.begin(&store, &graph, verb, Holder::here(verb))).await?;
        match run.rotate_key().await {
            Ok(key) => {
                run.end("succeeded").await?;
                session.screen.document(&serde_json::json!({ "key": key }));
                session.screen.message(&format!(
                    "What is secret is sealed with the key {key} from now on. Past states stay sealed with the keys of \
                     their time, which open as the new one does."
                ));
                Ok(Exit::Success)
            }
            Err(error) => {
                run.end("refused").await?;
                Err(error.into())
            }
        }
    })
}
