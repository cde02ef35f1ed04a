//! `up` and `destroy` of several stacks: plan all of them under their locks, show that as one, ask once, carry it out.

use std::time::{Duration, Instant};

use ironwright_core::plan::{Plan, Selection, Verb};
use ironwright_core::state::State;
use ironwright_engine::project::{StackEnd, StackOutcome};
use ironwright_engine::{Outcome, ProjectRun};
use serde_json::json;

use super::Stacks;
use crate::arguments::{Destroy, Up};
use crate::change::{self, ANOTHER_PROGRAM, as_another_program};
use crate::exit::Exit;
use crate::failure::{Failure, Result};
use crate::interrupts::Interrupts;
use crate::screen::Screen;
use crate::{consent, summary, typed, words};

/// A change of several stacks, as it was asked for.
struct Change<'a> {
    stacks: &'a Stacks<'a>,
    verb: Verb,
    selection: Selection,
    refresh: bool,
    details: bool,
    /// Whether the answer is yes already.
    yes: bool,
}

pub(super) fn up(stacks: &Stacks<'_>, arguments: &Up) -> Result<Exit> {
    refuse_plan(arguments.plan.is_some())?;
    let selection = Selection { replaces: arguments.replace.clone(), ..arguments.selecting.selection() };
    let (refresh, details, yes) = (arguments.selecting.refresh, arguments.details, arguments.yes);
    Change { stacks, verb: Verb::Up, selection, refresh, details, yes }.make()
}

pub(super) fn destroy(stacks: &Stacks<'_>, arguments: &Destroy) -> Result<Exit> {
    refuse_plan(arguments.plan.is_some())?;
    let selection = arguments.selecting.selection();
    let (refresh, details, yes) = (arguments.selecting.refresh, arguments.details, arguments.yes);
    Change { stacks, verb: Verb::Destroy, selection, refresh, details, yes }.make()
}

fn refuse_plan(is_given: bool) -> Result<()> {
    if !is_given {
        return Ok(());
    }
    Err(Failure::wrong(
        "--plan: a kept plan is of one stack, and this is a project",
        "leave `--plan` out; the plan of the project is shown, and asked about",
    ))
}

