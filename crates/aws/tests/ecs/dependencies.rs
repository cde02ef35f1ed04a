//! The order in which containers start.

use super::*;

fn after(container: Container, other: &str, condition: DependencyCondition) -> Container {
    container.dependency(ContainerDependency::new(other, condition))
}

#[test]
fn container_waits_only_for_one_that_there_is() {
    let task = fargate().container(after(nginx(), "uwsig", DependencyCondition::Start)).container(uwsgi());
    assert_eq!(
        problems_of(task),
        [
            "containers[\"nginx\"].depends_on[\"uwsig\"]: the task has no container \"uwsig\" (did you mean `uwsgi`?)"
        ]
    );
}

#[test]
fn circle_is_named_once_with_all_its_members() {
    let start = DependencyCondition::Start;
    let task = fargate()
        .container(after(Container::new("log", "log"), "nginx", start))
        .container(after(nginx(), "uwsgi", start))
        .container(after(uwsgi(), "nginx", start));
    assert_eq!(
        problems_of(task),
        [
            "containers[\"nginx\"].depends_on: waits for itself: nginx -> uwsgi -> nginx (remove one dependency of \
          the circle)"
        ]
    );
}

#[test]
fn two_circles_are_both_named() {
    let start = DependencyCondition::Start;
    let task = fargate().container(after(nginx(), "nginx", start)).container(after(uwsgi(), "uwsgi", start));
    let found = problems_of(task);
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found[0].contains("nginx -> nginx") && found[1].contains("uwsgi -> uwsgi"), "{found:?}");
}

#[test]
fn order_without_a_circle_is_sound() {
    let start = DependencyCondition::Start;
    let last = after(after(Container::new("log", "log"), "nginx", start), "uwsgi", start);
    let task = fargate().container(last).container(after(nginx(), "uwsgi", start)).container(uwsgi());
    assert_eq!(problems_of(task), [""; 0]);
}

#[test]
fn container_can_be_healthy_only_with_a_health_check() {
    let waiting = after(nginx(), "uwsgi", DependencyCondition::Healthy);
    assert_eq!(
        problems_of(fargate().container(waiting.clone()).container(uwsgi())),
        [
            "containers[\"nginx\"].depends_on[\"uwsgi\"].condition: \"uwsgi\" has no health check that could pass \
          (give it a `health_check`, or wait for `START`)"
        ]
    );
    let checked = uwsgi().health_check(HealthCheck::shell("true"));
    assert_eq!(problems_of(fargate().container(waiting).container(checked)), [""; 0]);
}

#[test]
fn nobody_waits_for_the_end_of_an_essential_container() {
    let waiting = after(nginx(), "uwsgi", DependencyCondition::Success);
    assert_eq!(
        problems_of(fargate().container(waiting.clone()).container(uwsgi())),
        [
            "containers[\"nginx\"].depends_on[\"uwsgi\"].condition: \"uwsgi\" is essential: the task stops when it \
          ends (make it `.essential(false)`, or wait for `START`)"
        ]
    );
    let task = fargate().container(waiting).container(uwsgi().essential(false));
    assert_eq!(problems_of(task), [""; 0]);
}
