//! Checks of what is known before anything exists: options, inputs, and resources of a kind together.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::{Graph, Paths, echoed};
use crate::Address;
use crate::check::{Inputs, Member, Target, Together};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::kind::Kind;
use crate::path::Path;
use crate::printed;
use crate::value::{Map, OutputRef, Value};

impl Graph {
    /// Finds out which places the options of each resource name.
    pub(super) fn resolve_paths(&mut self, problems: &mut Diagnostics) {
        for node in &mut self.nodes {
            let (kind, options) = (node.kind, &node.options);
            let mut resolve = |option: &str, paths: &[String]| {
                let found = paths.iter().filter_map(|path| {
                    let refused = |hint: String| {
                        let message =
                            format!("`{option}` names `{path}`, which is no input of {}", kind.name);
                        let problem = Diagnostic::new(message).at(&node.address).declared(node.place);
                        problems.push(problem.hint(hint));
                    };
                    Path::resolve(kind.inputs, path).map_err(refused).ok()
                });
                found.collect()
            };
            node.paths = Paths {
                ignore: resolve("ignore_changes", &options.ignore_changes),
                replace: resolve("replace_on_change", &options.replace_on_change),
            };
            if let Some(problem) = node.options.import.as_deref().and_then(|id| printed::problem(&id.into()))
            {
                let hint = "write the physical id as it is in the cloud: what is imported exists already";
                problems.push(problem.at(&node.address).property("import").declared(node.place).hint(hint));
            }
        }
    }

    /// The inputs of all resources as they are before anything exists.
    fn at_first_sight(&self, problems: &mut Diagnostics) -> Vec<Map> {
        let mut all: Vec<Map> = vec![Map::new(); self.nodes.len()];
        for &at in &self.order {
            let lookup = |output: &OutputRef| match self.index.get(&output.address) {
                Some(&of) => echoed(self.nodes[of].kind, &all[of], output),
                None => Value::Unknown(None),
            };
            all[at] = self.evaluate_what_can_be(at, &lookup, problems);
        }
        all
    }

    /// Checks all that is known; of members of a circle, only what was written wrongly.
    pub(super) fn check_inputs(&self, problems: &mut Diagnostics) {
        let all = self.at_first_sight(problems);
        let evaluated: HashSet<usize> = self.order.iter().copied().collect();
        for (_, node) in self.nodes.iter().enumerate().filter(|(at, _)| !evaluated.contains(at)) {
            for (name, expression) in &node.inputs {
                expression.each_mistake(&mut |mistake| problems.push(node.mistaken(name, mistake)));
            }
        }
        let mut kinds: BTreeMap<&str, (&'static Kind, Vec<usize>)> = BTreeMap::new();
        for (at, node) in self.nodes.iter().enumerate() {
            if evaluated.contains(&at) {
                self.check(at, &all[at], problems);
                kinds.entry(node.kind.name).or_insert((node.kind, Vec::new())).1.push(at);
            }
        }
        let inputs_of = |address: &Address| self.index.get(address).map(|&at| &all[at]);
        for (kind, members) in kinds.values() {
            let together = Together {
                resources: members
                    .iter()
                    .map(|&at| Member {
                        address: &self.nodes[at].address,
                        place: self.nodes[at].place,
                        inputs: Inputs(&all[at]),
                    })
                    .collect(),
                inputs_of: &inputs_of,
            };
            check_unique(kind, &together, problems);
            if let Some(check) = kind.check_together {
                check(&together, problems);
            }
        }
        for output in &self.outputs {
            let lookup = |reference: &OutputRef| match self.index.get(&reference.address) {
                Some(&of) => echoed(self.nodes[of].kind, &all[of], reference),
                None => Value::Unknown(None),
            };
            let problem = match output.expression.evaluate(&lookup) {
                Ok(value) => printed::problem(&value).map(|problem| problem.declared(output.place)),
                Err(mistake) => Some(mistake.diagnostic()),
            };
            if let Some(mut problem) = problem {
                problem.message = format!("the output `{}`: {}", output.name, problem.message);
                problems.push(problem);
            }
        }
    }
}

/// What AWS keeps one of must not be declared twice.
fn check_unique(kind: &Kind, together: &Together<'_>, problems: &mut Diagnostics) {
    // Whether ranges overlap is the kind's own question.
    let overlapping = |name: &&str| kind.input(name).is_some_and(|field| field.overlapping);
    for key in kind.unique.iter().filter(|key| !key.iter().any(overlapping)) {
        let mut seen: HashMap<Vec<String>, &Member<'_>> = HashMap::new();
        for member in &together.resources {
            let Some(values) =
                key.iter().map(|name| distinct(kind, &member.inputs, name)).collect::<Option<Vec<_>>>()
            else {
                continue;
            };
            if let Some(first) = seen.get(&values) {
                problems.push(
                    Diagnostic::new(format!(
                        "has the same {} as {}, declared at {}",
                        key.join(" and "),
                        first.address,
                        first.place
                    ))
                    .at(member.address)
                    .declared(member.place)
                    .hint(format!(
                        "AWS keeps one {} for each {}",
                        kind.name,
                        key.join(" and ")
                    )),
                );
            } else {
                seen.insert(values, member);
            }
        }
    }
}

fn distinct(kind: &Kind, inputs: &Inputs<'_>, name: &str) -> Option<String> {
    match inputs.target(name) {
        Some(Target::Output(output)) => Some(output.to_string()),
        Some(Target::Id(text)) => Some(kind.compared(name, text).into_owned()),
        None => match inputs.value(name)? {
            Value::Int(n) => Some(n.to_string()),
            Value::Bool(b) => Some(b.to_string()),
            _ => None,
        },
    }
}
