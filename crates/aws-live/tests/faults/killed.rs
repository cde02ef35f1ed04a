//! Runs that are killed behind a wire that refuses what `permissions` does not print: the next one finds, finishes and
//! takes back what they had begun with nothing else.

use ironwright_aws::{ec2, ecs, iam, logs};
use ironwright_aws_live::wire::Faults;
use ironwright_core::{Cidr, Stack};

use crate::deployment::Deployment;

/// How many calls more each life makes before its runs are killed.
const STRIDE: u64 = 9;

/// A service with public addresses, and all that it needs.
fn web(stack: &mut Stack, name: &str) {
    let range = |bits, number| Cidr::anywhere().subnet(bits, number).expect("a range");
    let vpc = stack.add("main", ec2::Vpc::new(range(16, 10 * 256)).enable_dns_hostnames(true));
    let internet = stack.add("main", ec2::InternetGateway::attached_to(&vpc));
    let subnet = ec2::Subnet::new(&vpc, vpc.cidr_block.subnet(8, 0)).map_public_ip_on_launch(true);
    let subnet = stack.add("public", subnet);
    let table = stack.add("public", ec2::RouteTable::new(&vpc));
    stack.add("out", ec2::Route::new(&table, Cidr::anywhere()).via_internet_gateway(&internet));
    stack.add("public", ec2::RouteTableAssociation::new(&subnet, &table));
    let acl = stack.add("public", ec2::NetworkAcl::new(&vpc));
    stack.add("all", ec2::NetworkAclRule::allow(&acl, 100).ingress().tcp(443).cidr(Cidr::anywhere()));
    stack.add("public", ec2::NetworkAclAssociation::new(&subnet, &acl));
    let address = stack.add("nat", ec2::Eip::new());
    stack.add("nat", ec2::NatGateway::public(&subnet, &address));
    let group = stack.add("web", ec2::SecurityGroup::new(&vpc, name, "The web"));
    stack.add("https", ec2::SecurityGroupRule::ingress(&group).tcp(443).from_cidr(Cidr::anywhere()));
    let log_name = format!("{name}-web");
    stack.add("web", logs::LogGroup::new(log_name.as_str()).retention_in_days(7));

    let tasks = iam::Principal::service("ecs-tasks.amazonaws.com");
    let trust = iam::Statement::allow().action("sts:AssumeRole").principal(tasks);
    let role_name = format!("{name}-execution");
    let role = iam::Role::new(role_name.as_str(), iam::PolicyDocument::new().statement(trust));
    let role = stack.add("execution", role);
    let pull = iam::Statement::allow().action("ecr:BatchGetImage").resource("*");
    stack.add("pull", iam::RolePolicy::new(&role, "pull", iam::PolicyDocument::new().statement(pull)));

    let cluster_name = format!("{name}-main");
    let cluster = stack.add("main", ecs::Cluster::new(cluster_name.as_str()));
    stack.add("main", ecs::ClusterCapacityProviders::new(&cluster).capacity_providers(["FARGATE"]));
    let task = ecs::TaskDef::fargate(name, ecs::Cpu::units(256), ecs::Memory::mib(512))
        .execution_role(&role)
        .container(ecs::Container::new("web", "nginx"));
    let task = stack.add("web", task);
    let service = ecs::Service::new("web", &cluster, &task)
        .launch_type(ecs::LaunchType::Fargate)
        .subnets([&subnet])
        .security_groups([&group])
        .assign_public_ip(true);
    stack.add("web", service);
}

#[tokio::test]
async fn what_a_killed_run_leaves_is_put_right_with_what_is_printed() {
    let mut calls = 1;
    loop {
        let life = Deployment::of(&format!("killed-{calls}"), Faults::default(), web);
        if !Box::pin(life.live_killed_after(calls)).await {
            break;
        }
        calls += STRIDE;
    }
    assert!(calls > 30, "no run made more than {calls} calls: hardly anything was killed");
}