impl Change<'_> {
    fn make(&self) -> Result<Exit> {
        self.stacks.any()?.runtime()?.block_on(self.run())
    }

    async fn run(&self) -> Result<Exit> {
        let (stacks, screen) = (self.stacks, self.stacks.screen);
        let asks = !self.yes && screen.can_ask();
        let mut engine = stacks.engine(&self.selection, self.refresh, self.yes || asks).await?;
        let mut watch = stacks.watch(screen)?;
        if !self.yes && !asks {
            // Nobody will say yes, so nothing is locked or written for it.
            let previews = watch.during(engine.preview(self.verb)).await?;
            let plans: Vec<&Plan> = previews.iter().map(|preview| &preview.plan).collect();
            self.show(&plans);
            if plans.iter().all(|plan| plan.is_empty()) {
                previews.iter().for_each(|preview| self.show_outputs(&preview.state));
                return Ok(Exit::Success);
            }
            return Err(Failure::refused(
                "nothing was changed: there is no terminal on which to ask whether to apply this",
                "review the plan above, then type the same command with `--yes`",
            ));
        }
        let interrupts = Interrupts::listen();
        let Some(run) = interrupts.unless(watch.during(engine.begin(self.verb))).await else {
            return Ok(consent::untouched(stacks.any()?));
        };
        let mut run = run?;
        let planned = interrupts.unless(watch.during(run.plan())).await.map(|planned| planned.map(drop));
        match planned {
            Some(Ok(())) => {}
            Some(Err(error)) => {
                run.end("refused").await?;
                return Err(error.into());
            }
            None => return self.interrupted(run).await,
        }
        let plans = run.plans();
        self.show(&plans);
        if plans.iter().all(|plan| plan.is_empty()) {
            let states = run.end("succeeded").await?;
            states.iter().for_each(|state| self.show_outputs(state));
            return Ok(Exit::Success);
        }
        let question = self.question(&plans);
        let another = self.as_another_program(&run);
        if let (Some(reason), true) = (&another, self.yes) {
            run.end("refused").await?;
            return Err(Failure::refused(reason, ANOTHER_PROGRAM));
        }
        if !self.yes {
            if let Some(reason) = &another {
                Screen::warn(reason);
            }
            match interrupts.unless(consent::ask(stacks.any()?, &question)).await {
                Some(true) => {}
                Some(false) => {
                    run.end("declined").await?;
                    screen.message("Nothing was changed.");
                    return Ok(Exit::Refused);
                }
                None => return self.interrupted(run).await,
            }
        }
        let since = Instant::now();
        let ends = watch.during(run.apply(interrupts.cancel.clone())).await;
        Ok(self.conclude(ends, since.elapsed(), interrupts.were_pressed()))
    }

    async fn interrupted(&self, run: ProjectRun) -> Result<Exit> {
        run.end("cancelled").await?;
        Ok(consent::untouched(self.stacks.any()?))
    }

    fn show(&self, plans: &[&Plan]) {
        for plan in plans {
            self.stacks.screen.event("plan", plan.to_json());
            self.stacks.heading(&plan.stack);
            if plan.is_empty() {
                self.stacks.screen.data(&format!("{}\n", change::unchanged(plan)));
            } else {
                change::show_plan(self.stacks.screen, plan, self.details);
            }
        }
    }

    fn question(&self, plans: &[&Plan]) -> String {
        match self.verb {
            Verb::Up => "Apply these changes?".to_owned(),
            Verb::Destroy => {
                let count = plans.iter().map(|plan| plan.counts().delete).sum();
                format!("Delete {} of `{}`?", words::count(count, "resource"), self.stacks.graph.name())
            }
        }
    }

    fn as_another_program(&self, run: &ProjectRun) -> Option<String> {
        let graph = |stack: &str| self.stacks.graph.stacks().iter().find(|graph| graph.stack() == stack);
        let state = |stack: &str| run.states().find(|state| state.stack == stack);
        let found = |plan: &&Plan| as_another_program(graph(&plan.stack)?, plan, state(&plan.stack)?);
        run.plans().iter().find_map(found)
    }

    /// Says how each stack's run went, and how to go on.
    fn conclude(&self, ends: Vec<StackEnd>, took: Duration, interrupted: bool) -> Exit {
        let screen = self.stacks.screen;
        let mut exit = Exit::Success;
        screen.message("");
        for StackEnd { plan, outcome } in &ends {
            let ended = self.sum_up(plan, outcome, interrupted);
            exit = worse(exit, ended);
        }
        screen.message(&format!("All in {}.", words::duration(took)));
        if exit != Exit::Success {
            screen.message(&format!(
                "Everything that was done is kept. To go on from here: `{}`",
                typed::again(self.stacks.asked.program.fields)
            ));
        }
        if self.verb == Verb::Up {
            ends.iter().filter_map(|end| state_of(&end.outcome)).for_each(|state| self.show_outputs(state));
        }
        self.tell_rehearsal(exit);
        exit
    }

    fn sum_up(&self, plan: &Plan, outcome: &StackOutcome, interrupted: bool) -> Exit {
        let screen = self.stacks.screen;
        let stack = &plan.stack;
        match outcome {
            StackOutcome::Unchanged(_) => {
                let event = summary::to_json(plan, &Outcome::default(), Duration::ZERO, Exit::Success);
                screen.event("summary", event);
                Exit::Success
            }
            StackOutcome::Done(outcome, _) => {
                let exit = summary::exit(outcome, interrupted);
                screen.event("summary", summary::to_json(plan, outcome, outcome.took, exit));
                let totals = summary::totals_of(plan, outcome);
                screen.message(&format!("{}{stack}: {totals}.", summary::troubles(outcome)));
                exit
            }
            StackOutcome::Broken(error) => {
                let message = error.to_string();
                screen.event("broken", json!({ "stack": stack, "message": message }));
                screen.message(&format!("{stack}: the run broke off: {message}"));
                Exit::Failed
            }
            StackOutcome::NotTried { because } => {
                screen.event("not_tried", json!({ "stack": stack, "because": because }));
                screen.message(&format!("{stack}: not tried, because `{because}` failed."));
                Exit::Failed
            }
            StackOutcome::NotBegun => {
                screen.event("not_begun", json!({ "stack": stack }));
                screen.message(&format!("{stack}: not begun."));
                Exit::Interrupted
            }
        }
    }

    fn show_outputs(&self, state: &State) {
        let screen = self.stacks.screen;
        if state.outputs.is_empty() {
            return;
        }
        let public = |(name, value): (&std::sync::Arc<str>, &ironwright_core::Value)| {
            (name.to_string(), value.to_public_json())
        };
        let outputs: serde_json::Map<String, serde_json::Value> = state.outputs.iter().map(public).collect();
        screen.event("outputs", json!({ "stack": state.stack, "outputs": outputs }));
        let told = summary::outputs(&state.outputs);
        screen
            .data(&format!("\n{}", told.replacen("Outputs:", &format!("Outputs of `{}`:", state.stack), 1)));
    }

    fn tell_rehearsal(&self, exit: Exit) {
        let stacks = self.stacks;
        let for_real = stacks.any().is_ok_and(|session| session.is_for_real());
        if for_real || exit != Exit::Success {
            return;
        }
        stacks.screen.message(&match self.verb {
            Verb::Up => {
                let for_real = typed::for_real(stacks.asked.program.fields)
                    .map(|line| format!(" To deploy for real: `{line}`"));
                format!("\nNothing was created in AWS: this was a rehearsal.{}", for_real.unwrap_or_default())
            }
            Verb::Destroy => format!(
                "\nNothing was deleted in AWS: this was a rehearsal, kept in {}.",
                stacks.world.folder().display()
            ),
        });
    }
}

fn state_of(outcome: &StackOutcome) -> Option<&State> {
    match outcome {
        StackOutcome::Unchanged(state) | StackOutcome::Done(_, state) => Some(state),
        StackOutcome::Broken(_) | StackOutcome::NotTried { .. } | StackOutcome::NotBegun => None,
    }
}

/// How several runs end that end like this: a failure is told before an interruption.
fn worse(one: Exit, other: Exit) -> Exit {
    let rank = |exit: Exit| match exit {
        Exit::Success => 0,
        Exit::Interrupted => 1,
        Exit::Failed | Exit::Wrong | Exit::Changes | Exit::Refused => 2,
    };
    if rank(other) > rank(one) { other } else { one }
}
