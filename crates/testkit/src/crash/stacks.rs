//! The stacks that are crashed: each small, and each telling of one way in which resources come, change and go.

use ironwright_aws::{ec2, ecr, ecs, iam, logs};
use ironwright_core::{Cidr, Declare as _, Diagnostics, Graph, Kind, Map, Resource as _, Secret, Stack};
use ironwright_core::{builtin, text};

use crate::canaries::{MANY, canary};

/// A stack in three editions.
pub(crate) struct CrashStack {
    pub(crate) name: &'static str,
    declare: fn(&mut Stack, Edition),
    /// What exists before the stack does, made by somebody else.
    pub(crate) outside: fn() -> Vec<(&'static Kind, Map)>,
}

/// Which edition of a stack.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Edition {
    First,
    /// As the first, but for what changes in place.
    Updated,
    /// As the first, but for what is replaced.
    Replaced,
}

use Edition::{First, Replaced, Updated};

impl CrashStack {
    /// The program of an edition.
    ///
    /// # Errors
    /// A stack that is wrong is a defect of this file.
    pub(crate) fn graph(&self, edition: Edition) -> Result<Graph, Diagnostics> {
        let mut stack = Stack::new("crashed");
        (self.declare)(&mut stack, edition);
        stack.into_graph()
    }
}

pub(crate) const STACKS: [CrashStack; 12] = [
    CrashStack { name: "network", declare: network, outside: nothing },
    CrashStack { name: "service", declare: service, outside: nothing },
    CrashStack { name: "roles", declare: roles, outside: nothing },
    CrashStack { name: "create-first", declare: create_first, outside: nothing },
    CrashStack { name: "delete-first", declare: delete_first, outside: nothing },
    CrashStack { name: "renames", declare: renames, outside: nothing },
    CrashStack { name: "options", declare: options, outside: nothing },
    CrashStack { name: "moves", declare: moves, outside: nothing },
    CrashStack { name: "secrets", declare: secrets, outside: nothing },
    CrashStack { name: "records", declare: records, outside: nothing },
    CrashStack { name: "imports", declare: imports, outside: theirs },
    CrashStack { name: "retained", declare: retained, outside: nothing },
];

fn nothing() -> Vec<(&'static Kind, Map)> {
    Vec::new()
}

fn range(second: u32) -> Cidr {
    Cidr::anywhere().subnet(16, 10 * 256 + second).unwrap_or_else(|_| Cidr::anywhere())
}

fn on(edition: Edition, which: Edition) -> bool {
    edition == which
}

fn trust() -> iam::PolicyDocument {
    let tasks = iam::Principal::service("ecs-tasks.amazonaws.com");
    iam::PolicyDocument::new().statement(iam::Statement::allow().action("sts:AssumeRole").principal(tasks))
}

fn allows(action: &str) -> iam::PolicyDocument {
    iam::PolicyDocument::new().statement(iam::Statement::allow().action(action).resource("*"))
}

/// A network: many kinds that refer to each other, with tables and gateways that AWS keeps while they are used.
fn network(stack: &mut Stack, edition: Edition) {
    let vpc =
        ec2::Vpc::new(range(u32::from(on(edition, Replaced)))).enable_dns_hostnames(on(edition, Updated));
    let vpc = stack.add("main", vpc);
    let gateway = stack.add("main", ec2::InternetGateway::attached_to(&vpc));
    let table = stack.add("public", ec2::RouteTable::new(&vpc));
    stack.add("internet", ec2::Route::new(&table, Cidr::anywhere()).via_internet_gateway(&gateway));
    for number in 0..2 {
        let subnet = ec2::Subnet::new(&vpc, vpc.cidr_block.subnet(8, number));
        let subnet = subnet.map_public_ip_on_launch(on(edition, Updated));
        let subnet = stack.add(format!("s{number}"), subnet);
        stack.add(format!("s{number}"), ec2::RouteTableAssociation::new(&subnet, &table));
    }
}

