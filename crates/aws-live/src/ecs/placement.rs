//! Where tasks are placed, to the SDK's types and back.

use aws_sdk_ecs::types::{PlacementConstraint, PlacementStrategy, TaskDefinitionPlacementConstraint};
use ironwright_aws::ecs;

use crate::handler::prelude::*;

pub(super) fn to_constraints_of_task(inputs: &Map) -> Vec<TaskDefinitionPlacementConstraint> {
    let constraint = |it: &Map| {
        TaskDefinitionPlacementConstraint::builder()
            .set_type(text(it, ecs::PlacementConstraint::TYPE))
            .set_expression(text(it, ecs::PlacementConstraint::EXPRESSION))
            .build()
    };
    blocks(inputs, ecs::TaskDef::PLACEMENT_CONSTRAINTS).map(constraint).collect()
}

pub(super) fn from_constraint_of_task(it: &TaskDefinitionPlacementConstraint) -> Value {
    Properties::default()
        .with(ecs::PlacementConstraint::TYPE, it.r#type())
        .with(ecs::PlacementConstraint::EXPRESSION, it.expression())
        .into_value()
}

pub(super) fn to_constraints(inputs: &Map) -> Vec<PlacementConstraint> {
    let constraint = |it: &Map| {
        PlacementConstraint::builder()
            .set_type(text(it, ecs::PlacementConstraint::TYPE))
            .set_expression(text(it, ecs::PlacementConstraint::EXPRESSION))
            .build()
    };
    blocks(inputs, ecs::Service::PLACEMENT_CONSTRAINTS).map(constraint).collect()
}

pub(super) fn from_constraint(it: &PlacementConstraint) -> Value {
    Properties::default()
        .with(ecs::PlacementConstraint::TYPE, it.r#type())
        .with(
            ecs::PlacementConstraint::EXPRESSION,
            it.expression().filter(|expression| !expression.is_empty()),
        )
        .into_value()
}

pub(super) fn to_placement_strategy(inputs: &Map) -> Vec<PlacementStrategy> {
    let strategy = |it: &Map| {
        PlacementStrategy::builder()
            .set_type(text(it, ecs::PlacementStrategy::TYPE))
            .set_field(text(it, ecs::PlacementStrategy::FIELD))
            .build()
    };
    blocks(inputs, ecs::Service::PLACEMENT_STRATEGY).map(strategy).collect()
}

pub(super) fn from_placement_strategy(it: &PlacementStrategy) -> Value {
    Properties::default()
        .with(ecs::PlacementStrategy::TYPE, it.r#type())
        .with(ecs::PlacementStrategy::FIELD, it.field().filter(|field| !field.is_empty()))
        .into_value()
}
