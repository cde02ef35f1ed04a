//! Capacity provider strategies, to the SDK's types and back.

use aws_sdk_ecs::types::CapacityProviderStrategyItem;
use ironwright_core::{Map, Value};

use crate::properties::{Properties, blocks, number, text};

/// A strategy as it is wanted; an empty one when it is not set.
pub(super) fn to_strategy(inputs: &Map, name: &str) -> Vec<CapacityProviderStrategyItem> {
    let item = |item: &Map| {
        let built = CapacityProviderStrategyItem::builder()
            .set_capacity_provider(text(item, "capacity_provider"))
            .set_base(number(item, "base"))
            .set_weight(number(item, "weight"));
        built.build().ok()
    };
    blocks(inputs, name).filter_map(item).collect()
}

/// One item of a strategy as AWS has it.
pub(super) fn from_strategy(item: &CapacityProviderStrategyItem) -> Value {
    Properties::default()
        .with("capacity_provider", item.capacity_provider())
        .with("base", item.base())
        .with("weight", item.weight())
        .into_value()
}
