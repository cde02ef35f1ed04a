//! One deployment's life on a bad wire, and what must hold of it.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::sync::Arc;
use std::time::{Duration, Instant};

use ironwright_aws::{ec2, ecs, iam, logs};
use ironwright_aws_live::wire::{Faults, Wire};
use ironwright_aws_live::{Live, Options, Permissions};
use ironwright_core::plan::{Selection, Verb};
use ironwright_core::{Cidr, Graph, Stack};
use ironwright_engine::store::{Holder, MemoryStore};
use ironwright_engine::{Cancel, Engine, EngineError, EngineOptions, Events, Outcome, Progress};

use crate::account::Account;

/// How long a request may take to land: longer than the wire's slowest.
const LANDING: Duration = Duration::from_secs(6);

/// A stack on a server behind a wire.
pub(crate) struct Deployment {
    name: &'static str,
    stack: String,
    resources: usize,
    wire: Wire,
    faults: Faults,
    store: MemoryStore,
    account: Account,
    /// What landed late and was deleted or adopted.
    swept: usize,
    runs: usize,
}

impl Deployment {
    pub(crate) fn new(name: &'static str, resources: usize, faults: Faults) -> Self {
        let stack = format!("faults-{name}-{}", std::process::id());
        let (wire, store) = (Wire::new(faults.clone()), MemoryStore::new(&stack));
        let account = Account::new(&stack);
        let made = Self { name, stack, resources, wire, faults, store, account, swept: 0, runs: 0 };
        // Whatever is looked for, swept and asked on the way is allowed by what is printed.
        let policy = Permissions::for_life(&made.graph(), None);
        Self { wire: Wire::allowing(made.faults.clone(), [&policy]), ..made }
    }

    /// Brings it up and takes it down, and counts.
    #[expect(clippy::print_stdout, reason = "the figures are what `--nocapture` is asked for")]
    pub(crate) async fn live(mut self) {
        let began = Instant::now();
        let graph = self.graph();
        let again = self.succeed(&graph, Verb::Up).await;
        self.land(&graph, Verb::Up).await;
        let up = began.elapsed();
        let (missing, left_over) = self.compare();
        let told = format!(
            "{} (seed {}): missing {missing:?}, left over {left_over:?}",
            self.name, self.faults.seed
        );
        assert!(missing.is_empty() && left_over.is_empty(), "{told}");
        let plan = self.engine(Wire::new(Faults::default()), Events::ignored()).await;
        let plan = plan.preview(&self.store, &graph, Verb::Up, &Selection::default()).await.expect("a plan");
        assert!(plan.is_empty(), "{}: something is left to do:\n{plan}", self.name);

        let taken_down = Instant::now();
        let again_down = self.succeed(&graph, Verb::Destroy).await;
        self.land(&graph, Verb::Destroy).await;
        let left = self.account.resources();
        assert!(left.is_empty(), "{}: left after destroy: {left:?}", self.name);
        assert!(!self.wire.figures().faults.is_empty(), "{}: the wire was bad", self.name);
        let denied = self.wire.figures().denied;
        assert!(denied.is_empty(), "{}: not printed by `permissions`: {denied:?}", self.name);
        println!("{}", self.figures(again + again_down, up, taken_down.elapsed()));
    }

    /// A run, and one more where it did not end well; gives how many more there were.
    async fn succeed(&mut self, graph: &Graph, verb: Verb) -> usize {
        let first = self.run(self.wire.clone(), graph, verb).await;
        if first.as_ref().is_ok_and(Outcome::is_complete) {
            return 0;
        }
        let again = self.run(self.wire.clone(), graph, verb).await;
        let why = || format!("{} (seed {}): first {first:?}, then {again:?}", self.name, self.faults.seed);
        assert!(again.as_ref().is_ok_and(Outcome::is_complete), "{}", why());
        1
    }

    /// Waits for what is under way, and sweeps with a plain run where there was such a thing.
    async fn land(&mut self, graph: &Graph, verb: Verb) {
        if self.faults.late <= 0.0 {
            return;
        }
        tokio::time::sleep(LANDING).await;
        assert_eq!(self.wire.figures().under_way, 0, "everything has landed");
        let swept = self.run(Wire::new(Faults::default()), graph, verb).await.expect("sweeps");
        assert!(swept.is_complete(), "{}: {swept:?}", self.name);
        assert!(self.store.state().unanswered.is_empty(), "{}: the sweep has an end", self.name);
    }

