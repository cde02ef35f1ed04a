//! Amazon ElastiCache's kinds.

use ironwright_aws::elasticache::{CacheEngine, ReplicationGroup, SubnetGroup};
use ironwright_aws::{ec2, kms};
use ironwright_core::{Declared, Stack};

use super::rds::{subnets, vpc};
use crate::contract::{Case, Scene};

pub(super) fn subnet_group() -> Case {
    fn of(scene: &Scene, stack: &mut Stack, name: &str, description: &str, count: usize) -> SubnetGroup {
        let vpc = vpc(stack);
        let subnets = subnets(stack, &vpc);
        let name = format!("{}{name}", scene.name());
        SubnetGroup::new(name, description, subnets[..count].iter().collect::<Vec<_>>())
            .tag("Name", scene.name())
    }
    Case::new("elasticache.SubnetGroup", |scene, stack| {
        let group = of(scene, stack, "", "Caches", 2);
        scene.it(stack, group);
    })
    .changes("cache_subnet_group_description", |scene, stack| {
        let group = of(scene, stack, "", "Of the shop", 2);
        scene.it(stack, group);
    })
    .changes("subnet_ids", |scene, stack| {
        let group = of(scene, stack, "", "Caches", 3);
        scene.it(stack, group);
    })
    .changes("tags", |scene, stack| {
        let group = of(scene, stack, "", "Caches", 2).tag("Name", "other").tag("team", "web");
        scene.it(stack, group);
    })
    .replaces("cache_subnet_group_name", |scene, stack| {
        let group = of(scene, stack, "-other", "Caches", 2);
        scene.it(stack, group);
    })
}

/// Where caches stand, the same in every declaration.
fn ground(scene: &Scene, stack: &mut Stack) -> (Declared<SubnetGroup>, [Declared<ec2::SecurityGroup>; 2]) {
    let vpc = vpc(stack);
    let [a, b, _] = subnets(stack, &vpc);
    let group = stack.add("group", SubnetGroup::new(scene.name(), "Caches", [&a, &b]));
    let security = ["one", "two"].map(|name| {
        let named = format!("{}-{name}", scene.name());
        stack.add(format!("security-{name}"), ec2::SecurityGroup::new(&vpc, named, "Caches"))
    });
    (group, security)
}

pub(super) fn replication_group() -> Case {
    type Ground = (Declared<SubnetGroup>, [Declared<ec2::SecurityGroup>; 2]);

    fn short(scene: &Scene) -> String {
        // An id has 40 characters at most.
        scene.name().replace("contract-", "c")
    }
    fn named(
        scene: &Scene,
        name: &str,
        description: &str,
        node: &str,
        (group, security): &Ground,
    ) -> ReplicationGroup {
        ReplicationGroup::new(name, description, node)
            .engine_version("7.1")
            .cache_subnet_group_name(group)
            .security_group_ids([&security[0]])
            .tag("Name", scene.name())
    }
    fn of(scene: &Scene, stack: &mut Stack, change: fn(ReplicationGroup, &Ground) -> ReplicationGroup) {
        let ground = ground(scene, stack);
        let group = named(scene, &short(scene), "Sessions", "cache.t4g.micro", &ground);
        scene.it(stack, change(group, &ground));
    }
    Case::new("elasticache.ReplicationGroup", |scene, stack| of(scene, stack, |it, _| it))
        .changes("replication_group_description", |scene, stack| {
            let ground = ground(scene, stack);
            scene.it(stack, named(scene, &short(scene), "Of the shop", "cache.t4g.micro", &ground));
        })
        .changes("cache_node_type", |scene, stack| {
            let ground = ground(scene, stack);
            scene.it(stack, named(scene, &short(scene), "Sessions", "cache.t4g.small", &ground));
        })
        .changes("engine", |scene, stack| of(scene, stack, |it, _| it.engine(CacheEngine::Valkey)))
        .changes("engine_version", |scene, stack| of(scene, stack, |it, _| it.engine_version("7.2")))
        .changes("num_cache_clusters", |scene, stack| of(scene, stack, |it, _| it.num_cache_clusters(2u32)))
        .changes("automatic_failover_enabled", |scene, stack| {
            of(scene, stack, |it, _| it.num_cache_clusters(2u32).automatic_failover_enabled(true));
        })
        .changes("multi_az_enabled", |scene, stack| {
            of(scene, stack, |it, _| {
                it.num_cache_clusters(2u32).automatic_failover_enabled(true).multi_az_enabled(true)
            });
        })
        .changes("security_group_ids", |scene, stack| {
            of(scene, stack, |it, (_, security)| it.security_group_ids([&security[0], &security[1]]));
        })
        .changes("cache_parameter_group_name", |scene, stack| {
            of(scene, stack, |it, _| it.cache_parameter_group_name("default.redis7"));
        })
        .changes("snapshot_retention_limit", |scene, stack| {
            of(scene, stack, |it, _| it.snapshot_retention_limit(7u32));
        })
        .changes("snapshot_window", |scene, stack| {
            of(scene, stack, |it, _| it.snapshot_window("05:00-06:00"))
        })
        .changes("auto_minor_version_upgrade", |scene, stack| {
            of(scene, stack, |it, _| it.auto_minor_version_upgrade(false));
        })
        .changes("tags", |scene, stack| of(scene, stack, |it, _| it.tag("Name", "other").tag("team", "web")))
        .replaces("replication_group_id", |scene, stack| {
            let ground = ground(scene, stack);
            let id = format!("{}-o", short(scene));
            scene.it(stack, named(scene, &id, "Sessions", "cache.t4g.micro", &ground));
        })
        .replaces("port", |scene, stack| of(scene, stack, |it, _| it.port(6380u16)))
        .replaces("at_rest_encryption_enabled", |scene, stack| {
            of(scene, stack, |it, _| it.at_rest_encryption_enabled(true));
        })
        .replaces("transit_encryption_enabled", |scene, stack| {
            of(scene, stack, |it, _| it.transit_encryption_enabled(true));
        })
        .sample(|scene, stack| {
            let ground = ground(scene, stack);
            let key = stack.add("key", kms::Key::new());
            let group = named(scene, &short(scene), "Sessions", "cache.t4g.micro", &ground)
                .at_rest_encryption_enabled(true)
                .kms_key_id(&key)
                .transit_encryption_enabled(true)
                .auth_token("correct-horse-battery")
                .final_snapshot_identifier("last");
            scene.it(stack, group);
        })
}
