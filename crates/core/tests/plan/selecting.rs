//! Plans of a part: `--target` and `--exclude`.

use super::*;

use ironwright_core::plan::{Selection, Verb};

fn selection(targets: &[&str], excludes: &[&str]) -> Selection {
    let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    Selection { targets: owned(targets), excludes: owned(excludes), replaces: Vec::new() }
}

fn program(stack: &mut Stack) {
    let net = net(stack);
    let subnet = stack.add("a", Subnet::new(&net, cidr("10.0.1.0/24")));
    let mut front = stack.scope("front");
    let task = front.add("web", Task::new("web"));
    front.add("web", Service::new("web").task(&task).subnets([&subnet]));
    stack.add("deploy", Role::new("deploy"));
}

#[test]
fn a_target_brings_what_it_depends_on() {
    let mut world = World::new();
    world.selection = selection(&["net.Subnet.a"], &[]);
    assert_eq!(
        world.lines(program),
        [
            "  + net.Net.main  cidr_block: \"10.0.0.0/16\"",
            "  + net.Subnet.a  cidr_block: \"10.0.1.0/24\"",
            "",
            "Plan: 2 to create, 3 left out."
        ]
    );
}

#[test]
fn a_scope_stands_for_all_in_it() {
    let mut world = World::new();
    world.selection = selection(&["front/"], &[]);
    assert_eq!(
        world.lines(program),
        [
            "  + net.Net.main  cidr_block: \"10.0.0.0/16\"",
            "  + net.Subnet.a  cidr_block: \"10.0.1.0/24\"",
            "  front/",
            "    + app.Task.web  family: \"web\"",
            "    + app.Service.web  service_name: \"web\"",
            "",
            "Plan: 4 to create, 1 left out."
        ]
    );
}

#[test]
fn an_exclusion_takes_along_what_depends_on_it() {
    let mut world = World::new();
    world.selection = selection(&[], &["net.Subnet.a"]);
    assert_eq!(
        world.lines(program),
        [
            "  + net.Net.main  cidr_block: \"10.0.0.0/16\"",
            "  + app.Role.deploy  role_name: \"deploy\"",
            "  + front/app.Task.web  family: \"web\"",
            "",
            "Plan: 3 to create, 2 left out."
        ]
    );
}

#[test]
fn a_destroy_takes_along_what_depends_on_the_target() {
    let mut world = World::of(program);
    world.verb = Verb::Destroy;
    world.selection = selection(&["net.Subnet.a"], &[]);
    assert_eq!(
        world.lines(program),
        [
            "  - net.Subnet.a  subnet-2",
            "  - front/app.Service.web  service-4",
            "",
            "Plan: 2 to delete, 3 left out."
        ]
    );
    assert_eq!(
        world.acts(program),
        [
            "delete front/app.Service.web service-4",
            "delete net.Subnet.a subnet-2, after delete front/app.Service.web service-4"
        ]
    );
    world.selection = selection(&[], &["net.Subnet.a"]);
    assert_eq!(
        world.lines(program),
        [
            "  - app.Role.deploy  deploy",
            "  front/",
            "    - app.Service.web  service-4",
            "    - app.Task.web  arn:task/3",
            "",
            "Plan: 3 to delete, 2 left out."
        ]
    );
}

/// As [`program`], with another range for the subnet.
fn moved(stack: &mut Stack) {
    let net = net(stack);
    let subnet = stack.add("a", Subnet::new(&net, cidr("10.0.2.0/24")));
    let mut front = stack.scope("front");
    let task = front.add("web", Task::new("web"));
    front.add("web", Service::new("web").task(&task).subnets([&subnet]));
    stack.add("deploy", Role::new("deploy"));
}

#[test]
fn what_is_left_out_keeps_what_it_needs_from_being_replaced() {
    let mut world = World::of(program);
    for chosen in [selection(&["net.Subnet.a"], &[]), selection(&["net.Net.main", "net.Subnet.a"], &[])] {
        world.selection = chosen;
        assert_eq!(
            world.refusal(moved),
            [
                "error: net.Subnet.a: would be replaced, because of cidr_block, and front/app.Service.web, which is left \
                 out, needs it\n  hint: select what needs it too, with `--target front/app.Service.web`, or leave off \
                 `--target`"
            ]
        );
    }
    // Both ways out lead on.
    world.selection = selection(&["net.Subnet.a", "front/app.Service.web"], &[]);
    assert_eq!(world.plan(moved).counts().replace, 1);
    world.selection = selection(&[], &[]);
    assert_eq!(world.plan(moved).counts().replace, 1);
}

#[test]
fn an_exclusion_does_not_take_away_what_is_excluded_either() {
    let mut world = World::of(program);
    world.selection = selection(&[], &["front/"]);
    assert_eq!(
        world.refusal(moved),
        [
            "error: net.Subnet.a: would be replaced, because of cidr_block, and front/app.Service.web, which is left \
             out, needs it\n  hint: leave off `--exclude front/`, so that what needs it changes with it"
        ]
    );
}

#[test]
fn what_leaves_the_program_is_not_deleted_under_what_is_left_out() {
    let without_subnet = |stack: &mut Stack| {
        net(stack);
        let mut front = stack.scope("front");
        let task = front.add("web", Task::new("web"));
        front.add("web", Service::new("web").task(&task));
        stack.add("deploy", Role::new("deploy"));
    };
    let mut world = World::of(program);
    world.selection = selection(&["net.Subnet.a"], &[]);
    assert_eq!(
        world.refusal(without_subnet),
        [
            "error: net.Subnet.a: would be deleted, and front/app.Service.web, which is left out, needs it\n  hint: \
             select what needs it too, with `--target front/app.Service.web`, or leave off `--target`"
        ]
    );
    let gone = |_: &mut Stack| {};
    world.selection = selection(&[], &["front/app.Service.web"]);
    let refused = world.refusal(gone);
    assert_eq!(refused.len(), 2, "{refused:#?}");
    assert!(refused.iter().all(|line| line.contains("front/app.Service.web, which is left out, needs it")));
}

#[test]
fn a_successor_that_comes_first_is_only_told_of_where_nothing_holds_on() {
    let another_family = |stack: &mut Stack| {
        let net = net(stack);
        let subnet = stack.add("a", Subnet::new(&net, cidr("10.0.1.0/24")));
        let mut front = stack.scope("front");
        let task = front.add("web", Task::new("web-2"));
        front.add("web", Service::new("web").task(&task).subnets([&subnet]));
        stack.add("deploy", Role::new("deploy"));
    };
    let mut world = World::of(program);
    world.selection = selection(&["front/app.Task.web"], &[]);
    assert_eq!(
        world.plan(another_family).hints,
        [
            "front/app.Service.web is left out, and goes on referring to front/app.Task.web as it was; the next whole \
             run mends that"
        ]
    );
}

#[test]
fn names_that_stand_for_nothing_are_all_reported() {
    let mut world = World::new();
    world.selection = selection(&["net.Subnet.b", "back/"], &["zzz"]);
    assert_eq!(
        world.refusal(program),
        [
            "error: --target: there is no `net.Subnet.b`\n  hint: did you mean `net.Subnet.a`?",
            "error: --target: there is no `back/`\n  hint: `state list` shows what exists, `graph` what \
             is declared",
            "error: --exclude: there is no `zzz`\n  hint: `state list` shows what exists, `graph` what is \
             declared"
        ]
    );
}
