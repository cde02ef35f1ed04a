//! Look-ups of stacks that use each other: by what another stack gives, and never for another stack.

use ironwright::aws::ec2::{RouteTable, SecurityGroup, Vpc};
use ironwright::aws::iam::{PolicyDocument, Role};
use ironwright::core::LookUp;
use ironwright::prelude::*;
use ironwright::testing::ProjectWorld;

/// A network, and a stack that looks up the table which AWS has made with it.
fn beside_the_main_table(project: &mut Project, (): &()) -> ironwright::Result<()> {
    let vpc = project.stack("network", |stack| Ok(stack.add("main", Vpc::new(cidr("10.0.0.0/16")))))?;
    project.stack("web", |stack| {
        let role = stack.look_up("theirs", Role::named("theirs"));
        let table = stack.look_up("main", LookUp::<RouteTable>::by(RouteTable::VPC_ID, &vpc.id));
        let description = text!("Beside {} for {}", table.id, role.role_name);
        stack.add("web", SecurityGroup::new(&vpc, "web", description));
        Ok(())
    })
}

#[test]
fn what_another_stack_gives_is_looked_up_by_as_soon_as_it_is_there() {
    let trust = PolicyDocument::assumed_by("ecs-tasks.amazonaws.com");
    let mut world = ProjectWorld::new("shop").with(Role::new("theirs", trust));
    let plans = world.preview(beside_the_main_table, &()).expect("plans");
    let web = plans.iter().find(|plan| plan.stack == "web").expect("a plan");
    let found: Vec<_> = web.look_ups.iter().map(|it| it.id.as_deref()).collect();
    assert_eq!(found, [Some("theirs"), None], "{web}");
    let report = world.up(beside_the_main_table, &()).expect("runs");
    assert!(report.is_complete(), "{report}");
    let description = world.stack("web").get::<SecurityGroup>("web").get::<String>("description");
    assert!(description.is_some_and(|text| text.starts_with("Beside rtb-") && text.ends_with(" for theirs")));
    assert!(world.up(beside_the_main_table, &()).expect("runs").is_unchanged());
    assert!(world.up_stacks(beside_the_main_table, &(), &["web"]).expect("runs").is_unchanged());
}

#[test]
fn what_one_stack_looks_up_is_none_of_its_to_give() {
    let program = |project: &mut Project, (): &()| {
        let role = project.stack("roles", |stack| Ok(stack.look_up("theirs", Role::named("theirs"))))?;
        project.stack("web", |stack| {
            stack.output("role", &role.arn);
            Ok(())
        })
    };
    let refused = ProjectWorld::new("shop").preview(program, &()).expect_err("is refused").to_string();
    assert!(refused.contains("uses roles:iam.Role.theirs, which the stack `roles` looks up"), "{refused}");
    assert!(refused.contains("hint: look it up in this stack too"), "{refused}");
}
