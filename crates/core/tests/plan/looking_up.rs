//! Look-ups: what was found stands in the plan, and what is not exactly one of somebody else's is refused.

use super::*;

use ironwright_core::look_up::{Found, LookedUp, Refused};
use ironwright_core::plan::PlanRequest;
use ironwright_core::plan::look_ups::{to_ask, to_ask_first};
use ironwright_core::{LookUp, Map};

/// Answers all that can be asked, as an engine does.
fn answered(
    world: &World,
    declare: impl Fn(&mut Stack),
    there: &[(&str, &str, &[(&str, &str)])],
) -> LookedUp {
    let graph = world::graph(&declare);
    let mut looked_up = LookedUp::default();
    loop {
        let request = PlanRequest {
            graph: &graph,
            state: &world.state,
            observations: &world.observations,
            looked_up: &looked_up,
            registry: kinds::registry(),
            selection: &world.selection,
            verb: world.verb,
        };
        let mut asking = to_ask_first(&graph, &looked_up);
        asking.extend(to_ask(&request).expect("a selection"));
        if asking.is_empty() {
            return looked_up;
        }
        for it in asking {
            let found =
                there.iter().filter(|(kind, ..)| *kind == it.kind.name).map(|(_, id, properties)| Found {
                    id: (*id).into(),
                    observed: properties
                        .iter()
                        .map(|(name, value)| ((*name).into(), Value::text(*value)))
                        .collect(),
                });
            let found = found.filter(|found| it.query.matches(it.kind, &found.id, &found.observed)).collect();
            looked_up.note(it.address, it.query, Ok(found));
        }
    }
}

fn world_with(there: &[(&str, &str, &[(&str, &str)])], declare: impl Fn(&mut Stack)) -> World {
    let mut world = World::new();
    world.looked_up = answered(&world, declare, there);
    world
}

/// A subnet in a network that is looked up by its range.
fn in_their_network(stack: &mut Stack) {
    let net = stack.look_up("theirs", LookUp::<Net>::by("cidr_block", cidr("10.0.0.0/16")));
    stack.add("a", Subnet::new(&net, cidr("10.0.1.0/24")));
    stack.output("net", &net.id);
}

const THEIRS: (&str, &str, &[(&str, &str)]) = ("net.Net", "net-7", &[("cidr_block", "10.0.0.0/16")]);

#[test]
fn what_was_found_stands_in_the_plan_and_in_what_uses_it() {
    let world =
        world_with(&[THEIRS, ("net.Net", "net-8", &[("cidr_block", "10.8.0.0/16")])], in_their_network);
    assert_eq!(
        world.lines(in_their_network),
        [
            "Looked up:",
            "  ? net.Net.theirs  net-7, by cidr_block \"10.0.0.0/16\"",
            "",
            "  + net.Subnet.a  cidr_block: \"10.0.1.0/24\"",
            "",
            "Outputs:",
            "  + net = \"net-7\"",
            "",
            "Plan: 1 to create."
        ]
    );
    let plan = world.plan(in_their_network);
    assert_eq!(plan.step("net.Subnet.a").expect("a step").changes[1].after, Value::text("net-7"));
    let json = plan.to_json();
    assert_eq!(json["look_ups"][0]["id"], "net-7");
    assert_eq!(json["look_ups"][0]["values"], serde_json::json!({ "id": "net-7" }));
}

#[test]
fn another_find_is_another_plan() {
    let fingerprint = |id: &'static str| {
        let world = world_with(&[("net.Net", id, &[("cidr_block", "10.0.0.0/16")])], in_their_network);
        world.plan(|stack| {
            let _ = stack.look_up("theirs", LookUp::<Net>::by("cidr_block", cidr("10.0.0.0/16")));
        });
        world.plan(in_their_network).fingerprint()
    };
    assert_eq!(fingerprint("net-7"), fingerprint("net-7"));
    assert_ne!(fingerprint("net-7"), fingerprint("net-8"));
}

