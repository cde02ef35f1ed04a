//! The stacks of a project as data: each after those whose outputs it uses, or whose resources it is to come after.

use std::collections::{BTreeMap, BTreeSet};

use crate::Diagnostic;
use crate::diagnostic::{Diagnostics, Place, nearest};
use crate::environment::Environment;
use crate::exports;
use crate::graph::{ForeignUse, Graph};
use crate::stack::Stack;
use crate::value::OutputRef;

/// The stacks of a project and what each uses of the others, without a circle.
#[derive(Clone, Debug)]
pub struct ProjectGraph {
    name: String,
    environment: Option<Environment>,
    stacks: Vec<Graph>,
    uses: Vec<Vec<usize>>,
}

/// Which stacks of a project a run is about: all of them, or those that patterns name.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Choice(pub Vec<String>);

impl ProjectGraph {
    pub(super) fn build(
        name: String,
        environment: Option<Environment>,
        stacks: Vec<(Stack, Place)>,
        mut problems: Diagnostics,
    ) -> Result<Self, Diagnostics> {
        let (mut graphs, mut places) = (Vec::with_capacity(stacks.len()), Vec::with_capacity(stacks.len()));
        for (stack, place) in stacks {
            let name = stack.name();
            match stack.into_graph() {
                Ok(graph) => {
                    graphs.push(graph);
                    places.push(place);
                }
                Err(wrong) => problems.extend(of_stack(wrong, &name)),
            }
        }
        problems.into_result()?;
        let mut project = Self { name, environment, uses: Vec::new(), stacks: graphs };
        project.link()?;
        project.sort(&places)?;
        Ok(project)
    }

    /// The project's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The environment that the project is declared for.
    pub fn environment(&self) -> Option<&Environment> {
        self.environment.as_ref()
    }

    /// The stacks, each after those that it uses; independent ones in the order of their declaration.
    pub fn stacks(&self) -> &[Graph] {
        &self.stacks
    }

    /// A stack, to be told what a run does to it.
    pub fn stack_mut(&mut self, at: usize) -> Option<&mut Graph> {
        self.stacks.get_mut(at)
    }

    /// The same, each to be owned by whoever runs it.
    pub fn into_stacks(self) -> Vec<Graph> {
        self.stacks
    }

