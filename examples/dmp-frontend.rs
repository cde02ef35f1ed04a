//! The DMP front end: a web application on AWS Fargate, in a network of four tiers.
//!
//! ```text
//! internet ──8080──▶ nginx ──8888──▶ uwsgi      one task, in the public tier
//! ```
//!
//! Two containers run in one task. Nginx serves the static files out of its own image, and passes all other requests on
//! to uWSGI, which runs the application. Each container has one process, writes its log to stdout and stderr, and is
//! restarted by ECS when it stops answering: nothing inside pretends that all is well.
//!
//! ```text
//! cargo run --example dmp-frontend -- preview
//! cargo run --example dmp-frontend -- up
//! cargo run --example dmp-frontend -- up --set image_tag=1.4.2
//! cargo run --example dmp-frontend -- destroy
//! ```
//!
//! Nothing of that touches AWS. `tests/dmp_frontend.rs` shows how to test it, `examples/dmp-api.rs` is its sibling.

#[path = "dmp/mod.rs"]
pub mod dmp;

use std::process::ExitCode;

use dmp::{
    FargateCluster, FargateTask, FourTierVpc, PublicService, Registry, Repositories, Settings, nginx, uwsgi,
};
use ironwright::aws::ecs::{Cpu, Memory};
use ironwright::prelude::*;

fn main() -> ExitCode {
    ironwright::run("dmp-frontend", frontend)
}

/// Declares the whole system. Declaring does nothing: the same function is previewed, applied, drawn and tested.
pub fn frontend(stack: &mut Stack, settings: &Settings) -> Result<()> {
    settings.apply_to(stack);

    let network = FourTierVpc { cidr_block: settings.vpc_cidr_or("10.12.1.0/24") }
        .declare(&mut stack.scope("vpc"), settings);
    let repositories = Registry {
        names: ["nginx", "uwsgi"],
        pushers: "allow-ecr-login-and-push",
        ephemeral: settings.ephemeral,
    }
    .declare(&mut stack.scope("registry"));
    let fargate = FargateCluster { name: "DMP15-POC", execution_role: "ecs-execution" }
        .declare(&mut stack.scope("cluster"));

    let Repositories([nginx_images, uwsgi_images]) = &repositories;
    let task = FargateTask {
        family: "poc",
        cpu: Cpu::Vcpu4,
        memory: Memory::gib(10),
        execution_role: &fargate.execution_role,
        containers: vec![nginx(settings.image(nginx_images)), uwsgi(settings.image(uwsgi_images))],
    }
    .declare(&mut stack.scope("task"), settings);
    let permissions = fargate.permit(&mut stack.scope("cluster"), &repositories, &[&task]);

    PublicService {
        name: "web",
        group: "WEB",
        description: "Identifies the holder as one of the Web tasks",
        replicas: settings.replicas,
        permissions: &permissions,
    }
    .declare(&mut stack.scope("web"), &network, &fargate, &task);

    stack.output("ecs_cluster_arn", &fargate.cluster.arn);
    Ok(())
}
