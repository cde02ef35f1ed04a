//! Look-ups: what a program uses and does not manage is asked for, kind by kind, many at once.
//!
//! What no resource of the stack is needed for is asked before what exists is read, level by level: what is looked up by
//! something else that is looked up comes after that. What resources are needed for is asked as soon as planning knows
//! enough of them, and what only the run will know during the run (`apply/look_ups.rs`).

use std::collections::BTreeMap;

use ironwright_core::look_up::{Found, LookedUp, Query, Refused};
use ironwright_core::plan::look_ups::{Asking, to_ask, to_ask_first};
use ironwright_core::plan::{PlanRequest, Selection, Verb};
use ironwright_core::state::Observations;
use ironwright_core::{Address, Graph, Kind, State};

use crate::cloud::CloudError;
use crate::engine::Engine;
use crate::error::EngineError;
use crate::retry::Retry;
use crate::tasks::all_or_none;

/// How many look-ups one question is for.
const BATCH: usize = 100;

/// What came of a question, one for each query.
pub(crate) type Candidates = Vec<Result<Vec<Found>, Refused>>;

/// Asks for all that no resource of the stack is needed for.
pub(crate) async fn look_up_first(
    engine: &Engine,
    graph: &Graph,
    verb: Verb,
) -> Result<LookedUp, EngineError> {
    let mut looked_up = LookedUp::default();
    if graph.look_ups().is_empty() || verb == Verb::Destroy {
        return Ok(looked_up);
    }
    looked_up.cloud = Some(engine.cloud.identity().await?);
    loop {
        let asking = to_ask_first(graph, &looked_up);
        if asking.is_empty() {
            return Ok(looked_up);
        }
        ask(engine, asking, &mut looked_up).await?;
    }
}

/// Asks for all that a plan knows enough of resources for.
pub(crate) async fn look_up_rest(
    engine: &Engine,
    graph: &Graph,
    (state, observations): (&State, &Observations),
    (verb, selection): (Verb, &Selection),
    looked_up: &mut LookedUp,
) -> Result<(), EngineError> {
    loop {
        let registry = engine.registry;
        let request = PlanRequest { graph, state, observations, looked_up, registry, selection, verb };
        let asking = to_ask(&request)?;
        if asking.is_empty() {
            return Ok(());
        }
        ask(engine, asking, looked_up).await?;
    }
}

async fn ask(engine: &Engine, asking: Vec<Asking>, looked_up: &mut LookedUp) -> Result<(), EngineError> {
    let mut kinds: BTreeMap<&str, (&'static Kind, Vec<(Address, Query)>)> = BTreeMap::new();
    for Asking { address, kind, query } in asking {
        kinds.entry(kind.name).or_insert((kind, Vec::new())).1.push((address, query));
    }
    let batches = kinds.into_values().flat_map(|(kind, asking)| {
        asking.chunks(BATCH).map(|chunk| (kind, chunk.to_vec())).collect::<Vec<_>>()
    });
    let questions = batches.map(|(kind, asking)| {
        let engine = engine.clone();
        async move {
            let queries: Vec<Query> = asking.iter().map(|(_, query)| query.clone()).collect();
            let candidates = candidates(&engine, &asking[0].0, kind, &queries).await?;
            Ok(asking.into_iter().zip(candidates).collect::<Vec<_>>())
        }
    });
    let found = all_or_none(engine.options.parallelism, &engine.redactor, questions).await?;
    for ((address, query), candidates) in found.into_iter().flatten() {
        looked_up.note(address, query, candidates);
    }
    Ok(())
}

/// Asks the cloud, again where that fails in passing.
pub(crate) async fn candidates(
    engine: &Engine,
    first: &Address,
    kind: &'static Kind,
    queries: &[Query],
) -> Result<Candidates, CloudError> {
    let revealed: Vec<Query> = queries.iter().map(Query::reveal).collect();
    let cloud = &engine.cloud;
    let retry = Retry::passing(&engine.events, first, engine.options.retry);
    let mut candidates = retry.persist(|| cloud.look_up(kind, &revealed)).await?;
    for found in candidates.iter_mut().flatten().flatten() {
        // What the kind says is secret is secret here too.
        found.observed = kind.with_secrets(std::mem::take(&mut found.observed));
        found.observed.values().for_each(|value| engine.redactor.note(value));
    }
    Ok(candidates)
}
