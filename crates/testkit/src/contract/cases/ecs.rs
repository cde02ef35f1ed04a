//! Amazon ECS's kinds.

use std::time::Duration;

use ironwright_aws::ecs::{
    self, CapacityProviderStrategyItem as Strategy, Container, ContainerInsights, Cpu, DependencyCondition,
    DeploymentCircuitBreaker, ExecuteCommandLogging, HealthCheck, LogConfiguration, Memory,
};
use ironwright_aws::{ec2, iam};
use ironwright_core::{Declare, Declared, Stack, cidr};

use crate::contract::{Case, Scene};

pub(super) fn cluster() -> Case {
    fn cluster(scene: &Scene) -> ecs::Cluster {
        ecs::Cluster::new(scene.name())
            .container_insights(ContainerInsights::Disabled)
            .execute_command_logging(ExecuteCommandLogging::Default)
            .tag("Name", scene.name())
    }
    Case::new("ecs.Cluster", |scene, stack| scene.it(stack, cluster(scene)))
        .changes("container_insights", |scene, stack| {
            scene.it(stack, cluster(scene).container_insights(ContainerInsights::Enabled));
        })
        .changes("execute_command_logging", |scene, stack| {
            scene.it(stack, cluster(scene).execute_command_logging(ExecuteCommandLogging::None));
        })
        .changes("tags", |scene, stack| {
            scene.it(stack, cluster(scene).tag("Name", "other").tag("team", "web"));
        })
        .replaces("cluster_name", |scene, stack| {
            let named = ecs::Cluster::new(format!("{}-other", scene.name()))
                .container_insights(ContainerInsights::Disabled)
                .execute_command_logging(ExecuteCommandLogging::Default)
                .tag("Name", scene.name());
            scene.it(stack, named);
        })
}

pub(super) fn cluster_capacity_providers() -> Case {
    fn clusters(stack: &mut Stack, scene: &Scene) -> [Declared<ecs::Cluster>; 2] {
        ["main", "other"].map(|name| stack.add(name, ecs::Cluster::new(format!("{}-{name}", scene.name()))))
    }
    fn fargate() -> Strategy {
        Strategy::new("FARGATE").base(1).weight(100)
    }
    fn providers(stack: &mut Stack, scene: &Scene) -> ecs::ClusterCapacityProviders {
        let [cluster, _] = clusters(stack, scene);
        ecs::ClusterCapacityProviders::new(&cluster).capacity_providers(["FARGATE"])
    }
    Case::new("ecs.ClusterCapacityProviders", |scene, stack| {
        let providers = providers(stack, scene).default_strategy(fargate());
        scene.it(stack, providers);
    })
    .changes("capacity_providers", |scene, stack| {
        let providers = providers(stack, scene).capacity_providers(["FARGATE_SPOT", "FARGATE"]);
        scene.it(stack, providers.default_strategy(fargate()));
    })
    .changes("default_capacity_provider_strategy", |scene, stack| {
        let providers = providers(stack, scene).default_strategy(fargate().weight(50));
        scene.it(stack, providers);
    })
    .changes("default_capacity_provider_strategy", |scene, stack| {
        let providers = providers(stack, scene);
        scene.it(stack, providers);
    })
    .replaces("cluster", |scene, stack| {
        let [_, other] = clusters(stack, scene);
        let providers = ecs::ClusterCapacityProviders::new(&other).capacity_providers(["FARGATE"]);
        scene.it(stack, providers.default_strategy(fargate()));
    })
}