#[test]
fn none_and_several_are_refused_with_the_candidates() {
    let none = world_with(&[], in_their_network);
    assert_eq!(
        none.refusal(in_their_network),
        [
            "error: net.Net.theirs: there is no net.Net with cidr_block \"10.0.0.0/16\"\n  hint: see that this is what it \
          is called, and that account and region are right; what this stack is to make itself is declared with \
          `stack.add`"
        ]
    );
    let also = ("net.Net", "net-9", &[("cidr_block", "10.0.0.0/16"), ("dns", "true")] as &[_]);
    let two = world_with(&[THEIRS, also], in_their_network);
    assert_eq!(
        two.refusal(in_their_network),
        [
            "error: net.Net.theirs: there are 2 net.Net with cidr_block \"10.0.0.0/16\", and a look-up means exactly one: \
          net-7, net-9 (dns \"true\")\n  hint: say more of the one that is meant, by `.having(…)` or `.tagged(…)`, or \
          give its id"
        ]
    );
}

#[test]
fn what_cannot_be_asked_is_told_with_its_line() {
    let mut world = World::new();
    let graph = world::graph(in_their_network);
    for it in to_ask_first(&graph, &world.looked_up) {
        let refused =
            Refused { message: "nobody finds it so".to_owned(), hint: Some("say its id".to_owned()) };
        world.looked_up.note(it.address, it.query, Err(refused));
    }
    assert_eq!(
        world.refusal(in_their_network),
        ["error: net.Net.theirs: nobody finds it so\n  hint: say its id"]
    );
}

#[test]
fn of_several_the_newest_is_the_one_that_is_meant() {
    let newest = |stack: &mut Stack| {
        let role = stack.look_up("newest", LookUp::<Role>::by("path", "/web/").newest_by("role_name"));
        stack.output("role", &role.role_name);
    };
    let role = |name: &'static str| ("app.Role", name, [("role_name", name), ("path", "/web/")]);
    let all = [role("web-2"), role("web-3"), role("web-1")];
    let there: Vec<_> = all.iter().map(|(kind, id, properties)| (*kind, *id, &properties[..])).collect();
    let world = world_with(&there, newest);
    assert_eq!(world.plan(newest).look_ups[0].id.as_deref(), Some("web-3"));
}

#[test]
fn a_look_up_that_finds_what_the_stack_has_is_refused() {
    let both = |stack: &mut Stack| {
        stack.add("ours", Net::new(cidr("10.0.0.0/16")));
        in_their_network(stack);
    };
    let mut world = World::of(|stack| {
        stack.add("ours", Net::new(cidr("10.0.0.0/16")));
    });
    world.looked_up = answered(&world, both, &[("net.Net", "net-1", &[("cidr_block", "10.0.0.0/16")])]);
    assert_eq!(
        world.refusal(both),
        [
            "error: net.Net.theirs: finds net-1, which this stack manages itself as net.Net.ours\n  hint: use the handle \
          that `stack.add` gave for it"
        ]
    );
    assert_eq!(
        world.refusal(in_their_network),
        [
            "error: net.Net.theirs: finds net-1, which this stack deletes: it is net.Net.ours, and no longer declared\n  \
          hint: declare it, or have this stack let go of it first: `state rm net.Net.ours`"
        ]
    );
}

#[test]
fn what_is_looked_up_by_something_new_is_looked_up_during_the_run() {
    let behind = |stack: &mut Stack| {
        let net = stack.add("main", Net::new(cidr("10.0.0.0/16")));
        let subnet = stack.look_up("first", LookUp::<Subnet>::by("net_id", &net.id));
        stack.add("web", Service::new("web").subnets([&subnet]));
    };
    let world = world_with(&[], behind);
    assert_eq!(
        world.lines(behind),
        [
            "Looked up:",
            "  ? net.Subnet.first  during the run, by net_id (known after apply)",
            "",
            "  + net.Net.main  cidr_block: \"10.0.0.0/16\"",
            "  + app.Service.web  service_name: \"web\"",
            "",
            "Plan: 2 to create."
        ]
    );
    // What uses it comes after what it is looked up by, though it does not name that.
    assert_eq!(
        world.acts(behind),
        ["create net.Net.main", "create app.Service.web, after create net.Net.main"]
    );
}

