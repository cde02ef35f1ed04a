//! Everything that a plan may do to a resource.

use ironwright_aws::{ec2, ecs, iam, logs};
use ironwright_core::plan::{Selection, Verb};
use ironwright_core::state::{Observation, Observations};
use ironwright_core::{Address, Declare as _, Stack, State, Value, cidr};

use super::Case;

pub(super) fn cases() -> Vec<Case> {
    changes().into_iter().chain(takeovers()).chain(ends()).collect()
}

/// What the program changes.
fn changes() -> Vec<Case> {
    vec![
        Case::new("new-network", "A network in a scope of its own is made.", network),
        Case::change("nothing", "Nothing is to be done.", network, network),
        Case::change("updated", "A setting and a tag change in place.", network, |stack| {
            let mut network = stack.scope("network");
            let main = ec2::Vpc::new(cidr("10.0.0.0/16")).enable_dns_hostnames(true);
            let vpc = network.add("main", main.tag("Name", "main").tag("cost centre", "42"));
            network
                .add("a", ec2::Subnet::new(&vpc, vpc.cidr_block.subnet(8, 1)).map_public_ip_on_launch(true));
        }),
        Case::change(
            "replaced-create-first",
            "Another range: the VPC and what stands in it are made anew, and cannot know its id.",
            network,
            |stack| {
                let mut network = stack.scope("network");
                let vpc = network.add("main", ec2::Vpc::new(cidr("10.1.0.0/16")).tag("Name", "main"));
                network.add("a", ec2::Subnet::new(&vpc, vpc.cidr_block.subnet(8, 1)));
            },
        ),
        Case::change(
            "replaced-delete-first",
            "A role whose path changes goes before its successor comes, and takes its policy along.",
            |stack| role(stack, "/a/"),
            |stack| role(stack, "/b/"),
        ),
        Case::change(
            "replaced-as-asked",
            "`replace_on_change` and `replace_when` ask for replacements.",
            |stack| asked(stack, 7, "1"),
            |stack| asked(stack, 30, "2"),
        ),
        Case::change("renamed", "A resource gets another name, and another scope.", network, |stack| {
            let vpc = ec2::Vpc::new(cidr("10.0.0.0/16")).tag("Name", "main").renamed_from("network/main");
            let vpc = stack.add("hub", vpc);
            let subnet = ec2::Subnet::new(&vpc, vpc.cidr_block.subnet(8, 1)).map_public_ip_on_launch(true);
            stack.add("a", subnet.renamed_from("network/a"));
        }),
        Case::change("hint-of-a-rename", "What goes looks like what comes.", network, |stack| {
            let mut network = stack.scope("net");
            let vpc = network.add("main", ec2::Vpc::new(cidr("10.0.0.0/16")).tag("Name", "main"));
            network.add("a", ec2::Subnet::new(&vpc, vpc.cidr_block.subnet(8, 1)));
        }),
    ]
}

/// What comes from outside.
fn takeovers() -> Vec<Case> {
    vec![
        Case {
            meanwhile: |_, seen| see_vpc(seen, "ours"),
            ..Case::new("imported", "What exists is as declared and becomes ours.", importing)
        },
        Case {
            meanwhile: |_, seen| see_vpc(seen, "theirs"),
            ..Case::new("imported-and-changed", "What exists becomes ours and is changed.", |stack| {
                let vpc = ec2::Vpc::new(cidr("10.0.0.0/16")).tag("Name", "ours").tag("team", "web");
                stack.add("main", vpc.import("vpc-0a1b2c3d4e5f60718"));
            })
        },
        Case::new("imported-unread", "What exists becomes ours, and was not looked at.", importing),
        Case {
            meanwhile: |state, seen| {
                change(state, seen, "network/ec2.Vpc.main", "enable_dns_support", false);
                seen.insert(address("network/ec2.Subnet.a"), Observation::Gone);
            },
            ..Case::change("drift", "Somebody has changed one thing and deleted another.", network, network)
        },
    ]
}

