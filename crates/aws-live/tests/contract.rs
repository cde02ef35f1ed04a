//! The contract on servers that speak AWS: moto and MiniStack, started by `cargo xtask test`.
//!
//! Neither is AWS. Where one of them differs from AWS's documentation, the difference stands in `exceptions`.

mod exceptions;

use std::sync::Arc;
use std::time::Duration;

use ironwright_aws_live::{Live, Options};
use ironwright_engine::Cloud;
use ironwright_testkit::contract::{Exception, cases, check};

// Without them a handler may call what it did not declare, and `permissions` would print too little.
const _: () =
    assert!(cfg!(debug_assertions), "run the contract with debug assertions: `cargo test`, not `--release`");

/// Runs the case of a kind on both servers.
macro_rules! kinds {
    ($($name:ident: $kind:literal),* $(,)?) => {
        $(mod $name {
            #[tokio::test]
            async fn keeps_its_contract_on_moto() {
                super::keeps(super::MOTO, $kind, super::exceptions::MOTO).await;
            }

            #[tokio::test]
            async fn keeps_its_contract_on_ministack() {
                super::keeps(super::MINISTACK, $kind, super::exceptions::MINISTACK).await;
            }
        })*

        #[test]
        fn every_case_is_run() {
            let run = [$($kind),*];
            let missing: Vec<_> = cases::all().into_iter().filter(|case| !run.contains(&case.kind)).collect();
            assert!(missing.is_empty(), "not run: {missing:?}");
        }
    };
}

kinds! {
    vpc: "ec2.Vpc",
    subnet: "ec2.Subnet",
    internet_gateway: "ec2.InternetGateway",
    route_table: "ec2.RouteTable",
    default_route_table: "ec2.DefaultRouteTable",
    route: "ec2.Route",
    route_table_association: "ec2.RouteTableAssociation",
    eip: "ec2.Eip",
    nat_gateway: "ec2.NatGateway",
    network_acl: "ec2.NetworkAcl",
    network_acl_association: "ec2.NetworkAclAssociation",
    network_acl_rule: "ec2.NetworkAclRule",
    security_group: "ec2.SecurityGroup",
    security_group_rule: "ec2.SecurityGroupRule",
    repository: "ecr.Repository",
    lifecycle_policy: "ecr.LifecyclePolicy",
    repository_policy: "ecr.RepositoryPolicy",
    role: "iam.Role",
    role_policy: "iam.RolePolicy",
    policy: "iam.Policy",
    group: "iam.Group",
    group_policy_attachment: "iam.GroupPolicyAttachment",
    log_group: "logs.LogGroup",
    cluster: "ecs.Cluster",
    cluster_capacity_providers: "ecs.ClusterCapacityProviders",
    task_def: "ecs.TaskDef",
    service: "ecs.Service",
}

const MOTO: &str = "IRONWRIGHT_TEST_MOTO";
const MINISTACK: &str = "IRONWRIGHT_TEST_MINISTACK";

async fn keeps(server: &str, kind: &str, exceptions: &[Exception]) {
    let cloud: Arc<dyn Cloud> = Arc::new(connect(server).await);
    let broken = check(cloud, &cases::of(kind), exceptions).await;
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

async fn connect(server: &str) -> Live {
    let endpoint = std::env::var(server).unwrap_or_else(|_| {
        panic!(
            "{server} is not set: these tests need servers, which `cargo xtask test --leg contract` starts"
        )
    });
    let options = Options {
        endpoint: Some(endpoint),
        region: Some("us-east-1".to_owned()),
        keys: Some(("test".to_owned(), "test".to_owned())),
        landing: Some(Duration::ZERO),
        ..Options::default()
    };
    Live::connect(&options).await.unwrap_or_else(|error| panic!("{error}"))
}
