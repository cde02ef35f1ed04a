//! Many who write the same thing at the same moment.

use std::sync::Arc;

use ironwright_engine::store::Medium;
use ironwright_engine::store::medium::{Appended, Expected};
use tokio::task::JoinSet;

use super::{Kept, holds, text};

/// How many.
const MANY: u8 = 8;

pub(super) async fn have_one_winner(medium: &Arc<dyn Medium>) -> Kept {
    medium.prepare().await.map_err(text)?;
    for round in 0..5_u8 {
        let (mut puts, mut appends) = (JoinSet::new(), JoinSet::new());
        for writer in 0..MANY {
            let (put, append) = (Arc::clone(medium), Arc::clone(medium));
            let (item, log) = (format!("race-{round}.json"), format!("race-{round}.log"));
            let bytes = vec![b'a' + writer, b'\n'];
            let same = bytes.clone();
            puts.spawn(async move { put.put(&item, bytes, Expected::Nothing).await });
            appends.spawn(async move { append.append(&log, 0, same).await });
        }
        let (mut put, mut appended) = (0, 0);
        for ended in puts.join_all().await {
            put += usize::from(ended.map_err(text)?.is_some());
        }
        for ended in appends.join_all().await {
            appended += usize::from(ended.map_err(text)? == Appended::Done);
        }
        holds(put == 1, &format!("{put} of {MANY} have put one item"))?;
        holds(appended == 1, &format!("{appended} of {MANY} have appended at one position"))?;
    }
    Ok(())
}
