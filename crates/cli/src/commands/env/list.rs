//! `env list`: the environments, each with its last run.

use ironwright_core::Instance;
use ironwright_engine::store::{PastRun, StoreError, View as _};
use serde_json::json;

use crate::environments::begun;
use crate::exit::Exit;
use crate::failure::Result;
use crate::screen::Screen;
use crate::session::Session;
use crate::words;

/// What stands for the name where there is none.
const NONE: &str = "(none)";

/// An environment, and what is known of it.
struct Row {
    instance: Instance,
    /// How many resources exist, where the state can be read.
    resources: Option<usize>,
    last: Option<PastRun>,
}

pub(super) fn run(session: &Session<'_>) -> Result<Exit> {
    let rows = session.runtime()?.block_on(rows(session))?;
    let name =
        |row: &Row| row.instance.environment.as_ref().map(|environment| environment.as_str().to_owned());
    session.screen.document(
        &rows
            .iter()
            .map(|row| {
                json!({
                    "environment": name(row),
                    "resources": row.resources,
                    "last": row.last.as_ref().map(|run| json!({
                        "run": run.run,
                        "verb": run.verb,
                        "outcome": run.outcome.as_deref().unwrap_or("not ended"),
                        "at": run.at,
                        "serial": run.serial,
                    })),
                })
            })
            .collect(),
    );
    if rows.is_empty() {
        session.screen.message("No environment has been up, nor the stack without one.");
    }
    let cells: Vec<[String; 5]> = rows.iter().map(|row| cells(row, name(row))).collect();
    let widths = [0, 1, 2, 3].map(|column| cells.iter().map(|row| row[column].len()).max().unwrap_or(0));
    for [name, verb, outcome, time, resources] in &cells {
        let [a, b, c, d] = widths;
        session.screen.data(&format!("{name:a$}  {verb:b$}  {outcome:c$}  {time:d$}  {resources}"));
    }
    Ok(Exit::Success)
}

async fn rows(session: &Session<'_>) -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    for instance in begun(session).await? {
        let store = session.store_of(instance.environment.as_ref()).store;
        let resources = match store.load().await {
            Ok(state) => Some(state.count()),
            // It has become an environment, or lives elsewhere.
            Err(StoreError::Moved { .. }) => continue,
            Err(error) => {
                Screen::warn(&format!("{instance}: {error}"));
                None
            }
        };
        let last = store.history().await.ok().and_then(|mut history| history.runs.pop());
        rows.push(Row { instance, resources, last });
    }
    Ok(rows)
}

fn cells(row: &Row, name: Option<String>) -> [String; 5] {
    let name = name.unwrap_or_else(|| NONE.to_owned());
    let resources = row.resources.map_or_else(String::new, |count| words::count(count, "resource"));
    match &row.last {
        Some(run) => {
            let outcome = run.outcome.clone().unwrap_or_else(|| "not ended".to_owned());
            [name, run.verb.clone(), outcome, words::time(run.at), resources]
        }
        None => [name, "no run".to_owned(), String::new(), String::new(), resources],
    }
}
