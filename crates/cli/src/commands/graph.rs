//! `graph`: draw what the program declares.

use ironwright_core::graph::Node;
use serde_json::{Value as Json, json};

use crate::arguments::{Graph, GraphFormat};
use crate::exit::Exit;
use crate::failure::Result;
use crate::screen::Screen;
use crate::session::Session;

pub(super) fn run(session: &Session<'_>, arguments: &Graph) -> Result<Exit> {
    let graph = session.graph()?;
    if session.screen.json {
        session.screen.document(&document(&graph));
        return Ok(Exit::Success);
    }
    Screen::raw(&match arguments.format {
        GraphFormat::Dot => graph.to_dot(),
        GraphFormat::Mermaid => graph.to_mermaid(),
        GraphFormat::Text => graph.to_text(),
    });
    Ok(Exit::Success)
}

/// The graph of a stack, for machines.
pub(crate) fn document(graph: &ironwright_core::Graph) -> Json {
    let resource = |(at, node): (usize, &Node)| {
        let needs = graph.dependencies(at).iter().map(|&of| &graph.nodes()[of].address);
        json!({
            "address": node.address,
            "kind": node.kind.name,
            "needs": needs.chain(graph.foreign_dependencies(node)).collect::<Vec<_>>(),
            "file": node.place.file,
            "line": node.place.line,
        })
    };
    json!({
        "stack": graph.stack(),
        "environment": graph.environment(),
        "resources": graph.nodes().iter().enumerate().map(resource).collect::<Vec<_>>(),
    })
}
