//! What one plain re-run makes of creates that were cut between their calls: everything as it was asked for.

use std::sync::Arc;

use ironwright_core::plan::Verb;
use ironwright_engine::Cloud;
use ironwright_rehearsal::Rehearsal;

use super::case::{Case, Declares};
use super::claims::{kind_of, nothing_to_do};
use super::scene::Scene;
use crate::cut::{Cut, CutCloud};
use crate::two_calls::TwoCallCloud;

/// Makes a case's declarations with creates of two calls, cuts them at each call in turn, and gives back what a re-run
/// does not put right, a sentence for each; none is good.
pub async fn check_halfway(cloud: &Arc<Rehearsal>, case: &Case) -> Vec<String> {
    let mut wrong = Vec::new();
    for sample in [case.first].into_iter().chain(case.samples.iter().copied()) {
        for cut in [Cut::Request, Cut::Response] {
            if let Err(why) = survives(cloud, case, sample, cut).await {
                wrong.push(format!("{}: {why}", case.kind));
            }
        }
    }
    wrong
}

async fn survives(cloud: &Arc<Rehearsal>, case: &Case, sample: Declares, cut: Cut) -> Result<(), String> {
    for calls in 1..100 {
        let scene = Scene::new(Arc::clone(cloud) as Arc<dyn Cloud>);
        let cut_off = Arc::new(CutCloud::after(Arc::clone(scene.cloud()), calls, cut));
        let complete = scene.run(Arc::new(TwoCallCloud::new(cut_off)), sample, Verb::Up).await?.is_complete();
        let at = |why: String| format!("{cut:?} cut at call {calls}: {why}");
        scene.up(sample).await.map_err(at)?;
        nothing_to_do(&scene, sample).await.map_err(at)?;
        is_as_asked_for(cloud, case, &scene).map_err(at)?;
        scene.destroy(sample).await.map_err(at)?;
        if complete {
            return Ok(());
        }
    }
    Err("it never came to an end".to_owned())
}

/// The cloud is asked itself: what a plan takes for no difference may be one.
fn is_as_asked_for(cloud: &Arc<Rehearsal>, case: &Case, scene: &Scene) -> Result<(), String> {
    let (address, object) = scene.object()?;
    let kind = kind_of(address.kind())?;
    let there = cloud.get(case.kind, &object.id).ok_or("it is not there")?;
    let there = kind.normal(&there);
    let other = |name: &str| there.get(name) != object.inputs.get(name);
    match object.inputs.keys().find(|name| other(name)) {
        Some(name) => {
            Err(format!("{name} is {:?}, asked for was {:?}", there.get(name), object.inputs.get(name)))
        }
        None => Ok(()),
    }
}
