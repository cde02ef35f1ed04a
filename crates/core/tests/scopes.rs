//! What holds for all that a scope declares: default tags, former names, changes of everything; and options among setters.

use ironwright_core::{
    Declare as _, Graph, Input, InputMap, Options, Output, Stack, Value, all, resource::Addressed as _,
};
use ironwright_macros::{Outputs, Resource};

/// A thing.
#[derive(Resource, Clone)]
#[resource(kind = "any.Thing", id = "thing-{hex:4}", outputs = ThingOutputs, page = "", yields(String = id))]
struct Thing {
    /// What it is called.
    name: Input<String>,
    /// How many.
    count: Option<Input<i64>>,
    /// Names and values.
    #[input(each = tag)]
    tags: Option<InputMap<String>>,
    options: Options,
}

/// What a thing gives back.
#[derive(Outputs)]
struct ThingOutputs {
    /// Its id.
    #[output("{id}")]
    id: Output<String>,
}

fn graph(stack: &Stack) -> Graph {
    stack.graph().unwrap_or_else(|wrong| panic!("{wrong}"))
}

/// The tags of every resource, `address: tags`.
fn tags(stack: &Stack) -> Vec<String> {
    let graph = graph(stack);
    let of = |at: usize| {
        let inputs = graph.evaluate(at, &|output| Value::of_later(output)).expect("valid");
        format!("{}: {}", graph.nodes()[at].address, inputs.get("tags").cloned().unwrap_or(Value::Null))
    };
    (0..graph.nodes().len()).map(of).collect()
}

#[test]
fn default_tags_belong_to_the_scope_that_says_them_and_inner_ones_win() {
    let mut stack = Stack::new("test");
    let mut web = stack.scope("web");
    web.add("before", Thing::new("a"));
    web.default_tag("team", "web");
    web.default_tag("tier", "front");
    let mut inner = web.scope("inner");
    inner.default_tag("team", "inner");
    inner.add("a", Thing::new("b"));
    inner.add("own", Thing::new("c").tag("team", "mine"));
    stack.scope("website").add("beside", Thing::new("d"));
    stack.add("outside", Thing::new("e"));
    assert_eq!(
        tags(&stack),
        [
            "web/any.Thing.before: { team: \"web\", tier: \"front\" }",
            "web/inner/any.Thing.a: { team: \"inner\", tier: \"front\" }",
            "web/inner/any.Thing.own: { team: \"mine\", tier: \"front\" }",
            "website/any.Thing.beside: (none)",
            "any.Thing.outside: (none)",
        ]
    );
    stack.default_tag("stack", "all");
    assert!(tags(&stack).iter().all(|line| line.contains("stack: \"all\"")), "{:?}", tags(&stack));
}

#[test]
fn fingerprints_tell_whose_default_tags_they_are() {
    let print = |outer: bool| {
        let mut stack = Stack::new("test");
        let mut scope = stack.scope("a");
        scope.add("a", Thing::new("a"));
        if outer {
            stack.default_tag("team", "web");
        } else {
            scope.default_tag("team", "web");
        }
        graph(&stack).fingerprint()
    };
    assert_ne!(print(true), print(false));
}

#[test]
fn each_changes_what_was_declared_before_and_what_comes_after() {
    let mut stack = Stack::new("test");
    stack.add("first", Thing::new("a").count(1));
    stack.each(|resource| {
        resource.tag("kind", resource.kind());
        if resource.takes("count") && !resource.sets("count") {
            resource.set("count", 5_i64);
        }
    });
    let mut scope = stack.scope("inner");
    scope.each(|resource| resource.options().protect = resource.is::<Thing>());
    scope.add("second", Thing::new("b").tag("own", "x"));
    stack.scope("innermost").add("third", Thing::new("c"));
    let graph = graph(&stack);
    let counts: Vec<_> = (0..3)
        .map(|at| {
            let inputs = graph.evaluate(at, &|output| Value::of_later(output)).expect("valid");
            (inputs["count"].clone(), inputs["tags"].to_string(), graph.nodes()[at].options.protect)
        })
        .collect();
    assert_eq!(
        counts,
        [
            (Value::Int(1), "{ kind: \"any.Thing\" }".to_owned(), false),
            (Value::Int(5), "{ kind: \"any.Thing\", own: \"x\" }".to_owned(), true),
            (Value::Int(5), "{ kind: \"any.Thing\" }".to_owned(), false),
        ]
    );
}

