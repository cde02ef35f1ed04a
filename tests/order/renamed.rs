//! A replacement that has another name collides with nothing: what uses the old one moves over before it goes.
//!
//! Of this class: terraform-provider-aws#27476, #2445; terraform#8617; terraform-aws-ecs-alb-service-task#182, where
//! running tasks were left without their role.

use ironwright::aws::{ec2, ecs, iam};
use ironwright::testing::rehearse;

use super::*;

/// A service whose security group and role have these names.
fn program(stack: &mut Stack, (group, role): &(&str, &str)) -> Outcome {
    let (vpc, subnet) = network(stack);
    let group = stack.add("web", ec2::SecurityGroup::new(&vpc, *group, "Web"));
    let role = stack.add("tasks", iam::Role::new(*role, trust()));
    stack.add("read", iam::RolePolicy::new(&role, "read", may("s3:GetObject")));
    let cluster = stack.add("main", ecs::Cluster::new("main"));
    let task = task(stack, |task| task.task_role(&role));
    let service = ecs::Service::new("web", &cluster, &task).launch_type(ecs::LaunchType::Fargate);
    stack.add("web", service.subnets([&subnet]).security_groups([&group]));
    Ok(())
}

#[test]
fn a_group_with_another_name_costs_no_service() {
    let mut world = rehearse("demo", program, &("web", "tasks"));
    let plan = world.preview(program, &("web-v2", "tasks")).unwrap();
    assert_eq!(plan.step("ecs.Service.web").unwrap().action.as_str(), "update", "{plan}");
    assert!(world.up(program, &("web-v2", "tasks")).unwrap().outcome.is_complete());
}

#[test]
fn a_role_with_another_name_may_do_all_before_running_tasks_lose_theirs() {
    let mut world = rehearse("demo", program, &("web", "tasks"));
    let done = world.up(program, &("web", "tasks-v2")).unwrap().done();
    let at = |what: &str| done.iter().position(|step| step == what).expect("it is done");
    assert!(at("create iam.RolePolicy.read") < at("update ecs.Service.web"), "{done:?}");
    for old in ["iam.RolePolicy.read", "iam.Role.tasks", "ecs.TaskDef.web"] {
        assert!(at("update ecs.Service.web") < at(&format!("delete {old}")), "{done:?}");
    }
}
