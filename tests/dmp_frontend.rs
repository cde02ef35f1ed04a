//! How a team tests the DMP front end: that it is what was agreed, who can reach it, and what changes and failures do.

#[path = "dmp/containers.rs"]
mod containers;
#[path = "dmp/facts.rs"]
mod facts;
#[path = "dmp/internet.rs"]
mod internet;

#[expect(
    dead_code,
    unreachable_pub,
    clippy::unnecessary_wraps,
    reason = "it is a program too, which `cargo run --example` starts"
)]
#[path = "../examples/dmp-frontend.rs"]
mod dmp_frontend;

use dmp_frontend::dmp::Settings;
use dmp_frontend::frontend;
use ironwright::aws::{ec2, ecs};
use ironwright::core::Value;
use ironwright::core::plan::Selection;
use ironwright::prelude::*;
use ironwright::testing::{Call, World, rehearse, settings};

/// The front end as it comes up with the settings that it has by default.
fn world() -> World {
    rehearse("dmp-frontend", frontend, &defaults())
}

fn defaults() -> Settings {
    settings([])
}

#[test]
fn every_resource_of_the_original_is_there_with_its_settings_and_no_other() {
    let mut stack = Stack::new("dmp-frontend");
    frontend(&mut stack, &defaults()).unwrap();
    let graph = stack.graph().unwrap();
    let differences = facts::differences(&graph, &world(), include_str!("data/dmp-frontend.json"));
    assert!(differences.is_empty(), "{} differences:\n{}", differences.len(), differences.join("\n"));
}

#[test]
fn scripts_find_the_cluster_in_the_outputs() {
    let arn: ecs::ClusterArn = world().output("ecs_cluster_arn");
    assert_eq!(arn.as_str(), "arn:aws:ecs:eu-west-2:123456789012:cluster/DMP15-POC");
}

#[test]
fn nginx_is_all_that_the_internet_reaches() {
    assert_eq!(internet::reaches(&world()), ["web/ecs.Service.web: nginx, port 8080"]);
}

#[test]
fn every_container_runs_one_process_and_shows_when_it_dies() {
    assert_eq!(containers::that_hide_failures(&world()), [""; 0]);
}

#[test]
fn another_number_of_replicas_plans_nothing_because_people_scale_the_service() {
    let mut world = world();
    let plan = world.preview(frontend, &settings([("replicas", "3")])).unwrap();
    assert_eq!(plan.to_string(), "Plan: 89 unchanged.");
}

#[test]
fn another_image_plans_one_revision_and_one_deployment() {
    let mut world = world();
    let plan = world.preview(frontend, &settings([("image_tag", "1.4.2")])).unwrap();
    let expected = [
        "  ± task/ecs.TaskDef.poc  replace: the new one first, because containers cannot be changed in place\n",
        "    ~ containers:\n",
        "      ~ [\"nginx\"].image: \"…/nginx\" -> \"…/nginx:1.4.2\"\n",
        "      ~ [\"uwsgi\"].image: \"…/uwsgi\" -> \"…/uwsgi:1.4.2\"\n",
        "  ~ web/ecs.Service.web\n    ~ task_definition: \
         \"arn:aws:ecs:eu-west-2:123456789012:task-definition/poc:1\" -> (known after apply)\n",
        "\nPlan: 1 to update, 1 to replace, 87 unchanged.",
    ];
    assert_eq!(plan.to_string(), expected.concat());
}

#[test]
fn another_image_reaches_the_service_before_the_old_revision_goes() {
    let mut world = world();
    let report = world.up(frontend, &settings([("image_tag", "1.4.2")])).unwrap();
    assert_eq!(
        report.done(),
        ["create task/ecs.TaskDef.poc", "update web/ecs.Service.web", "delete task/ecs.TaskDef.poc"]
    );
    let running: ecs::TaskDefArn = world.get::<ecs::Service>("web/web").get("task_definition").unwrap();
    assert!(running.as_str().ends_with("task-definition/poc:2"), "{running}");
}

