//! Declaring a program: each item as a real resource, its key in what AWS keeps one of, its variant in a property that
//! changes in place, its edition in one whose change replaces.

use std::collections::HashMap;

use ironwright_aws::{ec2, ecr, ecs, iam, logs};
use ironwright_core::{Cidr, Declare as _, Declared, Output, Resource, Secret, Stack, builtin};

use super::{Item, Sort};
use crate::canaries::canary;

/// What was declared so far, by the places of the items.
#[derive(Default)]
pub(super) struct Declarations {
    addresses: Vec<String>,
    vpcs: HashMap<usize, Declared<ec2::Vpc>>,
    gateways: HashMap<usize, Declared<ec2::InternetGateway>>,
    subnets: HashMap<usize, Declared<ec2::Subnet>>,
    tables: HashMap<usize, Declared<ec2::RouteTable>>,
    acls: HashMap<usize, Declared<ec2::NetworkAcl>>,
    elastic_ips: HashMap<usize, Declared<ec2::Eip>>,
    groups: HashMap<usize, Declared<ec2::SecurityGroup>>,
    roles: HashMap<usize, Declared<iam::Role>>,
    policies: HashMap<usize, Declared<iam::Policy>>,
    people: HashMap<usize, Declared<iam::Group>>,
    clusters: HashMap<usize, Declared<ecs::Cluster>>,
    tasks: HashMap<usize, Declared<ecs::TaskDef>>,
    repositories: HashMap<usize, Declared<ecr::Repository>>,
}

/// How many bits smaller than its VPC a subnet is, and the number of its range: each key has a block of its own, in which
/// editions overlap without being equal.
fn subnet_range(edition: u32, key: u32) -> (u8, u32) {
    let number = (key * 16 + edition % 16) % 4096;
    if edition.is_multiple_of(2) { (12, number) } else { (11, number / 2) }
}

/// A tag where the variant asks for one.
macro_rules! tagged {
    ($resource:expr, $variant:expr) => {
        match $variant {
            0 => $resource,
            variant => $resource.tag("variant", variant.to_string()),
        }
    };
}

impl Declarations {
    pub(super) fn declare(&mut self, stack: &mut Stack, item: &Item) {
        match item.sort {
            Sort::Vpc | Sort::Gateway | Sort::Subnet | Sort::Acl | Sort::AclRule | Sort::AclAssociation => {
                self.network(stack, item);
            }
            Sort::Table
            | Sort::DefaultTable
            | Sort::Route
            | Sort::TableAssociation
            | Sort::Address
            | Sort::Nat => {
                self.routes(stack, item);
            }
            Sort::Group | Sort::Rule | Sort::Logs | Sort::Record => self.around(stack, item),
            Sort::Role | Sort::RolePolicy | Sort::Policy | Sort::People | Sort::Attachment => {
                self.access(stack, item);
            }
            Sort::Cluster | Sort::Providers | Sort::Task | Sort::Service => self.containers(stack, item),
            Sort::Repository | Sort::RepositoryPolicy | Sort::Lifecycle => self.images(stack, item),
        }
    }

    fn network(&mut self, stack: &mut Stack, item: &Item) {
        let (place, Item { key, variant, edition, of, .. }) = (self.addresses.len(), item);
        match item.sort {
            Sort::Vpc => {
                let range = Cidr::anywhere().subnet(16, 10 * 256 + (key * 8 + edition) % 200);
                let vpc = ec2::Vpc::new(range.unwrap_or_else(|_| Cidr::anywhere()));
                let vpc = if *variant == 0 { vpc } else { vpc.enable_dns_hostnames(variant % 2 == 1) };
                let vpc = self.add(stack, item, vpc);
                self.vpcs.insert(place, vpc);
            }
            Sort::Gateway => {
                let gateway = ec2::InternetGateway::attached_to(&self.vpcs[&of[0]]);
                let gateway = self.add(stack, item, tagged!(gateway, *variant));
                self.gateways.insert(place, gateway);
            }
            Sort::Subnet => {
                let vpc = &self.vpcs[&of[0]];
                let (smaller, number) = subnet_range(*edition, *key);
                let subnet = ec2::Subnet::new(vpc, vpc.cidr_block.subnet(smaller, number));
                let subnet =
                    if *variant == 0 { subnet } else { subnet.map_public_ip_on_launch(variant % 2 == 1) };
                let subnet = self.add(stack, item, subnet);
                self.subnets.insert(place, subnet);
            }
            Sort::Acl => {
                let acl = ec2::NetworkAcl::new(&self.vpcs[&of[0]]);
                let acl = self.add(stack, item, tagged!(acl, *variant));
                self.acls.insert(place, acl);
            }
            Sort::AclRule => {
                let number = u16::try_from(100 + key).unwrap_or(100);
                let acl = &self.acls[&of[0]];
                let rule = match variant % 2 {
                    0 => ec2::NetworkAclRule::allow(acl, number),
                    _ => ec2::NetworkAclRule::deny(acl, number),
                };
                let rule = if edition % 2 == 0 { rule.ingress() } else { rule.egress() };
                self.add(stack, item, rule.tcp(1000 + number).cidr(Cidr::anywhere()));
            }
            _ => {
                let association = ec2::NetworkAclAssociation::new(&self.subnets[&of[0]], &self.acls[&of[1]]);
                self.add(stack, item, association);
            }
        }
    }

