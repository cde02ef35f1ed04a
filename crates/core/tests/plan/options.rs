//! What a declaration can say beyond its properties.

use super::*;

use ironwright_core::Map;

#[test]
fn what_is_retained_is_forgotten_when_it_leaves_or_all_is_destroyed() {
    let declare = |stack: &mut Stack| {
        stack.add("main", Net::new(cidr("10.0.0.0/16")).retain());
    };
    let mut world = World::of(declare);
    assert_eq!(
        world.lines(|_| ()),
        ["  x net.Net.main  forget net-1, which stays in the cloud", "", "Plan: 1 to forget."]
    );
    world.verb = ironwright_core::plan::Verb::Destroy;
    assert_eq!(
        world.lines(declare),
        ["  x net.Net.main  forget net-1, which stays in the cloud", "", "Plan: 1 to forget."]
    );
    assert_eq!(world.acts(declare), ["forget net.Net.main"]);
}

#[test]
fn what_is_retained_stays_when_another_one_replaces_it() {
    let with = |range: &'static str| {
        move |stack: &mut Stack| {
            let net = stack.add("main", Net::new(cidr(range)).retain());
            stack.add("a", Subnet::new(&net, net.cidr_block.subnet(8, 1)));
        }
    };
    let mut world = World::of(with("10.0.0.0/16"));
    assert_eq!(
        world.acts(with("10.1.0.0/16")),
        [
            "create net.Net.main",
            "create net.Subnet.a, after create net.Net.main",
            "delete net.Subnet.a subnet-2, after create net.Subnet.a",
            "release net.Net.main net-1, after create net.Net.main and create net.Subnet.a and delete net.Subnet.a \
             subnet-2"
        ]
    );
    let lines = world.lines(with("10.1.0.0/16"));
    assert_eq!(lines[0], "  ± net.Net.main  replace: the old one stays");
    assert!(
        lines.contains(
            &"  x net.Net.main  forget net-1, which it replaced and which stays in the cloud".to_owned()
        ),
        "{lines:#?}"
    );
    world.up(with("10.1.0.0/16"));
    assert!(world.plan(with("10.1.0.0/16")).is_empty());
    let first = |stack: &mut Stack| {
        stack.add("main", Net::new(cidr("10.2.0.0/16")).retain().delete_before_create());
    };
    assert!(world.acts(first).contains(&"create net.Net.main, after release net.Net.main net-3".to_owned()));
}

#[test]
fn what_is_retained_keeps_its_name_from_the_one_that_would_replace_it() {
    let with = |name: &'static str, edition: i64| {
        move |stack: &mut Stack| {
            stack.add("web", Role::new(name).replace_when(edition).retain());
        }
    };
    let mut world = World::of(with("web", 1));
    assert_eq!(
        world.refusal(with("web", 2)),
        [
            "error: app.Role.web: is retained and would be replaced, because of replace_when, but the old one keeps its \
          role_name\n  hint: give the new one another role_name, or remove `.retain()` so that the old one is deleted"
        ]
    );
    world.up(with("api", 2));
    assert!(world.plan(with("api", 2)).is_empty());
}

#[test]
fn a_renamed_resource_is_kept() {
    let mut world = World::of(net_and_subnet("10.0.0.0/16"));
    let next = |stack: &mut Stack| {
        let net = stack.add("hub", Net::new(cidr("10.0.0.0/16")).renamed_from("main"));
        stack.add("a", Subnet::new(&net, cidr("10.0.1.0/24")));
    };
    assert_eq!(
        world.lines(next),
        ["  > net.Net.main  becomes net.Net.hub", "", "Plan: 1 to rename, 2 unchanged."]
    );
    world.up(next);
    assert!(world.plan(next).is_empty());
}

/// Networks by name, each with its former one.
fn nets(named: &'static [(&'static str, &'static str)]) -> impl Fn(&mut Stack) {
    move |stack| {
        for (name, former) in named {
            let net = Net::new(cidr("10.0.0.0/16"));
            let net = if former.is_empty() { net.declaration() } else { net.renamed_from(*former) };
            stack.add(name, net);
        }
    }
}

#[test]
fn resources_that_move_up_keep_what_they_are() {
    let before = nets(&[("a", ""), ("b", ""), ("c", "")]);
    let after = nets(&[("b", "a"), ("c", "b"), ("d", "c")]);
    let mut world = World::of(before);
    assert_eq!(
        world.lines(&after),
        [
            "  > net.Net.a  becomes net.Net.b",
            "  > net.Net.b  becomes net.Net.c",
            "  > net.Net.c  becomes net.Net.d",
            "",
            "Plan: 3 to rename, 3 unchanged."
        ]
    );
    let id = |world: &World, name: &str| {
        world
            .state
            .object(&format!("net.Net.{name}").parse().expect("an address"))
            .map(|it| it.id.to_string())
    };
    let ids = ["a", "b", "c"].map(|name| id(&world, name));
    world.up(&after);
    assert_eq!(["b", "c", "d"].map(|name| id(&world, name)), ids);
    assert!(world.plan(&after).is_empty());
    // What has moved already stays, also when another one of them is gone.
    world.misses("net.Net.d");
    assert_eq!(world.acts(&after), ["create net.Net.d"]);
}

