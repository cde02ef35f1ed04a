//! Look-ups in the graph: each stands between what it is looked up by and what uses it.
//!
//! They have no steps. What uses one comes after all that it is looked up by, so that the steps and their order are the
//! same as if those were referred to directly.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::{ForeignUse, Graph};
use crate::Address;
use crate::diagnostic::{Diagnostic, Diagnostics, Place, nearest};
use crate::digest::Digest;
use crate::expression::Expression;
use crate::kind::Kind;
use crate::look_up::{Condition, Facet, Query, Test};
use crate::printed;
use crate::value::{OutputRef, Value};

/// One look-up of a program.
#[derive(Clone, Debug)]
pub struct LookUpNode {
    /// What its handle's outputs name.
    pub address: Address,
    /// The kind of what is looked for.
    pub kind: &'static Kind,
    /// What must hold of it.
    pub conditions: Vec<Condition<Expression>>,
    /// Of several, the one with the greatest value in this property is meant.
    pub newest_by: Option<&'static str>,
    /// Where it was declared.
    pub place: Place,
}

impl LookUpNode {
    /// Complains of it.
    pub fn problem(&self, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(message).at(&self.address).declared(self.place)
    }

    pub(super) fn hash_into(&self, digest: &mut Digest) {
        digest.text_of(&format_args!("look up {} {:?}", self.address, self.newest_by));
        self.conditions.iter().for_each(|condition| condition.hash_into(digest));
    }

    fn each_output(&self, visit: &mut dyn FnMut(&OutputRef)) {
        self.conditions.iter().for_each(|condition| condition.value.each_output(visit));
    }
}

/// A program's look-ups.
#[derive(Clone, Debug, Default)]
pub(super) struct LookUps {
    nodes: Vec<LookUpNode>,
    index: HashMap<Address, usize>,
    /// The resources that each is looked up by, over other look-ups too.
    dependencies: Vec<Vec<usize>>,
    /// The look-ups that each is looked up by.
    needs: Vec<Vec<usize>>,
}

impl LookUps {
    pub(super) fn of(nodes: Vec<LookUpNode>) -> Self {
        Self { nodes, ..Self::default() }
    }

    pub(super) fn contains(&self, address: &Address) -> bool {
        self.index.contains_key(address)
    }

    /// The resources that must be there before something can be looked up.
    pub(super) fn waits_for(&self, address: &Address) -> impl Iterator<Item = usize> + '_ {
        self.index.get(address).into_iter().flat_map(|&at| self.dependencies[at].iter().copied())
    }
}

impl Graph {
    /// The look-ups, in the order of their declaration: each comes after those that it is looked up by.
    pub fn look_ups(&self) -> &[LookUpNode] {
        &self.look_ups.nodes
    }

    /// Where a look-up stands in [`Graph::look_ups`].
    pub fn look_up_position(&self, address: &Address) -> Option<usize> {
        self.look_ups.index.get(address).copied()
    }

    /// The positions of the resources that a look-up is looked up by, over other look-ups too.
    pub fn look_up_dependencies(&self, look_up: usize) -> &[usize] {
        &self.look_ups.dependencies[look_up]
    }

    /// The positions of the look-ups that a look-up is looked up by.
    pub fn look_up_needs(&self, look_up: usize) -> &[usize] {
        &self.look_ups.needs[look_up]
    }

    /// The positions of the look-ups that a resource refers to.
    pub fn look_ups_of(&self, position: usize) -> BTreeSet<usize> {
        let node = &self.nodes[position];
        let inputs = node.inputs.iter().map(|(_, expression)| expression);
        self.look_ups_in(inputs.chain(&node.options.replace_when))
    }

