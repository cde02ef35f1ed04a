//! What a cloud promises of every kind, each promise as a claim that can be tried.

use std::collections::BTreeSet;
use std::sync::Arc;

use ironwright_core::plan::{Action, Verb};
use ironwright_core::stack::Location;
use ironwright_core::state::Observation;
use ironwright_core::{Graph, Kind, Map, Value};
use ironwright_engine::Cloud;
use ironwright_engine::cloud::{CreateRequest, DeleteRequest, ReadRequest};
use ironwright_rehearsal::Rehearsal;

use super::case::{Case, Declares};
use super::scene::Scene;
use crate::cut::{Cut, CutCloud};

/// A claim that a server does not keep although AWS would, and why: a claim that is kept after all fails too, so that
/// the list only gets shorter.
#[derive(Clone, Copy, Debug)]
pub struct Exception {
    /// The kind, `ecs.Cluster`.
    pub kind: &'static str,
    /// The claim, as a failed check prints it: "changes `container_insights` in place".
    pub claim: &'static str,
    /// What the server does instead.
    pub reason: &'static str,
}

impl Exception {
    /// The claim of a kind that a server does not have at all: no other claim is tried.
    pub const ALL: &'static str = "is there";
}

/// Tries every claim of a case and gives back what is not as it should be, a sentence for each; none is good.
pub async fn check(cloud: Arc<dyn Cloud>, case: &Case, exceptions: &[Exception]) -> Vec<String> {
    let scene = || Scene::new(Arc::clone(&cloud));
    let of_kind = |claim: &str| {
        exceptions.iter().find(|exception| exception.kind == case.kind && exception.claim == claim)
    };
    if let Some(exception) = of_kind(Exception::ALL) {
        let kept = reads_back(&scene(), case.first).await.is_ok();
        let strike =
            || format!("{} is there after all: strike the exception ({})", case.kind, exception.reason);
        return kept.then(strike).into_iter().collect();
    }
    let mut results = vec![
        ("reads back what it was made with".to_owned(), reads_back(&scene(), case.first).await),
        ("gives back all its outputs".to_owned(), gives_outputs(&scene(), case.first).await),
        ("is deleted, and may be deleted twice".to_owned(), is_deleted(&scene(), case.first).await),
        ("is made again when it has vanished".to_owned(), vanishes(&scene(), case.first).await),
        ("is adopted as it is".to_owned(), is_adopted(scene(), case.first).await),
        ("is told in full by its id alone".to_owned(), is_told(&scene(), case.first).await),
        ("is found as often as it was made".to_owned(), is_found(&scene(), case.first).await),
    ];
    for cut in [Cut::Request, Cut::Response] {
        let claim = match cut {
            Cut::Request => "survives every lost request",
            Cut::Response => "survives every lost answer",
        };
        results.push((claim.to_owned(), survives(&scene, case.first, cut).await));
    }
    for (property, after) in &case.changes {
        let result = becomes(&scene(), case.first, *after, property, Fate::Updated).await;
        results.push((format!("changes `{property}` in place"), result));
    }
    for (property, after) in &case.replaces {
        let result = becomes(&scene(), case.first, *after, property, Fate::Replaced).await;
        results.push((format!("is replaced for another `{property}`"), result));
    }
    let kind = case.kind;
    results
        .into_iter()
        .filter_map(|(claim, result)| match (result, of_kind(&claim)) {
            // What a server does otherwise is no excuse for a call that nobody is told to allow.
            (Err(why), Some(_)) if is_forbidden(&why) => Some(format!("{kind} {claim}: NOT SO: {why}")),
            (Ok(()), None) | (Err(_), Some(_)) => None,
            (Ok(()), Some(exception)) => {
                Some(format!("{kind} {claim} after all: strike the exception ({})", exception.reason))
            }
            (Err(why), None) => Some(format!("{kind} {claim}: NOT SO: {why}")),
        })
        .collect()
}

/// Everything that the claims of a case declare, as programs of their own: what they need to be allowed is told by them.
///
/// # Panics
/// When one of them is not sound.
pub fn programs(case: &Case) -> Vec<Graph> {
    let location = Location { account: "123456789012".into(), region: "us-east-1".into() };
    let cloud: Arc<dyn Cloud> = Arc::new(Rehearsal::in_memory(location, ironwright_aws::registry()));
    let changed = case.changes.iter().chain(&case.replaces).map(|(_, after)| *after);
    let graph = |program| Scene::new(Arc::clone(&cloud)).graph(program);
    let graphs = std::iter::once(case.first).chain(changed).map(graph);
    graphs.map(|graph| graph.unwrap_or_else(|why| panic!("{}: {why}", case.kind))).collect()
}

