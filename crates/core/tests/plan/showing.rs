//! The forms in which a plan is read: text for people, JSON for machines.

use serde_json::json;

use super::*;
use crate::kinds::Rule;

#[test]
fn no_form_of_a_plan_shows_a_secret() {
    let declare = |password: &'static str| {
        move |stack: &mut Stack| {
            let secret = Secret::new(password.to_owned());
            let url = ironwright_core::text!("postgres://admin:{}@db", &secret);
            let web = Service::new("web").password(&secret).steps([&url]).tag("url", &url);
            stack.add("web", web.sidecar(Container::new("proxy", "envoy").variable("URL", &url)));
            stack.output("url", &url);
        }
    };
    let world = World::of(declare("hunter2"));
    let first = World::new().plan(declare("hunter2"));
    let plan = world.plan(declare("swordfish"));
    assert_eq!(
        plan.to_string().lines().collect::<Vec<_>>(),
        [
            "  ~ app.Service.web",
            "    ~ steps[0]: (secret) -> (another secret)",
            "    ~ sidecars[\"proxy\"].environment.URL: (secret) -> (another secret)",
            "    ~ password: (secret) -> (another secret)",
            "    ~ tags.url: (secret) -> (another secret)",
            "",
            "Outputs:",
            "  ~ url = (secret) -> (another secret)",
            "",
            "Plan: 1 to update."
        ]
    );
    for plan in [first, plan] {
        for shown in
            [plan.to_string(), plan.detailed().to_string(), format!("{plan:?}"), plan.to_json().to_string()]
        {
            assert!(!shown.contains("hunter2") && !shown.contains("swordfish"), "{shown}");
        }
    }
}

#[test]
fn another_secret_far_inside_reads_as_one() {
    let name =
        "A_NAME_THAT_IS_SO_LONG_THAT_NO_LINE_HAS_ROOM_FOR_WHAT_IS_SAID_OF_IT_AFTER_ITS_PATH_HAS_BEEN_SAID";
    let declare = |password: &'static str| {
        move |stack: &mut Stack| {
            let secret = Secret::new(password.to_owned());
            let proxy = Container::new("proxy", "envoy").variable(name, &secret);
            stack.add("web", Service::new("web").sidecar(proxy));
        }
    };
    let lines = World::of(declare("hunter2")).lines(declare("swordfish"));
    assert_eq!(
        lines,
        [
            "  ~ app.Service.web",
            &format!("    ~ sidecars[\"proxy\"].environment.{name}: (secret) -> (another secret)"),
            "",
            "Plan: 1 to update."
        ]
    );
}

#[test]
fn what_has_come_in_the_place_of_a_secret_is_secret_too() {
    let declare = service(|web| {
        let password = Secret::new("hunter2".to_owned());
        web.sidecar(Container::new("proxy", "envoy").variable("PASSWORD", password))
    });
    let mut world = World::of(&declare);
    let sidecar = json!([{ "environment": { "PASSWORD": "swordfish" }, "image": "envoy", "name": "proxy" }]);
    world.sees("app.Service.web", "sidecars", Value::from_plain_json(&sidecar));
    let change = "    ~ sidecars[\"proxy\"].environment.PASSWORD: (secret) -> (another secret)";
    assert_eq!(
        world.lines(&declare),
        [
            "Changed outside since the last run:",
            "  ! app.Service.web",
            change,
            "",
            "  ~ app.Service.web",
            change,
            "",
            "Plan: 1 to update."
        ]
    );
}

#[test]
fn a_new_rule_tells_whether_it_lets_through_and_which_ports() {
    let plan = World::new().plan(|stack| {
        stack.add("games", Rule::new(cidr("0.0.0.0/0"), true, 1024, "tcp", "deny", 100, 65535));
    });
    assert_eq!(
        plan.to_string().lines().next(),
        Some(
            "  + net.Rule.games  cidr_block: \"0.0.0.0/0\", egress: true, from_port: 1024, rule_action: \"deny\", \
             to_port: 65535"
        )
    );
}

#[test]
fn a_secret_that_stays_the_same_changes_nothing() {
    let declare = service(|web| web.password(Secret::new("hunter2".to_owned())));
    assert!(World::of(&declare).plan(&declare).is_empty());
}

