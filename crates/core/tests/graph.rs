//! What is found wrong with a program before anything is planned: all of it, each with its line.

use std::panic::Location;

use ironwright_core::{Cidr, Declare as _, Diagnostics, Graph, Input, Inputs, Options, Output, Stack};
use ironwright_macros::{Block, Outputs, Resource};

/// A thing.
#[derive(Resource, Clone)]
#[resource(kind = "any.Thing", id = "thing-{hex:4}", outputs = ThingOutputs, page = "", unique = [["name"]])]
struct Thing {
    /// What it is called.
    #[input(length = 1..=6)]
    name: Input<String>,
    /// How many.
    #[input(range = 1..=9)]
    count: Option<Input<i64>>,
    /// Where.
    network: Option<Input<Cidr>>,
    /// What it refers to.
    others: Option<Inputs<String>>,
    /// What is in it.
    #[input(each = part, key = "name")]
    parts: Vec<Part>,
    options: Options,
}

/// A part of a thing.
#[derive(Block, Clone)]
struct Part {
    /// What it is called.
    name: Input<String>,
    /// What it is made of.
    image: Option<Input<String>>,
}

/// What a thing gives back.
#[derive(Outputs)]
struct ThingOutputs {
    /// Its id.
    #[output("{id}")]
    id: Output<String>,
}

/// The line of the caller.
#[track_caller]
fn line() -> u32 {
    Location::caller().line()
}

fn wrong(stack: &Stack) -> Diagnostics {
    stack.graph().err().unwrap_or_default()
}

/// Every problem without its file: `line: text`.
fn problems(stack: &Stack) -> Vec<String> {
    let told = wrong(stack).0.into_iter().map(|mut diagnostic| {
        let place = diagnostic.place.take();
        format!("{}: {diagnostic}", place.map_or(0, |place| place.line))
    });
    told.collect()
}

fn without_lines(stack: &Stack) -> Vec<String> {
    let here = concat!(file!(), ":");
    let told = wrong(stack).0.into_iter().map(|mut diagnostic| {
        diagnostic.place = None;
        let text = diagnostic.to_string();
        let Some((before, after)) = text.split_once(here) else { return text };
        format!("{before}LINE{}", after.trim_start_matches(|c: char| c.is_ascii_digit()))
    });
    told.collect()
}

#[test]
fn an_address_that_is_declared_twice_names_both_lines() {
    let mut stack = Stack::new("test");
    let first = line() + 1;
    stack.add("a", Thing::new("a"));
    stack.add("a", Thing::new("b"));
    assert_eq!(
        problems(&stack),
        [format!(
            "{}: error: any.Thing.a: this address is declared twice, first at {}:{first}\n  hint: give one of them \
             another name, or declare it in a scope of its own",
            first + 1,
            file!()
        )]
    );
}

#[test]
fn a_reference_to_another_stack_names_both_ends() {
    let (mut one, mut other) = (Stack::new("one"), Stack::new("other"));
    let thing = one.add("a", Thing::new("a"));
    other.add("b", Thing::new("b").others([&thing.id]));
    other.add("c", Thing::new("c").depends_on(&thing));
    other.output("id", &thing.id);
    assert_eq!(
        without_lines(&other),
        [
            "error: any.Thing.b: others: refers to any.Thing.a.id, which this stack does not \
             declare\n  hint: declare it on the same stack, or pass its value as a setting",
            "error: any.Thing.c: depends on any.Thing.a, which this stack does not declare\n  hint: did \
             you mean `any.Thing.b`? it must be on the same stack",
            "error: the output `id` refers to any.Thing.a.id, which this stack does not declare\n  hint: \
             declare it on the same stack, or publish it there"
        ]
    );
}

#[test]
fn a_reference_inside_a_text_in_a_block_is_seen() {
    let (mut one, mut other) = (Stack::new("one"), Stack::new("other"));
    let thing = one.add("a", Thing::new("a"));
    let image = ironwright_core::text!("registry/{}", thing.id);
    other.add("b", Thing::new("b").part(Part::new("p").image(&image)));
    assert_eq!(
        without_lines(&other),
        ["error: any.Thing.b: parts: refers to any.Thing.a.id, which this stack does not declare\n  \
             hint: declare it on the same stack, or pass its value as a setting"]
    );
}

