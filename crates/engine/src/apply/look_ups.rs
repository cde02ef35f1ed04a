//! What is looked up during the run, because what it is looked up by was not known before: it is asked for when the first
//! act is about to begin that needs it, and acts that need it wait for the answer.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use ironwright_core::look_up::Query;
use ironwright_core::plan::Verb;
use ironwright_core::plan::look_ups::is_ours;
use ironwright_core::{Diagnostics, Graph};

use super::Apply;
use super::prepare::Obstacle;
use crate::cloud::{CloudError, Effect};
use crate::look_up::{Candidates, candidates};
use crate::redacting::of_panic;
use crate::tasks::{Panicked, Tasks};

/// An answer to a query that a look-up asked.
type Answer = (Query, Result<Candidates, CloudError>);

/// The look-ups under way.
pub(super) struct LookingUp {
    /// By position.
    tasks: Tasks<usize, Answer>,
    /// The acts that wait for each.
    waiting: BTreeMap<usize, Vec<usize>>,
    /// The acts that waited, and can go on.
    resumed: VecDeque<usize>,
}

impl LookingUp {
    pub(super) fn new() -> Self {
        Self { tasks: Tasks::new(), waiting: BTreeMap::new(), resumed: VecDeque::new() }
    }

    /// How many questions are under way.
    pub(super) fn len(&self) -> usize {
        self.tasks.len()
    }

    /// How many acts wait, or have waited and not gone on.
    pub(super) fn held(&self) -> usize {
        self.waiting.values().map(Vec::len).sum::<usize>() + self.resumed.len()
    }

    /// The next act that has waited and can go on.
    pub(super) fn resume(&mut self) -> Option<usize> {
        self.resumed.pop_front()
    }

    /// Whether an act could go on now.
    pub(super) fn has_resumed(&self) -> bool {
        !self.resumed.is_empty()
    }

    /// The next answer; `None` when nothing is under way.
    pub(super) async fn next(&mut self) -> Option<(usize, Result<Answer, Panicked>)> {
        self.tasks.next().await
    }

    /// Stops all questions: nothing was changed by them, and whoever waits for an answer does not go on.
    pub(super) fn abort_all(&mut self) {
        self.tasks = Tasks::new();
    }
}

impl Apply<'_> {
    /// Whether an act must wait for something that is looked up; begins to ask for it.
    pub(super) fn waits_for_look_up(&mut self, at: usize) -> Result<bool, Obstacle> {
        let Some(position) = self.graph.position(&self.step(at).address) else { return Ok(false) };
        for look_up in with_needs(self.graph, self.graph.look_ups_of(position)) {
            let Some(query) = self.to_ask(look_up).map_err(|wrong| fails(&wrong))? else { continue };
            let waiting = self.looking_up.waiting.entry(look_up).or_default();
            waiting.push(at);
            if waiting.len() == 1 {
                self.ask(look_up, query);
            }
            return Ok(true);
        }
        Ok(false)
    }

    /// The query of a look-up that nobody has asked for yet and that can be asked for now.
    fn to_ask(&self, look_up: usize) -> Result<Option<Query>, Diagnostics> {
        let node = &self.graph.look_ups()[look_up];
        let query = self.graph.query(look_up, &|output| self.look_up(output))?;
        let looked_up = &self.run.looked_up;
        let Some(answer) = looked_up.answer(&node.address, &query) else {
            return Ok(Some(query).filter(Query::is_known));
        };
        match looked_up.only(node.kind, answer) {
            Ok(found) => match is_ours(self.graph, &self.run.state, node, found) {
                Some(problem) => Err(problem.into()),
                None => Ok(None),
            },
            Err(not_one) => Err(node.problem(not_one.message).hint(not_one.hint).into()),
        }
    }

    fn ask(&mut self, look_up: usize, query: Query) {
        let (engine, node) = (self.run.engine.clone(), &self.graph.look_ups()[look_up]);
        let (address, kind) = (node.address.clone(), node.kind);
        self.looking_up.tasks.begin(look_up, async move {
            let found = candidates(&engine, &address, kind, std::slice::from_ref(&query)).await;
            (query, found)
        });
    }

    /// Takes in what was found: the acts that have waited for it go on, or fail.
    pub(super) fn looked_up(&mut self, (look_up, ended): (usize, Result<Answer, Panicked>)) {
        let address = self.graph.look_ups()[look_up].address.clone();
        let waiting = self.looking_up.waiting.remove(&look_up).unwrap_or_default();
        let (query, found) = match ended {
            Ok((query, found)) => (Some(query), found),
            Err(panicked) => {
                let redactor = &self.run.engine.redactor;
                (None, Err(of_panic("look up", Effect::None, &panicked, redactor)))
            }
        };
        match (query, found.map(|mut found| found.pop())) {
            (Some(query), Ok(Some(found))) => {
                self.run.looked_up.note(address, query, found);
                self.looking_up.resumed.extend(waiting);
            }
            (_, found) => {
                let error = found.err();
                let said =
                    error.as_ref().map_or_else(|| "nothing was answered".to_owned(), ToString::to_string);
                let hint = error.and_then(|error| error.hint);
                for at in waiting {
                    self.failed(at, format!("{address} could not be looked up: {said}"), hint.clone());
                }
            }
        }
    }

    /// Looks up what only the stack's outputs need; what cannot be had is told of.
    pub(super) async fn look_up_for_outputs(&mut self) {
        let outputs = self.graph.outputs().iter().map(|output| &output.expression);
        if self.plan.verb == Verb::Destroy || !self.outcome.is_complete() {
            return;
        }
        for look_up in with_needs(self.graph, self.graph.look_ups_in(outputs)) {
            // The second time tells whether what was found is what is meant.
            for _ in 0..2 {
                match self.to_ask(look_up) {
                    Ok(None) => break,
                    Ok(Some(query)) => {
                        self.ask(look_up, query);
                        while let Some(ended) = self.looking_up.next().await {
                            self.looked_up(ended);
                        }
                    }
                    Err(problems) => {
                        self.outcome.not_looked_up.extend(problems.0);
                        break;
                    }
                }
            }
        }
    }
}

/// Look-ups with those that they are looked up by, each after those.
fn with_needs(graph: &Graph, look_ups: BTreeSet<usize>) -> BTreeSet<usize> {
    let mut all = BTreeSet::new();
    let mut waiting: Vec<usize> = look_ups.into_iter().collect();
    while let Some(look_up) = waiting.pop() {
        if all.insert(look_up) {
            waiting.extend(graph.look_up_needs(look_up));
        }
    }
    all
}

fn fails(problems: &Diagnostics) -> Obstacle {
    let told = |problem: &ironwright_core::Diagnostic| match &problem.address {
        Some(address) => format!("{address} {}", problem.message),
        None => problem.message.clone(),
    };
    let hint = problems.0.iter().find_map(|problem| problem.hint.clone());
    Obstacle::Fails { message: problems.0.iter().map(told).collect::<Vec<_>>().join("; "), hint }
}
