//! What AWS does beyond keeping what it is given, seen on the rehearsal cloud.

use ironwright_aws::{ec2, ecs};
use ironwright_core::plan::Action;
use ironwright_core::{Declare as _, Stack, cidr};
use ironwright_testkit::testing::{World, rehearse};

type Declared = Result<(), Box<dyn std::error::Error + Send + Sync>>;

#[expect(clippy::unnecessary_wraps, reason = "it has the shape of every program")]
fn zoned(stack: &mut Stack, zone: &&str) -> Declared {
    let vpc = stack.add("main", ec2::Vpc::new(cidr("10.0.0.0/16")));
    let subnet = ec2::Subnet::new(&vpc, vpc.cidr_block.subnet(8, 0)).availability_zone(*zone);
    stack.add("a", subnet);
    Ok(())
}

#[test]
fn a_zone_of_another_region_is_refused_and_the_zones_there_are_named() {
    let mut world = World::new("zones");
    let report = world.up(zoned, &"eu-west-9a").expect("a run");
    let message = &report.outcome.failed[0].message;
    assert!(
        message.contains("InvalidParameterValue") && message.contains("us-east-1a, us-east-1b"),
        "{message}"
    );
    assert!(world.up(zoned, &"us-east-1b").expect("a run").outcome.is_complete());
}

#[expect(clippy::unnecessary_wraps, reason = "it has the shape of every program")]
fn revised(stack: &mut Stack, image: &&str) -> Declared {
    let container = ecs::Container::new("web", *image);
    let task = ecs::TaskDef::fargate("web", ecs::Cpu::units(256), ecs::Memory::mib(512)).container(container);
    stack.add("task", task);
    Ok(())
}

#[test]
fn revisions_count_up_and_never_back() {
    let mut world = rehearse("revisions", revised, &"a");
    for (image, revision) in [("b", 2), ("a", 3)] {
        world.up(revised, &image).expect("a run");
        assert_eq!(world.get::<ecs::TaskDef>("task").output(|task| &task.revision), revision);
    }
    world.destroy(revised, &"a").expect("a run");
    world.up(revised, &"a").expect("a run");
    assert_eq!(world.get::<ecs::TaskDef>("task").output(|task| &task.revision), 4);
}

#[test]
fn what_aws_makes_with_a_vpc_goes_with_it() {
    let mut world = rehearse("defaults", zoned, &"us-east-1a");
    let kinds: Vec<String> = world.cloud().objects().iter().map(|object| object.kind.to_string()).collect();
    for kind in ["ec2.RouteTable", "ec2.NetworkAcl", "ec2.SecurityGroup"] {
        assert!(kinds.iter().any(|there| there == kind), "{kind} is not among {kinds:?}");
    }
    assert!(world.destroy(zoned, &"us-east-1a").expect("a run").outcome.is_complete());
    assert_eq!(world.cloud().objects().len(), 0);
}

#[expect(clippy::unnecessary_wraps, reason = "it has the shape of every program")]
fn on(stack: &mut Stack, strategy: &bool) -> Declared {
    let cluster = stack.add("main", ecs::Cluster::new("main"));
    let providers = ecs::ClusterCapacityProviders::new(&cluster).capacity_providers(["FARGATE_SPOT"]);
    let providers = stack.add("main", providers);
    let task = ecs::TaskDef::fargate("web", ecs::Cpu::units(256), ecs::Memory::mib(512));
    let task = stack.add("web", task.container(ecs::Container::new("web", "web")));
    let vpc = stack.add("main", ec2::Vpc::new(cidr("10.0.0.0/16")));
    let subnet = stack.add("a", ec2::Subnet::new(&vpc, vpc.cidr_block.subnet(8, 0)));
    let web = ecs::Service::new("web", &cluster, &task).subnets([&subnet]);
    let web = if *strategy {
        web.capacity_provider(ecs::CapacityProviderStrategyItem::new("FARGATE_SPOT").weight(1u32))
    } else {
        web.launch_type(ecs::LaunchType::Fargate)
    };
    stack.add("web", web.depends_on(&providers));
    Ok(())
}

#[test]
fn a_service_moves_from_its_launch_type_to_a_strategy_in_place_and_back_by_a_replacement() {
    let mut world = rehearse("moves", on, &false);
    let id = world.get::<ecs::Service>("web").id().to_owned();
    let report = world.up(on, &true).expect("a run");
    assert_eq!(report.plan.step("ecs.Service.web").map(|step| step.action), Some(Action::Update), "{report}");
    assert!(report.outcome.is_complete(), "{report}");
    assert_eq!(world.get::<ecs::Service>("web").id(), id);
    assert!(world.up(on, &true).expect("a run").is_unchanged());
    let plan = world.preview(on, &false).expect("a plan");
    assert!(
        matches!(plan.step("ecs.Service.web").map(|step| step.action), Some(Action::Replace(_))),
        "{plan}"
    );
}