#[test]
fn the_network_is_not_taken_from_under_a_service_that_is_left_out() {
    let mut world = world();
    let network = Selection { targets: vec!["vpc/".to_owned()], ..Selection::default() };
    let before = world.state();
    let elsewhere = settings([("vpc_cidr", "10.12.2.0/24")]);
    let refused = world.up_selected(frontend, &elsewhere, &network).unwrap_err().to_string();
    for part in [
        "vpc/ec2.Subnet.public-a: would be replaced, because of vpc_id, and web/ecs.Service.web, which is left out, needs it",
        "vpc/ec2.Vpc.main: would be replaced, because of cidr_block, and web/ec2.SecurityGroup.tasks, which is left out, \
         needs it",
        "--target web/ecs.Service.web",
    ] {
        assert!(refused.contains(part), "{part}\n{refused}");
    }
    assert_eq!(world.state().resources, before.resources);
    // With the service it is a plan like any other.
    let both = Selection { targets: vec!["vpc/".to_owned(), "web/".to_owned()], ..Selection::default() };
    let report = world.up_selected(frontend, &elsewhere, &both).unwrap();
    assert!(report.outcome.is_complete(), "{report}");
}

#[test]
fn a_step_that_fails_half_way_costs_nothing_but_a_second_run() {
    let mut world = World::new("dmp-frontend");
    world.preview(frontend, &defaults()).unwrap();
    world.cloud().fail_next(Call::Create, "ec2.NatGateway");

    // The gateway of one zone fails. What needs it is not tried, and all else goes on: the service is up. A subnet is
    // given its table when the table's routes are there.
    let first = world.up(frontend, &defaults()).unwrap();
    assert_eq!(first.failed(), ["vpc/ec2.NatGateway.nat-a"], "{first}");
    assert_eq!(
        first.skipped(),
        [
            "vpc/ec2.Route.web-a",
            "vpc/ec2.RouteTableAssociation.web-a",
            "vpc/ec2.Route.application-a",
            "vpc/ec2.RouteTableAssociation.application-a",
        ],
        "{first}"
    );
    assert_eq!(world.state().count(), 84);
    assert_eq!(world.all::<ecs::Service>().len(), 1);

    // The same command makes what is missing, and nothing twice.
    let second = world.up(frontend, &defaults()).unwrap();
    assert_eq!(
        second.done(),
        [
            "create vpc/ec2.NatGateway.nat-a",
            "create vpc/ec2.Route.web-a",
            "create vpc/ec2.Route.application-a",
            "create vpc/ec2.RouteTableAssociation.web-a",
            "create vpc/ec2.RouteTableAssociation.application-a",
        ],
        "{second}"
    );
    assert!(world.up(frontend, &defaults()).unwrap().is_unchanged());
}

#[test]
fn a_door_that_somebody_opens_in_the_console_is_shut_again() {
    let mut world = world();
    let rule = world.get::<ec2::NetworkAclRule>("web/http-in");
    let kind = rule.address().kind();
    world.cloud().change_outside(kind, rule.id(), "from_port", Value::Int(22)).unwrap();

    let plan = world.preview(frontend, &defaults()).unwrap();
    assert_eq!(plan.step("web/ec2.NetworkAclRule.http-in").unwrap().action.as_str(), "update", "{plan}");
    world.up(frontend, &defaults()).unwrap();
    assert_eq!(world.get::<ec2::NetworkAclRule>("web/http-in").get::<u16>("from_port"), Some(8080));
}

#[test]
fn destroying_leaves_nothing_in_the_cloud() {
    let mut world = world();
    let report = world.destroy(frontend, &defaults()).unwrap();
    assert_eq!(report.done().len(), 89, "{report}");
    assert_eq!(world.cloud().objects(), []);
}

#[test]
fn a_network_too_small_for_eight_subnets_is_refused_before_anything_is_created() {
    let problem =
        World::new("dmp-frontend").preview(frontend, &settings([("vpc_cidr", "10.0.0.0/26")])).unwrap_err();
    assert!(problem.to_string().contains("10.0.0.0/29 is not between a /16 and a /28"), "{problem}");
}
