//! What a reviewed plan was made from: what differs is named, whether it is known already or not.

use super::*;

use ironwright_core::plan::{Provenance, Selection, StoredPlan};
use ironwright_core::state::CloudIdentity;
use ironwright_core::{Graph, Map};

fn of(graph: &Graph) -> Provenance {
    Provenance::of(graph, &Map::new(), "executable".to_owned()).0
}

/// The differences between two programs.
fn between(then: impl FnOnce(&mut Stack), now: impl FnOnce(&mut Stack)) -> Vec<String> {
    of(&world::graph(then)).differences(&of(&world::graph(now)))
}

/// A service that is called after something, in a tag that is known late.
fn painted(colour: &'static str) -> impl Fn(&mut Stack) {
    move |stack: &mut Stack| {
        let net = net(stack);
        let name = net.id.map(move |id| format!("{id}-{colour}"));
        stack.add("web", Service::new("web").tag("name", &name));
        stack.output("name", name);
    }
}

#[test]
fn what_a_function_of_something_unknown_has_captured_counts() {
    assert_eq!(between(painted("blue"), painted("blue")), Vec::<String>::new());
    assert_eq!(
        between(painted("blue"), painted("green")),
        [
            "app.Service.web: the program says something else of `tags` than when the plan was made",
            "the output `name`: the program says something else of it than when the plan was made",
        ]
    );
    let triggered = |colour: &'static str| {
        move |stack: &mut Stack| {
            let net = net(stack);
            let trigger = net.id.map(move |id| format!("{id}-{colour}"));
            stack.add("web", Service::new("web").replace_when(trigger));
        }
    };
    assert_eq!(
        between(triggered("blue"), triggered("green")),
        ["app.Service.web: the program says something else of `replace_when` than when the plan was made"]
    );
}

#[test]
fn what_leads_to_the_value_may_be_long_and_of_several_outputs() {
    let deep = |port: u16| {
        move |stack: &mut Stack| {
            let net = net(stack);
            let subnet = stack.add("a", Subnet::new(&net, net.cidr_block.subnet(8, 1)));
            let both = net.id.zip(&subnet.id).map(move |(net, subnet)| (format!("{net}/{subnet}"), port));
            let text = both.map(|(path, port)| format!("{path}:{port}"));
            stack.add("web", Service::new("web").steps([&text]));
        }
    };
    assert_eq!(between(deep(80), deep(80)), Vec::<String>::new());
    assert_eq!(
        between(deep(80), deep(81)),
        ["app.Service.web: the program says something else of `steps` than when the plan was made"]
    );
}

#[test]
fn a_function_that_relies_on_more_than_the_shape_stops_nothing() {
    let strict = |stack: &mut Stack| {
        let net = net(stack);
        let name = net.id.map(|id| {
            assert!(id.as_str().len() > 1_000, "it is no real id");
            id.to_string()
        });
        let refused = net.id.try_map(|id| Err::<String, _>(format!("{id} will not do")));
        stack.add("web", Service::new("web").tag("name", name).tag("other", refused));
    };
    assert_eq!(between(strict, strict), Vec::<String>::new());
    assert_eq!(between(strict, painted("blue")).len(), 2);
}

#[test]
fn literals_options_resources_tags_and_settings_are_each_named() {
    let plain = |count: u32| service(move |service| service.count(count));
    assert_eq!(
        between(plain(1), plain(2)),
        ["app.Service.web: the program says something else of `count` than when the plan was made"]
    );
    let protected = |stack: &mut Stack| {
        stack.add("web", Service::new("web").count(1).protect());
    };
    assert_eq!(
        between(plain(1), protected),
        ["app.Service.web: the program says something else of `options` than when the plan was made"]
    );
    let tagged = |stack: &mut Stack| {
        stack.default_tag("team", "web");
        plain(1)(stack);
    };
    assert_eq!(
        between(plain(1), tagged),
        ["the default tags: the program says something else of it than when the plan was made"]
    );
    assert_eq!(between(plain(1), |_| ()), ["app.Service.web was declared when the plan was made"]);
    assert_eq!(between(|_| (), plain(1)), ["app.Service.web was not declared when the plan was made"]);
    let graph = world::graph(plain(1));
    let settings = |pairs: &[(&str, Value)]| {
        let map = pairs.iter().map(|(name, value)| ((*name).into(), value.clone())).collect();
        Provenance::of(&graph, &map, "executable".to_owned())
    };
    let (then, then_secret) =
        settings(&[("a", 1.into()), ("b", 2.into()), ("s", Value::from("x").into_secret())]);
    let (now, now_secret) =
        settings(&[("a", 2.into()), ("c", 2.into()), ("s", Value::from("y").into_secret())]);
    assert_eq!(
        then.differences(&now),
        [
            "the setting `a` has changed since the plan was made",
            "the setting `b` was set when the plan was made",
            "the setting `c` was not set when the plan was made",
        ]
    );
    // Two secrets look alike, and what tells them apart is kept apart.
    let exact = |secrets: &ironwright_core::plan::Secrets| {
        secrets
            .settings
            .as_ref()
            .map(|secret| (secret.of.clone(), secret.exact.clone()))
            .expect("there is one")
    };
    assert_eq!(exact(&then_secret).0, ["`s`"]);
    assert_ne!(exact(&then_secret).1, exact(&now_secret).1);
    let other = Provenance { executable: "other".to_owned(), ..then.clone() };
    assert_eq!(
        then.differences(&other),
        ["the program is another one than the plan was made with: its executable has changed"]
    );
}

#[test]
fn a_stored_plan_says_what_is_done_otherwise() {
    let mut world = World::of(net_and_subnet("10.0.0.0/16"));
    let graph = world::graph(|stack| {
        net_and_subnet("10.0.0.0/16")(stack);
        stack.add("web", Service::new("web"));
    });
    let plan = world.plan_graph(&graph).expect("a plan");
    let stored = StoredPlan::new(&plan, of(&graph), CloudIdentity::default(), &Selection::default(), true);
    assert_eq!(stored.check_provenance(&of(&graph)), Ok(()));
    assert_eq!(stored.check_plan(&plan), Ok(()));
    world.sees("net.Net.main", "dns", false);
    let now = world.plan_graph(&graph).expect("a plan");
    assert_eq!(
        stored.check_plan(&now),
        Err(vec![
            "what exists has changed since the plan was made, and with it what is to be done".to_owned(),
            "net.Net.main: the plan was to leave it as it is, and now it is to update it".to_owned(),
        ])
    );
}
