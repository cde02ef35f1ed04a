//! Look-ups on a server that speaks AWS: what one stack has made, another finds by name, tags, id and ARN, with no more
//! calls than the printed policy of the second allows.

use std::sync::Arc;
use std::time::Duration;

use ironwright_aws::ec2::{AvailabilityZones, Eip, Image, RouteTable, SecurityGroup, Subnet, Vpc};
use ironwright_aws::ecr::Repository;
use ironwright_aws::ecs::{Cluster, Container, Cpu, Memory, TaskDef};
use ironwright_aws::iam::{Group, Policy, PolicyDocument, Role, Statement};
use ironwright_aws::logs::LogGroup;
use ironwright_aws::sts::CallerIdentity;
use ironwright_aws_live::wire::{Faults, Wire};
use ironwright_aws_live::{Live, Options, Permissions};
use ironwright_core::plan::{Plan, Selection, Verb};
use ironwright_core::{Graph, LookUp, Stack, State, cidr, text};
use ironwright_engine::store::{MemoryStore, View as _};
use ironwright_engine::{Cancel, Engine, EngineError};

const MOTO: &str = "IRONWRIGHT_TEST_MOTO";
const REGION: &str = "us-east-1";

/// A cloud in an account of its own, so that tests do not find what others have made.
async fn connect(account: &str, wire: Option<Wire>) -> Arc<Live> {
    let endpoint = std::env::var(MOTO).unwrap_or_else(|_| {
        panic!("{MOTO} is not set: these tests need servers, which `cargo xtask test --leg contract` starts")
    });
    let options = Options {
        endpoint: Some(endpoint),
        region: Some(REGION.to_owned()),
        keys: Some((account.to_owned(), "test".to_owned())),
        late_create_window: Some(Duration::ZERO),
        wire,
        ..Options::default()
    };
    Arc::new(Live::connect(&options).await.unwrap_or_else(|error| panic!("{error}")))
}

fn graph(name: &str, declare: impl Fn(&mut Stack)) -> Graph {
    let mut stack = Stack::new(name);
    declare(&mut stack);
    stack.into_graph().unwrap_or_else(|error| panic!("{error}"))
}

fn engine(cloud: &Arc<Live>) -> Engine {
    Engine::new(Arc::<Live>::clone(cloud), ironwright_aws::registry())
}

/// What a program makes, and its outputs.
async fn up(cloud: &Arc<Live>, graph: &Graph) -> (MemoryStore, State) {
    let store = MemoryStore::new(graph.stack());
    let outcome =
        engine(cloud).up(&store, graph, Cancel::never()).await.unwrap_or_else(|error| panic!("{error}"));
    assert!(outcome.is_complete(), "{outcome:?}");
    let state = store.load().await.expect("a state");
    (store, state)
}

async fn plan(cloud: &Arc<Live>, graph: &Graph) -> Result<Plan, EngineError> {
    engine(cloud).preview(&MemoryStore::new("ours"), graph, Verb::Up, &Selection::default()).await
}

/// What was found, by the name of the look-up.
fn found(plan: &Plan, name: &str) -> String {
    let planned = plan.look_ups.iter().find(|it| it.address.name() == name).expect("a look-up");
    planned.id.as_deref().unwrap_or("not yet").to_owned()
}

fn task() -> TaskDef {
    let task = TaskDef::fargate("looked-up", Cpu::Vcpu1, Memory::gib(2));
    task.container(Container::new("nginx", "nginx:1"))
}

