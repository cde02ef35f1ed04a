//! A program whose values come late, made by functions that have captured what the program read: what the tests of
//! reviewed plans drive.

use std::process::ExitCode;

use ironwright_aws::ec2::{Subnet, Vpc};
use ironwright_core::builtin::Record;
use ironwright_core::{Secret, Stack, cidr, text};

#[derive(ironwright_macros::Settings)]
#[setting(vocabulary = ::ironwright_core)]
struct Settings {
    /// What the subnet is called after.
    #[setting(default = "blue")]
    colour: String,
    /// What nobody should read.
    #[setting(secret)]
    password: Option<Secret<String>>,
}

fn main() -> ExitCode {
    ironwright_cli::run("late", late)
}

#[expect(clippy::unnecessary_wraps, reason = "it has the shape of every program")]
fn late(stack: &mut Stack, settings: &Settings) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let vpc = stack.add("main", Vpc::new(cidr("10.0.0.0/16")));
    let (colour, paint) = (settings.colour.clone(), std::env::var("PAINT").unwrap_or_default());
    let name = vpc.id.map(move |id| format!("{id}-{colour}-{paint}"));
    stack.add("a", Subnet::new(&vpc, cidr("10.0.0.0/24")).tag("Name", &name));
    if let Some(password) = &settings.password {
        stack.add("url", Record::of(text!("{}:{}", vpc.id, password)));
    }
    // The environment may hold secrets too.
    let token = Secret::new(std::env::var("TOKEN").unwrap_or_default());
    stack.add("token", Record::of(text!("{}:{}", vpc.id, token)));
    stack.output("name", name);
    Ok(())
}
