//! How a team tests the DMP API: what it shares with the front end, and that the two live side by side in one account.

#![expect(clippy::duplicate_mod, reason = "each of the two programs brings the parts that they share")]

#[path = "dmp/containers.rs"]
mod containers;
#[path = "dmp/internet.rs"]
mod internet;

#[expect(
    dead_code,
    unreachable_pub,
    clippy::unnecessary_wraps,
    reason = "it is a program too, which `cargo run --example` starts"
)]
#[path = "../examples/dmp-api.rs"]
mod dmp_api;
#[expect(dead_code, unreachable_pub, clippy::unnecessary_wraps, reason = "as the API")]
#[path = "../examples/dmp-frontend.rs"]
mod dmp_frontend;

use dmp_api::api;
use dmp_frontend::frontend;
use ironwright::aws::ec2::Vpc;
use ironwright::prelude::*;
use ironwright::testing::{Call, World, rehearse, settings};

#[test]
fn nginx_is_all_that_the_internet_reaches() {
    let world = rehearse("dmp-api", api, &settings([]));
    assert_eq!(internet::reaches(&world), ["api/ecs.Service.api: nginx, port 8080"]);
}

#[test]
fn every_container_runs_one_process_and_shows_when_it_dies() {
    let world = rehearse("dmp-api", api, &settings([]));
    assert_eq!(containers::that_hide_failures(&world), [""; 0]);
}

#[test]
fn front_end_and_api_live_in_one_account_and_go_without_each_other() {
    let mut front_end = rehearse("dmp-frontend", frontend, &settings([]));
    // In the same cloud: a name that both want would be refused to the second.
    let mut both = World::beside("dmp-api", &front_end);
    let report = both.up(api, &settings([])).unwrap();
    assert_eq!(report.done().len(), 89, "{report}");

    let network = |world: &World| world.get::<Vpc>("vpc/main").get::<Cidr>("cidr_block").unwrap();
    assert!(!network(&front_end).overlaps(network(&both)), "the two networks could never be joined");

    front_end.destroy(frontend, &settings([])).unwrap();
    assert!(both.up(api, &settings([])).unwrap().is_unchanged());
}

#[test]
fn a_deployment_that_fails_leaves_the_old_revision_running() {
    let mut world = rehearse("dmp-api", api, &settings([]));
    world.cloud().fail_next(Call::Update, "ecs.Service");
    let report = world.up(api, &settings([("image_tag", "1.4.2")])).unwrap();

    assert_eq!(report.failed(), ["api/ecs.Service.api"], "{report}");
    let service = world.get::<ironwright::aws::ecs::Service>("api/api");
    let running: String = service.get("task_definition").unwrap();
    assert!(running.ends_with("task-definition/api:1"), "{running}");
    let registered = world.cloud().objects();
    assert!(
        registered.iter().any(|object| *object.id == *running),
        "the revision that runs is still registered"
    );
}

#[test]
fn live_has_names_and_tags_of_its_own() {
    let world = rehearse("dmp-api", api, &settings([("environment_name", "live")]));
    let vpc = world.get::<Vpc>("vpc/main");
    let tag = |name: &str| vpc.get::<String>(&format!("tags.{name}"));
    assert_eq!(tag("Name").as_deref(), Some("DMP:LIVE:VPC"));
    assert_eq!(tag("ENVIRONMENT").as_deref(), Some("live"));
}
