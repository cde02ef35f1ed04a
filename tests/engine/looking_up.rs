//! Look-ups: what somebody else manages is found before the run, or during it, and never touched.

use ironwright::aws::ec2::{AvailabilityZones, Image, RouteTable, SecurityGroup, Subnet, Vpc};
use ironwright::aws::ecs::{Cluster, Container, Cpu, Memory, TaskDef};
use ironwright::aws::iam::{Group, GroupPolicyAttachment, Policy, PolicyDocument, Role};
use ironwright::aws::sts::CallerIdentity;
use ironwright::core::LookUp;
use ironwright::engine::cloud::ErrorClass;
use ironwright::prelude::*;
use ironwright::testing::{Call, Fault, World};

fn trust() -> PolicyDocument {
    PolicyDocument::assumed_by("ecs-tasks.amazonaws.com")
}

/// A task that starts with somebody else's role.
fn with_their_role(stack: &mut Stack, (): &()) -> Result<()> {
    let role = stack.look_up("execution", Role::named("ecsTaskExecutionRole"));
    let task =
        TaskDef::fargate("web", Cpu::Vcpu1, Memory::gib(2)).container(Container::new("nginx", "nginx"));
    stack.add("web", task.execution_role(&role));
    Ok(())
}

/// What forbids a plan, without the lines of the test.
fn refusal(world: &mut World, program: impl Fn(&mut Stack, &()) -> Result<()>) -> String {
    let error = world.preview(program, &()).expect_err("the plan is refused").to_string();
    error.lines().filter(|line| !line.starts_with("  --> ")).collect::<Vec<_>>().join("\n")
}

#[test]
fn somebody_elses_role_is_used_and_stays_as_it_is() {
    let mut world = World::new("ours").with(Role::new("ecsTaskExecutionRole", trust()));
    let before = world.cloud().objects();
    let plan = world.preview(with_their_role, &()).expect("a plan").to_string();
    assert!(
        plan.starts_with(
            "Looked up:\n  ? iam.Role.execution  ecsTaskExecutionRole, by role_name \"ecsTaskExecutionRole\"\n\n  + \
             ecs.TaskDef.web"
        ),
        "{plan}"
    );
    assert!(world.up(with_their_role, &()).expect("runs").outcome.is_complete());
    let role = world.get::<TaskDef>("web").get::<String>("execution_role_arn");
    assert_eq!(role.as_deref(), Some("arn:aws:iam::123456789012:role/ecsTaskExecutionRole"));
    assert_eq!(world.state().resources.len(), 1);
    assert!(world.up(with_their_role, &()).expect("runs").is_unchanged());
    assert!(world.destroy(with_their_role, &()).expect("runs").outcome.is_complete());
    assert_eq!(world.cloud().objects(), before);
}

#[test]
fn none_and_two_are_told_with_where_it_was_looked_and_what_there_is() {
    let mut world = World::new("ours");
    assert_eq!(
        refusal(&mut world, with_their_role),
        "error: iam.Role.execution: there is no iam.Role with role_name \"ecsTaskExecutionRole\" in rehearsal (account \
         123456789012, region us-east-1)\n  hint: say in `rehearsal.toml` what is there before the program runs; what this \
         stack is to make itself is declared with `stack.add`"
    );
    let shared = |stack: &mut Stack, (): &()| {
        let vpc = stack.look_up("shared", Vpc::tagged("Name", "shared"));
        stack.output("vpc", &vpc.id);
        Ok(())
    };
    let vpc = |range| Vpc::new(cidr(range)).tag("Name", "shared");
    let ids = ["10.0.0.0/16", "10.1.0.0/16"].map(|range| world.make_outside(vpc(range)));
    let told = refusal(&mut world, shared);
    assert!(
        told.contains("there are 2 ec2.Vpc with tag Name \"shared\", and a look-up means exactly one: "),
        "{told}"
    );
    for (id, range) in ids.iter().zip(["10.0.0.0/16", "10.1.0.0/16"]) {
        assert!(told.contains(&format!("{id} (cidr_block \"{range}\")")), "{told}");
    }
    let narrower = move |stack: &mut Stack, (): &()| {
        let vpc = Vpc::tagged("Name", "shared").having(Vpc::CIDR_BLOCK, cidr("10.1.0.0/16"));
        let vpc = stack.look_up("shared", vpc);
        stack.output("vpc", &vpc.id);
        Ok(())
    };
    assert!(world.up(narrower, &()).expect("runs").outcome.is_complete());
    assert_eq!(world.output::<String>("vpc"), ids[1]);
}

