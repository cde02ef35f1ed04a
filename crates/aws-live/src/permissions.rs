//! What a stack must be allowed to do on AWS: for one plan, or for all its life, as an IAM policy.
//!
//! It is what the handlers declare of their verbs: what a run does, the sweep of what landed late, recovery, and looking
//! for what keeps something from being deleted. A call cannot be made without its action, the contract's tests fail when
//! a handler calls one that its verb does not declare, and they run behind a wire that refuses what a printed policy does
//! not allow. No call is made for it. It is narrowed only where that is certain: to the region, where that is known, and
//! to the roles that are handed on, where their ARNs are.
//!
//! What no call shows is declared beside the calls, and only AWS can know whether it is all: `…:TagResource` for tags that
//! a create sets, `iam:PassRole` for roles that are handed on, `iam:CreateServiceLinkedRole` for the role that ECS makes
//! for itself. A key of KMS that encrypts something asks for more, by its own policy.

mod known;
mod rust;

use std::collections::{BTreeMap, BTreeSet};

use ironwright_aws::iam::{Condition, PolicyDocument, Statement};
use ironwright_core::graph::Node;
use ironwright_core::plan::{Action, Plan, Step};
use ironwright_core::stack::Location;
use ironwright_core::{Graph, Kind, Map};

use crate::handler::{Handler, Verb};
use crate::registry::handler;

/// The actions that a stack must be allowed.
///
/// ```
/// use ironwright::aws::logs::LogGroup;
/// use ironwright::live::Permissions;
/// use ironwright::prelude::*;
///
/// let mut stack = Stack::new("demo");
/// stack.add("web", LogGroup::new("/web"));
/// let permissions = Permissions::for_life(&stack.graph()?, None);
/// assert!(permissions.actions().any(|action| action == "logs:CreateLogGroup"));
/// println!("{}", permissions.to_json());
/// # Ok::<(), ironwright::core::Diagnostics>(())
/// ```
#[derive(Clone, Debug)]
pub struct Permissions {
    stack: String,
    actions: BTreeSet<String>,
    /// The services that are called in the stack's region alone, so that a policy may insist on it.
    regional: BTreeSet<&'static str>,
    /// The roles that are handed on, by the service that gets them: their ARNs, or `*`.
    passed: BTreeMap<&'static str, BTreeSet<String>>,
    region: Option<String>,
    unknown: BTreeSet<&'static str>,
}

/// The call that finds out whose account it is. AWS allows it to everybody; a policy that names it says all that is done.
const IDENTITY: &str = "sts:GetCallerIdentity";

impl Permissions {
    /// What carrying out a plan needs: to read what exists, and to do what the plan says.
    ///
    /// `location` is where the stack lives, when that is known: a program that is `located` says it.
    pub fn for_plan(graph: &Graph, plan: &Plan, location: Option<&Location>) -> Self {
        let mut permissions = Self::new(graph, location);
        for step in &plan.steps {
            let verbs = verbs_of(step);
            let declared = graph.get(&step.address);
            permissions.add(step.kind, &verbs, &mut |handler| {
                declared.map(|node| known::inputs(graph, node, location, handler)).unwrap_or_default()
            });
        }
        permissions
    }

    /// What every verb on every declared kind may need, from the first `up` to `destroy`, whatever goes wrong between.
    pub fn for_life(graph: &Graph, location: Option<&Location>) -> Self {
        let mut permissions = Self::new(graph, location);
        for node in graph.nodes() {
            permissions
                .add(node.kind, &of_life(node), &mut |handler| known::inputs(graph, node, location, handler));
        }
        permissions
    }

    fn new(graph: &Graph, location: Option<&Location>) -> Self {
        Self {
            stack: graph.stack().to_owned(),
            actions: BTreeSet::from([IDENTITY.to_owned()]),
            regional: BTreeSet::new(),
            passed: BTreeMap::new(),
            region: location.map(|location| location.region.clone()),
            unknown: BTreeSet::new(),
        }
    }

    fn add(&mut self, kind: &'static Kind, verbs: &[Verb], inputs: &mut dyn FnMut(&dyn Handler) -> Map) {
        if kind.local || verbs.is_empty() {
            return;
        }
        match handler(kind) {
            Some(handler) => self.add_handler(handler, verbs, inputs),
            None => drop(self.unknown.insert(kind.name)),
        }
    }

    fn add_handler(
        &mut self,
        handler: &dyn Handler,
        verbs: &[Verb],
        inputs: &mut dyn FnMut(&dyn Handler) -> Map,
    ) {
        for action in verbs.iter().flat_map(|&verb| handler.actions(verb)) {
            self.actions.insert(action.to_string());
            self.regional.extend(Some(action.service.prefix).filter(|_| action.service.regional));
        }
        let passes = handler.passes();
        if passes.is_empty() || !verbs.iter().any(|verb| matches!(verb, Verb::Create | Verb::Update)) {
            return;
        }
        let inputs = inputs(handler);
        for pass in passes {
            let Some(role) = inputs.get(pass.input) else { continue };
            let arn = role.as_text().unwrap_or("*");
            self.passed.entry(pass.to).or_default().insert(arn.to_owned());
        }
    }

