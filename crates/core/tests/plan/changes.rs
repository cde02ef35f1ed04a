//! What is made, kept, changed in place and deleted.

use super::*;

#[test]
fn what_is_new_is_made_after_what_it_needs() {
    let world = World::new();
    assert_eq!(
        world.lines(net_and_subnet("10.0.0.0/16")),
        [
            "  + net.Net.main  cidr_block: \"10.0.0.0/16\"",
            "  + net.Subnet.a  cidr_block: \"10.0.1.0/24\"",
            "",
            "Plan: 2 to create."
        ]
    );
    assert_eq!(
        world.acts(net_and_subnet("10.0.0.0/16")),
        ["create net.Net.main", "create net.Subnet.a, after create net.Net.main"]
    );
}

#[test]
fn what_is_as_it_was_declared_is_kept() {
    let world = World::of(net_and_subnet("10.0.0.0/16"));
    assert_eq!(world.lines(net_and_subnet("10.0.0.0/16")), ["Plan: 2 unchanged."]);
    assert!(world.plan(net_and_subnet("10.0.0.0/16")).is_empty());
}

#[test]
fn declarations_that_change_places_change_nothing() {
    let world = World::of(|stack| {
        let (b, a) = (stack.add("b", Task::new("b")), stack.add("a", Task::new("a")));
        stack.add("web", Service::new("web").task(&a).depends_on(&b));
    });
    let plan = world.plan(|stack| {
        let (a, b) = (stack.add("a", Task::new("a")), stack.add("b", Task::new("b")));
        stack.add("web", Service::new("web").task(&a).depends_on(&b));
    });
    assert!(plan.is_empty(), "{plan}");
}

#[test]
fn a_change_in_place_shows_before_and_after() {
    let world = World::of(service(|web| web.tag("team", "web").tag("stage", "test")));
    assert_eq!(
        world.lines(service(|web| web.count(3u32).tag("team", "api").tag("cost centre", "7"))),
        [
            "  ~ app.Service.web",
            "    ~ count: 1 -> 3",
            "    ~ tags:",
            "      + [\"cost centre\"]: \"7\"",
            "      - stage: \"test\"",
            "      ~ team: \"web\" -> \"api\"",
            "",
            "Plan: 1 to update."
        ]
    );
}

#[test]
fn what_is_no_longer_set_goes_and_what_never_was_may_be_as_it_is() {
    let mut world = World::of(service(|web| web.steps(["build"])));
    world.sees(
        "app.Service.web",
        "tags",
        Value::map([("aws:owner".into(), "x".into())].into_iter().collect()),
    );
    assert_eq!(
        world.lines(service(|web| web)),
        [
            "Changed outside since the last run:",
            "  ! app.Service.web",
            "    + tags: { aws:owner: \"x\" }",
            "",
            "  ~ app.Service.web",
            "    - steps: [\"build\"]",
            "",
            "Plan: 1 to update."
        ]
    );
}

#[test]
fn blocks_with_a_key_are_compared_with_their_namesakes() {
    let sidecars = |image: &'static str, reversed: bool| {
        service(move |web| {
            let mut sidecars = vec![
                Container::new("proxy", image).cpu(256u32).variable("LEVEL", "info"),
                Container::new("logs", "fluent:1"),
            ];
            if reversed {
                sidecars.reverse();
            }
            web.sidecars(sidecars)
        })
    };
    let world = World::of(sidecars("envoy:1", false));
    assert!(world.plan(sidecars("envoy:1", true)).is_empty());
    assert_eq!(
        world.lines(sidecars("envoy:2", true)),
        [
            "  ~ app.Service.web",
            "    ~ sidecars[\"proxy\"].image: \"envoy:1\" -> \"envoy:2\"",
            "",
            "Plan: 1 to update."
        ]
    );
    let changed = service(|web| {
        web.sidecar(Container::new("proxy", "envoy:1").variable("LEVEL", "debug").variable("PORT", "80"))
            .sidecar(Container::new("metrics", "prometheus:3").cpu(64u32))
    });
    assert_eq!(
        world.lines(changed),
        [
            "  ~ app.Service.web",
            "    ~ sidecars:",
            "      ~ [\"proxy\"]:",
            "        - cpu: 256",
            "        ~ environment:",
            "          ~ LEVEL: \"info\" -> \"debug\"",
            "          + PORT: \"80\"",
            "      - [\"logs\"]: { image: \"fluent:1\", name: \"logs\" }",
            "      + [\"metrics\"]: { cpu: 64, image: \"prometheus:3\", name: \"metrics\" }",
            "",
            "Plan: 1 to update."
        ]
    );
}

#[test]
fn what_a_cloud_fills_into_a_block_is_no_change() {
    let declare = service(|web| web.sidecar(Container::new("proxy", "envoy:1")));
    let mut world = World::of(&declare);
    let proxy = [("name", Value::from("proxy")), ("image", "envoy:1".into()), ("cpu", Value::Int(0))];
    let proxy = Value::map(proxy.into_iter().map(|(name, value)| (name.into(), value)).collect());
    world.sees("app.Service.web", "sidecars", Value::list([proxy]));
    assert_eq!(
        world.lines(&declare),
        [
            "Changed outside since the last run:",
            "  ! app.Service.web",
            "    + sidecars[\"proxy\"].cpu: 0",
            "",
            "Plan: 1 unchanged."
        ]
    );
}

