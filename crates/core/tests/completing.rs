//! What completes a resource comes before what uses it, though no property says so.

#![expect(dead_code, reason = "not every output of a kind is read by a test")]

use ironwright_core::{Graph, Input, Inputs, Options, Output, Stack};
use ironwright_macros::{Outputs, Resource};

ironwright_core::references! {
    /// The name of a role.
    RoleName = "any.Role" . "role_name";
    /// The id of what runs.
    RunnerId = "any.Runner" . "id";
}

/// A role.
#[derive(Resource, Clone)]
#[resource(kind = "any.Role", id = "{role_name}", outputs = RoleOutputs, page = "", yields(RoleName = role_name))]
struct Role {
    /// Its name.
    role_name: Input<String>,
    options: Options,
}

/// What a role gives back.
#[derive(Outputs)]
struct RoleOutputs {
    /// Its name.
    role_name: Output<RoleName>,
}

/// What a role may do.
#[derive(Resource, Clone)]
#[resource(kind = "any.Policy", id = "policy-{hex:4}", outputs = NoOutputs, page = "", completes = ["role_name"])]
struct Policy {
    /// The role.
    role_name: Input<RoleName>,
    /// What it is about.
    about: Option<Inputs<RunnerId>>,
    /// Other roles that it is about.
    roles: Option<Inputs<RoleName>>,
    options: Options,
}

/// A note on a role, without which it is not complete either.
#[derive(Resource, Clone)]
#[resource(kind = "any.Note", id = "note-{hex:4}", outputs = NoOutputs, page = "", completes = ["role_name"])]
struct Note {
    /// The role.
    role_name: Input<RoleName>,
    options: Options,
}

/// What runs with a role.
#[derive(Resource, Clone)]
#[resource(kind = "any.Runner", id = "runner-{hex:4}", outputs = RunnerOutputs, page = "", yields(RunnerId = id))]
struct Runner {
    /// The role.
    role_name: Option<Input<RoleName>>,
    /// What it comes after.
    runners: Option<Inputs<RunnerId>>,
    options: Options,
}

/// What it gives back.
#[derive(Outputs)]
struct RunnerOutputs {
    /// Its id.
    #[output("{id}")]
    id: Output<RunnerId>,
}

/// Nothing of use.
#[derive(Outputs)]
struct NoOutputs {
    /// Its id.
    #[output("{id}")]
    id: Output<String>,
}

fn graph(declare: impl FnOnce(&mut Stack)) -> Graph {
    let mut stack = Stack::new("demo");
    declare(&mut stack);
    stack.graph().unwrap_or_else(|wrong| panic!("{wrong}"))
}

#[test]
fn what_uses_a_role_comes_after_all_that_completes_it() {
    let graph = graph(|stack| {
        let role = stack.add("a", Role::new("a"));
        stack.add("a", Runner::new().role_name(&role));
        stack.add("later", Note::new(&role));
        stack.add("a", Policy::new(&role));
    });
    assert_eq!(
        graph.to_text(),
        "any.Role.a\n\
         any.Note.later\n  needs any.Role.a\n\
         any.Policy.a\n  needs any.Role.a\n\
         any.Runner.a\n  needs any.Role.a\n  after any.Note.later\n  after any.Policy.a\n"
    );
}

#[test]
fn policies_do_not_wait_for_each_other() {
    let graph = graph(|stack| {
        let roles = ["a", "b"].map(|name| stack.add(name, Role::new(name)));
        stack.add("a", Policy::new(&roles[0]).roles([&roles[1]]));
        stack.add("b", Policy::new(&roles[1]).roles([&roles[0]]));
    });
    assert!(!graph.to_text().contains("after"), "{}", graph.to_text());
}

#[test]
fn where_the_policy_needs_its_user_what_needs_that_waits_instead() {
    let graph = graph(|stack| {
        let role = stack.add("a", Role::new("a"));
        let first = stack.add("first", Runner::new().role_name(&role));
        stack.add("second", Runner::new().runners([&first]));
        stack.add("about-the-first", Policy::new(&role).about([&first]));
    });
    assert_eq!(
        graph.to_text(),
        "any.Role.a\n\
         any.Runner.first\n  needs any.Role.a\n\
         any.Policy.about-the-first\n  needs any.Role.a\n  needs any.Runner.first\n\
         any.Runner.second\n  needs any.Runner.first\n  after any.Policy.about-the-first\n"
    );
}

#[test]
fn two_that_would_wait_for_each_others_policies_do_not() {
    let graph = graph(|stack| {
        let roles = ["a", "b"].map(|name| stack.add(name, Role::new(name)));
        let runners = [0, 1].map(|at| stack.add(["a", "b"][at], Runner::new().role_name(&roles[at])));
        stack.add("a", Policy::new(&roles[0]).about([&runners[1]]));
        stack.add("b", Policy::new(&roles[1]).about([&runners[0]]));
    });
    assert_eq!(graph.order().len(), 6);
    assert!(!graph.to_text().contains("after"), "{}", graph.to_text());
}

#[test]
fn drawings_tell_the_two_sorts_of_edges_apart() {
    let graph = graph(|stack| {
        let role = stack.add("a", Role::new("a"));
        stack.add("a", Runner::new().role_name(&role));
        stack.add("a", Policy::new(&role));
    });
    assert!(
        graph.to_dot().contains("\"any.Runner.a\" -> \"any.Policy.a\" [style = dashed]\n"),
        "{}",
        graph.to_dot()
    );
    assert!(graph.to_dot().contains("\"any.Runner.a\" -> \"any.Role.a\"\n"), "{}", graph.to_dot());
    assert!(graph.to_mermaid().contains("n1 -.-> n2"), "{}", graph.to_mermaid());
}
