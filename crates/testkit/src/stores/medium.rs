//! What every medium owes the protocol above it.

use std::sync::Arc;

use ironwright_engine::store::StoreError;
use ironwright_engine::store::medium::{Appended, Claimed, Expected, Medium, Version};
use tokio::task::JoinSet;

use super::Broken;

/// How many write at the same moment.
const AT_ONCE: u8 = 8;

/// Asks an empty medium for everything it has promised; returns what it did not keep.
pub async fn medium(medium: Arc<dyn Medium>) -> Vec<String> {
    let mut broken = Broken::default();
    let ended = all(&medium, &mut broken).await;
    broken.of(ended)
}

async fn all(medium: &Arc<dyn Medium>, broken: &mut Broken) -> Result<(), StoreError> {
    medium.prepare().await?;
    medium.prepare().await?;
    broken.unless(medium.list().await?.is_empty(), "a medium that was made ready has no items");
    items(&**medium, broken).await?;
    logs(&**medium, broken).await?;
    races(medium, broken).await?;
    signs_of_life(&**medium, broken).await
}

async fn items(medium: &dyn Medium, broken: &mut Broken) -> Result<(), StoreError> {
    broken.unless(medium.get("one.json").await?.is_none(), "an item that was never put is not there");
    let never = Expected::Version(Version("never".to_owned()));
    let put = medium.put("one.json", b"0".to_vec(), never.clone()).await?;
    broken.unless(put.is_none(), "an item that is not there is not replaced");
    let first = medium.put("one.json", b"1".to_vec(), Expected::Nothing).await?;
    let Some(first) = first else {
        broken.unless(false, "an item is put where nothing is");
        return Ok(());
    };
    let again = medium.put("one.json", b"2".to_vec(), Expected::Nothing).await?;
    broken.unless(again.is_none(), "an item that is there is not put once more");
    let found = medium.get("one.json").await?;
    broken.unless(
        found.is_some_and(|item| item.bytes == b"1" && item.version == first),
        "an item is read as it was put, with its version",
    );
    let second = medium.put("one.json", b"2".to_vec(), Expected::Version(first.clone())).await?;
    broken.unless(
        second.as_ref().is_some_and(|second| *second != first),
        "an item has another version after a write",
    );
    for stale in [Expected::Version(first), never] {
        let put = medium.put("one.json", b"3".to_vec(), stale).await?;
        broken.unless(put.is_none(), "an item is not replaced where another version is");
    }
    let found = medium.get("one.json").await?;
    broken.unless(found.is_some_and(|item| item.bytes == b"2"), "a write that was refused changes nothing");
    medium.put("two.json", vec![b'x'; 300_000], Expected::Nothing).await?;
    let found = medium.get("two.json").await?;
    broken.unless(found.is_some_and(|item| item.bytes.len() == 300_000), "a large item is whole");
    medium.remove("one.json").await?;
    medium.remove("one.json").await?;
    broken.unless(medium.get("one.json").await?.is_none(), "an item that was removed is gone");
    let put = medium.put("one.json", b"4".to_vec(), Expected::Nothing).await?;
    broken.unless(put.is_some(), "an item is put again where one was removed");
    Ok(())
}

async fn logs(medium: &dyn Medium, broken: &mut Broken) -> Result<(), StoreError> {
    let append = |at, text: &str| medium.append("a.log", at, text.as_bytes().to_vec());
    broken.unless(medium.read_log("a.log").await?.is_none(), "a log that nobody wrote is not there");
    broken.unless(append(0, "one\n").await? == Appended::Done, "a log begins at its beginning");
    broken.unless(append(0, "no\n").await? == Appended::Taken, "a position is given once");
    broken.unless(append(4, "two\n").await? == Appended::Done, "a log grows at its end");
    for at in [0, 4] {
        broken
            .unless(append(at, "no\n").await? == Appended::Taken, "what stands in a log is not written over");
    }
    let read = medium.read_log("a.log").await?;
    broken.unless(read.as_deref() == Some(b"one\ntwo\n"), "a log is read as it was written, and no more");
    let mut at = 8;
    for _ in 0..40 {
        append(at, "more\n").await?;
        at += 5;
    }
    let read = medium.read_log("a.log").await?;
    broken
        .unless(read.is_some_and(|read| read.len() as u64 == at), "a log of many appends is read to its end");
    medium.append("a.log2", 0, b"other\n".to_vec()).await?;
    let mut names = medium.list().await?;
    names.retain(|name| ["one.json", "two.json", "a.log", "a.log2"].contains(&&**name));
    names.sort_unstable();
    broken.unless(
        names == ["a.log", "a.log2", "one.json", "two.json"],
        "all items and logs are listed, each once and by its own name",
    );
    medium.remove("a.log").await?;
    broken.unless(medium.read_log("a.log").await?.is_none(), "a log that was removed is gone");
    let other = medium.read_log("a.log2").await?;
    broken.unless(
        other.as_deref() == Some(b"other\n"),
        "removing a log leaves those whose names begin like its own",
    );
    Ok(())
}

async fn races(medium: &Arc<dyn Medium>, broken: &mut Broken) -> Result<(), StoreError> {
    for round in 0..5_u8 {
        let (mut puts, mut appends) = (JoinSet::new(), JoinSet::new());
        for writer in 0..AT_ONCE {
            let (put, append) = (Arc::clone(medium), Arc::clone(medium));
            let bytes = vec![b'a' + writer, b'\n'];
            let same = bytes.clone();
            puts.spawn(async move { put.put(&format!("race-{round}"), bytes, Expected::Nothing).await });
            appends.spawn(async move { append.append(&format!("race-{round}.log"), 0, same).await });
        }
        let (mut put, mut appended) = (0, 0);
        for ended in puts.join_all().await {
            put += usize::from(ended?.is_some());
        }
        for ended in appends.join_all().await {
            appended += usize::from(ended? == Appended::Done);
        }
        broken.unless(put == 1, "of many who put one item at the same moment one succeeds");
        broken.unless(appended == 1, "of many who append at one position at the same moment one succeeds");
    }
    Ok(())
}

async fn signs_of_life(medium: &dyn Medium, broken: &mut Broken) -> Result<(), StoreError> {
    let Claimed::Ours(claim) = medium.claim(1).await? else {
        return Ok(());
    };
    let is_elsewhere = matches!(medium.claim(1).await?, Claimed::Elsewhere);
    broken.unless(is_elsewhere, "a sign of life is taken once");
    drop(claim);
    let is_ours = matches!(medium.claim(1).await?, Claimed::Ours(_));
    broken.unless(is_ours, "a sign of life ends with who had it");
    Ok(())
}
