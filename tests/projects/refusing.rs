//! What is refused, and how that is told.

use ironwright::aws::ec2::{SecurityGroup, Vpc};
use ironwright::aws::logs::LogGroup;
use ironwright::prelude::*;
use ironwright::testing::{ProjectWorld, rehearse_project};

use crate::{Shop, shop};

fn wrong(program: impl Fn(&mut Project) -> ironwright::Result<()>) -> String {
    let mut project = Project::new("shop");
    if let Err(error) = program(&mut project) {
        return error.to_string();
    }
    project.into_graph().expect_err("it is wrong").to_string()
}

#[test]
fn a_stack_that_is_not_up_is_named_with_the_command_that_brings_it_up() {
    let mut world = ProjectWorld::new("shop");
    let error = world.up_stacks(shop, &Shop::default(), &["web"]).expect_err("it needs the network");
    let told = error.error.to_string();
    assert!(
        told.contains(
            "web:ec2.SecurityGroup.web: needs network:ec2.Vpc.main.id, and the stack `network` is not up"
        ),
        "{told}"
    );
    assert!(told.contains("`up --stack network`"), "{told}");
    assert!(world.cloud().objects().is_empty());
    assert!(world.up(shop, &Shop::default()).expect("runs").is_complete(), "no lease was left behind");
}

#[test]
fn what_a_stack_that_is_left_out_uses_is_not_taken_away() {
    let mut world = rehearse_project("shop", shop, &Shop::default());
    let without = Shop { second: false, ..Shop::default() };
    let error = world.up_stacks(shop, &without, &["network"]).expect_err("it is in use");
    let told = error.error.to_string();
    assert!(
        told.contains("network:ec2.Subnet.b: would be deleted, and logs.LogGroup.subnet of the stack `web`, which is left out, uses it"),
        "{told}"
    );
    let error = world.destroy_stacks(shop, &Shop::default(), &["network"]).expect_err("it is in use");
    assert!(error.error.to_string().contains("destroy `web` too"), "{error}");
    // Let go of by its user, it goes.
    for stacks in [["web"], ["network"]] {
        let report = world.up_stacks(shop, &without, &stacks).expect("runs");
        assert!(report.is_complete(), "{report}");
    }
}

#[test]
fn two_stacks_of_one_name_are_refused_with_both_places() {
    let told = wrong(|project| {
        project.stack("web", |_| Ok(()))?;
        project.stack("web", |_| Ok(()))
    });
    assert!(
        told.contains("the stack `web` is declared twice, first at tests/projects/refusing.rs:"),
        "{told}"
    );
    assert!(told.contains("--> tests/projects/refusing.rs:"), "{told}");
}

#[test]
fn a_circle_of_stacks_is_told_with_each_of_its_edges() {
    let told = wrong(|project| {
        for (name, other) in [("egg", "hen"), ("hen", "egg")] {
            project.stack(name, |stack| {
                stack.add(name, LogGroup::new(name).depends_on(&*format!("{other}:logs.LogGroup.{other}")));
                Ok(())
            })?;
        }
        Ok(())
    });
    assert!(told.contains("the stacks need each other in a circle, egg -> hen -> egg"), "{told}");
    assert!(told.contains("`hen` uses egg:logs.LogGroup.egg at tests/projects/refusing.rs:"), "{told}");
}

#[test]
fn what_another_stack_does_not_declare_is_told() {
    let told = wrong(|project| {
        project.stack("a", |_| Ok(()))?;
        project.stack("b", |stack| {
            stack.add("one", LogGroup::new("one").depends_on("a:logs.LogGroup.none"));
            stack.add("two", LogGroup::new("two").depends_on("c:logs.LogGroup.none"));
            Ok(())
        })
    });
    assert!(
        told.contains("b:logs.LogGroup.one: uses a:logs.LogGroup.none, which the stack `a` does not declare"),
        "{told}"
    );
    assert!(
        told.contains("b:logs.LogGroup.two: uses c:logs.LogGroup.none, and `shop` has no stack `c`"),
        "{told}"
    );
}

#[test]
fn what_is_wrong_with_several_stacks_comes_together() {
    let told = wrong(|project| {
        project.stack("a", |stack| {
            stack.add("v", Vpc::new("10.0.0.0/33"));
            Ok(())
        })?;
        project.stack("b", |stack| {
            stack.add("v", Vpc::new("10.0.0.0/34"));
            Ok(())
        })
    });
    assert!(told.contains("a:ec2.Vpc.v: cidr_block") && told.contains("b:ec2.Vpc.v: cidr_block"), "{told}");
}

#[test]
fn a_handle_of_a_project_means_nothing_to_a_stack_alone() {
    let mut project = Project::new("shop");
    let vpc = project
        .stack("network", |stack| Ok(stack.add("main", Vpc::new(cidr("10.0.0.0/16")))))
        .expect("declares");
    let mut alone = Stack::new("alone");
    alone.add("web", SecurityGroup::new(&vpc, "web", "the web servers"));
    let told = alone.graph().expect_err("it is wrong").to_string();
    assert!(told.contains("refers to network:ec2.Vpc.main.id, which this stack does not declare"), "{told}");
}
