//! Which container instances tasks are placed on, and in which order those are taken.

use ironwright_core::Input;
use ironwright_core::check::{Inputs as Known, Problems};
use ironwright_macros::Block;

ironwright_core::choices! {
    /// What a placement constraint asks of container instances.
    PlacementConstraintType {
        /// That each task of the service is on another one. Of services only.
        DistinctInstance = "distinctInstance",
        /// That an expression of the cluster query language holds for them.
        MemberOf = "memberOf",
    }

    /// How container instances are taken.
    PlacementStrategyType {
        /// Any of them.
        Random = "random",
        /// So that tasks are spread over the values of a field.
        Spread = "spread",
        /// The fullest first, by CPU or memory.
        Binpack = "binpack",
    }
}

/// What container instances must be like to take a task.
///
/// ```
/// use ironwright::aws::ecs::PlacementConstraint;
/// let small = PlacementConstraint::member_of("attribute:ecs.instance-type =~ t3.*");
/// # let _ = small;
/// ```
#[derive(Block, Clone, Debug)]
pub struct PlacementConstraint {
    /// What is asked of them.
    r#type: Input<PlacementConstraintType>,
    /// The expression, up to 2000 characters, of `memberOf`.
    #[input(length = 1..=2000)]
    expression: Option<Input<String>>,
}

/// How container instances are taken for the tasks of a service: of several, the first counts most.
///
/// ```
/// use ironwright::aws::ecs::PlacementStrategy;
/// let strategy = [PlacementStrategy::spread("attribute:ecs.availability-zone"), PlacementStrategy::binpack("memory")];
/// # let _ = strategy;
/// ```
#[derive(Block, Clone, Debug)]
pub struct PlacementStrategy {
    /// How they are taken.
    r#type: Input<PlacementStrategyType>,
    /// `cpu` or `memory` of `binpack`; of `spread` `instanceId`, or an attribute: `attribute:ecs.availability-zone`.
    field: Option<Input<String>>,
}

impl PlacementConstraint {
    /// An expression of the cluster query language holds for them.
    #[track_caller]
    pub fn member_of(expression: impl Into<Input<String>>) -> Self {
        Self::new(PlacementConstraintType::MemberOf).expression(expression)
    }

    /// Each task is on another one.
    pub fn distinct_instance() -> Self {
        Self::new(PlacementConstraintType::DistinctInstance)
    }
}

impl PlacementStrategy {
    /// Tasks are spread over the values of a field.
    #[track_caller]
    pub fn spread(field: impl Into<Input<String>>) -> Self {
        Self::new(PlacementStrategyType::Spread).field(field)
    }

    /// The fullest instance first, by `cpu` or `memory`.
    #[track_caller]
    pub fn binpack(field: impl Into<Input<String>>) -> Self {
        Self::new(PlacementStrategyType::Binpack).field(field)
    }

    /// Any of them.
    pub fn random() -> Self {
        Self::new(PlacementStrategyType::Random)
    }
}

/// What AWS refuses of a task definition's constraints.
pub(super) fn check_of_task(fargate: bool, inputs: &Known<'_>, problems: &mut Problems<'_>) {
    let name = "placement_constraints";
    if fargate && !inputs.items(name).is_empty() {
        problems.report(name, "Fargate has no instances to choose among", "leave them out");
    }
    for (path, constraint) in inputs.blocks(name, None) {
        if constraint.text("type") == Some("distinctInstance") {
            problems.report(
                format!("{path}.type"),
                "`distinctInstance` is for the tasks of a service",
                "set it there, or take `PlacementConstraint::member_of`",
            );
        }
    }
    check_constraints(inputs, problems);
}

/// What AWS refuses of constraints and strategy wherever they stand.
pub(super) fn check_of_service(inputs: &Known<'_>, problems: &mut Problems<'_>) {
    check_constraints(inputs, problems);
    for (path, strategy) in inputs.blocks("placement_strategy", None) {
        let field = strategy.text("field");
        match strategy.text("type") {
            Some("binpack")
                if !strategy.is_set("field") || field.is_some_and(|it| !["cpu", "memory"].contains(&it)) =>
            {
                let what = field.unwrap_or("nothing");
                problems.report(
                    format!("{path}.field"),
                    format!("`binpack` goes by `cpu` or `memory`, not by {what}"),
                    "write `PlacementStrategy::binpack(\"memory\")`",
                );
            }
            Some("random") if strategy.is_set("field") => {
                problems.report(format!("{path}.field"), "`random` goes by nothing", "leave it out");
            }
            _ => {}
        }
    }
}

fn check_constraints(inputs: &Known<'_>, problems: &mut Problems<'_>) {
    for (path, constraint) in inputs.blocks("placement_constraints", None) {
        match (constraint.text("type"), constraint.is_set("expression")) {
            (Some("memberOf"), false) => problems.report(
                format!("{path}.expression"),
                "is missing: `memberOf` asks whether an expression holds",
                "write `PlacementConstraint::member_of(\"attribute:ecs.os-type == linux\")`",
            ),
            (Some("distinctInstance"), true) => problems.report(
                format!("{path}.expression"),
                "`distinctInstance` has none",
                "leave it out, or take `PlacementConstraint::member_of`",
            ),
            _ => {}
        }
    }
}
