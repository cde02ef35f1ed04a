//! Clusters' capacity providers.

use super::*;

fn problems_of(configure: impl FnOnce(ClusterCapacityProviders) -> ClusterCapacityProviders) -> Vec<String> {
    problems(|stack| {
        let cluster = stack.add("main", Cluster::new("DMP15-POC"));
        stack.add("main", configure(ClusterCapacityProviders::new(&cluster)));
    })
}

fn of(provider: &str) -> CapacityProviderStrategyItem {
    CapacityProviderStrategyItem::new(provider)
}

#[test]
fn strategy_of_listed_providers_with_one_base_is_sound() {
    let found = problems_of(|providers| {
        providers
            .capacity_providers(["FARGATE", "FARGATE_SPOT"])
            .default_strategy(of("FARGATE").base(1u32).weight(100u32))
            .default_strategy(of("FARGATE_SPOT").weight(1u32))
    });
    assert_eq!(found, [""; 0]);
}

#[test]
fn strategy_names_only_providers_of_the_cluster() {
    let found = problems_of(|providers| {
        providers.capacity_providers(["FARGATE"]).default_strategy(of("FARGATE_SPOT"))
    });
    assert_eq!(
        found,
        ["ecs.ClusterCapacityProviders.main: \
          default_capacity_provider_strategy[\"FARGATE_SPOT\"].capacity_provider: \"FARGATE_SPOT\" is none of \
          the cluster's capacity providers (add \"FARGATE_SPOT\" to `capacity_providers`)"]
    );
}

#[test]
fn second_base_is_refused_and_the_first_named() {
    let found = problems_of(|providers| {
        providers
            .capacity_providers(["FARGATE", "FARGATE_SPOT"])
            .default_capacity_provider_strategy([of("FARGATE").base(1u32), of("FARGATE_SPOT").base(2u32)])
    });
    assert_eq!(
        found,
        ["ecs.ClusterCapacityProviders.main: \
          default_capacity_provider_strategy[\"FARGATE_SPOT\"].base: \
          `default_capacity_provider_strategy[\"FARGATE\"]` has a base already (keep the base of one capacity \
          provider, and share the other tasks out by weight)"]
    );
}

#[test]
fn provider_that_is_there_twice_is_refused() {
    let found = problems_of(|providers| {
        providers
            .capacity_providers(["FARGATE"])
            .default_capacity_provider_strategy([of("FARGATE"), of("FARGATE")])
    });
    assert!(found[0].contains("[\"FARGATE\"]: is there twice"), "{found:?}");
}

#[test]
fn base_and_weight_have_bounds() {
    let found = problems_of(|providers| {
        providers
            .capacity_providers(["FARGATE"])
            .default_strategy(of("FARGATE").base(100_001u32).weight(1001u32))
    });
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found[0].contains("base: 100001 is not between 0 and 100000"), "{found:?}");
    assert!(found[1].contains("weight: 1001 is not between 0 and 1000"), "{found:?}");
}

#[test]
fn cluster_has_one_set_of_providers() {
    let found = problems(|stack| {
        let cluster = stack.add("main", Cluster::new("DMP15-POC"));
        stack.add("one", ClusterCapacityProviders::new(&cluster));
        stack.add("two", ClusterCapacityProviders::new(&cluster));
    });
    assert!(found[0].starts_with("ecs.ClusterCapacityProviders.two: has the same cluster as"), "{found:?}");
}
