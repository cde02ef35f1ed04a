//! Drawings of a project: each stack is a box with its resources, and arrows go from box to box too.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::ProjectGraph;
use crate::Address;
use crate::graph::Graph;

impl ProjectGraph {
    /// The chosen stacks, each with its resources and what they depend on, as an indented text.
    pub fn to_text(&self, chosen: &BTreeSet<usize>) -> String {
        let mut out = String::new();
        for (at, stack) in self.drawn(chosen) {
            let used: Vec<&str> = self.uses()[at].iter().map(|&of| self.stacks()[of].stack()).collect();
            let uses =
                if used.is_empty() { String::new() } else { format!(", which uses {}", used.join(", ")) };
            let _ = writeln!(out, "{}{}{uses}", if out.is_empty() { "" } else { "\n" }, stack.stack());
            stack.to_text().lines().for_each(|line| {
                let _ = writeln!(out, "  {line}");
            });
        }
        out
    }

    /// The chosen stacks for Graphviz.
    pub fn to_dot(&self, chosen: &BTreeSet<usize>) -> String {
        let mut out = format!("digraph {:?} {{\n", self.name());
        out.push_str("  rankdir = \"LR\"\n  node [shape = box, fontname = \"sans-serif\"]\n");
        for (_, stack) in self.drawn(chosen) {
            let name = stack.stack();
            let _ = writeln!(out, "  subgraph \"cluster_{name}\" {{ label = \"{name}\"");
            stack.draw_dot(&mut out, 2, &format!("{name}:"));
            out.push_str("  }\n");
        }
        for (from, to) in self.arrows(chosen) {
            let _ = writeln!(out, "  \"{from}\" -> \"{to}\"");
        }
        out.push_str("}\n");
        out
    }

    /// The chosen stacks for Mermaid.
    pub fn to_mermaid(&self, chosen: &BTreeSet<usize>) -> String {
        let mut out = "flowchart LR\n".to_owned();
        for (at, stack) in self.drawn(chosen) {
            let _ = writeln!(out, "  subgraph stack{at} [\"{}\"]", stack.stack());
            stack.draw_mermaid(&mut out, 2, &format!("s{at}n"));
            out.push_str("  end\n");
        }
        let number = |address: &Address| {
            let stack = self.position(address.stack()?)?;
            Some(format!("s{stack}n{}", self.stacks()[stack].position(&address.within())?))
        };
        for (from, to) in self.arrows(chosen) {
            if let (Some(from), Some(to)) = (number(&from), number(&to)) {
                let _ = writeln!(out, "  {from} --> {to}");
            }
        }
        out
    }

    fn drawn(&self, chosen: &BTreeSet<usize>) -> impl Iterator<Item = (usize, &Graph)> {
        self.stacks().iter().enumerate().filter(|(at, _)| chosen.contains(at))
    }

    /// What resources of one chosen stack need of another, by addresses that name their stacks, each pair once.
    fn arrows(&self, chosen: &BTreeSet<usize>) -> BTreeSet<(Address, Address)> {
        let mut arrows = BTreeSet::new();
        for (_, stack) in self.drawn(chosen) {
            for foreign in stack.foreign_uses() {
                let of = foreign.of.stack().and_then(|of| self.position(of));
                let from = foreign.by.as_ref().and_then(|by| by.in_stack(stack.stack()).ok());
                if let (Some(of), Some(from)) = (of, from)
                    && chosen.contains(&of)
                {
                    arrows.insert((from, foreign.of.clone()));
                }
            }
        }
        arrows
    }
}