    async fn run(&mut self, wire: Wire, graph: &Graph, verb: Verb) -> Result<Outcome, EngineError> {
        self.runs += 1;
        let (events, mut told) = Events::channel();
        let engine = self.engine(wire, events).await;
        let holder = Holder { run: format!("run-{}", self.runs), ..Holder::default() };
        let mut run = engine.begin(&self.store, graph, verb.as_str(), holder).await?;
        let (plan, observations) = run.plan(graph, verb, &Selection::default()).await?;
        let outcome = run.apply(graph, &plan, &observations, Cancel::never()).await?;
        run.end(outcome.word()).await?;
        drop(engine);
        while let Ok(progress) = told.try_recv() {
            self.swept += usize::from(matches!(progress, Progress::Swept { .. }));
        }
        Ok(outcome)
    }

    /// An engine as a new process would have it.
    async fn engine(&self, wire: Wire, events: Events) -> Engine {
        let options = Options {
            endpoint: Some(self.account.endpoint()),
            region: Some("us-east-1".to_owned()),
            keys: Some(("test".to_owned(), "test".to_owned())),
            late_create_window: Some(Duration::ZERO),
            wire: Some(wire),
            ..Options::default()
        };
        let live = Live::connect(&options).await.expect("connects");
        let options = EngineOptions { late_create_window: LANDING, ..EngineOptions::default() };
        Engine::new(Arc::new(live), ironwright_aws::registry()).with_options(options).with_events(events)
    }

    /// Of ten resources, two are VPCs, three subnets, two roles, two log groups and one is a cluster.
    fn graph(&self) -> Graph {
        let (stack_name, mut stack) = (&self.stack, Stack::new(&self.stack));
        for ten in 0..self.resources.div_ceil(10) {
            let ten_of = u32::try_from(ten).expect("few");
            for vpc in 0..2 {
                let range =
                    Cidr::anywhere().subnet(16, 10 * 256 + (ten_of * 2 + vpc) % 256).expect("a range");
                let vpc = stack.add(format!("vpc-{ten}-{vpc}"), ec2::Vpc::new(range));
                if vpc.address().name().ends_with("-0") {
                    for subnet in 0..3 {
                        let part = ec2::Subnet::new(&vpc, vpc.cidr_block.subnet(8, subnet));
                        stack.add(format!("subnet-{ten}-{subnet}"), part);
                    }
                }
            }
            for name in 0..2 {
                let trust = iam::Statement::allow()
                    .action("sts:AssumeRole")
                    .principal(iam::Principal::service("ecs-tasks.amazonaws.com"));
                let role = format!("{stack_name}-{ten}-{name}");
                let role = iam::Role::new(role.as_str(), iam::PolicyDocument::new().statement(trust));
                stack.add(format!("role-{ten}-{name}"), role);
                let group = format!("{stack_name}-{ten}-{name}");
                let group = logs::LogGroup::new(group.as_str()).retention_in_days(7);
                stack.add(format!("logs-{ten}-{name}"), group);
            }
            let cluster = format!("{stack_name}-{ten}");
            stack.add(format!("cluster-{ten}"), ecs::Cluster::new(cluster.as_str()));
        }
        stack.graph().expect("a graph")
    }

    /// What the state holds and the server has not, and the other way about.
    fn compare(&self) -> (Vec<String>, Vec<String>) {
        let state = self.store.state();
        let known: BTreeSet<String> = state
            .resources
            .iter()
            .filter_map(|(address, resource)| {
                Some(format!("{} {}", address.kind(), resource.current.as_ref()?.id))
            })
            .collect();
        let there = self.account.resources();
        let only =
            |these: &BTreeSet<String>, those: &BTreeSet<String>| these.difference(those).cloned().collect();
        (only(&known, &there), only(&there, &known))
    }

    fn figures(&self, again: usize, up: Duration, down: Duration) -> String {
        let figures = self.wire.figures();
        let mut text = format!(
            "{:<15} {:>5} resources {:>6} calls  up {:>5.1} s  destroy {:>5.1} s  0 twice, 0 left over, {} landed late \
             and swept, {again} more runs; seed {}; faults:",
            self.name,
            self.resources.div_ceil(10) * 10,
            figures.calls.values().sum::<u64>(),
            up.as_secs_f64(),
            down.as_secs_f64(),
            self.swept,
            self.faults.seed,
        );
        for (word, count) in &figures.faults {
            let _ = write!(text, " {count} {word},");
        }
        text.trim_end_matches(',').to_owned()
    }
}