#[test]
fn a_chain_is_carried_out_only_as_a_whole() {
    let mut world = World::of(nets(&[("b", ""), ("c", "")]));
    // There never was an `a`: `b` and `c` are what they were.
    assert!(world.plan(nets(&[("b", "a"), ("c", "b")])).is_empty());
    world.up(nets(&[("b", ""), ("c", "")]));
}

#[test]
fn resources_that_exchange_their_names_are_refused_with_a_way() {
    let mut stack = Stack::new("test");
    nets(&[("a", "b"), ("b", "a"), ("c", "d"), ("d", "e"), ("e", "c")])(&mut stack);
    let wrong = stack.graph().expect_err("a circle").to_string();
    assert_eq!(wrong.matches("gets its name in turn, in a circle").count(), 5, "{wrong}");
    assert!(wrong.contains("hint: move one of them to a name of its own first"), "{wrong}");
}

#[test]
fn a_resource_that_moved_to_another_scope_and_changed_is_one_resource() {
    let mut world = World::of(service(|web| web));
    let into = |stack: &mut Stack| {
        stack.scope("front").add("site", Service::new("web").count(2u32).renamed_from("/web"));
    };
    assert_eq!(
        world.lines(into),
        [
            "  > app.Service.web  becomes front/app.Service.site",
            "  ~ front/app.Service.site",
            "    ~ count: 1 -> 2",
            "",
            "Plan: 1 to rename, 1 to update."
        ]
    );
    world.up(into);
    let out = |stack: &mut Stack| {
        stack.add("web", Service::new("web").count(2u32).renamed_from("front/site"));
    };
    assert_eq!(
        world.lines(out),
        ["  > front/app.Service.site  becomes app.Service.web", "", "Plan: 1 to rename, 1 unchanged."]
    );
}

#[test]
fn a_delete_and_a_create_that_look_alike_bring_a_hint_that_works() {
    let world = World::of(service(|web| web));
    let moved = |stack: &mut Stack| {
        stack.scope("front").add("web", Service::new("web"));
    };
    assert_eq!(
        world.lines(moved),
        [
            "  - app.Service.web  service-1",
            "  + front/app.Service.web  service_name: \"web\"",
            "",
            "hint: app.Service.web goes and front/app.Service.web comes with the same inputs; if that is a rename, say `.renamed_from(\"/web\")` and nothing is deleted",
            "Plan: 1 to create, 1 to delete."
        ]
    );
    let told = |stack: &mut Stack| {
        stack.scope("front").add("web", Service::new("web").renamed_from("/web"));
    };
    assert_eq!(
        world.lines(told),
        ["  > app.Service.web  becomes front/app.Service.web", "", "Plan: 1 to rename, 1 unchanged."]
    );
    let other = |stack: &mut Stack| {
        stack.add("api", Service::new("api"));
    };
    assert_eq!(world.plan(other).hints, [""; 0]);
}

#[test]
fn what_is_protected_is_not_replaced() {
    let declare = |size: &'static str| {
        move |stack: &mut Stack| {
            stack.add("main", Net::new(cidr(size)).protect());
        }
    };
    let world = World::of(declare("10.0.0.0/16"));
    assert_eq!(
        world.refusal(declare("10.0.0.0/17")),
        ["error: net.Net.main: is protected and would be replaced, because of cidr_block\n  hint: to \
             replace it all the same, remove `.protect()` from its declaration"]
    );
    let lifted = |stack: &mut Stack| {
        stack.add("main", Net::new(cidr("10.0.0.0/17")));
    };
    assert!(world.try_plan(lifted).is_ok());
}

#[test]
fn what_was_protected_stays_so_after_its_declaration_has_gone() {
    let mut world = World::of(|stack| {
        stack.add("main", Net::new(cidr("10.0.0.0/16")).protect());
    });
    assert_eq!(
        world.refusal(|_| ()),
        ["error: net.Net.main: is protected and would be deleted\n  hint: to delete it all the same, \
             first lift the protection with `state unprotect net.Net.main`"]
    );
    world.verb = ironwright_core::plan::Verb::Destroy;
    assert_eq!(
        world.refusal(|_| ()),
        ["error: net.Net.main: is protected and would be deleted\n  hint: to delete it all the same, \
             first lift the protection with `state unprotect net.Net.main`"]
    );
    world.state.resources.values_mut().for_each(|resource| resource.remembered.protect = false);
    assert!(world.try_plan(|_| ()).is_ok());
}

