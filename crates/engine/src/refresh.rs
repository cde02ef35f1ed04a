//! Refresh: reading what exists, kind by kind, many at once.

use std::collections::BTreeMap;
use std::sync::Arc;

use ironwright_core::graph::Node;
use ironwright_core::plan::adopting::is_to_adopt;
use ironwright_core::plan::planner::output_of;
use ironwright_core::redactor::Redactor;
use ironwright_core::state::{Observation, Observations};
use ironwright_core::value::OutputRef;
use ironwright_core::{Address, Graph, Kind, Map, State, Value};
use tokio::time::{Instant, sleep};

use crate::cloud::{Cloud, ReadRequest};
use crate::engine::Engine;
use crate::error::EngineError;
use crate::progress::Progress;
use crate::retry::Retry;
use crate::tasks::all_or_none;

/// How many resources one read asks for.
const BATCH: usize = 100;

/// How many more times what is missing is looked for.
const LOOKS: u32 = 3;

/// Reads everything that the state knows, and what a program's declarations are to adopt.
pub(crate) async fn refresh_with_imports(
    engine: &Engine,
    state: &State,
    graph: &Graph,
) -> Result<Observations, EngineError> {
    let mut observations = refresh(engine, state).await?;
    let known = |output: &OutputRef| match (graph.get(&output.address), state.object(&output.address)) {
        (Some(node), Some(object)) => output_of(node.kind, object, output),
        _ => Value::of_later(output),
    };
    let nodes = graph.order().iter().map(|&at| (at, &graph.nodes()[at]));
    let looks = nodes.filter(|(_, node)| is_to_adopt(node, state)).map(|(at, node)| {
        // What is wrong with the inputs is the plan's to complain about.
        let inputs = graph.evaluate(at, &known).unwrap_or_default();
        look(engine.clone(), node.kind, node.address.clone(), import_of(node), inputs)
    });
    let found = all_or_none(engine.options.parallelism, &engine.redactor, looks).await?;
    observations.extend(found.into_iter().flatten());
    Ok(observations)
}

fn import_of(node: &Node) -> Arc<str> {
    node.options.import.as_deref().unwrap_or_default().into()
}

/// Looks for what is to be adopted. Without all inputs a miss is no proof: the id alone may not lead there.
async fn look(
    engine: Engine,
    kind: &'static Kind,
    address: Address,
    id: Arc<str>,
    inputs: Map,
) -> Result<Option<(Address, Observation)>, EngineError> {
    let complete = !inputs.values().any(Value::has_unknown);
    let known = inputs.iter().filter(|(_, value)| !value.has_unknown());
    let known = known.map(|(name, value)| (name.clone(), value.reveal())).collect();
    let mut found = read(engine, kind, vec![(address, ReadRequest { id, inputs: known })]).await?;
    if let Some((_, Observation::Present(observed))) = found.first_mut() {
        keep_secrets(observed, &inputs);
    }
    let told = |(_, observation): &(Address, Observation)| complete || *observation != Observation::Gone;
    Ok(found.pop().filter(told))
}

/// Reads everything that the state knows.
pub(crate) async fn refresh(engine: &Engine, state: &State) -> Result<Observations, EngineError> {
    let mut kinds: BTreeMap<&str, (&'static Kind, Vec<Address>)> = BTreeMap::new();
    for (address, resource) in &state.resources {
        // A kind that nobody knows is the plan's to complain about.
        if let (Some(_), Some(kind)) = (&resource.current, engine.registry.get(address.kind()))
            && !kind.local
        {
            kinds.entry(kind.name).or_insert((kind, Vec::new())).1.push(address.clone());
        }
    }
    let total: usize = kinds.values().map(|(_, addresses)| addresses.len()).sum();
    let began = Instant::now();
    engine.events.tell(Progress::Refreshing { total });
    let ahead: Vec<_> = kinds.values().map(|(kind, addresses)| (*kind, addresses.len())).collect();
    let refreshing = Refreshing::begin(&*engine.cloud, &ahead);
    let batches = kinds.into_values().flat_map(|(kind, addresses)| {
        addresses.chunks(BATCH).map(|chunk| (kind, chunk.to_vec())).collect::<Vec<_>>()
    });
    let reads =
        batches.map(|(kind, addresses)| read(engine.clone(), kind, requests(engine, state, addresses)));
    let found = all_or_none(engine.options.parallelism, &engine.redactor, reads).await;
    drop(refreshing);
    let mut observations = Observations::with_capacity(total);
    observations.extend(found?.into_iter().flatten());
    for (address, observation) in &mut observations {
        if let (Observation::Present(observed), Some(object)) = (observation, state.object(address)) {
            keep_secrets(observed, &object.inputs);
            conceal_new(observed, &object.observed, &engine.redactor);
        }
    }
    engine.events.tell(Progress::Refreshed { total, took: began.elapsed() });
    Ok(observations)
}

/// A refresh that the cloud has been told of: it hears of the end too when the refresh fails or is dropped.
struct Refreshing<'a>(&'a dyn Cloud);