/// What the other stack has.
fn theirs(stack: &mut Stack) {
    let trust = PolicyDocument::assumed_by("ecs-tasks.amazonaws.com");
    let role = stack.add("role", Role::new("looked-up-role", trust).tag("team", "web"));
    let allow = Statement::allow().action("s3:ListAllMyBuckets").resource("*");
    let policy = PolicyDocument::new().statement(allow);
    let policy = stack.add("policy", Policy::new("looked-up-policy", policy));
    stack.add("group", Group::new("looked-up-group"));
    let vpc = stack.add("vpc", Vpc::new(cidr("10.7.0.0/16")).tag("Name", "looked-up").tag("tier", "shared"));
    stack.add("other", Vpc::new(cidr("10.8.0.0/16")).tag("Name", "other"));
    let subnet = |range: &str| Subnet::new(&vpc, cidr(range)).tag("tier", "private");
    let a = stack.add("a", subnet("10.7.1.0/24").availability_zone("us-east-1a"));
    stack.add("b", subnet("10.7.2.0/24").availability_zone("us-east-1b"));
    let group = stack.add("security", SecurityGroup::new(&vpc, "looked-up", "Found by its name"));
    let address = stack.add("address", Eip::new().tag("Name", "looked-up"));
    let cluster = stack.add("cluster", Cluster::new("looked-up").tag("team", "web"));
    let repository = stack.add("repository", Repository::new("looked-up"));
    stack.add("logs", LogGroup::new("/looked-up"));
    let task = stack.add("task", task());
    for (name, value) in [
        ("role", text!("{}", role.arn)),
        ("policy", text!("{}", policy.arn)),
        ("vpc", text!("{}", vpc.id)),
        ("subnet", text!("{}", a.id)),
        ("security", text!("{}", group.id)),
        ("address", text!("{}", address.allocation_id)),
        ("cluster", text!("{}", cluster.arn)),
        ("repository", text!("{}", repository.arn)),
        ("task", text!("{}", task.arn)),
    ] {
        stack.output(name, value);
    }
}

fn ours(stack: &mut Stack) {
    let vpc = stack.look_up("vpc", Vpc::tagged("Name", "looked-up").tagged("tier", "shared"));
    let subnet = Subnet::tagged("tier", "private").having(Subnet::VPC_ID, &vpc.id);
    let subnet = stack.look_up("subnet", subnet.having(Subnet::AVAILABILITY_ZONE, "us-east-1a"));
    let group = SecurityGroup::named("looked-up").having(SecurityGroup::VPC_ID, &vpc.id);
    let group = stack.look_up("security", group);
    let main = stack.look_up("main", RouteTable::with_id(&vpc.default_route_table_id));
    let address = stack.look_up("address", Eip::tagged("Name", "looked-up"));
    let by_id = stack.look_up("by-id", Vpc::with_id(&vpc.id));
    let role = stack.look_up("role", Role::named("looked-up-role"));
    let policy = stack.look_up("policy", Policy::named("looked-up-policy"));
    let users = stack.look_up("group", Group::named("looked-up-group"));
    let managed = stack.look_up("managed", Policy::aws_managed("AmazonECSTaskExecutionRolePolicy"));
    let cluster = stack.look_up("cluster", Cluster::named("looked-up"));
    let tagged = stack.look_up("tagged-cluster", Cluster::tagged("team", "web"));
    let by_arn = stack.look_up("by-arn", Cluster::with_arn(&cluster.arn));
    let repository = stack.look_up("repository", Repository::named("looked-up"));
    let logs = stack.look_up("logs", LogGroup::named("/looked-up"));
    let task = stack.look_up("task", TaskDef::newest("looked-up"));
    let zones = stack.look_up("zones", AvailabilityZones::available());
    let here = stack.look_up("here", CallerIdentity::current());
    for (name, value) in [
        ("role", text!("{}", role.arn)),
        ("policy", text!("{}", policy.arn)),
        ("managed", text!("{}", managed.arn)),
        ("group", text!("{}", users.arn)),
        ("vpc", text!("{} {}", vpc.id, by_id.cidr_block)),
        ("main", text!("{}", main.id)),
        ("subnet", text!("{}", subnet.id)),
        ("security", text!("{}", group.id)),
        ("address", text!("{}", address.allocation_id)),
        ("cluster", text!("{} {} {}", cluster.arn, tagged.arn, by_arn.arn)),
        ("repository", text!("{}", repository.arn)),
        ("logs", text!("{}", logs.arn)),
        ("task", text!("{} {}", task.arn, task.revision)),
        ("zone", text!("{}", zones.name(1))),
        ("here", text!("{} {}", here.account, here.region)),
    ] {
        stack.output(name, value);
    }
}

