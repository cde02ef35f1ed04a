//! Texts: what `text!` makes of its format, and what happens to a text that `format!` made of an output.

use std::collections::BTreeMap;

use ironwright::aws::ec2::{Vpc, VpcId};
use ironwright::aws::iam::{Condition, Policy, PolicyDocument, Role, Statement};
use ironwright::aws::logs::LogGroup;
use ironwright::builtin::Record;
use ironwright::core::Graph;
use ironwright::prelude::*;

/// What a stack says is wrong with it, each without its place.
fn told(stack: &Stack) -> Vec<String> {
    let problems = stack.graph().map(|_: Graph| ()).err().unwrap_or_default().0;
    problems
        .into_iter()
        .map(|mut problem| {
            assert!(problem.place.take().is_some_and(|place| place.file == file!()), "{problem}");
            problem.to_string()
        })
        .collect()
}

#[test]
fn a_format_means_what_it_means_for_std() {
    let (name, count, share, letter) = ("web", 7, 0.25, 'z');
    macro_rules! agree {
        ($($format:tt)*) => { assert_eq!(text!($($format)*).known(), Some(format!($($format)*))) };
    }
    agree!("");
    agree!("plain");
    agree!("{{x}} {{}} }}{{");
    agree!("{name} and {}", count);
    agree!("{0} {1} {0} {} {}", name, count);
    agree!("{a} {b} {a}", a = name, b = count);
    agree!("{} {named} {name}", letter, named = share);
    agree!("{:>6}|{:<6}|{:^6}|{:*^9}{:$<5}", name, name, name, name, name);
    agree!("{:05} {:+} {:.1} {count:3}", count, count, share);
    agree!("{ } {0 }", name);
    agree!("ä{name}ö{{{count}}}");
    agree!("{}", {
        let inner = 3;
        inner + 1
    });
    agree!("{}\n\t\"{}\"", String::from("a"), &&name,);
}

#[test]
fn an_argument_is_evaluated_once_however_often_it_is_used() {
    let mut calls = 0;
    let mut next = || {
        calls += 1;
        calls
    };
    assert_eq!(text!("{0}{0}{0}", next()).known().as_deref(), Some("111"));
}

#[test]
fn known_and_later_parts_stand_together_in_one_text() {
    let mut stack = Stack::new("demo");
    let vpc = stack.add("main", Vpc::new(cidr("10.12.1.0/24")));
    let (id, region) = (&vpc.id, VpcId::from("vpc-1"));
    let named = text!("{region}/{id}/{}/{{{shard:02}}}", vpc.cidr_block, shard = 3);
    assert!(named.known().is_none(), "the id is known later");
    stack.add("record", Record::of(named));
    let world = ironwright::testing::rehearse(
        "demo",
        |stack: &mut Stack, (): &()| {
            let vpc = stack.add("main", Vpc::new(cidr("10.12.1.0/24")));
            let id = &vpc.id;
            stack.output("text", text!("{{{id}}} in {}", vpc.cidr_block));
            stack.output("id", id);
            Ok(())
        },
        &(),
    );
    let id = world.output::<String>("id");
    assert_eq!(world.output::<String>("text"), format!("{{{id}}} in 10.12.1.0/24"));
}

#[test]
fn what_debug_prints_of_an_output_is_refused_wherever_it_gets() {
    let mut stack = Stack::new("demo");
    let vpc = stack.add("v", Vpc::new(cidr("10.12.1.0/24")));
    let printed = format!("{:?}", vpc.id);
    let allow = || Statement::allow().action("ec2:DescribeVpcs").resource("*");
    let policy = |statement| Policy::new("p", PolicyDocument::new().statement(statement));
    let json = format!(
        r#"{{"Statement": [{{"Effect": "Allow", "Action": "ec2:*", "Resource": "arn:aws:ec2:::{printed}"}}]}}"#
    );
    stack.add("property", LogGroup::new(format!("/vpc/{printed}")));
    stack.add("reference", ironwright::aws::ec2::Subnet::new(VpcId::from(&*printed), cidr("10.12.1.0/28")));
    stack.add("tag", Vpc::new(cidr("10.13.0.0/24")).tag("vpc", &printed));
    stack.add("tag-name", Vpc::new(cidr("10.14.0.0/24")).tag(&printed, "x"));
    stack.add("map", Vpc::new(cidr("10.15.0.0/24")).tags(BTreeMap::from([("vpc", printed.clone())])));
    stack.add("text", LogGroup::new(text!("/vpc/{printed}")));
    stack.add(
        "mapped",
        LogGroup::new(vpc.cidr_block.map({
            let printed = printed.clone();
            move |_| format!("/{printed}")
        })),
    );
    stack.add("resource", policy(allow().resource(&printed)));
    stack.add("action", policy(allow().action(format!("ec2:{printed}"))));
    stack.add("condition", policy(allow().condition(Condition::string_equals(format!("a:{printed}"), "x"))));
    stack.add("json", Policy::new("json", PolicyDocument::from_json(&json)));
    stack.add("handle", LogGroup::new(format!("/vpc/{vpc:?}")));
    stack.add("secret", LogGroup::new(format!("/vpc/{:?}", Secret::new("hunter2"))));
    stack.add("input", LogGroup::new(format!("/vpc/{:#?}", Input::<VpcId>::from(&vpc.id))));
    stack.add("import", LogGroup::new("/a").import(&printed));
    stack.output("output", format!("-{printed}-"));
    let told = told(&stack);
    for name in [
        "property",
        "reference",
        "tag",
        "tag-name",
        "map",
        "text",
        "mapped",
        "resource",
        "action",
        "condition",
        "json",
        "handle",
        "secret",
        "input",
        "import",
    ] {
        let of = |line: &&String| {
            line.starts_with("error: ")
                && line.split_once(": ").is_some_and(|(_, rest)| {
                    rest.split_once(':').is_some_and(|(address, _)| address.ends_with(&format!(".{name}")))
                })
        };
        let line = told.iter().find(of).unwrap_or_else(|| panic!("{name} is missing:\n{}", told.join("\n")));
        assert!(line.contains("what `{:?}` prints of"), "{line}");
        assert!(line.contains("hint: "), "{line}");
    }
    assert!(told.iter().any(|line| line.starts_with("error: the output `output`: ")), "{}", told.join("\n"));
    assert!(told.iter().any(|line| line.contains("prints of `ec2.Vpc.v.id`")), "{}", told.join("\n"));
}

#[test]
fn what_debug_prints_is_no_name_either() {
    let mut stack = Stack::new("demo");
    let vpc = stack.add("v", Vpc::new(cidr("10.12.1.0/24")));
    let printed = format!("{:?}", vpc.id);
    stack.add(&printed, LogGroup::new("/a"));
    stack.scope(&printed).add("b", LogGroup::new("/b"));
    stack.add("c", LogGroup::new("/c").depends_on(printed.as_str()));
    stack.add("d", LogGroup::new("/d").renamed_from(&printed));
    stack.default_tag("vpc", &printed);
    stack.output(&printed, "x".to_owned());
    stack.add("e", Role::new("e", PolicyDocument::assumed_by("ecs.amazonaws.com")));
    let told = told(&stack);
    assert_eq!(told.len(), 6, "{}", told.join("\n"));
    assert!(told.iter().all(|line| line.contains("prints of `ec2.Vpc.v.id`")), "{}", told.join("\n"));
}
