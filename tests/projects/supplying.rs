//! What one stack gives is what the other gets: planned, carried out, changed, and read from a state.

use ironwright::aws::ec2::{SecurityGroup, Vpc};
use ironwright::core::plan::Action;
use ironwright::prelude::*;
use ironwright::testing::{ProjectWorld, rehearse_project};

use crate::{Shop, shop, text};

#[test]
fn what_one_stack_gives_is_what_the_other_gets() {
    let world = rehearse_project("shop", shop, &Shop::default());
    let vpc = world.stack("network").get::<Vpc>("main");
    let group = world.stack("web").get::<SecurityGroup>("web");
    assert_eq!(group.get::<String>("vpc_id").as_deref(), Some(vpc.id()));
    assert_eq!(world.stack("web").output::<String>("network"), vpc.id());
    let state = world.stack("web").state();
    let group = state.object(&"ec2.SecurityGroup.web".parse().expect("an address")).expect("it exists");
    let dependencies: Vec<String> = group.dependencies.iter().map(ToString::to_string).collect();
    assert_eq!(dependencies, ["network:ec2.Vpc.main"]);
}

#[test]
fn a_second_run_changes_nothing_whichever_stacks_take_part() {
    let mut world = rehearse_project("shop", shop, &Shop::default());
    assert!(world.up(shop, &Shop::default()).expect("runs").is_unchanged());
    for stacks in [&["web"][..], &["network", "logs"], &["*o*"]] {
        assert!(world.up_stacks(shop, &Shop::default(), stacks).expect("runs").is_unchanged(), "{stacks:?}");
    }
}

#[test]
fn what_is_not_up_yet_is_known_after_apply() {
    let mut world = ProjectWorld::new("shop");
    let plans = world.preview(shop, &Shop::default()).expect("plans");
    let text = text(&plans);
    assert!(text.contains("+ network = (known after apply)"), "{text}");
    let stacks: Vec<&str> = plans.iter().map(|plan| &*plan.stack).collect();
    assert_eq!(stacks, ["network", "web", "logs"]);
    assert!(world.cloud().objects().is_empty(), "a preview makes nothing");
}

#[test]
fn a_change_of_one_stack_is_seen_in_the_plan_of_the_other() {
    let mut world = rehearse_project("shop", shop, &Shop::default());
    let before = world.stack("network").get::<Vpc>("main").id().to_owned();
    let moved = Shop { range: "10.1.0.0/16", ..Shop::default() };
    let plans = world.preview(shop, &moved).expect("plans");
    let web = plans.iter().find(|plan| plan.stack == "web").expect("a plan");
    let group = web.step("ec2.SecurityGroup.web").expect("a step");
    assert!(matches!(group.action, Action::Replace(_)), "{web}");
    let report = world.up(shop, &moved).expect("runs");
    assert!(report.is_complete(), "{report}");
    let after = world.stack("network").get::<Vpc>("main").id().to_owned();
    assert_ne!(before, after);
    let group = world.stack("web").get::<SecurityGroup>("web");
    assert_eq!(group.get::<String>("vpc_id"), Some(after));
    assert!(world.up(shop, &moved).expect("runs").is_unchanged());
}

#[test]
fn a_stack_that_is_left_out_gives_what_its_state_says() {
    let mut world = ProjectWorld::new("shop");
    world.up_stacks(shop, &Shop::default(), &["network"]).expect("runs");
    let report = world.up_stacks(shop, &Shop::default(), &["web"]).expect("runs");
    assert!(report.is_complete(), "{report}");
    let vpc = world.stack("network").get::<Vpc>("main");
    assert_eq!(world.stack("web").output::<String>("network"), vpc.id());
}

#[test]
fn a_stack_in_two_environments_is_two() {
    let shops = ["dev", "prod"].map(|name| {
        let mut world = ProjectWorld::new("shop").env(name);
        let report = world.up(shop, &Shop::default()).expect("runs");
        assert!(report.is_complete(), "{report}");
        world.stack("web").state().instance().to_string()
    });
    assert_eq!(shops, ["web@dev", "web@prod"]);
}

#[test]
fn an_outputs_value_goes_through_functions_from_stack_to_stack() {
    fn named(project: &mut Project, _: &()) -> ironwright::Result<()> {
        let name = project.stack("a", |stack| {
            let vpc = stack.add("main", Vpc::new(cidr("10.0.0.0/16")));
            Ok(vpc.id.map(|id| format!("of {}", id.as_str())))
        })?;
        project.stack("b", |stack| {
            stack.output("name", name.map(|name| name.to_uppercase()));
            Ok(())
        })
    }
    let world = rehearse_project("names", named, &());
    let vpc = world.stack("a").get::<Vpc>("main").id().to_uppercase();
    assert_eq!(world.stack("b").output::<String>("name"), format!("OF {vpc}"));
}
