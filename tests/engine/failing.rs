//! A step that fails: what depends on it is skipped and named, everything else goes on and is kept.

use ironwright::testing::{Call, World, rehearse};

use crate::{ALL, Settings, program};

#[test]
fn whatever_step_fails_the_rest_is_kept_and_the_same_command_goes_on() {
    let settings = Settings::default();
    let whole = rehearse("test", program, &settings);
    for (address, _) in whole.state().resources {
        let mut world = World::new("test");
        world.cloud().fail_next(Call::Create, address.as_str());
        let report = world.up(program, &settings).expect("a run");
        assert_eq!(report.failed(), [address.to_string()], "{report}");
        let made = world.state().count();
        assert_eq!(made + 1 + report.skipped().len(), ALL, "{report}");
        assert_eq!(user_made(&world), made, "{report}");

        let report = world.up(program, &settings).expect("a run");
        assert!(report.outcome.is_complete(), "{report}");
        assert_eq!(report.done().len(), ALL - made, "only what was missing is made: {report}");
        assert_eq!(user_made(&world), ALL);
        assert!(world.up(program, &settings).expect("a run").is_unchanged());
    }
}

#[test]
fn a_failure_names_the_call_what_the_cloud_said_and_what_was_not_tried() {
    let settings = Settings::default();
    let mut world = World::new("test");
    world.cloud().fail_next(Call::Create, "ecs.Cluster.cluster");
    let report = world.up(program, &settings).expect("a run");
    let failure = &report.outcome.failed[0];
    assert!(failure.message.starts_with("ecs:CreateCluster: "), "{}", failure.message);
    assert_eq!(report.skipped(), ["ecs.Service.web"]);
    assert_eq!(world.state().outputs.len(), 0, "an output of what does not exist is not published");
}

#[test]
fn a_delete_that_fails_keeps_what_it_depends_on() {
    let settings = Settings::default();
    let mut world = rehearse("test", program, &settings);
    world.cloud().fail_next(Call::Delete, "ec2.Subnet.s0");
    let report = world.destroy(program, &settings).expect("a run");
    assert_eq!(report.failed(), ["ec2.Subnet.s0"]);
    assert_eq!(report.skipped(), ["ec2.Vpc.main"]);
    assert_eq!(world.state().count(), 2);
    let report = world.destroy(program, &settings).expect("a run");
    assert!(report.outcome.is_complete(), "{report}");
    assert_eq!((world.state().resources.len(), world.cloud().objects().len()), (0, 0));
}

/// What exists and is not something that AWS makes by itself with a VPC.
pub(crate) fn user_made(world: &World) -> usize {
    let ids: Vec<String> =
        world.state().resources.values().filter_map(|r| Some(r.current.as_ref()?.id.to_string())).collect();
    world.cloud().objects().iter().filter(|object| ids.iter().any(|id| **id == *object.id)).count()
}
