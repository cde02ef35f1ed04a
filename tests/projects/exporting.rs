//! What a stack gives to programs elsewhere: a contract that both sides name by one struct.

use ironwright::aws::ec2::{Subnet, SubnetId, Vpc, VpcId};
use ironwright::core::exports::exports_of;
use ironwright::core::plan::Verb;
use ironwright::engine::store::View as _;
use ironwright::prelude::*;
use ironwright::testing::{World, rehearse, rehearse_project};

/// What the network gives.
#[derive(Exports)]
struct NetworkExports {
    vpc: Output<VpcId>,
    subnets: Output<Vec<SubnetId>>,
    token: Output<String>,
}

fn network(stack: &mut Stack, range: &&'static str) -> ironwright::Result<()> {
    let vpc = stack.add("main", Vpc::new(*range));
    let a = stack.add("a", Subnet::new(&vpc, vpc.cidr_block.subnet(8, 0)));
    let token = Secret::new("s3cret".to_owned());
    stack.export(NetworkExports { vpc: vpc.id.clone(), subnets: all([&a.id]), token: (&token).into() });
    Ok(())
}

fn web(stack: &mut Stack) {
    let network = stack.import::<NetworkExports>("network");
    stack.add(
        "web",
        Subnet::new(&network.vpc, cidr("10.0.9.0/24"))
            .tag("beside", network.subnets.map(|s| s.len().to_string())),
    );
    stack.output("token", &network.token);
}

/// Plans a stack that imports, with what another's world exports, as text.
fn planned(exporting: &World, declare: impl Fn(&mut Stack)) -> Result<String, String> {
    let mut stack = Stack::new("web");
    declare(&mut stack);
    let mut graph = stack.into_graph().map_err(|wrong| wrong.to_string())?;
    graph.supply(&exports_of(&exporting.state()));
    let cloud = std::sync::Arc::new(exporting.cloud().in_location(&ironwright::core::Location {
        account: "123456789012".into(),
        region: "us-east-1".into(),
    }));
    let engine = ironwright::engine::Engine::new(cloud, ironwright::aws::registry());
    let store = ironwright::engine::store::MemoryStore::new("web");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build();
    runtime.expect("a runtime").block_on(async {
        let state = store.load().await.map_err(|error| error.to_string())?;
        let plan = engine.preview_from(&state, &graph, Verb::Up, &Default::default()).await;
        plan.map(|plan| plan.to_string()).map_err(|error| error.to_string())
    })
}

#[test]
fn what_is_exported_is_imported_with_its_type_and_its_secrets() {
    let exporting = rehearse("network", network, &"10.0.0.0/16");
    let text = planned(&exporting, web).expect("plans");
    assert!(text.contains("+ ec2.Subnet.web"), "{text}");
    assert!(text.contains("+ token = (secret)"), "{text}");
    assert!(!text.contains("known after apply"), "{text}");
}

#[test]
fn a_stack_that_exports_nothing_yet_is_an_error_with_the_line() {
    let nothing = World::new("network");
    let told = planned(&nothing, web).expect_err("it is not up");
    assert!(
        told.contains("imports `NetworkExports`, and the stack `network` exports no such thing"),
        "{told}"
    );
    assert!(told.contains("--> tests/projects/exporting.rs:"), "{told}");
}

mod renamed {
    use super::*;

    /// The same contract on the other side, after somebody has changed it.
    #[derive(Exports)]
    pub(super) struct NetworkExports {
        pub(super) network: Output<VpcId>,
        pub(super) subnets: Output<String>,
    }
}

#[test]
fn a_missing_or_retyped_member_is_told_with_both_places() {
    let exporting = rehearse("network", network, &"10.0.0.0/16");
    let told = planned(&exporting, |stack| {
        let network = stack.import::<renamed::NetworkExports>("network");
        stack.output("vpc", &network.network);
        stack.output("subnets", &network.subnets);
    });
    let told = told.expect_err("it is another contract");
    for part in [
        "`NetworkExports` of the stack `network`, exported in tests/projects/exporting.rs, is another one than is imported here",
        "there is no `network`, and there are subnets, token, vpc",
        "`subnets` is a list of the id of ec2.Subnet there, and text here",
        "--> tests/projects/exporting.rs:",
    ] {
        assert!(told.contains(part), "{part} in {told}");
    }
}

#[test]
fn within_a_project_an_import_is_an_edge() {
    let world = rehearse_project(
        "both",
        |project: &mut Project, _: &()| {
            project.stack("web", |stack| {
                web(stack);
                Ok(())
            })?;
            project.stack("network", |stack| network(stack, &"10.0.0.0/16"))
        },
        &(),
    );
    let vpc = world.stack("network").get::<Vpc>("main");
    let subnet = world.stack("web").get::<Subnet>("web");
    assert_eq!(subnet.get::<String>("vpc_id").as_deref(), Some(vpc.id()));
}
