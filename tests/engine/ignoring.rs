//! What a program ignores belongs to others, also while it changes something else.

use std::cell::Cell;
use std::time::Duration;

use ironwright::aws::{ec2, ecs, logs};
use ironwright::core::{Map, Value};
use ironwright::engine::Progress;
use ironwright::prelude::*;
use ironwright::rehearsal::Conditions;
use ironwright::testing::{World, rehearse};

/// Somebody changes a property while a program is carried out, right before the call for the resource itself.
fn up_while<S>(
    world: &mut World,
    program: impl Fn(&mut Stack, &S) -> Result<()>,
    settings: &S,
    (kind, property, value): (&str, &str, Value),
) {
    let id = world.cloud().objects().into_iter().find(|it| &*it.kind == kind).expect("it exists").id;
    let somebody = World::beside("somebody", world);
    // A call takes its time, so that somebody hears of it before it arrives.
    let latency = Some((Duration::from_secs(1), Duration::from_secs(1)));
    world.cloud().change_conditions(Conditions { latency, ..Conditions::default() });
    let done = Cell::new(false);
    let report = world.up_cancelled(program, settings, |progress| {
        let now = matches!(progress, Progress::Started { address, .. } if address.kind() == kind);
        if now && !done.replace(true) {
            somebody.cloud().change_outside(kind, &id, property, value.clone()).expect("it is changed");
        }
        false
    });
    assert!(report.expect("runs").outcome.is_complete());
    assert!(done.get(), "nothing was begun for {kind}");
}

fn the(world: &World, kind: &str, property: &str) -> Option<Value> {
    let it = world.cloud().objects().into_iter().find(|it| &*it.kind == kind).expect("it exists");
    it.properties.get(property).cloned()
}

fn tags(members: &[(&str, &str)]) -> Value {
    Value::map(members.iter().map(|(name, value)| ((*name).into(), Value::text(*value))).collect())
}

#[expect(clippy::unnecessary_wraps, reason = "it has the shape of every program")]
fn group(stack: &mut Stack, team: &&'static str) -> Result<()> {
    let group = logs::LogGroup::new("web").retention_in_days(30).tag("team", *team).tag("cost.center", "1");
    stack.add("web", group.ignore_changes(["retention_in_days", "tags[\"cost.center\"]"]));
    Ok(())
}

#[test]
fn what_changes_between_plan_and_call_stays_as_somebody_has_made_it() {
    for days in [Value::Int(90), Value::Null] {
        let mut world = rehearse("demo", group, &"web");
        up_while(&mut world, group, &"shop", ("logs.LogGroup", "retention_in_days", days.clone()));
        assert_eq!(the(&world, "logs.LogGroup", "retention_in_days").unwrap_or(Value::Null), days);
        let both = tags(&[("cost.center", "1"), ("team", "shop")]);
        assert_eq!(the(&world, "logs.LogGroup", "tags"), Some(both));
        assert!(world.preview(group, &"shop").expect("a plan").is_empty());
    }
}

#[test]
fn one_entry_of_a_map_is_left_to_others_and_no_other_is() {
    let mut world = rehearse("demo", group, &"web");
    let theirs = tags(&[("cost.center", "2"), ("team", "web"), ("more", "x")]);
    up_while(&mut world, group, &"shop", ("logs.LogGroup", "tags", theirs));
    let left = tags(&[("cost.center", "2"), ("team", "shop")]);
    assert_eq!(the(&world, "logs.LogGroup", "tags"), Some(left));
}

#[test]
fn what_was_never_asked_for_stays_others_own_when_it_is_ignored_no_more() {
    let with = |ignored: bool| {
        move |stack: &mut Stack, team: &&'static str| -> Result<()> {
            let group = logs::LogGroup::new("web").tag("team", *team);
            let ignored = ignored.then_some("retention_in_days");
            stack.add("web", group.ignore_changes(ignored));
            Ok(())
        }
    };
    let mut world = rehearse("demo", with(true), &"web");
    up_while(&mut world, with(true), &"shop", ("logs.LogGroup", "retention_in_days", Value::Int(90)));
    let plan = world.preview(with(false), &"shop").expect("a plan");
    assert!(plan.is_empty(), "{plan}");
}

