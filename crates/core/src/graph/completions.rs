//! What completes a resource comes before what uses it.
//!
//! A role can be referred to before it may do anything, a network before its gateway is attached: no property says
//! that one has to wait. The completing kinds say it once (`completes = ["role_name"]`): whatever else has the role as
//! a property comes after its policies, and in a destroy goes before them. What only takes a value from it, as a rule
//! that names a subnet's range, does not use it.
//!
//! - What completes the same resource does not wait for its like, nor do resources of one kind for each other.
//! - Where the completing resource itself needs a user, as a policy that names the service which runs with the role,
//!   not that user waits but what needs it in turn.
//! - An edge of this sort never closes a circle: one that would is left out.

use std::collections::{BTreeSet, HashSet};

use super::Graph;
use crate::circles::circles;

/// A user and what it comes after, by their positions.
type Edge = (usize, usize);

impl Graph {
    /// Adds to each resource's dependencies what completes the resources that it refers to.
    pub(super) fn link_completions(&mut self) {
        let mut edges = self.completions();
        if edges.is_empty() {
            return;
        }
        self.leave_out_circles(&mut edges);
        self.completed_by = vec![Vec::new(); self.nodes.len()];
        for (user, completing) in edges {
            let dependencies = &mut self.dependencies[user];
            if let Err(place) = dependencies.binary_search(&completing) {
                dependencies.insert(place, completing);
                self.completed_by[user].push(completing);
            }
        }
    }

    fn completions(&self) -> BTreeSet<Edge> {
        let completed: Vec<Vec<usize>> = (0..self.nodes.len()).map(|at| self.completed(at)).collect();
        let mut edges = BTreeSet::new();
        if completed.iter().all(Vec::is_empty) {
            return edges;
        }
        let users = self.dependents();
        for (completing, of) in completed.iter().enumerate() {
            for &resource in of {
                let of = &self.nodes[resource].address;
                let waits = |&&user: &&usize| {
                    let like = self.nodes[user].kind.name == self.nodes[completing].kind.name;
                    user != completing
                        && !like
                        && !completed[user].contains(&resource)
                        && self.nodes[user].uses(of)
                };
                edges.extend(users[resource].iter().filter(waits).map(|&user| (user, completing)));
            }
        }
        edges
    }

    /// The resources that one completes.
    fn completed(&self, at: usize) -> Vec<usize> {
        let node = &self.nodes[at];
        let mut found = Vec::new();
        for (name, expression) in &node.inputs {
            if node.kind.completes.contains(name) {
                expression.each_output(&mut |output| found.extend(self.index.get(&output.address).copied()));
            }
        }
        found
    }

    fn leave_out_circles(&self, edges: &mut BTreeSet<Edge>) {
        let users = self.dependents();
        let mut left_out: HashSet<Edge> = HashSet::new();
        loop {
            let circles = self.circles_with(edges);
            let stuck: Vec<Edge> =
                edges.iter().filter(|(user, of)| circles[*user] == circles[*of]).copied().collect();
            if stuck.is_empty() {
                return;
            }
            for edge in stuck {
                edges.remove(&edge);
                left_out.insert(edge);
                let (user, completing) = edge;
                if self.needs(completing, user) {
                    let next = users[user].iter().filter(|&&next| next != completing);
                    edges
                        .extend(next.map(|&next| (next, completing)).filter(|edge| !left_out.contains(edge)));
                }
            }
        }
    }

    /// Whether one resource depends on another, over any number of others.
    fn needs(&self, at: usize, other: usize) -> bool {
        let (mut seen, mut waiting) = (HashSet::from([at]), vec![at]);
        while let Some(at) = waiting.pop() {
            for &dependency in &self.dependencies[at] {
                if dependency == other {
                    return true;
                }
                if seen.insert(dependency) {
                    waiting.push(dependency);
                }
            }
        }
        false
    }

    /// Numbers the resources so that two have one number when each would come after the other.
    fn circles_with(&self, edges: &BTreeSet<Edge>) -> Vec<usize> {
        let known = self.dependencies.iter().enumerate();
        let known = known.flat_map(|(at, of)| of.iter().map(move |&of| (at, of)));
        circles(self.nodes.len(), known.chain(edges.iter().copied()))
    }
}
