//! Amazon ECS's kinds.

use std::time::Duration;

use ironwright_aws::ecs::{
    self, CapacityProviderStrategyItem as Strategy, Container, ContainerInsights, Cpu, DependencyCondition,
    DeploymentCircuitBreaker, ExecuteCommandLogging, HealthCheck, LogConfiguration, Memory,
};
use ironwright_aws::{ec2, iam, servicediscovery};
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
    /// With what a container on Fargate can have beside.
    fn whole() -> Container {
        let secret = "arn:aws:secretsmanager:us-east-1:123456789012:secret:registry-a1b2c3";
        let linux = ecs::LinuxParameters::new()
            .init_process_enabled(true)
            .add_capabilities(["SYS_PTRACE"])
            .drop_capabilities(["NET_RAW", "MKNOD"])
            .tmpfs_mount(ecs::Tmpfs::new("/run", Memory::mib(64)).mount_options(["noexec", "nosuid"]));
        let policy = ecs::RestartPolicy::new().ignored_exit_codes([0, 137]).restart_attempt_period(120u32);
        with_image("nginx:1.29")
            .environment_files(["arn:aws:s3:::config/web.env", "arn:aws:s3:::config/common.env"])
            .port_mapping(
                ecs::PortMapping::new(50051u16).name("grpc").app_protocol(ecs::ApplicationProtocol::Grpc),
            )
            .port_range(ecs::PortRange::new("9000-9010").protocol(ecs::TransportProtocol::Udp))
            .start_timeout(60u32)
            .stop_timeout(90u32)
            .restart_policy(policy)
            .version_consistency(ecs::VersionConsistency::Disabled)
            .repository_credentials(secret)
            .ulimit(ecs::Ulimit::new(ecs::UlimitName::Nofile, 65536, 65536))
            .system_control(ecs::SystemControl::new("net.core.somaxconn", "1024"))
            .linux_parameters(linux)
            .volume_from(ecs::VolumeFrom::new("init").read_only(true))
            .docker_label("team", "web")
            .interactive(true)
            .pseudo_terminal(true)
            .credential_specs(["credentialspecdomainless:arn:aws:s3:::config/gmsa.json"])
    }
    fn router() -> Container {
        let fluent_bit = ecs::FirelensConfigurationType::Fluentbit;
        let router = ecs::FirelensConfiguration::new(fluent_bit).option("enable-ecs-log-metadata", "true");
        Container::new("router", "fluent-bit:3").essential(false).firelens_configuration(router)
    }
    /// With what a container has of its host.
    fn on_a_host() -> Container {
        let linux = ecs::LinuxParameters::new()
            .device(
                ecs::Device::new("/dev/fuse")
                    .container_path("/dev/fuse")
                    .permissions([ecs::DeviceCgroupPermission::Read, ecs::DeviceCgroupPermission::Write]),
            )
            .shared_memory_size(Memory::mib(128))
            .max_swap(Memory::mib(256))
            .swappiness(10u32);
        Container::new("web", "nginx:1.29")
            .memory(Memory::gib(1))
            .linux_parameters(linux)
            .resource_requirement(ecs::ResourceRequirement::gpus(1))
            .privileged(true)
            .links(["quiet:log"])
            .hostname("web")
            .extra_host(ecs::HostEntry::new("db.internal", "10.0.0.7"))
            .dns_servers(["10.0.0.2", "10.0.0.3"])
            .dns_search_domains(["example.internal"])
            .docker_security_options(["no-new-privileges"])
    }
    fn on_nothing() -> Container {
        Container::new("quiet", "busybox:1").memory(Memory::mib(64)).disable_networking(true)
    }
    fn cache() -> ecs::Volume {
        let shared = ecs::DockerVolume::new().scope(ecs::DockerVolumeScope::Shared).autoprovision(true);
        ecs::Volume::docker("cache", shared.driver("local").driver_opt("type", "tmpfs").label("team", "web"))
    }
    fn windows() -> ecs::Volume {
        let secret = "arn:aws:secretsmanager:us-east-1:123456789012:secret:ad-a1b2c3";
        let share = ecs::FsxWindowsVolume::new("fs-0b8ee7ecd8c96f2c8", "share", secret, "corp.example.com");
        ecs::Volume::new("windows").fsx_windows_file_server_volume_configuration(share)
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
    .replaces("ephemeral_storage_size_in_gib", |scene, stack| {
        let task = task(scene, stack).ephemeral_storage_size_in_gib(50u32);
        scene.it(stack, task);
    })
    .replaces("pid_mode", |scene, stack| {
        let task = task(scene, stack).pid_mode(ecs::PidMode::Task);
        scene.it(stack, task);
    })
    .replaces("ipc_mode", |scene, stack| {
        let task = task(scene, stack).requires_compatibilities([ecs::LaunchType::Ec2]);
        scene.it(stack, task.ipc_mode(ecs::IpcMode::Task));
    })
    .replaces("placement_constraints", |scene, stack| {
        let task = task(scene, stack).requires_compatibilities([ecs::LaunchType::Ec2]);
        let small = ecs::PlacementConstraint::member_of("attribute:ecs.instance-type =~ t3.*");
        scene.it(stack, task.placement_constraint(small));
    })
    .replaces("proxy_configuration", |scene, stack| {
        let proxy =
            ecs::ProxyConfiguration::new("web").property("AppPorts", "8080").property("IgnoredUID", "1337");
        let task = task(scene, stack).proxy_configuration(proxy);
        scene.it(stack, task);
    })
    .replaces("enable_fault_injection", |scene, stack| {
        let task = task(scene, stack).enable_fault_injection(true);
        scene.it(stack, task);
    })
    .replaces("containers", |scene, stack| {
        let task = of(scene, stack, sized(scene.name(), Cpu::Vcpu1, Memory::gib(2), whole()));
        scene.it(stack, task.container(router()));
    })
    .replaces("volumes", |scene, stack| {
        let task = ecs::TaskDef::ec2(scene.name()).container(on_a_host()).container(on_nothing());
        let task = task.volume(cache()).volume(ecs::Volume::new("attached").configured_at_launch(true));
        let [role, _] = roles(stack, scene);
        scene.it(stack, task.volume(windows()).execution_role(&role));
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
        /// Tasks on container instances, which have no interfaces of their own.
        bridged: Declared<ecs::TaskDef>,
        mesh: Declared<servicediscovery::HttpNamespace>,
        registry: Declared<servicediscovery::Service>,
        role: Declared<iam::Role>,
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
            let port = ecs::PortMapping::new(8080u16).name("web");
            let web = Container::new("web", "nginx:1.29").port_mapping(port);
            stack.add(at, ecs::TaskDef::fargate(name, Cpu::Vcpu1, Memory::gib(2)).container(web))
        });
        let web = Container::new("web", "nginx:1.29").memory(Memory::mib(256)).port(8080);
        let bridged = ecs::TaskDef::ec2(format!("{}-bridged", scene.name())).container(web);
        let bridged = stack.add("bridged", bridged);
        let mesh = stack.add("mesh", servicediscovery::HttpNamespace::new(scene.name()));
        let internal = servicediscovery::PrivateDnsNamespace::new(format!("{}.internal", scene.name()), &vpc);
        let internal = stack.add("internal", internal);
        let address = servicediscovery::DnsRecord::new(servicediscovery::RecordType::A, 10u32);
        let registry = servicediscovery::Service::new("web", &internal).dns_record(address);
        let registry = stack.add("registry", registry);
        let trust = super::iam::trust("ecs.amazonaws.com");
        let role = stack.add("balancing", iam::Role::new(format!("{}-role", scene.name()), trust));
        Ground { subnets, clusters, tasks, bridged, mesh, registry, role, vpc }
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
    /// The same service with other tasks, which have no interfaces of their own.
    fn on_instances(scene: &Scene, ground: &Ground) -> ecs::Service {
        ecs::Service::new(scene.name(), &ground.clusters[0], &ground.bridged).tag("Name", scene.name())
    }
    fn target_group(name: &str) -> String {
        format!("arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/{name}/0123456789abcdef")
    }
    fn connected(ground: &Ground) -> ecs::ServiceConnectConfiguration {
        let tls =
            ecs::ServiceConnectTls::new("arn:aws:acm-pca:us-east-1:123456789012:certificate-authority/1")
                .kms_key("arn:aws:kms:us-east-1:123456789012:key/1")
                .role_arn(&ground.role);
        let web = ecs::ServiceConnectService::named("web", 80)
            .ingress_port_override(15000u16)
            .idle_timeout_seconds(600u32)
            .per_request_timeout_seconds(30u32)
            .tls(tls);
        ecs::ServiceConnectConfiguration::new().namespace(&ground.mesh).service(web).log_configuration(
            LogConfiguration::new(ecs::LogDriver::Splunk)
                .option("splunk-url", "https://splunk.example.com")
                .secret_option("splunk-token", "arn:aws:ssm:us-east-1:123456789012:parameter/splunk"),
        )
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
    .changes("service_connect_configuration", |scene, stack| {
        let (service, ground) = service(scene, stack);
        it(scene, stack, service.service_connect_configuration(connected(&ground)));
    })
    .changes("service_registries", |scene, stack| {
        let (service, ground) = service(scene, stack);
        it(scene, stack, service.service_registry(ecs::ServiceRegistry::new(&ground.registry)));
    })
    .changes("placement_constraints", |scene, stack| {
        let small = ecs::PlacementConstraint::member_of("attribute:ecs.instance-type =~ t3.*");
        let service = on_instances(scene, &ground(scene, stack)).placement_constraint(small);
        it(scene, stack, service.placement_constraint(ecs::PlacementConstraint::distinct_instance()));
    })
    .changes("placement_strategy", |scene, stack| {
        let service = on_instances(scene, &ground(scene, stack));
        let spread = ecs::PlacementStrategy::spread("attribute:ecs.availability-zone");
        it(scene, stack, service.placement_strategy([spread, ecs::PlacementStrategy::binpack("memory")]));
    })
    .changes("platform_version", |scene, stack| {
        let (service, _) = service(scene, stack);
        it(scene, stack, service.platform_version("1.4.0"));
    })
    .changes("availability_zone_rebalancing", |scene, stack| {
        let (service, _) = service(scene, stack);
        let stay = ecs::AvailabilityZoneRebalancing::Disabled;
        it(scene, stack, service.availability_zone_rebalancing(stay));
    })
    .changes("deployment_alarms", |scene, stack| {
        let (service, _) = service(scene, stack);
        it(scene, stack, service.deployment_alarms(ecs::DeploymentAlarms::new(["errors", "latency"])));
    })
    .changes("enable_ecs_managed_tags", |scene, stack| {
        let (service, _) = service(scene, stack);
        it(scene, stack, service.enable_ecs_managed_tags(true));
    })
    .replaces("role", |scene, stack| {
        let ground = ground(scene, stack);
        let group = ecs::LoadBalancer::new(&*target_group("web"), "web", 8080u16);
        it(scene, stack, on_instances(scene, &ground).load_balancer(group).role(&ground.role));
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
        let (service, ground) = service(scene, stack);
        let registry = ecs::ServiceRegistry::new(&ground.registry);
        it(scene, stack, service.service_registry(registry.container_name("web").container_port(8080u16)));
    })
    .sample(|scene, stack| {
        let (service, ground) = service(scene, stack);
        let registry = ecs::ServiceRegistry::new(&ground.registry);
        it(scene, stack, service.service_registry(registry.port(8080u16)));
    })
    .sample(|scene, stack| {
        let (service, _) = service(scene, stack);
        let balancers =
            ["web", "admin"].map(|name| ecs::LoadBalancer::new(&*target_group(name), "web", 8080u16));
        let service = balancers.into_iter().fold(service, ecs::Service::load_balancer);
        it(scene, stack, service.health_check_grace_period_seconds(60u32));
    })
}
