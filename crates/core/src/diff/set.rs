//! Lists whose order has no meaning, and in which the same twice is the same once.

use std::collections::HashSet;
use std::hash::Hash;

use crate::value::Value;

/// Whether two lists hold the same: each item of one has a partner in the other, and no two have the same one.
pub(super) fn is_same_set(ones: &[Value], others: &[Value], same: impl Fn(&Value, &Value) -> bool) -> bool {
    let (ones, others) = (without_doubles(ones), without_doubles(others));
    if ones.len() != others.len() {
        return false;
    }
    let partners: Vec<Vec<usize>> =
        ones.iter().map(|one| (0..others.len()).filter(|&at| same(one, others[at])).collect()).collect();
    let mut taken = vec![None; others.len()];
    (0..ones.len()).all(|one| finds_partner(one, &partners, &mut taken, &mut HashSet::new()))
}

/// Gives one item a partner; one that is taken is let go where its holder finds another.
fn finds_partner(
    one: usize,
    partners: &[Vec<usize>],
    taken: &mut [Option<usize>],
    tried: &mut HashSet<usize>,
) -> bool {
    partners[one].iter().any(|&other| {
        let free = tried.insert(other)
            && taken[other].is_none_or(|holder| finds_partner(holder, partners, taken, tried));
        if free {
            taken[other] = Some(one);
        }
        free
    })
}

fn without_doubles(items: &[Value]) -> Vec<&Value> {
    let mut seen: Vec<&Value> = Vec::with_capacity(items.len());
    for item in items {
        if !seen.contains(&item) {
            seen.push(item);
        }
    }
    seen
}

/// Whether nothing is there twice.
pub(super) fn are_distinct<T: Eq + Hash>(mut items: impl Iterator<Item = T>) -> bool {
    let mut seen = HashSet::new();
    items.all(|item| seen.insert(item))
}
