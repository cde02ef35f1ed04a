//! Drift: what changed outside is shown, and the next run makes it as the program says.

use ironwright::aws::{ec2, ecs};
use ironwright::core::Value;
use ironwright::engine::Progress;
use ironwright::testing::{Conditions, rehearse};

use crate::{ALL, Settings, program};

#[test]
fn a_property_changed_outside_is_shown_and_changed_back() {
    let settings = Settings::default();
    let mut world = rehearse("test", program, &settings);
    let web = world.get::<ecs::Service>("web");
    world.cloud().change_outside("ecs.Service", web.id(), "desired_count", Value::Int(7)).expect("changes");
    let plan = world.preview(program, &settings).expect("a plan").to_string();
    assert!(
        plan.contains(
            "Changed outside since the last run:\n  ! ecs.Service.web\n    ~ desired_count: 1 -> 7"
        ),
        "{plan}"
    );
    assert!(plan.contains("  ~ ecs.Service.web\n    ~ desired_count: 7 -> 1"), "{plan}");
    world.up(program, &settings).expect("a run");
    assert_eq!(world.get::<ecs::Service>("web").get::<u32>("desired_count"), Some(1));
    assert!(world.up(program, &settings).expect("a run").is_unchanged());
}

#[test]
fn a_resource_deleted_outside_is_made_again_with_what_depends_on_its_id() {
    let settings = Settings::default();
    let mut world = rehearse("test", program, &settings);
    let cluster = world.get::<ecs::Cluster>("cluster");
    world.cloud().delete_outside("ecs.Cluster", cluster.id()).expect("deletes");
    let report = world.up(program, &settings).expect("a run");
    assert!(report.outcome.is_complete(), "{report}");
    assert!(report.plan.to_string().contains("! ecs.Cluster.cluster  is gone"), "{}", report.plan);
    assert_eq!(world.state().count(), ALL);
    assert_eq!(world.all::<ec2::Subnet>().len(), 2);
}

#[test]
fn reads_that_are_throttled_or_lost_are_made_again() {
    let settings = Settings::default();
    let mut world = rehearse("test", program, &settings);
    let weather: Conditions = "throttled=0.5,lost-responses=0.3,seed=5".parse().expect("conditions");
    world.cloud().change_conditions(weather);
    let report = world.up(program, &settings).expect("a run");
    assert!(report.is_unchanged(), "{report}");
    assert!(report.progress.iter().any(|told| matches!(told, Progress::Retrying { .. })));
}
