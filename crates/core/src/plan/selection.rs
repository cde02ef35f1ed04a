//! `--target` and `--exclude`: the part of a stack that a run is about.

use std::collections::HashSet;

use crate::Address;
use crate::diagnostic::{Diagnostic, Diagnostics, nearest};
use crate::graph::Graph;
use crate::state::State;

/// Which resources a run is about; all of them by default.
#[derive(Clone, PartialEq, Eq, Debug, Default, serde::Serialize, serde::Deserialize)]
pub struct Selection {
    /// Only these and what they depend on. A scope, `vpc/`, stands for all in it.
    pub targets: Vec<String>,
    /// All but these and what depends on them.
    pub excludes: Vec<String>,
    /// These are replaced, though nothing of them has changed: [`Graph::replace`] is told.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub replaces: Vec<String>,
}

impl Graph {
    /// Lets a run replace resources, though nothing of them has changed. A scope, `vpc/`, stands for all in it.
    ///
    /// # Errors
    /// Every name that stands for nothing that is declared.
    pub fn replace(&mut self, names: &[String]) -> Result<(), Diagnostics> {
        let declared: HashSet<Address> = self.nodes().iter().map(|node| node.address.clone()).collect();
        let mut problems = Diagnostics::default();
        for address in matching(names, &declared, "--replace", &mut problems) {
            self.replace_now(&address);
        }
        problems.into_result()
    }
}

impl Selection {
    /// Whether nothing is left out.
    pub fn is_everything(&self) -> bool {
        self.targets.is_empty() && self.excludes.is_empty()
    }

    /// The addresses that a run is about.
    ///
    /// With `reversed`, as for a destroy, a target brings what depends on it and an exclusion keeps what it depends
    /// on.
    ///
    /// # Errors
    /// Every name that stands for nothing.
    pub(crate) fn resolve(
        &self,
        graph: Option<&Graph>,
        state: &State,
        reversed: bool,
    ) -> Result<HashSet<Address>, Diagnostics> {
        let mut everything: HashSet<Address> = state.resources.keys().cloned().collect();
        everything.extend(graph.iter().flat_map(|graph| graph.nodes()).map(|node| node.address.clone()));
        if self.is_everything() {
            return Ok(everything);
        }
        let edges = Edges::new(graph, state);
        let mut problems = Diagnostics::default();
        let mut selected = if self.targets.is_empty() {
            everything.clone()
        } else {
            let roots = matching(&self.targets, &everything, "--target", &mut problems);
            Edges::closure(roots, if reversed { &edges.dependents } else { &edges.dependencies })
        };
        let excluded = matching(&self.excludes, &everything, "--exclude", &mut problems);
        let kept = Edges::closure(excluded, if reversed { &edges.dependencies } else { &edges.dependents });
        selected.retain(|address| !kept.contains(address));
        problems.into_result()?;
        Ok(selected)
    }
}

fn matching(
    names: &[String],
    everything: &HashSet<Address>,
    option: &str,
    problems: &mut Diagnostics,
) -> Vec<Address> {
    let mut found = Vec::new();
    for name in names {
        let scope = format!("{}/", name.trim_end_matches('/'));
        let before = found.len();
        found.extend(
            everything.iter().filter(|a| a.as_str() == name || a.as_str().starts_with(&scope)).cloned(),
        );
        if found.len() == before {
            let near = nearest(name, everything.iter().map(Address::as_str));
            let hint = near.map_or_else(
                || "`state list` shows what exists, `graph` what is declared".to_owned(),
                |near| format!("did you mean `{near}`?"),
            );
            problems.push(Diagnostic::new(format!("{option}: there is no `{name}`")).hint(hint));
        }
    }
    found
}

type Neighbours = std::collections::HashMap<Address, Vec<Address>>;

struct Edges {
    dependencies: Neighbours,
    dependents: Neighbours,
}

impl Edges {
    fn new(graph: Option<&Graph>, state: &State) -> Self {
        let mut edges = Self { dependencies: Neighbours::new(), dependents: Neighbours::new() };
        for (address, resource) in &state.resources {
            for object in resource.current.iter().chain(&resource.deposed) {
                object.dependencies.iter().for_each(|dependency| edges.add(address, dependency));
            }
        }
        if let Some(graph) = graph {
            for (at, node) in graph.nodes().iter().enumerate() {
                let dependencies = graph.dependencies(at).iter().map(|&of| &graph.nodes()[of].address);
                dependencies.for_each(|dependency| edges.add(&node.address, dependency));
            }
        }
        edges
    }

    fn add(&mut self, from: &Address, to: &Address) {
        self.dependencies.entry(from.clone()).or_default().push(to.clone());
        self.dependents.entry(to.clone()).or_default().push(from.clone());
    }

    fn closure(roots: Vec<Address>, neighbours: &Neighbours) -> HashSet<Address> {
        let (mut seen, mut waiting) = (HashSet::new(), roots);
        while let Some(address) = waiting.pop() {
            if seen.insert(address.clone()) {
                waiting.extend(neighbours.get(&address).into_iter().flatten().cloned());
            }
        }
        seen
    }
}
