//! `preview`: show what a run would do. It is given a view of the store, so it cannot write there.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::Path;

use ironwright_core::plan::{StoredPlan, Verb};
use ironwright_engine::EngineError;
use ironwright_engine::store::View as _;

use crate::arguments::Preview;
use crate::exit::Exit;
use crate::failure::{Failure, Result};
use crate::progress::Watch;
use crate::screen::Screen;
use crate::session::{Opened, Session};
use crate::{change, typed};

pub(super) fn run(session: &Session<'_>, arguments: &Preview) -> Result<Exit> {
    let (selection, refresh) = (arguments.selecting.selection(), arguments.selecting.refresh);
    let verb = if arguments.destroy { Verb::Destroy } else { Verb::Up };
    session.runtime()?.block_on(async {
        let store = session.store();
        // The state is read beside the program's run: with many resources, each takes its time.
        let (state, graph) = tokio::join!(store.load(), async { session.graph() });
        let (graph, state) = (graph?, state?);
        let Opened { engine, cloud, events } = session.open(&graph, &state, refresh).await?;
        let mut watch = Watch::new(events, Screen::for_people(), session.is_real_time());
        let plan = watch.during(engine.preview(&store, &graph, verb, &selection)).await?;
        if session.screen.json {
            session.screen.document(&plan.to_json());
        } else if plan.is_empty() {
            session.screen.data(&change::unchanged(&plan));
        } else {
            session.screen.data(&change::text(&plan, arguments.details));
        }
        if let Some(path) = &arguments.out {
            let identity = cloud.identity().await.map_err(EngineError::from)?;
            keep(path, &StoredPlan::new(&plan, identity, &selection, refresh))?;
            session.screen.message(&format!(
                "\nTo carry out exactly this: `{} up --plan {}`",
                typed::program(),
                typed::quoted(&path.to_string_lossy())
            ));
        }
        Ok(if arguments.exit_code && !plan.is_empty() { Exit::Changes } else { Exit::Success })
    })
}

/// Puts a plan in its file whole or not at all, for its owner's eyes only.
fn keep(path: &Path, plan: &StoredPlan) -> Result<()> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let beside = path.with_file_name(format!(".{name}.{}.new", std::process::id()));
    let write = || -> io::Result<()> {
        let text = serde_json::to_vec_pretty(plan)?;
        let mut file = private(&beside)?;
        file.write_all(&text)?;
        file.sync_all()?;
        fs::rename(&beside, path)
    };
    write().map_err(|error| {
        let _ = fs::remove_file(&beside);
        let message = format!("--out {}: {error}", path.display());
        Failure::failed(message, "name a file in a folder that exists and may be written")
    })
}

fn private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}
