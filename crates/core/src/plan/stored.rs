//! A stored plan: what was reviewed, so that exactly that is carried out later or nothing.
//!
//! A plan is not read back and trusted: planning is done again, and what comes out must be what was stored. So must what
//! it is made by and from: state, settings, executable, and what the program says.

use serde::{Deserialize, Serialize};

use crate::digest::Digest;
use crate::plan::deviation::deviations;
use crate::plan::{Base, Plan, Provenance, Selection};
use crate::state::{CloudIdentity, State};
use crate::{Environment, Graph, Instance};

/// The format of stored plans; another one is refused.
pub const FORMAT: u32 = 2;

/// A plan as a file keeps it.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct StoredPlan {
    /// The format of the file.
    pub format: u32,
    /// The stack's name.
    pub stack: String,
    /// The environment, for a stack that has several.
    pub environment: Option<Environment>,
    /// What the run was asked to do.
    pub verb: String,
    /// The cloud that was looked at.
    pub cloud: CloudIdentity,
    /// The state that the plan was made from.
    pub base: Base,
    /// The fingerprint of the program.
    pub program: String,
    /// What it was made by and from.
    pub provenance: Provenance,
    /// The fingerprint of the plan.
    pub fingerprint: String,
    /// What the run was about.
    pub selection: Selection,
    /// Whether what exists was read before planning.
    pub refresh: bool,
    /// What proves that the secrets are the ones it was made with.
    #[serde(default)]
    pub secrets: Proofs,
    /// The plan for other programs to look at; nothing is carried out from it.
    pub plan: serde_json::Value,
    /// The fingerprint of all of the above: what somebody has reviewed is what was written.
    pub seal: String,
}

/// What proves that secrets are what they were and tells nobody what they are, as a slow function makes it of
/// [`Secrets`](crate::plan::Secrets) and of [`Plan::exact_fingerprint`]; nothing where there are none.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Proofs {
    /// Of secret settings.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub settings: Option<String>,
    /// Of what the program declares.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub program: Option<String>,
    /// Of the plan's own values.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan: Option<String>,
}

impl StoredPlan {
    /// A plan, what it was made by and from, and what is needed to make it again.
    pub fn new(
        plan: &Plan,
        provenance: Provenance,
        cloud: CloudIdentity,
        selection: &Selection,
        refresh: bool,
    ) -> Self {
        let mut stored = Self {
            format: FORMAT,
            stack: plan.stack.clone(),
            environment: plan.environment.clone(),
            verb: plan.verb.as_str().to_owned(),
            cloud,
            base: plan.base.clone(),
            program: plan.program.clone(),
            provenance,
            fingerprint: plan.fingerprint(),
            selection: selection.clone(),
            refresh,
            secrets: Proofs::default(),
            plan: plan.to_json(),
            seal: String::new(),
        };
        stored.seal = stored.sealed();
        stored
    }

    /// The same plan with what proves its secrets.
    #[must_use]
    pub fn proving(mut self, secrets: Proofs) -> Self {
        self.secrets = secrets;
        self.seal = self.sealed();
        self
    }

    /// Whether it is as it was written.
    pub fn is_intact(&self) -> bool {
        self.seal == self.sealed()
    }

    fn sealed(&self) -> String {
        let open = Self { seal: String::new(), ..self.clone() };
        // Read back once, so that a number is the same however often it is written and read.
        let text = serde_json::to_string(&open).unwrap_or_default();
        let value: serde_json::Value = serde_json::from_str(&text).unwrap_or_default();
        let mut digest = Digest::new();
        digest.text(&value.to_string());
        digest.finish()
    }

    /// Reads a file's text.
    ///
    /// # Errors
    /// Why it is no plan that this version can carry out.
    pub fn from_text(text: &str) -> Result<Self, String> {
        let raw: serde_json::Value =
            serde_json::from_str(text).map_err(|error| format!("it is no stored plan: {error}"))?;
        match raw.get("format").and_then(serde_json::Value::as_u64) {
            Some(format) if format == u64::from(FORMAT) => {}
            Some(format) if format < u64::from(FORMAT) => {
                return Err(format!(
                    "it has format {format}, an older version's, and this version reads {FORMAT}: it is to be made again"
                ));
            }
            Some(format) => return Err(format!("it has format {format}, and this version reads {FORMAT}")),
            None => return Err("it is no stored plan: it has no format".to_owned()),
        }
        serde_json::from_value(raw).map_err(|error| format!("it is no stored plan: {error}"))
    }

    /// Compares what can be known before anything is planned: whose plan it is, and from which state it was made.
    ///
    /// # Errors
    /// What differs, in a sentence.
    pub fn check_origin(&self, graph: &Graph, cloud: &CloudIdentity, state: &State) -> Result<(), String> {
        let Instance { stack, environment } = graph.instance();
        if self.stack != *stack {
            return Err(format!("the plan is for the stack `{}`, and this is `{stack}`", self.stack));
        }
        if self.environment != *environment {
            let called = |environment: &Option<Environment>| match environment {
                Some(environment) => format!("the environment `{environment}`"),
                None => "no environment".to_owned(),
            };
            return Err(format!(
                "the plan is for {} of `{stack}`, and this is {}",
                called(&self.environment),
                called(environment)
            ));
        }
        if self.cloud != *cloud {
            return Err(format!("the plan is for {}, and this is {cloud}", self.cloud));
        }
        if self.base.lineage != state.lineage {
            return Err("the plan was made from another state: its history is not this one's".to_owned());
        }
        if self.base.serial != state.serial {
            return Err(format!(
                "the state has changed since the plan was made: a run has written to it (then {}, now {})",
                self.base.serial, state.serial
            ));
        }
        Ok(())
    }

