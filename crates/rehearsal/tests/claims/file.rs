//! What a file remembers.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use ironwright_core::Value;
use ironwright_core::stack::Location;
use ironwright_engine::Cloud as _;
use ironwright_engine::cloud::ErrorClass;
use ironwright_engine::seal::{KeyFile, Scope, Vault};
use ironwright_rehearsal::{Conditions, Rehearsal, RehearsalError};
use serde_json::json;

use crate::common::{create, delete, location, map, refused, registry, request, update};
use crate::kinds::{host, network, revision};

fn open(path: &Path) -> Rehearsal {
    Rehearsal::open(path, location(), registry()).expect("opens")
}

fn failure(path: &Path) -> String {
    let error = Rehearsal::open(path, location(), registry()).expect_err("does not open");
    error.to_string().replace(&path.display().to_string(), "PATH")
}

#[tokio::test]
async fn everything_acknowledged_is_there_again_without_a_close() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("deep").join("world");
    let cloud = open(&path);
    let home = create(&cloud, network(), "home", json!({"name": "home"})).await;
    create(&cloud, host(), "a", json!({"network_id": *home.id, "password": "correct horse"})).await;
    let gone = create(&cloud, network(), "gone", json!({"name": "gone"})).await;
    update(&cloud, network(), &home.id, json!({"name": "home", "size": 9})).await.expect("is updated");
    delete(&cloud, network(), &gone.id).await.expect("is deleted");
    create(&cloud, revision(), "r", json!({"family": "web"})).await;
    let before = cloud.objects();
    // A process that is killed runs no destructor: only what is in the file by now may count.
    let copy = folder.path().join("copy");
    fs::copy(&path, &copy).expect("copies");

    let again = open(&copy);
    assert_eq!(again.objects(), before);
    let request = request(network(), "home", json!({"name": "home"}));
    let found = again.find(&request).await.expect("can look").expect("its token is remembered");
    assert_eq!(found.id, home.id);
    let error = refused(&again, network(), "other", json!({"name": "home"})).await;
    assert_eq!(error.code, "AlreadyExists");
    let error = delete(&again, network(), &home.id).await.expect_err("is in use");
    assert_eq!(error.code, "DependencyViolation");
    assert_eq!(&*create(&again, revision(), "s", json!({"family": "web"})).await.id, "web:2");
    assert_eq!(again.objects().len(), before.len() + 1);
}

#[tokio::test]
async fn ids_go_on_where_they_ended() {
    let folder = tempfile::tempdir().expect("a folder");
    let make = async |path: &Path, reopen: bool| {
        let mut cloud = open(path);
        for name in ["a", "b", "c"] {
            create(&cloud, network(), name, json!({"name": name})).await;
            if reopen {
                drop(cloud);
                cloud = open(path);
            }
        }
        cloud.objects()
    };
    assert_eq!(make(&folder.path().join("x"), true).await, make(&folder.path().join("y"), false).await);
}

#[tokio::test]
async fn looking_creates_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("deep").join("world");
    let cloud = open(&path);
    let request = request(network(), "a", json!({"name": "a"}));
    assert_eq!(cloud.find(&request).await, Ok(None));
    assert_eq!(cloud.read(network(), &[]).await, Ok(Vec::new()));
    cloud.identity().await.expect("is known");
    drop(cloud);
    assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 0);
}

#[tokio::test]
async fn a_torn_last_line_is_dropped_wherever_it_is_torn() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("world");
    let cloud = open(&path);
    create(&cloud, network(), "a", json!({"name": "a"})).await;
    let one = fs::metadata(&path).expect("a file").len();
    create(&cloud, network(), "b", json!({"name": "b"})).await;
    drop(cloud);
    let whole = fs::read(&path).expect("a file");
    let header = whole.iter().position(|byte| *byte == b'\n').expect("a line");
    for end in 0..whole.len() {
        let torn = folder.path().join("torn");
        fs::write(&torn, &whole[..end]).expect("writes");
        let cloud = open(&torn);
        let left = if end as u64 >= one { 2 } else { 0 };
        assert_eq!(cloud.objects().len(), left, "cut after {end} of {} bytes", whole.len());
        if end % 37 == 0 || end <= header + 2 {
            create(&cloud, network(), "c", json!({"name": "c"})).await;
            drop(cloud);
            assert_eq!(open(&torn).objects().len(), left + 2, "cut after {end}, then written to");
        }
    }
}

#[tokio::test]
async fn damage_elsewhere_is_an_error_that_names_the_line() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("world");
    let cloud = open(&path);
    for name in ["a", "b", "c"] {
        create(&cloud, network(), name, json!({"name": name})).await;
    }
    drop(cloud);
    let whole = fs::read_to_string(&path).expect("a file");

    fs::write(&path, whole.replacen("\"a/8\"", "\"a/9\"", 1)).expect("writes");
    let hint = "restore the file from a copy, or remove it to begin with an empty cloud";
    assert_eq!(
        failure(&path),
        format!(
            "line 2 of the rehearsal's file PATH is damaged: its checksum does not match\n  hint: {hint}"
        )
    );
    let lines: Vec<&str> = whole.lines().collect();
    fs::write(&path, format!("{}\n{}\n{}\n", lines[0], lines[1], lines[3])).expect("writes");
    assert!(failure(&path).starts_with("line 3 of"), "a line that is missing is noticed");
    fs::write(&path, whole.replacen("\"c/8\"", "\"c/9\"", 1)).expect("writes");
    assert!(failure(&path).starts_with("line 4 of"), "a last line with its end was acknowledged");
    fs::write(&path, "something else\n").expect("writes");
    assert!(failure(&path).starts_with("line 1 of"));
}