    /// The names of the stacks, in that order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.stacks.iter().map(Graph::stack)
    }

    /// The position of a stack.
    pub fn position(&self, name: &str) -> Option<usize> {
        self.names().position(|stack| stack == name)
    }

    /// The positions of the stacks that each uses, in order.
    pub fn uses(&self) -> &[Vec<usize>] {
        &self.uses
    }

    /// The positions of the stacks that are chosen, in order.
    ///
    /// # Errors
    /// Each pattern that names none.
    pub fn choose(&self, choice: &Choice) -> Result<Vec<usize>, Diagnostics> {
        let mut problems = Diagnostics::default();
        for pattern in choice.0.iter().filter(|pattern| !self.names().any(|name| fits(pattern, name))) {
            let problem = Diagnostic::new(format!("`{}` has no stack `{pattern}`", self.name));
            problems.push(problem.hint(match nearest(pattern, self.names()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("its stacks are {}", self.names().collect::<Vec<_>>().join(", ")),
            }));
        }
        problems.into_result()?;
        let chosen = |name: &str| choice.0.is_empty() || choice.0.iter().any(|pattern| fits(pattern, name));
        Ok((0..self.stacks.len()).filter(|&at| chosen(self.stacks[at].stack())).collect())
    }

    /// Finds what each stack uses of the others.
    fn link(&mut self) -> Result<(), Diagnostics> {
        let mut problems = Diagnostics::default();
        let index: BTreeMap<String, usize> =
            self.names().enumerate().map(|(at, name)| (name.to_owned(), at)).collect();
        for at in 0..self.stacks.len() {
            let mut used = BTreeSet::new();
            for foreign in self.stacks[at].foreign_uses().to_vec() {
                let of = foreign.of.stack().and_then(|stack| index.get(stack).copied());
                // It is imported from a stack elsewhere.
                if of.is_none() && foreign.of.kind() == exports::KIND {
                    continue;
                }
                let node = of.and_then(|of| self.stacks[of].get(&foreign.of.within()));
                let (Some(of), Some(kind)) = (of, node.map(|node| node.kind)) else {
                    problems.push(self.dangling(at, &foreign, of));
                    continue;
                };
                used.insert(of);
                self.stacks[at].note_foreign_kind(&foreign.of, kind);
                if let Some(output) = &foreign.output {
                    let address = foreign.of.within();
                    self.stacks[of].note_given(OutputRef { address, output: output.output.clone() });
                }
            }
            self.uses.push(used.into_iter().collect());
        }
        problems.into_result()
    }

    fn dangling(&self, at: usize, foreign: &ForeignUse, of: Option<usize>) -> Diagnostic {
        let stack = foreign.of.stack().unwrap_or_default();
        let looked_up = of.is_some_and(|of| {
            let address = foreign.of.within();
            self.stacks[of].look_ups().iter().any(|look_up| look_up.address == address)
        });
        let message = match of {
            Some(_) if looked_up => format!("uses {}, which the stack `{stack}` looks up", foreign.of),
            None => format!("uses {}, and `{}` has no stack `{stack}`", foreign.of, self.name),
            Some(_) => format!("uses {}, which the stack `{stack}` does not declare", foreign.of),
        };
        let mut problem = Diagnostic::new(message).declared(foreign.place);
        if let Some(by) = &foreign.by {
            problem.address = by.in_stack(self.stacks[at].stack()).ok();
        }
        problem.hint(if looked_up {
            "look it up in this stack too: what is looked up is none of the other stack's to give"
        } else {
            "declare it in that stack, before the one that uses it"
        })
    }

    /// Puts each stack after those that it uses, declaration order first.
    fn sort(&mut self, places: &[Place]) -> Result<(), Diagnostics> {
        let mut order: Vec<usize> = Vec::with_capacity(self.stacks.len());
        while order.len() < self.stacks.len() {
            let is_ready =
                |at: &usize| !order.contains(at) && self.uses[*at].iter().all(|of| order.contains(of));
            let Some(next) = (0..self.stacks.len()).find(is_ready) else {
                return Err(self.circle(&order, places).into());
            };
            order.push(next);
        }
        let mut position = vec![0; order.len()];
        order.iter().enumerate().for_each(|(new, &old)| position[old] = new);
        let mut stacks: Vec<Option<Graph>> = self.stacks.drain(..).map(Some).collect();
        self.stacks = order.iter().filter_map(|&old| stacks[old].take()).collect();
        let moved = |old: &usize| {
            let mut uses: Vec<usize> = self.uses[*old].iter().map(|&of| position[of]).collect();
            uses.sort_unstable();
            uses
        };
        self.uses = order.iter().map(moved).collect();
        Ok(())
    }

    /// The circle that keeps the rest from being sorted, with a place for each of its edges.
    fn circle(&self, sorted: &[usize], places: &[Place]) -> Diagnostic {
        let next = |at: usize| self.uses[at].iter().copied().find(|of| !sorted.contains(of));
        let start = (0..self.stacks.len()).find(|at| !sorted.contains(at)).unwrap_or_default();
        let mut path = vec![start];
        let begin = loop {
            let Some(of) = path.last().and_then(|&at| next(at)) else { break 0 };
            if let Some(begin) = path.iter().position(|&at| at == of) {
                path.push(of);
                break begin;
            }
            path.push(of);
        };
        let circle = &path[begin..];
        let names: Vec<&str> = circle.iter().map(|&at| self.stacks[at].stack()).collect();
        let edges = circle.windows(2).filter_map(|edge| {
            let of = self.stacks[edge[1]].stack();
            let uses = self.stacks[edge[0]].foreign_uses().iter();
            let foreign = uses.into_iter().find(|foreign| foreign.of.stack() == Some(of))?;
            Some(format!("`{}` uses {} at {}", self.stacks[edge[0]].stack(), foreign.of, foreign.place))
        });
        let message = format!(
            "the stacks need each other in a circle, {}: {}",
            names.join(" -> "),
            edges.collect::<Vec<_>>().join(", ")
        );
        let problem = Diagnostic::new(message).declared(places[circle[0]]);
        problem.hint("move what both need into a stack of its own, or declare both as one stack")
    }
}

/// What is wrong with one of several stacks, with the stack named.
fn of_stack(problems: Diagnostics, stack: &str) -> Diagnostics {
    let named = problems.0.into_iter().map(|mut problem| {
        if let Some(address) = &problem.address {
            problem.address = address.in_stack(stack).ok().or(problem.address);
        }
        problem
    });
    Diagnostics(named.collect())
}

/// Whether a name fits a pattern, in which `*` stands for any text.
fn fits(pattern: &str, name: &str) -> bool {
    let Some((first, rest)) = pattern.split_once('*') else { return pattern == name };
    let Some(mut left) = name.strip_prefix(first) else { return false };
    let mut parts: Vec<&str> = rest.split('*').collect();
    let Some(last) = parts.pop() else { return true };
    for part in parts {
        let Some((_, after)) = left.split_once(part) else { return false };
        left = after;
    }
    left.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn a_star_stands_for_any_text() {
        for (pattern, name) in
            [("web", "web"), ("*", "vpc/ecs"), ("vpc/*", "vpc/ecs"), ("*/e*s", "vpc/ecs"), ("a*a", "aa")]
        {
            assert!(fits(pattern, name), "{pattern} does not fit {name}");
        }
        for (pattern, name) in [("web", "web2"), ("vpc/*", "vpc"), ("a*a", "a"), ("", "web"), ("*x", "web")] {
            assert!(!fits(pattern, name), "{pattern} fits {name}");
        }
    }
}
