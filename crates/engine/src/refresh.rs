//! Refresh: reading what exists, kind by kind, many at once.

use std::collections::BTreeMap;
use std::sync::Arc;

use ironwright_core::graph::Node;
use ironwright_core::plan::adopting::is_to_adopt;
use ironwright_core::plan::planner::output_of;
use ironwright_core::state::{Observation, Observations};
use ironwright_core::value::OutputRef;
use ironwright_core::{Address, Graph, Kind, Map, State, Value};
use tokio::task::JoinSet;
use tokio::time::Instant;

use crate::cloud::ReadRequest;
use crate::engine::Engine;
use crate::error::EngineError;
use crate::progress::Progress;
use crate::retry::persist;

/// How many resources one read asks for.
const BATCH: usize = 100;

/// Reads everything that the state knows, and what a program's declarations are to adopt.
pub(crate) async fn refresh_with_imports(
    engine: &Engine,
    state: &State,
    graph: &Graph,
) -> Result<Observations, EngineError> {
    let mut observations = refresh(engine, state).await?;
    let mut reads = JoinSet::new();
    for &at in graph.order() {
        let node = &graph.nodes()[at];
        if !is_to_adopt(node, state) {
            continue;
        }
        let known = |output: &OutputRef| match (graph.get(&output.address), state.object(&output.address)) {
            (Some(node), Some(object)) => output_of(node.kind, object, output),
            _ => Value::of_later(output),
        };
        // What is wrong with the inputs is the plan's to complain about.
        let inputs = graph.evaluate(at, &known).unwrap_or_default();
        while reads.len() >= engine.options.width {
            collect_found(&mut reads, &mut observations).await?;
        }
        reads.spawn(look(engine.clone(), node.kind, node.address.clone(), import_of(node), inputs));
    }
    while !reads.is_empty() {
        collect_found(&mut reads, &mut observations).await?;
    }
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

type Sought = Result<Option<(Address, Observation)>, EngineError>;

async fn collect_found(
    reads: &mut JoinSet<Sought>,
    observations: &mut Observations,
) -> Result<(), EngineError> {
    if let Some(Ok(found)) = reads.join_next().await {
        observations.extend(found?);
    }
    Ok(())
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
    let mut reads = JoinSet::new();
    let mut observations = Observations::with_capacity(total);
    let batches = kinds.into_values().flat_map(|(kind, addresses)| {
        addresses.chunks(BATCH).map(|chunk| (kind, chunk.to_vec())).collect::<Vec<_>>()
    });
    for (kind, addresses) in batches {
        if reads.len() >= engine.options.width {
            collect(&mut reads, &mut observations).await?;
        }
        reads.spawn(read(engine.clone(), kind, requests(state, addresses)));
    }
    while !reads.is_empty() {
        collect(&mut reads, &mut observations).await?;
    }
    for (address, observation) in &mut observations {
        if let (Observation::Present(observed), Some(object)) = (observation, state.object(address)) {
            keep_secrets(observed, &object.inputs);
        }
    }
    engine.events.tell(Progress::Refreshed { total, took: began.elapsed() });
    Ok(observations)
}

type Found = Result<Vec<(Address, Observation)>, EngineError>;

async fn collect(reads: &mut JoinSet<Found>, observations: &mut Observations) -> Result<(), EngineError> {
    if let Some(Ok(found)) = reads.join_next().await {
        observations.extend(found?);
    }
    Ok(())
}

fn requests(state: &State, addresses: Vec<Address>) -> Vec<(Address, ReadRequest)> {
    addresses
        .into_iter()
        .filter_map(|address| {
            let object = state.object(&address)?;
            let inputs = reveal(&object.inputs);
            Some((address, ReadRequest { id: object.id.clone(), inputs }))
        })
        .collect()
}

/// Reads a batch. What seems to be gone is asked for once more: a single miss is no proof.
async fn read(engine: Engine, kind: &'static Kind, requests: Vec<(Address, ReadRequest)>) -> Found {
    let (addresses, requests): (Vec<_>, Vec<_>) = requests.into_iter().unzip();
    let Some(first) = addresses.first() else { return Ok(Vec::new()) };
    let look = |requests: Vec<ReadRequest>| {
        let cloud = &engine.cloud;
        persist(&engine.events, first, engine.options.retry, move || {
            let requests = requests.clone();
            async move { cloud.read(kind, &requests).await }
        })
    };
    let mut found = look(requests.clone()).await?;
    let missing: Vec<usize> = (0..found.len()).filter(|&at| found[at] == Observation::Gone).collect();
    if !missing.is_empty() {
        let again: Vec<ReadRequest> = missing.iter().map(|&at| requests[at].clone()).collect();
        for (at, observation) in missing.into_iter().zip(look(again).await?) {
            found[at] = observation;
        }
    }
    Ok(addresses.into_iter().zip(found).collect())
}

/// Inputs as the cloud is told them.
pub(crate) fn reveal(inputs: &Map) -> Map {
    inputs.iter().map(|(name, value)| (name.clone(), value.reveal())).collect()
}

/// Marks secret again what the cloud gave back of something secret.
pub(crate) fn keep_secrets(observed: &mut Map, inputs: &Map) {
    for (name, input) in inputs.iter().filter(|(_, input)| input.has_secret()) {
        if let Some(value) = observed.get_mut(name) {
            let same = *value == input.reveal();
            *value = if same { input.clone() } else { std::mem::replace(value, Value::Null).into_secret() };
        }
    }
}