#[test]
fn what_is_looked_up_by_something_that_is_there_is_looked_up_before_the_run() {
    let behind = |stack: &mut Stack| {
        let net = stack.add("main", Net::new(cidr("10.0.0.0/16")));
        let subnet = stack.look_up("first", LookUp::<Subnet>::by("net_id", &net.id));
        stack.output("subnet", &subnet.id);
    };
    let mut world = World::of(|stack| {
        stack.add("main", Net::new(cidr("10.0.0.0/16")));
    });
    world.looked_up = answered(&world, behind, &[("net.Subnet", "subnet-9", &[("net_id", "net-1")])]);
    assert_eq!(world.plan(behind).look_ups[0].id.as_deref(), Some("subnet-9"));
}

#[test]
fn a_look_up_by_a_look_up_comes_after_it() {
    let chain = |stack: &mut Stack| {
        let net = stack.look_up("theirs", LookUp::<Net>::by("cidr_block", cidr("10.0.0.0/16")));
        let subnet = stack.look_up("first", LookUp::<Subnet>::by("net_id", &net.id));
        stack.output("subnet", &subnet.id);
    };
    let world = world_with(&[THEIRS, ("net.Subnet", "subnet-9", &[("net_id", "net-7")])], chain);
    let found: Vec<_> = world.plan(chain).look_ups.into_iter().map(|it| it.id).collect();
    assert_eq!(found, [Some("net-7".into()), Some("subnet-9".into())]);
}

#[test]
fn a_destroy_looks_nothing_up() {
    let mut world = World::new();
    world.verb = ironwright_core::plan::Verb::Destroy;
    assert_eq!(world.plan(in_their_network).look_ups.len(), 0);
}

#[test]
fn everything_wrong_with_a_look_up_is_told_at_once() {
    let mut stack = Stack::new("test");
    let _ = stack.look_up("net", LookUp::<Net>::by("cidr", "10.0.0.0/16"));
    let _ = stack.look_up("subnet", LookUp::<Subnet>::by_tag("Name", "a"));
    let net = stack.add("twice", Net::new(cidr("10.0.0.0/16")));
    let _ = stack.look_up("twice", LookUp::<Net>::by_id("net-1"));
    let printed = format!("{:?}", net.id);
    let _ = stack.look_up("printed", LookUp::<Role>::by("role_name", printed.as_str()));
    let wrong = stack.graph().expect_err("all of it is wrong");
    let told: Vec<String> = wrong.0.iter().map(|it| it.message.clone()).collect();
    assert_eq!(told.len(), 4, "{told:?}");
    assert!(told[0].starts_with("is looked up by `cidr`, which is no property of net.Net"), "{told:?}");
    assert_eq!(told[1], "is looked up by a tag, and net.Subnet takes none");
    assert!(told[2].starts_with("this address is declared twice, first at "), "{told:?}");
    assert!(told[3].starts_with("the text holds what `{:?}` prints of "), "{told:?}");
}

#[test]
fn the_graph_draws_look_ups_between_what_they_are_looked_up_by_and_what_uses_them() {
    let graph = world::graph(|stack| {
        let net = stack.add("main", Net::new(cidr("10.0.0.0/16")));
        let subnet = stack.look_up("first", LookUp::<Subnet>::by("net_id", &net.id));
        stack.add("web", Service::new("web").subnets([&subnet]));
    });
    assert_eq!(
        graph.to_text(),
        "net.Subnet.first (looked up)\n  by net.Net.main\nnet.Net.main\napp.Service.web\n  looks up net.Subnet.first\n  \
         needs net.Net.main\n"
    );
    let dot = graph.to_dot();
    assert!(dot.contains("\"app.Service.web\" -> \"net.Subnet.first\""), "{dot}");
    assert!(dot.contains("\"net.Subnet.first\" -> \"net.Net.main\""), "{dot}");
    let mermaid = graph.to_mermaid();
    assert!(mermaid.contains("  n1 --> l0\n") && mermaid.contains("  l0 --> n0\n"), "{mermaid}");
}

#[test]
fn a_value_that_clouds_do_not_say_is_nothing() {
    let found = Found { id: "net-1".into(), observed: Map::new() };
    let kind = <Net as ironwright_core::Resource>::kind();
    assert_eq!(found.output(kind, "id"), Value::text("net-1"));
    assert_eq!(found.output(kind, "cidr_block"), Value::Null);
}
