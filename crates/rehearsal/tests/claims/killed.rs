//! A process that is killed at any instant has kept what it acknowledged.

use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Command, Stdio};

use ironwright_core::Value;
use ironwright_rehearsal::Rehearsal;
use serde_json::json;

use crate::common::{location, map, registry};
use crate::kinds::network;

/// Names the file for the process that is going to be killed.
const FILE: &str = "REHEARSAL_TO_BE_KILLED";

#[test]
fn nothing_acknowledged_is_forgotten() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("world");
    let this = std::env::current_exe().expect("this test's own program");
    let mut acknowledged = 0;
    // The later ones are killed around the thousand lines at which the file is written anew.
    for answers in [1, 7, 400, 580, 20, 3, 990, 1_500] {
        let mut child = Command::new(&this)
            .args(["killed::counts_until_it_is_killed", "--exact", "--ignored", "--nocapture"])
            .env(FILE, &path)
            .stdout(Stdio::piped())
            .spawn()
            .expect("starts");
        let lines = BufReader::new(child.stdout.take().expect("is piped")).lines();
        let mut counts = lines.filter_map(|line| line.ok()?.strip_prefix("counted ")?.parse::<i64>().ok());
        acknowledged = counts.nth(answers).expect("counts on");
        child.kill().expect("is killed");
        child.wait().expect("is dead");
        let found = count(&Rehearsal::open(&path, location(), registry()).expect("opens"));
        // What it has still said before it died counts too.
        let last = counts.last().unwrap_or(acknowledged);
        assert!(found >= last, "{last} was acknowledged, {found} was found");
    }
    assert!(acknowledged > 3_000, "each went on where the one before was killed: {acknowledged}");
}

#[test]
#[ignore = "counts until it is killed, by the test above"]
fn counts_until_it_is_killed() {
    let Some(path) = std::env::var_os(FILE).map(PathBuf::from) else { return };
    let cloud = Rehearsal::open(&path, location(), registry()).expect("opens");
    if cloud.objects().is_empty() {
        cloud.create_outside(network(), &map(json!({"name": "a"}))).expect("is created");
    }
    let id = cloud.objects().into_iter().find(|object| *object.kind == *"demo.Network").expect("exists").id;
    println!();
    for n in count(&cloud) + 1.. {
        cloud.change_outside("demo.Network", &id, "count", Value::Int(n)).expect("is changed");
        println!("counted {n}");
    }
}

fn count(cloud: &Rehearsal) -> i64 {
    let mut counts =
        cloud.objects().into_iter().filter_map(|object| object.properties.get("count")?.as_int());
    counts.next().unwrap_or(0)
}
