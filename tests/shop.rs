//! How a team would test the shop: all of its stacks together, and one of them when it changes.

#[path = "../examples/shop.rs"]
#[allow(dead_code, unreachable_pub, reason = "it is an example of its own")]
mod program;

use ironwright::aws::{ec2, ecs};
use ironwright::testing::{rehearse_project, settings};
use program::shop;

#[test]
fn tasks_run_in_the_networks_subnets_with_the_image_that_is_kept() {
    let world = rehearse_project("shop", shop, &settings([("version", "1.2")]));
    let service = world.stack("shop/web").get::<ecs::Service>("web");
    let subnets: Vec<String> = service.get("subnets").expect("it has some");
    let mut expected: Vec<String> = world
        .stack("shop/network")
        .all::<ec2::Subnet>()
        .iter()
        .map(|subnet| subnet.id().to_owned())
        .collect();
    expected.sort();
    assert_eq!(subnets, expected);
    let task = world.stack("shop/web").get::<ecs::TaskDef>("web");
    let image: String = task.get("containers[\"web\"].image").expect("it has one");
    assert_eq!(image, format!("{}:1.2", world.stack("shop/kept").output::<String>("images")));
}

#[test]
fn a_new_version_is_one_revision_and_leaves_the_other_stacks_alone() {
    let mut world = rehearse_project("shop", shop, &settings([("version", "1.2")]));
    let report = world.up_stacks(shop, &settings([("version", "1.3")]), &["shop/web"]).expect("runs");
    assert!(report.is_complete(), "{report}");
    assert_eq!(report.ends.len(), 1);
    assert_eq!(
        report.done(),
        [
            "create shop/web:ecs.TaskDef.web",
            "update shop/web:ecs.Service.web",
            "delete shop/web:ecs.TaskDef.web",
        ]
    );
    assert!(world.up(shop, &settings([("version", "1.3")])).expect("runs").is_unchanged());
}

#[test]
fn the_images_outlive_the_shop() {
    let mut world = rehearse_project("shop", shop, &settings([]));
    let error = world.destroy(shop, &settings([])).expect_err("the images are protected");
    assert!(error.to_string().contains("shop/kept:ecr.Repository.web: is protected"), "{error}");
    let report = world.destroy_stacks(shop, &settings([]), &["shop/web"]).expect("runs");
    assert!(report.is_complete(), "{report}");
}
