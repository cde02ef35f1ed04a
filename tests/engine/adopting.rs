//! `.import(id)`: what exists already is compared with its declaration before it becomes ours.

use ironwright::aws::ec2::{Subnet, Vpc};
use ironwright::aws::ecs::{Container, Cpu, Memory, TaskDef};
use ironwright::core::{Map, Value};
use ironwright::prelude::*;
use ironwright::testing::{World, rehearse};

type Declares = Box<dyn Fn(&mut Stack, &()) -> Result<()>>;

/// A VPC with a subnet that somebody else has made: the world that sees them, and their ids.
fn somebody_elses() -> (World, String, String) {
    let theirs = rehearse(
        "theirs",
        |stack: &mut Stack, (): &()| {
            let vpc = stack.add("main", Vpc::new(cidr("10.0.0.0/16")).tag("Name", "theirs"));
            stack.add("a", Subnet::new(&vpc, cidr("10.0.1.0/24")));
            Ok(())
        },
        &(),
    );
    let vpc = theirs.get::<Vpc>("main").id().to_owned();
    let subnet = theirs.get::<Subnet>("a").id().to_owned();
    (World::beside("ours", &theirs), vpc, subnet)
}

fn importing(vpc: &str, edit: impl Fn(Vpc) -> Vpc + 'static) -> Declares {
    let id = vpc.to_owned();
    Box::new(move |stack, ()| {
        stack.add("main", edit(Vpc::new(cidr("10.0.0.0/16"))).import(&id));
        Ok(())
    })
}

#[test]
fn what_is_as_declared_is_adopted_and_nothing_else_happens() {
    let (mut world, vpc, _) = somebody_elses();
    let program = importing(&vpc, |vpc| vpc.tag("Name", "theirs"));
    let plan = world.preview(&program, &()).expect("a plan");
    assert_eq!(
        plan.to_string(),
        format!("  = ec2.Vpc.main  adopt {vpc}, which is as declared\n\nPlan: 1 to adopt.")
    );
    let calls = world.cloud().objects().len();
    assert!(world.up(&program, &()).expect("runs").outcome.is_complete());
    assert_eq!(world.cloud().objects().len(), calls);
    assert!(world.preview(&program, &()).expect("a plan").is_empty());
}

#[test]
fn the_plan_shows_how_what_is_adopted_differs_and_the_run_changes_just_that() {
    let (mut world, vpc, _) = somebody_elses();
    let program = importing(&vpc, |vpc| vpc.tag("Name", "ours").enable_dns_hostnames(true));
    let plan = world.preview(&program, &()).expect("a plan");
    assert_eq!(
        plan.to_string(),
        format!(
            "  = ec2.Vpc.main  adopt {vpc}, and change it\n      enable_dns_hostnames: false -> true\n      \
             tags.Name: \"theirs\" -> \"ours\"\n\nPlan: 1 to adopt."
        )
    );
    assert!(world.up(&program, &()).expect("runs").outcome.is_complete());
    assert_eq!(world.get::<Vpc>("main").id(), vpc);
    assert_eq!(world.get::<Vpc>("main").get::<bool>("enable_dns_hostnames"), Some(true));
    assert!(world.preview(&program, &()).expect("a plan").is_empty());
}

#[test]
fn what_was_never_declared_of_an_import_and_what_is_ignored_stay_as_they_are() {
    let (mut world, vpc, _) = somebody_elses();
    let id = vpc.clone();
    let program = move |stack: &mut Stack, (): &()| -> Result<()> {
        let vpc = Vpc::new(cidr("10.0.0.0/16")).enable_dns_hostnames(true);
        stack.add("main", vpc.import(&id).ignore_changes(["enable_dns_hostnames"]));
        Ok(())
    };
    let plan = world.preview(&program, &()).expect("a plan");
    assert_eq!(
        plan.to_string(),
        format!("  = ec2.Vpc.main  adopt {vpc}, which is as declared\n\nPlan: 1 to adopt.")
    );
    assert!(world.up(&program, &()).expect("runs").outcome.is_complete());
    assert_eq!(world.get::<Vpc>("main").get::<bool>("enable_dns_hostnames"), Some(false));
    let tags = world.get::<Vpc>("main").value("tags").map(ToString::to_string);
    assert_eq!(tags.as_deref(), Some("{ Name: \"theirs\" }"));
    assert!(world.preview(&program, &()).expect("a plan").is_empty());
}

#[test]
fn two_imports_that_refer_to_each_other_are_compared_with_each_other() {
    let (mut world, vpc, subnet) = somebody_elses();
    let program = move |stack: &mut Stack, (): &()| -> Result<()> {
        let vpc = stack.add("main", Vpc::new(cidr("10.0.0.0/16")).tag("Name", "theirs").import(&vpc));
        stack.add("a", Subnet::new(&vpc, vpc.cidr_block.subnet(8, 1)).import(&subnet));
        Ok(())
    };
    let plan = world.preview(&program, &()).expect("a plan").to_string();
    assert_eq!(plan.matches(", which is as declared").count(), 2, "{plan}");
    assert!(world.up(&program, &()).expect("runs").outcome.is_complete());
    assert!(world.preview(&program, &()).expect("a plan").is_empty());
}