/// A service that is waited for, and all it needs.
fn service(stack: &mut Stack, edition: Edition) {
    let vpc = stack.add("main", ec2::Vpc::new(range(0)));
    let subnet = stack.add("a", ec2::Subnet::new(&vpc, vpc.cidr_block.subnet(8, 0)));
    let cluster = stack.add("main", ecs::Cluster::new("crashed"));
    let role = stack.add("execution", iam::Role::new("execution", trust()));
    let image = if on(edition, Replaced) { "nginx:2" } else { "nginx:1" };
    let task = ecs::TaskDef::fargate("web", ecs::Cpu::units(256), ecs::Memory::mib(512))
        .execution_role(&role)
        .container(ecs::Container::new("web", image));
    let task = stack.add("web", task);
    let name = if on(edition, Replaced) { "web-two" } else { "web-one" };
    let service = ecs::Service::new(name, &cluster, &task)
        .launch_type(ecs::LaunchType::Fargate)
        .subnets([&subnet])
        .desired_count(if on(edition, Updated) { 3 } else { 1 });
    let service = stack.add("web", service);
    stack.output("service", &service.arn);
}

/// Roles and policies: names that only one can have, and documents that change in place.
fn roles(stack: &mut Stack, edition: Edition) {
    let path = if on(edition, Replaced) { "/two/" } else { "/one/" };
    let action = if on(edition, Updated) { "s3:PutObject" } else { "s3:GetObject" };
    for name in ["reader", "writer"] {
        let role = stack.add(name, iam::Role::new(name, trust()).path(path).description(action));
        stack.add(name, iam::RolePolicy::new(&role, "inline", allows(action)));
    }
    let group = stack.add("people", iam::Group::new("people").path(path));
    let policy = stack.add("shared", iam::Policy::new("shared", allows(action)).path(path));
    stack.add("people", iam::GroupPolicyAttachment::new(&group, &policy.arn));
}

/// Replacements that make the new before they delete the old, and what hangs on them.
fn create_first(stack: &mut Stack, edition: Edition) {
    let vpc = stack.add("main", ec2::Vpc::new(range(0)));
    let name = if on(edition, Replaced) { "two" } else { "one" };
    let group = ec2::SecurityGroup::new(&vpc, name, name).tag("edition", format!("{edition:?}"));
    let group = stack.add("web", group.create_before_delete());
    let rule = ec2::SecurityGroupRule::ingress(&group).tcp(443).from_cidr(Cidr::anywhere());
    stack.add("web", rule.description(format!("{:?}", on(edition, Updated))).create_before_delete());
    let logs = logs::LogGroup::new(format!("logs-{name}").as_str()).create_before_delete();
    let logs = stack.add("web", logs);
    stack.add("about", builtin::Record::of(text!("{} {}", logs.arn, group.id)));
}

/// Replacements that delete the old before they make the new, and take along what hangs on them.
fn delete_first(stack: &mut Stack, edition: Edition) {
    let vpc =
        ec2::Vpc::new(range(u32::from(on(edition, Replaced)))).enable_dns_hostnames(on(edition, Updated));
    let vpc = stack.add("main", vpc.delete_before_create());
    let subnet = ec2::Subnet::new(&vpc, vpc.cidr_block.subnet(8, 0)).delete_before_create();
    let subnet = stack.add("a", subnet);
    let group =
        ec2::SecurityGroup::new(&vpc, "web", "web").tag("edition", format!("{:?}", on(edition, Updated)));
    stack.add("web", group.delete_before_create());
    stack.add("about", builtin::Record::of(&subnet.id));
}

