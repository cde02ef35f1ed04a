//! Drafts: programs as data that can be drawn at random and changed step by step.

use ironwright_aws::{ec2, ecs, iam, logs};
use ironwright_core::builtin::Record;
use ironwright_core::{Cidr, Declare as _, Declared, Diagnostics, Graph, Output, Stack};

use super::random::Random;

/// A program as data.
#[derive(Clone, Debug)]
pub struct Draft {
    items: Vec<Item>,
    /// Numbers names, so that none comes twice in a life.
    made: usize,
}

/// One resource to be declared.
#[derive(Clone, Debug)]
struct Item {
    /// Goes into the names that AWS knows, which stay when the logical name changes.
    number: usize,
    name: String,
    former: Option<String>,
    what: What,
    /// Goes into a property that changes in place.
    variant: u32,
    /// Goes into a property whose change replaces.
    edition: u32,
    /// What it refers to, by their places before it.
    of: Vec<usize>,
    /// Something it comes after for no reason.
    after: Option<usize>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum What {
    Vpc,
    Subnet,
    Group,
    Rule,
    Logs,
    Role,
    Policy,
    Cluster,
    Task,
    Service,
    Record,
}

use What::{Cluster, Group, Logs, Policy, Record as Value, Role, Rule, Service, Subnet, Task, Vpc};

/// What each refers to.
fn needs(what: What) -> &'static [What] {
    match what {
        Vpc | Logs | Role | Cluster => &[],
        Subnet | Group => &[Vpc],
        Rule => &[Group],
        Policy | Task => &[Role],
        Service => &[Cluster, Task, Subnet],
        Value => &[Vpc],
    }
}

const ALL: [What; 11] = [Vpc, Subnet, Group, Rule, Logs, Role, Policy, Cluster, Task, Service, Value];

impl Draft {
    pub(super) fn draw(random: &mut Random) -> Self {
        let mut draft = Self { items: Vec::new(), made: 0 };
        for what in [Vpc, Role, Cluster] {
            draft.add(what, random);
        }
        for _ in 0..4 + random.below(10) {
            let what = *random.pick(&ALL).unwrap_or(&Vpc);
            draft.add(what, random);
        }
        draft
    }

    /// Adds a resource, when there is what it refers to.
    fn add(&mut self, what: What, random: &mut Random) -> Option<String> {
        let mut of = Vec::new();
        for need in needs(what) {
            let there: Vec<usize> =
                (0..self.items.len()).filter(|&at| self.items[at].what == *need).collect();
            of.push(*random.pick(&there)?);
        }
        self.made += 1;
        let name = format!("{}-{}", format!("{what:?}").to_lowercase(), self.made);
        let after = if random.chance(20) && !self.items.is_empty() {
            Some(random.index(self.items.len()))
        } else {
            None
        };
        self.items.push(Item {
            number: self.made,
            name: name.clone(),
            former: None,
            what,
            variant: 0,
            edition: 0,
            of,
            after,
        });
        Some(name)
    }

    /// Changes something, and says what.
    pub(super) fn change(&mut self, random: &mut Random) -> String {
        self.items.iter_mut().for_each(|item| item.former = None);
        let mut told = Vec::new();
        for _ in 0..=random.below(3) {
            let at = if self.items.is_empty() { 0 } else { random.index(self.items.len()) };
            match random.below(6) {
                0 => {
                    let what = *random.pick(&ALL).unwrap_or(&Vpc);
                    told.extend(self.add(what, random).map(|name| format!("{name} comes")));
                }
                1 if self.items.len() > 3 => told.push(format!("{} goes", self.remove(at).join(", "))),
                2 | 3 => {
                    if let Some(item) = self.items.get_mut(at) {
                        item.variant += 1;
                        told.push(format!("{} changes", item.name));
                    }
                }
                4 => {
                    if let Some(item) = self.items.get_mut(at) {
                        item.edition += 1;
                        told.push(format!("{} changes for good", item.name));
                    }
                }
                _ => {
                    self.made += 1;
                    let number = self.made;
                    if let Some(item) = self.items.get_mut(at).filter(|item| item.former.is_none()) {
                        let name = format!("{}-{number}", format!("{:?}", item.what).to_lowercase());
                        told.push(format!("{} is renamed {name}", item.name));
                        item.former = Some(std::mem::replace(&mut item.name, name));
                    }
                }
            }
        }
        if told.is_empty() { "nothing changes".to_owned() } else { told.join("; ") }
    }

