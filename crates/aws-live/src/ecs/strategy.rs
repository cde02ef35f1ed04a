//! Capacity provider strategies, to the SDK's types and back.

use aws_sdk_ecs::types::CapacityProviderStrategyItem;
use ironwright_aws::ecs::CapacityProviderStrategyItem as Item;

use crate::handler::prelude::*;

/// A strategy as it is wanted; an empty one when it is not set.
pub(super) fn to_strategy(inputs: &Map, name: &str) -> Vec<CapacityProviderStrategyItem> {
    let item = |item: &Map| {
        let built = CapacityProviderStrategyItem::builder()
            .set_capacity_provider(text(item, Item::CAPACITY_PROVIDER))
            .set_base(number(item, Item::BASE))
            .set_weight(number(item, Item::WEIGHT));
        built.build().ok()
    };
    blocks(inputs, name).filter_map(item).collect()
}

/// One item of a strategy as AWS has it.
pub(super) fn from_strategy(item: &CapacityProviderStrategyItem) -> Value {
    Properties::default()
        .with(Item::CAPACITY_PROVIDER, item.capacity_provider())
        .with(Item::BASE, item.base())
        .with(Item::WEIGHT, item.weight())
        .into_value()
}
