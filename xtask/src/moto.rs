//! `cargo xtask moto`: a server that speaks AWS, for a person to play with: nothing that is created there costs anything.

use std::process::Stdio;

use anyhow::Result;
use clap::Args;

use crate::project::Project;
use crate::python::Environment;
use crate::servers::Kind;

#[derive(Args)]
pub(crate) struct Options {
    /// Start MiniStack instead, which runs ECS tasks at once.
    #[arg(long)]
    ministack: bool,
}

pub(crate) fn run(project: &Project, options: &Options) -> Result<()> {
    let environment = Environment::ensure(project)?;
    let kind = if options.ministack { Kind::MiniStack } else { Kind::Moto };
    let mut server = kind.start(project, &environment, Stdio::null)?;
    println!(
        "# {} is at work until you press Ctrl-C. In another terminal:\n\
         export AWS_ENDPOINT_URL={} AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test AWS_REGION=eu-west-2\n\
         cargo run --features aws --example dmp-frontend -- up --cloud aws",
        kind.name(),
        server.endpoint
    );
    server.wait()
}
