//! The clouds that a program can act on: the rehearsal inside this process, and AWS where it was built in.

use std::sync::Arc;

use ironwright_core::stack::Location;
use ironwright_core::{Graph, State};
use ironwright_engine::Cloud;
use ironwright_rehearsal::Rehearsal;

use crate::failure::{Failure, Result};
use crate::session::Session;

/// The names of all clouds that this program was built with.
pub(crate) const ALL: &[&str] = if cfg!(feature = "aws") { &["rehearsal", "aws"] } else { &["rehearsal"] };

/// The rehearsal: where the state is, or where the program says.
pub(crate) fn rehearsal(session: &Session<'_>, graph: &Graph, state: &State) -> Result<Arc<dyn Cloud>> {
    let usual = || Location { account: "123456789012".into(), region: "us-east-1".into() };
    let bound = state.cloud.as_ref().map(|cloud| &cloud.location);
    let location = bound.or(graph.location()).cloned().unwrap_or_else(usual);
    let path = session.rehearsal().join("world.log");
    let rehearsal =
        Rehearsal::open_sealed(&path, location, ironwright_aws::registry(), Arc::clone(&session.vault))
            .map_err(|error| Failure::from_text(&error.to_string()))?
            .under(session.global.rehearse.clone().unwrap_or_default());
    Ok(Arc::new(rehearsal))
}

/// AWS: with the credentials and in the region that the command line, the environment or a profile name. Says first
/// whose account that is.
#[cfg(feature = "aws")]
pub(crate) async fn aws(session: &Session<'_>, graph: &Graph) -> Result<Arc<dyn Cloud>> {
    let access = session.asked().access()?;
    let options = ironwright_aws_live::Options {
        profile: access.profile,
        region: access.region,
        usual_region: graph.location().map(|location| location.region.clone()),
        assume_role: access.assume_role,
        session_name: access.session_name,
        ..ironwright_aws_live::Options::default()
    };
    let live = ironwright_aws_live::Live::connect(&options).await;
    let live = live.map_err(ironwright_engine::EngineError::from)?;
    let location = live.location();
    let caller = live.caller();
    session.screen.event(
        "identity",
        serde_json::json!({ "account": location.account, "region": location.region, "caller": caller }),
    );
    crate::screen::Screen::for_people()
        .message(&format!("AWS account {} in {}, as {caller}", location.account, location.region));
    Ok(Arc::new(live))
}

/// AWS was left out of this program.
#[cfg(not(feature = "aws"))]
#[expect(clippy::unused_async, reason = "it stands where the one that connects would")]
pub(crate) async fn aws(_: &Session<'_>, _: &Graph) -> Result<Arc<dyn Cloud>> {
    Err(Failure::wrong(
        "this program was built without AWS: it can only rehearse",
        format!("{}; or leave `--cloud aws` out to rehearse", crate::typed::BUILD_WITH_AWS),
    ))
}
