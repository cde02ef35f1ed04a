//! `stacks`: which stacks there are, what each uses of the others, how much exists of it, and its last run.

use ironwright_engine::store::{PastRun, View as _};
use serde_json::json;

use super::Stacks;
use crate::exit::Exit;
use crate::failure::Result;
use crate::session::Session;
use crate::words;

/// A stack, and what is known of it.
struct Row<'a> {
    stack: &'a str,
    uses: Vec<&'a str>,
    resources: usize,
    last: Option<PastRun>,
}

/// The stacks of a project.
pub(super) fn run(stacks: &Stacks<'_>) -> Result<Exit> {
    let graph = stacks.graph;
    let uses = |at: usize| graph.uses()[at].iter().map(|&of| graph.stacks()[of].stack()).collect();
    let chosen = stacks.chosen.iter().map(|&at| (&stacks.sessions[at], uses(at)));
    show(stacks.any()?, chosen.collect())
}

/// The stack of a program that has one.
pub(crate) fn one(session: &Session<'_>) -> Result<Exit> {
    show(session, vec![(session, Vec::new())])
}

fn show<'a>(any: &Session<'_>, stacks: Vec<(&'a Session<'a>, Vec<&'a str>)>) -> Result<Exit> {
    let rows = any.runtime()?.block_on(async {
        let mut rows = Vec::with_capacity(stacks.len());
        for (session, uses) in stacks {
            let store = session.store();
            let resources = store.load().await?.count();
            let last = store.store.history().await.ok().and_then(|mut history| history.runs.pop());
            rows.push(Row { stack: &session.stack, uses, resources, last });
        }
        Ok::<_, crate::failure::Failure>(rows)
    })?;
    any.screen.document(&rows.iter().map(document).collect());
    let cells: Vec<[String; 4]> = rows.iter().map(cells).collect();
    let widths = [0, 1, 2].map(|column| cells.iter().map(|row| row[column].len()).max().unwrap_or(0));
    for [stack, resources, last, uses] in &cells {
        let [a, b, c] = widths;
        any.screen.data(format!("{stack:a$}  {resources:b$}  {last:c$}  {uses}").trim_end());
    }
    Ok(Exit::Success)
}

fn document(row: &Row<'_>) -> serde_json::Value {
    json!({
        "stack": row.stack,
        "uses": row.uses,
        "resources": row.resources,
        "last": row.last.as_ref().map(|run| json!({
            "run": run.run,
            "verb": run.verb,
            "outcome": run.outcome.as_deref().unwrap_or("not ended"),
            "at": run.at,
            "serial": run.serial,
        })),
    })
}

fn cells(row: &Row<'_>) -> [String; 4] {
    let last = row.last.as_ref().map_or_else(
        || "no run".to_owned(),
        |run| {
            let outcome = run.outcome.as_deref().unwrap_or("not ended");
            format!("{} {outcome} {}", run.verb, words::time(run.at))
        },
    );
    let uses = if row.uses.is_empty() { String::new() } else { format!("uses {}", row.uses.join(", ")) };
    [row.stack.to_owned(), words::count(row.resources, "resource"), last, uses]
}
