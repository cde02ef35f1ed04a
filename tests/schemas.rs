//! The schemas in `docs/` describe what machines read: all of it, and nothing else.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use ironwright::aws::{ec2, ecs};
use ironwright::core::plan::{Selection, Verb};
use ironwright::core::{Address, Graph, Location, Resource as _, Value};
use ironwright::engine::cloud::{CloudError, ErrorClass};
use ironwright::engine::store::{Holder, MemoryStore};
use ironwright::engine::{Cancel, Engine, Events, Progress, Told};
use ironwright::prelude::*;
use ironwright::rehearsal::{Fault, Rehearsal, Verb as Call};
use serde_json::{Value as Json, json};

const PROGRESS: &str = include_str!("../docs/progress.schema.json");
const PLAN: &str = include_str!("../docs/plan.schema.json");

/// A schema with the words that ours use; one that it does not know fails.
struct Schema(Json);

impl Schema {
    fn read(text: &str) -> Self {
        Self(serde_json::from_str(text).expect("a schema is JSON"))
    }

    /// What of a document is not as the schema says.
    fn problem(&self, document: &Json) -> Option<String> {
        self.at(&self.0, document, "$")
    }

    fn at(&self, schema: &Json, document: &Json, path: &str) -> Option<String> {
        let words = schema.as_object().expect("a schema is an object");
        words.iter().find_map(|(word, says)| match word.as_str() {
            "$schema" | "$defs" | "title" | "description" | "properties" => None,
            "$ref" => {
                let name = says.as_str().and_then(|says| says.strip_prefix("#/$defs/")).expect("one of ours");
                self.at(&self.0["$defs"][name], document, path)
            }
            "const" => (document != says).then(|| format!("{path} is {document}, not {says}")),
            "enum" => {
                let is_one = says.as_array().expect("a list").contains(document);
                (!is_one).then(|| format!("{path} is {document}, none of {says}"))
            }
            "minimum" => {
                let low = document.as_f64().is_some_and(|it| it < says.as_f64().expect("a number"));
                low.then(|| format!("{path} is {document}, less than {says}"))
            }
            "type" => {
                let types = says.as_array().cloned().unwrap_or_else(|| vec![says.clone()]);
                let is = |ty: &Json| match ty.as_str().expect("a type") {
                    "object" => document.is_object(),
                    "array" => document.is_array(),
                    "string" => document.is_string(),
                    "boolean" => document.is_boolean(),
                    "integer" => document.is_u64() || document.is_i64(),
                    "number" => document.is_number(),
                    "null" => document.is_null(),
                    other => panic!("{other} is no type"),
                };
                (!types.iter().any(is)).then(|| format!("{path} is {document}, not {says}"))
            }
            "required" => {
                let names = says.as_array().expect("a list").iter().filter_map(Json::as_str);
                let mut missing = names.filter(|name| document.get(name).is_none());
                missing.next().map(|name| format!("{path} has no `{name}`"))
            }
            "additionalProperties" => {
                let known = &schema["properties"];
                document.as_object()?.iter().find_map(|(name, member)| match known.get(name) {
                    None => Some(format!("{path}.{name} is not described")),
                    Some(known) => self.at(known, member, &format!("{path}.{name}")),
                })
            }
            "items" => {
                let mut items = document.as_array()?.iter().enumerate();
                items.find_map(|(at, item)| self.at(says, item, &format!("{path}[{at}]")))
            }
            "oneOf" => {
                let ways = says.as_array().expect("a list");
                let problems: Vec<_> = ways.iter().map(|way| self.at(way, document, path)).collect();
                let fitting = problems.iter().filter(|problem| problem.is_none()).count();
                (fitting != 1).then(|| format!("{path}: {document} is as {fitting} ways say: {problems:?}"))
            }
            other => panic!("this test does not know the word {other}"),
        })
    }
}

/// One of each thing that can happen.
fn all_progress() -> Vec<Progress> {
    let address = || "network/ec2.Vpc.main".parse::<Address>().expect("an address");
    let error = || CloudError::new("ec2:CreateVpc", "Throttling", "slow down", ErrorClass::Transient);
    let (holder, time) = (|| Box::new(Holder::here("up")), Duration::from_millis(1500));
    let act = ironwright::core::plan::Act::Create;
    let id = || "vpc-1".to_owned();
    vec![
        Progress::LeaseWatched { holder: holder(), at_most: time },
        Progress::LeaseTaken { holder: holder(), given_back: true },
        Progress::Recovered { address: address(), finding: "it is ours".into() },
        Progress::Refreshing { total: 3 },
        Progress::Refreshed { total: 3, took: time },
        Progress::Applying { total: 3 },
        Progress::Started { address: address(), act: act.clone() },
        Progress::Retrying { address: address(), error: error(), after: time },
        Progress::Blocked { address: address(), error: error(), within: time },
        Progress::Waiting { address: address(), id: id(), condition: "available".into() },
        Progress::Finished { address: address(), act: act.clone(), id: Some(id()), took: time },
        Progress::Remaining { estimate: time },
        Progress::Unneeded { address: address() },
        Progress::Failed { address: address(), act: act.clone(), message: "no".into(), hint: None },
        Progress::GivenUp { address: address(), act: act.clone() },
        Progress::Skipped { address: address(), act, because: address() },
        Progress::Swept { address: address(), id: id() },
        Progress::NotSwept { address: address(), error: error() },
        Progress::Unanswered { requests: 1, within: time },
        Progress::Draining { running: 2 },
    ]
}

