//! What is retained stays in the cloud: when its declaration goes, and when another one replaces it.

use ironwright::aws::logs;
use ironwright::prelude::*;
use ironwright::testing::{World, rehearse};

#[expect(clippy::unnecessary_wraps, reason = "it has the shape of every program")]
fn program(stack: &mut Stack, name: &&str) -> Result<()> {
    stack.add("web", logs::LogGroup::new(*name).retain());
    Ok(())
}

fn names(world: &World) -> Vec<String> {
    let mut names: Vec<String> = world.cloud().objects().iter().map(|object| object.id.to_string()).collect();
    names.sort();
    names
}

#[test]
fn what_replaces_it_comes_beside_it_and_the_state_knows_the_new_one_alone() {
    let mut world = rehearse("retaining", program, &"first");
    let report = world.up(program, &"second").expect("a run");
    assert!(report.outcome.is_complete(), "{report}");
    assert_eq!(names(&world), ["first", "second"]);
    assert_eq!(world.get::<logs::LogGroup>("web").id(), "second");
    assert!(world.up(program, &"second").expect("a run").is_unchanged());
    world.destroy(program, &"second").expect("a run");
    assert_eq!(names(&world), ["first", "second"]);
    assert!(world.state().resources.is_empty());
}