#[test]
fn what_this_stack_has_or_deletes_is_not_looked_up() {
    let ours = |stack: &mut Stack, (): &()| {
        stack.add("network", Vpc::new(cidr("10.0.0.0/16")).tag("Name", "shared"));
        Ok(())
    };
    let mut world = World::new("ours");
    assert!(world.up(ours, &()).expect("runs").outcome.is_complete());
    let id = world.get::<Vpc>("network").id().to_owned();
    let look_up = |stack: &mut Stack| {
        let vpc = stack.look_up("shared", Vpc::tagged("Name", "shared"));
        stack.output("vpc", &vpc.id);
    };
    let both = |stack: &mut Stack, (): &()| {
        look_up(stack);
        ours(stack, &())
    };
    assert_eq!(
        refusal(&mut world, both),
        format!(
            "error: ec2.Vpc.shared: finds {id}, which this stack manages itself as ec2.Vpc.network\n  hint: use the \
             handle that `stack.add` gave for it"
        )
    );
    let no_longer = |stack: &mut Stack, (): &()| {
        look_up(stack);
        Ok(())
    };
    assert_eq!(
        refusal(&mut world, no_longer),
        format!(
            "error: ec2.Vpc.shared: finds {id}, which this stack deletes: it is ec2.Vpc.network, and no longer \
             declared\n  hint: declare it, or have this stack let go of it first: `state rm ec2.Vpc.network`"
        )
    );
    // Another stack in the same account may use it.
    let mut theirs = World::beside("theirs", &world);
    assert!(theirs.up(no_longer, &()).expect("runs").outcome.is_complete());
    assert_eq!(theirs.output::<String>("vpc"), id);
}

/// A group for each of several tables that AWS makes with the network.
fn behind_a_new_network(stack: &mut Stack, (): &()) -> Result<()> {
    let vpc = stack.add("main", Vpc::new(cidr("10.0.0.0/16")));
    let table = stack.look_up("main", LookUp::<RouteTable>::by(RouteTable::VPC_ID, &vpc.id));
    for name in ["a", "b", "c"] {
        let description = text!("Beside {}", table.id);
        stack.add(name, SecurityGroup::new(&vpc, name, description));
    }
    stack.output("table", &table.id);
    Ok(())
}

#[test]
fn what_only_the_run_makes_is_looked_up_by_it_once_and_before_what_needs_it() {
    let mut world = World::new("ours");
    let plan = world.preview(behind_a_new_network, &()).expect("a plan").to_string();
    assert!(
        plan.starts_with(
            "Looked up:\n  ? ec2.RouteTable.main  during the run, by vpc_id (known after apply)\n"
        ),
        "{plan}"
    );
    let reads = world.cloud().count_calls(Call::Read);
    let report = world.up(behind_a_new_network, &()).expect("runs");
    assert!(report.outcome.is_complete(), "{report}");
    assert_eq!(world.cloud().count_calls(Call::Read), reads + 1, "three that need it ask once");
    let table = world.output::<String>("table");
    assert!(table.starts_with("rtb-"), "{table}");
    let description = world.get::<SecurityGroup>("a").get::<String>("description");
    assert_eq!(description.as_deref(), Some(format!("Beside {table}").as_str()));
    assert!(world.up(behind_a_new_network, &()).expect("runs").is_unchanged());
    assert!(world.destroy(behind_a_new_network, &()).expect("runs").outcome.is_complete());
    assert_eq!(world.cloud().objects(), []);
}

