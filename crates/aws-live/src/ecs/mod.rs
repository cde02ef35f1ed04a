//! Amazon ECS's kinds.
