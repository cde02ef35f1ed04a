//! `preview`: show what a run would do. It is given a view of the store, so it cannot write there.

use ironwright_core::State;
use ironwright_core::plan::{Selection, StoredPlan, Verb};
use ironwright_engine::EngineError;
use ironwright_engine::store::View as _;

use crate::arguments::Preview;
use crate::exit::Exit;
use crate::failure::Result;
use crate::screen::Screen;
use crate::session::{Opened, Session};
use crate::{change, kept, least, typed, words};

pub(super) fn run(session: &Session<'_>, arguments: &Preview) -> Result<Exit> {
    let selection = Selection { replaces: arguments.replace.clone(), ..arguments.selecting.selection() };
    let refresh = arguments.selecting.refresh;
    let verb = if arguments.destroy { Verb::Destroy } else { Verb::Up };
    session.runtime()?.block_on(async {
        let store = session.store();
        // The state is read beside the program's run: with many resources, each takes its time.
        let (state, graph) = tokio::join!(store.load(), async { session.graph() });
        let (mut graph, state) = (graph?, state?);
        graph.replace(&selection.replaces)?;
        let Opened { engine, cloud } = session.open(&graph, &state, refresh).await?;
        let mut watch = session.watch(Screen::for_people());
        let plan = watch.during(engine.preview_from(&state, &graph, verb, &selection)).await?;
        if session.screen.json {
            session.screen.document(&least::with_json(plan.to_json(), &engine, &plan));
        } else if plan.is_empty() {
            session.tell_environment();
            session.screen.data(&change::unchanged(&plan));
        } else {
            session.tell_environment();
            change::show(session.screen, &engine, &plan, arguments.details);
        }
        if let Some(open) = left_open(&state) {
            session.screen.message(&open);
        }
        if let Some(path) = &arguments.out {
            let identity = cloud.identity().await.map_err(EngineError::from)?;
            let (provenance, secrets) = kept::provenance(session, &graph)?;
            let stored = StoredPlan::new(&plan, provenance, identity, &selection, refresh);
            kept::keep(path, &stored.proving(kept::proofs(&secrets, &plan)?))?;
            session.screen.message(&format!(
                "\nTo carry out exactly this: `{}`",
                typed::carry_out(verb, path, session.program.fields)
            ));
        }
        Ok(if arguments.exit_code && !plan.is_empty() { Exit::Changes } else { Exit::Success })
    })
}

/// What another run has begun and not ended: nobody knows yet what it has made.
fn left_open(state: &State) -> Option<String> {
    let open = state.resources.values().filter(|resource| resource.pending.is_some()).count();
    (open > 0).then(|| {
        format!(
            "\n{} of another run without a result, which goes on or was interrupted (`lock show` tells): the plan is \
             made from what the cloud has of that now, and a run looks again before it plans.",
            words::count(open, "step")
        )
    })
}