/// What ends, or is only written down.
fn ends() -> Vec<Case> {
    vec![
        Case::change(
            "forgotten",
            "What is retained is let go of, and stays in the cloud.",
            |stack| {
                stack.add("audit", logs::LogGroup::new("audit").retain());
                stack.add("web", logs::LogGroup::new("web"));
            },
            |stack| {
                stack.add("web", logs::LogGroup::new("web"));
            },
        ),
        Case::change("deleted", "A subnet has left the program.", network, |stack| {
            stack.scope("network").add("main", ec2::Vpc::new(cidr("10.0.0.0/16")).tag("Name", "main"));
        }),
        Case { verb: Verb::Destroy, ..Case::change("destroyed", "Everything goes.", service, service) },
        Case {
            meanwhile: |state, _| {
                let resource = state.resources.get_mut(&address("ecs.Cluster.main")).expect("it exists");
                let mut old = resource.current.clone().expect("it exists");
                old.id = "arn:aws:ecs:us-east-1:123456789012:cluster/main-of-old".into();
                resource.deposed.push(old);
            },
            ..Case::change(
                "deposed",
                "An earlier run replaced something and did not get to delete it.",
                service,
                service,
            )
        },
        Case {
            meanwhile: |state, _| {
                let resource = state.resources.get_mut(&address("ecs.Service.web")).expect("it exists");
                resource.current.as_mut().expect("it exists").unsettled = true;
            },
            ..Case::change("settled", "A wait that was cut off is finished.", service, service)
        },
        Case::change(
            "noted",
            "Protection comes, and is written down; nothing changes in the cloud.",
            |stack| {
                stack.add("web", logs::LogGroup::new("web"));
            },
            |stack| {
                stack.add("web", logs::LogGroup::new("web").protect());
            },
        ),
        Case {
            selection: Selection { targets: vec!["network/".to_owned()], ..Selection::default() },
            ..Case::new("selected", "Only a scope is planned.", |stack| {
                network(stack);
                service(stack);
            })
        },
        Case {
            selection: Selection { targets: vec!["network/".to_owned()], ..Selection::default() },
            ..Case::change("selected-nothing", "A selection that has nothing to do.", network, |stack| {
                network(stack);
                service(stack);
            })
        },
    ]
}

/// A network, as most cases begin.
fn network(stack: &mut Stack) {
    let mut network = stack.scope("network");
    let vpc = network.add("main", ec2::Vpc::new(cidr("10.0.0.0/16")).tag("Name", "main"));
    network.add("a", ec2::Subnet::new(&vpc, vpc.cidr_block.subnet(8, 1)));
}

fn role(stack: &mut Stack, path: &'static str) {
    let trust = iam::Statement::allow().action("sts:AssumeRole");
    let trust = trust.principal(iam::Principal::service("ecs-tasks.amazonaws.com"));
    let trust = iam::PolicyDocument::new().statement(trust);
    let role = stack.add("deploy", iam::Role::new("deploy", trust).path(path));
    let read = iam::Statement::allow().action("s3:GetObject").resource("*");
    stack.add("read", iam::RolePolicy::new(&role, "read", iam::PolicyDocument::new().statement(read)));
}

fn asked(stack: &mut Stack, days: u32, version: &'static str) {
    let group = logs::LogGroup::new("web").retention_in_days(days).replace_on_change(["retention_in_days"]);
    stack.add("web", group);
    stack.add("main", ecs::Cluster::new("main").replace_when::<String>(version));
}

fn importing(stack: &mut Stack) {
    stack.add("main", ec2::Vpc::new(cidr("10.0.0.0/16")).tag("Name", "ours").import("vpc-0a1b2c3d4e5f60718"));
}

/// A service with what it needs.
fn service(stack: &mut Stack) {
    let mut network = stack.scope("net");
    let vpc = network.add("main", ec2::Vpc::new(cidr("10.9.0.0/16")));
    let subnet = network.add("a", ec2::Subnet::new(&vpc, vpc.cidr_block.subnet(8, 1)));
    let cluster = stack.add("main", ecs::Cluster::new("main"));
    let task = ecs::TaskDef::fargate("web", ecs::Cpu::units(512), ecs::Memory::gib(1));
    let task = stack.add("web", task.container(ecs::Container::new("nginx", "nginx:1.27")));
    let service = ecs::Service::new("web", &cluster, &task).launch_type(ecs::LaunchType::Fargate);
    stack.add("web", service.desired_count(2u32).subnets([&subnet]));
}

fn address(text: &str) -> Address {
    text.parse().expect("an address")
}

/// A VPC that somebody else has made is seen.
fn see_vpc(seen: &mut Observations, name: &str) {
    let tags = [("Name".into(), name.into())].into_iter().collect();
    let properties = [
        ("cidr_block", "10.0.0.0/16".into()),
        ("enable_dns_hostnames", false.into()),
        ("enable_dns_support", true.into()),
        ("instance_tenancy", "default".into()),
        ("tags", Value::map(tags)),
    ];
    let properties = properties.into_iter().map(|(name, value)| (name.into(), value));
    seen.insert(address("ec2.Vpc.main"), Observation::Present(properties.collect()));
}

pub(super) fn change(
    state: &State,
    seen: &mut Observations,
    of: &str,
    property: &str,
    value: impl Into<Value>,
) {
    let mut observed = state.object(&address(of)).expect("it exists").observed.clone();
    observed.insert(property.into(), value.into());
    seen.insert(address(of), Observation::Present(observed));
}