/// Whether a call was made that no handler has declared, or no printed policy allows.
fn is_forbidden(why: &str) -> bool {
    [": Undeclared: ", ": UnauthorizedOperation: ", ": AccessDenied: ", ": AccessDeniedException: "]
        .iter()
        .any(|code| why.contains(code))
}

type Kept = Result<(), String>;

async fn reads_back(scene: &Scene, first: Declares) -> Kept {
    scene.up(first).await?;
    nothing_to_do(scene, first).await?;
    scene.destroy(first).await
}

async fn gives_outputs(scene: &Scene, first: Declares) -> Kept {
    scene.up(first).await?;
    let (address, object) = scene.object()?;
    let outputs = kind_of(address.kind())?.outputs.iter().map(|output| output.name);
    let missing: Vec<_> = outputs.filter(|output| !object.observed.contains_key(output)).collect();
    if !missing.is_empty() {
        return Err(format!("it has no {missing:?}"));
    }
    scene.destroy(first).await
}

async fn is_deleted(scene: &Scene, first: Declares) -> Kept {
    scene.up(first).await?;
    let (address, object) = scene.object()?;
    scene.destroy(first).await?;
    let kind = kind_of(address.kind())?;
    if !kind.adopted && !kind.local {
        let read = ReadRequest { id: Arc::clone(&object.id), inputs: object.inputs.clone() };
        let seen = scene.cloud().read(kind, &[read]).await.map_err(|error| format!("to read it: {error}"))?;
        if seen != [Observation::Gone] {
            return Err(format!("it is still there: {seen:?}"));
        }
    }
    let again = DeleteRequest { address, kind, id: object.id, inputs: object.inputs };
    scene.cloud().delete(&again).await.map_err(|error| format!("to delete it twice: {error}"))
}

async fn vanishes(scene: &Scene, first: Declares) -> Kept {
    scene.up(first).await?;
    let (address, object) = scene.object()?;
    let kind = kind_of(address.kind())?;
    if kind.adopted {
        return scene.destroy(first).await;
    }
    let outside = DeleteRequest { address, kind, id: object.id, inputs: object.inputs };
    scene.cloud().delete(&outside).await.map_err(|error| format!("to delete it outside: {error}"))?;
    let plan = scene.preview(first).await?;
    let planned =
        |action: Action| plan.steps.iter().any(|step| step.address.name() == "it" && step.action == action);
    if !planned(Action::Create) {
        return Err(format!("the plan does not make it again:\n{plan}"));
    }
    scene.up(first).await?;
    nothing_to_do(scene, first).await?;
    scene.destroy(first).await
}

async fn is_adopted(mut scene: Scene, first: Declares) -> Kept {
    scene.up(first).await?;
    let (_, before) = scene.object()?;
    scene.forget().await?;
    scene.adopting(&before.id);
    scene.up(first).await?;
    let (_, after) = scene.object()?;
    if before.id != after.id || before.observed != after.observed {
        return Err(format!("adopted {after:?}, which was {before:?}"));
    }
    nothing_to_do(&scene, first).await?;
    scene.destroy(first).await
}

/// Reads it as `import` does, which knows its id and nothing else: what it says then is a declaration of it.
async fn is_told(scene: &Scene, first: Declares) -> Kept {
    scene.up(first).await?;
    let (address, object) = scene.object()?;
    let kind = kind_of(address.kind())?;
    let look = |inputs| async {
        let read = ReadRequest { id: Arc::clone(&object.id), inputs };
        match scene.cloud().read(kind, &[read]).await.map_err(|error| error.to_string())?.pop() {
            Some(Observation::Present(observed)) => Ok(observed),
            _ => Err(format!("nothing is found by the id {} alone", object.id)),
        }
    };
    if !kind.local {
        let mut told = look(Map::new()).await?;
        told.retain(|name, _| kind.input(name).is_some());
        let is_kept = |name: &str| kind.input(name).is_some_and(|field| field.write_only || field.secret);
        let declared = object.inputs.iter().filter(|(name, value)| **value != Value::Null && !is_kept(name));
        let untold: Vec<_> = declared.filter(|(name, _)| !told.contains_key(name)).collect();
        if !untold.is_empty() {
            return Err(format!("it does not tell {untold:?}"));
        }
        let again = look(told.clone()).await?;
        let other: Vec<_> = told.iter().filter(|(name, value)| again.get(name) != Some(value)).collect();
        if !other.is_empty() {
            return Err(format!("it told {other:?}, and with that declared it tells {again:?}"));
        }
    }
    scene.destroy(first).await
}