#[test]
fn what_is_still_declared_protected_needs_both_to_go() {
    let declare = |stack: &mut Stack| {
        stack.add("main", Net::new(cidr("10.0.0.0/16")).protect());
    };
    let mut world = World::of(declare);
    world.verb = ironwright_core::plan::Verb::Destroy;
    assert_eq!(
        world.refusal(declare),
        ["error: net.Net.main: is protected and would be deleted\n  hint: to delete it all the same, \
             first remove `.protect()` from its declaration, then lift the protection with `state unprotect \
             net.Net.main`"]
    );
}

#[test]
fn what_is_declared_protected_is_not_destroyed_before_the_state_knows() {
    let mut world = World::of(net_and_subnet("10.0.0.0/16"));
    world.verb = ironwright_core::plan::Verb::Destroy;
    let declare = |stack: &mut Stack| {
        stack.add("main", Net::new(cidr("10.0.0.0/16")).protect());
    };
    assert_eq!(
        world.refusal(declare),
        ["error: net.Net.main: is protected and would be deleted\n  hint: to delete it all the same, \
             remove `.protect()` from its declaration"]
    );
}

#[test]
fn ignored_changes_are_neither_made_nor_undone() {
    let declare = |count: u32, tag: &'static str| {
        move |stack: &mut Stack| {
            let web = Service::new("web").count(count).tag("a", tag).tag("b", tag);
            stack.add("web", web.ignore_changes(["count", "tags.b"]));
        }
    };
    let mut world = World::of(declare(1, "x"));
    assert_eq!(world.lines(declare(2, "x")), ["Plan: 1 unchanged."]);
    world.sees("app.Service.web", "count", Value::Int(7));
    assert_eq!(
        world.lines(declare(2, "y")),
        [
            "Changed outside since the last run:",
            "  ! app.Service.web",
            "    ~ count: 1 -> 7",
            "",
            "  ~ app.Service.web",
            "    ~ tags.a: \"x\" -> \"y\"",
            "",
            "Plan: 1 to update."
        ]
    );
    world.up(declare(2, "y"));
    let object = world.state.object(&"app.Service.web".parse().expect("valid")).expect("it exists");
    assert_eq!(object.observed["count"], Value::Int(7));
    assert_eq!(object.observed["tags"].to_string(), "{ a: \"y\", b: \"x\" }");
    assert!(world.plan(declare(2, "y")).is_empty());
}

#[test]
fn ignoring_reaches_inside_blocks_with_a_key() {
    let declare = |image: &'static str| {
        move |stack: &mut Stack| {
            let sidecars = [Container::new("proxy", image), Container::new("logs", image)];
            let web = Service::new("web").sidecars(sidecars);
            stack.add("web", web.ignore_changes(["sidecars[\"proxy\"].image"]));
        }
    };
    let world = World::of(declare("x:1"));
    assert_eq!(
        world.lines(declare("x:2")),
        [
            "  ~ app.Service.web",
            "    ~ sidecars[\"logs\"].image: \"x:1\" -> \"x:2\"",
            "",
            "Plan: 1 to update."
        ]
    );
}

#[test]
fn a_key_is_the_name_of_a_block_and_no_other_text_in_it() {
    let declare = |count: u32| {
        move |stack: &mut Stack| {
            let sidecars = [Container::new("app", "nginx"), Container::new("nginx", "registry/web:1.27")];
            let web = Service::new("web").count(count).sidecars(sidecars);
            stack.add("web", web.ignore_changes(["sidecars[\"nginx\"].image"]));
        }
    };
    let mut world = World::of(declare(1));
    world.up(declare(2));
    let object = world.state.object(&"app.Service.web".parse().expect("valid")).expect("it exists");
    assert_eq!(
        object.inputs["sidecars"].to_string(),
        "[{ image: \"nginx\", name: \"app\" }, { image: \"registry/web:1.27\", name: \"nginx\" }]"
    );
}

#[test]
fn a_key_that_no_block_has_is_told_with_the_near_one() {
    let declare = |path: &'static str| {
        move |stack: &mut Stack| {
            let web = Service::new("web").sidecar(Container::new("proxy", "x:1"));
            stack.add("web", web.ignore_changes([path]));
        }
    };
    let hints = |path| World::of(declare(path)).plan(declare(path)).hints;
    assert_eq!(
        hints("sidecars[\"poxy\"].image"),
        [
            "`ignore_changes` of app.Service.web names `sidecars[\"poxy\"].image`, and there is no `poxy`; did you mean \
          `proxy`?"
        ]
    );
    // One that somebody else adds is not there yet.
    for path in ["sidecars[\"poxy\"]", "sidecars[\"proxy\"].image", "sidecars[\"proxy\"].environment.X"] {
        assert_eq!(hints(path), [""; 0], "{path}");
    }
}

