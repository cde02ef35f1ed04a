//! `up` and `destroy`: plan under the lock, show it, ask, carry it out, and say how it went.

use std::time::{Duration, Instant};

use ironwright_core::plan::view::Detail;
use ironwright_core::plan::{Plan, Selection, StoredPlan, Verb};
use ironwright_core::state::CloudIdentity;
use ironwright_core::{Diagnostic, Graph, Map, State};
use ironwright_engine::store::{Holder, View as _};
use ironwright_engine::{Engine, EngineError, Outcome, Run};
use serde_json::json;

use crate::exit::Exit;
use crate::failure::{Failure, Result};
use crate::interrupts::Interrupts;
use crate::screen::Screen;
use crate::session::{Opened, Session};
use crate::{consent, kept, least, screen, summary, typed, words};

/// A change of a stack, as it was asked for.
pub(crate) struct Change<'a> {
    pub(crate) session: &'a Session<'a>,
    pub(crate) graph: &'a Graph,
    pub(crate) verb: Verb,
    pub(crate) selection: Selection,
    pub(crate) refresh: bool,
    pub(crate) details: bool,
    /// Whether the answer is yes already.
    pub(crate) yes: bool,
    /// What was reviewed, and is to be carried out exactly.
    pub(crate) stored: Option<StoredPlan>,
}