/// Sends one request twice, as a network may that delivers the first one late: whatever it has made is found by it.
async fn is_found(scene: &Scene, first: Declares) -> Kept {
    scene.up(first).await?;
    let (address, object) = scene.object()?;
    let kind = kind_of(address.kind())?;
    let tagged = kind.input("tags").is_some();
    if kind.adopted || kind.local || !tagged {
        return scene.destroy(first).await;
    }
    let cloud = scene.cloud();
    let inputs: Map = object.inputs.iter().map(|(name, value)| (Arc::clone(name), value.reveal())).collect();
    let delete = |id| {
        let (address, inputs) = (address.clone(), inputs.clone());
        async move { cloud.delete(&DeleteRequest { address, kind, id, inputs }).await }
    };
    let text = |error: ironwright_engine::cloud::CloudError| error.to_string();
    delete(object.id).await.map_err(text)?;
    let (stack, token) =
        (scene.name().to_owned(), blake3::hash(scene.name().as_bytes()).to_hex()[..32].to_owned());
    let request = CreateRequest { stack, address: address.clone(), kind, inputs: inputs.clone(), token };
    let mut made = BTreeSet::from([cloud.create(&request).await.map_err(text)?.id]);
    // It is refused where the name is taken, or makes another one.
    made.extend(cloud.create(&request).await.ok().map(|existing| existing.id));
    let found = cloud.find_all_by_token(kind, std::slice::from_ref(&request)).await.map_err(text)?;
    let mut found: BTreeSet<Arc<str>> = found.into_iter().flatten().collect();
    // Tags outlive what they were on, or never came to be on anything: a sweep reads before it deletes.
    for id in found.clone().difference(&made) {
        let read = [ReadRequest { id: Arc::clone(id), inputs: inputs.clone() }];
        if cloud.read(kind, &read).await.map_err(text)? == [Observation::Gone] {
            found.remove(id);
        }
    }
    for id in made.union(&found) {
        delete(Arc::clone(id)).await.map_err(text)?;
    }
    if found != made {
        return Err(format!("it has made {made:?}, and is said to have made {found:?}"));
    }
    scene.up(first).await?;
    scene.destroy(first).await
}

/// Cuts the connection at each call in turn; one plain re-run later all is well.
async fn survives(scene: &impl Fn() -> Scene, first: Declares, cut: Cut) -> Kept {
    for calls in 1..50 {
        let scene = scene();
        let cloud = Arc::new(CutCloud::after(Arc::clone(scene.cloud()), calls, cut));
        let complete = scene.run(cloud, first, Verb::Up).await?.is_complete();
        let at = |why: String| format!("cut at call {calls}: {why}");
        scene.up(first).await.map_err(at)?;
        nothing_to_do(&scene, first).await.map_err(at)?;
        scene.destroy(first).await.map_err(at)?;
        if complete {
            return Ok(());
        }
    }
    Err("it never came to an end".to_owned())
}

/// What becomes of a resource whose property changes.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Fate {
    Updated,
    Replaced,
}

async fn becomes(scene: &Scene, first: Declares, after: Declares, property: &str, fate: Fate) -> Kept {
    scene.up(first).await?;
    let (_, before) = scene.object()?;
    let plan = scene.preview(after).await?;
    let step = plan.steps.iter().find(|step| step.address.name() == "it");
    let step = step.ok_or_else(|| format!("it is not in the plan:\n{plan}"))?;
    let fits = match step.action {
        Action::Update => fate == Fate::Updated,
        Action::Replace(_) => fate == Fate::Replaced,
        _ => false,
    };
    let others = plan.steps.iter().any(|step| step.address.name() != "it" && !step.is_idle());
    let names = |path: &str| path.split(['.', '[']).next() == Some(property);
    if !fits || others || !step.changes.iter().any(|change| names(&change.path)) {
        return Err(format!("the plan is another:\n{plan}"));
    }
    scene.up(after).await?;
    nothing_to_do(scene, after).await?;
    let (_, now) = scene.object()?;
    let exists = scene.preview(first).await?;
    if exists.is_empty() {
        return Err("the cloud took the change for none".to_owned());
    }
    let kept = before.id == now.id;
    let may_stay = fate == Fate::Replaced && is_named(kind_of(step.kind.name)?);
    if kept != (fate == Fate::Updated) && !may_stay {
        return Err(format!("{} has become {}", before.id, now.id));
    }
    scene.destroy(after).await
}

pub(super) async fn nothing_to_do(scene: &Scene, program: Declares) -> Kept {
    let plan = scene.preview(program).await?;
    if plan.is_empty() { Ok(()) } else { Err(format!("there is something left to do:\n{plan}")) }
}

/// Whether ids are made of inputs alone, so that a successor may have its predecessor's.
fn is_named(kind: &Kind) -> bool {
    let mut parts = kind.id.split('{').skip(1).filter_map(|part| part.split('}').next());
    parts.all(|part| ["region", "account"].contains(&part) || kind.input(part).is_some())
}

pub(super) fn kind_of(name: &str) -> Result<&'static Kind, String> {
    ironwright_aws::registry().get(name).ok_or_else(|| format!("there is no kind {name}"))
}
