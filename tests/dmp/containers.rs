//! Which containers would seem well while what they run is dead.

use ironwright::aws::ecs::TaskDef;
use ironwright::core::Value;
use ironwright::testing::World;

/// Programs that keep a container running, whatever becomes of the processes inside.
const SUPERVISORS: [&str; 4] = ["supervisord", "runit", "s6-svscan", "monit"];

/// Every container that runs a supervisor, is not checked, or leaves its task running when it stops; each with why.
pub(crate) fn that_hide_failures(world: &World) -> Vec<String> {
    let mut found = Vec::new();
    for task in world.all::<TaskDef>() {
        for container in task.value("containers").and_then(Value::as_list).unwrap_or_default() {
            let name = container.get("name").and_then(Value::as_text).unwrap_or_default();
            let mut report = |why: String| found.push(format!("{}: {name} {why}", task.address()));
            let runs =
                ["image", "entry_point", "command"].map(|part| container.get(part).map(Value::to_string));
            for supervisor in SUPERVISORS {
                if runs.iter().flatten().any(|part| part.contains(supervisor)) {
                    report(format!("runs {supervisor}"));
                }
            }
            if container.get("health_check").is_none() {
                report("has no health check".to_owned());
            }
            if container.get("essential").and_then(Value::as_bool) != Some(true) {
                report("is not essential".to_owned());
            }
        }
    }
    found
}

#[test]
fn a_supervisor_without_health_check_is_found() {
    use ironwright::aws::ecs::Container;
    use ironwright::prelude::*;

    let world = ironwright::testing::rehearse(
        "demo",
        |stack: &mut Stack, (): &()| {
            let all_in_one = Container::new("all", "dmp:1.0").memory(ironwright::aws::ecs::Memory::gib(1));
            stack.add(
                "all",
                TaskDef::ec2("all").container(all_in_one.command(["/usr/bin/supervisord", "-n"])),
            );
            Ok(())
        },
        &(),
    );
    let expected = ["ecs.TaskDef.all: all runs supervisord", "ecs.TaskDef.all: all has no health check"];
    assert_eq!(that_hide_failures(&world), expected);
}
