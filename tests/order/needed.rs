//! What a service needs without a property that says so: it comes later, and goes earlier.
//!
//! Of this class: terraform-aws-ecs-alb-service-task#187 and #182; terraform-provider-aws#3414; aws-cdk#24880 and
//! #15366; cdk-fargate-patterns#71; carina#1088; containers-roadmap#631.

use std::cell::RefCell;

use ironwright::aws::{ec2, ecs, iam};

use super::*;

/// A service on Spot with public addresses, whose tasks get their image by a role's policy.
fn program(stack: &mut Stack, (): &()) -> Outcome {
    let (vpc, subnet) = network(stack);
    let internet = stack.add("main", ec2::InternetGateway::attached_to(&vpc));
    let table = stack.add("public", ec2::RouteTable::new(&vpc));
    stack.add("out", ec2::Route::new(&table, cidr("0.0.0.0/0")).via_internet_gateway(&internet));
    stack.add("a", ec2::RouteTableAssociation::new(&subnet, &table));
    let group = stack.add("web", ec2::SecurityGroup::new(&vpc, "web", "The web"));
    stack.add("images", ec2::SecurityGroupRule::egress(&group).tcp(443).to_cidr(cidr("0.0.0.0/0")));
    let role = stack.add("execution", iam::Role::new("execution", trust()));
    stack.add("pull", iam::RolePolicy::new(&role, "pull", may("ecr:BatchGetImage")));
    let cluster = stack.add("main", ecs::Cluster::new("main"));
    stack.add("main", ecs::ClusterCapacityProviders::new(&cluster).capacity_providers(["FARGATE_SPOT"]));
    let task = task(stack, |task| task.execution_role(&role));
    let spot = ecs::CapacityProviderStrategyItem::new("FARGATE_SPOT").weight(1);
    let service = ecs::Service::new("web", &cluster, &task).capacity_provider(spot);
    stack.add("web", service.subnets([&subnet]).security_groups([&group]).assign_public_ip(true));
    Ok(())
}

/// On how many slow clouds the service is begun before `other` is there, and on how many it goes after it.
fn out_of_order(other: &str) -> (usize, usize) {
    let (mut made, mut gone) = (0, 0);
    for seed in 0..SEEDS {
        let mut world = slow(seed);
        let told = RefCell::new(Vec::new());
        let report = world.up_cancelled(program, &(), |progress| {
            told.borrow_mut().push(format!("{progress:?}"));
            false
        });
        assert!(report.expect("a valid program").outcome.is_complete());
        let told = told.into_inner();
        let at = |begins: &str, what: &str| {
            told.iter().position(|line| line.starts_with(begins) && line.contains(what)).expect("it is told")
        };
        made += usize::from(at("Started", "ecs.Service.web") < at("Finished", other));
        let done = world.destroy(program, &()).expect("a valid program").done();
        let deleted = |what: &str| done.iter().position(|line| line.contains(what)).expect("it is deleted");
        gone += usize::from(deleted(other) < deleted("ecs.Service.web"));
    }
    (made, gone)
}

#[test]
fn the_capacity_providers_of_its_strategy() {
    assert_eq!(out_of_order("ecs.ClusterCapacityProviders.main"), (0, 0));
}

#[test]
fn what_the_roles_of_its_tasks_may_do() {
    assert_eq!(out_of_order("iam.RolePolicy.pull"), (0, 0));
}

#[test]
fn the_gateway_that_its_public_addresses_are_mapped_through() {
    assert_eq!(out_of_order("ec2.InternetGateway.main"), (0, 0));
}

#[test]
fn the_way_out_of_its_subnets() {
    assert_eq!(out_of_order("ec2.Route.out"), (0, 0));
    assert_eq!(out_of_order("ec2.RouteTableAssociation.a"), (0, 0));
}

#[test]
fn what_its_security_groups_let_through() {
    assert_eq!(out_of_order("ec2.SecurityGroupRule.images"), (0, 0));
}