#[expect(clippy::too_many_lines, reason = "one declaration for each property")]
pub(super) fn task_def() -> Case {
    fn roles(stack: &mut Stack, scene: &Scene) -> [Declared<iam::Role>; 2] {
        ["main", "other"].map(|name| {
            let trust = super::iam::trust("ecs-tasks.amazonaws.com");
            stack.add(name, iam::Role::new(format!("{}-{name}", scene.name()), trust))
        })
    }
    /// With all that AWS fills in, sorts or writes in another way.
    fn web() -> Container {
        with_image("nginx:1.29")
    }
    fn with_image(image: &str) -> Container {
        Container::new("web", image)
            .cpu(Cpu::HalfVcpu)
            .memory(Memory::gib(1))
            .command(["nginx", "-g", "daemon off;"])
            .variable("WORKERS", "4")
            .variable("HOST", "0.0.0.0")
            .secret("PASSWORD", "arn:aws:ssm:us-east-1:123456789012:parameter/password")
            .port(8080)
            .health_check(HealthCheck::shell("curl -f http://localhost:8080/ || exit 1").start_period(10u32))
            .log_configuration(LogConfiguration::awslogs("web", "us-east-1", "container").create_group(true))
            .dependency(ecs::ContainerDependency::new("init", DependencyCondition::Success))
            .mount_point(ecs::MountPoint::new("scratch", "/tmp"))
            .mount_point(ecs::MountPoint::new("shared", "/srv").read_only(true))
            .working_directory("/srv")
            .user("nginx")
            .read_only_root_filesystem(true)
    }
    fn shared() -> ecs::Volume {
        let uploads = ecs::EfsVolume::new("fs-0b8ee7ecd8c96f2c8").transit_encryption(true);
        ecs::Volume::efs("shared", uploads.access_point_id("fsap-0d1a9a7b8f3c2e4d5").iam(true))
    }
    fn sized(family: &str, cpu: Cpu, memory: Memory, web: Container) -> ecs::TaskDef {
        ecs::TaskDef::fargate(family, cpu, memory)
            .cpu_architecture(ecs::CpuArchitecture::X86_64)
            .operating_system_family(ecs::OperatingSystemFamily::Linux)
            .container(web)
            .container(Container::new("init", "busybox").essential(false))
            .volume(ecs::Volume::new("scratch"))
            .tag("Name", "task")
    }
    fn task(scene: &Scene, stack: &mut Stack) -> ecs::TaskDef {
        let [role, _] = roles(stack, scene);
        let task = sized(scene.name(), Cpu::Vcpu1, Memory::gib(2), web());
        task.volume(shared()).execution_role(&role).task_role(&role)
    }
    fn of(scene: &Scene, stack: &mut Stack, task: ecs::TaskDef) -> ecs::TaskDef {
        let [role, _] = roles(stack, scene);
        task.volume(shared()).execution_role(&role).task_role(&role)
    }
    Case::new("ecs.TaskDef", |scene, stack| {
        let task = task(scene, stack);
        scene.it(stack, task);
    })
    .changes("tags", |scene, stack| {
        let task = task(scene, stack).tag("Name", "other").tag("team", "web");
        scene.it(stack, task);
    })
    .replaces("family", |scene, stack| {
        let family = format!("{}-other", scene.name());
        let task = of(scene, stack, sized(&family, Cpu::Vcpu1, Memory::gib(2), web()));
        scene.it(stack, task);
    })
    .replaces("cpu", |scene, stack| {
        let task = of(scene, stack, sized(scene.name(), Cpu::HalfVcpu, Memory::gib(2), web()));
        scene.it(stack, task);
    })
    .replaces("memory", |scene, stack| {
        let task = of(scene, stack, sized(scene.name(), Cpu::Vcpu1, Memory::gib(4), web()));
        scene.it(stack, task);
    })
    .replaces("containers", |scene, stack| {
        let web = with_image("nginx:1.30");
        let task = of(scene, stack, sized(scene.name(), Cpu::Vcpu1, Memory::gib(2), web));
        scene.it(stack, task);
    })
    .replaces("volumes", |scene, stack| {
        let [role, _] = roles(stack, scene);
        let task = sized(scene.name(), Cpu::Vcpu1, Memory::gib(2), web());
        let other = ecs::Volume::efs("shared", ecs::EfsVolume::new("fs-1b8ee7ecd8c96f2c8"));
        scene.it(stack, task.volume(other).execution_role(&role).task_role(&role));
    })
    .replaces("execution_role_arn", |scene, stack| {
        let [role, other] = roles(stack, scene);
        let task = sized(scene.name(), Cpu::Vcpu1, Memory::gib(2), web());
        scene.it(stack, task.volume(shared()).execution_role(&other).task_role(&role));
    })
    .replaces("task_role_arn", |scene, stack| {
        let [role, other] = roles(stack, scene);
        let task = sized(scene.name(), Cpu::Vcpu1, Memory::gib(2), web());
        scene.it(stack, task.volume(shared()).execution_role(&role).task_role(&other));
    })
    .replaces("cpu_architecture", |scene, stack| {
        let task = task(scene, stack).cpu_architecture(ecs::CpuArchitecture::Arm64);
        scene.it(stack, task);
    })
    .replaces("operating_system_family", |scene, stack| {
        let windows = ecs::OperatingSystemFamily::WindowsServer2022Core;
        let task = task(scene, stack).operating_system_family(windows);
        scene.it(stack, task);
    })
    .replaces("requires_compatibilities", |scene, stack| {
        let both = [ecs::LaunchType::Fargate, ecs::LaunchType::Ec2];
        let task = task(scene, stack).requires_compatibilities(both);
        scene.it(stack, task);
    })
    .replaces("network_mode", |scene, stack| {
        let task = task(scene, stack).requires_compatibilities([ecs::LaunchType::Ec2]);
        scene.it(stack, task.network_mode(ecs::NetworkMode::Host));
    })
    .sample(|scene, stack| {
        let token = "arn:aws:secretsmanager:us-east-1:123456789012:secret:splunk-a1b2c3";
        let logs = LogConfiguration::new(ecs::LogDriver::Splunk)
            .option("splunk-url", "https://splunk.example.com")
            .secret_option("splunk-token", token);
        let web = with_image("nginx:1.29")
            .entry_point(["/bin/sh", "-c"])
            .memory_reservation(Memory::mib(512))
            .port_mapping(ecs::PortMapping::new(8443u16).name("https"))
            .log_configuration(logs);
        let archive = ecs::EfsVolume::new("fs-2b8ee7ecd8c96f2c8").root_directory("/archive");
        let archive = archive.transit_encryption(true).transit_encryption_port(2049u16);
        let task = of(scene, stack, sized(scene.name(), Cpu::Vcpu1, Memory::gib(2), web));
        scene.it(stack, task.volume(ecs::Volume::efs("archive", archive)));
    })
    .sample(|scene, stack| {
        let web = Container::new("web", "nginx:1.29").memory(Memory::gib(1));
        let web = web.port_mapping(ecs::PortMapping::new(8080u16).host_port(80u16));
        let task =
            ecs::TaskDef::ec2(scene.name()).container(web.port_mapping(ecs::PortMapping::new(9090u16)));
        scene.it(stack, task.volume(ecs::Volume::host("data", "/mnt/data")));
    })
}