    /// Removes a resource and all that refers to it.
    fn remove(&mut self, at: usize) -> Vec<String> {
        let mut gone = vec![false; self.items.len()];
        gone[at] = true;
        for i in at + 1..self.items.len() {
            gone[i] = self.items[i].of.iter().any(|&of| gone[of]);
        }
        let mut moved = Vec::new();
        let mut kept = 0;
        for &gone in &gone {
            moved.push(kept);
            kept += usize::from(!gone);
        }
        let mut names = Vec::new();
        let items = std::mem::take(&mut self.items);
        for (i, mut item) in items.into_iter().enumerate() {
            if gone[i] {
                names.push(item.name);
                continue;
            }
            item.of.iter_mut().for_each(|of| *of = moved[*of]);
            item.after = item.after.filter(|&after| !gone[after]).map(|after| moved[after]);
            self.items.push(item);
        }
        names
    }

    /// The program's graph.
    ///
    /// # Errors
    /// A draft that is wrong is a defect of the simulation.
    pub fn graph(&self) -> Result<Graph, Diagnostics> {
        let mut stack = Stack::new("simulated");
        let mut declared = Handles::default();
        for item in &self.items {
            declared.declare(&mut stack, item);
        }
        stack.graph()
    }
}

/// The handles of what was declared, by place; a place of another kind is empty.
#[derive(Default)]
struct Handles {
    addresses: Vec<String>,
    vpcs: Vec<Option<Declared<ec2::Vpc>>>,
    subnets: Vec<Option<Declared<ec2::Subnet>>>,
    groups: Vec<Option<Declared<ec2::SecurityGroup>>>,
    roles: Vec<Option<Declared<iam::Role>>>,
    clusters: Vec<Option<Declared<ecs::Cluster>>>,
    tasks: Vec<Option<Declared<ecs::TaskDef>>>,
}

/// Declares one resource with the options that every item may have, and keeps its handle where others look for it.
macro_rules! put {
    ($handles:ident, $stack:ident, $item:ident, $place:ident, $resource:expr) => {{
        let handle = put!($handles, $stack, $item, $resource);
        $handles.$place.push(Some(handle));
    }};
    ($handles:ident, $stack:ident, $item:ident, $resource:expr) => {{
        let mut declaration = $resource.declaration();
        if let Some(former) = &$item.former {
            declaration = declaration.renamed_from(former.as_str());
        }
        if let Some(after) = $item.after.and_then(|after| $handles.addresses.get(after)) {
            declaration = declaration.depends_on(after.as_str());
        }
        let handle = $stack.add(&$item.name, declaration);
        $handles.addresses.push(handle.address().to_string());
        handle
    }};
}

