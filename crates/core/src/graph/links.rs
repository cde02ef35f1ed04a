//! Links: which resource depends on which, and in what order they come; what refers to nothing or to itself.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap, HashSet};

use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};

use super::{Graph, Node};
use crate::Address;
use crate::diagnostic::{Diagnostic, Diagnostics, nearest};
use crate::expression::Expression;

impl Graph {
    pub(super) fn index_addresses(&mut self, problems: &mut Diagnostics) {
        for (at, node) in self.nodes.iter().enumerate() {
            // What refers to the address means the first one, as far as anybody can tell.
            let first = *self.index.entry(node.address.clone()).or_insert(at);
            if first != at {
                let first = self.nodes[first].place;
                problems.push(
                    Diagnostic::new(format!("this address is declared twice, first at {first}"))
                        .at(&node.address)
                        .declared(node.place)
                        .hint("give one of them another name, or declare it in a scope of its own"),
                );
            }
        }
    }

    pub(super) fn link(&mut self, problems: &mut Diagnostics) {
        for node in &self.nodes {
            let mut found = Vec::new();
            let mut expressions: Vec<(&str, &Expression)> =
                node.inputs.iter().map(|(name, expression)| (*name, expression)).collect();
            if let Some(expression) = &node.options.replace_when {
                expressions.push(("replace_when", expression));
            }
            for (name, expression) in expressions {
                expression.each_output(&mut |output| match self.index.get(&output.address) {
                    Some(&at) => found.push(at),
                    None => problems.push(
                        Diagnostic::new(format!("refers to {output}, which this stack does not declare"))
                            .at(&node.address)
                            .property(name)
                            .declared(node.place)
                            .hint("declare it on the same stack, or pass its value as a setting"),
                    ),
                });
            }
            for dependency in &node.options.depends_on {
                match dependency {
                    Ok(address) => match self.index.get(address) {
                        Some(&at) => found.push(at),
                        None => problems.push(
                            Diagnostic::new(format!(
                                "depends on {address}, which this stack does not declare"
                            ))
                            .at(&node.address)
                            .declared(node.place)
                            .hint(
                                match nearest(address.as_str(), others(&self.index, node)) {
                                    Some(near) => {
                                        format!("did you mean `{near}`? it must be on the same stack")
                                    }
                                    None => "an address reads like `vpc/ec2.Subnet.public-a`".to_owned(),
                                },
                            ),
                        ),
                    },
                    Err(message) => problems.push(
                        Diagnostic::new(format!("depends on something that is no address: {message}"))
                            .at(&node.address)
                            .declared(node.place),
                    ),
                }
            }
            found.sort_unstable();
            found.dedup();
            self.dependencies.push(found);
        }
        for output in &self.outputs {
            output.expression.each_output(&mut |reference| {
                if !self.index.contains_key(&reference.address) {
                    let message = format!(
                        "the output `{}` refers to {reference}, which this stack does not declare",
                        output.name
                    );
                    let problem = Diagnostic::new(message).declared(output.place);
                    problems.push(problem.hint("declare it on the same stack, or publish it there"));
                }
            });
        }
    }

    /// Sorts topologically, declaration order first; names the members of every cycle.
    pub(super) fn sort(&mut self, problems: &mut Diagnostics) {
        let mut waiting: Vec<usize> = self.dependencies.iter().map(Vec::len).collect();
        let dependents = self.dependents();
        let mut ready: BinaryHeap<Reverse<usize>> =
            (0..waiting.len()).filter(|&at| waiting[at] == 0).map(Reverse).collect();
        while let Some(Reverse(at)) = ready.pop() {
            self.order.push(at);
            for &dependent in &dependents[at] {
                waiting[dependent] -= 1;
                if waiting[dependent] == 0 {
                    ready.push(Reverse(dependent));
                }
            }
        }
        if self.order.len() < self.nodes.len() {
            self.report_cycles(problems);
        }
    }

    fn report_cycles(&self, problems: &mut Diagnostics) {
        let mut graph = DiGraph::<(), ()>::with_capacity(self.nodes.len(), self.nodes.len());
        self.nodes.iter().for_each(|_| {
            graph.add_node(());
        });
        for (at, dependencies) in self.dependencies.iter().enumerate() {
            for &dependency in dependencies {
                graph.add_edge(NodeIndex::new(at), NodeIndex::new(dependency), ());
            }
        }
        for component in kosaraju_scc(&graph) {
            let alone = component.len() == 1 && !graph.contains_edge(component[0], component[0]);
            if alone {
                continue;
            }
            let members: HashSet<usize> = component.iter().map(|index| index.index()).collect();
            let start = members.iter().copied().min().unwrap_or_default();
            let path = self.walk_cycle(start, &members);
            let names: Vec<&str> = path.iter().map(|&at| self.nodes[at].address.as_str()).collect();
            let node = &self.nodes[start];
            problems.push(
                Diagnostic::new(format!("depends on itself: {}", arrows(&names)))
                    .at(&node.address)
                    .declared(node.place)
                    .hint("remove one `depends_on` of the circle"),
            );
        }
    }

    fn walk_cycle(&self, start: usize, members: &HashSet<usize>) -> Vec<usize> {
        let mut path = vec![start];
        let mut seen = HashSet::from([start]);
        let mut at = start;
        loop {
            let inside = || self.dependencies[at].iter().copied().filter(|next| members.contains(next));
            if inside().any(|next| next == start) {
                path.push(start);
                return path;
            }
            match inside().find(|next| seen.insert(*next)) {
                Some(next) => {
                    path.push(next);
                    at = next;
                }
                None => return path,
            }
        }
    }
}

/// The addresses that a resource may depend on: all but its own.
fn others<'a>(index: &'a HashMap<Address, usize>, node: &'a Node) -> impl Iterator<Item = &'a str> {
    index.keys().filter(|address| **address != node.address).map(Address::as_str)
}

/// The members of a circle; of a long one those where it begins and ends.
fn arrows(names: &[&str]) -> String {
    const EACH: usize = 5;
    if names.len() <= 2 * EACH + 1 {
        return names.join(" -> ");
    }
    let (first, last) = (&names[..EACH], &names[names.len() - EACH..]);
    format!("{} -> ({} others) -> {}", first.join(" -> "), names.len() - 2 * EACH, last.join(" -> "))
}
