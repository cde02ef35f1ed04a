//! Making a pair that ends badly as small as it can be, so that a person sees at once what it is about.

use super::{Pair, class};
use crate::programs::Item;

/// How many schedules a smaller pair is tried with: which one goes wrong is another one for each.
const SCHEDULES: u64 = 12;

/// The smallest pair that still goes wrong in the same way, and what is wrong with it.
pub(super) fn made_smaller(mut pair: Pair, seed: u64, mut wrong: String) -> (Pair, String) {
    let goes_wrong = |pair: &Pair, as_before: &str| {
        (0..SCHEDULES).find_map(|number| {
            let wrong = pair.live(seed.wrapping_add(number)).err()?;
            (class(&wrong) == as_before).then_some(wrong)
        })
    };
    let as_before = class(&wrong);
    while let Some(smaller) = pair.smaller().into_iter().find_map(|smaller| {
        let wrong = goes_wrong(&smaller, &as_before)?;
        Some((smaller, wrong))
    }) {
        (pair, wrong) = smaller;
    }
    (pair, wrong)
}

impl Pair {
    /// The pair without one of its resources, in both programs or in one.
    fn smaller(&self) -> Vec<Self> {
        let mut all = Vec::new();
        let named = |one: &Item| {
            let (sort, name) = (one.sort, one.name.clone());
            move |item: &Item| (item.sort, &*item.name) == (sort, &*name)
        };
        for item in self.first.items() {
            let gone = named(item);
            all.push(Self {
                first: self.first.without(&gone),
                second: self.second.without(&gone),
                ..self.clone()
            });
        }
        for item in self.first.items() {
            all.push(Self { first: self.first.without(named(item)), ..self.clone() });
        }
        for item in self.second.items() {
            all.push(Self { second: self.second.without(named(item)), ..self.clone() });
        }
        for at in 0..self.first.len().max(self.second.len()) {
            all.push(Self { first: self.first.plainer(at), second: self.second.plainer(at), ..self.clone() });
        }
        all.retain(|pair| pair.first != self.first || pair.second != self.second);
        all.retain(|pair| pair.first.is_valid() && pair.second.is_valid());
        all
    }
}