impl Handles {
    fn declare(&mut self, stack: &mut Stack, item: &Item) {
        let (variant, edition, number, place) =
            (item.variant, item.edition, item.number, self.addresses.len());
        let (name, of) = (format!("{:?}-{edition}", item.what), |n: usize| item.of[n]);
        match item.what {
            What::Vpc => {
                let range = Cidr::anywhere()
                    .subnet(16, 10 * 256 + edition % 200)
                    .unwrap_or_else(|_| Cidr::anywhere());
                put!(self, stack, item, vpcs, ec2::Vpc::new(range).enable_dns_hostnames(variant % 2 == 1));
            }
            What::Subnet => {
                if let Some(vpc) = &self.vpcs[of(0)] {
                    let part = (u32::try_from(number).unwrap_or_default() * 16 + edition) % 4096;
                    let subnet = ec2::Subnet::new(vpc, vpc.cidr_block.subnet(12, part));
                    put!(self, stack, item, subnets, subnet.map_public_ip_on_launch(variant % 2 == 1));
                }
            }
            What::Group => {
                if let Some(vpc) = &self.vpcs[of(0)] {
                    let group =
                        ec2::SecurityGroup::new(vpc, format!("group-{number}"), format!("edition {edition}"));
                    put!(self, stack, item, groups, group.tag("variant", variant.to_string()));
                }
            }
            What::Rule => {
                if let Some(group) = &self.groups[of(0)] {
                    let port = 1000
                        + u16::try_from(number * 20).unwrap_or_default()
                        + u16::try_from(edition).unwrap_or_default();
                    let rule = ec2::SecurityGroupRule::ingress(group).tcp(port).from_cidr(Cidr::anywhere());
                    put!(self, stack, item, rule.description(format!("variant {variant}")));
                }
            }
            What::Logs => {
                let days = [1, 3, 5, 7, 14, 30][usize::try_from(variant).unwrap_or_default() % 6];
                put!(
                    self,
                    stack,
                    item,
                    logs::LogGroup::new(format!("{name}-{number}").as_str()).retention_in_days(days)
                );
            }
            What::Role => {
                let trust = iam::Statement::allow()
                    .action("sts:AssumeRole")
                    .principal(iam::Principal::service("ecs-tasks.amazonaws.com"));
                let role = iam::Role::new(
                    format!("role-{number}").as_str(),
                    iam::PolicyDocument::new().statement(trust),
                );
                let role = role.path(format!("/edition{edition}/")).description(format!("variant {variant}"));
                put!(self, stack, item, roles, role);
            }
            What::Policy => {
                if let Some(role) = &self.roles[of(0)] {
                    let allow = iam::Statement::allow()
                        .action("s3:GetObject")
                        .resource("*")
                        .sid(format!("V{variant}"));
                    let document = iam::PolicyDocument::new().statement(allow);
                    put!(self, stack, item, iam::RolePolicy::new(role, format!("{name}-{number}"), document));
                }
            }
            What::Cluster => {
                let cluster = ecs::Cluster::new(format!("{name}-{number}").as_str());
                put!(self, stack, item, clusters, cluster.tag("variant", variant.to_string()));
            }
            What::Task => {
                if let Some(role) = &self.roles[of(0)] {
                    let container = ecs::Container::new("web", format!("image:{edition}.{variant}"));
                    let task = ecs::TaskDef::fargate(
                        format!("task-{number}").as_str(),
                        ecs::Cpu::units(256),
                        ecs::Memory::mib(512),
                    );
                    put!(self, stack, item, tasks, task.execution_role(role).container(container));
                }
            }
            What::Service => {
                if let (Some(cluster), Some(task), Some(subnet)) =
                    (&self.clusters[of(0)], &self.tasks[of(1)], &self.subnets[of(2)])
                {
                    let service = ecs::Service::new(format!("{name}-{number}"), cluster, task)
                        .launch_type(ecs::LaunchType::Fargate)
                        .subnets([subnet])
                        .desired_count(variant % 4);
                    put!(self, stack, item, service);
                }
            }
            What::Record => {
                if let Some(vpc) = &self.vpcs[of(0)] {
                    let id: Output<String> = vpc.id.map(move |id| format!("{id} {variant}"));
                    put!(self, stack, item, Record::of(id).triggered_by(i64::from(edition)));
                }
            }
        }
        for length in [
            pad(&mut self.vpcs, place),
            pad(&mut self.subnets, place),
            pad(&mut self.groups, place),
            pad(&mut self.roles, place),
            pad(&mut self.clusters, place),
            pad(&mut self.tasks, place),
        ] {
            debug_assert_eq!(length, place + 1);
        }
    }
}

/// Keeps the handles of one kind at the places of their items.
fn pad<T>(handles: &mut Vec<Option<T>>, place: usize) -> usize {
    handles.resize_with(place + 1, || None);
    handles.len()
}