#[test]
fn a_circle_is_named_with_all_its_members() {
    let mut stack = Stack::new("test");
    let alone = stack.add("alone", Thing::new("0"));
    stack.add("a", Thing::new("a").depends_on("any.Thing.b").depends_on(&alone));
    stack.add("b", Thing::new("b").depends_on("any.Thing.c"));
    stack.add("c", Thing::new("c").depends_on("any.Thing.a"));
    stack.add("self", Thing::new("s").depends_on("any.Thing.self"));
    assert_eq!(
        without_lines(&stack),
        [
            "error: any.Thing.a: depends on itself: any.Thing.a -> any.Thing.b -> any.Thing.c -> \
             any.Thing.a\n  hint: remove one `depends_on` of the circle",
            "error: any.Thing.self: depends on itself: any.Thing.self -> any.Thing.self\n  hint: \
             remove one `depends_on` of the circle"
        ]
    );
}

#[test]
fn everything_that_is_wrong_is_told_at_once_in_the_order_of_the_lines() {
    let mut stack = Stack::new("test");
    let start = line();
    stack.add("a", Thing::new("too long").count(10));
    stack.add("b", Thing::new("b").network("10.0.0.0/33"));
    stack.add("c", Thing::new("b").ignore_changes(["cuont"]));
    stack.add("d e", Thing::new("d"));
    stack.add("f", Thing::new("f").depends_on("any.Thing.g"));
    stack.add("h", Thing::new("a").replace_on_change(["parts[\"p\"].imagee"]));
    stack.add("i", Thing::new("a"));
    stack.output::<String>("x", "1");
    stack.output::<String>("x", "2");
    stack.reject("the settings do not go together", "choose one");
    let lines: Vec<u32> =
        wrong(&stack).0.iter().map(|problem| problem.place.map_or(0, |p| p.line) - start).collect();
    assert_eq!(lines, [1, 1, 2, 3, 3, 4, 5, 6, 7, 9, 10]);
    assert_eq!(
        without_lines(&stack),
        [
            "error: any.Thing.a: name: \"too long\" has 8 characters, AWS takes 1 to 6\n  hint: What \
             it is called",
            "error: any.Thing.a: count: 10 is not between 1 and 9\n  hint: How many",
            "error: any.Thing.b: network: `10.0.0.0/33` is not an IPv4 network; write an address and a \
             length, `10.0.0.0/16`",
            "error: any.Thing.c: `ignore_changes` names `cuont`, which is no input of any.Thing\n  \
             hint: did you mean `count`?",
            "error: any.Thing.c: has the same name as any.Thing.b, declared at LINE\n  hint: AWS keeps \
             one any.Thing for each name",
            "error: any.Thing: `d e` is not a name; use letters, digits, `-` and `_`, beginning with a \
             letter or digit",
            "error: any.Thing.f: depends on any.Thing.g, which this stack does not declare\n  hint: \
             did you mean `any.Thing.a`? it must be on the same stack",
            "error: any.Thing.h: `replace_on_change` names `parts[\"p\"].imagee`, which is no input of \
             any.Thing\n  hint: did you mean `image`?",
            "error: any.Thing.i: has the same name as any.Thing.h, declared at LINE\n  hint: AWS keeps \
             one any.Thing for each name",
            "error: the output `x` is declared twice\n  hint: give each output a name of its own",
            "error: the settings do not go together\n  hint: choose one"
        ]
    );
}

#[test]
fn an_option_that_names_no_property_suggests_the_near_one() {
    let mut stack = Stack::new("test");
    stack.add("a", Thing::new("a").ignore_changes(["count", "nam", "zzz", "parts[\"p\"].image", "count.x"]));
    stack.add("b", Thing::new("b").renamed_from("a b"));
    assert_eq!(
        without_lines(&stack),
        [
            "error: any.Thing.a: `ignore_changes` names `nam`, which is no input of any.Thing\n  hint: \
             did you mean `name`?",
            "error: any.Thing.a: `ignore_changes` names `zzz`, which is no input of any.Thing\n  hint: \
             its inputs are name, count, network, others, parts",
            "error: any.Thing.a: `ignore_changes` names `count.x`, which is no input of any.Thing\n  \
             hint: `count` has nothing called `x` inside",
            "error: any.Thing.b: `renamed_from`: `a b` is not a name; use letters, digits, `-` and \
             `_`, beginning with a letter or digit\n  hint: write the former name, `public`, or the \
             former scope and name, `network/public`; `/public` had none"
        ]
    );
}