    fn routes(&mut self, stack: &mut Stack, item: &Item) {
        let (place, Item { key, variant, of, .. }) = (self.addresses.len(), item);
        match item.sort {
            Sort::Table => {
                let table = ec2::RouteTable::new(&self.vpcs[&of[0]]);
                let table = self.add(stack, item, tagged!(table, *variant));
                self.tables.insert(place, table);
            }
            Sort::DefaultTable => {
                let table = ec2::DefaultRouteTable::new(&self.vpcs[&of[0]].default_route_table_id);
                self.add(stack, item, tagged!(table, *variant));
            }
            Sort::Route => {
                let range = Cidr::anywhere().subnet(16, 172 * 256 + key % 200);
                let route = ec2::Route::new(&self.tables[&of[0]], range.unwrap_or_else(|_| Cidr::anywhere()));
                self.add(stack, item, route.via_internet_gateway(&self.gateways[&of[1]]));
            }
            Sort::TableAssociation => {
                let association =
                    ec2::RouteTableAssociation::new(&self.subnets[&of[0]], &self.tables[&of[1]]);
                self.add(stack, item, association);
            }
            Sort::Address => {
                let address = self.add(stack, item, tagged!(ec2::Eip::new(), *variant));
                self.elastic_ips.insert(place, address);
            }
            _ => {
                let nat = ec2::NatGateway::public(&self.subnets[&of[0]], &self.elastic_ips[&of[1]]);
                let nat = tagged!(nat, *variant);
                // Nobody has to say that it comes after its gateway.
                if key % 2 == 0 {
                    self.add(stack, item, nat.depends_on(&self.gateways[&of[2]]));
                } else {
                    self.add(stack, item, nat);
                }
            }
        }
    }

    fn around(&mut self, stack: &mut Stack, item: &Item) {
        let (place, Item { key, variant, edition, of, .. }) = (self.addresses.len(), item);
        match item.sort {
            Sort::Group => {
                let (name, description) = (format!("group-{key}"), format!("edition {edition}"));
                let group = ec2::SecurityGroup::new(&self.vpcs[&of[0]], name, description);
                let group = self.add(stack, item, tagged!(group, *variant));
                self.groups.insert(place, group);
            }
            Sort::Rule => {
                let port = u16::try_from(1000 + key % 60_000).unwrap_or(1000);
                let group = &self.groups[&of[0]];
                let rule = if edition % 2 == 0 {
                    ec2::SecurityGroupRule::ingress(group).tcp(port).from_cidr(Cidr::anywhere())
                } else {
                    ec2::SecurityGroupRule::egress(group).tcp(port).to_cidr(Cidr::anywhere())
                };
                let rule = if *variant == 0 { rule } else { rule.description(format!("variant {variant}")) };
                self.add(stack, item, rule);
            }
            Sort::Logs => {
                let group = logs::LogGroup::new(format!("logs-{key}").as_str());
                let days = [1, 3, 5, 7, 14, 30];
                let group = match *variant as usize {
                    0 => group,
                    variant => group
                        .retention_in_days(days[variant % days.len()])
                        .tag("variant", variant.to_string()),
                };
                self.add(stack, item, group);
            }
            _ => {
                let (vpc, variant, hidden) = (&self.vpcs[&of[0]], *variant, secret(item));
                let value: Output<String> = vpc.id.map(move |id| format!("{id} {hidden} {variant}"));
                let value = if key % 2 == 0 {
                    value.secret()
                } else {
                    vpc.id.map(move |id| format!("{id} {variant}"))
                };
                self.add(stack, item, builtin::Record::of(value).triggered_by(i64::from(*edition)));
            }
        }
    }

    fn access(&mut self, stack: &mut Stack, item: &Item) {
        let (place, Item { key, variant, edition, of, .. }) = (self.addresses.len(), item);
        match item.sort {
            Sort::Role => {
                let trust = iam::Statement::allow()
                    .action("sts:AssumeRole")
                    .principal(iam::Principal::service("ecs-tasks.amazonaws.com"));
                let trust = iam::PolicyDocument::new().statement(trust);
                let role = iam::Role::new(format!("role-{key}").as_str(), trust);
                let role = role.path(format!("/edition{edition}/"));
                let about = format!("variant {variant}");
                let role = match (variant, key % 3) {
                    (0, _) => role,
                    (_, 0) => role.description(Secret::new(format!("{} {about}", secret(item)))),
                    _ => role.description(about),
                };
                let role = self.add(stack, item, role);
                self.roles.insert(place, role);
            }
            Sort::RolePolicy => {
                let name = format!("policy-{key}");
                let policy = iam::RolePolicy::new(&self.roles[&of[0]], name, allows(*variant));
                self.add(stack, item, policy);
            }
            Sort::Policy => {
                let policy = iam::Policy::new(format!("policy-{key}"), allows(*variant));
                let policy = self.add(stack, item, policy.path(format!("/edition{edition}/")));
                self.policies.insert(place, policy);
            }
            Sort::People => {
                let group = iam::Group::new(format!("people-{key}").as_str());
                let group = if *variant == 0 { group } else { group.path(format!("/variant{variant}/")) };
                let group = self.add(stack, item, group);
                self.people.insert(place, group);
            }
            _ => {
                let policy = &self.policies[&of[1]].arn;
                let attachment = iam::GroupPolicyAttachment::new(&self.people[&of[0]], policy);
                self.add(stack, item, attachment);
            }
        }
    }