/// Resources that get other names, and move to another scope, while some of them change.
fn renames(stack: &mut Stack, edition: Edition) {
    let first = on(edition, First);
    let mut scope = if first { stack.scope("old") } else { stack.scope("new") };
    let former = |name: &str| if first { Vec::new() } else { vec![format!("old/{name}")] };
    let vpc = ec2::Vpc::new(range(0)).enable_dns_hostnames(on(edition, Updated));
    let vpc = scope.add("main", vpc.option(|options| options.renamed_from = former("main")));
    let subnet = ec2::Subnet::new(&vpc, vpc.cidr_block.subnet(8, u32::from(on(edition, Replaced))));
    scope.add("a", subnet.option(|options| options.renamed_from = former("a")));
    let name = if first { "logs" } else { "kept-logs" };
    let logs = logs::LogGroup::new("web").retention_in_days(if on(edition, Updated) { 30 } else { 7 });
    scope.add(name, logs.option(|options| options.renamed_from = former("logs")));
    if !first {
        scope.add("logs", logs::LogGroup::new("web-new"));
    }
}

/// What is said of resources beyond their properties, and properties that go from the program.
fn options(stack: &mut Stack, edition: Edition) {
    let vpc = ec2::Vpc::new(range(0)).enable_dns_hostnames(on(edition, Replaced));
    let vpc = stack.add("main", vpc.replace_on_change(["enable_dns_hostnames"]));
    stack.add("a", ec2::Subnet::new(&vpc, vpc.cidr_block.subnet(8, 0)));
    let role = iam::Role::new("kept", trust()).description(format!("{edition:?}"));
    stack.add("kept", role.ignore_changes(["description"]));
    let logs = logs::LogGroup::new("web").tag("edition", format!("{edition:?}"));
    let logs = if on(edition, Updated) { logs } else { logs.retention_in_days(7).tag("first", "yes") };
    stack.add("web", logs);
    let repository = ecr::Repository::new("images").scan_on_push(!on(edition, Updated));
    let repository = stack.add("images", repository);
    if !on(edition, Updated) {
        stack.add(
            "images",
            ecr::LifecyclePolicy::new(&repository, ecr::LifecycleRule::expire_untagged_after(7)),
        );
    }
}

/// Names and numbers that go from one resource to another, with and without a word of it in the program.
fn moves(stack: &mut Stack, edition: Edition) {
    let first = on(edition, First);
    stack.add(if first { "web" } else { "logs" }, logs::LogGroup::new("web").retention_in_days(7));
    let (one, two) = if on(edition, Replaced) { ("two", "one") } else { ("one", "two") };
    stack.add("one", ecr::Repository::new(one));
    stack.add("two", ecr::Repository::new(two));
    let role =
        stack.add(if on(edition, Replaced) { "tasks" } else { "role" }, iam::Role::new("tasks", trust()));
    stack.add("inline", iam::RolePolicy::new(&role, "inline", allows("s3:GetObject")));
    let vpc = stack.add("main", ec2::Vpc::new(range(0)));
    let subnet = stack.add("a", ec2::Subnet::new(&vpc, vpc.cidr_block.subnet(8, 0)));
    let acl = stack.add("public", ec2::NetworkAcl::new(&vpc));
    let tables = ["private", "public"].map(|name| stack.add(name, ec2::RouteTable::new(&vpc)));
    let (name, table) = if first { ("private-a", &tables[0]) } else { ("public-a", &tables[1]) };
    stack.add(name, ec2::RouteTableAssociation::new(&subnet, table));
    for (place, port) in [80u16, 443].into_iter().enumerate() {
        let number = if on(edition, Updated) { 110 } else { 100 };
        let number = number + 10 * u16::try_from(place).unwrap_or_default();
        let allowed = ec2::NetworkAclRule::allow(&acl, number).ingress().tcp(port);
        stack.add(format!("port-{port}"), allowed.cidr(Cidr::anywhere()));
    }
}

