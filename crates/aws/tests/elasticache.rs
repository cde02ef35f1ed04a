//! Caches in memory.

mod common;

use common::problems;
use ironwright_aws::elasticache::{CacheEngine, ReplicationGroup, SubnetGroup};
use ironwright_core::plan::Action;
use ironwright_core::{Secret, Stack};
use ironwright_testkit::testing::rehearse;

type Done = Result<(), Box<dyn std::error::Error + Send + Sync>>;

fn cache() -> ReplicationGroup {
    ReplicationGroup::new("shop", "Sessions", "cache.t4g.micro")
}

/// What is wrong with a cache, without its address.
fn of(cache: ReplicationGroup) -> Vec<String> {
    let found = problems(|stack| {
        stack.add("it", cache);
    });
    let bare =
        |problem: String| problem.trim_start_matches("error: elasticache.ReplicationGroup.it: ").to_owned();
    found.into_iter().map(bare).collect()
}

#[test]
fn caches_that_aws_takes_are_taken() {
    assert_eq!(of(cache()), [""; 0]);
    let whole = cache()
        .engine(CacheEngine::Valkey)
        .engine_version("8.0")
        .num_cache_clusters(3u32)
        .automatic_failover_enabled(true)
        .multi_az_enabled(true)
        .transit_encryption_enabled(true)
        .auth_token(Secret::new("correct-horse-battery".to_owned()));
    assert_eq!(of(whole), [""; 0]);
}

#[test]
fn what_does_not_go_together_is_refused() {
    let wrong = cache()
        .automatic_failover_enabled(true)
        .kms_key_id("arn:aws:kms:us-east-1:123456789012:key/1")
        .auth_token(Secret::new("correct-horse-battery".to_owned()));
    assert_eq!(
        of(wrong),
        [
            "automatic_failover_enabled: there is one node, and none that could take over\n  hint: take two: \
             `.num_cache_clusters(2u32)`",
            "kms_key_id: needs `at_rest_encryption_enabled`, which is off\n  hint: set `.at_rest_encryption_enabled(true)`",
            "auth_token: needs `transit_encryption_enabled`, which is off\n  hint: set `.transit_encryption_enabled(true)`: a \
             password is not sent in the open",
        ]
    );
    assert_eq!(
        of(cache().multi_az_enabled(true)),
        ["multi_az_enabled: needs `automatic_failover_enabled`, which is off\n  hint: set \
             `.automatic_failover_enabled(true)`"]
    );
}

#[test]
fn a_password_that_elasticache_does_not_take_is_refused_and_never_told() {
    for password in ["short", "correct/horse/battery", "correct horse battery", "correct-hörse-battery"] {
        let password = Secret::new(password.to_owned());
        assert_eq!(
            of(cache().transit_encryption_enabled(true).auth_token(password)),
            [
                "auth_token: is no password that ElastiCache takes\n  hint: it has 16 to 128 printable characters, and none of \
                 `/`, `\"`, `@` and space"
            ]
        );
    }
}

#[test]
fn a_group_of_subnets_has_some_and_a_name_of_its_own() {
    let none: [&str; 0] = [];
    let found = problems(|stack| {
        stack.add("it", SubnetGroup::new("default", "Caches", none));
    });
    assert_eq!(
        found,
        [
            "error: elasticache.SubnetGroup.it: cache_subnet_group_name: `default` is AWS's own\n  hint: choose another name",
            "error: elasticache.SubnetGroup.it: subnet_ids: names no subnet\n  hint: name one, and one of another zone for a \
             cache that takes over",
        ]
    );
}

#[expect(clippy::unnecessary_wraps, reason = "it has the shape of every program")]
fn sessions(stack: &mut Stack, (nodes, port): &(u32, u16)) -> Done {
    let cache = stack.add("sessions", cache().num_cache_clusters(*nodes).port(*port));
    stack.output("host", &cache.primary_endpoint_address);
    Ok(())
}

#[test]
fn nodes_come_and_go_in_place_and_another_port_is_another_cache() {
    let mut world = rehearse("sessions", sessions, &(1, 6379));
    assert_eq!(world.get::<ReplicationGroup>("sessions").output(|it| &it.primary_endpoint_port), 6379);
    let report = world.up(sessions, &(2, 6379)).expect("a run");
    let address = "elasticache.ReplicationGroup.sessions";
    assert_eq!(report.plan.step(address).map(|step| step.action), Some(Action::Update), "{report}");
    let plan = world.preview(sessions, &(2, 6380)).expect("a plan");
    assert!(matches!(plan.step(address).map(|step| step.action), Some(Action::Replace(_))), "{plan}");
}
