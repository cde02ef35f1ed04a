//! Which steps a step waits for: those of what its resource depends on.
//!
//! Where nothing happens to a dependency, it is there, and nobody waits for it. But what completes it, or what it was
//! told to come after, may still be under way, and whoever uses it has to wait for that: a gateway that is attached
//! anew to the network of a subnet that stays.

use std::collections::{BTreeSet, HashMap};

use crate::Address;
use crate::plan::planner::Planner;

impl Planner<'_> {
    pub(super) fn link_needs(&mut self, index: &HashMap<Address, usize>) {
        let graph = self.graph;
        let step_of = |at: usize| index.get(&graph.nodes()[at].address).copied();
        // What is under way on the way to a resource to which nothing happens, by that resource's position.
        let mut beyond: HashMap<usize, BTreeSet<usize>> = HashMap::new();
        for &at in graph.order() {
            let Some(step) = step_of(at) else { continue };
            let mut needs: Vec<usize> = graph.dependencies(at).iter().filter_map(|&of| step_of(of)).collect();
            let mut passed = BTreeSet::new();
            if !beyond.is_empty() {
                passed
                    .extend(graph.dependencies(at).iter().filter_map(|of| beyond.get(of)).flatten().copied());
            }
            if self.steps[step].action.acts() {
                if !passed.is_empty() {
                    needs.extend(passed);
                    needs.sort_unstable();
                    needs.dedup();
                }
            } else {
                // What it refers to gives it a value that stays as it is.
                let node = &graph.nodes()[at];
                let under_way = needs.iter().copied().filter(|&of| self.steps[of].action.acts());
                passed.extend(under_way.filter(|&of| !node.uses(&self.steps[of].address)));
                if !passed.is_empty() {
                    beyond.insert(at, passed);
                }
            }
            self.steps[step].needs = needs;
        }
    }
}
