//! Differences of containers.

use ironwright_aws::ecs::{Container, Cpu, HealthCheck, Memory, TaskDef};
use ironwright_core::{Secret, Stack};

use super::Case;

pub(super) fn cases() -> Vec<Case> {
    vec![
        Case::new("container-new", "A new task definition.", |stack| task(stack, [nginx()])),
        Case {
            detail: super::Detail::Full,
            ..Case::new("container-new-in-detail", "A new task definition, with every property.", |stack| {
                let check = HealthCheck::shell("curl -f http://localhost:8080/ || exit 1");
                task(stack, [nginx().health_check(check).command(SERVE), sidecar()]);
            })
        },
        Case::change(
            "container-image",
            "Another image.",
            |stack| task(stack, [nginx()]),
            |stack| task(stack, [container(&registry("web:1.28.0"))]),
        ),
        Case::change(
            "container-environment",
            "Variables come, go and change.",
            |stack| task(stack, [nginx()]),
            |stack| {
                let nginx = Container::new("nginx", registry("web:1.27.3")).port(8080);
                let nginx = nginx.variable("LOG_LEVEL", "debug").variable("WORKERS", "4");
                task(stack, [nginx.variable("URL", "https://www.example.com/a/path/that/is/new")]);
            },
        ),
        Case::change(
            "container-port",
            "Another port.",
            |stack| task(stack, [nginx()]),
            |stack| task(stack, [nginx().port(9090)]),
        ),
        Case::change(
            "container-beside",
            "A container comes, and another goes.",
            |stack| task(stack, [nginx(), Container::new("old", "busybox:1").variable("A", "1")]),
            |stack| task(stack, [nginx(), sidecar()]),
        ),
        Case::change(
            "command-longer",
            "A word is added to a long command.",
            |stack| task(stack, [nginx().command(SERVE)]),
            |stack| {
                let mut command = SERVE.to_vec();
                command.insert(5, "--reload");
                task(stack, [nginx().command(command)]);
            },
        ),
        Case::change(
            "command-rewritten",
            "Words of a command change, and its end goes.",
            |stack| task(stack, [nginx().command(SERVE)]),
            |stack| {
                let mut command = SERVE.to_vec();
                (command[0], command[2]) = ("uvicorn", "8");
                command.truncate(7);
                task(stack, [nginx().command(command)]);
            },
        ),
        Case::change(
            "command-shell",
            "A long line in a command differs in a few letters.",
            |stack| task(stack, [nginx().command(["sh", "-c", SCRIPT])]),
            |stack| {
                task(stack, [nginx().command(["sh", "-c", &SCRIPT.replace("--workers 2", "--workers 8")])]);
            },
        ),
        Case::change(
            "container-everything",
            "Nearly all of a container changes.",
            |stack| task(stack, [nginx().command(SERVE)]),
            |stack| {
                let check = HealthCheck::shell("curl -f http://localhost:8080/ || exit 1").interval(10u32);
                let nginx = Container::new("nginx", registry("web:2.0.0")).port(8081).health_check(check);
                task(stack, [nginx.cpu(Cpu::units(256)).user("nginx"), sidecar()]);
            },
        ),
        Case::change(
            "container-secret",
            "A secret changes, one comes, and what was public becomes one.",
            |stack| {
                let nginx = nginx().variable("PASSWORD", Secret::new("hunter2".to_owned()));
                task(stack, [nginx.variable("OPEN", "hunter2 in the open")]);
            },
            |stack| {
                let nginx = nginx().variable("PASSWORD", Secret::new("swordfish".to_owned()));
                let nginx = nginx.variable("TOKEN", Secret::new("hunter2".to_owned()));
                task(stack, [nginx.variable("OPEN", Secret::new("hunter2 in the open".to_owned()))]);
            },
        ),
    ]
}

const SERVE: [&str; 9] =
    ["gunicorn", "--workers", "2", "--bind", "0.0.0.0:8888", "--timeout", "120", "--access-logfile", "-"];

const SCRIPT: &str = "python manage.py migrate --noinput && python manage.py collectstatic --noinput && exec gunicorn \
                      --workers 2 --bind 0.0.0.0:8888 project.wsgi:application";

fn task<const N: usize>(stack: &mut Stack, containers: [Container; N]) {
    let task = TaskDef::fargate("web", Cpu::units(1024), Memory::gib(2)).containers(containers);
    let task = task.execution_role("arn:aws:iam::210987654321:role/execution");
    stack.scope("task").add("web", task);
}

fn registry(image: &str) -> String {
    format!("123456789012.dkr.ecr.eu-west-2.amazonaws.com/platform/{image}")
}

fn container(image: &str) -> Container {
    Container::new("nginx", image).port(8080).variable("LOG_LEVEL", "info").variable("OLD", "1")
}

fn nginx() -> Container {
    container(&registry("web:1.27.3"))
}

fn sidecar() -> Container {
    Container::new("metrics", "prom/node-exporter:v1.8.2").port(9100).variable("NODE", "a").essential(false)
}
