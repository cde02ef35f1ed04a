//! Containers, and whether they fit into their task.

use super::*;

#[test]
fn containers_that_fit_exactly_are_sound() {
    let half = |container: Container| container.cpu(Cpu::HalfVcpu).memory(Memory::gib(1));
    assert_eq!(problems_of(fargate().container(half(nginx())).container(half(uwsgi()))), [""; 0]);
}

#[test]
fn cpu_of_all_containers_fits_into_the_task() {
    let task = fargate().container(nginx().cpu(Cpu::HalfVcpu)).container(uwsgi().cpu(Cpu::units(513)));
    assert_eq!(
        problems_of(task),
        [
            "cpu: the containers need 1025 CPU units together, the task has 1024 (give the task more or a container \
          less: containers[\"nginx\"] 512, containers[\"uwsgi\"] 513)"
        ]
    );
}

#[test]
fn memory_of_all_containers_fits_into_the_task_with_reservations_where_that_is_all() {
    let task = fargate()
        .container(nginx().memory(Memory::gib(1)).memory_reservation(Memory::mib(128)))
        .container(uwsgi().memory_reservation(Memory::mib(1025)));
    assert_eq!(
        problems_of(task),
        [
            "memory: the containers need 2049 MiB together, the task has 2048 (give the task more or a container \
          less: containers[\"nginx\"] 1024, containers[\"uwsgi\"] 1025)"
        ]
    );
}

#[test]
fn reservation_is_no_more_than_the_memory() {
    let task = fargate().container(nginx().memory(Memory::mib(128)).memory_reservation(Memory::mib(129)));
    assert_eq!(
        problems_of(task),
        [
            "containers[\"nginx\"].memory_reservation: 129 MiB are more than 128 MiB, where the container is killed \
          (reserve no more than `memory`)"
        ]
    );
}

#[test]
fn gigabytes_written_as_megabytes_are_noticed() {
    let task = fargate().container(nginx().memory(Memory::mib(2)));
    assert_eq!(
        problems_of(task),
        [
            "containers[\"nginx\"].memory: 2 MiB are less than the 6 MiB that a container needs (write `Memory::mib` \
          or `Memory::gib`)"
        ]
    );
}

#[test]
fn container_on_an_instance_has_memory_of_its_own_or_of_the_task() {
    let message = "containers[\"nginx\"]: has no memory, and the task has none either (set `memory` or \
                   `memory_reservation` of the container, or `memory` of the task)";
    assert_eq!(problems_of(TaskDef::ec2("poc").container(nginx())), [message]);
    assert_eq!(problems_of(TaskDef::ec2("poc").memory(Memory::gib(1)).container(nginx())), [""; 0]);
    let reserved = nginx().memory_reservation(Memory::mib(128));
    assert_eq!(problems_of(TaskDef::ec2("poc").container(reserved)), [""; 0]);
}

#[test]
fn task_has_a_container() {
    assert_eq!(
        problems_of(fargate()),
        ["containers: is required (set `containers`: The containers: at least one of them essential)"]
    );
}

#[test]
fn one_container_is_essential() {
    let message =
        "containers: none is essential (leave one as it is by default: the task runs as long as it does)";
    assert_eq!(problems_of(fargate().container(nginx().essential(false))), [message]);
    let task = fargate().container(nginx().essential(false)).container(uwsgi());
    assert_eq!(problems_of(task), [""; 0]);
}

#[test]
fn two_containers_of_one_name_are_refused() {
    assert_eq!(
        problems_of(fargate().container(nginx()).container(nginx())),
        ["containers[\"nginx\"]: is there twice (give each container a name of its own)"]
    );
}

#[test]
fn names_of_family_and_container_are_letters_digits_hyphens_and_underscores() {
    let task = TaskDef::fargate("a.b", Cpu::Vcpu1, Memory::gib(2)).container(Container::new("c/d", "nginx"));
    let found = problems_of(task);
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found[0].starts_with("family: \"a.b\" is not a name of letters"), "{found:?}");
    assert!(found[1].starts_with("containers[\"c/d\"].name: \"c/d\" is not a name of letters"), "{found:?}");
}

#[test]
fn variable_and_secret_of_one_name_are_refused() {
    let container = nginx().variable("TOKEN", "none").secret("TOKEN", "arn:aws:ssm:::parameter/token");
    assert_eq!(
        problems_of(fargate().execution_role(ROLE).container(container)),
        ["containers[\"nginx\"].secrets: `TOKEN` is an environment variable already (take it out of \
          `environment`)"]
    );
}

#[test]
fn fargate_has_three_log_drivers_and_instances_all() {
    let container =
        nginx().memory(Memory::mib(128)).log_configuration(LogConfiguration::new(LogDriver::Gelf));
    assert_eq!(
        problems_of(fargate().container(container.clone())),
        [
            "containers[\"nginx\"].log_configuration.log_driver: Fargate does not have `gelf` (take one of awslogs, \
          splunk, awsfirelens)"
        ]
    );
    assert_eq!(problems_of(TaskDef::ec2("poc").container(container)), [""; 0]);
}
