//! A name or a place that one resource gives up in the run in which another takes it.
//!
//! Of this class: terraform-provider-aws#446, #540, #6276, #38960; pulumi-aws#3244; terraform-aws-vpc#612.

use ironwright::aws::{ec2, ecr, ecs, iam, logs};

use super::*;

#[test]
fn a_log_group_under_another_logical_name() {
    goes_through(|stack, after| {
        stack.add(if *after { "logs" } else { "web" }, logs::LogGroup::new("web"));
        Ok(())
    });
}

#[test]
fn a_policy_of_a_role_under_another_logical_name() {
    goes_through(|stack, after| {
        let role = stack.add("tasks", iam::Role::new("tasks", trust()));
        let name = if *after { "read-objects" } else { "read" };
        stack.add(name, iam::RolePolicy::new(&role, "read", may("s3:GetObject")));
        Ok(())
    });
}

#[test]
fn a_role_under_another_logical_name_takes_its_policy_and_its_tasks_along() {
    goes_through(|stack, after| {
        let role = stack.add(if *after { "web" } else { "tasks" }, iam::Role::new("tasks", trust()));
        stack.add("read", iam::RolePolicy::new(&role, "read", may("s3:GetObject")));
        task(stack, |task| task.task_role(&role));
        Ok(())
    });
}

#[test]
fn a_service_under_another_logical_name() {
    goes_through(|stack, after| {
        let (_, subnet) = network(stack);
        let cluster = stack.add("main", ecs::Cluster::new("main"));
        let task = task(stack, |task| task);
        let service = ecs::Service::new("web", &cluster, &task).launch_type(ecs::LaunchType::Fargate);
        stack.add(if *after { "frontend" } else { "web" }, service.subnets([&subnet]));
        Ok(())
    });
}

#[test]
fn a_cluster_under_another_logical_name_with_all_that_is_in_it() {
    goes_through(|stack, after| {
        let (_, subnet) = network(stack);
        let cluster = stack.add(if *after { "web" } else { "main" }, ecs::Cluster::new("main"));
        stack.add("main", ecs::ClusterCapacityProviders::new(&cluster).capacity_providers(["FARGATE"]));
        let task = task(stack, |task| task);
        let spread = ecs::CapacityProviderStrategyItem::new("FARGATE").weight(1);
        let service = ecs::Service::new("web", &cluster, &task).capacity_provider(spread);
        stack.add("web", service.subnets([&subnet]));
        Ok(())
    });
}

#[test]
fn a_security_group_under_another_logical_name_while_a_service_uses_it() {
    goes_through(|stack, after| {
        let (vpc, subnet) = network(stack);
        let group = ec2::SecurityGroup::new(&vpc, "web", "The web");
        let group = stack.add(if *after { "frontend" } else { "web" }, group);
        stack.add("in", ec2::SecurityGroupRule::ingress(&group).tcp(443).from_cidr(cidr("0.0.0.0/0")));
        let cluster = stack.add("main", ecs::Cluster::new("main"));
        let task = task(stack, |task| task);
        let service = ecs::Service::new("web", &cluster, &task).launch_type(ecs::LaunchType::Fargate);
        stack.add("web", service.subnets([&subnet]).security_groups([&group]));
        Ok(())
    });
}

#[test]
fn a_rule_of_a_security_group_under_another_logical_name() {
    goes_through(|stack, after| {
        let (vpc, _) = network(stack);
        let group = stack.add("web", ec2::SecurityGroup::new(&vpc, "web", "The web"));
        for (before, now) in [("https", "tls"), ("out", "everything")] {
            let name = if *after { now } else { before };
            let rule = match before {
                "https" => ec2::SecurityGroupRule::ingress(&group).tcp(443).from_cidr(cidr("0.0.0.0/0")),
                _ => ec2::SecurityGroupRule::egress(&group).all_traffic().to_cidr(cidr("0.0.0.0/0")),
            };
            stack.add(name, rule);
        }
        Ok(())
    });
}