#[test]
fn a_former_name_that_is_in_use_is_reported_with_both_places() {
    let mut stack = Stack::new("test");
    let start = line();
    stack.add("main", Thing::new("a"));
    stack.add("hub", Thing::new("b").renamed_from("main"));
    stack.add("itself", Thing::new("c").renamed_from("itself"));
    stack.add("one", Thing::new("d").renamed_from("gone").renamed_from("gone").renamed_from("long-gone"));
    stack.scope("in").add("two", Thing::new("e").renamed_from("/gone").renamed_from("gone"));
    let told: Vec<String> = problems(&stack)
        .iter()
        .map(|problem| {
            let (at, text) = problem.split_once(": ").expect("a line");
            let at = at.parse::<u32>().expect("a number") - start;
            format!("{at}: {}", text.replace(&format!("{}:", file!()), "FILE:"))
        })
        .collect();
    assert_eq!(
        told,
        [
            format!(
                "2: error: any.Thing.hub: `renamed_from`: any.Thing.main is still declared, at FILE:{}\n  hint: leave \
                 `renamed_from` out if that is another resource by now; else take that declaration away",
                start + 1
            ),
            "3: error: any.Thing.itself: `renamed_from`: `itself` is the name that it has now\n  hint: write the name \
             that it had before, or leave `renamed_from` out"
                .to_owned(),
            format!(
                "5: error: in/any.Thing.two: `renamed_from`: any.Thing.gone is what any.Thing.one was too, declared at \
                 FILE:{}\n  hint: only one of them can take over what is there: leave `renamed_from` out of the other",
                start + 4
            ),
        ]
    );
}

#[test]
fn names_that_are_none_are_reported_where_they_are_given() {
    let mut stack = Stack::new("a stack");
    stack.scope("in/out").add("a", Thing::new("a"));
    stack.add("", Thing::new("b"));
    stack.add("a.b", Thing::new("c"));
    assert_eq!(
        without_lines(&stack),
        [
            "error: the stack's name: `a stack` is not a name; use letters, digits, `-` and `_`, \
             beginning with a letter or digit",
            "error: scope: `in/out` is not a name; use letters, digits, `-` and `_`, beginning with a \
             letter or digit",
            "error: any.Thing: a name may not be empty",
            "error: any.Thing: `a.b` is not a name; use letters, digits, `-` and `_`, beginning with a \
             letter or digit"
        ]
    );
}

#[test]
fn resources_come_after_what_they_need_and_else_in_the_order_of_their_declaration() {
    let mut stack = Stack::new("test");
    stack.add("late", Thing::new("l").depends_on("any.Thing.early"));
    stack.add("first", Thing::new("f"));
    stack.add("early", Thing::new("e"));
    stack.add("last", Thing::new("x"));
    let graph = stack.graph().expect("sound");
    let names: Vec<&str> = graph.order().iter().map(|&at| graph.nodes()[at].address.name()).collect();
    assert_eq!(names, ["first", "early", "late", "last"]);
}

/// Declares a chain in which each resource depends on the one before.
fn chain(length: usize, closed: bool) -> Stack {
    let mut stack = Stack::new("test");
    let mut before: Option<Output<String>> = None;
    for n in 0..length {
        let thing = Thing::new(format!("{n}"));
        let thing = match &before {
            Some(id) => thing.others([id]),
            None if closed => thing.depends_on(format!("any.Thing.n{}", length - 1).as_str()),
            None => thing,
        };
        before = Some(stack.add(format!("n{n}"), thing).id.clone());
    }
    stack
}

#[test]
fn a_chain_of_100_000_is_sorted_and_dropped_on_a_small_stack() {
    let run = || {
        let stack = chain(100_000, false);
        let graph: Graph = stack.graph().unwrap_or_else(|wrong| panic!("{}", wrong.0.len()));
        assert!(graph.order().iter().enumerate().all(|(n, &at)| n == at));
        drop((graph, stack));
        let closed = chain(100_000, true);
        let wrong = without_lines(&closed);
        assert_eq!(
            wrong,
            ["error: any.Thing.n0: depends on itself: any.Thing.n0 -> any.Thing.n99999 -> \
                 any.Thing.n99998 -> any.Thing.n99997 -> any.Thing.n99996 -> (99991 others) -> \
                 any.Thing.n4 -> any.Thing.n3 -> any.Thing.n2 -> any.Thing.n1 -> any.Thing.n0\n  hint: \
                 remove one `depends_on` of the circle"]
        );
    };
    let thread = std::thread::Builder::new().stack_size(512 * 1024).spawn(run).expect("a thread");
    thread.join().expect("it does not end early");
}