#[tokio::test]
async fn what_another_stack_has_made_is_found_by_whatever_people_know_of_it() {
    let cloud = connect("test", None).await;
    let theirs = graph("theirs", theirs);
    let (store, made) = up(&cloud, &theirs).await;
    let of = |name: &str| made.outputs[name].as_text().expect("a text").to_owned();

    let ours = graph("ours", ours);
    let policy = Permissions::for_life(&ours, Some(&cloud.location()));
    let wire = Wire::allowing(Faults::default(), [&policy]);
    let narrow = connect("test", Some(wire.clone())).await;
    let plan = plan(&narrow, &ours).await.unwrap_or_else(|error| panic!("{error}"));
    for (look_up, output) in [
        ("vpc", "vpc"),
        ("by-id", "vpc"),
        ("subnet", "subnet"),
        ("security", "security"),
        ("address", "address"),
        ("policy", "policy"),
        ("cluster", "cluster"),
        ("tagged-cluster", "cluster"),
        ("by-arn", "cluster"),
        ("task", "task"),
    ] {
        assert_eq!(found(&plan, look_up), of(output), "{look_up}: {plan}");
    }
    assert_eq!(found(&plan, "role"), "looked-up-role");
    let (_, looked_up) = up(&narrow, &ours).await;
    let out = |name: &str| looked_up.outputs[name].as_text().expect("a text").to_owned();
    assert_eq!(out("role"), of("role"));
    assert_eq!(out("managed"), "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy");
    assert_eq!(out("vpc"), format!("{} 10.7.0.0/16", of("vpc")));
    assert_eq!(out("repository"), of("repository"));
    assert_eq!(out("zone"), "us-east-1b");
    assert_eq!(out("here"), format!("{} {REGION}", cloud.location().account));
    assert_eq!(looked_up.resources.len(), 0);
    let denied = wire.figures().denied;
    assert!(denied.is_empty(), "`permissions` does not print what look-ups call: {denied:?}");

    let gone = engine(&cloud).destroy(&store, &theirs, Cancel::never()).await.expect("a run");
    assert!(gone.is_complete(), "{gone:?}");
}

#[tokio::test]
async fn an_image_is_the_newest_of_those_whose_names_are_alike() {
    let cloud = connect("test", None).await;
    let ours = graph("ours", |stack| {
        let image =
            Image::newest("amazon", "amzn2-ami-hvm-*-x86_64-gp2").having(Image::ARCHITECTURE, "x86_64");
        let image = stack.look_up("image", image);
        stack.output("image", text!("{} {} {}", image.id, image.name, image.creation_date));
    });
    let planned = plan(&cloud, &ours).await.unwrap_or_else(|error| panic!("{error}"));
    assert!(found(&planned, "image").starts_with("ami-"), "{planned}");
}

#[tokio::test]
async fn none_several_and_what_aws_cannot_look_for_are_told_all_at_once() {
    let cloud = connect("test", None).await;
    let made = graph("several", |stack| {
        stack.add("a", Vpc::new(cidr("10.1.0.0/16")).tag("Name", "several"));
        stack.add("b", Vpc::new(cidr("10.2.0.0/16")).tag("Name", "several"));
    });
    let (store, _) = up(&cloud, &made).await;
    let ours = graph("ours", |stack| {
        let role = stack.look_up("none", Role::named("nobody"));
        let vpc = stack.look_up("several", Vpc::tagged("Name", "several"));
        let tagged = stack.look_up("by-tag", Role::tagged("team", "web"));
        let far = "arn:aws:ecs:us-east-1:999999999999:cluster/shared";
        let far = stack.look_up("far", Cluster::with_arn(far));
        let image = stack.look_up("image", LookUp::<Image>::by("name", "nobody-has-it"));
        stack.output("all", text!("{}{}{}{}{}", role.arn, vpc.id, tagged.arn, far.arn, image.id));
    });
    let refused = plan(&cloud, &ours).await.expect_err("is refused").to_string();
    for told in [
        "iam.Role.none: there is no iam.Role with role_name \"nobody\" in aws (account ",
        "ec2.Vpc.several: there are 2 ec2.Vpc with tag Name \"several\", and a look-up means exactly one: vpc-",
        "iam.Role.by-tag: AWS has no way to find an iam.Role by tag team \"web\" alone",
        "hint: say its `role_name`, or physical id",
        "ecs.Cluster.far: arn:aws:ecs:us-east-1:999999999999:cluster/shared is of account 999999999999, and this is ",
        "ec2.Image.image: there is no ec2.Image with name \"nobody-has-it\"",
    ] {
        assert!(refused.contains(told), "{told}\n\n{refused}");
    }
    let gone = engine(&cloud).destroy(&store, &made, Cancel::never()).await.expect("a run");
    assert!(gone.is_complete(), "{gone:?}");
}
