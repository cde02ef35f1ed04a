//! Drawings of a graph: an indented text, Graphviz's DOT and Mermaid. Scopes are boxes, arrows point at what is needed;
//! a dashed one at what completes that.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::graph::{Graph, Node};

impl Graph {
    /// A line for each resource, in an order in which each comes after what it depends on, and below it what that is.
    pub fn to_text(&self) -> String {
        let mut out = String::new();
        for &at in self.order() {
            let _ = writeln!(out, "{}", self.nodes()[at].address);
            for &needed in self.dependencies(at) {
                let word = if self.completed_by(at).contains(&needed) { "after" } else { "needs" };
                let _ = writeln!(out, "  {word} {}", self.nodes()[needed].address);
            }
        }
        out
    }

    /// The graph for Graphviz: `… graph --format dot | dot -Tsvg`.
    pub fn to_dot(&self) -> String {
        let mut out = format!("digraph {:?} {{\n", self.instance().to_string());
        out.push_str("  rankdir = \"LR\"\n  node [shape = box, fontname = \"sans-serif\"]\n");
        self.draw(&mut out, &Dot);
        for (at, needed) in self.arrows() {
            let (from, to) = (&self.nodes()[at].address, &self.nodes()[needed].address);
            let style = if self.completed_by(at).contains(&needed) { " [style = dashed]" } else { "" };
            let _ = writeln!(out, "  \"{from}\" -> \"{to}\"{style}");
        }
        out.push_str("}\n");
        out
    }

    /// The graph for Mermaid, which many pages show where they find a block of it.
    pub fn to_mermaid(&self) -> String {
        let mut out = "flowchart LR\n".to_owned();
        self.draw(&mut out, &Mermaid);
        for (at, needed) in self.arrows() {
            let arrow = if self.completed_by(at).contains(&needed) { "-.->" } else { "-->" };
            let _ = writeln!(out, "  n{at} {arrow} n{needed}");
        }
        out
    }

    fn arrows(&self) -> impl Iterator<Item = (usize, usize)> {
        (0..self.nodes().len()).flat_map(|at| self.dependencies(at).iter().map(move |&needed| (at, needed)))
    }

    fn draw(&self, out: &mut String, pen: &dyn Pen) {
        let mut boxes = Scope::default();
        for (at, node) in self.nodes().iter().enumerate() {
            let path = node.address.scope().split('/').filter(|name| !name.is_empty());
            path.fold(&mut boxes, |scope, name| scope.inner.entry(name).or_default()).nodes.push(at);
        }
        boxes.draw(self, "", 1, out, pen);
    }
}

/// What stands in one scope.
#[derive(Default)]
struct Scope<'a> {
    nodes: Vec<usize>,
    inner: BTreeMap<&'a str, Scope<'a>>,
}

impl Scope<'_> {
    fn draw(&self, graph: &Graph, path: &str, depth: usize, out: &mut String, pen: &dyn Pen) {
        let indent = "  ".repeat(depth);
        for &at in &self.nodes {
            let _ = writeln!(out, "{indent}{}", pen.node(at, &graph.nodes()[at]));
        }
        for (name, scope) in &self.inner {
            let path = if path.is_empty() { (*name).to_owned() } else { format!("{path}/{name}") };
            let _ = writeln!(out, "{indent}{}", pen.opening(&path, name));
            scope.draw(graph, &path, depth + 1, out, pen);
            let _ = writeln!(out, "{indent}{}", pen.closing());
        }
    }
}

/// How a language writes nodes and boxes. Names hold neither quotes nor line breaks, so none is escaped.
trait Pen {
    fn node(&self, at: usize, node: &Node) -> String;
    fn opening(&self, path: &str, name: &str) -> String;
    fn closing(&self) -> &'static str;
}

struct Dot;

impl Pen for Dot {
    fn node(&self, _: usize, node: &Node) -> String {
        let address = &node.address;
        format!("\"{address}\" [label = \"{}\\n{}\"]", address.kind(), address.name())
    }

    fn opening(&self, path: &str, name: &str) -> String {
        format!("subgraph \"cluster_{path}\" {{ label = \"{name}\"")
    }

    fn closing(&self) -> &'static str {
        "}"
    }
}

struct Mermaid;

impl Pen for Mermaid {
    fn node(&self, at: usize, node: &Node) -> String {
        format!("n{at}[\"{}<br>{}\"]", node.address.kind(), node.address.name())
    }

    fn opening(&self, path: &str, name: &str) -> String {
        let id: String = path.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
        format!("subgraph s_{id} [\"{name}\"]")
    }

    fn closing(&self) -> &'static str {
        "end"
    }
}