#[test]
fn what_the_run_does_not_find_fails_what_needs_it_and_nothing_else() {
    let program = |stack: &mut Stack, (): &()| {
        let vpc = stack.add("main", Vpc::new(cidr("10.0.0.0/16")));
        let subnet = stack.look_up("nobodys", LookUp::<Subnet>::by(Subnet::VPC_ID, &vpc.id));
        stack.add("a", SecurityGroup::new(&vpc, "a", text!("Beside {}", subnet.id)));
        stack.add("b", SecurityGroup::new(&vpc, "b", "Beside nothing"));
        Ok(())
    };
    let mut world = World::new("ours");
    let report = world.up(program, &()).expect("runs");
    assert_eq!(report.failed(), ["ec2.SecurityGroup.a"], "{report}");
    let failure = &report.outcome.failed[0];
    assert!(
        failure.message.starts_with("ec2.Subnet.nobodys there is no ec2.Subnet with vpc_id \"vpc-"),
        "{}",
        failure.message
    );
    assert!(failure.hint.as_deref().is_some_and(|hint| hint.contains("`stack.add`")), "{failure:?}");
    assert_eq!(report.outcome.done.len(), 2, "{report}");
}

#[test]
fn an_output_that_the_run_cannot_look_up_is_told_of() {
    let program = |stack: &mut Stack, (): &()| {
        let vpc = stack.add("main", Vpc::new(cidr("10.0.0.0/16")));
        let subnet = stack.look_up("nobodys", LookUp::<Subnet>::by(Subnet::VPC_ID, &vpc.id));
        stack.output("subnet", &subnet.id);
        stack.output("vpc", &vpc.id);
        Ok(())
    };
    let mut world = World::new("ours");
    let report = world.up(program, &()).expect("runs");
    assert_eq!((report.outcome.is_complete(), report.outcome.word()), (false, "failed"));
    let [told] = &report.outcome.not_looked_up[..] else { panic!("{report}") };
    assert!(told.to_string().starts_with("error: ec2.Subnet.nobodys: there is no ec2.Subnet with"), "{told}");
    assert_eq!(world.state().outputs.keys().map(|name| &**name).collect::<Vec<_>>(), ["vpc"]);
}

#[test]
fn a_run_that_finds_what_it_has_made_itself_says_so() {
    let program = |stack: &mut Stack, (): &()| {
        let vpc = stack.add("main", Vpc::new(cidr("10.0.0.0/16")));
        let subnet = stack.add("ours", Subnet::new(&vpc, cidr("10.0.1.0/24")));
        let found =
            LookUp::<Subnet>::by(Subnet::VPC_ID, &vpc.id).having(Subnet::CIDR_BLOCK, &subnet.cidr_block);
        let found = stack.look_up("found", found);
        stack.add("a", SecurityGroup::new(&vpc, "a", text!("Beside {} and {}", found.id, subnet.id)));
        Ok(())
    };
    let report = World::new("ours").up(program, &()).expect("runs");
    assert_eq!(report.failed(), ["ec2.SecurityGroup.a"], "{report}");
    let message = &report.outcome.failed[0].message;
    assert!(message.contains("which this stack manages itself as ec2.Subnet.ours"), "{message}");
}

#[test]
fn a_question_that_fails_in_passing_is_asked_again() {
    let mut world = World::new("ours").with(Role::new("ecsTaskExecutionRole", trust()));
    let fault = Fault::new(Call::Read, "iam.Role").times(2).class(ErrorClass::Transient);
    world.cloud().fail(fault);
    assert!(world.up(with_their_role, &()).expect("runs").outcome.is_complete());
}

#[test]
fn a_cluster_of_another_account_is_not_there() {
    let program = |stack: &mut Stack, (): &()| {
        let cluster = Cluster::with_arn("arn:aws:ecs:us-east-1:999999999999:cluster/shared");
        let cluster = stack.look_up("shared", cluster);
        stack.output("cluster", &cluster.arn);
        Ok(())
    };
    assert_eq!(
        refusal(&mut World::new("ours"), program),
        "error: ecs.Cluster.shared: arn:aws:ecs:us-east-1:999999999999:cluster/shared is of account 999999999999, and \
         this is 123456789012\n  hint: look it up in the account that it is of, or give what is needed of it as a setting"
    );
}

