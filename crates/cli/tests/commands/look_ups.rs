//! What a program uses and somebody else manages, as a person sees it: `rehearsal.toml`, the plan, its file, the graph.

use serde_json::{Value, json};

use crate::tool::{Project, Ran, example};

const ROLE: &str = "[[iam.Role]]\nrole_name = \"ecsTaskExecutionRole\"\n";

fn run(project: &Project, line: &str) -> Ran {
    let arguments: Vec<&str> = line.split_whitespace().collect();
    project.ran(project.command_of(&example("borrowing"), &arguments))
}

fn done(project: &Project, line: &str) -> Ran {
    let ran = run(project, line);
    assert_eq!(ran.code, 0, "{line}: {ran:#?}");
    ran
}

fn json_of(project: &Project, line: &str) -> Value {
    serde_json::from_str(&done(project, line).out).expect("JSON")
}

#[test]
fn what_is_there_before_the_program_stands_in_a_file_and_in_the_plan() {
    let project = Project::new();
    let ran = run(&project, "preview");
    assert_eq!(ran.code, 2, "{ran:#?}");
    assert!(
        ran.err.contains(
            "there is no iam.Role with role_name \"ecsTaskExecutionRole\" in rehearsal (account 123456789012, region \
             us-east-1)\n"
        ),
        "{ran:#?}"
    );
    assert!(
        ran.err.contains("hint: say in `rehearsal.toml` what is there before the program runs"),
        "{ran:#?}"
    );
    project.write("rehearsal.toml", ROLE);
    let ran = done(&project, "preview");
    assert!(
        ran.out.starts_with(
            "Looked up:\n  ? iam.Role.execution  ecsTaskExecutionRole, by role_name \"ecsTaskExecutionRole\"\n\n  + \
             ecs.TaskDef.web"
        ),
        "{ran:#?}"
    );
    done(&project, "up --yes");
    assert!(done(&project, "up --yes").err.contains("nothing"), "the second run has nothing to do");
    let drift = done(&project, "drift");
    assert!(!drift.out.contains("iam.Role"), "{drift:#?}");
    let destroyed = done(&project, "destroy --yes");
    assert!(!destroyed.out.contains("iam.Role") && destroyed.err.contains("1 deleted in"), "{destroyed:#?}");
}

#[test]
fn a_reviewed_plan_is_refused_when_something_else_is_found() {
    let project = Project::new();
    let images = |id: &str| {
        format!(
            "[[iam.Role]]\nid = \"ecsTaskExecutionRole\"\nrole_name = \"ecsTaskExecutionRole\"\narn = \"arn:aws:iam::123456789012:role/{id}\"\n"
        )
    };
    project.write("rehearsal.toml", &images("one"));
    done(&project, "preview --out plan.json");
    project.write("rehearsal.toml", &images("two"));
    let ran = run(&project, "up --plan plan.json");
    assert_eq!(ran.code, 4, "{ran:#?}");
    assert!(
        ran.err.contains(
            "iam.Role.execution: ecsTaskExecutionRole is still what is found, and is not like it was any more"
        ),
        "{ran:#?}"
    );
    project.write("rehearsal.toml", "");
    let ran = run(&project, "up --plan plan.json");
    assert!(ran.code != 0 && ran.err.contains("there is no iam.Role"), "{ran:#?}");
    project.write("rehearsal.toml", &images("one"));
    let ran = done(&project, "up --plan plan.json");
    assert!(ran.err.contains("1 created in"), "{ran:#?}");
}

#[test]
fn what_is_wrong_with_the_file_is_told_with_its_lines() {
    let project = Project::new();
    project.write(
        "rehearsal.toml",
        "[[iam.Role]]\nrole_nam = \"a\"\n\n[[iam.Rolle]]\n\n[iam.Group]\ngroup_name = \"b\"\n",
    );
    let ran = run(&project, "preview");
    assert_eq!(ran.code, 2, "{ran:#?}");
    for told in [
        "[project]/rehearsal.toml: line 2: iam.Role has no property `role_nam`; did you mean `role_name`?\n",
        "[project]/rehearsal.toml: line 4: there is no kind `iam.Rolle`\n",
        "[project]/rehearsal.toml: line 6: write `[[iam.Group]]`, in two pairs of brackets\n",
    ] {
        assert!(ran.err.contains(told), "{told}\n{}", ran.err);
    }
}

#[test]
fn look_ups_are_drawn_and_told_to_machines() {
    let project = Project::new();
    project.write("rehearsal.toml", ROLE);
    assert_eq!(
        done(&project, "graph --format text --set network=true").out,
        "iam.Role.execution (looked up)\nec2.RouteTable.main (looked up)\n  by ec2.Vpc.main\necs.TaskDef.web\n  looks up \
         iam.Role.execution\nec2.Vpc.main\nec2.SecurityGroup.beside\n  looks up ec2.RouteTable.main\n  needs \
         ec2.Vpc.main\n"
    );
    let graph = json_of(&project, "graph --json --set network=true");
    assert_eq!(graph["look_ups"][1]["needs"], json!(["ec2.Vpc.main"]));
    assert_eq!(graph["resources"][2]["looks_up"], json!(["ec2.RouteTable.main"]));
    let plan = json_of(&project, "preview --json --set network=true");
    let found = &plan["look_ups"];
    assert_eq!((&found[0]["id"], &found[1]["id"]), (&json!("ecsTaskExecutionRole"), &Value::Null));
    assert_eq!(found[0]["values"], json!({ "arn": "arn:aws:iam::123456789012:role/ecsTaskExecutionRole" }));
    assert_eq!(found[1]["query"], "vpc_id (known after apply)");
    done(&project, "up --yes --set network=true");
}
