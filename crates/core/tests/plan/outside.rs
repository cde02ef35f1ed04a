//! What happened beside the program: drift, runs that were cut off, states of other programs.

use super::*;

use ironwright_core::state::Object;
use ironwright_core::{Address, Map};

fn resource<'a>(world: &'a mut World, address: &str) -> &'a mut ironwright_core::state::ResourceState {
    let address: Address = address.parse().expect("valid");
    world.state.resources.get_mut(&address).expect("it exists")
}

#[test]
fn drift_is_listed_and_set_right() {
    let declare = |stack: &mut Stack| {
        net(stack);
        stack.add("web", Service::new("web").count(2u32));
    };
    let mut world = World::of(declare);
    world.sees("app.Service.web", "count", Value::Int(5));
    world.sees("net.Net.main", "dns", false);
    assert_eq!(
        world.lines(declare),
        [
            "Changed outside since the last run:",
            "  ! app.Service.web",
            "    ~ count: 2 -> 5",
            "  ! net.Net.main",
            "    ~ dns: true -> false",
            "",
            "  ~ net.Net.main",
            "    ~ dns: false -> true",
            "  ~ app.Service.web",
            "    ~ count: 5 -> 2",
            "",
            "Plan: 2 to update."
        ]
    );
    world.up(declare);
    assert!(world.plan(declare).is_empty());
}

#[test]
fn what_is_not_there_any_more_is_put_back() {
    let declare = |stack: &mut Stack| {
        let steps = Service::new("web").steps(["one", "two"]).tag("a", "x");
        stack.add("web", steps.sidecar(Container::new("proxy", "x:1").cpu(2u32)));
    };
    let mut world = World::of(declare);
    let before = world.state.object(&"app.Service.web".parse().expect("valid")).expect("it exists");
    let sidecar = Map::from([("name".into(), "proxy".into()), ("image".into(), "x:1".into())]);
    let lost = [
        ("steps", Value::Null, "      steps: [\"one\", \"two\"]"),
        ("tags", Value::Null, "      tags:"),
        ("sidecars", Value::list([Value::map(sidecar)]), "      sidecars[\"proxy\"].cpu: 2"),
    ];
    let observed = before.observed.clone();
    for (property, left, told) in lost {
        world.sees("app.Service.web", property, left);
        let lines = world.lines(declare);
        assert!(lines.iter().any(|line| line == told), "{lines:#?}");
        assert_eq!(lines.last().map(String::as_str), Some("Plan: 1 to update."));
        world.up(declare);
        let object = world.state.object(&"app.Service.web".parse().expect("valid")).expect("it exists");
        assert_eq!(object.observed, observed);
    }
}

#[test]
fn what_the_cloud_takes_by_itself_and_does_not_tell_is_no_difference() {
    let declare = |count: u32| service(move |web| web.count(count));
    let mut world = World::of(declare(1));
    world.sees("app.Service.web", "count", Value::Null);
    assert_eq!(world.plan(declare(1)).counts().update, 0);
    assert_eq!(world.plan(declare(2)).counts().update, 1);
}

#[test]
fn what_clouds_never_tell_is_as_it_was_applied() {
    let declare = |password: &'static str| service(move |web| web.password(password));
    let mut world = World::of(declare("hunter2"));
    world.sees("app.Service.web", "password", Value::Null);
    assert_eq!(world.plan(declare("hunter2")).counts().update, 0);
    assert_eq!(world.plan(declare("hunter3")).counts().update, 1);
}

#[test]
fn a_replacement_warns_of_what_its_kind_does_not_know() {
    let mut world = World::of(net_and_subnet("10.0.0.0/16"));
    let notes = Value::list([Value::text("ipv6_cidr_block")]);
    world.sees("net.Net.main", ironwright_core::unmodelled::MEMBER, notes);
    // Nobody has to act upon it, and no update loses it.
    let plan = world.plan(net_and_subnet("10.0.0.0/16"));
    assert!(plan.is_empty(), "{plan}");
    assert_eq!(
        world.lines(net_and_subnet("10.0.0.0/17"))[..3],
        [
            "  ± net.Net.main  replace: the new one first",
            "      cidr_block: \"10.0.0.0/16\" -> \"10.0.0.0/17\"  # replaces: cannot be changed in place",
            "      ! ipv6_cidr_block: net.Net does not know this property; its successor will not have it",
        ]
    );
}

#[test]
fn drift_that_is_wanted_now_is_only_written_down() {
    let mut world = World::of(service(|web| web.count(2u32)));
    world.sees("app.Service.web", "count", Value::Int(5));
    assert_eq!(
        world.lines(service(|web| web.count(5u32))),
        [
            "Changed outside since the last run:",
            "  ! app.Service.web",
            "    ~ count: 2 -> 5",
            "",
            "  * app.Service.web  noted, nothing changes in the cloud",
            "    ~ count: 2 -> 5",
            "",
            "Plan: 1 unchanged."
        ]
    );
}

