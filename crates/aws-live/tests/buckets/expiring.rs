//! Credentials of a bucket that expire at any request of a run: what was acknowledged stays, and the next run goes on.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use ironwright_core::State;
use ironwright_core::journal::Event;
use ironwright_engine::store::{DurableStore, Holder, Store as _, StoreError, View as _};

use crate::server::{MINISTACK, endpoint, made, store};
use crate::wire;

/// A way to the server on which credentials are good for so many requests.
fn expiring_after(calls: usize) -> String {
    let left = AtomicUsize::new(calls);
    let take = |left: usize| left.checked_sub(1);
    let body = "<Error><Code>ExpiredToken</Code><Message>The provided token has expired.</Message></Error>";
    let answer = format!(
        "HTTP/1.1 400 Bad Request\r\ncontent-type: application/xml\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    let answers = move |_: &str| {
        let is_good = left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, take).is_ok();
        (!is_good).then(|| answer.clone())
    };
    wire::way_to(&endpoint(MINISTACK), Arc::new(answers))
}

/// A run of three steps; how many of its events were acknowledged, and how it ended.
async fn run(store: &DurableStore, name: &str) -> (u64, Result<State, StoreError>) {
    let mut acknowledged = 0;
    let ended = async {
        let holder = Holder { run: name.to_owned(), verb: "up".to_owned(), ..Holder::default() };
        let (mut state, mut journal) = store.begin(&holder).await?;
        for at in 1..=3 {
            let event = Event::RunBegan { run: name.to_owned(), verb: "up".to_owned(), at };
            match journal.append(std::slice::from_ref(&event)).await {
                Ok(()) => acknowledged += 1,
                Err(error) => {
                    // As a run does that cannot go on. The lease cannot be given back either.
                    assert!(journal.release().await.is_err());
                    return Err(error);
                }
            }
            state.fold(&event)?;
        }
        journal.close(&state).await?;
        Ok(state)
    };
    let ended = ended.await;
    (acknowledged, ended)
}

#[tokio::test]
async fn a_bucket_s_token_may_expire_at_any_request_and_the_next_run_goes_on() {
    let short = Duration::from_millis(500);
    let place = made(MINISTACK, "s3://NEW").await;
    for calls in 0.. {
        let below = format!("after-{calls}/aws");
        let dying = store(&place, &below, &expiring_after(calls)).with_time_to_live(short);
        let (acknowledged, ended) = run(&dying, "first").await;
        let whole = ended.is_ok();
        if let Err(error) = ended {
            let (sentence, hint) = (error.to_string(), error.hint());
            assert!(
                sentence.contains("s3://") && sentence.ends_with("(ExpiredToken)"),
                "{calls}: {sentence}"
            );
            assert!(
                hint.contains("sign in again") && hint.contains("all that was done is kept"),
                "{calls}: {hint}"
            );
        }
        let next = store(&place, &below, &endpoint(MINISTACK)).with_time_to_live(short);
        let before = next.load().await.unwrap_or_else(|error| panic!("{calls}: {error}")).serial;
        assert!(before >= acknowledged, "{calls}: {before} of {acknowledged} are there");
        let (_, ended) = run(&next, "second").await;
        let state = ended.unwrap_or_else(|error| panic!("{calls}: {error}"));
        assert_eq!(state.serial, before + 3, "{calls}");
        let lease = next.lease().await.expect("answers").expect("there was one");
        assert_eq!(lease.holder, None, "{calls}: the lease is free");
        if whole {
            assert!(calls > 10, "it took {calls} requests only");
            return;
        }
    }
}
