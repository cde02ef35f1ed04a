//! `graph` of several stacks: what each declares, and what it uses of others.

use std::collections::BTreeSet;

use serde_json::json;

use super::Stacks;
use crate::arguments::{Graph, GraphFormat};
use crate::commands;
use crate::exit::Exit;
use crate::failure::Result;
use crate::screen::Screen;

pub(super) fn run(stacks: &Stacks<'_>, arguments: &Graph) -> Result<Exit> {
    let graph = stacks.graph;
    if stacks.screen.json {
        let each = stacks.chosen.iter().map(|&at| {
            let mut document = commands::graph::document(&graph.stacks()[at]);
            if let Some(members) = document.as_object_mut() {
                let uses: Vec<&str> = graph.uses()[at].iter().map(|&of| graph.stacks()[of].stack()).collect();
                members.insert("uses".to_owned(), json!(uses));
            }
            document
        });
        stacks.screen.document(&json!({
            "project": graph.name(),
            "environment": graph.environment(),
            "stacks": each.collect::<Vec<_>>(),
        }));
        return Ok(Exit::Success);
    }
    let chosen: BTreeSet<usize> = stacks.chosen.iter().copied().collect();
    Screen::raw(&match arguments.format {
        GraphFormat::Dot => graph.to_dot(&chosen),
        GraphFormat::Mermaid => graph.to_mermaid(&chosen),
        GraphFormat::Text => graph.to_text(&chosen),
    });
    Ok(Exit::Success)
}