#[test]
fn numbers_of_rules_move_on_by_one_place() {
    goes_through(|stack, after| {
        let (vpc, _) = network(stack);
        let acl = stack.add("public", ec2::NetworkAcl::new(&vpc));
        for (at, port) in [80u16, 443, 8080].into_iter().enumerate() {
            let number = 100 + 10 * (u16::try_from(at)? + u16::from(*after));
            let rule = ec2::NetworkAclRule::allow(&acl, number).ingress().tcp(port);
            stack.add(format!("port-{port}"), rule.cidr(cidr("0.0.0.0/0")));
        }
        Ok(())
    });
}

#[test]
fn a_subnet_gets_another_association_with_another_table() {
    goes_through(|stack, after| {
        let (vpc, subnet) = network(stack);
        let tables = ["private", "public"].map(|name| stack.add(name, ec2::RouteTable::new(&vpc)));
        let (name, table) = if *after { ("public-a", &tables[1]) } else { ("private-a", &tables[0]) };
        stack.add(name, ec2::RouteTableAssociation::new(&subnet, table));
        Ok(())
    });
}

#[test]
fn a_subnet_comes_under_another_acl_by_another_association() {
    goes_through(|stack, after| {
        let (vpc, subnet) = network(stack);
        let acls = ["private", "public"].map(|name| stack.add(name, ec2::NetworkAcl::new(&vpc)));
        let (name, acl) = if *after { ("public-a", &acls[1]) } else { ("private-a", &acls[0]) };
        stack.add(name, ec2::NetworkAclAssociation::new(&subnet, acl));
        Ok(())
    });
}

#[test]
fn an_address_moves_to_the_nat_gateway_of_another_zone() {
    goes_through(|stack, after| {
        let (vpc, a) = network(stack);
        let internet = stack.add("main", ec2::InternetGateway::attached_to(&vpc));
        let b = stack.add("b", ec2::Subnet::new(&vpc, cidr("10.0.2.0/24")));
        let address = stack.add("nat", ec2::Eip::new());
        let (name, subnet) = if *after { ("b", &b) } else { ("a", &a) };
        stack.add(name, ec2::NatGateway::public(subnet, &address).depends_on(&internet));
        Ok(())
    });
}

#[test]
fn a_route_moves_over_with_the_address_of_its_gateway() {
    goes_through(|stack, after| {
        let (vpc, a) = network(stack);
        stack.add("main", ec2::InternetGateway::attached_to(&vpc));
        let b = stack.add("b", ec2::Subnet::new(&vpc, cidr("10.0.2.0/24")));
        let address = stack.add("nat", ec2::Eip::new());
        let (name, subnet) = if *after { ("b", &b) } else { ("a", &a) };
        let nat = stack.add(name, ec2::NatGateway::public(subnet, &address));
        let table = stack.add("private", ec2::RouteTable::new(&vpc));
        stack.add("out", ec2::Route::new(&table, cidr("0.0.0.0/0")).via_nat_gateway(&nat));
        Ok(())
    });
}

#[test]
fn an_internet_gateway_under_another_logical_name_has_public_addresses_give_way() {
    goes_through(|stack, after| {
        let (vpc, a) = network(stack);
        let name = if *after { "internet" } else { "main" };
        stack.add(name, ec2::InternetGateway::attached_to(&vpc));
        let address = stack.add("nat", ec2::Eip::new());
        stack.add("a", ec2::NatGateway::public(&a, &address));
        Ok(())
    });
}

#[test]
fn a_gateway_goes_after_the_public_addresses_that_go_with_it() {
    goes_through(|stack, after| {
        let (vpc, a) = network(stack);
        if !after {
            stack.add("main", ec2::InternetGateway::attached_to(&vpc));
            let address = stack.add("nat", ec2::Eip::new());
            stack.add("a", ec2::NatGateway::public(&a, &address));
        }
        Ok(())
    });
}

