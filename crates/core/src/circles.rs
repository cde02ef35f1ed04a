//! Which of many things would each have to come after the other.

use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};

/// Numbers things so that two have one number when each comes after the other, over any number of others.
pub(crate) fn circles(things: usize, after: impl Iterator<Item = (usize, usize)>) -> Vec<usize> {
    let mut graph = DiGraph::<(), ()>::with_capacity(things, after.size_hint().0);
    for _ in 0..things {
        graph.add_node(());
    }
    for (later, earlier) in after {
        graph.add_edge(NodeIndex::new(later), NodeIndex::new(earlier), ());
    }
    let mut circles = vec![0; things];
    for (number, members) in kosaraju_scc(&graph).into_iter().enumerate() {
        for member in members {
            circles[member.index()] = number;
        }
    }
    circles
}
