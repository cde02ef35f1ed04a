//! What is replaced, what follows from it, and in which order.

use super::*;

#[test]
fn a_replacement_makes_the_new_one_first_and_takes_along_what_cannot_follow() {
    let world = World::of(net_and_subnet("10.0.0.0/16"));
    assert_eq!(
        world.lines(net_and_subnet("10.0.0.0/17")),
        [
            "  ± net.Net.main  replace: the new one first, because cidr_block cannot be changed in place",
            "    ~ cidr_block: \"10.0.0.0/16\" -> \"10.0.0.0/17\"",
            "  ± net.Subnet.a  replace: the new one first, because net_id cannot be changed in place",
            "    ~ net_id: \"net-1\" -> (known after apply)",
            "",
            "Plan: 2 to replace."
        ]
    );
    assert_eq!(
        world.acts(net_and_subnet("10.0.0.0/17")),
        [
            "create net.Net.main",
            "create net.Subnet.a, after create net.Net.main",
            "delete net.Subnet.a subnet-2, after create net.Subnet.a",
            "delete net.Net.main net-1, after create net.Net.main and create net.Subnet.a and delete \
             net.Subnet.a subnet-2"
        ]
    );
}

#[test]
fn what_can_follow_is_changed_in_place_before_the_old_one_goes() {
    let declare = |family: &'static str| {
        move |stack: &mut Stack| {
            let task = stack.add("web", Task::new(family));
            stack.add("web", Service::new("web").task(&task));
        }
    };
    let world = World::of(declare("a"));
    assert_eq!(
        world.lines(declare("b")),
        [
            "  ± app.Task.web  replace: the new one first, because family cannot be changed in place",
            "    ~ family: \"a\" -> \"b\"",
            "  ~ app.Service.web",
            "    ~ task: \"arn:task/1\" -> (known after apply)",
            "",
            "Plan: 1 to update, 1 to replace."
        ]
    );
    assert_eq!(
        world.acts(declare("b")),
        [
            "create app.Task.web",
            "update app.Service.web, after create app.Task.web",
            "delete app.Task.web arn:task/1, after create app.Task.web and update app.Service.web"
        ]
    );
}

#[test]
fn a_kind_that_cannot_exist_twice_goes_first_and_with_it_what_holds_on() {
    let declare = |path: &'static str| {
        move |stack: &mut Stack| {
            let role = stack.add("deploy", Role::new("a").path(path));
            stack.add("deploy", Binding::new(&role));
        }
    };
    let world = World::of(declare("/"));
    assert_eq!(
        world.lines(declare("/b/")),
        [
            "  ± app.Role.deploy  replace: the old one goes first, because path cannot be changed in place",
            "    ~ path: \"/\" -> \"/b/\"",
            "  ± app.Binding.deploy  replace: the old one goes first, because what role_name refers to goes before its successor comes",
            "",
            "Plan: 2 to replace."
        ]
    );
    assert_eq!(
        world.acts(declare("/b/")),
        [
            "delete app.Binding.deploy a|2",
            "delete app.Role.deploy a, after delete app.Binding.deploy a|2",
            "create app.Role.deploy, after delete app.Role.deploy a",
            "create app.Binding.deploy, after create app.Role.deploy and delete app.Binding.deploy a|2"
        ]
    );
}

#[test]
fn a_user_who_wants_the_old_one_gone_first_takes_dependents_along() {
    let world = World::of(net_and_subnet("10.0.0.0/16"));
    let next = |stack: &mut Stack| {
        let net = stack.add("main", Net::new(cidr("10.0.0.0/17")).delete_before_create());
        stack.add("a", Subnet::new(&net, cidr("10.0.1.0/24")));
    };
    assert_eq!(
        world.lines(next),
        [
            "  ± net.Net.main  replace: the old one goes first, because cidr_block cannot be changed in place",
            "    ~ cidr_block: \"10.0.0.0/16\" -> \"10.0.0.0/17\"",
            "  ± net.Subnet.a  replace: the old one goes first, because net_id cannot be changed in place",
            "    ~ net_id: \"net-1\" -> (known after apply)",
            "",
            "Plan: 2 to replace."
        ]
    );
    assert_eq!(
        world.acts(next),
        [
            "delete net.Subnet.a subnet-2",
            "delete net.Net.main net-1, after delete net.Subnet.a subnet-2",
            "create net.Net.main, after delete net.Net.main net-1",
            "create net.Subnet.a, after create net.Net.main and delete net.Subnet.a subnet-2"
        ]
    );
}

#[test]
fn a_user_can_have_the_new_one_first_where_the_kind_would_not() {
    let world = World::of(|stack| {
        stack.add("once", Once::new(1, 1));
    });
    let next = |stack: &mut Stack| {
        stack.add("once", Once::new(2, 1).create_before_delete());
    };
    assert!(world.lines(next)[0].contains("replace: the new one first, because"), "{:?}", world.lines(next));
    assert!(world.acts(next)[0].starts_with("create "), "{:?}", world.acts(next));
}