#[expect(clippy::unnecessary_wraps, reason = "it has the shape of every program")]
fn service(stack: &mut Stack, (image, count): &(&'static str, u32)) -> Result<()> {
    let vpc = stack.add("main", ec2::Vpc::new(cidr("10.0.0.0/16")));
    let subnet = stack.add("a", ec2::Subnet::new(&vpc, cidr("10.0.1.0/24")));
    let cluster = stack.add("main", ecs::Cluster::new("main"));
    let task = ecs::TaskDef::fargate("web", ecs::Cpu::Vcpu1, ecs::Memory::gib(2));
    let task = stack.add("web", task.container(ecs::Container::new("web", *image)));
    let service = ecs::Service::new("web", &cluster, &task).launch_type(ecs::LaunchType::Fargate);
    let service = service.subnets([&subnet]).desired_count(*count);
    stack.add("web", service.ignore_changes(["desired_count", "enable_execute_command"]));
    Ok(())
}

#[test]
fn a_deployment_does_not_undo_what_an_autoscaler_does_meanwhile() {
    let mut world = rehearse("demo", service, &("nginx:1", 2));
    let id = world.get::<ecs::Service>("web").id().to_owned();
    world.cloud().change_outside("ecs.Service", &id, "desired_count", Value::Int(6)).expect("scaled");
    up_while(&mut world, service, &("nginx:2", 2), ("ecs.Service", "desired_count", Value::Int(8)));
    assert_eq!(the(&world, "ecs.Service", "desired_count"), Some(Value::Int(8)));
    assert!(world.preview(service, &("nginx:2", 1)).expect("a plan").is_empty());
}

#[test]
fn an_import_leaves_alone_what_changes_until_it_is_adopted() {
    let somebody = rehearse("theirs", group, &"web");
    let mut world = World::beside("ours", &somebody);
    let program = |stack: &mut Stack, (): &()| -> Result<()> {
        let group = logs::LogGroup::new("web").retention_in_days(7).tag("team", "ours");
        stack.add("web", group.import("web").ignore_changes(["retention_in_days"]));
        Ok(())
    };
    up_while(&mut world, program, &(), ("logs.LogGroup", "retention_in_days", Value::Int(365)));
    assert_eq!(the(&world, "logs.LogGroup", "retention_in_days"), Some(Value::Int(365)));
    assert_eq!(the(&world, "logs.LogGroup", "tags"), Some(tags(&[("team", "ours")])));
    assert!(world.preview(program, &()).expect("a plan").is_empty());
}

#[test]
fn the_image_of_one_container_is_left_to_a_deployment_and_that_of_its_namesake_is_not() {
    let program = |stack: &mut Stack, cpu: &u32| -> Result<()> {
        let task = ecs::TaskDef::fargate("web", ecs::Cpu::Vcpu1, ecs::Memory::gib(2));
        // Its image looks like the name of the other.
        let app = ecs::Container::new("app", "nginx").cpu(ecs::Cpu::units(*cpu));
        let task = task.container(app).container(ecs::Container::new("nginx", "registry/web:1.27"));
        stack.add("web", task.ignore_changes(["containers[\"nginx\"].image"]));
        Ok(())
    };
    let mut world = rehearse("demo", program, &256);
    let images = |world: &World| {
        let task = world.get::<ecs::TaskDef>("web");
        ["app", "nginx"].map(|name| task.get::<String>(&format!("containers[{name:?}].image")))
    };
    let id = world.get::<ecs::TaskDef>("web").id().to_owned();
    let containers = world.cloud().get("ecs.TaskDef", &id).and_then(|it| it.get("containers").cloned());
    let deployed = containers.expect("containers").with_blocks(&|container: &mut Map| {
        if container.get("name").and_then(Value::as_text) == Some("nginx") {
            container.insert("image".into(), "registry/web:1.28".into());
        }
    });
    world.cloud().change_outside("ecs.TaskDef", &id, "containers", deployed).expect("deployed");
    assert_eq!(world.preview(program, &256).expect("a plan").counts().replace, 0);
    world.up(program, &512).expect("runs");
    assert_eq!(images(&world), [Some("nginx".to_owned()), Some("registry/web:1.28".to_owned())]);
}