    /// The positions of the look-ups that expressions refer to.
    pub fn look_ups_in<'a>(&self, expressions: impl IntoIterator<Item = &'a Expression>) -> BTreeSet<usize> {
        let mut found = BTreeSet::new();
        if !self.look_ups.nodes.is_empty() {
            for expression in expressions {
                expression.each_output(&mut |output| found.extend(self.look_up_position(&output.address)));
            }
        }
        found
    }

    /// The outputs of a look-up that the program reads.
    pub fn outputs_read_of(&self, look_up: usize) -> BTreeSet<Arc<str>> {
        let address = &self.look_ups.nodes[look_up].address;
        let mut read = BTreeSet::new();
        let mut visit = |output: &OutputRef| {
            if output.address == *address {
                read.insert(Arc::clone(&output.output));
            }
        };
        for node in &self.nodes {
            let inputs = node.inputs.iter().map(|(_, expression)| expression);
            inputs
                .chain(&node.options.replace_when)
                .for_each(|expression| expression.each_output(&mut visit));
        }
        self.look_ups.nodes.iter().for_each(|other| other.each_output(&mut visit));
        self.outputs.iter().for_each(|output| output.expression.each_output(&mut visit));
        read
    }

    /// What a look-up asks for, as far as `lookup` knows the outputs that it is made of.
    ///
    /// # Errors
    /// Every mistake in it.
    pub fn query(&self, look_up: usize, lookup: &dyn Fn(&OutputRef) -> Value) -> Result<Query, Diagnostics> {
        let node = &self.look_ups.nodes[look_up];
        let mut problems = Diagnostics::default();
        let mut conditions = Vec::with_capacity(node.conditions.len());
        for Condition { facet, test, value } in &node.conditions {
            match value.evaluate(lookup) {
                Ok(value) => conditions.push(Condition { facet: facet.clone(), test: *test, value }),
                Err(mistake) => problems.push(mistake.diagnostic().at(&node.address)),
            }
        }
        problems.into_result()?;
        Ok(Query { conditions, newest_by: node.newest_by })
    }

    /// What an output of a look-up must be because it is looked up by it; all else is known when it was found.
    pub(crate) fn said_of(&self, output: &OutputRef) -> Value {
        let Some(at) = self.look_up_position(&output.address) else { return self.supplied(output) };
        let said = || {
            let node = &self.look_ups.nodes[at];
            let is_id = node.kind.output(&output.output).is_some_and(|it| it.template == Some("{id}"));
            let is_it = |condition: &&Condition<Expression>| {
                condition.test == Test::Is
                    && match &condition.facet {
                        Facet::Id => is_id,
                        Facet::Property(name) => *name == output.output,
                        Facet::Tag(_) => false,
                    }
            };
            let condition = node.conditions.iter().find(is_it)?;
            condition.value.evaluate(&|of| self.said_of(of)).ok()
        };
        said().filter(|value| !value.has_unknown()).unwrap_or_else(|| Value::of_later(output))
    }

    pub(super) fn link_look_ups(&mut self, problems: &mut Diagnostics) {
        let mut uses = Vec::new();
        for at in 0..self.look_ups.nodes.len() {
            let node = &self.look_ups.nodes[at];
            let (mut resources, mut look_ups) = (BTreeSet::new(), BTreeSet::new());
            node.each_output(&mut |output| {
                if let Some(&of) = self.index.get(&output.address) {
                    resources.insert(of);
                } else if let Some(&of) = self.look_ups.index.get(&output.address) {
                    look_ups.insert(of);
                    resources.extend(self.look_ups.dependencies[of].iter().copied());
                } else if self.foreign.in_project && output.address.stack().is_some() {
                    let (of, place) = (output.address.clone(), node.place);
                    uses.push(ForeignUse { of, output: Some(output.clone()), by: None, place });
                } else {
                    let message =
                        format!("is looked up by {output}, which this stack does not declare before it");
                    problems.push(node.problem(message).hint("declare it before, on the same stack"));
                }
            });
            let declared = self.index.get(&node.address).map(|&other| self.nodes[other].place);
            let first = self.look_ups.index.get(&node.address).map(|&other| self.look_ups.nodes[other].place);
            if let Some(first) = declared.or(first) {
                let message = format!("this address is declared twice, first at {first}");
                let hint = "give one of them another name, or declare it in a scope of its own";
                problems.push(node.problem(message).hint(hint));
            }
            let address = node.address.clone();
            self.look_ups.dependencies.push(resources.into_iter().collect());
            self.look_ups.needs.push(look_ups.into_iter().collect());
            self.look_ups.index.entry(address).or_insert(at);
        }
        uses.into_iter().for_each(|foreign| self.note_use(foreign));
    }

    /// Finds what nothing can be looked up by.
    pub(super) fn check_look_ups(&self, problems: &mut Diagnostics) {
        for (at, node) in self.look_ups.nodes.iter().enumerate() {
            if node.kind.local {
                let message =
                    format!("{} is kept without a cloud: there is nothing to look up", node.kind.name);
                problems.push(node.problem(message).hint("declare it with `stack.add`"));
            }
            let inputs = node.kind.inputs.iter().map(|field| field.name);
            let properties: BTreeSet<&str> =
                inputs.chain(node.kind.outputs.iter().map(|field| field.name)).collect();
            let by_properties = node.conditions.iter().filter_map(|it| match &it.facet {
                Facet::Property(name) => Some(&**name),
                Facet::Id | Facet::Tag(_) => None,
            });
            for name in by_properties.chain(node.newest_by).filter(|name| !properties.contains(name)) {
                let hint = match nearest(name, properties.iter().copied()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => "name an input or an output of the kind".to_owned(),
                };
                let message = format!("is looked up by `{name}`, which is no property of {}", node.kind.name);
                problems.push(node.problem(message).hint(hint));
            }
            if node.conditions.iter().any(|it| matches!(it.facet, Facet::Tag(_))) && !node.kind.takes_tags() {
                let message = format!("is looked up by a tag, and {} takes none", node.kind.name);
                problems.push(node.problem(message).hint("look it up by its name, its id or a property"));
            }
            match self.query(at, &|output| self.said_of(output)) {
                Ok(query) => {
                    let printed = query.conditions.iter().find_map(|it| printed::problem(&it.value));
                    problems.0.extend(printed.map(|it| it.at(&node.address).declared(node.place)));
                }
                Err(mistakes) => problems.extend(mistakes),
            }
        }
    }
}