#[test]
fn a_detailed_plan_shows_everything_that_is_set() {
    let declare = |stack: &mut Stack| {
        let task =
            stack.add("web", Task::new("web").container(Container::new("web", "nginx").variable("A", "1")));
        stack.add("web", Service::new("web").task(&task).subnets(["subnet-1", "subnet-2"]));
    };
    let text = World::new().plan(declare).detailed().to_string();
    assert_eq!(
        text.lines().collect::<Vec<_>>(),
        [
            "  + app.Task.web",
            "    + containers:",
            "      + [\"web\"]:",
            "        + environment: { A: \"1\" }",
            "        + image: \"nginx\"",
            "        + name: \"web\"",
            "    + family: \"web\"",
            "  + app.Service.web",
            "    + count: 1",
            "    + service_name: \"web\"",
            "    + subnets: [\"subnet-1\", \"subnet-2\"]",
            "    + task: (known after apply)",
            "",
            "Plan: 2 to create."
        ]
    );
}

#[test]
fn long_values_stand_below_their_property() {
    let declare = |names: &'static [&'static str]| {
        service(move |web| {
            web.steps(names.iter().map(|name| format!("{name} and more of it")).collect::<Vec<_>>())
        })
    };
    let world = World::of(declare(&["build the thing", "test the thing", "ship the thing"]));
    assert_eq!(
        world.lines(declare(&["build the thing", "test the thing", "sign the thing", "ship the thing"])),
        [
            "  ~ app.Service.web",
            "    ~ steps:",
            "        [0]: \"build the thing and more of it\"",
            "        [1]: \"test the thing and more of it\"",
            "      + [2]: \"sign the thing and more of it\"",
            "        [3]: \"ship the thing and more of it\"",
            "",
            "Plan: 1 to update."
        ]
    );
}

#[test]
fn machines_read_every_step() {
    let world = World::of(net_and_subnet("10.0.0.0/16"));
    let mut plan = world.plan(net_and_subnet("10.0.0.0/17")).to_json();
    let step = plan["steps"][1].take();
    let file = step["file"].as_str().expect("a file");
    assert!(file.ends_with("main.rs") && step["line"].is_u64(), "{step}");
    assert_eq!(
        step,
        json!({
            "address": "net.Subnet.a",
            "kind": "net.Subnet",
            "action": "replace",
            "replacement": "create_first",
            "id": "subnet-2",
            "changes": [{
                "path": "net_id",
                "before": "net-1",
                "after": "(known after apply)",
                "unknown": true,
                "secret": false,
                "replaces": "cannot be changed in place"
            }],
            "renamed_from": null,
            "remember": false,
            "compared": false,
            "deposed": [],
            "unmodelled": [],
            "released": [],
            "file": file,
            "line": step["line"]
        })
    );
    assert_eq!(plan["counts"]["replace"], 2);
    assert_eq!((&plan["format"], &plan["stack"], &plan["verb"]), (&json!(1), &json!("test"), &json!("up")));
    assert_eq!(
        (&plan["base"]["lineage"], plan["drift"].as_array().map(Vec::len)),
        (&json!("lineage"), Some(0))
    );
}

#[test]
fn a_plan_has_another_fingerprint_as_soon_as_it_does_something_else() {
    let world = World::of(net_and_subnet("10.0.0.0/16"));
    let print = |declare: &dyn Fn(&mut Stack)| world.plan(declare).fingerprint();
    let same = print(&net_and_subnet("10.0.0.0/16"));
    assert_eq!(same, print(&net_and_subnet("10.0.0.0/16")));
    let output = |stack: &mut Stack| {
        net_and_subnet("10.0.0.0/16")(stack);
        stack.output::<String>("new", "a");
    };
    let protected = |stack: &mut Stack| {
        let net = stack.add("main", Net::new(cidr("10.0.0.0/16")).protect());
        stack.add("a", Subnet::new(&net, cidr("10.0.1.0/24")));
    };
    let others = [print(&net_and_subnet("10.0.0.0/17")), print(&output), print(&protected), print(&|_| ())];
    assert!(others.iter().all(|other| *other != same), "{others:?}");
}

#[test]
fn programs_that_differ_in_a_text_of_unknown_parts_differ() {
    let program = |format: bool| {
        move |stack: &mut Stack| {
            let net = net(stack);
            let text = if format {
                ironwright_core::text!("a {}", net.id)
            } else {
                ironwright_core::text!("b {}", net.id)
            };
            stack.add("web", Service::new("web").steps([&text]));
        }
    };
    let prints = [true, false].map(|format| world::graph(program(format)).fingerprint());
    assert_ne!(prints[0], prints[1]);
}
