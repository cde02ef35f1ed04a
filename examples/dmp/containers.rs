//! The two containers of every DMP task. Each runs one process, in the foreground.
//!
//! They share the task's network interface: nginx finds uWSGI at `127.0.0.1:8888`. Both are essential, so when one
//! stops or no longer answers, ECS ends the task and starts another.

use ironwright::aws::ecs::{Container, Cpu, HealthCheck, Memory};
use ironwright::prelude::*;

/// The port that nginx listens on, for requests from outside.
pub(super) const HTTP: u16 = 8080;

/// The port that uWSGI listens on, for nginx.
const UWSGI: u16 = 8888;

/// Takes requests and passes them on.
pub fn nginx(image: Output<String>) -> Container {
    Container::new("nginx", image)
        .cpu(Cpu::Vcpu2)
        .memory(Memory::gib(2))
        .port(HTTP)
        .health_check(answers(HTTP))
}

/// Runs the application.
pub fn uwsgi(image: Output<String>) -> Container {
    Container::new("uwsgi", image)
        .cpu(Cpu::Vcpu2)
        .memory(Memory::gib(8))
        .port(UWSGI)
        .health_check(answers(UWSGI))
}

/// A container is healthy as long as it answers requests, whatever its process says of itself.
fn answers(port: u16) -> HealthCheck {
    HealthCheck::shell(format!("curl -f http://localhost:{port}/ || exit 1"))
        .timeout(10u32)
        .start_period(10u32)
}