#[test]
fn the_new_one_cannot_be_first_where_the_cloud_keeps_one() {
    let world = World::of(|stack| {
        stack.add("deploy", Role::new("a").path("/"));
    });
    let next = |stack: &mut Stack| {
        stack.add("deploy", Role::new("a").path("/b/").create_before_delete());
    };
    assert_eq!(
        world.refusal(next),
        [
            "error: app.Role.deploy: the new one cannot exist before the old one goes: both have the same role_name\n  \
          hint: drop `.create_before_delete()`, or give it another role_name"
        ]
    );
}

/// The binding `web` leaves the program; it stands between a role that must go first and a task that follows.
#[test]
fn what_holds_on_through_something_that_is_deleted_goes_first_too() {
    let world = World::of(|stack| {
        let role = stack.add("deploy", Role::new("a").path("/"));
        let binding = stack.add("web", Binding::new(&role));
        stack.add("web", Task::new("a").depends_on(&binding));
    });
    let next = |stack: &mut Stack| {
        let role = stack.add("deploy", Role::new("a").path("/b/"));
        stack.add("web", Task::new("b").depends_on(&role));
    };
    assert_eq!(
        world.lines(next),
        [
            "  ± app.Role.deploy  replace: the old one goes first, because path cannot be changed in place",
            "    ~ path: \"/\" -> \"/b/\"",
            "  ± app.Task.web  replace: the old one goes first, because family cannot be changed in place",
            "    ~ family: \"a\" -> \"b\"",
            "  - app.Binding.web  a|2",
            "",
            "Plan: 2 to replace, 1 to delete."
        ]
    );
    assert_eq!(
        world.acts(next),
        [
            "delete app.Task.web arn:task/3",
            "delete app.Binding.web a|2, after delete app.Task.web arn:task/3",
            "delete app.Role.deploy a, after delete app.Binding.web a|2",
            "create app.Role.deploy, after delete app.Role.deploy a",
            "create app.Task.web, after create app.Role.deploy and delete app.Task.web arn:task/3"
        ]
    );
}

#[test]
fn a_name_that_changes_replaces_only_what_cannot_follow_the_name() {
    let declare = |name: &'static str| {
        move |stack: &mut Stack| {
            let role = stack.add("deploy", Role::new(name));
            stack.add("web", Service::new("web").tag("role", role.role_name.map(|name| name.to_string())));
        }
    };
    let world = World::of(declare("a"));
    assert_eq!(
        world.lines(declare("b")),
        [
            "  ± app.Role.deploy  replace: the new one first, because role_name cannot be changed in place",
            "    ~ role_name: \"a\" -> \"b\"",
            "  ~ app.Service.web",
            "    ~ tags.role: \"a\" -> \"b\"",
            "",
            "Plan: 1 to update, 1 to replace."
        ]
    );
}

#[test]
fn everything_behind_a_replacement_is_known_after_apply() {
    let declare = |family: &'static str| {
        move |stack: &mut Stack| {
            let task = stack.add("web", Task::new(family).container(Container::new("web", family)));
            let url = ironwright_core::text!("https://{}/", task.arn);
            stack.add("web", Service::new("web").task(&task).steps([&url]).tag("url", &url));
        }
    };
    let world = World::of(declare("a"));
    assert_eq!(
        world.lines(declare("b")),
        [
            "  ± app.Task.web  replace: the new one first, because family and containers cannot be changed in place",
            "    ~ family: \"a\" -> \"b\"",
            "    ~ containers[\"web\"].image: \"a\" -> \"b\"",
            "  ~ app.Service.web",
            "    ~ task: \"arn:task/1\" -> (known after apply)",
            "    ~ steps[0]: \"https://arn:task/1/\" -> (known after apply)",
            "    ~ tags.url: \"https://arn:task/1/\" -> (known after apply)",
            "",
            "Plan: 1 to update, 1 to replace."
        ]
    );
}

#[test]
fn what_a_dependency_brings_is_written_down_without_a_change() {
    let world = World::of(|stack| {
        net(stack);
        stack.add("web", Service::new("web"));
    });
    let next = |stack: &mut Stack| {
        let net = net(stack);
        stack.add("web", Service::new("web").depends_on(&net));
    };
    assert_eq!(
        world.lines(next),
        [
            "  * app.Service.web  noted, nothing changes in the cloud",
            "    ~ depends_on: [] -> [\"net.Net.main\"]",
            "",
            "Plan: 2 unchanged."
        ]
    );
    assert_eq!(world.acts(next), [""; 0]);
    let mut world = world;
    world.up(next);
    assert!(world.plan(next).is_empty());
    assert_eq!(
        world.acts(|_| ()),
        [
            "delete app.Service.web service-2",
            "delete net.Net.main net-1, after delete app.Service.web service-2"
        ]
    );
}

