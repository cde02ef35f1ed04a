//! One call of a store: with an end to waiting, and made again when it failed in passing.
//!
//! Everything that a store sends may be sent again. A conditional write whose answer was lost finds its own first try in
//! its way; the protocol above reads back, and knows it.

use std::time::Duration;

use tokio::time::{Instant, sleep, timeout};

use super::trouble::Trouble;

/// For how long a call that fails in passing is made again. Longer than a lease lives would be in vain.
const PATIENCE: Duration = Duration::from_secs(15);
/// How often it is made at least: a process that was asleep meanwhile has used up all of that time with one try.
const TRIES: u32 = 3;
/// How long one try may take, beside the time for what is carried.
const TRY: Duration = Duration::from_secs(6);
/// What is carried in a second at least, in bytes.
const SLOWEST: u64 = 64 * 1024;

/// Makes a call that carries so many bytes.
///
/// # Errors
/// What was said at last.
pub(super) async fn call<T, F>(action: &str, bytes: usize, send: impl Fn() -> F) -> Result<T, Trouble>
where
    F: Future<Output = Result<T, Trouble>>,
{
    let (began, mut pause, mut tries) = (Instant::now(), Duration::from_millis(100), 0);
    let one = TRY + Duration::from_secs(bytes as u64 / SLOWEST);
    loop {
        tries += 1;
        let answer = timeout(one, send()).await.unwrap_or_else(|_| {
            Err(Trouble::broken(action, format!("there was no answer in {} s", one.as_secs())))
        });
        match answer {
            Err(trouble) if trouble.passes() && (tries < TRIES || began.elapsed() + pause < PATIENCE) => {
                sleep(pause).await;
                pause = (pause * 2).min(Duration::from_secs(2));
            }
            answer => return answer,
        }
    }
}
