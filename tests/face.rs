//! What a program may write where: ids as text, texts as names, handles by value, setters after options, policies in JSON.

#![expect(clippy::unnecessary_wraps, reason = "a program returns a result")]

use ironwright::aws::ecs::{Cluster, Container, Cpu, HealthCheck, LogConfiguration, Memory, TaskDef};
use ironwright::aws::iam::{Policy, PolicyDocument, Role, RolePolicy};
use ironwright::aws::logs::LogGroup;
use ironwright::aws::{ec2, iam};
use ironwright::prelude::*;
use ironwright::testing::rehearse;

fn shop(stack: &mut Stack, _: &()) -> Result<()> {
    let cluster = stack.add("main", Cluster::new("shop").protect().tag("team", "web"));
    let group = stack.add("web", LogGroup::new("/shop/web"));
    let audit = stack.add("audit", LogGroup::new(text!("{}/audit", group.log_group_name)));
    let role = stack.add("role", Role::new("shop", PolicyDocument::assumed_by("ecs-tasks.amazonaws.com")));
    let document = serde_json::json!({
        "Statement": { "Effect": "Allow", "Action": "logs:PutLogEvents", "Resource": "*" },
    });
    let permissions =
        ["a", "b"].map(|name| stack.add(name, RolePolicy::new(&role, name, PolicyDocument::from(&document))));
    stack.add("policy", Policy::new("shop", PolicyDocument::from(document)));
    let app = Container::new("app", "shop:1")
        .variable("CLUSTER", &cluster.arn)
        .variable("GROUP", audit.log_group_name.clone())
        .variable("SUBNET", ec2::SubnetId::from("subnet-1"))
        .health_check(HealthCheck::shell("true"));
    let nginx = Container::new("nginx", "nginx:1").after_healthy("app");
    let nginx = nginx.log_configuration(LogConfiguration::awslogs(&group, "eu-west-2", "web"));
    let task = TaskDef::fargate("shop", Cpu::units(512), Memory::gib(1)).execution_role(role);
    stack.add("task", task.retain().depends_on_all(&permissions).container(app).container(nginx));
    Ok(())
}

#[test]
fn what_is_convenient_to_write_is_what_was_meant() {
    let world = rehearse("shop", shop, &());
    let cluster = world.get::<Cluster>("main");
    let environment =
        world.get::<TaskDef>("task").value("containers[\"app\"].environment").cloned().expect("set");
    assert_eq!(
        environment.get("CLUSTER").and_then(|arn| arn.as_text()),
        cluster.get::<String>("arn").as_deref()
    );
    assert_eq!(environment.get("GROUP").and_then(|name| name.as_text()), Some("/shop/web/audit"));
    assert_eq!(environment.get("SUBNET").and_then(|id| id.as_text()), Some("subnet-1"));
    assert_eq!(world.all::<iam::RolePolicy>().len(), 2);
    let mut stack = Stack::new("shop");
    shop(&mut stack, &()).expect("declared");
    let graph = stack.graph().expect("sound");
    let node = |name: &str| graph.nodes().iter().find(|node| node.address.name() == name).expect("declared");
    assert!(node("main").options.protect && node("task").options.retain);
    assert_eq!(node("task").options.depends_on.len(), 2);
}
