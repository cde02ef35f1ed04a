//! A part of a stack: what is left out stays, keeps its outputs, and is named where it is left behind.

use ironwright::core::plan::Selection;
use ironwright::testing::{World, rehearse};

use crate::{ALL, Settings, program};

fn only(target: &str) -> Selection {
    Selection { targets: vec![target.to_owned()], ..Selection::default() }
}

#[test]
fn a_target_brings_what_it_depends_on_and_nothing_else() {
    let mut world = World::new("test");
    let report = world.up_selected(program, &Settings::default(), &only("ecs.TaskDef.task")).expect("a run");
    assert_eq!(report.done(), ["create iam.Role.role", "create ecs.TaskDef.task"]);
    let report = world.up(program, &Settings::default()).expect("a run");
    assert_eq!((report.done().len(), world.state().count()), (ALL - 2, ALL));
}

#[test]
fn a_destroy_of_a_part_leaves_the_outputs_of_the_rest() {
    let mut world = rehearse("test", program, &Settings::default());
    let report =
        world.destroy_selected(program, &Settings::default(), &only("ecs.Service.web")).expect("a run");
    assert_eq!(report.done(), ["delete ecs.Service.web"]);
    assert!(world.output::<String>("cluster").ends_with(":cluster/test"));
    world.destroy(program, &Settings::default()).expect("a run");
    assert!(world.state().outputs.is_empty());
}

#[test]
fn what_a_selection_leaves_behind_is_told() {
    let mut world = rehearse("test", program, &Settings::default());
    let changed = Settings { image: "nginx:2", ..Settings::default() };
    let report = world.up_selected(program, &changed, &only("ecs.TaskDef.task")).expect("a run");
    assert_eq!(
        report.plan.hints,
        [
            "ecs.Service.web is left out, and goes on referring to ecs.TaskDef.task as it was; the next whole run mends that"
        ]
    );
    assert!(world.up(program, &changed).expect("a run").outcome.is_complete());
}