impl<'a> Refreshing<'a> {
    fn begin(cloud: &'a dyn Cloud, ahead: &[(&'static Kind, usize)]) -> Self {
        cloud.begin_refresh(ahead);
        Self(cloud)
    }
}

impl Drop for Refreshing<'_> {
    fn drop(&mut self) {
        self.0.begin_refresh(&[]);
    }
}

type Found = Result<Vec<(Address, Observation)>, EngineError>;

fn requests(engine: &Engine, state: &State, addresses: Vec<Address>) -> Vec<(Address, ReadRequest)> {
    addresses
        .into_iter()
        .filter_map(|address| {
            let object = state.object(&address)?;
            let inputs = engine.redactor.reveal(&object.inputs);
            Some((address, ReadRequest { id: object.id.clone(), inputs }))
        })
        .collect()
}

/// Reads a batch. What seems to be gone is looked for again until it has been missing for long enough: clouds forget
/// for moments what exists, and what the state drops nobody deletes any more.
async fn read(engine: Engine, kind: &'static Kind, requests: Vec<(Address, ReadRequest)>) -> Found {
    let (addresses, requests): (Vec<_>, Vec<_>) = requests.into_iter().unzip();
    let Some(first) = addresses.first() else { return Ok(Vec::new()) };
    let look = |requests: Vec<ReadRequest>| {
        let cloud = &engine.cloud;
        Retry::passing(&engine.events, first, engine.options.retry).persist(move || {
            let requests = requests.clone();
            async move { cloud.read(kind, &requests).await }
        })
    };
    let mut found = look(requests.clone()).await?;
    for _ in 0..LOOKS {
        let missing: Vec<usize> = (0..found.len()).filter(|&at| found[at] == Observation::Gone).collect();
        if missing.is_empty() {
            break;
        }
        sleep(engine.options.not_found_grace / LOOKS).await;
        let again: Vec<ReadRequest> = missing.iter().map(|&at| requests[at].clone()).collect();
        for (at, observation) in missing.into_iter().zip(look(again).await?) {
            found[at] = observation;
        }
    }
    Ok(addresses.into_iter().zip(found).collect())
}

/// Marks secret again what the cloud gave back of something secret.
pub(crate) fn keep_secrets(observed: &mut Map, inputs: &Map) {
    for (name, input) in inputs.iter().filter(|(_, input)| input.has_secret()) {
        if let Some(value) = observed.get_mut(name) {
            let hidden = secret_again(value, input);
            let mut secrets = Vec::new();
            collect_secrets(input, &mut secrets);
            // What has moved to where nothing secret was is secret there too.
            let moved = secrets.iter().any(|secret| shown(&hidden, secret) > shown(input, secret));
            *value = if moved { std::mem::replace(value, Value::Null).into_secret() } else { hidden };
        }
    }
}

/// What has come to be there since it was last read may be a secret of the program, at a place where the state knows of
/// none: the state may be an earlier one that was brought back.
fn conceal_new(observed: &mut Map, before: &Map, redactor: &Redactor) {
    let new: Vec<Arc<str>> = observed
        .iter()
        .filter(|(name, value)| before.get(name) != Some(value))
        .map(|(name, _)| Arc::clone(name))
        .collect();
    for name in new {
        if let Some(value) = observed.get_mut(&name) {
            *value = redactor.conceal(value);
        }
    }
}

