//! Drift: what changed outside is shown, and the next run makes it as the program says.

use ironwright::aws::{ec2, ecs, logs};
use ironwright::core::Value;
use ironwright::engine::Progress;
use ironwright::prelude::*;
use ironwright::testing::{Conditions, World, rehearse};

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
fn what_is_taken_away_outside_is_not_there_any_more_until_it_is_put_back() {
    let program = |stack: &mut Stack, ignored: &bool| -> Result<()> {
        let group = logs::LogGroup::new("web").retention_in_days(30);
        stack.add("web", group.ignore_changes(ignored.then_some("retention_in_days")));
        Ok(())
    };
    let mut world = rehearse("test", program, &true);
    let days = |world: &World| world.get::<logs::LogGroup>("web").get::<u32>("retention_in_days");
    world.cloud().change_outside("logs.LogGroup", "web", "retention_in_days", Value::Null).expect("changes");
    assert_eq!(days(&world), Some(30), "nobody has looked yet");
    world.up(program, &true).expect("a run");
    assert_eq!(days(&world), None);
    let report = world.up(program, &false).expect("a run");
    assert!(
        report.plan.to_string().contains("  ~ logs.LogGroup.web\n    + retention_in_days: 30\n"),
        "{report}"
    );
    assert_eq!(days(&world), Some(30));
}

#[test]
fn ports_in_another_order_or_with_what_aws_fills_in_are_no_new_revision() {
    let program = |stack: &mut Stack, mappings: &Vec<ecs::PortMapping>| -> Result<()> {
        let web =
            mappings.iter().cloned().fold(ecs::Container::new("web", "nginx"), ecs::Container::port_mapping);
        stack.add("web", ecs::TaskDef::fargate("web", ecs::Cpu::Vcpu1, ecs::Memory::gib(2)).container(web));
        Ok(())
    };
    let port = |port: u16| ecs::PortMapping::new(port);
    let udp = || port(53).protocol(ecs::TransportProtocol::Udp);
    let mut world = rehearse("test", program, &vec![port(8080), port(53), udp(), port(443)]);
    for same in [
        vec![port(443), udp(), port(8080), port(53)],
        vec![port(53).host_port(53u16), port(443), port(8080).protocol(ecs::TransportProtocol::Tcp), udp()],
    ] {
        let plan = world.preview(program, &same).expect("a plan");
        assert!(plan.is_empty(), "{plan}");
    }
    let other = vec![port(8080), port(53), udp(), udp()];
    assert_eq!(
        world.preview(program, &vec![port(8080), port(53), udp()]).expect("a plan").counts().replace,
        1
    );
    assert!(world.preview(program, &other).is_err(), "a port is open once");
}

#[test]
fn containers_with_a_secret_in_another_order_are_the_same_containers() {
    let program = |stack: &mut Stack, (): &()| -> Result<()> {
        let password: Output<String> = Output::from("hunter2").secret();
        let web = ecs::Container::new("web", "nginx").variable("PASSWORD", password);
        let task = ecs::TaskDef::fargate("web", ecs::Cpu::Vcpu1, ecs::Memory::gib(2)).container(web);
        stack.add("web", task.container(ecs::Container::new("proxy", "envoy")));
        Ok(())
    };
    let mut world = rehearse("test", program, &());
    let id = world.get::<ecs::TaskDef>("web").id().to_owned();
    let containers = world.cloud().get("ecs.TaskDef", &id).and_then(|it| it.get("containers").cloned());
    let containers =
        containers.and_then(|containers| Some(containers.as_list()?.to_vec())).expect("containers");
    let backwards = Value::list(containers.into_iter().rev());
    world.cloud().change_outside("ecs.TaskDef", &id, "containers", backwards).expect("changes");
    let plan = world.preview(program, &()).expect("a plan");
    assert!(plan.is_empty(), "{plan}");
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
