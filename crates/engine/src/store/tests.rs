//! What a durable store promises, in a folder.

use std::fs;
use std::path::PathBuf;

use ironwright_core::journal::Event;

use super::{DurableStore, Holder, Store as _, StoreError, View as _};

pub(super) fn began(at: u64) -> Event {
    Event::RunBegan { run: format!("run-{at}"), verb: "up".into(), at }
}

fn ended(at: u64) -> Event {
    Event::RunEnded { run: format!("run-{at}"), outcome: "succeeded".into() }
}

fn holder(verb: &str) -> Holder {
    Holder { verb: verb.to_owned(), host: "here".to_owned(), user: "ann".to_owned(), ..Holder::default() }
}

pub(super) fn in_folder() -> (tempfile::TempDir, DurableStore) {
    let folder = tempfile::tempdir().expect("a folder");
    let store = DurableStore::in_folder(folder.path().join("demo"), "demo");
    (folder, store)
}

fn names(store: &DurableStore, prefix: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(store.place()).expect("lists").flatten();
    let mut paths: Vec<_> = entries
        .filter(|entry| entry.file_name().to_string_lossy().starts_with(prefix))
        .map(|entry| entry.path())
        .collect();
    paths.sort();
    paths
}

/// A run of so many events in all.
pub(super) async fn write(store: &DurableStore, events: u64) {
    let (mut state, mut journal) = store.begin(&holder("up")).await.expect("begins");
    let first = state.serial + 1;
    let events: Vec<Event> =
        (first..first + events - 1).map(began).chain([ended(first + events - 2)]).collect();
    for event in &events {
        state.fold(event).expect("follows");
    }
    journal.append(&events).await.expect("appends");
    journal.close(&state).await.expect("closes");
}

#[tokio::test]
async fn loading_makes_nothing() {
    let (_folder, store) = in_folder();
    assert_eq!(store.load().await.expect("loads").serial, 0);
    assert!(!PathBuf::from(store.place()).exists());
}

#[tokio::test]
async fn what_was_appended_is_there_without_closing() {
    let (_folder, store) = in_folder();
    let (_, mut journal) = store.begin(&holder("up")).await.expect("begins");
    journal.append(&[began(1), began(2)]).await.expect("appends");
    drop(journal);
    assert_eq!(store.load().await.expect("loads").serial, 2);
}

#[tokio::test]
async fn a_second_run_is_told_who_holds_the_lease() {
    let (_folder, store) = in_folder();
    let _journal = store.begin(&holder("up")).await.expect("begins");
    let Err(StoreError::Locked { holder: other, .. }) = store.begin(&holder("destroy")).await else {
        panic!("two runs at once");
    };
    assert_eq!((other.verb.as_str(), other.host.as_str()), ("up", "here"));
}

#[tokio::test]
async fn a_run_that_died_leaves_a_lease_that_is_free_at_once() {
    let (_folder, store) = in_folder();
    let (_, journal) = store.begin(&holder("up")).await.expect("begins");
    let alive = store.lease().await.expect("reads").expect("is held");
    assert_eq!((alive.epoch, alive.alive), (1, Some(true)));
    drop(journal);
    let dead = store.lease().await.expect("reads").expect("is there");
    assert_eq!((dead.holder.map(|holder| holder.verb), dead.alive), (Some("up".to_owned()), Some(false)));
    let (state, journal) = store.begin(&holder("up")).await.expect("nobody holds it");
    journal.close(&state).await.expect("closes");
    let free = store.lease().await.expect("reads").expect("is there");
    assert_eq!((free.epoch, free.holder), (2, None));
}

#[tokio::test]
async fn a_broken_lease_stops_its_holder_before_it_acts() {
    let (_folder, store) = in_folder();
    let (mut state, mut old) = store.begin(&holder("up")).await.expect("begins");
    old.append(&[began(1)]).await.expect("appends");
    state.fold(&began(1)).expect("follows");
    store.break_lease(&holder("lock break")).await.expect("breaks");
    let error = old.append(&[began(2)]).await.expect_err("is fenced off").to_string();
    assert_eq!(error, "this run lost its lease: `lock break` by ann on here, process 0, has taken it");
    let (next, mut new) = store.begin(&holder("up")).await.expect("it is free although the old one lives");
    assert_eq!(next.serial, 1);
    new.append(&[began(3)]).await.expect("appends");
    old.append(&[began(2)]).await.expect_err("for good");
    drop(old);
    new.append(&[began(4)]).await.expect("the old one's end changes nothing");
    assert_eq!(store.load().await.expect("loads").serial, 3);
}

