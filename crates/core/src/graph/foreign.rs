//! What a stack has of the other stacks of its project: which of their outputs it uses, and what those are.
//!
//! An output comes from a resource of the stack itself, or from another stack. The address of the latter names its stack,
//! and what it will be is no part of the program: whoever runs several stacks supplies it, out of the other's plan or
//! state. Until then it is as unknown as an output of a resource that does not exist yet.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{Graph, Node};
use crate::Address;
use crate::diagnostic::Place;
use crate::expression::Expression;
use crate::kind::Kind;
use crate::plan::planner::output_of;
use crate::stack::Program;
use crate::state::State;
use crate::value::{OutputRef, Value};

/// Outputs of stacks and what they are, each under an address that names its stack.
pub type Supplies = BTreeMap<OutputRef, Value>;

/// A place in a program where something of another stack is used.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ForeignUse {
    /// The resource that is used; the address names its stack.
    pub of: Address,
    /// Which of its outputs, where it is not only to come before.
    pub output: Option<OutputRef>,
    /// The resource that uses it; none for an output of the stack.
    pub by: Option<Address>,
    /// Where that was declared.
    pub place: Place,
}

/// What a stack has of others, and what others have of it.
#[derive(Clone, Debug, Default)]
pub(super) struct Foreign {
    /// Whether there are other stacks.
    pub(super) in_project: bool,
    uses: Vec<ForeignUse>,
    /// What each resource depends on.
    needs: HashMap<Address, Vec<Address>>,
    /// The kinds of what is used.
    kinds: HashMap<Address, &'static Kind>,
    supplies: Supplies,
    /// The outputs that other stacks use, as this one names them.
    given: BTreeSet<OutputRef>,
}

impl Foreign {
    /// Nothing yet, of a stack that is one of several or stands alone.
    pub(super) fn of(in_project: bool) -> Self {
        Self { in_project, ..Self::default() }
    }
}

impl Graph {
    /// Everything of other stacks that this one uses, in the order of its declarations.
    pub fn foreign_uses(&self) -> &[ForeignUse] {
        &self.foreign.uses
    }

    /// The outputs of this stack that other stacks use.
    pub fn given(&self) -> impl Iterator<Item = &OutputRef> {
        self.foreign.given.iter()
    }

    /// Says what outputs of other stacks are, as far as that is known now; what was said before is forgotten.
    pub fn supply(&mut self, supplies: &Supplies) {
        let used = self.foreign.uses.iter().filter_map(|foreign| foreign.output.as_ref());
        let known = used.filter_map(|output| Some((output.clone(), supplies.get(output)?.clone())));
        self.foreign.supplies = known.collect();
    }

    /// What other stacks get of this one, as its state knows it; what does not exist is left out.
    pub fn supplies_of(&self, state: &State) -> Supplies {
        let known = self.given().filter_map(|output| {
            let node = self.get(&output.address)?;
            let value = output_of(node.kind, state.object(&output.address)?, output);
            Some((self.named_outside(output)?, value))
        });
        known.collect()
    }

    /// An output of this stack as other stacks name it.
    pub(crate) fn named_outside(&self, output: &OutputRef) -> Option<OutputRef> {
        let address = output.address.in_stack(self.stack()).ok()?;
        Some(OutputRef { address, output: output.output.clone() })
    }

    /// What an output of another stack is, as far as that was said.
    pub fn supplied(&self, output: &OutputRef) -> Value {
        self.foreign.supplies.get(output).cloned().unwrap_or_else(|| Value::of_later(output))
    }

    /// Visits what other stacks give that is secret.
    pub(super) fn each_supplied_secret(&self, visit: &mut dyn FnMut(&Value)) {
        self.foreign.supplies.values().filter(|value| value.has_secret()).for_each(visit);
    }

    /// The kind of something of another stack.
    pub(crate) fn foreign_kind(&self, address: &Address) -> Option<&'static Kind> {
        self.foreign.kinds.get(address).copied()
    }

    /// The addresses of other stacks that a resource depends on.
    pub fn foreign_dependencies(&self, node: &Node) -> &[Address] {
        self.foreign.needs.get(&node.address).map(Vec::as_slice).unwrap_or_default()
    }

    pub(super) fn note_use(&mut self, foreign: ForeignUse) {
        if let Some(by) = &foreign.by {
            self.foreign.needs.entry(by.clone()).or_default().push(foreign.of.clone());
        }
        self.foreign.uses.push(foreign);
    }

    pub(crate) fn note_foreign_kind(&mut self, address: &Address, kind: &'static Kind) {
        self.foreign.kinds.insert(address.clone(), kind);
    }

    pub(crate) fn note_given(&mut self, output: OutputRef) {
        self.foreign.given.insert(output);
    }
}

/// Names what is a stack's own as that stack does: handles of a project's stacks name the stack that they are of.
pub(super) fn name_from_within(program: &mut Program) {
    let Program { name: stack, nodes, look_ups, outputs, .. } = program;
    let is_own = |address: &Address| address.stack() == Some(stack.as_str());
    let rename = |output: &OutputRef| {
        let within = || OutputRef { address: output.address.within(), output: output.output.clone() };
        is_own(&output.address).then(within)
    };
    let rename_in = |expression: &mut Expression| {
        if let Some(renamed) = expression.renaming(&rename) {
            *expression = renamed;
        }
    };
    for node in nodes {
        node.inputs.iter_mut().for_each(|(_, expression)| rename_in(expression));
        node.options.replace_when.iter_mut().for_each(rename_in);
        for address in node.options.depends_on.iter_mut().flatten().filter(|address| is_own(address)) {
            *address = address.within();
        }
    }
    let conditions = look_ups.iter_mut().flat_map(|look_up| &mut look_up.conditions);
    conditions.for_each(|condition| rename_in(&mut condition.value));
    outputs.iter_mut().for_each(|output| rename_in(&mut output.expression));
}
