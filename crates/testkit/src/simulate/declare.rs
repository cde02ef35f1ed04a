//! Declaring a draft: each item as a real resource, its variant in a property that changes in place, its edition in
//! one whose change replaces.

use std::collections::HashMap;

use ironwright_aws::{ec2, ecs, iam, logs};
use ironwright_core::{Cidr, Declare, Declared, Output, Resource, Secret, Stack, builtin};

use super::draft::{Item, What};
use crate::canaries::canary;

/// What was declared so far, by the places of the items.
#[derive(Default)]
pub(super) struct Declarations {
    addresses: Vec<String>,
    vpcs: HashMap<usize, Declared<ec2::Vpc>>,
    subnets: HashMap<usize, Declared<ec2::Subnet>>,
    groups: HashMap<usize, Declared<ec2::SecurityGroup>>,
    roles: HashMap<usize, Declared<iam::Role>>,
    clusters: HashMap<usize, Declared<ecs::Cluster>>,
    tasks: HashMap<usize, Declared<ecs::TaskDef>>,
}

impl Declarations {
    pub(super) fn declare(&mut self, stack: &mut Stack, item: &Item) {
        match item.what {
            What::Vpc | What::Subnet | What::Group | What::Rule => self.network(stack, item),
            What::Role | What::Policy | What::Logs | What::Record => self.around(stack, item),
            What::Cluster | What::Task | What::Service => self.containers(stack, item),
        }
    }

    fn network(&mut self, stack: &mut Stack, item: &Item) {
        let (place, number, variant, edition) =
            (self.addresses.len(), item.number, item.variant, item.edition);
        match item.what {
            What::Vpc => {
                let range = Cidr::anywhere().subnet(16, 10 * 256 + edition % 200);
                let vpc = ec2::Vpc::new(range.unwrap_or_else(|_| Cidr::anywhere()));
                let vpc = self.add(stack, item, vpc.enable_dns_hostnames(variant % 2 == 1));
                self.vpcs.insert(place, vpc);
            }
            What::Subnet => {
                let vpc = &self.vpcs[&item.of[0]];
                let subnet = ec2::Subnet::new(vpc, vpc.cidr_block.subnet(12, (number * 16 + edition) % 4096));
                let subnet = self.add(stack, item, subnet.map_public_ip_on_launch(variant % 2 == 1));
                self.subnets.insert(place, subnet);
            }
            What::Group => {
                let (name, description) = (format!("group-{number}"), format!("edition {edition}"));
                let group = ec2::SecurityGroup::new(&self.vpcs[&item.of[0]], name, description);
                let group = self.add(stack, item, group.tag("variant", variant.to_string()));
                self.groups.insert(place, group);
            }
            _ => {
                let port = u16::try_from(1000 + (number * 20 + edition) % 60_000).unwrap_or(1000);
                let rule = ec2::SecurityGroupRule::ingress(&self.groups[&item.of[0]]).tcp(port);
                let rule = rule.from_cidr(Cidr::anywhere()).description(format!("variant {variant}"));
                self.add(stack, item, rule);
            }
        }
    }

    fn around(&mut self, stack: &mut Stack, item: &Item) {
        let (place, number, variant, edition) =
            (self.addresses.len(), item.number, item.variant, item.edition);
        // Each resource and each change has a secret of its own, as far as there are so many.
        let hidden = canary(u64::from(7 * number + variant));
        match item.what {
            What::Role => {
                let trust = iam::Statement::allow()
                    .action("sts:AssumeRole")
                    .principal(iam::Principal::service("ecs-tasks.amazonaws.com"));
                let trust = iam::PolicyDocument::new().statement(trust);
                let role = iam::Role::new(format!("role-{number}").as_str(), trust);
                let role = role.path(format!("/edition{edition}/"));
                let about = format!("variant {variant}");
                let role = match number % 3 {
                    0 => role.description(Secret::new(format!("{hidden} {about}"))),
                    _ => role.description(about),
                };
                let role = self.add(stack, item, role);
                self.roles.insert(place, role);
            }
            What::Policy => {
                let allow =
                    iam::Statement::allow().action("s3:GetObject").resource("*").sid(format!("V{variant}"));
                let document = iam::PolicyDocument::new().statement(allow);
                let name = format!("policy-{number}-{edition}");
                let policy = iam::RolePolicy::new(&self.roles[&item.of[0]], name, document);
                self.add(stack, item, policy);
            }
            What::Logs => {
                let days = [1, 3, 5, 7, 14, 30][variant as usize % 6];
                let group = logs::LogGroup::new(format!("logs-{number}-{edition}").as_str());
                self.add(stack, item, group.retention_in_days(days));
            }
            _ => {
                let vpc = &self.vpcs[&item.of[0]];
                let value: Output<String> = vpc.id.map(move |id| format!("{id} {hidden} {variant}"));
                let value = if number % 2 == 0 {
                    value.secret()
                } else {
                    vpc.id.map(move |id| format!("{id} {variant}"))
                };
                let record = builtin::Record::of(value).triggered_by(i64::from(edition));
                self.add(stack, item, record);
            }
        }
    }

    fn containers(&mut self, stack: &mut Stack, item: &Item) {
        let (place, number, variant, edition) =
            (self.addresses.len(), item.number, item.variant, item.edition);
        match item.what {
            What::Cluster => {
                let cluster = ecs::Cluster::new(format!("cluster-{number}-{edition}").as_str());
                let cluster = self.add(stack, item, cluster.tag("variant", variant.to_string()));
                self.clusters.insert(place, cluster);
            }
            What::Task => {
                let (cpu, memory) = (ecs::Cpu::units(256), ecs::Memory::mib(512));
                let task = ecs::TaskDef::fargate(format!("task-{number}").as_str(), cpu, memory)
                    .execution_role(&self.roles[&item.of[0]])
                    .container(ecs::Container::new("web", format!("image:{edition}.{variant}")));
                let task = self.add(stack, item, task);
                self.tasks.insert(place, task);
            }
            _ => {
                let (cluster, task) = (&self.clusters[&item.of[0]], &self.tasks[&item.of[1]]);
                let service = ecs::Service::new(format!("service-{number}-{edition}"), cluster, task)
                    .launch_type(ecs::LaunchType::Fargate)
                    .subnets([&self.subnets[&item.of[2]]])
                    .desired_count(variant % 4);
                self.add(stack, item, service);
            }
        }
    }

    /// Declares a resource with the options that every item may have.
    fn add<R: Resource>(&mut self, stack: &mut Stack, item: &Item, mut declaration: R) -> Declared<R> {
        if let Some(former) = &item.former {
            declaration = declaration.renamed_from(former.as_str());
        }
        if let Some(after) = item.after.and_then(|after| self.addresses.get(after)) {
            declaration = declaration.depends_on(after.as_str());
        }
        let declared = stack.add(&item.name, declaration);
        self.addresses.push(declared.address().to_string());
        declared
    }
}