#[test]
fn each_thing_that_can_happen_is_described_and_nothing_else() {
    let schema = Schema::read(PROGRESS);
    let mut events = BTreeSet::new();
    for progress in all_progress() {
        let mut told = serde_json::to_value(&progress).expect("it is data");
        events.insert(told["event"].as_str().expect("a name").to_owned());
        for (name, value) in [("sequence", json!(1)), ("stack", json!("web")), ("run", json!(null))] {
            told[name] = value;
        }
        assert_eq!(schema.problem(&told), None);
    }
    let ways = schema.0["oneOf"].as_array().expect("a list").iter();
    let described: BTreeSet<String> =
        ways.filter_map(|way| Some(way["properties"]["event"]["const"].as_str()?.to_owned())).collect();
    assert_eq!(events, described);
    let source = include_str!("../crates/engine/src/progress.rs");
    let (_, variants) = source.split_once("pub enum Progress {").expect("it is there");
    let (variants, _) = variants.split_once("\n}\n").expect("it ends");
    let variants = variants.lines().filter(|line| line.starts_with("    ") && line.ends_with(" {")).count();
    assert_eq!(variants, described.len(), "each variant has its description");
}

fn graph(size: u32) -> Graph {
    let mut stack = Stack::new("web");
    let vpc =
        stack.add("main", ec2::Vpc::new(cidr("10.0.0.0/16")).tag("secret", Secret::new("s3cret".to_owned())));
    for number in 0..size {
        stack.add(format!("s{number}"), ec2::Subnet::new(&vpc, vpc.cidr_block.subnet(8, number)));
    }
    stack.add("web", ecs::Cluster::new("web"));
    let shared = stack.look_up("shared", ec2::Vpc::tagged("Name", "shared"));
    stack.output("vpc", &vpc.id);
    stack.output("shared", &shared.id);
    stack.into_graph().expect("a graph")
}

#[tokio::test(start_paused = true)]
async fn what_a_run_tells_and_plans_is_as_the_schemas_say_to_every_observer_alike() {
    let location = Location { account: "123456789012".into(), region: "eu-west-2".into() };
    let cloud = Arc::new(Rehearsal::in_memory(location, ironwright::aws::registry()));
    let tags = Value::map([("Name".into(), "shared".into())].into_iter().collect());
    let shared = [("cidr_block".into(), "10.9.0.0/16".into()), ("tags".into(), tags)].into_iter().collect();
    cloud.create_outside(ec2::Vpc::kind(), &shared).expect("somebody else's");
    let store = MemoryStore::new("web");
    let (told, (plain, mut heard)) = (Arc::new(Mutex::new(Vec::new())), Events::channel());
    let lines = Arc::clone(&told);
    let note =
        Events::to(move |told: &Told| lines.lock().expect("nobody panics").push(serde_json::to_value(told)));
    let careless = Events::to(|_: &Told| panic!("an observer of no care"));
    let engine = Engine::new(Arc::<Rehearsal>::clone(&cloud), ironwright::aws::registry())
        .with_events(plain.and(careless).and(note));
    let plans = Schema::read(PLAN);

    cloud.fail(Fault::new(Call::Create, "ec2.Subnet.s1").class(ErrorClass::Transient).times(2));
    cloud.fail_next(Call::Create, "ecs.Cluster.web");
    for (verb, size) in [(Verb::Up, 3), (Verb::Up, 2), (Verb::Destroy, 2)] {
        let graph = graph(size);
        let plan = engine.preview(&store, &graph, verb, &Selection::default()).await.expect("a plan");
        let plan = plan.to_json();
        assert_eq!(plans.problem(&plan), None);
        assert!(!plan.to_string().contains("s3cret"));
        match verb {
            Verb::Up => engine.up(&store, &graph, Cancel::never()).await.expect("a run"),
            Verb::Destroy => engine.destroy(&store, &graph, Cancel::never()).await.expect("a run"),
        };
    }
    drop(engine);

    let schema = Schema::read(PROGRESS);
    let told: Vec<Json> = std::mem::take(&mut *told.lock().expect("nobody panics"))
        .into_iter()
        .map(|told| told.expect("it is data"))
        .collect();
    for (told, number) in told.iter().zip(1_u64..) {
        assert_eq!(schema.problem(told), None);
        assert_eq!((&told["sequence"], &told["stack"]), (&json!(number), &json!("web")));
    }
    let runs: BTreeSet<&str> = told.iter().filter_map(|told| told["run"].as_str()).collect();
    assert_eq!(runs.len(), 3, "each run has its name");
    let mut plain = 0;
    while heard.recv().await.is_some() {
        plain += 1;
    }
    assert_eq!(plain, told.len());
}