#[expect(clippy::too_many_lines, reason = "one declaration for each property")]
pub(super) fn service() -> Case {
    /// What services stand on, all of it in every declaration.
    struct Ground {
        vpc: Declared<ec2::Vpc>,
        subnets: [Declared<ec2::Subnet>; 2],
        clusters: [Declared<ecs::Cluster>; 2],
        tasks: [Declared<ecs::TaskDef>; 2],
    }
    fn ground(scene: &Scene, stack: &mut Stack) -> Ground {
        let vpc = stack.add("vpc", ec2::Vpc::new(cidr("10.90.0.0/16")));
        let subnets = [("a", 0), ("c", 1)].map(|(zone, number)| {
            let subnet = ec2::Subnet::new(&vpc, vpc.cidr_block.subnet(8, number));
            stack.add(zone, subnet.availability_zone(format!("us-east-1{zone}")))
        });
        let names = ["main", "other"].map(|name| (name, format!("{}-{name}", scene.name())));
        // The cluster's own strategy is taken where the service has none.
        let clusters = names.clone().map(|(at, name)| {
            let cluster = stack.add(at, ecs::Cluster::new(name));
            let providers = ecs::ClusterCapacityProviders::new(&cluster).capacity_providers(["FARGATE"]);
            stack.add(at, providers.default_strategy(Strategy::new("FARGATE").weight(100)));
            cluster
        });
        let tasks = names.map(|(at, name)| {
            let web = Container::new("web", "nginx:1.29").port(8080);
            stack.add(at, ecs::TaskDef::fargate(name, Cpu::Vcpu1, Memory::gib(2)).container(web))
        });
        Ground { vpc, subnets, clusters, tasks }
    }
    fn of(ground: &Ground, name: &str, cluster: usize, task: usize) -> ecs::Service {
        ecs::Service::new(name, &ground.clusters[cluster], &ground.tasks[task])
            .subnets([&ground.subnets[0]])
            .tag("Name", name)
    }
    fn service(scene: &Scene, stack: &mut Stack) -> (ecs::Service, Ground) {
        let ground = ground(scene, stack);
        (of(&ground, scene.name(), 0, 0), ground)
    }
    /// Where a server never gets there, the test does not wait for as long as one would for AWS.
    fn it(scene: &Scene, stack: &mut Stack, service: ecs::Service) {
        scene.it(stack, service.timeout(Duration::from_secs(15)));
    }
    Case::new("ecs.Service", |scene, stack| {
        let (service, _) = service(scene, stack);
        it(scene, stack, service);
    })
    .changes("task_definition", |scene, stack| {
        let ground = ground(scene, stack);
        it(scene, stack, of(&ground, scene.name(), 0, 1));
    })
    .changes("desired_count", |scene, stack| {
        let (service, _) = service(scene, stack);
        it(scene, stack, service.desired_count(2u32));
    })
    .changes("deployment_maximum_percent", |scene, stack| {
        let (service, _) = service(scene, stack);
        it(scene, stack, service.deployment_maximum_percent(300u32));
    })
    .changes("deployment_minimum_healthy_percent", |scene, stack| {
        let (service, _) = service(scene, stack);
        it(scene, stack, service.deployment_minimum_healthy_percent(0u32));
    })
    .changes("deployment_circuit_breaker", |scene, stack| {
        let (service, _) = service(scene, stack);
        it(scene, stack, service.deployment_circuit_breaker(DeploymentCircuitBreaker::off()));
    })
    .changes("assign_public_ip", |scene, stack| {
        let (service, _) = service(scene, stack);
        it(scene, stack, service.assign_public_ip(true));
    })
    .changes("subnets", |scene, stack| {
        let (service, ground) = service(scene, stack);
        let [first, second] = &ground.subnets;
        it(scene, stack, service.subnets([second, first]));
    })
    .changes("security_groups", |scene, stack| {
        let (service, ground) = service(scene, stack);
        it(scene, stack, service.security_groups([&ground.vpc.default_security_group_id]));
    })
    .changes("capacity_provider_strategy", |scene, stack| {
        let ground = ground(scene, stack);
        let service = of(&ground, scene.name(), 0, 0).capacity_provider(Strategy::new("FARGATE").weight(50));
        it(scene, stack, service);
    })
    .changes("enable_execute_command", |scene, stack| {
        let (service, _) = service(scene, stack);
        it(scene, stack, service.enable_execute_command(true));
    })
    .changes("propagate_tags", |scene, stack| {
        let (service, _) = service(scene, stack);
        it(scene, stack, service.propagate_tags(ecs::PropagateTags::Service));
    })
    .changes("tags", |scene, stack| {
        let (service, _) = service(scene, stack);
        it(scene, stack, service.tag("Name", "other").tag("team", "web"));
    })
    .replaces("service_name", |scene, stack| {
        let ground = ground(scene, stack);
        let name = format!("{}-other", scene.name());
        it(scene, stack, of(&ground, &name, 0, 0).tag("Name", scene.name()));
    })
    .replaces("cluster", |scene, stack| {
        let ground = ground(scene, stack);
        it(scene, stack, of(&ground, scene.name(), 1, 0));
    })
    .replaces("launch_type", |scene, stack| {
        let ground = ground(scene, stack);
        it(scene, stack, of(&ground, scene.name(), 0, 0).launch_type(ecs::LaunchType::Fargate));
    })
    .replaces("scheduling_strategy", |scene, stack| {
        let ground = ground(scene, stack);
        let service = ecs::Service::daemon(scene.name(), &ground.clusters[0], &ground.tasks[0]);
        it(scene, stack, service.subnets([&ground.subnets[0]]).tag("Name", scene.name()));
    })
    .sample(|scene, stack| {
        let (service, _) = service(scene, stack);
        let group = |name: &str| {
            format!("arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/{name}/0123456789abcdef")
        };
        let balancers = ["web", "admin"].map(|name| ecs::LoadBalancer::new(&*group(name), "web", 8080u16));
        let service = balancers.into_iter().fold(service, ecs::Service::load_balancer);
        it(scene, stack, service.health_check_grace_period_seconds(60u32));
    })
}
