//! What a container can have of the machine it runs on: not on Fargate, and some of it in some network modes only.

use ironwright_core::check::{Inputs, Problems};

/// What Fargate has not.
const NOT_ON_FARGATE: [(&str, &str); 3] = [
    ("privileged", "run it on container instances, or add a capability: `LinuxParameters::add_capabilities`"),
    ("docker_security_options", "leave it out, or run the task on container instances"),
    ("resource_requirements", "run the task on container instances that have such devices"),
];
const LINUX_NOT_ON_FARGATE: [&str; 4] = ["devices", "shared_memory_size", "max_swap", "swappiness"];

/// The one capability that Fargate adds.
const ADDED_ON_FARGATE: &str = "SYS_PTRACE";

/// What Fargate refuses of a container.
pub(super) fn check_fargate(path: &str, container: &Inputs<'_>, problems: &mut Problems<'_>) {
    for (name, hint) in NOT_ON_FARGATE {
        let is_off = container.bool(name) == Some(false)
            || container.value(name).and_then(|value| value.as_list()).is_some_and(|items| items.is_empty());
        if container.is_set(name) && !is_off {
            problems.report(format!("{path}.{name}"), "is not to be had on Fargate", hint);
        }
    }
    for name in ["start_timeout", "stop_timeout"] {
        if let Some(seconds) = container.int(name).filter(|seconds| !(2..=120).contains(seconds)) {
            problems.report(
                format!("{path}.{name}"),
                format!("{seconds} s are not between 2 and 120 s, which Fargate takes"),
                "write 2 to 120",
            );
        }
    }
    let Some(linux) = container.block("linux_parameters") else { return };
    for name in LINUX_NOT_ON_FARGATE {
        let is_empty =
            linux.value(name).and_then(|value| value.as_list()).is_some_and(|items| items.is_empty());
        if linux.is_set(name) && !is_empty {
            problems.report(
                format!("{path}.linux_parameters.{name}"),
                "is not to be had on Fargate",
                "leave it out, or run the task on container instances",
            );
        }
    }
    for capability in linux.items("add_capabilities").iter().filter_map(|value| value.as_text()) {
        if capability != ADDED_ON_FARGATE {
            problems.report(
                format!("{path}.linux_parameters.add_capabilities"),
                format!("Fargate does not add `{capability}`"),
                format!("`{ADDED_ON_FARGATE}` is the only one that it adds"),
            );
        }
    }
}

/// What network modes refuse: the names and addresses of a task with an interface of its own are the interface's.
pub(super) fn check_network(
    network_mode: Option<&str>,
    containers: &[(String, Inputs<'_>)],
    problems: &mut Problems<'_>,
) {
    let Some(mode) = network_mode else { return };
    for (path, container) in containers {
        let is_there = |name: &str| {
            let empty =
                container.value(name).and_then(|value| value.as_list()).is_some_and(|all| all.is_empty());
            container.is_set(name) && !empty
        };
        if mode == "awsvpc" {
            for name in ["hostname", "extra_hosts"] {
                if is_there(name) {
                    problems.report(
                        format!("{path}.{name}"),
                        "is not to be had in network mode `awsvpc`",
                        "leave it out: the task's network interface has its name from the VPC",
                    );
                }
            }
        }
        if mode != "bridge" && is_there("links") {
            problems.report(
                format!("{path}.links"),
                format!("is not to be had in network mode `{mode}`"),
                "leave it out: containers of such a task reach each other at `localhost`",
            );
        }
        if mode == "host" && is_there("port_ranges") {
            problems.report(
                format!("{path}.port_ranges"),
                "is not to be had in network mode `host`",
                "leave it out: every port of the container is one of the host",
            );
        }
    }
}
