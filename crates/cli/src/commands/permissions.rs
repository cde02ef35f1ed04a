//! `permissions`: the IAM policy that a plan needs on AWS, or that the stack needs all its life.

use crate::arguments::Permissions;
use crate::exit::Exit;
use crate::failure::Result;
use crate::session::Session;

#[cfg(feature = "aws")]
pub(super) fn run(session: &Session<'_>, arguments: &Permissions) -> Result<Exit> {
    use ironwright_aws_live::Permissions as Needed;

    use crate::screen::Screen;
    use crate::words;

    let graph = session.graph()?;
    let needed = if arguments.whole_life {
        Needed::for_life(&graph, graph.location())
    } else {
        session.runtime()?.block_on(for_plan(session, &graph, arguments))?
    };
    if arguments.rust {
        Screen::raw(&needed.to_rust());
    } else {
        Screen::raw(&format!("{}\n", needed.to_json()));
    }
    let unknown: Vec<&str> = needed.unknown().collect();
    if !unknown.is_empty() {
        Screen::warn(&format!(
            "{} cannot be had on AWS yet, and what is needed for {} is not in this policy: {}",
            words::count(unknown.len(), "kind"),
            if unknown.len() == 1 { "it" } else { "them" },
            unknown.join(", ")
        ));
    }
    session.screen.message(
        "\nIt is narrowed to a region where the program is `located`, and roles that are handed on are named where their \
         ARNs are known; all else may act on any resource (`*`).",
    );
    Ok(Exit::Success)
}

#[cfg(feature = "aws")]
async fn for_plan(
    session: &Session<'_>,
    graph: &ironwright_core::Graph,
    arguments: &Permissions,
) -> Result<ironwright_aws_live::Permissions> {
    use ironwright_core::plan::Verb;
    use ironwright_engine::EngineError;
    use ironwright_engine::store::View as _;

    use crate::screen::Screen;
    use crate::session::Opened;

    let (selection, refresh) = (arguments.selecting.selection(), arguments.selecting.refresh);
    let verb = if arguments.destroy { Verb::Destroy } else { Verb::Up };
    let state = session.store().load().await?;
    let Opened { engine, cloud } = session.open(graph, &state, refresh).await?;
    let mut watch = session.watch(Screen::for_people());
    let plan = watch.during(engine.preview_from(&state, graph, verb, &selection)).await?;
    // A rehearsal has made up where it is, unless the program says it.
    let there = if session.is_for_real() {
        Some(cloud.identity().await.map_err(EngineError::from)?.location)
    } else {
        None
    };
    Ok(ironwright_aws_live::Permissions::for_plan(graph, &plan, there.as_ref().or(graph.location())))
}

/// The table of what is needed belongs to what deploys, which was left out of this program.
#[cfg(not(feature = "aws"))]
pub(super) fn run(session: &Session<'_>, _: &Permissions) -> Result<Exit> {
    let with_aws = crate::typed::with_aws(&crate::typed::again(session.program.fields));
    Err(crate::failure::Failure::wrong(
        "this program was built without AWS: what its kinds need there is not known to it",
        format!("{}, then type `{with_aws}`", crate::typed::BUILD_WITH_AWS),
    ))
}