#[test]
fn what_has_gone_is_made_again_with_what_cannot_follow() {
    let mut world = World::of(net_and_subnet("10.0.0.0/16"));
    world.misses("net.Net.main");
    assert_eq!(
        world.lines(net_and_subnet("10.0.0.0/16")),
        [
            "Changed outside since the last run:",
            "  ! net.Net.main  is gone",
            "",
            "  + net.Net.main  cidr_block: \"10.0.0.0/16\"",
            "  ± net.Subnet.a  replace: the new one first, because net_id cannot be changed in place",
            "    ~ net_id: \"net-1\" -> (known after apply)",
            "",
            "Plan: 1 to create, 1 to replace."
        ]
    );
    assert_eq!(
        world.acts(net_and_subnet("10.0.0.0/16")),
        [
            "create net.Net.main",
            "create net.Subnet.a, after create net.Net.main",
            "delete net.Subnet.a subnet-2, after create net.Subnet.a"
        ]
    );
}

#[test]
fn a_wait_that_was_cut_off_is_finished() {
    let mut world = World::of(service(|web| web));
    resource(&mut world, "app.Service.web").current.as_mut().expect("it exists").unsettled = true;
    assert_eq!(
        world.lines(service(|web| web)),
        ["  … app.Service.web  wait for it to be ready", "", "Plan: 1 to wait for."]
    );
    assert_eq!(
        world.lines(service(|web| web.count(2u32))),
        ["  ~ app.Service.web", "    ~ count: 1 -> 2", "", "Plan: 1 to update."]
    );
}

#[test]
fn what_a_replacement_left_behind_is_deleted() {
    let mut world = World::of(net_and_subnet("10.0.0.0/16"));
    resource(&mut world, "net.Net.main").deposed.push(Object { id: "net-0".into(), ..Object::default() });
    assert_eq!(
        world.lines(net_and_subnet("10.0.0.0/16")),
        ["  - net.Net.main  delete net-0, which it replaced", "", "Plan: 1 to delete, 2 unchanged."]
    );
    assert_eq!(world.acts(net_and_subnet("10.0.0.0/16")), ["delete net.Net.main net-0"]);
    assert_eq!(
        world.acts(net_and_subnet("10.0.0.0/17")),
        [
            "create net.Net.main",
            "create net.Subnet.a, after create net.Net.main",
            "delete net.Subnet.a subnet-2, after create net.Subnet.a",
            "delete net.Net.main net-0, after create net.Net.main and create net.Subnet.a and delete \
             net.Subnet.a subnet-2",
            "delete net.Net.main net-1, after create net.Net.main and delete net.Net.main net-0 and create \
             net.Subnet.a and delete net.Subnet.a subnet-2"
        ]
    );
    world.up(net_and_subnet("10.0.0.0/16"));
    assert!(world.plan(net_and_subnet("10.0.0.0/16")).is_empty());
}

#[test]
fn one_thing_at_a_time_is_done_to_what_has_left_something_behind() {
    let mut world = World::of(service(|web| web));
    resource(&mut world, "app.Service.web").deposed.push(Object { id: "web-0".into(), ..Object::default() });
    assert_eq!(
        world.acts(service(|web| web.count(2u32))),
        ["update app.Service.web", "delete app.Service.web web-0, after update app.Service.web"]
    );
}

#[test]
fn what_a_retained_resource_replaced_is_let_go_by_a_run_that_was_cut_off_and_by_the_next() {
    let declare = |stack: &mut Stack| {
        stack.add("main", Net::new(cidr("10.0.0.0/16")).retain());
    };
    let mut world = World::of(declare);
    resource(&mut world, "net.Net.main").deposed.push(Object { id: "net-0".into(), ..Object::default() });
    assert_eq!(
        world.lines(declare),
        [
            "  x net.Net.main  forget net-0, which it replaced and which stays in the cloud",
            "",
            "Plan: 1 to forget, 1 unchanged."
        ]
    );
    assert_eq!(world.acts(declare), ["release net.Net.main net-0"]);
    assert_eq!(
        world.lines(|_| ()),
        [
            "  x net.Net.main  forget net-1, which stays in the cloud",
            "  x net.Net.main  forget net-0, which it replaced and which stays in the cloud",
            "",
            "Plan: 2 to forget."
        ]
    );
    assert_eq!(world.acts(|_| ()), ["forget net.Net.main"]);
    world.up(|_| ());
    assert!(world.state.resources.is_empty());
}

#[test]
fn a_kind_that_nobody_knows_is_named_with_a_way_out() {
    let mut world = World::of(service(|web| web));
    let unknown = world.state.resources.values().next().expect("one").clone();
    world.state.resources.insert("old.Thing.x".parse().expect("valid"), unknown);
    assert_eq!(
        world.refusal(service(|web| web)),
        ["error: old.Thing.x: the state holds it, and this program knows no such kind\n  hint: use a \
             version that knows the kind, or drop it with `state rm`"]
    );
}

#[test]
fn protection_that_comes_or_goes_is_written_down() {
    let mut world = World::of(service(|web| web));
    let protected = |stack: &mut Stack| {
        stack.add("web", Service::new("web").protect());
    };
    assert_eq!(
        world.lines(protected),
        [
            "  * app.Service.web  noted, nothing changes in the cloud",
            "    ~ protect: false -> true",
            "",
            "Plan: 1 unchanged."
        ]
    );
    world.up(protected);
    assert!(world.plan(protected).is_empty());
    assert!(!world.plan(service(|web| web)).is_empty());
}