#[tokio::test]
async fn one_who_was_fenced_off_cannot_compact() {
    let (_folder, store) = in_folder();
    let (mut state, mut old) = store.begin(&holder("up")).await.expect("begins");
    let many: Vec<Event> = (1..=900).map(began).collect();
    for event in &many {
        state.fold(event).expect("follows");
    }
    old.append(&many).await.expect("appends");
    store.break_lease(&holder("lock break")).await.expect("breaks");
    let (_, mut new) = store.begin(&holder("up")).await.expect("begins");
    new.append(&[began(901)]).await.expect("appends");
    old.close(&state).await.expect("all of it is written down");
    new.append(&[began(902)]).await.expect("appends");
    drop(new);
    assert_eq!(store.load().await.expect("loads").serial, 902);
}

#[tokio::test]
async fn a_lease_that_was_removed_does_not_bring_an_old_epoch_back() {
    let (_folder, store) = in_folder();
    for _ in 0..3 {
        write(&store, 2).await;
    }
    fs::remove_file(PathBuf::from(store.place()).join("lease.json")).expect("removes");
    write(&store, 2).await;
    assert_eq!(store.load().await.expect("loads").serial, 8);
    assert_eq!(store.lease().await.expect("reads").expect("is there").epoch, 4);
}

#[tokio::test]
async fn a_long_journal_becomes_a_snapshot_and_few_of_those_stay() {
    let (_folder, store) = in_folder();
    for _ in 0..14 {
        write(&store, 900).await;
    }
    assert_eq!(store.load().await.expect("loads").serial, 14 * 900);
    assert_eq!((names(&store, "snapshot-").len(), names(&store, "journal-").len()), (10, 10));
}

#[tokio::test]
async fn the_past_is_listed_and_any_of_it_comes_back() {
    let (_folder, store) = in_folder();
    for _ in 0..4 {
        write(&store, 400).await;
    }
    let history = store.history().await.expect("reads");
    assert_eq!(history.damaged, Vec::<String>::new());
    let ends: Vec<u64> =
        history.runs.iter().filter(|run| run.outcome.is_some()).map(|run| run.serial).collect();
    assert_eq!(ends, [400, 800, 1200, 1600]);
    assert_eq!(store.at(801).await.expect("is kept").serial, 801);
    let error = store.at(9999).await.expect_err("is not").to_string();
    assert_eq!(error, "there is no state 9999 of this stack: the states from 0 to 1600 are kept");

    let before = store.at(800).await.expect("is kept");
    let restored = store.restore(800, 5000, &holder("state restore")).await.expect("restores");
    assert_eq!(restored.serial, 5003);
    assert_eq!(restored, super::State { serial: 5003, ..before });
    assert_eq!(store.load().await.expect("loads"), restored);
    let last = store.history().await.expect("reads").runs.pop().expect("a run");
    assert_eq!((last.verb.as_str(), last.serial), ("state restore 800", 5003));
    write(&store, 2).await;
    assert_eq!(store.load().await.expect("loads").serial, 5005);
}

#[tokio::test]
async fn whoever_writes_while_a_state_is_restored_is_refused() {
    let (_folder, store) = in_folder();
    write(&store, 4).await;
    let (_, mut old) = store.begin(&holder("up")).await.expect("begins");
    store.break_lease(&holder("lock break")).await.expect("breaks");
    store.restore(2, 0, &holder("state restore")).await.expect("restores");
    old.append(&[began(9)]).await.expect_err("is fenced off");
}