#[test]
fn a_newer_format_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("world");
    let header = json!({"format": 3, "location": location()}).to_string();
    let mut hasher = blake3::Hasher::new();
    hasher.update(&1u64.to_le_bytes());
    hasher.update(header.as_bytes());
    fs::write(&path, format!("{} {header}\n", &hasher.finalize().to_hex()[..16])).expect("writes");
    assert_eq!(
        failure(&path),
        "the rehearsal's file PATH has format 3, and this version knows 2\n  hint: use the newer version"
    );
}

#[tokio::test]
async fn the_cloud_of_another_region_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("world");
    create(&open(&path), network(), "a", json!({"name": "a"})).await;
    let elsewhere = Location { region: "us-east-1".into(), ..location() };
    let error = Rehearsal::open(&path, elsewhere, registry()).expect_err("is elsewhere");
    assert!(matches!(error, RehearsalError::Elsewhere { .. }));
    assert!(error.to_string().contains("region eu-west-2, not of account 123456789012, region us-east-1"));
}

#[tokio::test]
async fn a_second_process_may_look_and_change_nothing_until_the_first_has_ended() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("world");
    let (first, second) = (open(&path), open(&path));
    create(&first, network(), "a", json!({"name": "a"})).await;
    let error = refused(&second, network(), "b", json!({"name": "b"})).await;
    assert_eq!((error.code.as_str(), error.class), ("WorldInUse", ErrorClass::Transient));
    drop(first);
    create(&second, network(), "b", json!({"name": "b"})).await;
    assert_eq!(second.objects().len(), 4, "it has read what the first one wrote");
}

#[tokio::test]
async fn a_mutation_that_cannot_be_written_has_not_happened() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("world");
    fs::create_dir(folder.path().join("world")).expect("a folder where the file belongs");
    let error = Rehearsal::open(&path, location(), registry()).expect_err("cannot be read");
    assert!(error.to_string().starts_with("cannot read the rehearsal's file"), "{error}");

    fs::write(folder.path().join("plain"), "").expect("writes");
    let path = folder.path().join("plain").join("world");
    let Ok(cloud) = Rehearsal::open(&path, location(), registry()) else { return };
    let error = refused(&cloud, network(), "a", json!({"name": "a"})).await;
    assert_eq!(error.code, "WorldNotWritable");
    assert_eq!(cloud.objects(), []);
}

#[tokio::test]
async fn a_file_does_not_grow_with_what_is_long_gone() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("world");
    let cloud = open(&path).under(Conditions { settle_time_factor: 0.0, ..Conditions::default() });
    let id = create(&cloud, network(), "a", json!({"name": "a"})).await.id;
    for n in 0..3_000 {
        cloud.change_outside("demo.Network", &id, "size", Value::Int(n)).expect("is changed");
    }
    let lines = fs::read_to_string(&path).expect("a file").lines().count();
    assert!(lines < 1_100, "{lines} lines for two things");
    let before = cloud.objects();
    drop(cloud);
    let cloud = open(&path);
    assert_eq!(cloud.objects(), before);
    cloud.create_outside(network(), &map(json!({"name": "b"}))).expect("is created");
    drop(cloud);
    assert_eq!(open(&path).objects().len(), 4);
}

/// A vault that has a key, as it is once a store has met something secret.
async fn vault(folder: &Path, open: bool) -> Arc<Vault> {
    let keys = folder.join("keys.json");
    let vault = Vault::new().making_with(Arc::new(KeyFile::in_folder(folder.join("keys"))));
    if let Ok(bytes) = fs::read(&keys) {
        vault.unlock(&bytes, "test", None).await.expect("unlocks");
    } else if open {
        let scope = Scope { stack: "test".into(), lineage: "l".into() };
        let ring = vault.make(&scope).await.expect("makes a key");
        fs::write(keys, ring.bytes()).expect("writes");
        vault.adopt(ring);
    }
    Arc::new(vault)
}

#[tokio::test]
async fn from_the_first_key_on_nothing_stands_in_the_file_in_the_clear() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("world");
    let open = |vault| Rehearsal::open_sealed(&path, location(), registry(), vault);
    let plain = open(vault(folder.path(), false).await).expect("opens");
    let home = create(&plain, network(), "home", json!({"name": "home"})).await;
    drop(plain);
    assert!(fs::read_to_string(&path).expect("reads").contains("home"), "no secret, no seal");
    let sealed = open(vault(folder.path(), true).await).expect("opens");
    create(&sealed, host(), "a", json!({"network_id": *home.id, "password": "correct horse"})).await;
    create(&sealed, network(), "other", json!({"name": "elsewhere"})).await;
    let before = sealed.objects();
    drop(sealed);
    let text = fs::read_to_string(&path).expect("reads");
    for word in ["home", "correct horse", "elsewhere"] {
        assert!(!text.contains(word), "{word}: {text}");
    }
    let again = open(vault(folder.path(), false).await).expect("opens");
    assert_eq!(again.objects(), before);
    drop(again);
    let error = open(Arc::default()).expect_err("no key").to_string();
    assert!(error.contains("something is sealed with the key"), "{error}");
    // Each line is good at its own place alone, even where its checksum is made to fit: see the engine's seals.
    let lines: Vec<&str> = text.lines().collect();
    fs::write(&path, format!("{}\n{}\n", lines[0], lines[2])).expect("writes");
    assert!(open(vault(folder.path(), false).await).is_err());
}
