//! A service that everybody may reach, and what lets them in.

use ironwright::aws::ec2::{NetworkAclRule, SecurityGroup, SecurityGroupRule};
use ironwright::aws::ecs::{DeploymentCircuitBreaker, LaunchType, Service};
use ironwright::aws::iam::RolePolicy;
use ironwright::prelude::*;

use super::anywhere;
use super::cluster::ClusterAndRole;
use super::containers::HTTP;
use super::four_tier_vpc::Network;
use super::task::Task;

/// Tasks with public addresses, in the public tier.
pub struct PublicService<'a> {
    /// The service's name.
    pub name: &'static str,
    /// The name of the security group that its tasks are members of.
    pub group: &'static str,
    /// What the group is for.
    pub description: &'static str,
    /// How many tasks it starts with.
    pub replicas: u32,
    /// What must be permitted before the first task can start.
    pub permissions: &'a [Declared<RolePolicy>],
}

impl PublicService<'_> {
    /// Declares the service, and opens its port.
    pub fn declare(
        self,
        stack: &mut Stack,
        network: &Network,
        fargate: &ClusterAndRole,
        task: &Task,
    ) -> Declared<Service> {
        // A request passes two guards: the list around the public subnets, and the group that the tasks are in. The
        // list already lets in the high ports, for answers; this rule keeps ours open should it ever know them better.
        let acl = &network.public.acl;
        stack.add("http-in", NetworkAclRule::allow(acl, 10_000).ingress().tcp(HTTP).cidr(anywhere()));
        let group = stack.add(
            "tasks",
            SecurityGroup::new(&network.vpc, self.group, self.description).tag("Name", self.group),
        );
        stack.add("http-in", SecurityGroupRule::ingress(&group).tcp(HTTP).from_cidr(anywhere()));
        // To pull images and write logs. A group remembers connections: answers need no rule.
        stack.add("https-out", SecurityGroupRule::egress(&group).tcp(443).to_cidr(anywhere()));

        let service = Service::new(self.name, &fargate.cluster, &task.definition)
            .launch_type(LaunchType::Fargate)
            .desired_count(self.replicas)
            .subnets(&network.public.subnets)
            .security_groups([&group])
            .assign_public_ip(true)
            // The first images are pushed after the first `up`: the deployment tries until they are there.
            .deployment_circuit_breaker(DeploymentCircuitBreaker::off());
        // How many tasks run is up to whoever scales the service; we only say how many it starts with.
        let mut service = service.ignore_changes(["desired_count"]);
        for permission in self.permissions {
            service = service.depends_on(permission);
        }
        stack.add(self.name, service)
    }
}
