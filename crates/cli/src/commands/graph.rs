//! `graph`: draw what the program declares.

use serde_json::json;

use crate::arguments::{Graph, GraphFormat};
use crate::exit::Exit;
use crate::failure::Result;
use crate::screen::Screen;
use crate::session::Session;

pub(super) fn run(session: &Session<'_>, arguments: &Graph) -> Result<Exit> {
    let graph = session.graph()?;
    if session.screen.json {
        let resources: Vec<_> = graph
            .nodes()
            .iter()
            .enumerate()
            .map(|(at, node)| {
                let needs = graph.dependencies(at).iter().map(|&of| &graph.nodes()[of].address);
                json!({
                    "address": node.address,
                    "kind": node.kind.name,
                    "needs": needs.collect::<Vec<_>>(),
                    "file": node.place.file,
                    "line": node.place.line,
                })
            })
            .collect();
        session.screen.document(&json!({
            "stack": graph.stack(),
            "environment": graph.environment(),
            "resources": resources,
        }));
        return Ok(Exit::Success);
    }
    Screen::raw(&match arguments.format {
        GraphFormat::Dot => graph.to_dot(),
        GraphFormat::Mermaid => graph.to_mermaid(),
        GraphFormat::Text => graph.to_text(),
    });
    Ok(Exit::Success)
}
