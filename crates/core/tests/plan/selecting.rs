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
            "  + front/app.Task.web  family: \"web\"",
            "  + front/app.Service.web  service_name: \"web\"",
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
            "  + front/app.Task.web  family: \"web\"",
            "  + app.Role.deploy  role_name: \"deploy\"",
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
            "  - front/app.Service.web  service-4",
            "  - net.Subnet.a  subnet-2",
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
            "  - front/app.Service.web  service-4",
            "  - front/app.Task.web  arn:task/3",
            "",
            "Plan: 3 to delete, 2 left out."
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
