//! Task definitions, containers and policies out of JSON files: nothing of what they say is lost, and what is wrong is told
//! with its line.

mod again;
mod mistakes;

use std::fs;
use std::path::Path;

use ironwright_aws::JsonFile;
use ironwright_aws::ecs::TaskDef;
use ironwright_core::{Declare as _, Map, Stack, Value};

/// The files, with their names.
fn files() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/task_definitions");
    let mut files: Vec<(String, String)> = fs::read_dir(&folder)
        .expect("a folder")
        .map(|entry| {
            let path = entry.expect("a file").path();
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            (name, fs::read_to_string(&path).expect("text"))
        })
        .collect();
    files.sort();
    files
}

/// What all files' placeholders stand for.
const VALUES: [(&str, &str); 5] = [
    ("image", "123456789012.dkr.ecr.eu-west-2.amazonaws.com/web"),
    ("version", "3f2c1a9"),
    ("region", "eu-west-2"),
    ("cpu", "256"),
    ("execution_role", "arn:aws:iam::123456789012:role/ecs-execution"),
];

/// A file with what of its placeholders is filled.
fn filled(name: &str, text: &str) -> JsonFile {
    let used = VALUES.iter().filter(|(name, _)| text.contains(&format!("${{{name}}}")));
    used.fold(JsonFile::new(name, text), |file, (name, value)| file.fill(name, *value))
}

/// What a program declares with such a task definition.
fn inputs_of(task: TaskDef) -> Result<Map, String> {
    let mut stack = Stack::new("demo");
    stack.add("task", task.protect());
    let graph = stack.graph().map_err(|found| found.to_string())?;
    graph.evaluate(0, &|_| Value::Unknown(None)).map_err(|mistake| format!("{mistake:?}"))
}

#[test]
fn nothing_is_lost_of_what_a_file_says() {
    let files = files();
    assert!(files.len() >= 100, "there are {} files", files.len());
    let mut wrong = Vec::new();
    for (name, text) in &files {
        match inputs_of(TaskDef::from_json(filled(name, text))) {
            Ok(inputs) => {
                let (said, read) = (again::said(text, &VALUES), again::written(&inputs));
                if said != read {
                    wrong.push(format!("{name}\n  said {said:#}\n  read {read:#}"));
                }
            }
            Err(why) => wrong.push(format!("{name}: {why}")),
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), files.len(), wrong.join("\n"));
}

#[test]
fn a_member_that_is_missing_would_be_noticed() {
    let (name, text) = &files()[0];
    let inputs = inputs_of(TaskDef::from_json(filled(name, text))).expect("a sound file");
    let mut less = inputs.clone();
    less.remove("family");
    assert_ne!(again::said(text, &VALUES), again::written(&less));
}
