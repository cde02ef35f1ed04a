//! `graph`: draw what the program declares.

use ironwright_core::graph::{LookUpNode, Node};
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
        let looks_up = graph.look_ups_of(at).into_iter().map(|of| &graph.look_ups()[of].address);
        json!({
            "address": node.address,
            "kind": node.kind.name,
            "needs": needs.chain(graph.foreign_dependencies(node)).collect::<Vec<_>>(),
            "looks_up": looks_up.collect::<Vec<_>>(),
            "file": node.place.file,
            "line": node.place.line,
        })
    };
    let look_up = |(at, look_up): (usize, &LookUpNode)| {
        let resources = graph.look_up_dependencies(at).iter().map(|&of| &graph.nodes()[of].address);
        let look_ups = graph.look_up_needs(at).iter().map(|&of| &graph.look_ups()[of].address);
        json!({
            "address": look_up.address,
            "kind": look_up.kind.name,
            "needs": look_ups.chain(resources).collect::<Vec<_>>(),
            "file": look_up.place.file,
            "line": look_up.place.line,
        })
    };
    json!({
        "stack": graph.stack(),
        "environment": graph.environment(),
        "look_ups": graph.look_ups().iter().enumerate().map(look_up).collect::<Vec<_>>(),
        "resources": graph.nodes().iter().enumerate().map(resource).collect::<Vec<_>>(),
    })
}
