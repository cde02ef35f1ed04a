//! Which steps a step waits for: those of what its resource depends on.
//!
//! Where nothing happens to a dependency, it is there, and nobody waits for it. But what completes it may still be
//! under way, and whoever uses it has to wait for that: a gateway that is attached anew to the network of a subnet
//! that stays.

use std::collections::{BTreeSet, HashMap};

use crate::Address;
use crate::plan::planner::Planner;

impl Planner<'_> {
    pub(super) fn link_needs(&mut self, index: &HashMap<Address, usize>) {
        let graph = self.graph;
        let step_of = |at: usize| index.get(&graph.nodes()[at].address).copied();
        let completions = graph.has_completions();
        // What completes something on the way to a resource to which nothing happens, by that resource's position.
        let mut beyond: HashMap<usize, BTreeSet<usize>> = HashMap::new();
        for &at in graph.order() {
            let Some(step) = step_of(at) else { continue };
            let mut needs: Vec<usize> = graph.dependencies(at).iter().filter_map(|&of| step_of(of)).collect();
            if completions {
                let passed: BTreeSet<usize> = graph
                    .dependencies(at)
                    .iter()
                    .filter_map(|of| beyond.get(of))
                    .flatten()
                    .copied()
                    .collect();
                if self.steps[step].action.acts() {
                    needs.extend(passed);
                    needs.sort_unstable();
                    needs.dedup();
                } else {
                    let completing = graph.completed_by(at).iter().filter_map(|&of| step_of(of));
                    let completing = completing.filter(|&of| self.steps[of].action.acts());
                    let beyond_it: BTreeSet<usize> = passed.into_iter().chain(completing).collect();
                    if !beyond_it.is_empty() {
                        beyond.insert(at, beyond_it);
                    }
                }
            }
            self.steps[step].needs = needs;
        }
    }
}
