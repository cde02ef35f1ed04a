//! Former names: which address `renamed_from` means, and when it can mean none.
//!
//! A rename is carried out while its old address is known and no longer declared; the old address may be declared for a
//! resource that has moved there itself, and then both move together. One whose old address is declared for anything else,
//! that two resources lay claim to, or that is part of a circle, would never be carried out, or by whoever comes first:
//! that is told instead of being left out in silence.

use std::collections::HashMap;

use super::Node;
use crate::Address;
use crate::address::AddressError;
use crate::diagnostic::{Diagnostic, Diagnostics};

impl Node {
    /// The address that `renamed_from` means: a name in the same scope, or a scope path and a name.
    ///
    /// # Errors
    /// What is wrong with the text.
    pub fn former_address(&self, former: &str) -> Result<Address, AddressError> {
        let (scope, name) = former.rsplit_once('/').unwrap_or((self.address.scope(), former));
        Address::new(scope, self.kind.name, name)
    }
}

/// Whether a declared resource had another name before, so that its name may have been another's.
fn has_moved(node: &Node) -> bool {
    !node.options.renamed_from.is_empty()
}

/// Whether a chain of former names ends where it began.
fn leads_back(former: &Address, at: usize, nodes: &[Node], index: &HashMap<Address, usize>) -> bool {
    let mut seen = vec![at];
    let mut waiting: Vec<usize> = index.get(former).copied().into_iter().collect();
    while let Some(next) = waiting.pop() {
        if next == at {
            return true;
        }
        if !seen.contains(&next) {
            seen.push(next);
            let node = &nodes[next];
            let formers = node.options.renamed_from.iter().filter_map(|it| node.former_address(it).ok());
            waiting.extend(formers.filter_map(|former| index.get(&former).copied()));
        }
    }
    false
}

/// Finds each `renamed_from` that cannot be carried out.
pub(super) fn check(nodes: &[Node], index: &HashMap<Address, usize>, problems: &mut Diagnostics) {
    let mut claimed: HashMap<Address, usize> = HashMap::new();
    for (at, node) in nodes.iter().enumerate() {
        let problem = |message: String, hint: &str| {
            let problem = Diagnostic::new(format!("`renamed_from`: {message}"));
            problem.at(&node.address).declared(node.place).hint(hint)
        };
        for text in &node.options.renamed_from {
            let former = match node.former_address(text) {
                Ok(former) => former,
                Err(error) => {
                    problems.push(problem(
                        error.to_string(),
                        "write the former name, `public`, or the former scope and name, `network/public`; `/public` had none",
                    ));
                    continue;
                }
            };
            if former == node.address {
                let hint = "write the name that it had before, or leave `renamed_from` out";
                problems.push(problem(format!("`{text}` is the name that it has now"), hint));
            } else if leads_back(&former, at, nodes, index) {
                problems.push(problem(
                    format!(
                        "{former} gets its name in turn, in a circle: which has moved already cannot be told"
                    ),
                    "move one of them to a name of its own first, run `up`, and then the others",
                ));
            } else if let Some(&other) = index.get(&former).filter(|&&other| !has_moved(&nodes[other])) {
                problems.push(problem(
                    format!("{former} is still declared, at {}", nodes[other].place),
                    "leave `renamed_from` out if that is another resource by now; else take that declaration away",
                ));
            } else if let Some(&first) = claimed.get(&former).filter(|first| **first != at) {
                let Node { address, place, .. } = &nodes[first];
                problems.push(problem(
                    format!("{former} is what {address} was too, declared at {place}"),
                    "only one of them can take over what is there: leave `renamed_from` out of the other",
                ));
            } else {
                claimed.insert(former, at);
            }
        }
    }
}
