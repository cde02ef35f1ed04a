//! What a person may want to know of a plan: what looks like a rename, and what a selection leaves behind.

use std::collections::HashMap;

use crate::Address;
use crate::diagnostic::nearest;
use crate::digest::Digest;
use crate::graph::Paths;
use crate::kind::{Kind, Type};
use crate::plan::Action;
use crate::plan::planner::Planner;
use crate::value::Map;

impl Planner<'_> {
    /// A delete and a create of one kind with the same inputs look like a rename.
    pub(super) fn rename_hints(&self) -> Vec<String> {
        let some = |action| self.steps.iter().any(|step| step.action == action);
        if !some(Action::Create) || !some(Action::Delete) {
            return Vec::new();
        }
        let mut departed: HashMap<(&str, String), Vec<&Address>> = HashMap::new();
        for step in self.steps.iter().filter(|step| step.action == Action::Delete) {
            if let Some(object) = self.state.object(&step.address) {
                let key = (step.kind.name, likeness(step.kind, &object.inputs));
                departed.entry(key).or_default().push(&step.address);
            }
        }
        let created = self.steps.iter().filter(|step| step.action == Action::Create);
        created
            .filter_map(|step| {
                let at = self.graph.position(&step.address)?;
                let inputs = &self.decisions[at].as_ref()?.wanted.inputs;
                let former = departed.get_mut(&(step.kind.name, likeness(step.kind, inputs)))?.pop()?;
                let name = match former.scope() {
                    scope if scope == step.address.scope() => former.name().to_owned(),
                    scope => format!("{scope}/{}", former.name()),
                };
                Some(format!(
                    "{former} goes and {} comes with the same inputs; if that is a rename, say \
                     `.renamed_from(\"{name}\")` and nothing is deleted",
                    step.address
                ))
            })
            .collect()
    }
}

impl Planner<'_> {
    /// Options that name a member of a block which neither the program has nor the cloud: most likely it is misspelt.
    pub(super) fn names_of_no_block(&self) -> Vec<String> {
        let mut hints = Vec::new();
        for (node, decision) in self.graph.nodes().iter().zip(&self.decisions) {
            let Some(decision) = decision else { continue };
            let Paths { ignore, replace } = &node.paths;
            let ignore = ignore.iter().map(|path| ("ignore_changes", path));
            for (option, path) in ignore.chain(replace.iter().map(|path| ("replace_on_change", path))) {
                let there =
                    self.state.object(&node.address).is_some_and(|it| path.get(&it.observed).is_some());
                let missing = path.missing_block(&decision.wanted.inputs).filter(|_| !there);
                hints.extend(missing.map(|(key, keys)| {
                    let near = nearest(key, keys.iter().copied());
                    let near = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
                    format!("`{option}` of {} names `{path}`, and there is no `{key}`{near}", node.address)
                }));
            }
        }
        hints
    }

    /// What the selection leaves out although what it depends on is replaced or deleted.
    pub(super) fn left_behind(&self) -> Vec<String> {
        let leaving = |action| matches!(action, Action::Replace(_) | Action::Delete);
        let mut hints = Vec::new();
        for step in self.steps.iter().filter(|step| leaving(step.action)) {
            let left = step.held_by.iter().map(|&holder| &self.steps[holder]);
            for left in left.filter(|left| left.action == Action::Skip) {
                hints.push(format!(
                    "{} is left out, and goes on referring to {} as it was; the next whole run mends that",
                    left.address, step.address
                ));
            }
        }
        hints
    }
}

/// What tells two resources of one kind apart, short of their names: inputs that are no references.
fn likeness(kind: &Kind, inputs: &Map) -> String {
    let mut digest = Digest::new();
    for (name, value) in inputs {
        let reference = kind
            .input(name)
            .is_some_and(|field| matches!(field.ty, Type::Reference { .. }) && !kind.names_itself_by(field));
        if !reference && !value.has_unknown() {
            digest.text(name);
            value.hash_into(&mut digest);
        }
    }
    digest.finish()
}