#[test]
fn what_is_ignored_and_was_taken_away_outside_is_not_put_back_by_another_change() {
    let declare = |count: u32| {
        move |stack: &mut Stack| {
            let web = Service::new("web").count(count).tag("a", "x").tag("b.c", "x");
            stack.add("web", web.ignore_changes(["tags[\"b.c\"]"]));
        }
    };
    let mut world = World::of(declare(1));
    world.sees("app.Service.web", "tags", Value::map(Map::from([("a".into(), "x".into())])));
    world.up(declare(2));
    let object = world.state.object(&"app.Service.web".parse().expect("valid")).expect("it exists");
    assert_eq!(object.observed["tags"].to_string(), "{ a: \"x\" }");
    assert!(world.plan(declare(2)).is_empty());
}

#[test]
fn a_replacement_asked_for_a_member_happens_when_its_block_goes() {
    let declare = |names: &'static [&'static str]| {
        move |stack: &mut Stack| {
            let sidecars: Vec<_> = names.iter().map(|name| Container::new(*name, "x:1")).collect();
            let web = Service::new("web").sidecars(sidecars);
            stack.add("web", web.replace_on_change(["sidecars[\"proxy\"].image"]));
        }
    };
    let world = World::of(declare(&["proxy", "logs"]));
    assert_eq!(world.plan(declare(&["logs"])).counts().replace, 1);
    assert_eq!(world.plan(declare(&["proxy"])).counts().update, 1);
}

#[test]
fn a_user_can_ask_for_a_replacement() {
    let declare = |count: u32| {
        move |stack: &mut Stack| {
            stack.add("web", Service::new("web").count(count).replace_on_change(["count"]));
        }
    };
    assert_eq!(
        World::of(declare(1)).lines(declare(2)),
        [
            "  ± app.Service.web  replace: the new one first, because `replace_on_change` names count",
            "    ~ count: 1 -> 2",
            "",
            "Plan: 1 to replace."
        ]
    );
}

#[test]
fn a_trigger_replaces_when_its_value_changes_and_not_when_it_comes_or_goes() {
    let declare = |trigger: Option<&'static str>| {
        move |stack: &mut Stack| match trigger {
            Some(trigger) => {
                stack.add("web", Service::new("web").replace_when::<String>(trigger));
            }
            None => {
                stack.add("web", Service::new("web"));
            }
        }
    };
    assert_eq!(
        World::of(declare(Some("a"))).lines(declare(Some("b"))),
        [
            "  ± app.Service.web  replace: the new one first, because `replace_when` has another value",
            "    ~ replace_when: \"a\" -> \"b\"",
            "",
            "Plan: 1 to replace."
        ]
    );
    assert_eq!(
        World::of(declare(None)).lines(declare(Some("b"))),
        [
            "  * app.Service.web  noted, nothing changes in the cloud",
            "    + replace_when: \"b\"",
            "",
            "Plan: 1 unchanged."
        ]
    );
    assert_eq!(
        World::of(declare(Some("a"))).lines(declare(None)),
        [
            "  * app.Service.web  noted, nothing changes in the cloud",
            "    - replace_when: \"a\"",
            "",
            "Plan: 1 unchanged."
        ]
    );
}

#[test]
fn depends_on_orders_what_refers_to_nothing() {
    let declare = |stack: &mut Stack| {
        stack.add("web", Service::new("web").depends_on("net.Net.main"));
        net(stack);
    };
    assert_eq!(
        World::new().acts(declare),
        ["create net.Net.main", "create app.Service.web, after create net.Net.main"]
    );
    assert_eq!(
        World::of(declare).acts(|_| ()),
        [
            "delete app.Service.web service-2",
            "delete net.Net.main net-1, after delete app.Service.web service-2"
        ]
    );
}

#[test]
fn what_is_imported_is_adopted_and_kept_afterwards() {
    let declare = |stack: &mut Stack| {
        let net = stack.add("main", Net::new(cidr("10.0.0.0/16")).import("net-77"));
        stack.add("a", Subnet::new(&net, cidr("10.0.1.0/24")));
    };
    let mut world = World::new();
    assert_eq!(
        world.lines(declare),
        [
            "  = net.Net.main  adopt net-77",
            "  + net.Subnet.a  cidr_block: \"10.0.1.0/24\"",
            "",
            "Plan: 1 to create, 1 to adopt."
        ]
    );
    assert_eq!(world.acts(declare), ["adopt net.Net.main", "create net.Subnet.a, after adopt net.Net.main"]);
    world.up(declare);
    assert!(world.plan(declare).is_empty());
    assert_eq!(
        &*world.state.object(&"net.Net.main".parse().expect("valid")).expect("it exists").id,
        "net-77"
    );
}
