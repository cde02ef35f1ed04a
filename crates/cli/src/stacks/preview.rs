//! `preview` of several stacks: what a run would do, stack by stack.

use ironwright_core::plan::{Plan, Selection, Verb};
use ironwright_engine::project::StackPreview;
use serde_json::json;

use super::{Stacks, kept};
use crate::arguments::Preview;
use crate::change;
use crate::commands::left_open;
use crate::exit::Exit;
use crate::failure::Result;
use crate::screen::Screen;
use crate::typed;

pub(super) fn run(stacks: &Stacks<'_>, arguments: &Preview) -> Result<Exit> {
    let selection = Selection { replaces: arguments.replace.clone(), ..arguments.selecting.selection() };
    let verb = if arguments.destroy { Verb::Destroy } else { Verb::Up };
    stacks.any()?.runtime()?.block_on(async {
        let refresh = arguments.selecting.refresh;
        let mut opened = stacks.open(&selection, refresh, false).await?;
        let mut watch = stacks.watch(Screen::for_people())?;
        let previews = watch.during(opened.engine.preview(verb)).await?;
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
        if let Some(path) = &arguments.out {
            let plans: Vec<&Plan> = previews.iter().map(|preview| &preview.plan).collect();
            kept::keep(stacks, &opened, &plans, &selection, refresh, path)?;
            stacks.screen.message(&format!(
                "\nTo carry out exactly this: `{}`",
                typed::carry_out(verb, path, stacks.asked.program.fields)
            ));
        }
        let changes = previews.iter().any(|preview| !preview.plan.is_empty());
        Ok(if arguments.exit_code && changes { Exit::Changes } else { Exit::Success })
    })
}