    /// The actions, in order; `iam:PassRole` is not among them, but a statement of its own.
    pub fn actions(&self) -> impl Iterator<Item = &str> {
        self.actions.iter().map(String::as_str)
    }

    /// Kinds that cannot be had on AWS yet, so that nobody knows what they need.
    pub fn unknown(&self) -> impl Iterator<Item = &'static str> {
        self.unknown.iter().copied()
    }

    /// The policy: a statement for each service, in order.
    pub fn policy(&self) -> PolicyDocument {
        let rules = self.rules();
        PolicyDocument::new().statements(rules.iter().map(Rule::statement))
    }

    /// The policy as indented JSON.
    pub fn to_json(&self) -> String {
        self.policy().to_json().unwrap_or_default()
    }

    /// The policy as a function in Rust that declares it with this project's builders.
    pub fn to_rust(&self) -> String {
        rust::function(&self.stack, &self.rules())
    }

    fn rules(&self) -> Vec<Rule> {
        let mut services: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for action in &self.actions {
            let service = action.split(':').next().unwrap_or_default();
            services.entry(service).or_default().push(action.clone());
        }
        let of_service = services.into_iter().map(|(service, actions)| {
            let region = self.region.clone().filter(|_| self.regional.contains(service));
            Rule {
                sid: sid(service),
                actions,
                resources: vec!["*".to_owned()],
                condition: region.map(|region| ("aws:RequestedRegion", region)),
            }
        });
        let of_roles = self.passed.iter().map(|(service, roles)| Rule {
            sid: format!("PassRolesTo{}", sid(service.trim_end_matches(".amazonaws.com"))),
            actions: vec!["iam:PassRole".to_owned()],
            resources: if roles.contains("*") {
                vec!["*".to_owned()]
            } else {
                roles.iter().cloned().collect()
            },
            condition: Some(("iam:PassedToService", (*service).to_owned())),
        });
        of_service.chain(of_roles).collect()
    }
}

/// A statement in the making.
struct Rule {
    sid: String,
    actions: Vec<String>,
    resources: Vec<String>,
    /// A key of the request, and what it must be.
    condition: Option<(&'static str, String)>,
}

impl Rule {
    fn statement(&self) -> Statement {
        let statement = Statement::allow()
            .sid(self.sid.as_str())
            .actions(self.actions.iter().map(String::as_str))
            .resources(self.resources.iter().map(String::as_str));
        match &self.condition {
            Some((key, value)) => statement.condition(Condition::string_equals(*key, value.as_str())),
            None => statement,
        }
    }
}

/// A statement's name takes letters and digits alone: `ecs-tasks` is `EcsTasks`.
fn sid(service: &str) -> String {
    let capitalised = |word: &str| {
        let mut letters = word.chars();
        letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect::<String>()
    };
    service.split(|c: char| !c.is_ascii_alphanumeric()).map(capitalised).collect()
}

/// The verbs that a step takes. What the state knows is read, whatever becomes of it.
fn verbs_of(step: &Step) -> Vec<Verb> {
    let mut verbs = match step.action {
        Action::Create => MAKING.to_vec(),
        Action::Replace(_) => [MAKING, DELETING].concat(),
        Action::Adopt if step.compared && step.changes.is_empty() => vec![Verb::Read],
        Action::Update | Action::Adopt => vec![Verb::Read, Verb::Update],
        // What an interrupted create left unfinished is finished with what the create itself may do.
        Action::Settle if step.kind.ready_when.is_none() => vec![Verb::Read, Verb::Create],
        Action::Settle => vec![Verb::Read, Verb::Settle],
        Action::Delete => [&[Verb::Read], DELETING].concat(),
        Action::Keep | Action::Skip | Action::Forget if step.id.is_some() => vec![Verb::Read],
        Action::Keep | Action::Skip | Action::Forget => Vec::new(),
    };
    if verbs.contains(&Verb::Update) && step.kind.ready_when.is_some() {
        verbs.push(Verb::Settle);
    }
    if !step.deposed.is_empty() {
        verbs.extend(DELETING);
    }
    verbs
}

/// To make something: it is looked for before it is made again, read when the answer leaves something out, and completed
/// by an update. What a request made whose answer was lost is swept, that is, looked for and deleted.
const MAKING: &[Verb] = &[Verb::Find, Verb::Sweep, Verb::Read, Verb::Create, Verb::Update, Verb::Delete];

/// To delete something, and to say what keeps it from being deleted.
const DELETING: &[Verb] = &[Verb::Delete, Verb::Explain];

fn of_life(node: &Node) -> Vec<Verb> {
    let ready_when = node.kind.ready_when.is_some();
    Verb::ALL.into_iter().filter(|verb| ready_when || *verb != Verb::Settle).collect()
}

#[cfg(test)]
mod tests;
