//! What is wrong in a file is told with its line, all of it at once.

use ironwright_aws::JsonFile;
use ironwright_aws::ecs::{Container, Cpu, Memory, TaskDef};
use ironwright_core::{Stack, text};

fn mistakes(file: JsonFile) -> Vec<String> {
    let mut stack = Stack::new("demo");
    stack.add("web", TaskDef::from_json(file));
    let Err(found) = stack.graph() else { return Vec::new() };
    found.0.into_iter().map(|it| it.message).collect()
}

const FILE: &str = r#"{
  "family": "web",
  "networkMode": "awsvpcs",
  "containerDefinitions": [
    {
      "name": "web",
      "imagee": "nginx",
      "image": "nginx:${version}",
      "memory": "lots",
      "environment": [
        { "name": "A", "value": "1" },
        { "name": "A", "value": "2" }
      ],
      "portMappings": [{ "hostPort": 80 }],
      "essential": "yes"
    }
  ],
  "colour": "blue"
}"#;

#[test]
fn every_mistake_is_told_with_file_and_line() {
    let found = mistakes(JsonFile::new("web.json", FILE).fill("verson", "1.29"));
    for (line, what) in [
        (3, "`networkMode` is no \"awsvpcs\"; did you mean `awsvpc`?"),
        (7, "has no member \"imagee\"; did you mean `image`?"),
        (8, "`${version}` stands for nothing; did you mean `verson`?"),
        (9, "`memory` is \"lots\", and a whole number is wanted"),
        (12, "\"A\" is in `environment` twice"),
        (14, "what is in `portMappings` has no `containerPort`"),
        (15, "`essential` is \"yes\", and true or false is wanted"),
        (18, "a task definition has no member \"colour\""),
        (1, "nothing is called `${verson}`; did you mean `version`?"),
    ] {
        let told = format!("web.json:{line}: ");
        assert!(
            found.iter().any(|it| it.starts_with(&told) && it.contains(what)),
            "line {line}: {what}: {found:#?}"
        );
    }
}

#[test]
fn what_is_no_json_is_told_once() {
    let found = mistakes(JsonFile::new("web.json", "{\n  \"family\": \"web\"\n  \"cpu\": 256\n}"));
    assert!(found.iter().any(|it| it == "web.json:3: `,` or `}` is missing"), "{found:#?}");
}

#[test]
fn outputs_fill_placeholders_and_stay_references() {
    let mut stack = Stack::new("demo");
    let repository = stack.add("web", ironwright_aws::ecr::Repository::new("web"));
    let text = r#"{
        "family": "web", "cpu": ${cpu}, "memory": "512", "networkMode": "awsvpc",
        "containerDefinitions": [{ "name": "web", "image": "${image}:latest", "command": ["echo", "$${HOME}"] }]
    }"#;
    let file = JsonFile::new("web.json", text).fill("image", &repository.repository_url).fill("cpu", 256u32);
    stack.add("web", TaskDef::from_json(file));
    let graph = stack.graph().expect("a sound program");
    assert_eq!(graph.nodes().len(), 2);
    let inputs =
        graph.evaluate(1, &|_| "123456789012.dkr.ecr.eu-west-2.amazonaws.com/web".into()).expect("inputs");
    let container = inputs["containers"].as_list().expect("containers")[0].clone();
    let image = "123456789012.dkr.ecr.eu-west-2.amazonaws.com/web:latest";
    assert_eq!(container.get("image").and_then(|it| it.as_text()), Some(image));
    assert_eq!(container.get("command").expect("a command").to_string(), r#"["echo", "${HOME}"]"#);
    assert_eq!(inputs["cpu"].as_int(), Some(256));
}

#[test]
fn a_container_is_read_by_itself_and_set_further() {
    let nginx =
        r#"{ "Name": "nginx", "Image": "nginx<version>", "PortMappings": [{ "ContainerPort": "8080" }] }"#;
    let file = JsonFile::new("nginx.json", nginx).marks("<", ">").fill("version", text!(":{}", "1.29"));
    let mut stack = Stack::new("demo");
    let task = TaskDef::fargate("web", Cpu::QuarterVcpu, Memory::mib(512));
    stack.add("web", task.container(Container::from_json(file).stop_timeout(30u32)));
    assert!(stack.graph().is_ok());
    let mut stack = Stack::new("demo");
    let task = TaskDef::fargate("web", Cpu::QuarterVcpu, Memory::mib(512));
    stack.add("web", task.container(Container::from_json(r#"{ "name": "nginx", "imag": "nginx" }"#)));
    let found = stack.graph().expect_err("mistakes").to_string();
    assert!(found.contains("line 1: a container has no member \"imag\"; did you mean `image`?"), "{found}");
    assert!(found.contains("line 1: a container has no `image`"), "{found}");
}
