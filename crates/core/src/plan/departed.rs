//! What exists and is not declared any more: deleted or forgotten.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use crate::Address;
use crate::plan::planner::{Planner, deposed_ids};
use crate::plan::{Action, Step, Verb};

impl Planner<'_> {
    /// What exists and is not declared any more.
    pub(super) fn plan_departed(&mut self) {
        for address in self.departed() {
            let Some(kind) = self.kind_of(&address) else { continue };
            let resource = &self.state.resources[&address];
            let retained = resource.remembered.retain;
            let action = match (&resource.current, self.selected.contains(&address)) {
                (_, false) => Action::Skip,
                // Only what it replaced is left.
                (None, true) => Action::Keep,
                (Some(_), true) if retained => Action::Forget,
                (Some(_), true) => Action::Delete,
            };
            let (deposed, released) = deposed_ids(Some(resource), action);
            self.steps.push(Step {
                id: resource.current.as_ref().map(|object| Arc::clone(&object.id)),
                place: self.graph.get(&address).map(|node| node.place),
                address,
                kind,
                action,
                changes: Vec::new(),
                compared: false,
                renamed_from: None,
                remember: None,
                deposed,
                released,
                unmodelled: Vec::new(),
                needs: Vec::new(),
                held_by: Vec::new(),
                takes_over: Vec::new(),
            });
        }
    }

    /// The addresses of what has left the program, each before what it holds on to, as far as that can be had.
    fn departed(&self) -> Vec<Address> {
        let leaves =
            |address: &&Address| self.verb == Verb::Destroy || self.graph.position(address).is_none();
        let leaving: BTreeSet<&Address> = self.state.resources.keys().filter(leaves).collect();
        let held: HashMap<&Address, BTreeSet<&Address>> =
            leaving.iter().map(|&address| (address, self.held_by(address, &leaving))).collect();
        let mut holders: BTreeMap<&Address, usize> = leaving.iter().map(|&address| (address, 0)).collect();
        for address in held.values().flatten() {
            *holders.entry(address).or_default() += 1;
        }
        let mut ready: BTreeSet<&Address> =
            holders.iter().filter(|(_, holders)| **holders == 0).map(|(&address, _)| address).collect();
        let mut order: Vec<Address> = Vec::with_capacity(leaving.len());
        while let Some(address) = ready.pop_first() {
            order.push(address.clone());
            holders.remove(address);
            for &next in &held[address] {
                if let Some(holders) = holders.get_mut(next) {
                    *holders -= 1;
                    if *holders == 0 {
                        ready.insert(next);
                    }
                }
            }
        }
        // What holds on to each other comes last, in any order.
        order.extend(holders.into_keys().cloned());
        order
    }

    fn held_by<'b>(&'b self, address: &Address, among: &BTreeSet<&'b Address>) -> BTreeSet<&'b Address> {
        let resource = &self.state.resources[address];
        let objects = resource.current.iter().chain(&resource.deposed);
        let held = objects.flat_map(|object| &object.dependencies).filter(|held| *held != address);
        held.filter(|held| among.contains(held)).collect()
    }
}