/// The places of secrets stay secret, whatever is there now, and what the cloud adds beside them stays readable. Where
/// the shape is another, nobody knows where the secrets are: then all of it is one.
fn secret_again(observed: &Value, input: &Value) -> Value {
    let places = |map: &Map, inputs: &Map| {
        inputs.iter().all(|(name, input)| !input.has_secret() || map.contains_key(name))
    };
    match (observed, input) {
        _ if !input.has_secret() => observed.clone(),
        (Value::Map(map), Value::Map(inputs)) if places(map, inputs) => {
            let hide = |(name, value): (&Arc<str>, &Value)| {
                let hidden =
                    inputs.get(name).map_or_else(|| value.clone(), |input| secret_again(value, input));
                (Arc::clone(name), hidden)
            };
            Value::map(map.iter().map(hide).collect())
        }
        (Value::List(items), Value::List(inputs)) if items.len() == inputs.len() => {
            Value::list(items.iter().zip(inputs.iter()).map(|(value, input)| secret_again(value, input)))
        }
        _ => observed.clone().into_secret(),
    }
}

fn collect_secrets(value: &Value, secrets: &mut Vec<Value>) {
    match value {
        Value::Secret(inner) => secrets.push(inner.reveal()),
        Value::List(items) => items.iter().for_each(|item| collect_secrets(item, secrets)),
        Value::Map(map) => map.iter().for_each(|(_, item)| collect_secrets(item, secrets)),
        Value::Null
        | Value::Bool(_)
        | Value::Int(_)
        | Value::Float(_)
        | Value::Text(_)
        | Value::Unknown(_) => {}
    }
}

/// How often a value stands in another for everyone to read.
fn shown(value: &Value, secret: &Value) -> usize {
    let inside = match value {
        Value::List(items) => items.iter().map(|item| shown(item, secret)).sum(),
        Value::Map(map) => map.iter().map(|(_, item)| shown(item, secret)).sum(),
        _ => 0,
    };
    inside + usize::from(value == secret)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn secret(text: &str) -> Value {
        Value::text(text).into_secret()
    }

    fn container(name: &str, password: Value) -> Map {
        Map::from([("name".into(), Value::text(name)), ("password".into(), password)])
    }

    fn inputs() -> Map {
        let containers = [container("a", secret("s3cret")), container("b", Value::text("open"))];
        Map::from([("containers".into(), Value::list(containers.map(Value::map)))])
    }

    fn kept(observed: &serde_json::Value) -> Value {
        let mut observed = Map::from([("containers".into(), Value::from_plain_json(observed))]);
        keep_secrets(&mut observed, &inputs());
        observed.get("containers").cloned().unwrap_or(Value::Null)
    }

    #[test]
    fn a_secret_stays_secret_and_what_the_cloud_adds_stays_readable() {
        let value =
            kept(&json!([{"name": "a", "password": "s3cret", "cpu": 0}, {"name": "b", "password": "open"}]));
        let first = value.as_list().and_then(<[Value]>::first).expect("a container");
        assert_eq!(first.get("password"), Some(&secret("s3cret")));
        assert_eq!(first.get("cpu"), Some(&Value::Int(0)));
    }

    #[test]
    fn what_stands_in_a_secrets_place_is_secret_too() {
        let value = kept(&json!([{"name": "a", "password": "another"}, {"name": "b", "password": "open"}]));
        assert!(!value.to_public_json().to_string().contains("another"), "{}", value.to_public_json());
    }

    #[test]
    fn a_secret_that_has_moved_is_not_shown_where_it_is_now() {
        for moved in [
            json!([{"name": "b", "password": "open"}, {"name": "a", "password": "s3cret"}]),
            json!([{"name": "a", "password": "s3cret"}]),
            json!([{"name": "a", "token": "s3cret"}, {"name": "b", "password": "open"}]),
        ] {
            let value = kept(&moved);
            assert!(!value.to_public_json().to_string().contains("s3cret"), "{}", value.to_public_json());
        }
    }
}
