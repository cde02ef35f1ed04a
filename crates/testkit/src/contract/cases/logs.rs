//! Amazon CloudWatch Logs' kinds.

use ironwright_aws::logs;

use crate::contract::{Case, Scene};

pub(super) fn log_group() -> Case {
    fn group(scene: &Scene) -> logs::LogGroup {
        logs::LogGroup::new(scene.name()).retention_in_days(30).tag("Name", scene.name())
    }
    Case::new("logs.LogGroup", |scene, stack| scene.it(stack, group(scene)))
        .changes("retention_in_days", |scene, stack| scene.it(stack, group(scene).retention_in_days(60)))
        .changes("retention_in_days", |scene, stack| {
            scene.it(stack, logs::LogGroup::new(scene.name()).tag("Name", scene.name()));
        })
        .changes("tags", |scene, stack| scene.it(stack, group(scene).tag("Name", "other").tag("team", "web")))
        .replaces("log_group_name", |scene, stack| {
            let group = logs::LogGroup::new(format!("{}/other", scene.name()));
            scene.it(stack, group.retention_in_days(30).tag("Name", scene.name()));
        })
}