#[test]
fn each_tells_of_inputs_that_there_are_not() {
    let mut stack = Stack::new("test");
    stack.each(|resource| {
        resource.set("cuont", 5_i64);
        resource.set("count", "five");
    });
    stack.add("a", Thing::new("a"));
    let told = stack.graph().err().unwrap_or_default().to_string();
    for part in
        ["any.Thing has no input `cuont`", "did you mean `count`?", "is a whole number, and is set to text"]
    {
        assert!(told.contains(part), "{part}\n{told}");
    }
}

/// `address < former, former` of every resource.
fn former(stack: &Stack) -> Vec<String> {
    let graph = graph(stack);
    let told = graph.nodes().iter().map(|node| {
        let former =
            node.options.renamed_from.iter().map(|text| node.former_address(text).expect("an address"));
        let former: Vec<String> = former.map(|address| address.to_string()).collect();
        format!("{} < {}", node.address, former.join(", "))
    });
    told.collect()
}

#[test]
fn what_is_in_a_renamed_scope_has_its_former_addresses() {
    let stack = Stack::new("test");
    let mut network = stack.scope("network").renamed_from("net");
    network.add("a", Thing::new("a"));
    network.add("b", Thing::new("b").renamed_from("old"));
    network.scope("public").add("c", Thing::new("c"));
    stack.scope("wrapped").renamed_from("/").add("d", Thing::new("d"));
    assert_eq!(
        former(&stack),
        [
            "network/any.Thing.a < net/any.Thing.a",
            "network/any.Thing.b < network/any.Thing.old, net/any.Thing.b, net/any.Thing.old",
            "network/public/any.Thing.c < net/public/any.Thing.c",
            "wrapped/any.Thing.d < any.Thing.d",
        ]
    );
}

#[test]
fn a_resource_that_says_what_it_was_comes_before_what_its_scope_was() {
    let stack = Stack::new("test");
    let mut network = stack.scope("network").renamed_from("net");
    network.add("a", Thing::new("a"));
    network.add("b", Thing::new("b").renamed_from("net/a"));
    stack.scope("net").add("c", Thing::new("c"));
    network.add("c", Thing::new("d"));
    assert_eq!(
        former(&stack),
        [
            "network/any.Thing.a < ",
            "network/any.Thing.b < net/any.Thing.a, net/any.Thing.b",
            "net/any.Thing.c < ",
            "network/any.Thing.c < ",
        ]
    );
}

#[test]
fn former_names_of_scopes_are_checked() {
    let stack = Stack::new("test");
    let _ = (stack.scope("a").renamed_from("b c"), stack.scope("a").renamed_from(""));
    let told = stack.graph().err().unwrap_or_default().to_string();
    assert!(told.contains("`renamed_from` of a scope: `b c` is not a name"), "{told}");
    assert!(told.contains("a name may not be empty"), "{told}");
}

#[test]
fn options_and_setters_come_in_any_order() {
    let mut stack = Stack::new("test");
    let one = stack.add("one", Thing::new("a").protect().count(2).retain().tag("a", "b"));
    let more: Vec<_> = ["x", "y"].map(|name| stack.add(name, Thing::new(name))).into();
    stack.add("two", Thing::new("b").depends_on_all(&more).depends_on_all([one.address()]).count(3));
    let graph = graph(&stack);
    let (first, last) = (&graph.nodes()[0], &graph.nodes()[3]);
    assert!(first.options.protect && first.options.retain);
    assert_eq!(first.inputs.len(), 3);
    let after: Vec<String> = last.options.depends_on.iter().flatten().map(ToString::to_string).collect();
    assert_eq!(after, ["any.Thing.x", "any.Thing.y", "any.Thing.one"]);
    assert!(one.address().address().is_ok());
}

#[test]
fn a_handle_may_be_given_away() {
    let mut stack = Stack::new("test");
    let one = stack.add("one", Thing::new("a"));
    let ids = all([&one.id]);
    stack.add("two", Thing::new(one));
    stack.output("ids", ids);
    assert_eq!(graph(&stack).dependencies(1), [0]);
}

#[test]
fn a_resource_is_no_hint_for_what_it_depends_on() {
    let mut stack = Stack::new("test");
    stack.add("nosuhc", Thing::new("a").depends_on("any.Thing.nosuch"));
    stack.add("other", Thing::new("b").depends_on("any.Thing.elsewhere"));
    let told = stack.graph().err().unwrap_or_default().to_string();
    assert!(!told.contains("did you mean"), "{told}");
}
