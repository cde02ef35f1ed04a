//! The DMP API: the same system as the front end, but for what nginx does.
//!
//! ```text
//! internet ──8080──▶ nginx ──8888──▶ uwsgi      one task, in the public tier
//! ```
//!
//! Nginx is a plain proxy here: it has no static files, and passes every request on to uWSGI. That is a matter of its
//! image, so this program differs from the front end's in names only: none is the same where both would collide, and
//! neither are the addresses of the VPCs. Both stacks live side by side in one account.
//!
//! ```text
//! cargo run --example dmp-api -- up
//! ```
//!
//! Read `examples/dmp-frontend.rs` first; `tests/dmp_api.rs` shows that the two do not get in each other's way.

#[path = "dmp/mod.rs"]
pub mod dmp;

use std::process::ExitCode;

use dmp::{
    FargateCluster, FargateTask, FourTierVpc, PublicService, Registry, Repositories, Settings, nginx, uwsgi,
};
use ironwright::aws::ecs::{Cpu, Memory};
use ironwright::prelude::*;

fn main() -> ExitCode {
    ironwright::run("dmp-api", api)
}

/// Declares the whole system. Declaring does nothing: the same function is previewed, applied, drawn and tested.
pub fn api(stack: &mut Stack, settings: &Settings) -> Result<()> {
    settings.apply_to(stack);

    let network = FourTierVpc { cidr_block: settings.vpc_cidr_or("10.12.2.0/24") }
        .declare(&mut stack.scope("vpc"), settings);
    let repositories = Registry {
        names: ["api-nginx", "api-uwsgi"],
        pushers: "allow-api-ecr-login-and-push",
        ephemeral: settings.ephemeral,
    }
    .declare(&mut stack.scope("registry"));
    let fargate = FargateCluster { name: "DMP15-API", execution_role: "api-ecs-execution" }
        .declare(&mut stack.scope("cluster"));

    let Repositories([nginx_images, uwsgi_images]) = &repositories;
    let task = FargateTask {
        family: "api",
        cpu: Cpu::Vcpu4,
        memory: Memory::gib(10),
        execution_role: &fargate.execution_role,
        containers: vec![nginx(settings.image(nginx_images)), uwsgi(settings.image(uwsgi_images))],
    }
    .declare(&mut stack.scope("task"), settings);
    let permissions = fargate.permit(&mut stack.scope("cluster"), &repositories, &[&task]);

    PublicService {
        name: "api",
        group: "API",
        description: "Identifies the holder as one of the API tasks",
        replicas: settings.replicas,
        permissions: &permissions,
    }
    .declare(&mut stack.scope("api"), &network, &fargate, &task);

    stack.output("ecs_cluster_arn", &fargate.cluster.arn);
    Ok(())
}
