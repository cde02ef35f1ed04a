//! Amazon CloudWatch Logs' kinds.

use ironwright_aws::iam::{self, PolicyDocument, Principal, Statement};
use ironwright_aws::logs::{self, StandardUnit};
use ironwright_core::{Declared, Stack};

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

/// Log groups that filters belong to.
fn groups(scene: &Scene, stack: &mut Stack) -> [Declared<logs::LogGroup>; 2] {
    ["main", "other"].map(|name| stack.add(name, logs::LogGroup::new(format!("{}-{name}", scene.name()))))
}

pub(super) fn metric_filter() -> Case {
    fn of(
        group: &Declared<logs::LogGroup>,
        name: &str,
        pattern: &str,
        metric: [&str; 3],
    ) -> logs::MetricFilter {
        let [name_of_metric, namespace, value] = metric;
        logs::MetricFilter::new(group, name, pattern, name_of_metric, namespace, value)
    }
    const ERRORS: [&str; 3] = ["Errors", "Web", "1"];
    Case::new("logs.MetricFilter", |scene, stack| {
        let [group, _] = groups(scene, stack);
        scene.it(stack, of(&group, "errors", "ERROR", ERRORS).default_value(0.0).unit(StandardUnit::Count));
    })
    .changes("filter_pattern", |scene, stack| {
        let [group, _] = groups(scene, stack);
        scene.it(
            stack,
            of(&group, "errors", "?ERROR ?FATAL", ERRORS).default_value(0.0).unit(StandardUnit::Count),
        );
    })
    .changes("metric_name", |scene, stack| {
        let [group, _] = groups(scene, stack);
        scene.it(
            stack,
            of(&group, "errors", "ERROR", ["Mistakes", "Web", "1"])
                .default_value(0.0)
                .unit(StandardUnit::Count),
        );
    })
    .changes("metric_namespace", |scene, stack| {
        let [group, _] = groups(scene, stack);
        scene.it(
            stack,
            of(&group, "errors", "ERROR", ["Errors", "Api", "1"])
                .default_value(0.0)
                .unit(StandardUnit::Count),
        );
    })
    .changes("metric_value", |scene, stack| {
        let [group, _] = groups(scene, stack);
        scene.it(
            stack,
            of(&group, "errors", "ERROR", ["Errors", "Web", "2"])
                .default_value(0.0)
                .unit(StandardUnit::Count),
        );
    })
    .changes("default_value", |scene, stack| {
        let [group, _] = groups(scene, stack);
        scene.it(stack, of(&group, "errors", "ERROR", ERRORS).default_value(0.5).unit(StandardUnit::Count));
    })
    .changes("unit", |scene, stack| {
        let [group, _] = groups(scene, stack);
        scene.it(stack, of(&group, "errors", "ERROR", ERRORS).default_value(0.0).unit(StandardUnit::None));
    })
    .replaces("filter_name", |scene, stack| {
        let [group, _] = groups(scene, stack);
        scene.it(stack, of(&group, "mistakes", "ERROR", ERRORS).default_value(0.0).unit(StandardUnit::Count));
    })
    .replaces("log_group_name", |scene, stack| {
        let [_, other] = groups(scene, stack);
        scene.it(stack, of(&other, "errors", "ERROR", ERRORS).default_value(0.0).unit(StandardUnit::Count));
    })
    .changes("dimensions", |scene, stack| {
        let [group, _] = groups(scene, stack);
        let filter = of(&group, "errors", "{ $.level = \"error\" }", ["Errors", "Web", "$.count"]);
        scene.it(stack, filter.dimension("Path", "$.path").unit(StandardUnit::Count));
    })
}

pub(super) fn subscription_filter() -> Case {
    const SHIP: &str = "arn:aws:kinesis:us-east-1:123456789012:stream/ship";
    const OTHER: &str = "arn:aws:kinesis:us-east-1:123456789012:stream/other";
    fn roles(scene: &Scene, stack: &mut Stack) -> [Declared<iam::Role>; 2] {
        ["main", "other"].map(|name| {
            let trust = super::iam::trust("logs.amazonaws.com");
            stack.add(name, iam::Role::new(format!("{}-{name}", scene.name()), trust))
        })
    }
    fn by(
        scene: &Scene,
        stack: &mut Stack,
        (group, role): (usize, usize),
        said: [&str; 3],
    ) -> logs::SubscriptionFilter {
        let roles = roles(scene, stack);
        let [name, pattern, destination] = said;
        let groups = groups(scene, stack);
        logs::SubscriptionFilter::new(&groups[group], name, pattern, destination).role_arn(&roles[role])
    }
    fn of(scene: &Scene, stack: &mut Stack, group: usize, said: [&str; 3]) -> logs::SubscriptionFilter {
        by(scene, stack, (group, 0), said)
    }
    Case::new("logs.SubscriptionFilter", |scene, stack| {
        let filter = of(scene, stack, 0, ["ship", "ERROR", SHIP]);
        scene.it(stack, filter);
    })
    .changes("filter_pattern", |scene, stack| {
        let filter = of(scene, stack, 0, ["ship", "", SHIP]);
        scene.it(stack, filter);
    })
    .changes("destination_arn", |scene, stack| {
        let filter = of(scene, stack, 0, ["ship", "ERROR", OTHER]);
        scene.it(stack, filter);
    })
    .changes("role_arn", |scene, stack| {
        let filter = by(scene, stack, (0, 1), ["ship", "ERROR", SHIP]);
        scene.it(stack, filter);
    })
    .changes("distribution", |scene, stack| {
        let filter = of(scene, stack, 0, ["ship", "ERROR", SHIP]);
        scene.it(stack, filter.distribution(logs::Distribution::Random));
    })
    .replaces("filter_name", |scene, stack| {
        let filter = of(scene, stack, 0, ["send", "ERROR", SHIP]);
        scene.it(stack, filter);
    })
    .replaces("log_group_name", |scene, stack| {
        let filter = of(scene, stack, 1, ["ship", "ERROR", SHIP]);
        scene.it(stack, filter);
    })
}

pub(super) fn resource_policy() -> Case {
    fn letting(service: &str) -> PolicyDocument {
        let write = Statement::allow().sid("Write").principal(Principal::service(service));
        let write = write.actions(["logs:CreateLogStream", "logs:PutLogEvents"]);
        PolicyDocument::new()
            .statement(write.resource("arn:aws:logs:us-east-1:123456789012:log-group:/events/*"))
    }
    Case::new("logs.ResourcePolicy", |scene, stack| {
        scene.it(stack, logs::ResourcePolicy::new(scene.name(), letting("events.amazonaws.com")));
    })
    .changes("policy_document", |scene, stack| {
        scene.it(stack, logs::ResourcePolicy::new(scene.name(), letting("es.amazonaws.com")));
    })
    .replaces("policy_name", |scene, stack| {
        let name = format!("{}-other", scene.name());
        scene.it(stack, logs::ResourcePolicy::new(name, letting("events.amazonaws.com")));
    })
}
