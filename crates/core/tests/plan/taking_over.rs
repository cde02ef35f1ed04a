//! What one resource lets go of and another takes in the same run, and what gives way to that.

use super::*;

/// A role under each of some logical names, with its name.
fn roles(names: &'static [(&'static str, &'static str)]) -> impl Fn(&mut Stack) {
    move |stack| {
        for (logical, name) in names {
            stack.add(*logical, Role::new(*name));
        }
    }
}

fn order(world: &World, declare: impl FnOnce(&mut Stack)) -> String {
    world.plan(declare).order()
}

#[test]
fn a_name_is_let_go_before_another_takes_it() {
    let world = World::of(roles(&[("old", "a")]));
    assert_eq!(
        order(&world, roles(&[("new", "a")])),
        "delete app.Role.old a\n\
         create app.Role.new\n  after delete app.Role.old a: takes its role_name\n"
    );
}

#[test]
fn another_name_comes_first_and_what_uses_it_moves_over_before_the_old_one_goes() {
    let world = World::of(roles(&[("one", "a")]));
    assert_eq!(
        order(&world, roles(&[("one", "b")])),
        "create app.Role.one\n\
         delete app.Role.one a\n  after create app.Role.one: replacement\n"
    );
}

#[test]
fn names_move_on_by_one() {
    let world = World::of(roles(&[("one", "a"), ("two", "b"), ("three", "c")]));
    let plan = world.plan(roles(&[("one", "b"), ("two", "c"), ("three", "d")]));
    assert_eq!(
        plan.order(),
        "create app.Role.three\n\
         delete app.Role.three c\n  after create app.Role.three: replacement\n\
         create app.Role.two\n  after delete app.Role.three c: takes its role_name\n\
         delete app.Role.two b\n  after create app.Role.two: replacement\n\
         create app.Role.one\n  after delete app.Role.two b: takes its role_name\n\
         delete app.Role.one a\n  after create app.Role.one: replacement\n"
    );
}

#[test]
fn two_that_exchange_their_names_both_go_first() {
    let world = World::of(roles(&[("one", "a"), ("two", "b")]));
    assert_eq!(
        order(&world, roles(&[("one", "b"), ("two", "a")])).lines().collect::<Vec<_>>(),
        [
            "delete app.Role.one a",
            "delete app.Role.two b",
            "create app.Role.one",
            "  after delete app.Role.one a: replacement",
            "  after delete app.Role.two b: takes its role_name",
            "create app.Role.two",
            "  after delete app.Role.one a: takes its role_name",
            "  after delete app.Role.two b: replacement",
        ]
    );
}

#[test]
fn what_changes_in_place_and_exchanges_is_replaced_once() {
    let declare = |one: &'static str, two: &'static str| {
        move |stack: &mut Stack| {
            stack.add("one", Seat::new(one));
            stack.add("two", Seat::new(two));
        }
    };
    let world = World::of(declare("left", "right"));
    let plan = world.plan(declare("right", "left"));
    assert_eq!((plan.counts().replace, plan.counts().update), (1, 1), "{plan}");
    assert!(plan.to_string().contains("place is exchanged with that of another resource"), "{plan}");
    let moved = world.plan(declare("right", "middle"));
    assert_eq!((moved.counts().replace, moved.counts().update), (0, 2), "{moved}");
    assert_eq!(
        moved.order(),
        "update app.Seat.two\n\
         update app.Seat.one\n  after update app.Seat.two: takes its place\n"
    );
}

#[test]
fn what_keeps_the_old_one_from_going_gives_way_though_nothing_of_it_changes() {
    let declare = |logical: &'static str| {
        move |stack: &mut Stack| {
            let role = stack.add(logical, Role::new("a"));
            stack.add("binding", Binding::new(&role));
        }
    };
    let mut world = World::of(declare("old"));
    let plan = world.plan(declare("new"));
    assert_eq!(
        operations(&plan),
        [
            "delete app.Binding.binding a|2",
            "delete app.Role.old a, after delete app.Binding.binding a|2",
            "create app.Role.new, after delete app.Role.old a",
            "create app.Binding.binding, after create app.Role.new and delete app.Binding.binding a|2",
        ],
        "{plan}"
    );
    world.up(declare("new"));
    assert!(world.plan(declare("new")).is_empty());
}

#[test]
fn what_stays_gives_nothing_away() {
    let both = |stack: &mut Stack| {
        stack.add("old", Role::new("a").retain());
    };
    let world = World::of(both);
    assert_eq!(
        world.refusal(roles(&[("new", "a")])),
        [
            "error: app.Role.new: is to have the role_name of app.Role.old, which is let go of and stays as it is\n  \
          hint: give this one another role_name, or take over what is there with `.import(\"a\")`"
        ]
    );
}

#[test]
fn what_is_left_out_gives_nothing_away() {
    let mut world = World::of(roles(&[("old", "a")]));
    world.selection.targets = vec!["app.Role.new".to_owned()];
    assert_eq!(
        world.refusal(roles(&[("new", "a")])),
        ["error: app.Role.new: is to have the role_name of app.Role.old, which this run leaves out\n  \
          hint: let the run be about app.Role.old too"]
    );
}

#[test]
fn overlapping_ranges_cannot_exist_at_once_and_apart_ones_can() {
    let declare = |logical: &'static str, range: &'static str| {
        move |stack: &mut Stack| {
            let net = net(stack);
            stack.add(logical, Range::new(&net, cidr(range)));
        }
    };
    let world = World::of(declare("a", "10.0.0.0/24"));
    let replacing = |range| world.acts(declare("a", range))[0].clone();
    assert!(replacing("10.0.0.0/25").starts_with("delete"), "{}", replacing("10.0.0.0/25"));
    assert!(replacing("10.0.0.0/23").starts_with("delete"), "{}", replacing("10.0.0.0/23"));
    assert!(replacing("10.0.2.0/24").starts_with("create"), "{}", replacing("10.0.2.0/24"));
    let moved = order(&world, declare("b", "10.0.0.128/25"));
    assert!(moved.contains("after delete net.Range.a range-2: takes its net_id and cidr_block"), "{moved}");
}