fn refused(world: &mut World, program: &Declares) -> String {
    let error = world.preview(program, &()).expect_err("it must not be").to_string();
    // Where the program stands is the test's own affair.
    error.split_inclusive('\n').filter(|line| !line.contains("tests/engine/")).collect()
}

#[test]
fn what_could_only_be_had_by_replacing_it_is_refused() {
    let (mut world, vpc, _) = somebody_elses();
    let (id, before) = (vpc.clone(), world.cloud().objects().len());
    let program: Declares = Box::new(move |stack, ()| {
        stack.add("main", Vpc::new(cidr("10.9.0.0/16")).import(&id));
        Ok(())
    });
    let told = refused(&mut world, &program);
    assert!(
        told.contains(&format!(
            "`.import(\"{vpc}\")`: it is not as declared: cidr_block: \"10.0.0.0/16\" -> \"10.9.0.0/16\""
        )),
        "{told}"
    );
    assert_eq!(world.cloud().objects().len(), before);
}

#[test]
fn an_id_that_leads_nowhere_and_one_of_another_kind_are_told_apart() {
    let (mut world, _, subnet) = somebody_elses();
    let nowhere = refused(&mut world, &importing("vpc-0000", |vpc| vpc));
    assert!(nowhere.contains("`.import(\"vpc-0000\")`: there is no ec2.Vpc with this id"), "{nowhere}");
    let other = refused(&mut world, &importing(&subnet, |vpc| vpc));
    assert!(other.contains("that is the id of an ec2.Subnet, and this is an ec2.Vpc"), "{other}");
}

#[test]
fn nothing_is_imported_twice() {
    let (mut world, vpc, _) = somebody_elses();
    world.up(importing(&vpc, |vpc| vpc), &()).expect("runs");
    let again: Declares = Box::new(move |stack, ()| {
        stack.add("main", Vpc::new(cidr("10.0.0.0/16")).import(&vpc));
        stack.add("again", Vpc::new(cidr("10.0.0.0/16")).import(&vpc));
        Ok(())
    });
    let told = refused(&mut world, &again);
    assert!(told.contains("the stack has it already, as ec2.Vpc.main"), "{told}");
}

#[test]
fn what_a_kind_does_not_know_is_told_when_it_is_adopted_and_when_it_would_be_lost() {
    let of = |image: &'static str, import: Option<String>| {
        move |stack: &mut Stack, (): &()| -> Result<()> {
            let task =
                TaskDef::fargate("web", Cpu::Vcpu1, Memory::gib(2)).container(Container::new("web", image));
            match &import {
                Some(id) => stack.add("web", task.import(id)),
                None => stack.add("web", task),
            };
            Ok(())
        }
    };
    let theirs = rehearse("theirs", of("nginx:1", None), &());
    let id = theirs.get::<TaskDef>("web").id().to_owned();
    let containers = theirs.cloud().get("ecs.TaskDef", &id).and_then(|it| it.get("containers").cloned());
    let with_ulimits = containers.expect("containers").with_blocks(&|container: &mut Map| {
        container.insert("ulimits".into(), Value::list([Value::text("nofile")]));
    });
    let set =
        |property, value| theirs.cloud().change_outside("ecs.TaskDef", &id, property, value).expect("set");
    set("containers", with_ulimits);
    set("ephemeral_storage", Value::Int(50));

    let mut world = World::beside("ours", &theirs);
    let (same, other) = (of("nginx:1", Some(id.clone())), of("nginx:2", Some(id.clone())));
    let unknown = ["containers[\"web\"].ulimits", "ephemeral_storage"];
    let warnings = |plan: String| -> Vec<String> {
        plan.lines()
            .filter(|line| line.trim_start().starts_with('!'))
            .map(|line| line.trim().to_owned())
            .collect()
    };
    let plan = world.preview(&same, &()).expect("a plan");
    assert!(plan.to_string().contains("which is as declared as far as a declaration can say"), "{plan}");
    assert_eq!(
        warnings(plan.to_string()),
        unknown.map(|path| format!(
            "! {path}: ecs.TaskDef does not know this property; it stays, and is not looked after"
        ))
    );
    assert!(world.up(&same, &()).expect("runs").outcome.is_complete());
    assert!(world.preview(&same, &()).expect("a plan").is_empty());
    let plan = world.preview(&other, &()).expect("a plan");
    assert_eq!(
        warnings(plan.to_string()),
        unknown.map(|path| format!(
            "! {path}: ecs.TaskDef does not know this property; its successor will not have it"
        ))
    );
}