#[test]
fn what_aws_itself_has_is_found_in_a_rehearsal_too() {
    let program = |stack: &mut Stack, (): &()| {
        let managed = stack.look_up("managed", Policy::aws_managed("AmazonECSTaskExecutionRolePolicy"));
        let group = stack.add("web", Group::new("web"));
        stack.add("web", GroupPolicyAttachment::new(&group, &managed));
        let zones = stack.look_up("zones", AvailabilityZones::available());
        let here = stack.look_up("here", CallerIdentity::current());
        let image = Image::newest("amazon", "al2023-ami-ecs-hvm-*-x86_64");
        let image = stack.look_up("image", image);
        stack.output("policy", &managed.arn);
        stack.output("second", &zones.name(1));
        stack.output("here", text!("{} in {}", here.account, here.region));
        stack.output("image", &image.name);
        Ok(())
    };
    let mut world = World::new("ours");
    let report = world.up(program, &()).expect("runs");
    assert!(report.outcome.is_complete(), "{report}");
    let arn = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy";
    assert_eq!(world.output::<String>("policy"), arn);
    assert_eq!(world.output::<String>("second"), "us-east-1b");
    assert_eq!(world.output::<String>("here"), "123456789012 in us-east-1");
    assert_eq!(world.output::<String>("image"), "al2023-ami-ecs-hvm-2025.1-x86_64");
    assert!(world.up(program, &()).expect("runs").is_unchanged());
}

#[test]
fn a_zone_that_there_is_not_is_an_error_of_the_plan() {
    let program = |stack: &mut Stack, (): &()| {
        let zones = stack.look_up("zones", AvailabilityZones::available());
        let vpc = stack.add("main", Vpc::new(cidr("10.0.0.0/16")));
        stack.add("d", Subnet::new(&vpc, cidr("10.0.1.0/24")).availability_zone(zones.name(3)));
        Ok(())
    };
    let told = refusal(&mut World::new("ours"), program);
    assert!(
        told.contains("there is no availability zone number 3, counted from 0: there are us-east-1a, us-east-1b, us-east-1c"),
        "{told}"
    );
}

#[test]
fn the_newest_revision_is_the_one_that_somebody_registered_last() {
    let task = |image: &str| {
        let task = TaskDef::fargate("art-service", Cpu::Vcpu1, Memory::gib(2));
        task.container(Container::new("art", image))
    };
    let mut world = World::new("ours");
    let revisions = ["art:1", "art:2", "art:3"].map(|image| world.make_outside(task(image)));
    let program = |stack: &mut Stack, (): &()| {
        let newest = stack.look_up("newest", TaskDef::newest("art-service"));
        stack.output("task", &newest.arn);
        Ok(())
    };
    assert!(world.up(program, &()).expect("runs").outcome.is_complete());
    assert_eq!(world.output::<String>("task"), revisions[2]);
    // Somebody registers another one: the next plan shows what changes by it.
    let newer = world.make_outside(task("art:4"));
    let plan = world.preview(program, &()).expect("a plan");
    assert_eq!(plan.look_ups[0].id.as_deref(), Some(newer.as_str()));
    assert!(plan.to_string().contains("  ~ task = \"…/art-service:3\" -> \"…/art-service:4\""), "{plan}");
}

#[test]
fn a_policy_of_ones_own_is_none_that_aws_manages() {
    let document = || {
        let allow = ironwright::aws::iam::Statement::allow().action("s3:ListAllMyBuckets").resource("*");
        PolicyDocument::new().statement(allow)
    };
    let mut world = World::new("ours").with(Policy::new("ReadOnlyAccess", document()));
    let program = |stack: &mut Stack, (): &()| {
        let managed = stack.look_up("managed", Policy::aws_managed("ReadOnlyAccess"));
        let own = stack.look_up("own", Policy::named("ReadOnlyAccess"));
        stack.output("managed", &managed.arn);
        stack.output("own", &own.arn);
        Ok(())
    };
    assert!(world.up(program, &()).expect("runs").outcome.is_complete());
    assert_eq!(world.output::<String>("managed"), "arn:aws:iam::aws:policy/ReadOnlyAccess");
    assert_eq!(world.output::<String>("own"), "arn:aws:iam::123456789012:policy/ReadOnlyAccess");
}
