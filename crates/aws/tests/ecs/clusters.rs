//! Clusters.

use super::*;

#[test]
fn name_with_a_space_is_refused() {
    let found = problems(|stack| {
        stack.add("main", Cluster::new("DMP15 POC"));
    });
    assert_eq!(
        found,
        ["ecs.Cluster.main: cluster_name: \"DMP15 POC\" is not a name of letters, digits, hyphens and \
          underscores (The name, of its own in account and region: up to 255 letters, digits, hyphens and \
          underscores)"]
    );
}

#[test]
fn name_longer_than_255_characters_is_refused() {
    let found = problems(|stack| {
        stack.add("main", Cluster::new("x".repeat(256)));
    });
    assert!(found[0].contains("has 256 characters, AWS takes 1 to 255"), "{found:?}");
}

#[test]
fn two_clusters_of_one_name_are_refused() {
    let found = problems(|stack| {
        stack.add("one", Cluster::new("poc"));
        stack.add("two", Cluster::new("poc"));
    });
    assert!(
        found[0].starts_with("ecs.Cluster.two: has the same cluster_name as ecs.Cluster.one"),
        "{found:?}"
    );
}