impl Change<'_> {
    /// Makes the change.
    ///
    /// # Errors
    /// When it was not begun, or could not go on.
    pub(crate) fn make(&self) -> Result<Exit> {
        self.session.runtime()?.block_on(self.run())
    }

    async fn run(&self) -> Result<Exit> {
        let (session, store) = (self.session, self.session.store());
        let mut state = store.load().await?;
        let Opened { engine, cloud } = session.open(self.graph, &state, self.refresh).await?;
        let mut watch = session.watch(session.screen);
        if let Some(stored) = &self.stored {
            let identity = cloud.identity().await.map_err(EngineError::from)?;
            self.check_stored(stored, &identity, &state)?;
        }
        let interrupts = Interrupts::listen();
        let sure = self.yes || self.stored.is_some();
        if !sure && !session.screen.can_ask() {
            // Nobody will say yes, so nothing is locked or written for it.
            let preview = engine.preview_from(&state, self.graph, self.verb, &self.selection);
            let plan = watch.during(preview).await?;
            self.show(&engine, &plan);
            return if plan.is_empty() {
                Ok(self.nothing_to_do(&plan, &state.outputs))
            } else {
                Err(self.nobody())
            };
        }
        // A run reads all of it again, under the lock: two copies need not live side by side.
        state.resources.clear();
        let begin = engine.begin(&store, self.graph, self.verb.as_str(), Holder::here(self.verb.as_str()));
        let Some(run) = interrupts.unless(watch.during(begin)).await else {
            return Ok(consent::untouched(session));
        };
        let mut run = run?;
        if let Err(stale) = self.check_unmoved(&state, &run) {
            end(run, "refused").await?;
            return Err(self.stale([stale]));
        }
        let planning = watch.during(run.plan(self.graph, self.verb, &self.selection));
        let Some(planned) = interrupts.unless(planning).await else { return self.interrupted(run).await };
        let (plan, observations) = match planned {
            Ok(planned) => planned,
            Err(error) => {
                end(run, "refused").await?;
                return Err(error.into());
            }
        };
        // Another plan than the reviewed one is not shown: it will not be carried out.
        let checked = self.stored.as_ref().map(|stored| {
            stored.check_plan(&plan)?;
            kept::check_secrets(stored, &plan)
        });
        if let Some(Err(stale)) = checked {
            end(run, "refused").await?;
            return Err(self.stale(stale));
        }
        self.show(&engine, &plan);
        if plan.is_empty() {
            let state = end(run, "succeeded").await?;
            return Ok(self.nothing_to_do(&plan, &state.outputs));
        }
        let another = self.as_another_program(&plan, run.state());
        if let (Some(reason), true, None) = (&another, self.yes, &self.stored) {
            end(run, "refused").await?;
            return Err(Failure::refused(
                reason,
                "if another program calls its stack so too, give one of them another name, or another `--store`; if all \
                 of it is to go, `destroy` it, or keep the plan with `preview --out FILE` and carry it out with `up --plan FILE`",
            ));
        }
        if !sure {
            if let Some(reason) = &another {
                Screen::warn(reason);
            }
            match interrupts.unless(consent::ask(session, &self.question(&plan))).await {
                Some(true) => {}
                Some(false) => {
                    end(run, "declined").await?;
                    session.screen.message("Nothing was changed.");
                    return Ok(Exit::Refused);
                }
                None => return self.interrupted(run).await,
            }
        }
        let since = Instant::now();
        let applying = run.apply(self.graph, &plan, &observations, interrupts.cancel.clone());
        let again = typed::again(session.program.fields);
        let outcome = match watch.during(applying).await {
            Ok(outcome) => outcome,
            Err(error) => {
                run.abandon().await;
                return Err(screen::stopped(error, &again));
            }
        };
        let took = since.elapsed();
        let state = match run.end(outcome.word()).await {
            Ok(state) => state,
            Err(error) => {
                // What was done is done, even if the end of it cannot be written.
                self.sum_up(&plan, &outcome, took, Exit::Failed);
                return Err(screen::stopped(error, &again));
            }
        };
        let exit = summary::exit(&outcome, interrupts.were_pressed());
        self.sum_up(&plan, &outcome, took, exit);
        self.conclude(&outcome, &state, exit);
        Ok(exit)
    }

    /// Whatever a reviewed plan was made from is as it was.
    fn check_stored(&self, stored: &StoredPlan, identity: &CloudIdentity, state: &State) -> Result<()> {
        stored.check_origin(self.graph, identity, state).map_err(|stale| self.stale([stale]))?;
        let provenance = kept::provenance(self.session, self.graph)?;
        kept::check_provenance(stored, &provenance).map_err(|stale| self.stale(stale))
    }

    /// Nobody may have written between the look at the state and the lock.
    fn check_unmoved(&self, before: &State, run: &Run) -> std::result::Result<(), String> {
        // The beginning of a run is an event, and so is the first one's choice of a cloud.
        let expected = before.serial + 1 + u64::from(before.cloud.is_none());
        if self.stored.is_none() || run.state().serial == expected {
            return Ok(());
        }
        let stale =
            "the state has changed since the plan was made: an interrupted run had to be resolved first";
        Err(stale.to_owned())
    }

    /// What is to be said of a plan that keeps nothing of what there is: it may be that of a program of the same name,
    /// which a blanket yes was not meant for.
    fn as_another_program(&self, plan: &Plan, state: &State) -> Option<String> {
        let counts = plan.counts();
        let is_strange = || state.resources.keys().all(|address| self.graph.position(address).is_none());
        let strange = counts.delete > 0 && counts.rename == 0 && is_strange();
        (self.verb == Verb::Up && strange).then(|| {
            let instead = match counts.create {
                0 => String::new(),
                made => format!(", and make {} in its place", words::count(made, "other")),
            };
            format!(
                "this program declares nothing of what exists in the stack `{}`: it would delete all of it, {}{instead}",
                plan.stack,
                words::count(counts.delete, "resource"),
            )
        })
    }

    /// Why a reviewed plan is not carried out: everything that is not as it was.
    fn stale(&self, reasons: impl IntoIterator<Item = String>) -> Failure {
        let hint = format!("make a new plan with `{}`, and review it", kept::preview(self.verb));
        let diagnostics = reasons.into_iter().map(|reason| Diagnostic::new(reason).hint(&*hint));
        Failure { exit: Exit::Refused, diagnostics: diagnostics.collect() }
    }

    fn nobody(&self) -> Failure {
        Failure::refused(
            "nothing was changed: there is no terminal on which to ask whether to apply this",
            format!(
                "review the plan above, then type the same command with `--yes`; or keep it with `{}` and carry it out \
                 with `{} --plan FILE`",
                kept::preview(self.verb),
                self.verb.as_str()
            ),
        )
    }

    async fn interrupted(&self, run: Run) -> Result<Exit> {
        end(run, "cancelled").await?;
        Ok(consent::untouched(self.session))
    }

    fn show(&self, engine: &Engine, plan: &Plan) {
        let screen = self.session.screen;
        if screen.json {
            screen.event("plan", least::with_json(plan.to_json(), engine, plan));
        }
        if !plan.is_empty() {
            self.session.tell_environment();
            show(screen, engine, plan, self.details);
        }
    }

    fn question(&self, plan: &Plan) -> String {
        let counts = plan.counts();
        match self.verb {
            Verb::Up => "Apply these changes?".to_owned(),
            Verb::Destroy => {
                format!("Delete {} of `{}`?", words::count(counts.delete, "resource"), plan.stack)
            }
        }
    }

    fn nothing_to_do(&self, plan: &Plan, outputs: &Map) -> Exit {
        let screen = self.session.screen;
        let took = Duration::ZERO;
        screen.event("summary", summary::to_json(plan, &Outcome::default(), took, Exit::Success));
        screen.data(&unchanged(plan));
        self.show_outputs(outputs);
        Exit::Success
    }

    fn show_outputs(&self, outputs: &Map) {
        let public: serde_json::Map<String, serde_json::Value> =
            outputs.iter().map(|(name, value)| (name.to_string(), value.to_public_json())).collect();
        if !outputs.is_empty() {
            self.session.screen.event("outputs", json!({ "outputs": public }));
            self.session.screen.data(&format!("\n{}", summary::outputs(outputs)));
        }
    }

    fn sum_up(&self, plan: &Plan, outcome: &Outcome, took: Duration, exit: Exit) {
        let screen = self.session.screen;
        if screen.json {
            screen.event("summary", summary::to_json(plan, outcome, took, exit));
        }
        let troubles = summary::troubles(outcome);
        screen.message(&format!("\n{troubles}{}", summary::totals(plan, outcome, took)));
    }

    fn conclude(&self, outcome: &Outcome, state: &State, exit: Exit) {
        let screen = self.session.screen;
        if !outcome.is_complete() {
            screen.message(&format!(
                "Everything that was done is kept. To go on from here: `{}`",
                typed::again(self.session.program.fields)
            ));
        }
        if self.verb == Verb::Up {
            self.show_outputs(&state.outputs);
        }
        if !self.session.is_for_real() && exit == Exit::Success {
            screen.message(&match self.verb {
                Verb::Up => {
                    let for_real = typed::for_real(self.session.program.fields)
                        .map(|line| format!(" To deploy for real: `{line}`"));
                    format!(
                        "\nNothing was created in AWS: this was a rehearsal.{}",
                        for_real.unwrap_or_default()
                    )
                }
                Verb::Destroy => format!(
                    "\nNothing was deleted in AWS: this was a rehearsal, kept in {}.",
                    self.session.rehearsal().display()
                ),
            });
        }
    }
}

/// Shows a plan as it was asked for, and how long it takes at least.
pub(crate) fn show(screen: Screen, engine: &Engine, plan: &Plan, details: bool) {
    let detail = if details { Detail::Full } else { Detail::Brief };
    screen.lines(&plan.view(Screen::layout(detail)));
    if let Some(sentence) = least::sentence(engine, plan) {
        screen.data(&sentence);
    }
}

/// What is said instead of a plan that does nothing.
pub(crate) fn unchanged(plan: &Plan) -> String {
    let counts = plan.counts();
    let left_out = match counts.skip {
        0 => String::new(),
        skipped => format!(" ({skipped} left out)"),
    };
    match (plan.verb, counts.keep) {
        (Verb::Up, keep) => format!(
            "No changes: {} {} as declared{left_out}.",
            words::count(keep, "resource"),
            if keep == 1 { "is" } else { "are" }
        ),
        (Verb::Destroy, _) => format!("Nothing to delete: nothing exists{left_out}."),
    }
}

async fn end(run: Run, outcome: &str) -> Result<State> {
    Ok(run.end(outcome).await?)
}
