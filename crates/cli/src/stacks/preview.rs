//! `preview` of several stacks: what a run would do, stack by stack.

use ironwright_core::plan::{Selection, Verb};
use ironwright_engine::project::StackPreview;
use serde_json::json;

use super::Stacks;
use crate::arguments::Preview;
use crate::change;
use crate::commands::left_open;
use crate::exit::Exit;
use crate::failure::{Failure, Result};
use crate::screen::Screen;

pub(super) fn run(stacks: &Stacks<'_>, arguments: &Preview) -> Result<Exit> {
    let selection = Selection { replaces: arguments.replace.clone(), ..arguments.selecting.selection() };
    let verb = if arguments.destroy { Verb::Destroy } else { Verb::Up };
    if arguments.out.is_some() {
        return Err(Failure::wrong(
            "--out: a plan is kept for one stack at a time, and this is a project",
            "leave `--out` out; `up` shows the plan of the project, and asks",
        ));
    }
    stacks.any()?.runtime()?.block_on(async {
        let mut engine = stacks.engine(&selection, arguments.selecting.refresh, false).await?;
        let mut watch = stacks.watch(Screen::for_people())?;
        let previews = watch.during(engine.preview(verb)).await?;
        stacks.screen.document(&json!({
            "project": stacks.graph.name(),
            "environment": stacks.graph.environment(),
            "stacks": previews.iter().map(|preview| preview.plan.to_json()).collect::<Vec<_>>(),
        }));
        for StackPreview { plan, state } in &previews {
            stacks.heading(&plan.stack);
            if plan.is_empty() {
                stacks.screen.data(&format!("{}\n", change::unchanged(plan)));
            } else {
                change::show_plan(stacks.screen, plan, arguments.details);
            }
            if let Some(open) = left_open(state) {
                stacks.screen.message(&open);
            }
        }
        let changes = previews.iter().any(|preview| !preview.plan.is_empty());
        Ok(if arguments.exit_code && changes { Exit::Changes } else { Exit::Success })
    })
}
