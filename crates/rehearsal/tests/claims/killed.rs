//! A process that is killed at any instant has kept what it acknowledged.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

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
    let mut acknowledged = 0;
    for answers in [1, 7, 400, 580, 20, 3, 990] {
        let mut child = start(&path);
        let mut counts = counts(&mut child);
        acknowledged = counts.nth(answers).expect("counts on");
        child.kill().expect("is killed");
        child.wait().expect("is dead");
        let found = count(&Rehearsal::open(&path, location(), registry()).expect("opens"));
        // What it has still said before it died counts too.
        let last = counts.last().unwrap_or(acknowledged);
        assert!(found >= last, "{last} was acknowledged, {found} was found");
    }
    assert!(acknowledged > 2_000, "each went on where the one before was killed: {acknowledged}");
}

#[test]
fn nothing_is_forgotten_while_the_file_is_written_anew() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("world");
    let anew = folder.path().join("world.new");
    let mut acknowledged = 0;
    for moment in 0..10 {
        let mut child = start(&path);
        let counts = counts(&mut child);
        let last = std::thread::spawn(move || counts.last().unwrap_or(0));
        while !anew.exists() && child.try_wait().expect("can be asked").is_none() {
            std::hint::spin_loop();
        }
        std::thread::sleep(Duration::from_micros(500) * moment);
        child.kill().expect("is killed");
        child.wait().expect("is dead");
        acknowledged = acknowledged.max(last.join().expect("counts on"));
        let found = count(&Rehearsal::open(&path, location(), registry()).expect("opens"));
        assert!(found >= acknowledged, "{acknowledged} was acknowledged, {found} was found");
        std::fs::remove_file(&anew).ok();
    }
    assert!(acknowledged > 900, "it was written anew after {acknowledged} counts already");
}

/// The process that the test above kills; without a file to write it has nothing to do.
#[test]
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

/// Starts the process that is going to be killed.
fn start(path: &Path) -> Child {
    let this = std::env::current_exe().expect("this test's own program");
    Command::new(this)
        .args(["killed::counts_until_it_is_killed", "--exact", "--nocapture"])
        .env(FILE, path)
        .stdout(Stdio::piped())
        .spawn()
        .expect("starts")
}

/// What it says it has counted.
fn counts(child: &mut Child) -> impl Iterator<Item = i64> + use<> {
    let lines = BufReader::new(child.stdout.take().expect("is piped")).lines();
    lines.filter_map(|line| line.ok()?.strip_prefix("counted ")?.parse().ok())
}

fn count(cloud: &Rehearsal) -> i64 {
    let mut counts =
        cloud.objects().into_iter().filter_map(|object| object.properties.get("count")?.as_int());
    counts.next().unwrap_or(0)
}