#[test]
fn order_matters_only_where_it_has_a_meaning() {
    let declare = |reversed: bool| {
        service(move |web| {
            let mut subnets = vec!["subnet-1", "subnet-2"];
            let mut steps = vec!["build", "test"];
            if reversed {
                subnets.reverse();
                steps.reverse();
            }
            web.subnets(subnets).steps(steps)
        })
    };
    let world = World::of(declare(false));
    assert_eq!(
        world.lines(declare(true)),
        [
            "  ~ app.Service.web",
            "    ~ steps:",
            "      ~ [0]: \"build\" -> \"test\"",
            "      ~ [1]: \"test\" -> \"build\"",
            "",
            "Plan: 1 to update."
        ]
    );
    let other = service(|web| web.subnets(["subnet-2", "subnet-3"]).steps(["build", "test", "ship"]));
    assert_eq!(
        world.lines(other),
        [
            "  ~ app.Service.web",
            "    ~ subnets: [\"subnet-1\", \"subnet-2\"] -> [\"subnet-2\", \"subnet-3\"]",
            "    ~ steps: [\"build\", \"test\"] -> [\"build\", \"test\", \"ship\"]",
            "",
            "Plan: 1 to update."
        ]
    );
}

#[test]
fn statements_of_a_policy_are_told_apart_by_their_sid() {
    let role = |policy: &'static str| {
        move |stack: &mut Stack| {
            stack.add("deploy", Role::new("deploy").policy(document(policy)));
        }
    };
    let world = World::of(role(
        r#"{"Statement": [{"Sid": "Read", "Action": ["s3:Get"]}, {"Sid": "Write", "Action": ["s3:Put"]}]}"#,
    ));
    assert_eq!(
        world.lines(role(
            r#"{"Statement": [{"Sid": "Write", "Action": ["s3:Put", "s3:Delete"]}, {"Sid": "Read", "Action": ["s3:Get"]}]}"#,
        )),
        ["  ~ app.Role.deploy", "    ~ policy.Statement[\"Write\"].Action: [\"s3:Put\"] -> [\"s3:Put\", \"s3:Delete\"]", "", "Plan: 1 to update."]
    );
}

#[test]
fn an_empty_list_and_none_are_the_same() {
    let world = World::of(service(|web| web.steps(Vec::<String>::new())));
    assert!(!world.lines(service(|web| web)).iter().any(|line| line.contains("steps")));
}

#[test]
fn what_has_left_the_program_is_deleted_before_what_it_needed() {
    let world = World::of(net_and_subnet("10.0.0.0/16"));
    assert_eq!(
        world.lines(|_| ()),
        ["  - net.Subnet.a  subnet-2", "  - net.Net.main  net-1", "", "Plan: 2 to delete."]
    );
    assert_eq!(
        world.acts(|_| ()),
        ["delete net.Subnet.a subnet-2", "delete net.Net.main net-1, after delete net.Subnet.a subnet-2"]
    );
}

#[test]
fn what_is_deleted_waits_until_others_have_let_go_of_it() {
    let world = World::of(|stack| {
        let old = stack.add("old", Task::new("old"));
        stack.add("web", Service::new("web").task(&old));
    });
    let next = |stack: &mut Stack| {
        let new = stack.add("new", Task::new("new"));
        stack.add("web", Service::new("web").task(&new));
    };
    assert_eq!(
        world.lines(next),
        [
            "  + app.Task.new  family: \"new\"",
            "  ~ app.Service.web",
            "    ~ task: \"arn:task/1\" -> (known after apply)",
            "  - app.Task.old  arn:task/1",
            "",
            "Plan: 1 to create, 1 to update, 1 to delete."
        ]
    );
    assert_eq!(
        world.acts(next),
        [
            "create app.Task.new",
            "update app.Service.web, after create app.Task.new",
            "delete app.Task.old arn:task/1, after update app.Service.web"
        ]
    );
}

#[test]
fn outputs_that_come_change_and_go_are_shown() {
    let world = World::of(|stack| {
        let net = net(stack);
        stack.output("kept", &net.id);
        stack.output::<String>("gone", "a");
        stack.output::<String>("changed", "a");
    });
    assert_eq!(
        world.lines(|stack| {
            let net = net(stack);
            let role = stack.add("deploy", Task::new("deploy"));
            stack.output("kept", &net.id);
            stack.output::<String>("changed", "b");
            stack.output("new", &role.arn);
        }),
        [
            "  + app.Task.deploy  family: \"deploy\"",
            "",
            "Outputs:",
            "  ~ changed = \"a\" -> \"b\"",
            "  - gone = \"a\"",
            "  + new = (known after apply)",
            "",
            "Plan: 1 to create, 1 unchanged."
        ]
    );
}