/// Secrets in inputs, in what is computed from them, and in outputs.
fn secrets(stack: &mut Stack, edition: Edition) {
    let secret = |edition: Edition| Secret::new(format!("{}-{edition:?}", canary(edition as u64)));
    let changes = if on(edition, Updated) { Updated } else { First };
    let role = iam::Role::new(if on(edition, Replaced) { "two" } else { "one" }, trust());
    let role = stack.add("web", role.description(secret(changes)));
    // A secret that goes from the program is in the cloud until the change is made.
    let passing = iam::Role::new("passing", trust());
    let described = |role: iam::Role| role.description(secret(First));
    stack.add("passing", if on(edition, Updated) { passing } else { described(passing) });
    let record = builtin::Record::of(text!("postgres://web:{}@db", secret(changes)));
    let record = stack.add("url", record.triggered_by(i64::from(on(edition, Replaced))));
    let task = ecs::TaskDef::fargate("web", ecs::Cpu::units(256), ecs::Memory::mib(512));
    let container = ecs::Container::new("web", "nginx:1").environment([("PASSWORD", secret(edition))]);
    let others =
        |from, to| (from..to).map(|number| (format!("SECRET_{number}"), Secret::new(canary(number))));
    let container =
        others(3, MANY - 8).fold(container, |container, (name, secret)| container.variable(&name, secret));
    let logs = logs::LogGroup::new("web");
    stack.add("web", others(MANY - 8, MANY).fold(logs, |logs, (name, secret)| logs.tag(&name, secret)));
    stack.add("web", task.container(container));
    stack.output("url", record.value_as::<String>());
    stack.output("role", text!("{} {}", role.arn, secret(First)));
}

/// A chain of records, which no cloud keeps, hung on something that a cloud does.
fn records(stack: &mut Stack, edition: Edition) {
    let logs = logs::LogGroup::new("web").retention_in_days(if on(edition, Updated) { 30 } else { 7 });
    let logs = stack.add("web", logs);
    let first = builtin::Record::of(text!("{} {}", logs.arn, if on(edition, Updated) { "b" } else { "a" }));
    let mut last = stack.add("r0", first.triggered_by(i64::from(on(edition, Replaced))));
    for number in 1..4 {
        let next = builtin::Record::of(last.value_as::<String>()).triggered_by(&last.id);
        last = stack.add(format!("r{number}"), next);
    }
    let role = iam::Role::new("web", trust()).description("as the chain has it");
    stack.add("web", role.replace_when(&last.id));
}

/// What exists already and becomes ours, beside what does not.
fn imports(stack: &mut Stack, edition: Edition) {
    let days = if on(edition, Updated) { 30 } else { 7 };
    let logs = stack.add("web", logs::LogGroup::new("theirs").retention_in_days(days).import("theirs"));
    let group = stack.add("web", iam::Group::new("their-people").import("their-people"));
    let policy = if on(edition, Replaced) { "ReadOnlyAccess" } else { "SecurityAudit" };
    let policy = format!("arn:aws:iam::aws:policy/{policy}");
    stack.add("web", iam::GroupPolicyAttachment::new(&group, policy.as_str()));
    stack.add("about", builtin::Record::of(&logs.arn));
}

fn theirs() -> Vec<(&'static Kind, Map)> {
    let map = |members: &[(&str, &str)]| -> Map {
        members.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect()
    };
    vec![
        (logs::LogGroup::kind(), map(&[("log_group_name", "theirs")])),
        (iam::Group::kind(), map(&[("group_name", "their-people")])),
        (logs::LogGroup::kind(), map(&[("log_group_name", "nobody-asked-for-this")])),
        (ec2::Vpc::kind(), map(&[("cidr_block", "10.0.0.0/16")])),
    ]
}

/// What stays in the cloud when it goes from the program.
fn retained(stack: &mut Stack, edition: Edition) {
    let vpc =
        ec2::Vpc::new(range(u32::from(on(edition, Replaced)))).enable_dns_hostnames(on(edition, Updated));
    let vpc = stack.add("main", vpc.retain());
    stack.add("a", ec2::Subnet::new(&vpc, vpc.cidr_block.subnet(8, 0)));
    if !on(edition, Updated) {
        stack.add("kept", logs::LogGroup::new("kept").retain());
        stack.add("gone", logs::LogGroup::new("gone"));
    }
}