    /// Compares what a plan would be made by and from now: executable, settings, program.
    ///
    /// # Errors
    /// Everything that differs, a sentence each.
    pub fn check_provenance(&self, now: &Provenance) -> Result<(), Vec<String>> {
        let differences = self.provenance.differences(now);
        if differences.is_empty() { Ok(()) } else { Err(differences) }
    }

    /// Compares what planning gives now with what was reviewed.
    ///
    /// # Errors
    /// Everything that differs, a sentence each.
    pub fn check_plan(&self, plan: &Plan) -> Result<(), Vec<String>> {
        if self.verb != plan.verb.as_str() {
            return Err(vec![format!(
                "the plan is of `{}`, and this is `{}`",
                self.verb,
                plan.verb.as_str()
            )]);
        }
        if self.program != plan.program {
            return Err(vec!["the program has changed since the plan was made".to_owned()]);
        }
        if self.fingerprint != plan.fingerprint() {
            let differences = deviations(&self.plan, &plan.to_json());
            let first = "what exists has changed since the plan was made, and with it what is to be done";
            return Err(std::iter::once(first.to_owned()).chain(differences).collect());
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Stack;

    fn stored() -> StoredPlan {
        StoredPlan {
            format: FORMAT,
            stack: "demo".into(),
            environment: None,
            verb: "up".into(),
            cloud: CloudIdentity { cloud: "rehearsal".into(), ..CloudIdentity::default() },
            base: Base { lineage: "l".into(), serial: 3 },
            program: graph("demo").fingerprint(),
            provenance: Provenance::default(),
            fingerprint: "f".into(),
            selection: Selection::default(),
            refresh: true,
            secrets: Proofs::default(),
            plan: serde_json::json!({ "float": 0.1 }),
            seal: String::new(),
        }
    }

    fn graph(stack: &str) -> Graph {
        Stack::new(stack).graph().expect("a graph")
    }

    fn state(lineage: &str, serial: u64) -> State {
        State { serial, ..State::empty("demo", lineage) }
    }

    #[test]
    fn every_origin_but_the_plans_own_is_named() {
        let (plan, other) = (stored(), CloudIdentity { cloud: "aws".into(), ..CloudIdentity::default() });
        let demo = graph("demo");
        let prod = Stack::new("demo").for_environment("prod".parse::<Environment>().ok());
        let prod = prod.graph().expect("a graph");
        assert_eq!(plan.check_origin(&demo, &plan.cloud, &state("l", 3)), Ok(()));
        let refusals = [
            plan.check_origin(&graph("else"), &plan.cloud, &state("l", 3)),
            plan.check_origin(&demo, &other, &state("l", 3)),
            plan.check_origin(&demo, &plan.cloud, &state("m", 3)),
            plan.check_origin(&demo, &plan.cloud, &state("l", 4)),
            plan.check_origin(&prod, &plan.cloud, &state("l", 3)),
            StoredPlan { environment: prod.environment().cloned(), ..stored() }.check_origin(
                &demo,
                &plan.cloud,
                &state("l", 3),
            ),
        ];
        assert_eq!(
            refusals.map(Result::unwrap_err),
            [
                "the plan is for the stack `demo`, and this is `else`",
                "the plan is for rehearsal (account , region ), and this is aws (account , region )",
                "the plan was made from another state: its history is not this one's",
                "the state has changed since the plan was made: a run has written to it (then 3, now 4)",
                "the plan is for no environment of `demo`, and this is the environment `prod`",
                "the plan is for the environment `prod` of `demo`, and this is no environment",
            ]
        );
    }

    #[test]
    fn a_stored_plan_survives_a_round_trip_and_others_are_refused() {
        let text = serde_json::to_string(&stored()).expect("serializes");
        assert_eq!(StoredPlan::from_text(&text), Ok(stored()));
        assert_eq!(
            StoredPlan::from_text(r#"{"format": 9}"#),
            Err("it has format 9, and this version reads 2".to_owned())
        );
        let older = StoredPlan::from_text(r#"{"format": 1}"#).expect_err("it is older");
        assert!(
            older.starts_with("it has format 1, an older version's, and this version reads 2"),
            "{older}"
        );
        assert_eq!(StoredPlan::from_text("{}"), Err("it is no stored plan: it has no format".to_owned()));
    }

    #[test]
    fn a_stored_plan_is_intact_until_anything_in_it_is_changed() {
        let mut plan = stored();
        plan.seal = plan.sealed();
        let text = serde_json::to_string_pretty(&plan).expect("serializes");
        assert!(StoredPlan::from_text(&text).expect("reads").is_intact());
        for (was, is) in
            [("0.1", "0.2"), ("\"refresh\": true", "\"refresh\": false"), ("\"serial\": 3", "\"serial\": 4")]
        {
            let changed = text.replace(was, is);
            assert_ne!(changed, text);
            assert!(!StoredPlan::from_text(&changed).expect("reads").is_intact(), "{is}");
        }
    }
}