#[test]
fn capacity_providers_under_another_logical_name_have_their_service_give_way() {
    goes_through(|stack, after| {
        let (_, subnet) = network(stack);
        let cluster = stack.add("main", ecs::Cluster::new("main"));
        let name = if *after { "spot" } else { "main" };
        stack.add(name, ecs::ClusterCapacityProviders::new(&cluster).capacity_providers(["FARGATE_SPOT"]));
        let task = task(stack, |task| task);
        let spot = ecs::CapacityProviderStrategyItem::new("FARGATE_SPOT").weight(1);
        stack
            .add("web", ecs::Service::new("web", &cluster, &task).capacity_provider(spot).subnets([&subnet]));
        Ok(())
    });
}

#[test]
fn two_repositories_exchange_their_names() {
    goes_through(|stack, after| {
        let (one, two) = if *after { ("uwsgi", "nginx") } else { ("nginx", "uwsgi") };
        stack.add("one", ecr::Repository::new(one));
        stack.add("two", ecr::Repository::new(two));
        Ok(())
    });
}

#[test]
fn three_log_groups_pass_their_names_on_in_a_ring() {
    goes_through(|stack, after| {
        let names = if *after { ["b", "c", "a"] } else { ["a", "b", "c"] };
        for (logical, name) in ["one", "two", "three"].into_iter().zip(names) {
            stack.add(logical, logs::LogGroup::new(name));
        }
        Ok(())
    });
}

#[test]
fn two_internet_gateways_exchange_their_vpcs() {
    goes_through(|stack, after| {
        let vpcs = ["10.0.0.0/16", "10.1.0.0/16"].map(|range| {
            stack.add(if range.starts_with("10.0") { "a" } else { "b" }, ec2::Vpc::new(cidr(range)))
        });
        for (at, name) in ["one", "two"].into_iter().enumerate() {
            let vpc = &vpcs[if *after { 1 - at } else { at }];
            stack.add(name, ec2::InternetGateway::attached_to(vpc));
        }
        Ok(())
    });
}

#[test]
fn subnets_share_their_ranges_out_anew() {
    goes_through(|stack, after| {
        let vpc = stack.add("main", ec2::Vpc::new(cidr("10.0.0.0/16")));
        let ranges = if *after { ["10.0.1.0/24", "10.0.0.0/24"] } else { ["10.0.0.0/24", "10.0.1.0/25"] };
        for (name, range) in ["a", "b"].into_iter().zip(ranges) {
            stack.add(name, ec2::Subnet::new(&vpc, cidr(range)));
        }
        Ok(())
    });
}

#[test]
fn two_policies_change_places_between_two_groups() {
    goes_through(|stack, after| {
        let groups = ["readers", "writers"].map(|name| stack.add(name, iam::Group::new(name)));
        let policies =
            ["read", "write"].map(|name| stack.add(name, iam::Policy::new(name, may("s3:GetObject"))));
        for (at, name) in ["one", "two"].into_iter().enumerate() {
            let policy = &policies[if *after { 1 - at } else { at }];
            stack.add(name, iam::GroupPolicyAttachment::new(&groups[at], policy));
        }
        Ok(())
    });
}

#[test]
fn a_repository_that_is_replaced_by_one_of_its_name_gets_its_policies_anew() {
    goes_through(|stack, after| {
        let kind = if *after { ecr::EncryptionType::Kms } else { ecr::EncryptionType::Aes256 };
        let repository = stack.add("nginx", ecr::Repository::new("nginx").encryption_type(kind));
        let pull = iam::Statement::allow()
            .action("ecr:BatchGetImage")
            .principal(iam::Principal::account("210987654321"));
        stack
            .add("pull", ecr::RepositoryPolicy::new(&repository, iam::PolicyDocument::new().statement(pull)));
        Ok(())
    });
}

#[test]
fn what_lists_the_images_of_a_repository_moves_to_another_logical_name_with_it() {
    goes_through(|stack, after| {
        let logical = if *after { "web" } else { "nginx" };
        let repository = stack.add(logical, ecr::Repository::new("nginx"));
        let pull = iam::Statement::allow()
            .action("ecr:BatchGetImage")
            .principal(iam::Principal::account("210987654321"));
        stack
            .add("pull", ecr::RepositoryPolicy::new(&repository, iam::PolicyDocument::new().statement(pull)));
        Ok(())
    });
}
