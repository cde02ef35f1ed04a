//! Drawings of a graph: an indented text, Graphviz's DOT and Mermaid. Scopes are boxes, arrows point at what is needed;
//! a dashed one at what completes that. What is looked up stands outside of all boxes.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::Address;
use crate::graph::{Graph, Node};

impl Graph {
    /// A line for each resource, in an order in which each comes after what it depends on, and below it what that is.
    pub fn to_text(&self) -> String {
        let mut out = String::new();
        for (at, look_up) in self.look_ups().iter().enumerate() {
            let _ = writeln!(out, "{} (looked up)", look_up.address);
            for needed in self.needed_to_look_up(at) {
                let _ = writeln!(out, "  by {needed}");
            }
        }
        for &at in self.order() {
            let _ = writeln!(out, "{}", self.nodes()[at].address);
            for foreign in self.foreign_dependencies(&self.nodes()[at]) {
                let _ = writeln!(out, "  needs {foreign}");
            }
            for of in self.look_ups_of(at) {
                let _ = writeln!(out, "  looks up {}", self.look_ups()[of].address);
            }
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
        self.draw_dot(&mut out, 1, "");
        out.push_str("}\n");
        out
    }

    /// Nodes and arrows for Graphviz, each node with this before its address.
    pub(crate) fn draw_dot(&self, out: &mut String, depth: usize, prefix: &str) {
        self.draw(out, depth, &Dot { prefix });
        for (at, needed) in self.arrows() {
            let (from, to) = (&self.nodes()[at].address, &self.nodes()[needed].address);
            let style = if self.completed_by(at).contains(&needed) { " [style = dashed]" } else { "" };
            let _ = writeln!(out, "{}\"{prefix}{from}\" -> \"{prefix}{to}\"{style}", "  ".repeat(depth));
        }
        for (at, look_up) in self.look_ups().iter().enumerate() {
            let (address, indent) = (&look_up.address, "  ".repeat(depth));
            let label = format!("{}\\n{}", address.kind(), address.name());
            let _ = writeln!(out, "{indent}\"{prefix}{address}\" [label = \"{label}\", style = dotted]");
            for needed in self.needed_to_look_up(at) {
                let _ = writeln!(out, "{indent}\"{prefix}{address}\" -> \"{prefix}{needed}\"");
            }
        }
        for (at, node) in self.nodes().iter().enumerate() {
            for of in self.look_ups_of(at) {
                let (from, to) = (&node.address, &self.look_ups()[of].address);
                let _ = writeln!(out, "{}\"{prefix}{from}\" -> \"{prefix}{to}\"", "  ".repeat(depth));
            }
        }
    }

    /// The graph for Mermaid, which many pages show where they find a block of it.
    pub fn to_mermaid(&self) -> String {
        let mut out = "flowchart LR\n".to_owned();
        self.draw_mermaid(&mut out, 1, "n");
        out
    }

    /// Nodes and arrows for Mermaid, each node with this before its number.
    pub(crate) fn draw_mermaid(&self, out: &mut String, depth: usize, prefix: &str) {
        self.draw(out, depth, &Mermaid { prefix });
        for (at, needed) in self.arrows() {
            let arrow = if self.completed_by(at).contains(&needed) { "-.->" } else { "-->" };
            let _ = writeln!(out, "{}{prefix}{at} {arrow} {prefix}{needed}", "  ".repeat(depth));
        }
        let indent = "  ".repeat(depth);
        for (at, look_up) in self.look_ups().iter().enumerate() {
            let address = &look_up.address;
            let _ = writeln!(out, "{indent}{prefix}l{at}([\"{}<br>{}\"])", address.kind(), address.name());
            for of in self.look_up_needs(at) {
                let _ = writeln!(out, "{indent}{prefix}l{at} --> {prefix}l{of}");
            }
            for of in self.look_up_dependencies(at) {
                let _ = writeln!(out, "{indent}{prefix}l{at} --> {prefix}{of}");
            }
        }
        for at in 0..self.nodes().len() {
            for of in self.look_ups_of(at) {
                let _ = writeln!(out, "{indent}{prefix}{at} --> {prefix}l{of}");
            }
        }
    }

    /// What something is looked up by.
    fn needed_to_look_up(&self, at: usize) -> impl Iterator<Item = &Address> {
        let look_ups = self.look_up_needs(at).iter().map(|&of| &self.look_ups()[of].address);
        look_ups.chain(self.look_up_dependencies(at).iter().map(|&of| &self.nodes()[of].address))
    }

    fn arrows(&self) -> impl Iterator<Item = (usize, usize)> {
        (0..self.nodes().len()).flat_map(|at| self.dependencies(at).iter().map(move |&needed| (at, needed)))
    }

    fn draw(&self, out: &mut String, depth: usize, pen: &dyn Pen) {
        let mut boxes = Scope::default();
        for (at, node) in self.nodes().iter().enumerate() {
            let path = node.address.scope().split('/').filter(|name| !name.is_empty());
            path.fold(&mut boxes, |scope, name| scope.inner.entry(name).or_default()).nodes.push(at);
        }
        boxes.draw(self, "", depth, out, pen);
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

struct Dot<'a> {
    prefix: &'a str,
}

impl Pen for Dot<'_> {
    fn node(&self, _: usize, node: &Node) -> String {
        let (address, prefix) = (&node.address, self.prefix);
        format!("\"{prefix}{address}\" [label = \"{}\\n{}\"]", address.kind(), address.name())
    }

    fn opening(&self, path: &str, name: &str) -> String {
        let prefix = self.prefix;
        format!("subgraph \"cluster_{prefix}{path}\" {{ label = \"{name}\"")
    }

    fn closing(&self) -> &'static str {
        "}"
    }
}

struct Mermaid<'a> {
    prefix: &'a str,
}

impl Pen for Mermaid<'_> {
    fn node(&self, at: usize, node: &Node) -> String {
        format!("{}{at}[\"{}<br>{}\"]", self.prefix, node.address.kind(), node.address.name())
    }

    fn opening(&self, path: &str, name: &str) -> String {
        let id: String = path.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
        // The usual prefix is that of every node.
        format!("subgraph {}_{id} [\"{name}\"]", if self.prefix == "n" { "s" } else { self.prefix })
    }

    fn closing(&self) -> &'static str {
        "end"
    }
}
