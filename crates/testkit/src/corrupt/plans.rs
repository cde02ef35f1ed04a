//! Plan files that were changed: none is carried out.

use std::sync::Arc;

use ironwright_aws::ec2::Vpc;
use ironwright_core::plan::{Proofs, Provenance, Selection, StoredPlan, Verb};
use ironwright_core::state::CloudIdentity;
use ironwright_core::{Cidr, Graph, Location, Map, Secret, Stack, State, builtin, text};
use ironwright_engine::seal::prove;
use ironwright_engine::{Cloud as _, Engine};
use ironwright_rehearsal::Rehearsal;

use super::mutate::{self, Kind};
use super::{Outcome, holds};
use crate::simulate::random::Random;

/// A plan, and what it is of.
pub(super) struct Plans {
    graph: Graph,
    cloud: CloudIdentity,
    state: State,
    plan: StoredPlan,
    file: Vec<u8>,
    /// The same plan from an earlier state.
    older: Vec<u8>,
    /// Another stack's.
    foreign: Vec<u8>,
}

impl Plans {
    /// Makes a plan with a secret in it.
    ///
    /// # Errors
    /// When that fails.
    pub(super) async fn make() -> Result<Self, String> {
        let location = Location { account: "123456789012".into(), region: "eu-west-2".into() };
        let cloud = Arc::new(Rehearsal::in_memory(location, ironwright_aws::registry()));
        let identity = cloud.identity().await.map_err(|error| error.to_string())?;
        let engine = Engine::new(cloud, ironwright_aws::registry());
        let state = State { serial: 7, ..State::empty("demo", "lineage") };
        let (ours, theirs) = (declared("demo")?, declared("neighbour")?);
        let plan = stored(&engine, &ours, &state, &identity).await?;
        let before = State { serial: 6, ..state.clone() };
        let older = stored(&engine, &ours, &before, &identity).await?;
        let neighbour = State { stack: "neighbour".to_owned(), ..state.clone() };
        let foreign = stored(&engine, &theirs, &neighbour, &identity).await?;
        let (file, older, foreign) = (bytes(&plan)?, bytes(&older)?, bytes(&foreign)?);
        Ok(Self { graph: ours, cloud: identity, state, plan, file, older, foreign })
    }

    /// Mutates the file, and reads it as `up --plan` does.
    ///
    /// # Errors
    /// What does not hold.
    pub(super) fn attempt(
        &self,
        kind: Kind,
        random: &mut Random,
        told: &mut String,
    ) -> Result<Outcome, String> {
        let mut file = self.file.clone();
        "the plan".clone_into(told);
        match kind {
            Kind::Old => file.clone_from(&self.older),
            Kind::Foreign => file.clone_from(&self.foreign),
            Kind::Newer => {
                let format = u64::from(self.plan.format) + 1 + random.below(9);
                let newer = StoredPlan { format: u32::try_from(format).unwrap_or(2), ..self.plan.clone() };
                file = bytes(&newer)?;
            }
            Kind::Flipped | Kind::Cut | Kind::Spliced => {
                let how = mutate::piece(kind, &mut file, &[&self.older, &self.foreign], random);
                *told = format!("the plan: {how}");
            }
        }
        let read = String::from_utf8(file).map_err(|error| error.to_string());
        let refused = match read.and_then(|text| StoredPlan::from_text(&text)) {
            Err(reason) => reason,
            Ok(plan) if !plan.is_intact() => "it was changed after it was written".to_owned(),
            Ok(plan) => {
                let Err(reason) = plan.check_origin(&self.graph, &self.cloud, &self.state) else {
                    holds(plan == self.plan, || "another plan than was reviewed is carried out".to_owned())?;
                    return Ok(Outcome::Harmless);
                };
                reason
            }
        };
        holds(!refused.is_empty(), || "nobody says why it is refused".to_owned())?;
        if kind == Kind::Newer {
            holds(refused.contains("and this version reads"), || refused.clone())?;
            return Ok(Outcome::NewerVersion);
        }
        Ok(Outcome::PlanRefused)
    }
}

fn declared(stack: &str) -> Result<Graph, String> {
    let mut stack = Stack::new(stack);
    let vpc = stack.add("main", Vpc::new(Cidr::anywhere().subnet(16, 2560).map_err(|e| e.to_string())?));
    stack.add("id", builtin::Record::of(&vpc.id));
    stack.add("url", builtin::Record::of(text!("postgres://web:{}@db", Secret::new("hunter2".to_owned()))));
    stack.into_graph().map_err(|wrong| wrong.to_string())
}

async fn stored(
    engine: &Engine,
    graph: &Graph,
    state: &State,
    cloud: &CloudIdentity,
) -> Result<StoredPlan, String> {
    let selection = Selection::default();
    let plan = engine.preview_from(state, graph, Verb::Up, &selection).await;
    let plan = plan.map_err(|error| error.to_string())?;
    let exact = plan.exact_fingerprint().ok_or("the plan has no secret")?;
    let proof = prove(&exact).map_err(|error| error.to_string())?;
    let (provenance, _) = Provenance::of(graph, &Map::new(), "executable".to_owned());
    let proofs = Proofs { plan: Some(proof), ..Proofs::default() };
    Ok(StoredPlan::new(&plan, provenance, cloud.clone(), &selection, true).proving(proofs))
}

fn bytes(plan: &StoredPlan) -> Result<Vec<u8>, String> {
    serde_json::to_vec_pretty(plan).map_err(|error| error.to_string())
}
