//! `state history`: the runs that are written down, and the states that they left.

use ironwright_engine::store::PastRun;
use serde_json::json;

use crate::exit::Exit;
use crate::failure::Result;
use crate::screen::Screen;
use crate::session::Session;
use crate::words;

pub(super) fn run(session: &Session<'_>) -> Result<Exit> {
    let history = session.runtime()?.block_on(session.store().store.history())?;
    history.damaged.iter().for_each(|damage| Screen::warn(damage));
    session.screen.document(&json!({
        "runs": history.runs.iter().map(|run| json!({
            "serial": run.serial,
            "run": run.run,
            "at": run.at,
            "verb": run.verb,
            "outcome": outcome(run),
            "resources": run.resources,
        })).collect::<Vec<_>>(),
        "damaged": history.damaged,
    }));
    if history.runs.is_empty() {
        session.screen.message("No run is written down.");
        return Ok(Exit::Success);
    }
    let rows = history.runs.iter().map(|run| {
        let resources = words::count(run.resources, "resource");
        [run.serial.to_string(), words::time(run.at), run.verb.clone(), outcome(run).to_owned(), resources]
    });
    let rows: Vec<[String; 5]> = rows.collect();
    let widths = [0, 1, 2, 3].map(|column| rows.iter().map(|row| row[column].len()).max().unwrap_or(0));
    for [serial, time, verb, outcome, resources] in &rows {
        let [a, b, c, d] = widths;
        session.screen.data(&format!("{serial:>a$}  {time:b$}  {verb:c$}  {outcome:d$}  {resources}"));
    }
    session
        .screen
        .message("`state export --serial N` shows one of these states, `state restore N` brings it back.");
    Ok(Exit::Success)
}

fn outcome(run: &PastRun) -> &str {
    run.outcome.as_deref().unwrap_or("not ended")
}
