pub(super) fn declare(stack: &mut Stack) {
    stack.add(
        "main",
        ec2::Vpc::new(cidr("10.0.0.0/16"))
            .enable_dns_hostnames(true)
            .instance_tenancy(ec2::Tenancy::Dedicated)
            .tags([("Name", "their \"net\"")])
            .import("vpc-e91dcf75e17cd0297"),
    );
    stack.add(
        "a",
        ec2::Subnet::new(ec2::VpcId::from("vpc-e91dcf75e17cd0297"), cidr("10.0.1.0/24"))
            .availability_zone("us-east-1a")
            .tags([("Name", "a"), ("team", "web")])
            .import("subnet-64a1cc6ac8518f346"),
    );
    stack.add(
        "web",
        ec2::SecurityGroup::new(ec2::VpcId::from("vpc-e91dcf75e17cd0297"), "web", "The web")
            .import("sg-2c1d0830ac5d155bd"),
    );
    stack.add(
        "https",
        ec2::SecurityGroupRule::new(ec2::SecurityGroupId::from("sg-2c1d0830ac5d155bd"), ec2::Direction::Ingress, ec2::Protocol::Tcp)
            .from_port(443)
            .to_port(443)
            .cidr_ipv4(cidr("0.0.0.0/0"))
            .import("sgr-700f4b7cc846b828f"),
    );
    stack.add(
        "logs",
        logs::LogGroup::new("/web")
            .retention_in_days(30)
            .import("/web"),
    );
    stack.add(
        "images",
        ecr::Repository::new("web")
            .image_tag_mutability(ecr::ImageTagMutability::Immutable)
            .import("web"),
    );
    stack.add(
        "role",
        iam::Role::new("web", iam::PolicyDocument::new()
                .statement(
                    iam::Statement::allow()
                        .action("sts:AssumeRole")
                        .condition(iam::Condition::string_equals("aws:SourceAccount", "123456789012").or("210987654321"))
                        .principal(iam::Principal::service("ecs-tasks.amazonaws.com"))
                        .sid("Tasks"),
                ))
            .path("/web/")
            .import("web"),
    );
    stack.add(
        "cluster",
        ecs::Cluster::new("web")
            .execute_command_logging(ecs::ExecuteCommandLogging::Override)
            .container_insights(ecs::ContainerInsights::Enhanced)
            .import("arn:aws:ecs:us-east-1:123456789012:cluster/web"),
    );
    stack.add(
        "web",
        ecs::Service::new("web", ecs::ClusterArn::from("arn:aws:ecs:us-east-1:123456789012:cluster/web"), ecs::TaskDefArn::from("arn:aws:ecs:us-east-1:123456789012:task-definition/web:1"))
            .launch_type(ecs::LaunchType::Fargate)
            .desired_count(2)
            .deployment_circuit_breaker(ecs::DeploymentCircuitBreaker::new())
            .subnets([ec2::SubnetId::from("subnet-64a1cc6ac8518f346")])
            .security_groups([ec2::SecurityGroupId::from("sg-2c1d0830ac5d155bd")])
            .load_balancers([
                ecs::LoadBalancer::new("arn:aws:elasticloadbalancing:eu-west-2:123456789012:targetgroup/web/1", "nginx", 8080),
            ])
            .import("arn:aws:ecs:us-east-1:123456789012:service/web/web"),
    );
}
