//! How tasks are shared out among capacity providers.

use ironwright_core::Input;
use ironwright_core::check::{Inputs, Problems};
use ironwright_macros::Block;

/// One capacity provider's share of the tasks.
///
/// ```
/// use ironwright::aws::ecs::CapacityProviderStrategyItem;
///
/// // Two tasks on Fargate at least; of all others three in four on Fargate Spot.
/// let strategy = [
///     CapacityProviderStrategyItem::new("FARGATE").base(2).weight(1),
///     CapacityProviderStrategyItem::new("FARGATE_SPOT").weight(3),
/// ];
/// # let _ = strategy;
/// ```
#[derive(Block, Clone, Debug)]
pub struct CapacityProviderStrategyItem {
    /// `FARGATE`, `FARGATE_SPOT`, or the name of a capacity provider of an Auto Scaling group.
    capacity_provider: Input<String>,
    /// How many tasks run on this provider before weights count: 0 to 100000, set for one provider only.
    #[input(default = 0, range = 0..=100_000)]
    base: Option<Input<u32>>,
    /// This provider's part of the tasks beyond the base, relative to the others' weights: 0 to 1000.
    #[input(default = 0, range = 0..=1000)]
    weight: Option<Input<u32>>,
}

/// What AWS asks of every strategy: each provider once, one base.
pub(super) fn check(property: &str, inputs: &Inputs<'_>, problems: &mut Problems<'_>) {
    let mut seen: Vec<&str> = Vec::new();
    let mut based: Option<String> = None;
    for (path, item) in inputs.blocks(property, Some("capacity_provider")) {
        if let Some(provider) = item.text("capacity_provider") {
            if seen.contains(&provider) {
                problems.report(
                    &*path,
                    "is there twice",
                    "give each capacity provider one base and one weight",
                );
            }
            seen.push(provider);
        }
        if item.int("base").is_some_and(|base| base > 0) {
            match &based {
                Some(first) => problems.report(
                    format!("{path}.base"),
                    format!("`{first}` has a base already"),
                    "keep the base of one capacity provider, and share the other tasks out by weight",
                ),
                None => based = Some(path),
            }
        }
    }
}