#[test]
fn resources_that_hold_on_to_each_other_can_still_be_deleted() {
    let mut world = World::of(|stack| {
        let (a, b) = (stack.add("a", Task::new("a")), stack.add("b", Task::new("b")));
        stack.add("c", Task::new("c").depends_on(&a).depends_on(&b));
    });
    // A run that was cut off while it turned a dependency round leaves a state like this one.
    let [a, b] =
        ["app.Task.a", "app.Task.b"].map(|text| text.parse::<ironwright_core::Address>().expect("valid"));
    for (holder, held) in [(&a, &b), (&b, &a)] {
        let resource = world.state.resources.get_mut(holder).expect("it exists");
        resource.current.as_mut().expect("it exists").dependencies = vec![held.clone()];
    }
    assert_eq!(
        world.acts(|_| ()),
        [
            "delete app.Task.c arn:task/3",
            "delete app.Task.a arn:task/1, after delete app.Task.c arn:task/3",
            "delete app.Task.b arn:task/2, after delete app.Task.c arn:task/3"
        ]
    );
}

#[test]
fn what_holds_on_by_a_name_that_stays_the_same_is_replaced_with_what_must_go_first() {
    let declare = |trigger: &'static str| {
        move |stack: &mut Stack| {
            let role = stack.add("deploy", Role::new("a").replace_when::<String>(trigger));
            stack.add("deploy", Binding::new(&role));
        }
    };
    let mut world = World::of(declare("1"));
    assert_eq!(
        world.lines(declare("2")),
        [
            "  ± app.Role.deploy  replace: the old one goes first, because `replace_when` has another value",
            "    ~ replace_when: \"1\" -> \"2\"",
            "  ± app.Binding.deploy  replace: the old one goes first, because what role_name refers to goes before its successor comes",
            "",
            "Plan: 2 to replace."
        ]
    );
    assert_eq!(
        world.acts(declare("2")),
        [
            "delete app.Binding.deploy a|2",
            "delete app.Role.deploy a, after delete app.Binding.deploy a|2",
            "create app.Role.deploy, after delete app.Role.deploy a",
            "create app.Binding.deploy, after create app.Role.deploy and delete app.Binding.deploy a|2"
        ]
    );
    world.up(declare("2"));
    assert!(world.plan(declare("2")).is_empty());
}

#[test]
fn what_could_have_followed_is_replaced_with_what_must_go_first() {
    let declare = |size: &'static str| {
        move |stack: &mut Stack| {
            let net = stack.add("main", Net::new(cidr(size)).delete_before_create());
            let subnet = stack.add("a", Subnet::new(&net, cidr("10.0.1.0/24")));
            stack.add("web", Service::new("web").subnets([&subnet]));
        }
    };
    let mut world = World::of(declare("10.0.0.0/16"));
    assert_eq!(
        world.lines(declare("10.0.0.0/17")),
        [
            "  ± net.Net.main  replace: the old one goes first, because cidr_block cannot be changed in place",
            "    ~ cidr_block: \"10.0.0.0/16\" -> \"10.0.0.0/17\"",
            "  ± net.Subnet.a  replace: the old one goes first, because net_id cannot be changed in place",
            "    ~ net_id: \"net-1\" -> (known after apply)",
            "  ± app.Service.web  replace: the old one goes first, because what subnets refers to goes before its successor comes",
            "    ~ subnets: [\"subnet-2\"] -> [(known after apply)]",
            "",
            "Plan: 3 to replace."
        ]
    );
    assert_eq!(
        world.acts(declare("10.0.0.0/17")),
        [
            "delete app.Service.web service-3",
            "delete net.Subnet.a subnet-2, after delete app.Service.web service-3",
            "delete net.Net.main net-1, after delete net.Subnet.a subnet-2",
            "create net.Net.main, after delete net.Net.main net-1",
            "create net.Subnet.a, after create net.Net.main and delete net.Subnet.a subnet-2",
            "create app.Service.web, after create net.Subnet.a and delete app.Service.web service-3"
        ]
    );
    world.up(declare("10.0.0.0/17"));
    assert!(world.plan(declare("10.0.0.0/17")).is_empty());
}

#[test]
fn what_merely_comes_after_something_keeps_its_own_order() {
    let declare = |name: &'static str| {
        move |stack: &mut Stack| {
            let role = stack.add("deploy", Role::new("a").path(name));
            stack.add("web", Task::new(name).depends_on(&role));
        }
    };
    let world = World::of(declare("a"));
    assert_eq!(
        world.lines(declare("b")),
        [
            "  ± app.Role.deploy  replace: the old one goes first, because path cannot be changed in place",
            "    ~ path: \"a\" -> \"b\"",
            "  ± app.Task.web  replace: the new one first, because family cannot be changed in place",
            "    ~ family: \"a\" -> \"b\"",
            "",
            "Plan: 2 to replace."
        ]
    );
    assert_eq!(
        world.acts(declare("b")),
        [
            "delete app.Role.deploy a",
            "create app.Role.deploy, after delete app.Role.deploy a",
            "create app.Task.web, after create app.Role.deploy",
            "delete app.Task.web arn:task/2, after create app.Task.web"
        ]
    );
}
