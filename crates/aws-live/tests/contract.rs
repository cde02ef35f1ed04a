//! The contract on servers that speak AWS: moto and MiniStack, started by `cargo xtask test`.
//!
//! Neither is AWS. Where one of them differs from AWS's documentation, the difference stands in `exceptions`.

mod exceptions;

use std::sync::Arc;
use std::time::Duration;

use ironwright_aws_live::wire::{Faults, Wire};
use ironwright_aws_live::{Live, Options, Permissions};
use ironwright_core::stack::Location;
use ironwright_core::{Kind, Map, Resource as _, Stack};
use ironwright_engine::Cloud;
use ironwright_engine::cloud::{ErrorClass, ReadRequest};
use ironwright_testkit::contract::{Exception, cases, check, programs};

// Without them a handler may call what it did not declare, and `permissions` would print too little.
const _: () =
    assert!(cfg!(debug_assertions), "run the contract with debug assertions: `cargo test`, not `--release`");

/// Runs the case of each kind on both servers.
macro_rules! contract {
    ($($service:ident $(if $feature:literal)? { $($kind:ident: $name:ident,)* })*) => {
        $(mod $service {
            $(mod $name {
                #[tokio::test]
                async fn keeps_its_contract_on_moto() {
                    let kind = <ironwright_aws::$service::$kind as ironwright_core::Resource>::kind();
                    super::super::keeps(super::super::MOTO, kind, super::super::exceptions::MOTO).await;
                }

                #[tokio::test]
                async fn keeps_its_contract_on_ministack() {
                    let kind = <ironwright_aws::$service::$kind as ironwright_core::Resource>::kind();
                    super::super::keeps(super::super::MINISTACK, kind, super::super::exceptions::MINISTACK).await;
                }
            })*
        })*
    };
}

ironwright_aws::for_every_kind!(contract);

const MOTO: &str = "IRONWRIGHT_TEST_MOTO";
const MINISTACK: &str = "IRONWRIGHT_TEST_MINISTACK";

/// Tries the case behind a wire that refuses each call which the printed policy does not allow.
async fn keeps(server: &str, kind: &Kind, exceptions: &[Exception]) {
    let case = cases::of(kind.name);
    let policies: Vec<Permissions> =
        programs(&case).iter().map(|program| Permissions::for_life(program, Some(&location()))).collect();
    let wire = Wire::allowing(Faults::default(), &policies);
    let cloud: Arc<dyn Cloud> = Arc::new(connect(server, wire.clone()).await);
    let broken = check(cloud, &case, exceptions).await;
    assert!(broken.is_empty(), "{}", broken.join("\n"));
    let denied = wire.figures().denied;
    assert!(denied.is_empty(), "`permissions` does not print what {} calls: {denied:?}", kind.name);
}

fn location() -> Location {
    Location { account: "123456789012".into(), region: REGION.into() }
}

const REGION: &str = "us-east-1";

async fn connect(server: &str, wire: Wire) -> Live {
    let endpoint = std::env::var(server).unwrap_or_else(|_| {
        panic!(
            "{server} is not set: these tests need servers, which `cargo xtask test --leg contract` starts"
        )
    });
    let options = Options {
        endpoint: Some(endpoint),
        region: Some(REGION.to_owned()),
        keys: Some(("test".to_owned(), "test".to_owned())),
        late_create_window: Some(Duration::ZERO),
        wire: Some(wire),
        ..Options::default()
    };
    Live::connect(&options).await.unwrap_or_else(|error| panic!("{error}"))
}

/// The contract rests on it: where the wire let all through, no policy would be too small.
#[tokio::test]
async fn a_call_that_no_policy_allows_is_refused_as_aws_does() {
    let mut stack = Stack::new("denied");
    stack.add("web", ironwright_aws::logs::LogGroup::new("/denied"));
    let graph = stack.graph().expect("a sound program");
    let policy = Permissions::for_life(&graph, Some(&location()));
    let wire = Wire::allowing(Faults::default(), [&policy]);
    let live = connect(MOTO, wire.clone()).await;
    let one = |id: &str| [ReadRequest { id: id.into(), inputs: Map::new() }];
    live.read(ironwright_aws::logs::LogGroup::kind(), &one("/denied")).await.expect("is allowed");
    for (kind, id, action) in [
        (ironwright_aws::ec2::Subnet::kind(), "subnet-1", "ec2:DescribeSubnets"),
        (ironwright_aws::iam::Group::kind(), "web", "iam:GetGroup"),
        (ironwright_aws::ecs::Cluster::kind(), "web", "ecs:DescribeClusters"),
    ] {
        let error = live.read(kind, &one(id)).await.expect_err("is not allowed");
        assert_eq!((error.class, &*error.call), (ErrorClass::Denied, action), "{error}");
        assert_eq!(wire.figures().denied.get(action), Some(&1));
    }
}