#[tokio::test]
async fn what_is_damaged_names_the_last_good_state_and_that_brings_it_back() {
    for damage in ["journal", "snapshot", "head", "head is gone", "journal is gone"] {
        let (_folder, store) = in_folder();
        write(&store, 900).await;
        write(&store, 3).await;
        let path = match damage {
            "head" | "head is gone" => PathBuf::from(store.place()).join("head.json"),
            "snapshot" => names(&store, "snapshot-900").remove(0),
            _ => names(&store, "journal-900").remove(0),
        };
        let mut bytes = fs::read(&path).expect("reads");
        if damage.ends_with("gone") {
            fs::remove_file(&path).expect("removes");
        } else {
            // Well inside the last line of a journal.
            let at = bytes.len() - 20;
            bytes[at] = b'#';
            fs::write(&path, bytes).expect("writes");
        }
        let serial = match damage {
            "journal" => 902,
            "snapshot" | "head" | "head is gone" => 903,
            _ => 900,
        };
        for error in [store.load().await.err(), store.begin(&holder("up")).await.err()] {
            let error = error.unwrap_or_else(|| panic!("{damage} goes unnoticed"));
            assert!(error.to_string().contains("is damaged"), "{damage}: {error}");
            assert!(
                error.hint().starts_with(&format!("`state restore {serial}`")),
                "{damage}: {}",
                error.hint()
            );
        }
        let restored = store.restore(serial, 0, &holder("state restore")).await.expect("restores");
        assert!(restored.serial > 903, "{damage}: {}", restored.serial);
        write(&store, 2).await;
        assert_eq!(store.load().await.expect("loads").serial, restored.serial + 2, "{damage}");
    }
}

#[tokio::test]
async fn a_damaged_lease_is_written_anew_by_who_breaks_it() {
    let (_folder, store) = in_folder();
    write(&store, 2).await;
    fs::write(PathBuf::from(store.place()).join("lease.json"), "{}").expect("writes");
    let error = store.begin(&holder("up")).await.err().expect("nobody can tell who holds it");
    assert!(error.hint().contains("`lock break`"), "{error}: {}", error.hint());
    store.break_lease(&holder("lock break")).await.expect("breaks");
    write(&store, 2).await;
    assert_eq!(store.lease().await.expect("reads").expect("is there").epoch, 3);
}

#[tokio::test]
async fn no_bit_of_any_file_changes_unnoticed() {
    let (_folder, store) = in_folder();
    write(&store, 3).await;
    let state = store.load().await.expect("loads");
    for path in ["head.json", "snapshot-", "journal-"].map(|prefix| names(&store, prefix).remove(0)) {
        let whole = fs::read(&path).expect("reads");
        for at in 0..whole.len() {
            let mut damaged = whole.clone();
            damaged[at] ^= 1 << (at % 8);
            fs::write(&path, &damaged).expect("writes");
            // The last line feed is all that tells a torn line from a whole one.
            let is_last = at == whole.len() - 1 && path.extension().is_some_and(|e| e == "log");
            match store.load().await {
                Ok(read) => assert!(is_last || read == state, "{}: flip at {at}", path.display()),
                Err(error) => assert!(!error.to_string().is_empty()),
            }
        }
        fs::write(&path, whole).expect("writes");
    }
}

#[tokio::test]
async fn another_stack_and_another_format_are_each_named_and_left_alone() {
    let (_folder, store) = in_folder();
    write(&store, 2).await;
    let other = DurableStore::in_folder(store.place(), "other");
    let error = other.load().await.expect_err("another stack").to_string();
    assert!(error.contains("belongs to the stack `demo`"), "{error}");
    let head = PathBuf::from(store.place()).join("head.json");
    for format in [1, 99] {
        fs::write(&head, format!("{{\"format\": {format}, \"hash\": \"h\"}}")).expect("writes");
        let error = store.load().await.expect_err("another format").to_string();
        assert!(error.contains(&format!("has format {format}, and this version reads format 2")), "{error}");
        store.restore(2, 0, &holder("state restore")).await.expect_err("nothing is written over it");
    }
}

#[tokio::test]
async fn a_file_in_the_place_of_the_folder_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("occupied");
    fs::write(&path, "").expect("writes");
    for place in [path.clone(), path.join("below")] {
        let store = DurableStore::in_folder(&place, "demo");
        let error = store.begin(&holder("up")).await.err().expect("a file is there");
        assert!(error.to_string().contains("occupied"), "{error}");
        assert_eq!(error.hint(), "name a folder: a file is in its place");
    }
}

#[tokio::test]
async fn what_a_first_run_leaves_that_died_at_once_is_no_state() {
    let (_folder, store) = in_folder();
    let (_, journal) = store.begin(&holder("up")).await.expect("begins");
    drop(journal);
    fs::remove_file(PathBuf::from(store.place()).join("head.json")).expect("removes");
    assert_eq!(store.load().await.expect("loads").serial, 0);
    write(&store, 2).await;
    assert_eq!(store.load().await.expect("loads").serial, 2);
}