    fn containers(&mut self, stack: &mut Stack, item: &Item) {
        let (place, Item { key, variant, edition, of, .. }) = (self.addresses.len(), item);
        match item.sort {
            Sort::Cluster => {
                let cluster = ecs::Cluster::new(format!("cluster-{key}").as_str());
                let cluster = self.add(stack, item, tagged!(cluster, *variant));
                self.clusters.insert(place, cluster);
            }
            Sort::Providers => {
                let providers = ecs::ClusterCapacityProviders::new(&self.clusters[&of[0]]);
                let names = ["FARGATE", "FARGATE_SPOT"];
                let providers = match variant % 3 {
                    0 => providers.capacity_providers(names),
                    one => providers.capacity_providers([names[one as usize - 1]]),
                };
                self.add(stack, item, providers);
            }
            Sort::Task => {
                let (cpu, memory) = (ecs::Cpu::units(256), ecs::Memory::mib(512));
                let task = ecs::TaskDef::fargate(format!("task-{key}").as_str(), cpu, memory)
                    .execution_role(&self.roles[&of[0]])
                    .container(ecs::Container::new("web", format!("image:{edition}.{variant}")));
                let task = self.add(stack, item, task);
                self.tasks.insert(place, task);
            }
            _ => {
                let (cluster, task) = (&self.clusters[&of[0]], &self.tasks[&of[1]]);
                let service = ecs::Service::new(format!("service-{key}"), cluster, task)
                    .launch_type(ecs::LaunchType::Fargate)
                    .subnets([&self.subnets[&of[2]]]);
                let service = if *variant == 0 { service } else { service.desired_count(variant % 4) };
                self.add(stack, item, service);
            }
        }
    }

    fn images(&mut self, stack: &mut Stack, item: &Item) {
        let (place, Item { key, variant, of, .. }) = (self.addresses.len(), item);
        match item.sort {
            Sort::Repository => {
                let repository = ecr::Repository::new(format!("images-{key}").as_str());
                let repository =
                    if *variant == 0 { repository } else { repository.scan_on_push(variant % 2 == 1) };
                let repository = self.add(stack, item, repository);
                self.repositories.insert(place, repository);
            }
            Sort::RepositoryPolicy => {
                let statement =
                    iam::Statement::allow().action("ecr:BatchGetImage").sid(format!("V{variant}"));
                let statement = statement.principal(iam::Principal::account("123456789012"));
                let document = iam::PolicyDocument::new().statement(statement);
                self.add(stack, item, ecr::RepositoryPolicy::new(&self.repositories[&of[0]], document));
            }
            _ => {
                let rule = ecr::LifecycleRule::expire_untagged_after(1 + variant);
                self.add(stack, item, ecr::LifecyclePolicy::new(&self.repositories[&of[0]], rule));
            }
        }
    }

    /// Declares a resource with the options that every item may have.
    fn add<R: Resource>(&mut self, stack: &mut Stack, item: &Item, resource: R) -> Declared<R> {
        let mut declaration = item.said.of(item.sort, resource);
        if let Some(former) = &item.former {
            declaration = declaration.renamed_from(former.as_str());
        }
        if let Some(after) = item.after.and_then(|after| self.addresses.get(after)) {
            declaration = declaration.depends_on(after.as_str());
        }
        let declared = match &item.scope {
            Some(scope) => {
                let mut parts = scope.split('/');
                let outer = stack.scope(parts.next().unwrap_or_default());
                parts.fold(outer, |scope, part| scope.scope(part)).add(&item.name, declaration)
            }
            None => stack.add(&item.name, declaration),
        };
        self.addresses.push(declared.address().to_string());
        declared
    }
}

/// A document that allows something, another one for each variant.
fn allows(variant: u32) -> iam::PolicyDocument {
    let allow = iam::Statement::allow().action("s3:GetObject").resource("*").sid(format!("V{variant}"));
    iam::PolicyDocument::new().statement(allow)
}

/// Each resource and each change has a secret of its own, as far as there are so many.
fn secret(item: &Item) -> String {
    canary(u64::from(7 * item.key + item.variant))
}
